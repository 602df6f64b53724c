// SPDX-License-Identifier: GPL-2.0
/* What came of one run: what the analyzer found, what was left, whether the device still works. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analyze.h"
#include "base/strbuf.h"
#include "runner/sweep.h"

static const char *fact(const struct dms_record *rec, const char *name)
{
	return dms_facts_get((void *)&rec->facts, name);
}

static unsigned long number(const struct dms_record *rec, const char *name)
{
	const char *value = fact(rec, name);

	return value ? strtoul(value, NULL, 0) : 0;
}

/* Of the step STEP of round @round: its errno's name; NULL: it went well, or never came. */
static const char *failure(const struct dms_record *rec, char round, const char *step)
{
	char *name = dms_asprintf("%c%s.result", round, step);
	const char *value = fact(rec, name);
	int error = value ? atoi(value) : 0;

	free(name);
	/* a kernel that cannot suspend is no matter of the driver's */
	if (!error || error == -EOPNOTSUPP)
		return NULL;
	value = strerrorname_np(-error);
	return value ? value : "an unknown error";
}

/* Step 0 binds, the others are the workload's. */
static char *step_name(size_t i)
{
	return i ? dms_asprintf("work%zu", i - 1) : dms_strdup("bind");
}

static const char *step_title(const struct dms_sweep *s, size_t i)
{
	return i ? s->driver->work.v[i - 1] : "bind";
}

/* The first step of a round that fails, as "bind fails with ENOMEM"; NULL: none does. */
static char *first_failure(const struct dms_sweep *s, const struct dms_record *rec, char round)
{
	char *text = NULL;
	size_t i;

	for (i = 0; i <= s->driver->work.nr && !text; i++) {
		char *step = step_name(i);
		const char *error = failure(rec, round, step);

		if (error)
			text = dms_asprintf("%s fails with %s", step_title(s, i), error);
		free(step);
	}
	return text;
}

/*
 * A step that waits for the device in vain: one lost request is made up for, by the disk's driver or the
 * workload itself.  Whoever gives up says so with another error.
 */
static const char *step_in_vain(const struct dms_sweep *s, const struct dms_record *rec)
{
	size_t i;

	for (i = 1; i <= s->driver->work.nr; i++) {
		char *step = step_name(i);
		const char *error = failure(rec, 'a', step);

		free(step);
		if (error && !strcmp(error, "ETIMEDOUT"))
			return step_title(s, i);
	}
	return NULL;
}

/* A step that did not end although its process was killed, or had to be. */
static bool is_stuck(const struct dms_sweep *s, const struct dms_record *rec)
{
	const char *const rounds = "ab";
	bool stuck = false;
	size_t i, k;

	for (k = 0; k < 2; k++) {
		for (i = 0; i < s->driver->work.nr; i++) {
			char *name = dms_asprintf("%cwork%zu.stuck", rounds[k], i);

			stuck |= number(rec, name) > 0;
			free(name);
		}
	}
	return stuck;
}

static bool is_kmemleak(const struct dms_found *f)
{
	return strstr(f->title, "kmemleak") || strstr(f->title, "memory leak");
}

/* Is it @base, but for the injection that the analyzer takes for its cause? */
static bool is_same(const char *base, const struct dms_found *f)
{
	const char *headline = dms_cause_headline("injected");
	const char *cause = strstr(f->title, headline);
	char *start = dms_asprintf("%s: %.*s", f->kind, cause ? (int)(cause - f->title) : -1,
				   f->title);
	const char *rest = cause ? cause + strlen(headline) : "";
	size_t len = strlen(base), restlen = strlen(rest);
	bool same;

	if (cause)
		same = !strncmp(base, start, strlen(start)) && len >= restlen &&
		       !strcmp(base + len - restlen, rest);
	else
		same = !strcmp(base, start);
	free(start);
	return same;
}

/* What the driver does wrong without a failure, too, is no consequence of one. */
static bool is_in_baseline(const struct dms_sweep *s, const struct dms_found *f)
{
	size_t i;

	for (i = 0; i < s->baseline.broke.nr; i++)
		if (is_same(s->baseline.broke.v[i], f))
			return true;
	return false;
}

/* Counted leaks are told by number. */
static bool counts(const struct dms_sweep *s, const struct dms_found *f)
{
	return !f->expected && f->when != DMS_FOUND_BOOT && !is_kmemleak(f) &&
	       !is_in_baseline(s, f);
}

static void take_findings(struct dms_sweep_what *w, const struct dms_sweep *s,
			  const struct dms_job *job)
{
	size_t i;

	for (i = 0; i < job->found.nr; i++) {
		const struct dms_found *f = &job->found.v[i];
		char *text = dms_asprintf("%s: %s", f->kind, f->title);
		bool counted = counts(s, f);

		if (counted)
			dms_strlist_add(&w->broke, text);
		free(text);
		if (!counted || (w->finding.kind && w->finding.severity >= f->severity))
			continue;
		free(w->finding.kind);
		free(w->finding.cause);
		free(w->finding.title);
		free(w->finding.device);
		w->finding = *f;
		w->finding.kind = dms_strdup(f->kind);
		w->finding.cause = dms_strdup(f->cause);
		w->finding.title = dms_strdup(f->title);
		w->finding.device = dms_strdup(f->device);
	}
}

