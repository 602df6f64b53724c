// SPDX-License-Identifier: GPL-2.0
/* SARIF 2.1.0 (OASIS standard): causes are rules, findings are results. */
#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "report.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

/* 3.27.10: an error is serious, a warning is a problem, a note is a hint. */
static const char *const levels[] = {
	[DMS_SEV_NONE] = "none",
	[DMS_SEV_LOW] = "note",
	[DMS_SEV_MEDIUM] = "warning",
	[DMS_SEV_HIGH] = "error",
	[DMS_SEV_CRITICAL] = "error",
};

static json_t *text(const char *s)
{
	char *clean = dms_escape(s ? s : "");
	json_t *j = json_string(clean);

	free(clean);
	return j;
}

/*
 * 3.11: a message object.  Braces are placeholders there (3.11.5) and "[text](target)" is a link
 * (3.11.6): a log must not bring its own.
 */
static json_t *message(const char *s)
{
	struct dms_strbuf b = { 0 };
	json_t *o;

	for (; *s; s++) {
		dms_strbuf_add(&b, s, 1);
		if (*s == '{' || *s == '}')
			dms_strbuf_add(&b, s, 1);
		else if (*s == ']' && s[1] == '(')
			dms_strbuf_puts(&b, " ");
	}
	o = json_pack("{s:o}", "text", text(b.s));
	dms_strbuf_free(&b);
	return o;
}

/* 3.4: a URI reference (RFC 3986): everything but unreserved characters and '/' is encoded. */
static json_t *uri(const char *path)
{
	struct dms_strbuf b = { 0 };
	json_t *j;
	char *s;

	if (*path == '/')
		dms_strbuf_puts(&b, "file://");
	for (; *path; path++) {
		unsigned char c = *path;

		if (c < 0x80 && (isalnum(c) || strchr("-._~/", c)))
			dms_strbuf_add(&b, path, 1);
		else
			dms_strbuf_printf(&b, "%%%02X", c);
	}
	s = dms_strbuf_take(&b);
	j = json_string(s);
	free(s);
	return j;
}

/**
 * struct run - what is being printed
 * @artifact: index of each input's artifact: they are unique (3.14.15), and a file may have been
 *	      given twice
 */
struct run {
	const struct dms_report *r;
	size_t *artifact;
};

/* 3.28; a region's lines count from 1 (3.30.5), as ours do. */
static json_t *location(const struct run *run, const struct dms_evidence *e)
{
	const char *path = run->r->inputs[e->input].path;

	return json_pack("{s:{s:{s:o,s:i},s:{s:I,s:{s:o}}},s:o}", "physicalLocation",
			 "artifactLocation", "uri", uri(path), "index",
			 (int)run->artifact[e->input], "region", "startLine",
			 (json_int_t)(e->line ? e->line : 1), "snippet", "text", text(e->text), "message", message(e->text));
}

static void append_list(struct dms_strbuf *b, const char *name, const char *const *list)
{
	if (!list || !*list)
		return;
	dms_strbuf_printf(b, "\n%s:\n", name);
	for (; *list; list++)
		dms_strbuf_printf(b, "- %s\n", *list);
}

/* 3.49: a reporting descriptor. Our own text, with line breaks that must stay. */
static json_t *rule(const struct dms_finding *f)
{
	struct dms_strbuf b = { 0 };
	char *help;
	json_t *j;

	dms_strbuf_printf(&b, "%s\n", f->why);
	append_list(&b, "Mitigation now", f->mitigation);
	append_list(&b, "Fix", f->fix);
	append_list(&b, "Verify", f->verify);
	append_list(&b, "Capture next time", f->capture);
	help = dms_strbuf_take(&b);
	j = json_pack("{s:o, s:o, s:{s:s}}", "id", text(f->cause), "shortDescription",
		      message(f->why), "help", "text", help);
	free(help);
	return j;
}

/* Return: the index of @cause in @rules, or its size. */
static size_t rule_index(const json_t *rules, const char *cause)
{
	const json_t *o;
	size_t i;

	json_array_foreach(rules, i, o)
		if (!strcmp(json_string_value(json_object_get(o, "id")), cause))
			return i;
	return i;
}

/* 3.27.22: related locations are unique. */
static void append_unique(json_t *list, json_t *o)
{
	const json_t *other;
	size_t i;

	json_array_foreach(list, i, other) {
		if (json_equal(other, o)) {
			json_decref(o);
			return;
		}
	}
	json_array_append_new(list, o);
}

