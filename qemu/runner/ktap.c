// SPDX-License-Identifier: GPL-2.0
/* KTAP on stdout, a progress line on stderr. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/ktap.h"

static bool progress_shown;

void dms_ktap_plan(size_t nr)
{
	printf("KTAP version 1\n1..%zu\n", nr);
	fflush(stdout);
}

void dms_ktap_target(const struct dms_target *t)
{
	const char *release = dms_facts_get(&t->kernel->setup, "release");

	printf("# platform %s: %s; kernel %s (%s), QEMU %s, %s\n", t->platform.name,
	       t->platform.description, t->kernel->name, release ? release : "not set up",
	       t->qemu_version, t->accel);
	fflush(stdout);
}

void dms_ktap_result(size_t number, const struct dms_job *job)
{
	bool ok = job->verdict == DMS_PASS || job->verdict == DMS_SKIP;
	char *safe;
	size_t i;

	dms_progress_clear();
	for (i = 0; !ok && i < job->reasons.nr; i++) {
		safe = dms_escape(job->reasons.v[i]);
		printf("  # %s\n", safe);
		free(safe);
	}
	if (!ok && job->dir)
		printf("  # %s\n", job->dir);
	printf("%s %zu %s/%s", ok ? "ok" : "not ok", number, job->target->platform.name,
	       job->scenario->id);
	if (job->verdict == DMS_SKIP) {
		safe = dms_escape(job->reasons.nr ? job->reasons.v[0] : "");
		printf(" # SKIP %s", safe);
		free(safe);
	}
	printf("\n");
	fflush(stdout);
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
