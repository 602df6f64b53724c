// SPDX-License-Identifier: GPL-2.0
/* The verdict on one job. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/cross.h"
#include "runner/fault.h"
#include "runner/verdict.h"
#include "runner/match.h"
#include "runner/witness.h"

/**
 * struct judging - the state of one verdict
 * @expects: the scenario's lines in the words of its platform
 * @claimed: one per finding: an expect or allow line speaks of it
 */
struct judging {
	struct dms_job *job;
	const struct dms_record *rec;
	const struct dms_report *report;
	struct dms_witnesses seen;
	struct dms_expect *expects;
	bool *claimed;
};

static char *describe(const struct dms_report *r, const struct dms_finding *f)
{
	const struct dms_event *e = f->nr_events ? &r->events[f->events[0]] : NULL;

	if (!e || e->input >= r->nr_inputs)
		return dms_asprintf("%s: %s", f->kind, f->title);
	return dms_asprintf("%s: %s (%s:%lu)", f->kind, f->title, r->inputs[e->input].path,
			    e->line);
}

static bool is_active(const struct judging *j, const struct dms_expect *e)
{
	return dms_cond_holds(e->cond, dms_target_has, j->job->target);
}

/*
 * Without a count the line is about one record; for a fault it is about one finding: how many
 * records a burst leaves depends on how fast the kernel empties the fault registers.
 */
static uint64_t weight(const struct dms_expect *e, const struct dms_finding *f)
{
	return !e->count.field && dms_kind_is_fault(f->kind) ? 1 : f->count;
}

static bool count_holds(const struct judging *j, const struct dms_expect *e, uint64_t count)
{
	const char *op = strcmp(e->count.op, "=") ? e->count.op : "==";
	struct dms_value want;
	bool ok = false;
	char err[160];

	if (!e->count.field)
		return count == 1;
	if (dms_value_expand(e->count.value, &j->rec->facts, &want, err, sizeof(err)))
		return false;
	if (!want.is_num || dms_compare(count, op, want.num, &ok))
		ok = false;
	dms_value_free(&want);
	return ok;
}

static bool is_fault_with_witness(const struct judging *j, const struct dms_finding *f)
{
	return dms_kind_is_fault(f->kind) && j->job->target->platform.trace.nr;
}

/* The three witnesses are compared, with a line for the odd one out, where the finding has a value. */
static bool is_crossed(const struct judging *j, const struct dms_finding *f, const char *field)
{
	struct dms_value v;

	if (!dms_cross_is_field(field) || !dms_value_of_finding(j->report, f, field, &v))
		return false;
	dms_value_free(&v);
	return true;
}

/* Says where the best candidate differs: "not found" alone would help nobody. */
static void explain_miss(struct judging *j, const struct dms_expect *e, size_t at)
{
	const struct dms_finding *f = &j->report->findings[at];
	bool cross = is_fault_with_witness(j, f);
	char *what = describe(j->report, f);
	size_t i;

	j->claimed[at] = true;
	dms_strlist_addf(&j->job->reasons, "line %u: expected '%s', found %s", e->line, e->text,
			 what);
	free(what);
	for (i = 0; i < e->nr_clauses; i++) {
		char *why;

		if (dms_clause_match(&e->clauses[i], j->report, f, &j->rec->facts, &why))
			continue;
		if (!cross || !is_crossed(j, f, e->clauses[i].field))
			dms_strlist_add(&j->job->reasons, why);
		free(why);
	}
	if (cross)
		dms_cross_finding(j->report, f, e, &j->rec->facts, &j->seen, &j->job->reasons);
}

static void miss(struct judging *j, const struct dms_expect *e)
{
	size_t i;

	for (i = 0; i < j->report->nr_findings; i++) {
		if (j->claimed[i] || strcmp(j->report->findings[i].kind, e->kind))
			continue;
		explain_miss(j, e, i);
		return;
	}
	dms_strlist_addf(&j->job->reasons, "line %u: expected '%s', but there is no such finding",
			 e->line, e->text);
}

/* A finding that a line claims; for a fault the emulator and the facts are heard as well. */
static void prove(struct judging *j, const struct dms_expect *e, const struct dms_finding *f)
{
	bool cross = is_fault_with_witness(j, f);
	size_t before = j->job->reasons.nr;
	char *what = describe(j->report, f);

	if (cross)
		dms_cross_finding(j->report, f, e, &j->rec->facts, &j->seen, &j->job->reasons);
	if (j->job->reasons.nr == before)
		dms_strlist_addf(&j->job->proofs, "line %u: '%s' is met by %s%s", e->line, e->text,
				 what, cross ? "; QEMU's trace agrees" : "");
	free(what);
}