static bool ended_by_clock(const struct dms_record *rec)
{
	return rec->state && !strcmp(rec->state, "fail") && rec->text &&
	       (strstr(rec->text, "not done after") || strstr(rec->text, "stuck"));
}

static void take_course(struct dms_sweep_what *w, const struct dms_sweep *s,
			const struct dms_record *rec)
{
	if (rec->death)
		dms_strlist_addf(&w->broke, "died: %s", rec->death);
	else if (rec->trouble)
		dms_strlist_addf(&w->broke, "hang: %s", rec->trouble);
	else if (ended_by_clock(rec))
		dms_strlist_addf(&w->broke, "hang: %s", rec->text);
	else if (is_stuck(s, rec))
		dms_strlist_add(&w->broke, "hang: a process hangs in the kernel");
	if (rec->late_death)
		dms_strlist_addf(&w->broke, "died: %s", rec->late_death);
}

/* An earlier run in the same guest may have left some, too. */
unsigned long dms_sweep_left(const struct dms_record *rec)
{
	unsigned long had = number(rec, "had.value"), left = number(rec, "left.value");

	return left > had ? left - had : 0;
}

/* More than the run without a failure left. */
static void take_leaks(struct dms_sweep_what *w, const struct dms_sweep *s,
		       const struct dms_record *rec)
{
	w->mappings = dms_sweep_left(rec);
	w->leaks = number(rec, "lost.leaks");
	if (w->mappings > s->baseline.mappings)
		dms_strlist_addf(&w->broke, "leak: %lu mappings are left after unbind",
				 w->mappings - s->baseline.mappings);
	if (w->leaks > s->baseline.leaks)
		dms_strlist_addf(&w->broke, "leak: kmemleak finds %lu objects",
				 w->leaks - s->baseline.leaks);
}

static void judge_failure(struct dms_sweep_try *t, const struct dms_record *rec)
{
	struct dms_sweep_what *w = &t->what;
	const char *in_vain = step_in_vain(t->sweep, rec);
	char *wedged = first_failure(t->sweep, rec, 'b');

	take_leaks(w, t->sweep, rec);
	if (in_vain)
		dms_strlist_addf(&w->broke, "wedged: %s waits in vain until the device is bound again",
				 in_vain);
	if (wedged)
		dms_strlist_addf(&w->broke, "wedged: bound again, %s", wedged);
	free(wedged);
	w->response = first_failure(t->sweep, rec, 'a');
	if (!w->response)
		w->response = dms_strdup("it goes on");
	if (w->broke.nr)
		w->outcome = DMS_SWEEP_BROKE;
	else if (!rec->state || strcmp(rec->state, "ok"))
		w->outcome = DMS_SWEEP_ERROR;
	else
		w->outcome = number(rec, "n.count") ? DMS_SWEEP_HANDLED : DMS_SWEEP_NOT_REACHED;
	if (w->outcome == DMS_SWEEP_ERROR)
		dms_strlist_add(&w->broke, rec->text ? rec->text : "the run did not end");
}

/*
 * Without a failure nothing may fail, or there would be nothing to compare with. What the analyzer
 * finds all the same does not keep the workload from its end.
 */
static void judge_recording(struct dms_sweep_try *t, const struct dms_record *rec, size_t found)
{
	struct dms_sweep_what *w = &t->what;
	char *first = first_failure(t->sweep, rec, 'a'), *again = first_failure(t->sweep, rec, 'b');

	w->mappings = dms_sweep_left(rec);
	w->leaks = number(rec, "lost.leaks");
	w->outcome = DMS_SWEEP_HANDLED;
	if (first)
		w->response = dms_strdup(first);
	else if (again)
		w->response = dms_asprintf("bound again, %s", again);
	else if (!rec->state || strcmp(rec->state, "ok"))
		w->response = dms_strdup(rec->text ? rec->text : "the script did not end");
	else if (w->broke.nr > found)
		w->response = dms_strdup(w->broke.v[found]);
	if (w->response)
		w->outcome = DMS_SWEEP_ERROR;
	free(first);
	free(again);
	dms_sweep_take_sites(t->sweep, &rec->facts);
}

void dms_sweep_judge(struct dms_job *job, const struct dms_record *rec)
{
	struct dms_sweep_try *t = job->judge_ctx;
	size_t found;

	if (job->dir)
		t->what.report = dms_strdup(job->dir);
	take_findings(&t->what, t->sweep, job);
	found = t->what.broke.nr;
	take_course(&t->what, t->sweep, rec);
	if (t->site)
		judge_failure(t, rec);
	else
		judge_recording(t, rec, found);
}
