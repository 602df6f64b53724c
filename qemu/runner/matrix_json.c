// SPDX-License-Identifier: GPL-2.0
/* The table for programs, docs/dmascope-matrix.schema.json, written and read back. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "analyze.h"
#include "base/strbuf.h"
#include "runner/file.h"
#include "runner/matrix.h"

#define SCHEMA		"dmascope-matrix/1"
/* Beyond what any run has, so that a hostile file cannot ask for all memory. */
#define MAX_CELLS	(1U << 20)

static json_t *finding_json(const struct dms_found *s)
{
	json_int_t count = s->count > DMS_COUNT_MAX ? DMS_COUNT_MAX : s->count;

	return json_pack("{s:s,s:s,s:s,s:s,s:s,s:I,s:s,s:b}", "severity",
			 dms_severity_name(s->severity), "kind", s->kind, "cause", s->cause,
			 "title", s->title, "device", s->device, "count", count, "when",
			 dms_found_when_name(s->when), "expected", s->expected);
}

static json_t *cell_json(const struct dms_matrix *m, size_t row, size_t column)
{
	const struct dms_matrix_cell *c = dms_matrix_cell(m, row, column);
	json_t *reasons = json_array(), *findings = json_array();
	size_t i;

	for (i = 0; i < c->reasons.nr; i++)
		json_array_append_new(reasons, json_string(c->reasons.v[i]));
	for (i = 0; i < c->found.nr; i++)
		json_array_append_new(findings, finding_json(&c->found.v[i]));
	return json_pack("{s:s,s:s,s:s,s:f,s:s,s:s,s:o,s:o}", "scenario", m->scenarios[row].id,
			 "target", m->targets[column].name, "verdict",
			 dms_verdict_name(c->verdict), "seconds", c->seconds, "folder", c->folder,
			 "report", c->report, "reasons", reasons, "findings", findings);
}

static json_t *cells_json(const struct dms_matrix *m)
{
	json_t *cells = json_array();
	size_t row, column;

	for (row = 0; row < m->nr_scenarios; row++)
		for (column = 0; column < m->nr_targets; column++)
			if (dms_matrix_cell(m, row, column)->present)
				json_array_append_new(cells, cell_json(m, row, column));
	return cells;
}

static json_t *target_json(const struct dms_matrix_target *t)
{
	return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "name", t->name, "platform",
			 t->platform, "description", t->description, "arch", t->arch, "kernel",
			 t->kernel, "release", t->release, "qemu", t->qemu, "accel", t->accel,
			 "skip", t->skip);
}

static json_t *counts_json(const struct dms_matrix *m)
{
	struct dms_counts n = dms_matrix_count(m);

	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "cells", (json_int_t)n.cells, "pass",
			 (json_int_t)n.pass, "fail", (json_int_t)n.fail, "skip",
			 (json_int_t)n.skip, "error", (json_int_t)n.error, "not_run",
			 (json_int_t)n.not_run, "unexpected", (json_int_t)n.unexpected);
}

void dms_matrix_json(const struct dms_matrix *m, FILE *out)
{
	json_t *targets = json_array(), *scenarios = json_array(), *top;
	size_t i;

	for (i = 0; i < m->nr_targets; i++)
		json_array_append_new(targets, target_json(&m->targets[i]));
	for (i = 0; i < m->nr_scenarios; i++)
		json_array_append_new(scenarios,
				      json_pack("{s:s,s:s}", "id", m->scenarios[i].id,
						"description", m->scenarios[i].description));
	top = json_pack("{s:s,s:s,s:f,s:I,s:I,s:I,s:b,s:o,s:o,s:o,s:o}", "schema", SCHEMA, "run",
			m->run, "seconds", m->seconds, "cores", (json_int_t)m->cores, "boots",
			(json_int_t)m->boots, "restored", (json_int_t)m->restored, "interrupted",
			m->interrupted, "counts", counts_json(m), "targets", targets, "scenarios",
			scenarios, "cells", cells_json(m));
	json_dumpf(top, out, JSON_INDENT(1));
	fputc('\n', out);
	json_decref(top);
}

/* ---- reading back ---- */

/* struct reading - @wrong: what is wrong with the file */
struct reading {
	struct dms_matrix *m;
	char wrong[200];
};