/* 3.27.23: all results of a run have the array, or none has. */
static void set_suppressions(json_t *o, const struct dms_report *r, const struct dms_finding *f)
{
	if (f->expected)
		json_object_set_new(o, "suppressions", json_pack("[{s:s, s:s}]", "kind", "external",
								 "justification", "expected"));
	else if (dms_count_expected(r))
		json_object_set_new(o, "suppressions", json_array());
}

static json_t *result(const struct run *run, const struct dms_finding *f, json_t *rules)
{
	size_t i, index = rule_index(rules, f->cause);
	json_t *o, *related = json_array();

	if (index == json_array_size(rules))
		json_array_append_new(rules, rule(f));
	o = json_pack("{s:o, s:I, s:s, s:o, s:{s:s}, s:I, s:{s:s, s:s}}", "ruleId", text(f->cause),
		      "ruleIndex", (json_int_t)index, "level", levels[f->severity], "message",
		      message(f->title), "partialFingerprints", "dmascope/v1", f->fingerprint,
		      "occurrenceCount", (json_int_t)(f->count ? f->count : 1), "properties",
		      "severity", dms_severity_name(f->severity), "confidence",
		      dms_confidence_name(f->confidence));
	if (f->nr_evidence)
		json_object_set_new(o, "locations",
				    json_pack("[o]", location(run, &f->evidence[0])));
	for (i = 1; i < f->nr_evidence; i++)
		append_unique(related, location(run, &f->evidence[i]));
	json_object_set_new(o, "relatedLocations", related);
	set_suppressions(o, run->r, f);
	return o;
}

static json_t *artifacts(struct run *run)
{
	const struct dms_report *r = run->r;
	json_t *a = json_array();
	size_t i, k;

	run->artifact = dms_alloc((r->nr_inputs + 1) * sizeof(*run->artifact));
	for (i = 0; i < r->nr_inputs; i++) {
		for (k = 0; strcmp(r->inputs[k].path, r->inputs[i].path); k++)
			;
		run->artifact[i] = k < i ? run->artifact[k] : json_array_size(a);
		if (k == i)
			json_array_append_new(a, json_pack("{s:{s:o}, s:I, s:[s]}", "location",
							   "uri", uri(r->inputs[i].path), "length",
							   (json_int_t)r->inputs[i].bytes, "roles",
							   "analysisTarget"));
	}
	return a;
}

/* 3.58: what the tool wants to say about the run itself; here: what its input lacks. */
static json_t *notification(const struct run *run, const struct dms_loss *l)
{
	char *count = l->count ? dms_asprintf("%lu ", l->count) : dms_strdup("");
	char *what = dms_asprintf("%s%s%s%s", count, l->what, l->kind ? " of kind " : "",
				  l->kind ? l->kind : "");
	struct dms_evidence where = { .input = l->input, .line = l->line, .text = what };
	json_t *o = json_pack("{s:s, s:o, s:[o]}", "level", "warning", "message", message(what),
			      "locations", location(run, &where));

	free(count);
	free(what);
	return o;
}

/* 3.20.14: it ran to its end. */
static json_t *invocation(const struct run *run)
{
	const struct dms_report *r = run->r;
	json_t *notes = json_array();
	size_t i;

	for (i = 0; i < r->nr_losses; i++)
		json_array_append_new(notes, notification(run, &r->losses[i]));
	return json_pack("{s:b, s:o}", "executionSuccessful", 1, "toolExecutionNotifications", notes);
}

int dms_print_sarif(const struct dms_report *r, const struct dms_print_options *opt, FILE *out)
{
	json_t *o, *rules = json_array(), *results = json_array(), *inputs;
	struct run run = { .r = r };
	size_t i;
	int err;

	inputs = artifacts(&run);
	for (i = 0; i < r->nr_findings; i++)
		if (r->findings[i].severity >= opt->min_severity)
			json_array_append_new(results, result(&run, &r->findings[i], rules));
	o = json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:[o], s:o, s:o}]}", "$schema", SCHEMA,
		      "version", "2.1.0", "runs", "tool", "driver", "name", "dmascope", "version",
		      DMS_VERSION, "rules", rules, "invocations", invocation(&run), "artifacts",
		      inputs, "results", results);
	free(run.artifact);
	err = json_dumpf(o, out, JSON_INDENT(1));
	json_decref(o);
	if (err || fputc('\n', out) == EOF)
		return errno ? -errno : -EIO;
	return 0;
}