/* Takes findings until the line's count is met; a later line may claim the rest. */
static void claim(struct judging *j, const struct dms_expect *e)
{
	bool at_least = e->count.field && e->count.op[0] == '>';
	uint64_t count = 0;
	size_t i;

	for (i = 0; i < j->report->nr_findings; i++) {
		const struct dms_finding *f = &j->report->findings[i];

		if (j->claimed[i] || !dms_expect_match(e, j->report, f, &j->rec->facts))
			continue;
		j->claimed[i] = true;
		count += weight(e, f);
		prove(j, e, f);
		if (e->role != DMS_ROLE_ALLOW && !at_least && count_holds(j, e, count))
			return;
	}
	if (e->role == DMS_ROLE_ALLOW || count_holds(j, e, count))
		return;
	if (!count)
		miss(j, e);
	else
		dms_strlist_addf(&j->job->reasons, "line %u: expected '%s', but it is there %" PRIu64
				 " times", e->line, e->text, count);
}

static void claim_all(struct judging *j, enum dms_expect_role role)
{
	size_t i;

	for (i = 0; i < j->job->scenario->nr_expects; i++) {
		const struct dms_expect *e = &j->expects[i];

		if (e->type == DMS_EXPECT_FINDING && e->role == role && is_active(j, e))
			claim(j, e);
	}
}

static void check_facts(struct judging *j)
{
	size_t i;

	for (i = 0; i < j->job->scenario->nr_expects; i++) {
		const struct dms_expect *e = &j->expects[i];
		char *why = NULL;

		if (e->type != DMS_EXPECT_FACT || !is_active(j, e))
			continue;
		if (!dms_fact_match(e, &j->rec->facts, &why))
			dms_strlist_addf(&j->job->reasons, "line %u: %s", e->line, why);
		else
			dms_strlist_addf(&j->job->proofs, "line %u: '%s' is true", e->line,
					 e->text);
		free(why);
	}
}

static void list_findings(struct judging *j, const char *prefix)
{
	size_t i;

	for (i = 0; i < j->report->nr_findings; i++) {
		char *what;

		if (j->claimed[i])
			continue;
		what = describe(j->report, &j->report->findings[i]);
		dms_strlist_addf(&j->job->reasons, "%s %s", prefix, what);
		free(what);
	}
}

static bool is_allowed_by(const struct dms_kv_file *kv, const struct dms_report *r,
			  const struct dms_finding *f)
{
	static const struct dms_facts none;
	bool allowed = false;
	size_t i;

	for (i = 0; i < kv->nr && !allowed; i++) {
		struct dms_expect e;
		char err[160];

		if (strcmp(kv->items[i].key, "allow") ||
		    dms_expect_parse(&kv->items[i], &e, err, sizeof(err)))
			continue;
		allowed = dms_expect_match(&e, r, f, &none);
		dms_expect_free(&e);
	}
	return allowed;
}

static bool is_allowed(const struct dms_target *t, const struct dms_report *r,
		       const struct dms_finding *f)
{
	return is_allowed_by(&t->platform.kv, r, f) || is_allowed_by(&t->kernel->kv, r, f);
}

/* A test kernel must not warn at all, with DMA code on the stack or without. */
static const struct dms_report *analyze_strictly(struct dms_analysis *a, const char *name,
						 const char *text, size_t len,
						 unsigned long first_line)
{
	if (!a)
		return NULL;
	dms_analysis_set_strict(a);
	if (dms_analysis_add_text(a, name, text, len, first_line))
		return NULL;
	return dms_analysis_finish(a);
}

/* What the guest's cleaning up after the script brought to light. */
static void check_tail(struct judging *j)
{
	const struct dms_record *rec = j->rec;
	struct judging tail = { .job = j->job, .rec = rec, .expects = j->expects };
	struct dms_analysis *a = dms_analysis_new();
	unsigned long line = 1;
	size_t i;

	for (i = 0; i < rec->console_len; i++)
		line += rec->console[i] == '\n';
	tail.report = analyze_strictly(a, "console.log", rec->console + rec->console_len,
				       rec->tail_len, line);
	if (tail.report) {
		tail.claimed = dms_alloc(tail.report->nr_findings * sizeof(*tail.claimed));
		claim_all(&tail, DMS_ROLE_LEAVES);
		for (i = 0; i < tail.report->nr_findings; i++)
			tail.claimed[i] |= is_allowed(j->job->target, tail.report,
						      &tail.report->findings[i]);
		list_findings(&tail, "after the end of the script:");
		dms_found_add_report(&j->job->found, tail.report, DMS_FOUND_AFTER, tail.claimed);
		free(tail.claimed);
	} else {
		dms_strlist_add(&j->job->reasons, "the analyzer could not read the console");
	}
	dms_analysis_free(a);
	if (rec->late_death)
		dms_strlist_addf(&j->job->reasons, "after the end of the script %s",
				 rec->late_death);
}