static int refuse(struct reading *r, const char *what, size_t at)
{
	snprintf(r->wrong, sizeof(r->wrong), "%s %zu is not as in %s", what, at + 1, SCHEMA);
	return -1;
}

/* A link leads to nowhere but the run's own folder. */
static bool stays_inside(const char *path)
{
	size_t len;

	if (*path == '/')
		return false;
	for (; *path; path += len + (path[len] == '/')) {
		len = strcspn(path, "/");
		if (len == 2 && !strncmp(path, "..", 2))
			return false;
	}
	return true;
}

static int read_target(struct dms_matrix_target *t, json_t *o)
{
	const char *s[9];

	if (json_unpack(o, "{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "name", &s[0], "platform",
			&s[1], "description", &s[2], "arch", &s[3], "kernel", &s[4], "release",
			&s[5], "qemu", &s[6], "accel", &s[7], "skip", &s[8]))
		return -1;
	*t = (struct dms_matrix_target){
		.name = dms_escape(s[0]), .platform = dms_escape(s[1]),
		.description = dms_escape(s[2]), .arch = dms_escape(s[3]),
		.kernel = dms_escape(s[4]), .release = dms_escape(s[5]), .qemu = dms_escape(s[6]),
		.accel = dms_escape(s[7]), .skip = dms_escape(s[8]),
	};
	return 0;
}

static int read_names(struct reading *r, json_t *targets, json_t *scenarios)
{
	struct dms_matrix *m = r->m;
	const char *id, *description;
	json_t *o;
	size_t i;

	m->targets = dms_alloc(json_array_size(targets) * sizeof(*m->targets));
	json_array_foreach(targets, i, o) {
		if (read_target(&m->targets[i], o))
			return refuse(r, "target", i);
		m->nr_targets++;
	}
	m->scenarios = dms_alloc(json_array_size(scenarios) * sizeof(*m->scenarios));
	json_array_foreach(scenarios, i, o) {
		if (json_unpack(o, "{s:s,s:s}", "id", &id, "description", &description))
			return refuse(r, "scenario", i);
		m->scenarios[i].id = dms_escape(id);
		m->scenarios[i].description = dms_escape(description);
		m->nr_scenarios++;
	}
	return 0;
}

static int read_finding(struct dms_found_list *l, json_t *o)
{
	const char *severity, *kind, *cause, *title, *device, *when;
	struct dms_found s = { 0 };
	int expected, level, w;
	json_int_t count;

	if (json_unpack(o, "{s:s,s:s,s:s,s:s,s:s,s:I,s:s,s:b}", "severity", &severity, "kind",
			&kind, "cause", &cause, "title", &title, "device", &device, "count",
			&count, "when", &when, "expected", &expected) || count < 0)
		return -1;
	level = dms_severity_parse(severity);
	for (w = DMS_FOUND_BOOT; w <= DMS_FOUND_AFTER; w++)
		if (!strcmp(when, dms_found_when_name(w)))
			break;
	if (level < 0 || w > DMS_FOUND_AFTER)
		return -1;
	s = (struct dms_found){
		.severity = level, .when = w, .expected = expected, .count = count,
		.kind = (char *)kind, .cause = (char *)cause, .title = (char *)title,
		.device = (char *)device,
	};
	dms_found_add(l, &s);
	return 0;
}

static struct dms_matrix_cell *find_cell(const struct dms_matrix *m, const char *scenario,
					 const char *target)
{
	size_t row, column;

	for (row = 0; row < m->nr_scenarios; row++)
		if (!strcmp(m->scenarios[row].id, scenario))
			break;
	for (column = 0; column < m->nr_targets; column++)
		if (!strcmp(m->targets[column].name, target))
			break;
	if (row == m->nr_scenarios || column == m->nr_targets)
		return NULL;
	return dms_matrix_cell(m, row, column);
}

static struct dms_matrix_cell *find_raw(const struct dms_matrix *m, const char *scenario,
					const char *target)
{
	char *id = dms_escape(scenario), *name = dms_escape(target);
	struct dms_matrix_cell *c = find_cell(m, id, name);

	free(id);
	free(name);
	return c;
}

