// SPDX-License-Identifier: GPL-2.0
/* The table of a sweep: for people, and docs/dmascope-sweep.schema.json for programs. */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "analyze.h"
#include "base/array.h"
#include "base/strbuf.h"
#include "runner/sweep.h"

#define SCHEMA	"dmascope-sweep/1"

static const char *const outcome_names[] = {
	[DMS_SWEEP_NOT_RUN] = "not-run",
	[DMS_SWEEP_HANDLED] = "handled",
	[DMS_SWEEP_BROKE] = "broke",
	[DMS_SWEEP_UNSTABLE] = "unstable",
	[DMS_SWEEP_NOT_REACHED] = "not-reached",
	[DMS_SWEEP_ERROR] = "error",
};

const char *dms_sweep_outcome_name(enum dms_sweep_outcome o)
{
	return outcome_names[o];
}

static size_t count(const struct dms_sweep *s, enum dms_sweep_outcome o)
{
	size_t i, nr = 0;

	for (i = 0; i < s->nr_cases; i++)
		nr += s->cases[i].what.outcome == o;
	return nr;
}

/* What watches is a matter of the kernel: a table without a word about it would promise too much. */
static const struct {
	const char *cap, *what;
} watchers[] = {
	{ NULL, "oops, warnings, hang, wedged device" },
	{ "iommu", "IOMMU faults" },
	{ "dma-debug", "DMA-API misuse and mappings left" },
	{ "kasan", "KASAN" },
	{ "lockdep", "lockdep" },
	{ "kmemleak", "memory left" },
};

static void watched(const struct dms_sweep *s, bool by, struct dms_strlist *out)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(watchers); i++)
		if ((!watchers[i].cap || dms_target_has(s->target, watchers[i].cap)) == by)
			dms_strlist_add(out, watchers[i].what);
}

static void print_watched(const struct dms_sweep *s, bool by, const char *start, FILE *out)
{
	struct dms_strlist l = { 0 };
	size_t i;

	watched(s, by, &l);
	for (i = 0; i < l.nr; i++)
		fprintf(out, "%s%s", i ? ", " : start, l.v[i]);
	if (l.nr)
		fputc('\n', out);
	dms_strlist_free(&l);
}

static char *site_name(const struct dms_sweep_site *s)
{
	char *text = dms_asprintf("%s+0x%" PRIx64 " [%s]", s->function, s->offset, s->module);
	char *safe = dms_escape(text);

	free(text);
	return safe;
}

static const char *said(const struct dms_sweep_case *c)
{
	const struct dms_sweep_what *w = &c->what;

	if (w->outcome == DMS_SWEEP_HANDLED)
		return w->response ? w->response : "";
	if (w->outcome == DMS_SWEEP_NOT_REACHED)
		return "this time the workload did not come there";
	return w->broke.nr ? w->broke.v[0] : "";
}

static void print_case(const struct dms_sweep_case *c, int width, FILE *out)
{
	char *name = site_name(c->site), *safe = dms_escape(said(c));

	fprintf(out, "%-*s  %-22s %7" PRIu64 " %4u  %-11s  %s\n", width, name, c->site->call,
		c->site->reached, c->nth, dms_sweep_outcome_name(c->what.outcome), safe);
	free(safe);
	free(name);
}

static void print_broken(const struct dms_sweep *s, const struct dms_sweep_case *c, FILE *out)
{
	char *name = site_name(c->site), *again = dms_sweep_again(s, c->site, c->nth);
	size_t i;

	fprintf(out, "\n%s, call %u of %s: %s", name, c->nth, c->site->call,
		dms_sweep_outcome_name(c->what.outcome));
	if (c->tried)
		fprintf(out, " %u times of %u", c->failed, c->tried);
	fprintf(out, "\n  the driver: %s\n", c->what.response ? c->what.response : "-");
	for (i = 0; i < c->what.broke.nr; i++) {
		char *safe = dms_escape(c->what.broke.v[i]);

		fprintf(out, "  %s\n", safe);
		free(safe);
	}
	if (c->what.finding.cause)
		fprintf(out, "  cause: %s\n", c->what.finding.cause);
	if (c->what.report)
		fprintf(out, "  report: %s/%s/report.html\n", s->run->results.dir, c->what.report);
	fprintf(out, "  again: %s\n", again);
	free(again);
	free(name);
}

static bool needs_words(const struct dms_sweep_case *c)
{
	return c->what.outcome == DMS_SWEEP_BROKE || c->what.outcome == DMS_SWEEP_UNSTABLE ||
	       c->what.outcome == DMS_SWEEP_ERROR;
}

