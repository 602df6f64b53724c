// SPDX-License-Identifier: GPL-2.0
/* Folders and files of one run. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/file.h"
#include "runner/machine.h"
#include "runner/results.h"

int dms_results_open(struct dms_results *r, const char *top)
{
	time_t now = time(NULL);
	char stamp[32];
	unsigned int i;

	*r = (struct dms_results){ .top = dms_strdup(top) };
	if (dms_file_mkdirs(top))
		return -1;
	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", localtime(&now));
	for (i = 1; i < 1000; i++) {
		free(r->run);
		free(r->dir);
		/* two runs may start within one second, as shards do */
		r->run = i == 1 ? dms_strdup(stamp) : dms_asprintf("%s.%u", stamp, i);
		r->dir = dms_asprintf("%s/%s", top, r->run);
		if (!mkdir(r->dir, 0777))
			return 0;
		if (errno != EEXIST)
			break;
	}
	dms_err("cannot create the results folder %s: %s", r->dir, strerror(errno));
	return -1;
}

void dms_results_free(struct dms_results *r)
{
	free(r->top);
	free(r->run);
	free(r->dir);
	*r = (struct dms_results){ 0 };
}

char *dms_results_job_dir(struct dms_results *r, struct dms_job *job)
{
	char *path;

	if (!job->dir)
		job->dir = dms_asprintf("%s/%s", job->target->label, job->scenario->id);
	path = dms_asprintf("%s/%s", r->dir, job->dir);
	if (!dms_file_mkdirs(path))
		return path;
	free(path);
	return NULL;
}

char *dms_results_boot_dir(struct dms_results *r, const struct dms_target *t, unsigned int number)
{
	char *path = dms_asprintf("%s/%s/boot-%u", r->dir, t->label, number);

	if (!dms_file_mkdirs(path))
		return path;
	free(path);
	return NULL;
}

static int put(const char *dir, const char *name, const char *data, size_t len)
{
	char *path = dms_asprintf("%s/%s", dir, name);
	int ret = dms_file_write(path, data ? data : "", len);

	free(path);
	return ret;
}

static int put_report(const char *dir, const char *name, const struct dms_report *report,
		      enum dms_format format)
{
	const struct dms_print_options opt = { .min_severity = DMS_SEV_NONE };
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int ret = -1;

	if (!out)
		return -1;
	if (dms_report_print(report, format, &opt, out))
		dms_err("cannot print %s", name);
	else
		ret = 0;
	fclose(out);
	if (!ret)
		ret = put(dir, name, text, len);
	free(text);
	return ret;
}

static int put_facts(const char *dir, const struct dms_facts *facts)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int ret;

	if (!out)
		return -1;
	dms_facts_print(facts, out);
	fclose(out);
	ret = put(dir, "facts.txt", text, len);
	free(text);
	return ret;
}

/* A comment of several lines; what it quotes can be pasted without its '#'. */
static void comment(struct dms_strbuf *b, const char *text)
{
	for (dms_strbuf_puts(b, "# "); *text; text++) {
		dms_strbuf_add(b, text, 1);
		if (*text == '\n')
			dms_strbuf_puts(b, "# ");
	}
	dms_strbuf_puts(b, "\n");
}

static int put_command(const char *dir, const struct dms_job *job)
{
	struct dms_target *t = job->target;
	struct dms_strbuf b = { 0 };
	char *hand, *exact;
	int ret;

	/* no guest, but this machine */
	if (!t->qemu)
		return 0;
	hand = dms_machine_command(t, job->scenario, DMS_MACHINE_BY_HAND, NULL);
	exact = dms_machine_command(t, job->scenario, DMS_MACHINE_RUNNER, "FOLDER");

	dms_strbuf_printf(&b, "# Scenario %s, platform %s, kernel %s (%s), QEMU %s\n",
			  job->scenario->id, t->platform.name, t->kernel->name,
			  dms_facts_get(&t->kernel->setup, "release"), t->qemu_version);
	dms_strbuf_puts(&b, "# Run and judge it again:\n");
	if (job->again)
		dms_strbuf_printf(&b, "#   %s\n", job->again);
	else
		dms_strbuf_printf(&b, "#   dmascope run %s --platform %s --kernel %s\n",
				  job->scenario->id, t->platform.name,
				  t->kernel->external ? t->kernel->external : t->kernel->name);
	dms_strbuf_puts(&b, "# As the runner, which listens at both sockets, started it:\n");
	comment(&b, exact);
	dms_strbuf_puts(&b, "# By hand, with a shell in the guest (Ctrl-a x ends it):\n");
	dms_strbuf_printf(&b, "%s\n", hand);
	ret = put(dir, "qemu-command.txt", b.s, b.len);
	dms_strbuf_free(&b);
	free(hand);
	free(exact);
	return ret;
}

static void put_lines(struct dms_strbuf *b, const char *prefix, const struct dms_strlist *lines)
{
	size_t i;

	for (i = 0; i < lines->nr; i++) {
		char *safe = dms_escape(lines->v[i]);

		dms_strbuf_printf(b, "%s%s\n", prefix, safe);
		free(safe);
	}
}

static int put_verdict(const char *dir, const struct dms_job *job, const struct dms_record *rec,
		       const char *boot_dir)
{
	struct dms_strbuf b = { 0 };
	const char *boot = strrchr(boot_dir, '/');
	int ret;

	dms_strbuf_printf(&b, "%s %s on %s, kernel %s, %.2f s, in %s\n",
			  dms_verdict_name(job->verdict), job->scenario->id,
			  job->target->platform.name, job->target->kernel->name, job->seconds,
			  boot ? boot + 1 : boot_dir);
	put_lines(&b, "", &job->reasons);
	put_lines(&b, "", &job->proofs);
	put_lines(&b, "note: ", &rec->notes);
	ret = put(dir, "verdict.txt", b.s, b.len);
	dms_strbuf_free(&b);
	return ret;
}

int dms_results_save(struct dms_results *r, struct dms_job *job, const struct dms_record *rec,
		     const char *boot_dir, const struct dms_report *report)
{
	char *dir = dms_results_job_dir(r, job);
	int ret = -1;

	if (dir)
		ret = put(dir, "console.log", rec->console, rec->console_len + rec->tail_len);
	if (!ret)
		ret = put(dir, "trace.log", rec->trace, rec->trace_len);
	if (!ret)
		ret = put_facts(dir, &rec->facts);
	if (!ret)
		ret = put_command(dir, job);
	if (!ret && report)
		ret = put_report(dir, "report.json", report, DMS_FORMAT_JSON);
	if (!ret && report)
		ret = put_report(dir, "report.html", report, DMS_FORMAT_HTML);
	/* last: where it stands, the rest is complete */
	if (!ret)
		ret = put_verdict(dir, job, rec, boot_dir);
	free(dir);
	return ret;
}

int dms_results_latest(const struct dms_results *r)
{
	char *link = dms_asprintf("%s/latest", r->top);
	char *fresh = dms_asprintf("%s/.latest.%d", r->top, (int)getpid());
	int ret = 0;

	/* rename() replaces the old link in one step: a reader never finds none */
	unlink(fresh);
	if (symlink(r->run, fresh) || rename(fresh, link)) {
		dms_err("cannot write %s: %s", link, strerror(errno));
		unlink(fresh);
		ret = -1;
	}
	free(link);
	free(fresh);
	return ret;
}