static int read_lists(struct dms_matrix_cell *c, json_t *reasons, json_t *findings)
{
	size_t i;
	json_t *o;

	json_array_foreach(reasons, i, o) {
		char *reason;

		if (!json_is_string(o))
			return -1;
		reason = dms_escape(json_string_value(o));
		dms_strlist_add(&c->reasons, reason);
		free(reason);
	}
	json_array_foreach(findings, i, o)
		if (read_finding(&c->found, o))
			return -1;
	return 0;
}

static int read_cell(struct dms_matrix *m, json_t *o)
{
	const char *scenario, *target, *verdict, *folder, *report;
	json_t *reasons, *findings;
	struct dms_matrix_cell *c;
	double seconds;

	if (json_unpack(o, "{s:s,s:s,s:s,s:F,s:s,s:s,s:o,s:o}", "scenario", &scenario, "target",
			&target, "verdict", &verdict, "seconds", &seconds, "folder", &folder,
			"report", &report, "reasons", &reasons, "findings", &findings) ||
	    !json_is_array(reasons) || !json_is_array(findings))
		return -1;
	c = find_raw(m, scenario, target);
	if (!c || c->present || dms_verdict_parse(verdict) < 0 || !stays_inside(report))
		return -1;
	*c = (struct dms_matrix_cell){
		.present = true, .verdict = dms_verdict_parse(verdict), .seconds = seconds,
		.folder = dms_escape(folder), .report = dms_escape(report),
	};
	return read_lists(c, reasons, findings);
}

static int read_matrix(struct reading *r, json_t *top)
{
	json_t *targets, *scenarios, *cells, *o;
	struct dms_matrix *m = r->m;
	json_int_t cores, boots, restored = 0;
	const char *schema, *run;
	int interrupted;
	size_t i;

	if (json_unpack(top, "{s:s}", "schema", &schema) || strcmp(schema, SCHEMA)) {
		snprintf(r->wrong, sizeof(r->wrong), "it is no %s", SCHEMA);
		return -1;
	}
	if (json_unpack(top, "{s:s,s:F,s:I,s:I,s?I,s:b,s:o,s:o,s:o}", "run", &run, "seconds",
			&m->seconds, "cores", &cores, "boots", &boots, "restored",
			&restored, "interrupted", &interrupted, "targets", &targets, "scenarios", &scenarios, "cells",
			&cells) ||
	    !json_is_array(targets) || !json_is_array(scenarios) || !json_is_array(cells) ||
	    cores < 1 || cores > UINT_MAX || boots < 0 || boots > UINT_MAX ||
	    restored < 0 || restored > UINT_MAX) {
		snprintf(r->wrong, sizeof(r->wrong), "its keys are not those of %s", SCHEMA);
		return -1;
	}
	m->run = dms_escape(run);
	m->cores = cores;
	m->boots = boots;
	m->restored = restored;
	m->interrupted = interrupted;
	if (json_array_size(scenarios) > MAX_CELLS ||
	    json_array_size(targets) * json_array_size(scenarios) > MAX_CELLS)
		return refuse(r, "table of size", json_array_size(scenarios));
	if (read_names(r, targets, scenarios))
		return -1;
	m->cells = dms_alloc(m->nr_scenarios * m->nr_targets * sizeof(*m->cells));
	json_array_foreach(cells, i, o)
		if (read_cell(m, o))
			return refuse(r, "cell", i);
	return 0;
}

int dms_matrix_load(struct dms_matrix *m, const char *dir)
{
	char *path = dms_asprintf("%s/matrix.json", dir), *text;
	struct reading r = { .m = m };
	json_error_t error;
	json_t *top = NULL;
	size_t len;
	int ret = -1;

	*m = (struct dms_matrix){ .dir = dms_strdup(dir) };
	text = dms_file_read(path, &len);
	if (text)
		top = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	if (!text)
		dms_err("cannot read %s: %s; name the folder of a run", path, strerror(errno));
	else if (!top)
		dms_err("%s:%d: %s", path, error.line, error.text);
	else if (read_matrix(&r, top))
		dms_err("%s: %s", path, r.wrong);
	else
		ret = 0;
	json_decref(top);
	free(text);
	free(path);
	return ret;
}