static void print_head(const struct dms_sweep *s, FILE *out)
{
	const char *release = dms_facts_get(&s->target->kernel->setup, "release");
	enum dms_sweep_outcome o;
	size_t i;

	fprintf(out, "%s on %s, kernel %s (%s), seed %" PRIu64 ": %zu call sites", s->driver->name,
		s->target->platform.name, s->target->kernel->name, release ? release : "?",
		s->opt->seed, s->nr_sites);
	for (o = 0; o < ARRAY_SIZE(outcome_names); o++)
		if (count(s, o))
			fprintf(out, ", %zu %s", count(s, o), dms_sweep_outcome_name(o));
	fputc('\n', out);
	print_watched(s, true, "watched: ", out);
	print_watched(s, false, "not watched, this kernel or platform has none of it: ", out);
	for (i = 0; i < s->baseline.broke.nr; i++) {
		char *safe = dms_escape(s->baseline.broke.v[i]);

		fprintf(out, "without a failure already: %s\n", safe);
		free(safe);
	}
	if (s->spoilt)
		fprintf(out, "it ended early: %s\n", s->spoilt);
	if (s->sites_lost)
		fputs("some call sites could not be told apart and are not here\n", out);
	if (s->baseline.leaks || s->baseline.mappings)
		fprintf(out, "without a failure it leaves %lu mappings and %lu objects, which do not count\n",
			s->baseline.mappings, s->baseline.leaks);
}

void dms_sweep_print_text(const struct dms_sweep *s, FILE *out)
{
	size_t i;
	int width = 4;

	for (i = 0; i < s->nr_cases; i++) {
		char *name = site_name(s->cases[i].site);

		if ((int)strlen(name) > width)
			width = (int)strlen(name);
		free(name);
	}
	print_head(s, out);
	fprintf(out, "\n%-*s  %-22s %7s %4s  %-11s  %s\n", width, "site", "call", "reached", "nth",
		"outcome", "what");
	for (i = 0; i < s->nr_cases; i++)
		print_case(&s->cases[i], width, out);
	for (i = 0; i < s->nr_cases; i++)
		if (needs_words(&s->cases[i]))
			print_broken(s, &s->cases[i], out);
}

static json_t *strings_json(const struct dms_strlist *l)
{
	json_t *a = json_array();
	size_t i;

	for (i = 0; i < l->nr; i++) {
		char *safe = dms_escape(l->v[i]);

		json_array_append_new(a, json_string(safe));
		free(safe);
	}
	return a;
}

static json_t *finding_json(const struct dms_found *f)
{
	if (!f->kind)
		return json_null();
	return json_pack("{s:s,s:s,s:s,s:s,s:s}", "kind", f->kind, "severity",
			 dms_severity_name(f->severity), "cause", f->cause, "title", f->title,
			 "device", f->device);
}

static json_t *case_json(const struct dms_sweep *s, const struct dms_sweep_case *c)
{
	char *again = dms_sweep_again(s, c->site, c->nth);
	char *offset = dms_asprintf("0x%" PRIx64, c->site->offset);
	const struct dms_sweep_what *w = &c->what;
	static const struct dms_strlist none;
	bool told = needs_words(c);
	json_t *j;

	j = json_pack("{s:s,s:s,s:s,s:s,s:I,s:i,s:s,s:s?,s:o,s:o,s:i,s:i,s:s?,s:s}", "function",
		      c->site->function, "offset", offset, "module", c->site->module, "call",
		      c->site->call, "reached", (json_int_t)c->site->reached, "failed_nth",
		      (int)c->nth, "outcome", dms_sweep_outcome_name(w->outcome), "response",
		      w->response, "broke", strings_json(told ? &w->broke : &none), "finding",
		      finding_json(&w->finding), "repeated", (int)c->tried, "repeated_broke",
		      (int)c->failed, "report", w->report, "command", again);
	free(offset);
	free(again);
	return j;
}

/* One line for each driver and target: several of them are NDJSON. */
void dms_sweep_print_json(const struct dms_sweep *s, FILE *out)
{
	const char *release = dms_facts_get(&s->target->kernel->setup, "release");
	struct dms_strlist by = { 0 }, not_by = { 0 };
	json_t *sites = json_array(), *all;
	size_t i;

	for (i = 0; i < s->nr_cases; i++)
		json_array_append_new(sites, case_json(s, &s->cases[i]));
	watched(s, true, &by);
	watched(s, false, &not_by);
	all = json_pack("{s:s,s:s,s:s,s:s,s:s,s:I,s:s,s:o,s:o,s:o,s:b,s:o}", "schema", SCHEMA, "driver",
			s->driver->name, "platform", s->target->platform.name, "kernel",
			s->target->kernel->name, "release", release ? release : "", "seed",
			(json_int_t)s->opt->seed, "results", s->run->results.dir, "watched",
			strings_json(&by), "not_watched", strings_json(&not_by), "baseline",
			strings_json(&s->baseline.broke), "complete", !s->sites_lost && !s->spoilt,
			"sites", sites);
	json_dumpf(all, out, JSON_COMPACT | JSON_PRESERVE_ORDER);
	fputc('\n', out);
	json_decref(all);
	dms_strlist_free(&by);
	dms_strlist_free(&not_by);
}
