// SPDX-License-Identifier: GPL-2.0
/* SARIF and JUnit: formats of others, read back as those others would. */
#include <jansson.h>

#include "base/strbuf.h"
#include "sarif_check.h"
#include "util.h"
#include "xml_check.h"

/* Two causes, three severities, and everything that XML, URIs and SARIF messages trip over. */
static const char hostile_log[] =
	"[    1.0] DMA-API: <x> 0000:00:03.0: device driver frees DMA sg list with different entry count [map count=4] [unmap count=5]\n"
	"[    2.0] \x1b[2JKernel panic - not syncing: ]]> \"a\" & 'b' \xef\xbf\xbe \xff {0} [link](http://x)\n"
	"[    3.0] DMAR: [Firmware Bug]: Record passes table end\n";

static char *print(const struct dms_report *r, enum dms_format format, enum dms_severity min)
{
	struct dms_print_options opt = { .min_severity = min };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (dms_report_print(r, format, &opt, out))
		printf("# printing failed\n");
	fclose(out);
	return text;
}

static struct log log_named(const char *name, const char *text)
{
	struct log l = { .a = dms_analysis_new() };

	dms_analysis_add_text(l.a, name, text, strlen(text), 1);
	l.r = dms_analysis_finish(l.a);
	return l;
}

static const char *string_at(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "(none)";
}

static const json_t *run_of(const json_t *o)
{
	return json_array_get(json_object_get(o, "runs"), 0);
}

static const json_t *result_of(const json_t *o, size_t i)
{
	return json_array_get(json_object_get(run_of(o), "results"), i);
}

static const json_t *place_of(const json_t *result)
{
	return json_object_get(json_array_get(json_object_get(result, "locations"), 0),
			       "physicalLocation");
}

/* 3.27.6: ruleIndex points to the rule that ruleId names. */
static bool rules_fit(const json_t *o)
{
	const json_t *driver = json_object_get(json_object_get(run_of(o), "tool"), "driver");
	const json_t *rules = json_object_get(driver, "rules"), *result;
	size_t i;

	json_array_foreach(json_object_get(run_of(o), "results"), i, result) {
		json_t *rule = json_array_get(rules, (size_t)json_integer_value(
						      json_object_get(result, "ruleIndex")));

		if (strcmp(string_at(rule, "id"), string_at(result, "ruleId")))
			return false;
	}
	return i > 0;
}

static void sarif(const struct dms_report *r)
{
	char *text = print(r, DMS_FORMAT_SARIF, DMS_SEV_LOW);
	json_t *o = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	const json_t *panic = result_of(o, 0), *low = result_of(o, 2), *message;

	ok(o != NULL, "SARIF parses, with escape codes and broken UTF-8 in the log");
	is_str(string_at(o, "version"), "2.1.0", "version");
	is_int((long)json_array_size(json_object_get(run_of(o), "results")), 3, "three results");
	ok(rules_fit(o), "every ruleIndex points to the rule named by ruleId");
	is_str(string_at(panic, "level"), "error", "critical is an error");
	is_str(string_at(low, "level"), "note", "low is a note");
	is_str(string_at(low, "ruleId"), "firmware-bug", "the cause is the rule");
	is_str(string_at(json_object_get(place_of(low), "artifactLocation"), "uri"),
	       "a%20b/%25s%3F.log", "a path becomes a URI");
	is_int((long)json_integer_value(json_object_get(json_object_get(place_of(low), "region"),
							"startLine")), 3, "line");
	is_str(string_at(json_object_get(low, "partialFingerprints"), "dmascope/v1"),
	       r->findings[2].fingerprint, "fingerprint");
	message = json_object_get(panic, "message");
	has_str(string_at(message, "text"), "{{0}}", "braces of the log are no placeholders");
	ok(!strstr(string_at(message, "text"), "]("), "a link of the log is none");
	json_decref(o);
	free(text);
}

/* Two rules may have quoted one line. */
static void quote_twice(struct dms_finding *f)
{
	size_t n = f->nr_evidence + 2;

	f->evidence = dms_realloc(f->evidence, n * sizeof(*f->evidence));
	for (; f->nr_evidence < n; f->nr_evidence++) {
		f->evidence[f->nr_evidence] = f->evidence[0];
		f->evidence[f->nr_evidence].text = dms_strdup(f->evidence[0].text);
	}
}

