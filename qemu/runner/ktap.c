// SPDX-License-Identifier: GPL-2.0
/* KTAP, and a progress line on stderr. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/ktap.h"

static bool progress_shown;

void dms_ktap_plan(FILE *out, size_t nr)
{
	fprintf(out, "KTAP version 1\n1..%zu\n", nr);
	fflush(out);
}

static void put_safe(FILE *out, const char *before, const char *text)
{
	char *safe = dms_escape(text);

	fprintf(out, "%s%s", before, safe);
	free(safe);
}

void dms_ktap_target(FILE *out, const struct dms_target *t)
{
	const char *release = dms_facts_get(&t->kernel->setup, "release");

	fprintf(out, "# platform %s: %s; kernel %s", t->platform.name, t->platform.description,
		t->kernel->name);
	if (t->unfit)
		put_safe(out, "; cannot run here: ", t->unfit);
	else
		fprintf(out, " (%s), QEMU %s, %s", release ? release : "not set up",
			t->qemu_version, t->accel);
	fputc('\n', out);
	fflush(out);
}

void dms_ktap_result(FILE *out, size_t number, const struct dms_job *job)
{
	bool ok = job->verdict == DMS_PASS || job->verdict == DMS_SKIP;
	size_t i;

	dms_progress_clear();
	for (i = 0; !ok && i < job->reasons.nr; i++) {
		put_safe(out, "  # ", job->reasons.v[i]);
		fputc('\n', out);
	}
	if (!ok && job->dir)
		fprintf(out, "  # %s\n", job->dir);
	fprintf(out, "%s %zu %s/%s", ok ? "ok" : "not ok", number, job->target->label,
		job->scenario->id);
	if (job->verdict == DMS_SKIP)
		put_safe(out, " # SKIP ", job->reasons.nr ? job->reasons.v[0] : "");
	fputc('\n', out);
	fflush(out);
}

void dms_progress(size_t done, size_t all, const char *what)
{
	if (!isatty(STDERR_FILENO))
		return;
	fprintf(stderr, "\r\033[K%zu/%zu %s", done, all, what);
	progress_shown = true;
}

void dms_progress_clear(void)
{
	if (progress_shown)
		fputs("\r\033[K", stderr);
	progress_shown = false;
}