/* Why the run itself makes it a FAIL, whatever was found; true when something does. */
static bool check_course(struct judging *j, bool dies)
{
	const struct dms_record *rec = j->rec;
	struct dms_strlist *reasons = &j->job->reasons;

	if (rec->trouble)
		dms_strlist_add(reasons, rec->trouble);
	else if (rec->death && !dies)
		dms_strlist_add(reasons, rec->death);
	else if (dies && !rec->death)
		dms_strlist_addf(reasons, "the guest should have died, but the script ended: %s %s",
				 rec->state ? rec->state : "", rec->text ? rec->text : "");
	else if (rec->state && !strcmp(rec->state, "fail"))
		dms_strlist_addf(reasons, "the script failed: %s", rec->text);
	return reasons->nr;
}

static void weigh(struct judging *j)
{
	bool dies = dms_scenario_flag(j->job->scenario, "dies", dms_target_has, j->job->target);

	if (check_course(j, dies)) {
		list_findings(j, "the log has");
		return;
	}
	claim_all(j, DMS_ROLE_EXPECT);
	claim_all(j, DMS_ROLE_ALLOW);
	list_findings(j, "unexpected finding:");
	if (!dies && j->job->target->platform.trace.nr)
		dms_cross_missing(j->report, &j->seen, &j->job->reasons);
	check_facts(j);
	check_tail(j);
}

static struct dms_analysis *analyze(const struct dms_record *rec, const struct dms_report **report)
{
	struct dms_analysis *a = dms_analysis_new();

	*report = NULL;
	if (a)
		dms_analysis_set_strict(a);
	if (a && !dms_analysis_add_text(a, "console.log", rec->console, rec->console_len, 1) &&
	    (!rec->bundle || !dms_analysis_add_file(a, rec->bundle)))
		*report = dms_analysis_finish(a);
	return a;
}

static void take_expects(struct judging *j)
{
	const struct dms_scenario *s = j->job->scenario;
	size_t i;

	j->expects = dms_alloc(s->nr_expects * sizeof(*j->expects));
	for (i = 0; i < s->nr_expects; i++)
		dms_fault_translate(&s->expects[i], &j->job->target->platform.fault,
				    &j->expects[i]);
}

static void drop_expects(struct judging *j)
{
	size_t i;

	for (i = 0; i < j->job->scenario->nr_expects; i++)
		dms_expect_free(&j->expects[i]);
	free(j->expects);
}

void dms_verdict_give(struct dms_job *job, const struct dms_record *rec,
	       struct dms_analysis **analysis, const struct dms_report **report)
{
	struct judging j = { .job = job, .rec = rec };

	if (job->judge) {
		*analysis = NULL;
		*report = NULL;
		job->judge(job, rec);
		return;
	}
	*analysis = analyze(rec, report);
	job->verdict = DMS_FAIL;
	j.report = *report;
	if (!j.report) {
		dms_strlist_add(&job->reasons, "the analyzer could not read what the guest left");
		return;
	}
	j.claimed = dms_alloc(j.report->nr_findings * sizeof(*j.claimed));
	take_expects(&j);
	dms_witness_parse(rec->trace, rec->trace_len, &j.seen);
	if (rec->state && !strcmp(rec->state, "skip") && !rec->trouble && !rec->death) {
		list_findings(&j, "unexpected finding:");
		job->verdict = job->reasons.nr ? DMS_FAIL : DMS_SKIP;
		dms_strlist_add(&job->reasons, rec->text);
	} else {
		weigh(&j);
		job->verdict = job->reasons.nr ? DMS_FAIL : DMS_PASS;
	}
	dms_found_add_report(&job->found, j.report, DMS_FOUND_SCRIPT, j.claimed);
	dms_witness_free(&j.seen);
	drop_expects(&j);
	free(j.claimed);
}

char *dms_verdict_quiet(struct dms_target *t, const char *name, const char *text, size_t len,
			unsigned long first_line, struct dms_found_list *found)
{
	struct dms_analysis *a = dms_analysis_new();
	const struct dms_report *r = analyze_strictly(a, name, text, len, first_line);
	char *what = NULL;
	bool *allowed;
	size_t i;

	if (!r)
		what = dms_strdup("the analyzer could not read the console");
	allowed = dms_alloc((r ? r->nr_findings : 0) * sizeof(*allowed));
	for (i = 0; r && i < r->nr_findings; i++) {
		allowed[i] = is_allowed(t, r, &r->findings[i]);
		if (!allowed[i] && !what)
			what = describe(r, &r->findings[i]);
	}
	if (r && what)
		dms_found_add_report(found, r, DMS_FOUND_BOOT, allowed);
	free(allowed);
	dms_analysis_free(a);
	return what;
}

char *dms_verdict_panic(const char *text, size_t len)
{
	struct dms_analysis *a = dms_analysis_new();
	const struct dms_report *r = NULL;
	char *title = NULL;
	size_t i;

	if (a && !dms_analysis_add_text(a, "console.log", text, len, 1))
		r = dms_analysis_finish(a);
	for (i = 0; r && i < r->nr_findings && !title; i++)
		if (!strcmp(r->findings[i].kind, "panic"))
			title = dms_strdup(r->findings[i].title);
	dms_analysis_free(a);
	return title;
}