/* The same file twice, losses, an expected finding, a device's mappings: all that has rules. */
static json_t *full_sarif(void)
{
	struct log l = { .a = dms_analysis_new() };
	json_t *o;
	char *text;

	dms_analysis_add_text(l.a, "/a/b c.log", hostile_log, strlen(hostile_log), 1);
	dms_analysis_add_text(l.a, "/a/b c.log", hostile_log, strlen(hostile_log), 1);
	dms_analysis_add_text(l.a, "x:{y}", "[ 1.0] dmar_fault: 12 callbacks suppressed\n", 43, 1);
	l.r = dms_analysis_finish(l.a);
	l.r->findings[l.r->nr_findings - 1].expected = true;
	quote_twice(&l.r->findings[0]);
	text = print(l.r, DMS_FORMAT_SARIF, DMS_SEV_LOW);
	o = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	free(text);
	log_free(&l);
	return o;
}

/* @value put at @path ("runs/results/level"; lists: first element), or taken away when NULL. */
static void sarif_refuses(const char *path, json_t *value, const char *why)
{
	json_t *o = full_sarif(), *at = o;
	const char *wrong;
	char part[64];
	size_t n;

	for (; strchr(path, '/'); path += n + 1) {
		n = strcspn(path, "/");
		snprintf(part, sizeof(part), "%.*s", (int)n, path);
		at = json_object_get(at, part);
		if (json_is_array(at))
			at = json_array_get(at, 0);
	}
	if (value)
		json_object_set_new(at, path, value);
	else
		json_object_del(at, path);
	wrong = sarif_check(o);
	has_str(wrong ? wrong : "nothing wrong", why, why);
	json_decref(o);
}

#define PLACE "runs/results/locations/physicalLocation/"

static void sarif_rules(void)
{
	json_t *o = full_sarif();

	is_str(sarif_check(o), NULL, "SARIF keeps the rules of its specification");
	is_int((long)json_array_size(json_object_get(run_of(o), "artifacts")), 2,
	       "a file that was given twice is one artifact");
	ok(json_array_size(json_object_get(json_array_get(json_object_get(run_of(o), "invocations"), 0),
					   "toolExecutionNotifications")) == 1, "a loss is told");
	json_decref(o);
	sarif_refuses("version", json_string("2.0.0"), "3.13.2");
	sarif_refuses("$schema", json_string("a b"), "3.13.3");
	sarif_refuses("runs", json_array(), "3.13.4");
	sarif_refuses("runs/tool/driver/name", NULL, "3.19.8");
	sarif_refuses("runs/tool/driver/rules/id", NULL, "3.49.3");
	sarif_refuses("runs/tool/driver/rules/help", NULL, "3.12.3");
	sarif_refuses("runs/invocations/executionSuccessful", NULL, "3.20.14");
	sarif_refuses("runs/artifacts/length", json_integer(-1), "3.24.5");
	sarif_refuses("runs/results", NULL, "3.14.23");
	sarif_refuses("runs/results/ruleIndex", json_integer(99), "3.27.6");
	sarif_refuses("runs/results/ruleId", json_string("gremlins"), "3.27.5");
	sarif_refuses("runs/results/level", json_string("critical"), "3.27.10");
	sarif_refuses("runs/results/level", json_string("none"), "3.27.10");
	sarif_refuses("runs/results/message/text", json_string("{0}"), "3.11.5");
	sarif_refuses("runs/results/message/text", json_string("[a](b)"), "3.11.6");
	sarif_refuses("runs/results/message/text", NULL, "3.11");
	sarif_refuses("runs/results/partialFingerprints", NULL, "3.27.17");
	sarif_refuses("runs/results/occurrenceCount", json_integer(0), "3.27.31");
	sarif_refuses("runs/results/suppressions", NULL, "3.27.23");
	sarif_refuses(PLACE "artifactLocation", NULL, "3.29.3");
	sarif_refuses(PLACE "artifactLocation/uri", json_string("b c.log"), "3.4.3");
	sarif_refuses(PLACE "artifactLocation/index", json_integer(1), "3.4.5");
	sarif_refuses(PLACE "region/startLine", json_integer(0), "3.30.5");
	sarif_refuses(PLACE "region/snippet", NULL, "3.30.13");
}

