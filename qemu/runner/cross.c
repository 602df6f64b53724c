// SPDX-License-Identifier: GPL-2.0
/*
 * Three witnesses of a fault: what the scenario did (facts), what the kernel said
 * (a decoded event), what the emulator saw (its trace).  Where two agree and one
 * does not, that one is named.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/cross.h"
#include "runner/match.h"

static const char *const cross_fields[] = { "device", "address", "access", "reason" };

#define NR_FIELDS	ARRAY_SIZE(cross_fields)

bool dms_cross_is_field(const char *field)
{
	size_t i;

	for (i = 0; i < NR_FIELDS; i++)
		if (!strcmp(field, cross_fields[i]))
			return true;
	return false;
}

static void value_of_witness(const struct dms_witness *w, const char *field, struct dms_value *v)
{
	*v = (struct dms_value){ 0 };
	if (!strcmp(field, "device")) {
		v->text = dms_strdup(w->device);
	} else if (!strcmp(field, "access")) {
		v->text = dms_strdup(w->write ? "write" : "read");
	} else {
		v->is_num = true;
		v->num = !strcmp(field, "address") ? w->address : w->reason;
		v->text = dms_asprintf("0x%" PRIx64, v->num);
	}
}

/* An emulator that records pages says nothing about the low bits. */
static bool agrees(const struct dms_witness *w, const char *field, const struct dms_value *v)
{
	struct dms_value own;
	bool same;

	if (!strcmp(field, "address") && v->is_num)
		return !((v->num ^ w->address) & ~(w->granularity - 1));
	value_of_witness(w, field, &own);
	same = dms_value_equal(&own, v);
	dms_value_free(&own);
	return same;
}

/* The record that resembles the finding most, among those the kernel could read. */
static const struct dms_witness *closest(const struct dms_report *r, const struct dms_finding *f,
					 const struct dms_witnesses *w)
{
	const struct dms_witness *best = NULL;
	unsigned int best_score = 0, score;
	struct dms_value v;
	size_t i, j;

	for (i = 0; i < w->nr; i++) {
		if (!w->v[i].recorded)
			continue;
		for (j = 0, score = 1; j < NR_FIELDS; j++) {
			if (!dms_value_of_finding(r, f, cross_fields[j], &v))
				continue;
			score += agrees(&w->v[i], cross_fields[j], &v);
			dms_value_free(&v);
		}
		if (score > best_score) {
			best_score = score;
			best = &w->v[i];
		}
	}
	return best;
}

static bool expected_value(const struct dms_expect *e, const char *field,
			   const struct dms_facts *facts, struct dms_value *v)
{
	char err[160];
	size_t i;

	for (i = 0; e && i < e->nr_clauses; i++)
		if (!strcmp(e->clauses[i].field, field) && !strcmp(e->clauses[i].op, "="))
			return !dms_value_expand(e->clauses[i].value, facts, v, err, sizeof(err));
	return false;
}

static const char *odd_one_out(bool have_fact, bool fact_log, bool fact_trace, bool log_trace)
{
	if (!have_fact)
		return "no fact says which of the two is wrong";
	if (log_trace)
		return "the facts are the odd one out";
	if (fact_trace)
		return "the kernel log is the odd one out";
	if (fact_log)
		return "QEMU's trace is the odd one out";
	return "no two agree";
}

static void compare_field(const char *field, const struct dms_value *log,
			  const struct dms_value *fact, const struct dms_witness *w,
			  struct dms_strlist *reasons)
{
	bool log_trace = agrees(w, field, log);
	bool fact_log = fact && dms_value_equal(fact, log);
	bool fact_trace = fact && agrees(w, field, fact);
	struct dms_value trace;

	if (log_trace && (!fact || fact_log))
		return;
	value_of_witness(w, field, &trace);
	dms_strlist_addf(reasons, "%s: the facts say %s, the kernel log %s, QEMU's trace %s: %s",
			 field, fact ? fact->text : "nothing", log->text, trace.text,
			 odd_one_out(fact, fact_log, fact_trace, log_trace));
	dms_value_free(&trace);
}

void dms_cross_finding(const struct dms_report *r, const struct dms_finding *f,
		       const struct dms_expect *e, const struct dms_facts *facts,
		       const struct dms_witnesses *w, struct dms_strlist *reasons)
{
	const struct dms_witness *seen = closest(r, f, w);
	struct dms_value log, fact;
	size_t i;

	if (!seen) {
		dms_strlist_addf(reasons, "the kernel log has a fault (%s), QEMU's trace has none",
				 f->title);
		return;
	}
	for (i = 0; i < NR_FIELDS; i++) {
		bool have_fact;

		if (!dms_value_of_finding(r, f, cross_fields[i], &log))
			continue;
		have_fact = expected_value(e, cross_fields[i], facts, &fact);
		compare_field(cross_fields[i], &log, have_fact ? &fact : NULL, seen, reasons);
		if (have_fact)
			dms_value_free(&fact);
		dms_value_free(&log);
	}
}

#define SEEN_FORMAT "%s %s at 0x%" PRIx64 ", reason 0x%02x"

void dms_cross_missing(const struct dms_report *r, const struct dms_witnesses *w,
		       struct dms_strlist *reasons)
{
	size_t i;

	for (i = 0; i < r->nr_findings; i++)
		if (dms_kind_is_fault(r->findings[i].kind))
			return;
	for (i = 0; i < w->nr; i++) {
		if (!w->v[i].recorded)
			continue;
		dms_strlist_addf(reasons, "the kernel log lacks a fault that QEMU recorded: "
				 SEEN_FORMAT, w->v[i].device, w->v[i].write ? "write" : "read",
				 w->v[i].address, w->v[i].reason);
		return;
	}
}
