// SPDX-License-Identifier: GPL-2.0
/* JSON (schema dmascope-report/1) and NDJSON. */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "report.h"

/* Logs are hostile: what goes into JSON is valid UTF-8 without control characters. */
static json_t *text(const char *s)
{
	char *clean;
	json_t *j;

	if (!s)
		return json_null();
	clean = dms_escape(s);
	j = json_string(clean);
	free(clean);
	return j;
}

static json_t *hex(uint64_t v)
{
	return json_sprintf("0x%" PRIx64, v);
}

static json_t *seconds(double t)
{
	return t < 0 ? json_null() : json_real(t);
}

static json_t *list(const char *const *s)
{
	json_t *a = json_array();

	for (; s && *s; s++)
		json_array_append_new(a, text(*s));
	return a;
}

static json_t *reason_json(const struct dms_event *e)
{
	if (!e->reason_name)
		return json_null();
	return json_pack("{s:o, s:o, s:o}", "code", hex(e->reason_code), "name", text(e->reason_name),
			 "text", text(e->reason_text));
}

static json_t *fields_json(const struct dms_event *e)
{
	json_t *o = json_object();
	size_t i;

	for (i = 0; i < e->nr_fields; i++)
		json_object_set_new(o, e->fields[i].name, text(e->fields[i].text));
	return o;
}

static json_t *event_json(const struct dms_report *r, const struct dms_event *e)
{
	json_t *o = json_object();

	json_object_set_new(o, "input", text(r->inputs[e->input].path));
	json_object_set_new(o, "host", text(e->host));
	json_object_set_new(o, "boot", json_integer(e->boot));
	json_object_set_new(o, "line", json_integer((json_int_t)e->line));
	json_object_set_new(o, "last_line", json_integer((json_int_t)e->last_line));
	json_object_set_new(o, "time", seconds(e->time));
	json_object_set_new(o, "source", text(e->source));
	json_object_set_new(o, "kind", text(e->kind));
	json_object_set_new(o, "detail", text(e->detail));
	json_object_set_new(o, "device", text(e->device));
	json_object_set_new(o, "driver", text(e->driver));
	json_object_set_new(o, "address", e->has_address ? hex(e->address) : json_null());
	json_object_set_new(o, "access", text(e->access));
	json_object_set_new(o, "reason", reason_json(e));
	json_object_set_new(o, "pasid", e->pasid < 0 ? json_null() : json_integer(e->pasid));
	json_object_set_new(o, "count", json_integer((json_int_t)e->count));
	json_object_set_new(o, "last_time", seconds(e->last_time));
	json_object_set_new(o, "related", json_boolean(e->related));
	json_object_set_new(o, "fields", fields_json(e));
	json_object_set_new(o, "raw", text(e->raw));
	return o;
}

static json_t *evidence_json(const struct dms_report *r, const struct dms_finding *f)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < f->nr_evidence; i++)
		json_array_append_new(a, json_pack("{s:o, s:I, s:o}", "input",
						   text(r->inputs[f->evidence[i].input].path), "line",
						   (json_int_t)f->evidence[i].line, "text",
						   text(f->evidence[i].text)));
	return a;
}

static json_t *finding_json(const struct dms_report *r, const struct dms_finding *f)
{
	json_t *o = json_object(), *events = json_array();
	size_t i;

	json_object_set_new(o, "id", text(f->id));
	json_object_set_new(o, "fingerprint", text(f->fingerprint));
	json_object_set_new(o, "severity", text(dms_severity_name(f->severity)));
	json_object_set_new(o, "kind", text(f->kind));
	json_object_set_new(o, "detail", text(f->detail));
	json_object_set_new(o, "title", text(f->title));
	json_object_set_new(o, "device", text(f->device));
	json_object_set_new(o, "count", json_integer((json_int_t)f->count));
	json_object_set_new(o, "first", seconds(f->first));
	json_object_set_new(o, "last", seconds(f->last));
	json_object_set_new(o, "rate", seconds(f->rate));
	json_object_set_new(o, "boots", json_integer(f->boots));
	json_object_set_new(o, "cause", json_pack("{s:o, s:o, s:o}", "class", text(f->cause),
						  "confidence", text(dms_confidence_name(f->confidence)),
						  "evidence", evidence_json(r, f)));
	json_object_set_new(o, "alternatives", list((const char *const *)f->alternatives));
	json_object_set_new(o, "why", text(f->why));
	json_object_set_new(o, "mitigation", list(f->mitigation));
	json_object_set_new(o, "fix", list(f->fix));
	/* Ours, with line breaks that must stay. */
	json_object_set_new(o, "fix_code", f->fix_code ? json_string(f->fix_code) : json_null());
	json_object_set_new(o, "verify", list(f->verify));
	json_object_set_new(o, "capture", list(f->capture));
	json_object_set_new(o, "scenario", text(f->scenario));
	json_object_set_new(o, "expected", json_boolean(f->expected));
	for (i = 0; i < f->nr_events; i++)
		json_array_append_new(events, json_integer((json_int_t)f->events[i]));
	json_object_set_new(o, "events", events);
	return o;
}

static json_t *inputs_json(const struct dms_report *r)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < r->nr_inputs; i++)
		json_array_append_new(a, json_pack("{s:o, s:s, s:I, s:I, s:i, s:o}", "path",
						   text(r->inputs[i].path), "type", r->inputs[i].type,
						   "lines", (json_int_t)r->inputs[i].lines, "bytes",
						   (json_int_t)r->inputs[i].bytes, "boots",
						   (int)r->inputs[i].boots, "note",
						   text(r->inputs[i].note)));
	return a;
}

