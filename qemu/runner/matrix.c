// SPDX-License-Identifier: GPL-2.0
/* The table of a run. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/file.h"
#include "runner/matrix.h"

static char *clean(const char *s)
{
	return dms_escape(s ? s : "");
}

static size_t find_target(struct dms_matrix *m, const struct dms_target *t)
{
	struct dms_matrix_target *n;
	size_t i;

	for (i = 0; i < m->nr_targets; i++)
		if (!strcmp(m->targets[i].name, t->label))
			return i;
	m->targets = dms_realloc(m->targets, (m->nr_targets + 1) * sizeof(*m->targets));
	n = &m->targets[m->nr_targets++];
	*n = (struct dms_matrix_target){
		.name = clean(t->label), .platform = clean(t->platform.name),
		.description = clean(t->platform.description), .arch = clean(t->platform.arch),
		.kernel = clean(t->kernel->name),
		.release = clean(dms_facts_get(&t->kernel->setup, "release")),
		.qemu = clean(t->qemu_version), .accel = clean(t->accel), .skip = clean(t->unfit),
	};
	return i;
}

static int compare_scenarios(const void *a, const void *b)
{
	return strcmp(((const struct dms_matrix_scenario *)a)->id,
		      ((const struct dms_matrix_scenario *)b)->id);
}

static struct dms_matrix_scenario *find_scenario(const struct dms_matrix *m, const char *id)
{
	size_t i;

	for (i = 0; i < m->nr_scenarios; i++)
		if (!strcmp(m->scenarios[i].id, id))
			return &m->scenarios[i];
	return NULL;
}

static void take_names(struct dms_matrix *m, const struct dms_run *run)
{
	size_t i;

	m->scenarios = dms_alloc(run->nr_jobs * sizeof(*m->scenarios));
	for (i = 0; i < run->nr_jobs; i++) {
		const struct dms_scenario *s = run->jobs[i].scenario;

		find_target(m, run->jobs[i].target);
		if (find_scenario(m, s->id))
			continue;
		m->scenarios[m->nr_scenarios++] = (struct dms_matrix_scenario){
			.id = clean(s->id), .description = clean(s->description),
		};
	}
	if (m->nr_scenarios)
		qsort(m->scenarios, m->nr_scenarios, sizeof(*m->scenarios), compare_scenarios);
}

/* A guest that never came up leaves no report, but it leaves the reason. */
static char *page_of(const struct dms_run *run, const char *folder)
{
	static const char *const pages[] = { "report.html", "verdict.txt" };
	char *found = NULL;
	size_t i;

	for (i = 0; folder && !found && i < ARRAY_SIZE(pages); i++) {
		char *page = dms_asprintf("%s/%s", folder, pages[i]);
		char *path = dms_asprintf("%s/%s", run->results.dir, page);

		if (!access(path, R_OK))
			found = clean(page);
		free(path);
		free(page);
	}
	return found ? found : dms_strdup("");
}

static void take_job(struct dms_matrix_cell *c, const struct dms_run *run,
		     const struct dms_job *job)
{
	size_t i;

	c->present = true;
	c->verdict = job->verdict;
	c->seconds = job->seconds;
	c->folder = clean(job->dir);
	c->report = page_of(run, job->dir);
	for (i = 0; i < job->reasons.nr; i++) {
		char *reason = clean(job->reasons.v[i]);

		dms_strlist_add(&c->reasons, reason);
		free(reason);
	}
	for (i = 0; i < job->found.nr; i++)
		dms_found_add(&c->found, &job->found.v[i]);
}

void dms_matrix_of_run(struct dms_matrix *m, const struct dms_run *run, double seconds)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	size_t i;

	*m = (struct dms_matrix){
		.dir = dms_strdup(run->results.dir), .run = clean(run->results.run),
		.seconds = seconds, .cores = cores > 0 ? cores : 1,
		.boots = run->nr_boots - run->nr_restored, .restored = run->nr_restored,
		.interrupted = run->interrupted,
	};
	take_names(m, run);
	m->cells = dms_alloc(m->nr_scenarios * m->nr_targets * sizeof(*m->cells));
	for (i = 0; i < run->nr_jobs; i++) {
		const struct dms_job *job = &run->jobs[i];
		size_t row = find_scenario(m, job->scenario->id) - m->scenarios;

		take_job(dms_matrix_cell(m, row, find_target(m, job->target)), run, job);
	}
}

