// SPDX-License-Identifier: GPL-2.0
/*
 * JUnit XML, as CI servers read it: a test suite for each input, a failed test case for each
 * finding, a passed one for an input without any.  Surefire's schema and that of Jenkins want more
 * than readers need: times of test cases, which logs have not, and properties before them.
 */
#include <string.h>

#include "report.h"

/* A finding is shown with the input of the line that it is named after. */
static size_t input_of(const struct dms_finding *f)
{
	return f->nr_evidence ? f->evidence[0].input : 0;
}

static size_t count_cases(const struct dms_report *r, const struct dms_print_options *opt,
			  size_t input, bool expected)
{
	size_t i, n = 0;

	for (i = 0; i < r->nr_findings; i++)
		n += r->findings[i].severity >= opt->min_severity &&
		     r->findings[i].expected == expected && input_of(&r->findings[i]) == input;
	return n;
}

static void put_lines(FILE *out, const char *head, const char *const *list)
{
	for (; list && *list; list++) {
		fputs(head, out);
		dms_put_xml(out, *list);
		fputc('\n', out);
	}
}

static void put_body(FILE *out, const struct dms_report *r, const struct dms_finding *f)
{
	size_t i;

	fprintf(out, "cause: %s (%s)\nseen: %lu\nfingerprint: %s\n", f->cause,
		dms_confidence_name(f->confidence), f->count, f->fingerprint);
	for (i = 0; i < f->nr_evidence; i++) {
		dms_put_xml(out, r->inputs[f->evidence[i].input].path);
		fprintf(out, ":%lu: ", f->evidence[i].line);
		dms_put_xml(out, f->evidence[i].text);
		fputc('\n', out);
	}
	fputs("why: ", out);
	dms_put_xml(out, f->why);
	fputc('\n', out);
	put_lines(out, "now: ", f->mitigation);
	put_lines(out, "fix: ", f->fix);
	put_lines(out, "verify: ", f->verify);
	put_lines(out, "next time: ", f->capture);
}

static void put_case(FILE *out, const struct dms_report *r, const struct dms_finding *f)
{
	const char *result = f->expected ? "skipped" : "failure";

	fprintf(out, "  <testcase classname=\"dmascope.%s\" name=\"", f->kind);
	dms_put_xml(out, f->title);
	fprintf(out, "\" time=\"0\">\n   <%s message=\"%s%s: %s\"", result, f->expected ? "expected, " : "",
		dms_severity_name(f->severity), f->cause);
	/* JUnit's schema gives <skipped> a message and no type. */
	if (!f->expected)
		fprintf(out, " type=\"%s\"", f->cause);
	fputc('>', out);
	put_body(out, r, f);
	fprintf(out, "</%s>\n  </testcase>\n", result);
}

/* What is missing from an input, and how many boots it tells of. */
static void put_properties(FILE *out, const struct dms_report *r, size_t input)
{
	size_t i;

	fprintf(out, "  <properties>\n   <property name=\"boots\" value=\"%u\"/>\n",
		r->inputs[input].boots);
	for (i = 0; i < r->nr_losses; i++) {
		const struct dms_loss *l = &r->losses[i];

		if (l->input != input)
			continue;
		fputs("   <property name=\"lost\" value=\"", out);
		if (l->count)
			fprintf(out, "%lu ", l->count);
		dms_put_xml(out, l->what);
		if (l->kind)
			fprintf(out, " (%s)", l->kind);
		fputs("\"/>\n", out);
	}
	fputs("  </properties>\n", out);
}

static void put_suite(FILE *out, const struct dms_report *r, const struct dms_print_options *opt,
		      size_t input)
{
	size_t failed = count_cases(r, opt, input, false), i;
	size_t skipped = count_cases(r, opt, input, true);

	/* The directory itself has no lines: its files are inputs of their own. */
	if (!failed && !skipped && !strcmp(r->inputs[input].type, "bundle"))
		return;
	fputs(" <testsuite name=\"", out);
	dms_put_xml(out, r->inputs[input].path);
	fprintf(out, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\" time=\"0\">\n",
		failed + skipped ? failed + skipped : 1, failed, skipped);
	put_properties(out, r, input);
	for (i = 0; i < r->nr_findings; i++)
		if (r->findings[i].severity >= opt->min_severity &&
		    input_of(&r->findings[i]) == input)
			put_case(out, r, &r->findings[i]);
	if (!failed && !skipped)
		fputs("  <testcase classname=\"dmascope\" name=\"no findings\" time=\"0\"/>\n", out);
	fputs(" </testsuite>\n", out);
}

void dms_print_junit(const struct dms_report *r, const struct dms_print_options *opt, FILE *out)
{
	size_t i;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dmascope\">\n", out);
	for (i = 0; i < r->nr_inputs; i++)
		put_suite(out, r, opt, i);
	fputs("</testsuites>\n", out);
}
