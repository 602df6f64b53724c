// SPDX-License-Identifier: GPL-2.0
/*
 * JUnit XML: a test suite for each KUnit suite of each platform, and one with the guest itself,
 * which fails over what the kernel said meanwhile.
 */
#include <stdlib.h>

#include "base/strbuf.h"
#include "report/report.h"
#include "runner/kunit.h"

static void put_lines(FILE *out, const struct dms_strlist *lines)
{
	size_t i;

	for (i = 0; i < lines->nr; i++) {
		dms_put_xml(out, lines->v[i]);
		fputc('\n', out);
	}
}

static void put_failure(FILE *out, const char *type, const struct dms_strlist *lines)
{
	fprintf(out, "   <failure type=\"%s\" message=\"", type);
	dms_put_xml(out, lines->nr ? lines->v[0] : "failed");
	fputs("\">", out);
	put_lines(out, lines);
	fputs("</failure>\n", out);
}

static void put_skipped(FILE *out, const char *why)
{
	fputs("   <skipped message=\"", out);
	dms_put_xml(out, why ? why : "");
	fputs("\"/>\n", out);
}

static void put_head(FILE *out, const char *platform, const char *suite, const char *name,
		     double seconds)
{
	fputs("  <testcase classname=\"", out);
	dms_put_xml(out, platform);
	fputs(".", out);
	dms_put_xml(out, suite);
	fputs("\" name=\"", out);
	dms_put_xml(out, name);
	fprintf(out, "\" time=\"%.2f\">\n", seconds);
}

/* A parameter's test is named TEST/PARAMETER. */
static void put_test(FILE *out, const char *platform, const char *suite, const char *prefix,
		     const struct dms_ktap_node *test)
{
	static const struct dms_strlist none;
	char *name = dms_asprintf("%s%s%s", prefix, *prefix ? "/" : "", test->name);
	size_t i;

	for (i = 0; i < test->nr; i++)
		put_test(out, platform, suite, name, &test->kids[i]);
	if (!test->nr) {
		put_head(out, platform, suite, name, 0);
		if (test->status == DMS_KTAP_LOST)
			put_failure(out, "lost", &none);
		else if (test->status == DMS_KTAP_NOT_OK)
			put_failure(out, "failed", &test->notes);
		else if (test->status == DMS_KTAP_SKIP)
			put_skipped(out, test->reason);
		fputs("  </testcase>\n", out);
	}
	free(name);
}

/* Tests of which not even the name is known. */
static void put_missing(FILE *out, const char *platform, const char *suite, size_t nr)
{
	struct dms_strlist why = { 0 };

	if (!nr)
		return;
	dms_strlist_addf(&why, "%zu tests have no result", nr);
	put_head(out, platform, suite, "missing tests", 0);
	put_failure(out, "lost", &why);
	fputs("  </testcase>\n", out);
	dms_strlist_free(&why);
}

static size_t count_leaves(const struct dms_ktap_node *node, int status)
{
	size_t i, n = 0;

	for (i = 0; i < node->nr; i++)
		n += count_leaves(&node->kids[i], status);
	return node->nr ? n : status < 0 || node->status == (enum dms_ktap_status)status;
}

static void put_suite(FILE *out, const char *platform, const struct dms_ktap_node *suite)
{
	size_t missing = suite->planned > suite->nr ? suite->planned - suite->nr : 0, i;
	size_t failed = count_leaves(suite, DMS_KTAP_NOT_OK) + count_leaves(suite, DMS_KTAP_LOST);

	fputs(" <testsuite name=\"", out);
	dms_put_xml(out, platform);
	fputs(".", out);
	dms_put_xml(out, suite->name);
	fprintf(out, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"0\">\n",
		count_leaves(suite, -1) + !!missing, failed + !!missing,
		count_leaves(suite, DMS_KTAP_SKIP));
	for (i = 0; i < suite->nr; i++)
		put_test(out, platform, suite->name, "", &suite->kids[i]);
	if (!suite->nr)
		put_test(out, platform, suite->name, "", suite);
	put_missing(out, platform, suite->name, suite->nr ? missing : 0);
	fputs(" </testsuite>\n", out);
}

void dms_kunit_junit(const struct dms_job *job, const struct dms_ktap_node *tree, FILE *out)
{
	const char *platform = job->target->label;
	bool failed = job->verdict != DMS_PASS && job->verdict != DMS_SKIP;
	size_t i;

	fputs(" <testsuite name=\"", out);
	dms_put_xml(out, platform);
	fprintf(out, "\" tests=\"1\" failures=\"%d\" errors=\"0\" skipped=\"%d\" time=\"%.2f\">\n",
		failed, job->verdict == DMS_SKIP, job->seconds);
	put_head(out, platform, "guest", "the suites, and what the kernel said meanwhile",
		 job->seconds);
	if (failed)
		put_failure(out, "failed", &job->reasons);
	else if (job->verdict == DMS_SKIP)
		put_skipped(out, job->reasons.nr ? job->reasons.v[0] : NULL);
	fputs("  </testcase>\n </testsuite>\n", out);
	for (i = 0; i < tree->nr; i++)
		put_suite(out, platform, &tree->kids[i]);
}