void dms_matrix_free(struct dms_matrix *m)
{
	size_t i, nr = m->cells ? m->nr_scenarios * m->nr_targets : 0;

	for (i = 0; i < nr; i++) {
		free(m->cells[i].folder);
		free(m->cells[i].report);
		dms_strlist_free(&m->cells[i].reasons);
		dms_found_free(&m->cells[i].found);
	}
	free(m->cells);
	for (i = 0; i < m->nr_scenarios; i++) {
		free(m->scenarios[i].id);
		free(m->scenarios[i].description);
	}
	free(m->scenarios);
	for (i = 0; i < m->nr_targets; i++) {
		struct dms_matrix_target *t = &m->targets[i];
		char *texts[] = { t->name, t->platform, t->description, t->arch, t->kernel,
				  t->release, t->qemu, t->accel, t->skip };
		size_t k;

		for (k = 0; k < ARRAY_SIZE(texts); k++)
			free(texts[k]);
	}
	free(m->targets);
	free(m->dir);
	free(m->run);
	*m = (struct dms_matrix){ 0 };
}

struct dms_matrix_cell *dms_matrix_cell(const struct dms_matrix *m, size_t scenario,
					size_t target)
{
	return &m->cells[scenario * m->nr_targets + target];
}

struct dms_counts dms_matrix_count(const struct dms_matrix *m)
{
	struct dms_counts n = { 0 };
	size_t i, k;

	for (i = 0; i < m->nr_scenarios * m->nr_targets; i++) {
		const struct dms_matrix_cell *c = &m->cells[i];

		if (!c->present)
			continue;
		n.cells++;
		n.pass += c->verdict == DMS_PASS;
		n.fail += c->verdict == DMS_FAIL;
		n.skip += c->verdict == DMS_SKIP;
		n.error += c->verdict == DMS_ERROR;
		n.not_run += c->verdict == DMS_NOT_RUN;
		for (k = 0; k < c->found.nr; k++)
			n.unexpected += !c->found.v[k].expected;
	}
	return n;
}

int dms_matrix_status(const struct dms_matrix *m)
{
	struct dms_counts n = dms_matrix_count(m);

	if (m->interrupted || n.error || n.not_run)
		return 2;
	return n.fail ? 1 : 0;
}

static const char *skip_reason(const struct dms_matrix_cell *c)
{
	return c->reasons.nr ? c->reasons.v[0] : "no reason was given";
}

void dms_matrix_skips(const struct dms_matrix *m, struct dms_strlist *reasons)
{
	size_t i;

	for (i = 0; i < m->nr_scenarios * m->nr_targets; i++) {
		const struct dms_matrix_cell *c = &m->cells[i];

		if (c->present && c->verdict == DMS_SKIP &&
		    !dms_strlist_has(reasons, skip_reason(c)))
			dms_strlist_add(reasons, skip_reason(c));
	}
}

size_t dms_matrix_skip_number(const struct dms_strlist *reasons, const struct dms_matrix_cell *c)
{
	size_t i;

	for (i = 0; c->present && c->verdict == DMS_SKIP && i < reasons->nr; i++)
		if (!strcmp(reasons->v[i], skip_reason(c)))
			return i + 1;
	return 0;
}

char *dms_matrix_finding(const struct dms_found *s)
{
	static const char *const when[] = {
		[DMS_FOUND_BOOT] = " (at boot)", [DMS_FOUND_SCRIPT] = "",
		[DMS_FOUND_AFTER] = " (after the end)",
	};

	return dms_asprintf("%s %s, %s%s%s", dms_severity_name(s->severity), s->kind, s->cause,
			    when[s->when], s->expected ? "" : " (unexpected)");
}

int dms_matrix_print(const struct dms_matrix *m, enum dms_matrix_format format, FILE *out)
{
	if (format == DMS_MATRIX_HTML)
		dms_matrix_html(m, m->dir, out);
	else if (format == DMS_MATRIX_JSON)
		dms_matrix_json(m, out);
	else
		dms_matrix_text(m, out);
	return fflush(out) || ferror(out) ? -1 : 0;
}

static int write_as(const struct dms_matrix *m, enum dms_matrix_format format, const char *name)
{
	char *text = NULL, *path;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int ret;

	if (!out)
		return -1;
	if (format == DMS_MATRIX_HTML)
		dms_matrix_html(m, "", out);
	else
		dms_matrix_print(m, format, out);
	fclose(out);
	path = dms_asprintf("%s/%s", m->dir, name);
	ret = dms_file_write(path, text, len);
	free(path);
	free(text);
	return ret;
}

int dms_matrix_write(const struct dms_matrix *m)
{
	return write_as(m, DMS_MATRIX_HTML, "matrix.html") ||
	       write_as(m, DMS_MATRIX_JSON, "matrix.json") ||
	       write_as(m, DMS_MATRIX_TEXT, "summary.txt") ? -1 : 0;
}
