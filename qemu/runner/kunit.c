// SPDX-License-Identifier: GPL-2.0
/* Runs the suites as a scenario, and says how each of their tests went. */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/file.h"
#include "runner/ktap.h"
#include "runner/kunit.h"

/*
 * Anything that the kernel complains about meanwhile is unexpected: the suites are legal uses.
 * The kernel parameter is for those that have KUnit built in.
 */
static const char scenario[] =
"description: The KUnit suites pass, and the kernel has nothing to say about them\n"
"requires: kunit\n"
"timeout: 300\n"
"cmdline: kunit.enable=1\n"
"expect: fact $tests.failed==0\n"
"---\n"
"tests = kunit%s%s\n";

int dms_kunit_library(struct dms_library *lib, const char *glob)
{
	bool some = glob && *glob;
	char err[512], *text;

	*lib = (struct dms_library){ .nr = 1 };
	lib->v = dms_alloc(sizeof(*lib->v));
	if (!some || !strpbrk(glob, " \t\n=#$")) {
		text = dms_asprintf(scenario, some ? " " : "", some ? glob : "");
		if (!dms_scenario_parse("kunit", "kunit", text, strlen(text), &lib->v[0], err,
					sizeof(err)))
			return 0;
	}
	dms_err("--filter is a glob of names, as in 'dmascope_pattern' or '*.no_byte*', not '%s'",
		glob);
	lib->nr = 0;
	return -1;
}

static char *print_to_string(void (*print)(const struct dms_job *job,
					   const struct dms_ktap_node *tree, FILE *out),
			     const struct dms_job *job, const struct dms_ktap_node *tree)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return dms_strdup("");
	print(job, tree, out);
	fclose(out);
	return text;
}

/* @tree stands for the platform, and is no test of its own. */
static struct dms_ktap_count count_of(const struct dms_ktap_node *tree)
{
	struct dms_ktap_count count = { 0 };
	size_t i;

	for (i = 0; i < tree->nr; i++)
		dms_ktap_count(&tree->kids[i], &count);
	if (tree->planned > tree->nr)
		count.missing += tree->planned - tree->nr;
	return count;
}

static void print_ktap(const struct dms_job *job, const struct dms_ktap_node *tree, FILE *out)
{
	struct dms_ktap_count count = count_of(tree);

	dms_ktap_print(tree, 1, out);
	if (job->verdict != DMS_SKIP)
		fprintf(out, "# %s: %zu passed, %zu failed, %zu skipped, %.1f s\n",
			job->target->label, count.passed,
			count.failed + count.lost + count.missing, count.skipped, job->seconds);
}

/* What the suites came to outweighs what the guest's agent made of it. */
static void judge(struct dms_job *job, const struct dms_ktap_node *tree)
{
	struct dms_ktap_count count = count_of(tree);

	if (job->verdict != DMS_PASS)
		return;
	if (count.failed + count.lost + count.missing)
		dms_strlist_addf(&job->reasons, "%zu tests failed, %zu have no result", count.failed,
				 count.lost + count.missing);
	else if (!count.passed)
		dms_strlist_add(&job->reasons, "no test passed");
	if (job->reasons.nr)
		job->verdict = DMS_FAIL;
}

static int put(const char *dir, const char *name, const char *head, const char *text,
	       const char *tail)
{
	char *path = dms_asprintf("%s/%s", dir, name);
	char *all = dms_asprintf("%s%s%s", head, text, tail);
	int ret = dms_file_write(path, all, strlen(all));

	free(all);
	free(path);
	return ret;
}

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dmascope kunit\">\n"
#define XML_TAIL "</testsuites>\n"

static void put_files(struct dms_run *run, const struct dms_job *job, const char *ktap,
		      const char *xml)
{
	char *dir;

	dms_strbuf_puts(&run->junit, xml);
	if (!job->dir || run->broken)
		return;
	dir = dms_asprintf("%s/%s", run->results.dir, job->dir);
	if (put(dir, "kunit.ktap", "KTAP version 1\n1..1\n", ktap, "") ||
	    put(dir, "junit.xml", XML_HEAD, xml, XML_TAIL))
		run->broken = true;
	free(dir);
}

void dms_kunit_done(struct dms_run *run, struct dms_job *job)
{
	struct dms_ktap_node tree = { 0 };
	char *dir, *ktap, *xml;

	if (job->dir) {
		dir = dms_asprintf("%s/%s", run->results.dir, job->dir);
		dms_kunit_collect(dir, &tree);
		free(dir);
	}
	free(tree.name);
	tree.name = dms_asprintf("%s/%s", job->target->label, job->scenario->id);
	judge(job, &tree);
	ktap = print_to_string(print_ktap, job, &tree);
	xml = print_to_string(dms_kunit_junit, job, &tree);
	put_files(run, job, ktap, xml);
	dms_progress_clear();
	fputs(ktap, run->ktap);
	dms_ktap_result(run->ktap, ++run->nr_done, job);
	free(ktap);
	free(xml);
	dms_ktap_free(&tree);
}

int dms_kunit_finish(struct dms_run *run, const char *path)
{
	char *all;
	int ret;

	if (!path)
		return 0;
	all = dms_asprintf("%s%s%s", XML_HEAD, run->junit.s ? run->junit.s : "", XML_TAIL);
	ret = dms_file_write(path, all, strlen(all));
	free(all);
	return ret;
}