static unsigned int count(const char *text, const char *what)
{
	unsigned int n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

static void junit(const struct dms_report *r)
{
	char *text = print(r, DMS_FORMAT_JUNIT, DMS_SEV_LOW);

	is_str(xml_check(text), NULL, "JUnit is well-formed");
	is_int(count(text, "<failure "), 3, "each finding is a failure");
	has_str(text, "tests=\"3\" failures=\"3\" errors=\"0\" skipped=\"0\"", "and counted");
	has_str(text, "&quot;a&quot; &amp; &#39;b&#39;", "quotes and ampersands are escaped");
	has_str(text, "&lt;x&gt;", "tags as well");
	free(text);
	text = print(r, DMS_FORMAT_JUNIT, DMS_SEV_CRITICAL);
	has_str(text, "tests=\"1\" failures=\"1\"", "min-severity leaves the others out");
	free(text);
}

static unsigned int count_until(const char *text, const char *end, const char *what)
{
	char *part = strndup(text, (size_t)(end - text));
	unsigned int n = count(part, what);

	free(part);
	return n;
}

/*
 * The schemas of Surefire and of Jenkins: name, tests, failures, errors, skipped and time of a test
 * suite; properties, then test cases with name and time; type and message of a failure.
 */
static const char *junit_check(const char *text)
{
	const char *suite, *end, *first;
	unsigned int tests, failures, errors, skipped, n;

	for (suite = text; (suite = strstr(suite, "<testsuite name=\"")); suite = end) {
		end = strstr(suite, "</testsuite>");
		first = strstr(suite, "<testcase");
		suite = strstr(suite, "\" tests=\"");
		if (!end || !suite || suite > end ||
		    sscanf(suite, "\" tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\" time=\"0\">",
			   &tests, &failures, &errors, &skipped) != 4)
			return "a test suite without its numbers";
		n = count_until(suite, end, "<testcase ");
		if (n != tests || count_until(suite, end, "\" time=\"0\">") +
		    count_until(suite, end, "\" time=\"0\"/>") != n + 1)
			return "test cases are not counted, or without a time";
		if (count_until(suite, end, "<failure message=\"") != failures ||
		    count_until(suite, end, "\" type=\"") != failures)
			return "failures are not counted, or without a type";
		if (count_until(suite, end, "<skipped message=\"") != skipped || errors)
			return "skipped ones are not counted";
		if (!first || count_until(first, end, "<propert"))
			return "properties behind a test case";
	}
	return NULL;
}

static void junit_rules(void)
{
	struct log l = log_of_two(hostile_log, "[ 1.0] dmar_fault: 12 callbacks suppressed\n");
	char *text;

	l.r->findings[0].expected = true;
	text = print(l.r, DMS_FORMAT_JUNIT, DMS_SEV_LOW);
	is_str(xml_check(text), NULL, "JUnit with a loss and an expected finding is well-formed");
	is_str(junit_check(text), NULL, "and keeps the rules of its schemas");
	has_str(text, "tests=\"3\" failures=\"2\" errors=\"0\" skipped=\"1\"", "expected is skipped");
	has_str(text, "name=\"lost\" value=\"12 callbacks suppressed (vtd-fault)\"", "a loss is a property");
	*strstr(text, "<failure") = '[';
	ok(junit_check(text), "the checker counts failures");
	*strstr(text, "<testcase") = '[';
	ok(junit_check(text), "and test cases");
	free(text);
	log_free(&l);
}

static void empty(void)
{
	struct log l = log_of("nothing here\n");
	char *text = print(l.r, DMS_FORMAT_JUNIT, DMS_SEV_LOW);
	json_t *o;

	is_str(xml_check(text), NULL, "JUnit without findings is well-formed");
	has_str(text, "tests=\"1\" failures=\"0\"", "and has a test that passed");
	free(text);
	text = print(l.r, DMS_FORMAT_SARIF, DMS_SEV_LOW);
	o = json_loads(text, 0, NULL);
	ok(json_is_array(json_object_get(run_of(o), "results")), "SARIF: an empty list of results");
	json_decref(o);
	free(text);
	log_free(&l);
}

/* The checker itself must be able to say no. */
static void checker(void)
{
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	is_str(xml_check(HEAD "<a b=\"c\">d<e/></a>\n"), NULL, "the checker takes good XML");
	ok(xml_check(HEAD "<a><b></a></b>"), "and refuses crossed tags");
	ok(xml_check(HEAD "<a>&bold;</a>"), "unknown entities");
	ok(xml_check(HEAD "<a b=\"<\"/>"), "'<' in a value");
	ok(xml_check(HEAD "<a>\x1b</a>"), "control characters");
	ok(xml_check(HEAD "<a>"), "an open element");
}

int main(void)
{
	struct log l = log_named("a b/%s?.log", hostile_log);

	checker();
	sarif(l.r);
	sarif_rules();
	junit(l.r);
	junit_rules();
	log_free(&l);
	empty();
	return tap_done();
}
