// SPDX-License-Identifier: GPL-2.0
/* What must be true of every report, whatever log it was made from. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/schema.h"
#include "analyzer/xml_check.h"
#include "fuzz.h"

/* Bytes of the UTF-8 character at @s (RFC 3629, 4), or 0; its code point in @code. */
static size_t read_char(const unsigned char *s, size_t len, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = *s < 0x80 ? 1 : *s < 0xc0 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4, i;

	if (!n || n > len || *s > 0xf4)
		return 0;
	*code = n == 1 ? *s : *s & (0xff >> (n + 1));
	for (i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3f);
	}
	return *code < least[n] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000) ? 0 : n;
}

void fuzz_check_plain(const char *text, size_t len, const char *what)
{
	uint32_t code = 0;
	size_t i, n;

	for (i = 0; i < len; i += n) {
		n = read_char((const unsigned char *)text + i, len - i, &code);
		fuzz_check(n, "%s: no UTF-8 at byte %zu", what, i);
		fuzz_check((code >= 0x20 || code == '\n') && (code < 0x7f || code >= 0xa0),
			   "%s: control character U+%04X at byte %zu", what, (unsigned int)code, i);
	}
}

/* Only code and help of our own tables may have line breaks; no number is below zero. */
static void check_values(const json_t *o, const char *key, const char *what)
{
	const char *name, *s;
	json_t *v;
	size_t i;

	if (json_is_object(o)) {
		json_object_foreach((json_t *)o, name, v) {
			fuzz_check_plain(name, strlen(name), what);
			check_values(v, name, what);
		}
	} else if (json_is_array(o)) {
		json_array_foreach(o, i, v)
			check_values(v, key, what);
	} else if (json_is_string(o)) {
		s = json_string_value(o);
		fuzz_check_plain(s, strlen(s), what);
		fuzz_check(!strchr(s, '\n') || !strcmp(key, "fix_code") || !strcmp(key, "text"),
			   "%s: a line break in \"%s\"", what, key);
	} else if (json_is_number(o)) {
		fuzz_check(json_number_value(o) >= 0, "%s: \"%s\" is negative", what, key);
	}
}

static json_t *parse(const char *text, size_t len, const char *what)
{
	json_error_t error;
	json_t *o = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);

	fuzz_check(o, "%s: line %d: %s", what, error.line, error.text);
	check_values(o, "", what);
	return o;
}

void fuzz_check_json(const char *text, size_t len, const char *what)
{
	json_decref(parse(text, len, what));
}

char *fuzz_print(const struct dms_report *r, enum dms_format format,
		 const struct dms_print_options *opt, size_t *len)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, len);

	fuzz_check(out, "open_memstream");
	fuzz_check(!dms_report_print(r, format, opt, out), "format %d", format);
	fclose(out);
	fuzz_check(strlen(text) == *len, "format %d: a NUL byte", format);
	return text;
}

static const json_t *schema(void)
{
	static json_t *root;

	if (!root)
		root = json_load_file("docs/dmascope-report.schema.json", 0, NULL);
	fuzz_check(root, "docs/dmascope-report.schema.json cannot be read; start in the top folder");
	return root;
}

static size_t size_of(const json_t *o, const char *key)
{
	return json_array_size(json_object_get(o, key));
}

static void check_json(const struct dms_report *r, const struct dms_print_options *opt)
{
	struct schema s = { .root = schema() };
	size_t len, i, k;
	char *text = fuzz_print(r, DMS_FORMAT_JSON, opt, &len);
	json_t *o = parse(text, len, "json");

	fuzz_check(schema_check(&s, s.root, o, "report"), "%s", s.error);
	fuzz_check(size_of(o, "events") == r->nr_events, "events are missing");
	fuzz_check(size_of(o, "findings") == r->nr_findings, "findings are missing");
	fuzz_check(size_of(o, "lost") == r->nr_losses, "losses are missing");
	for (i = 0; i < r->nr_findings; i++) {
		fuzz_check(r->findings[i].nr_evidence, "a finding without evidence");
		for (k = 0; k < r->findings[i].nr_events; k++)
			fuzz_check(r->findings[i].events[k] < r->nr_events, "no such event");
	}
	json_decref(o);
	free(text);
}

static void check_ndjson(const struct dms_report *r, const struct dms_print_options *opt)
{
	size_t len, n = 0, want = opt->events ? r->nr_events : r->nr_findings;
	char *text = fuzz_print(r, DMS_FORMAT_NDJSON, opt, &len);
	const char *p = text, *nl;

	for (; (nl = strchr(p, '\n')); p = nl + 1, n++)
		fuzz_check_json(p, (size_t)(nl - p), "ndjson");
	fuzz_check(!*p && n == want, "ndjson: %zu lines for %zu", n, want);
	free(text);
}

static void check_sarif(const struct dms_report *r, const struct dms_print_options *opt)
{
	size_t len;
	char *text = fuzz_print(r, DMS_FORMAT_SARIF, opt, &len);
	json_t *o = parse(text, len, "sarif");
	const json_t *run = json_array_get(json_object_get(o, "runs"), 0);

	fuzz_check(size_of(run, "results") == r->nr_findings, "sarif: results are missing");
	fuzz_check(size_of(run, "artifacts") <= r->nr_inputs, "sarif: too many artifacts");
	json_decref(o);
	free(text);
}

static void check_junit(const struct dms_report *r, const struct dms_print_options *opt)
{
	size_t len;
	char *text = fuzz_print(r, DMS_FORMAT_JUNIT, opt, &len);
	const char *wrong = xml_check(text);

	fuzz_check(!wrong, "junit: %s", wrong);
	fuzz_check_plain(text, len, "junit");
	free(text);
}

static void check_text(const struct dms_report *r, const struct dms_print_options *opt)
{
	size_t len;
	char *text = fuzz_print(r, DMS_FORMAT_TEXT, opt, &len);

	fuzz_check_plain(text, len, "text");
	free(text);
}

static void check_html(const struct dms_report *r, const struct dms_print_options *opt)
{
	size_t len;
	char *text = fuzz_print(r, DMS_FORMAT_HTML, opt, &len);

	fuzz_check_plain(text, len, "html");
	fuzz_check_page(text);
	free(text);
}

void fuzz_check_report(const struct dms_report *r)
{
	struct dms_print_options opt = { 0 };

	check_json(r, &opt);
	check_sarif(r, &opt);
	check_junit(r, &opt);
	check_html(r, &opt);
	check_ndjson(r, &opt);
	check_text(r, &opt);
	opt.events = 1;
	check_ndjson(r, &opt);
	check_text(r, &opt);
}
