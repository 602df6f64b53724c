// SPDX-License-Identifier: GPL-2.0
/* SARIF and JUnit: formats of others, read back as those others would. */
#include <jansson.h>

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
	junit(l.r);
	log_free(&l);
	empty();
	return tap_done();
}