static json_t *losses_json(const struct dms_report *r)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < r->nr_losses; i++) {
		const struct dms_loss *l = &r->losses[i];

		json_array_append_new(a, json_pack("{s:o, s:I, s:s, s:o, s:I}", "input",
						   text(r->inputs[l->input].path), "line",
						   (json_int_t)l->line, "what", l->what, "kind",
						   text(l->kind), "count", (json_int_t)l->count));
	}
	return a;
}

static json_t *snapshots_json(const struct dms_report *r)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < r->comparison.nr_snapshots; i++)
		json_array_append_new(a, text(r->inputs[r->comparison.snapshots[i]].path));
	return a;
}

static json_t *growth_json(const struct dms_comparison *c)
{
	json_t *a = json_array();
	size_t i, k;

	for (i = 0; i < c->nr_growth; i++) {
		const struct dms_growth *g = &c->growth[i];
		json_t *counts = json_array();

		for (k = 0; k < c->nr_snapshots; k++)
			json_array_append_new(counts, json_integer((json_int_t)g->counts[k]));
		json_array_append_new(a, json_pack("{s:o, s:o, s:o, s:s, s:s, s:I, s:o, s:I}",
						   "driver", text(g->driver), "device", text(g->device),
						   "type", text(g->type), "call", g->call, "direction",
						   g->direction, "size", (json_int_t)(g->size & INT64_MAX),
						   "counts", counts, "change", (json_int_t)g->change));
	}
	return a;
}

static json_t *trends_json(const struct dms_comparison *c)
{
	json_t *a = json_array();
	size_t i, k;

	for (i = 0; i < c->nr_trends; i++) {
		const struct dms_trend *t = &c->trends[i];
		json_t *values = json_array();

		for (k = 0; k < c->nr_snapshots; k++)
			json_array_append_new(values, t->values[k] < 0 ? json_null() :
					      json_integer((json_int_t)t->values[k]));
		json_array_append_new(a, json_pack("{s:s, s:o, s:o}", "name", t->name, "pool",
						   text(t->pool), "values", values));
	}
	return a;
}

static json_t *ranges_json(const struct dms_report *r)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < r->nr_ranges; i++) {
		const struct dms_range *g = &r->ranges[i];

		json_array_append_new(a, json_pack("{s:s, s:s, s:o, s:o, s:o, s:I, s:o, s:I}", "what",
						   g->what, "detail", g->detail, "device",
						   text(g->device), "start", hex(g->start), "last",
						   hex(g->last), "count", (json_int_t)g->count,
						   "input", text(r->inputs[g->input].path), "line",
						   (json_int_t)g->line));
	}
	return a;
}

static json_t *summary_json(const struct dms_report *r)
{
	json_t *o = json_object();
	int s;

	json_object_set_new(o, "events", json_integer((json_int_t)r->nr_events));
	json_object_set_new(o, "findings", json_integer((json_int_t)r->nr_findings));
	json_object_set_new(o, "expected", json_integer((json_int_t)dms_count_expected(r)));
	for (s = DMS_SEV_CRITICAL; s >= DMS_SEV_LOW; s--)
		json_object_set_new(o, dms_severity_name(s),
				    json_integer((json_int_t)dms_count_findings(r, s, s)));
	return o;
}

/* Kernel stamps have six decimals: more digits are binary noise. */
#define STAMP_DIGITS 12

static int dump(json_t *o, FILE *out, size_t flags)
{
	int err = json_dumpf(o, out, flags | JSON_REAL_PRECISION(STAMP_DIGITS));

	json_decref(o);
	if (err || fputc('\n', out) == EOF)
		return errno ? -errno : -EIO;
	return 0;
}

int dms_print_json(const struct dms_report *r, const struct dms_print_options *opt, FILE *out)
{
	json_t *o = json_object(), *events = json_array(), *findings = json_array();
	size_t i;

	json_object_set_new(o, "schema", json_string("dmascope-report/1"));
	json_object_set_new(o, "inputs", inputs_json(r));
	for (i = 0; i < r->nr_events; i++)
		json_array_append_new(events, event_json(r, &r->events[i]));
	json_object_set_new(o, "events", events);
	for (i = 0; i < r->nr_findings; i++)
		if (r->findings[i].severity >= opt->min_severity)
			json_array_append_new(findings, finding_json(r, &r->findings[i]));
	json_object_set_new(o, "findings", findings);
	json_object_set_new(o, "lost", losses_json(r));
	json_object_set_new(o, "snapshots", snapshots_json(r));
	json_object_set_new(o, "growth", growth_json(&r->comparison));
	json_object_set_new(o, "counters", trends_json(&r->comparison));
	json_object_set_new(o, "ranges", ranges_json(r));
	json_object_set_new(o, "summary", summary_json(r));
	return dump(o, out, JSON_INDENT(1));
}

int dms_print_ndjson(const struct dms_report *r, const struct dms_print_options *opt, FILE *out)
{
	size_t i;
	int err = 0;

	if (opt->events) {
		for (i = 0; i < r->nr_events && !err; i++)
			err = dump(event_json(r, &r->events[r->order[i]]), out, JSON_COMPACT);
		return err;
	}
	for (i = 0; i < r->nr_findings && !err; i++)
		if (r->findings[i].severity >= opt->min_severity)
			err = dump(finding_json(r, &r->findings[i]), out, JSON_COMPACT);
	return err;
}
