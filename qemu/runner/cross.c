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

static const char *const cross_fields[] = { "device", "address", "access", "reason", "index" };

#define NR_FIELDS	ARRAY_SIZE(cross_fields)

bool dms_cross_is_field(const char *field)
{
	size_t i;

	for (i = 0; i < NR_FIELDS; i++)
		if (!strcmp(field, cross_fields[i]))
			return true;
	return false;
}

/* Not every trace event tells everything. */
static bool knows(const struct dms_witness *w, const char *field)
{
	if (!strcmp(field, "device"))
		return *w->device;
	if (!strcmp(field, "access"))
		return w->has_access;
	if (!strcmp(field, "reason"))
		return w->has_reason;
	return strcmp(field, "index") ? !w->has_index : w->has_index;
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
		v->num = !strcmp(field, "reason") ? w->reason : w->address;
		v->text = dms_asprintf("0x%" PRIx64, v->num);
	}
}

/* An emulator that records pages says nothing about the low bits. */
static bool agrees(const struct dms_witness *w, const char *field, const struct dms_value *v)
{
	struct dms_value own;
	bool same;

	if (!knows(w, field))
		return true;
	if (!strcmp(field, "address") && v->is_num)
		return !((v->num ^ w->address) & ~(w->granularity - 1));
	value_of_witness(w, field, &own);
	same = dms_value_equal(&own, v);
	dms_value_free(&own);
	return same;
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

/* What the kernel log says of a field, or else what the facts say of it. */
static bool best_known(const struct dms_report *r, const struct dms_finding *f,
		       const struct dms_expect *e, const struct dms_facts *facts,
		       const char *field, struct dms_value *v)
{
	return dms_value_of_finding(r, f, field, v) || expected_value(e, field, facts, v);
}

/* The record that resembles the finding most, among those the kernel could read. */
static const struct dms_witness *closest(const struct dms_report *r, const struct dms_finding *f,
					 const struct dms_expect *e, const struct dms_facts *facts,
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
			if (!best_known(r, f, e, facts, cross_fields[j], &v))
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

static const char *text_of(const struct dms_value *v)
{
	return v ? v->text : "nothing";
}

/* @log or @fact may be NULL: that witness says nothing of the field. */
static void compare_field(const char *field, const struct dms_value *log,
			  const struct dms_value *fact, const struct dms_witness *w,
			  struct dms_strlist *reasons)
{
	bool told = knows(w, field);
	bool log_trace = told && log && agrees(w, field, log);
	bool fact_trace = told && fact && agrees(w, field, fact);
	bool fact_log = fact && log && dms_value_equal(fact, log);
	struct dms_value trace = { 0 };

	if ((!fact || !log || fact_log) && (!told || !log || log_trace) &&
	    (!told || !fact || fact_trace))
		return;
	if (told)
		value_of_witness(w, field, &trace);
	dms_strlist_addf(reasons, "%s: the facts say %s, the kernel log %s, QEMU's trace %s: %s",
			 field, text_of(fact), text_of(log), text_of(told ? &trace : NULL),
			 odd_one_out(fact, fact_log, fact_trace, log_trace));
	dms_value_free(&trace);
}

static void cross_field(const struct dms_report *r, const struct dms_finding *f,
			const struct dms_expect *e, const struct dms_facts *facts,
			const struct dms_witness *seen, const char *field,
			struct dms_strlist *reasons)
{
	struct dms_value log, fact;
	bool have_log = dms_value_of_finding(r, f, field, &log);
	bool have_fact = expected_value(e, field, facts, &fact);

	compare_field(field, have_log ? &log : NULL, have_fact ? &fact : NULL, seen, reasons);
	if (have_fact)
		dms_value_free(&fact);
	if (have_log)
		dms_value_free(&log);
}

void dms_cross_finding(const struct dms_report *r, const struct dms_finding *f,
		       const struct dms_expect *e, const struct dms_facts *facts,
		       const struct dms_witnesses *w, struct dms_strlist *reasons)
{
	const struct dms_witness *seen = closest(r, f, e, facts, w);
	size_t i;

	if (!seen) {
		dms_strlist_addf(reasons, "the kernel log has a fault (%s), QEMU's trace has none",
				 f->title);
		return;
	}
	for (i = 0; i < NR_FIELDS; i++)
		cross_field(r, f, e, facts, seen, cross_fields[i], reasons);
}

static char *describe(const struct dms_witness *w)
{
	struct dms_strbuf b = { 0 };

	dms_strbuf_puts(&b, *w->device ? w->device : "some device");
	if (w->has_access)
		dms_strbuf_printf(&b, " %s", w->write ? "write" : "read");
	dms_strbuf_printf(&b, " %s 0x%" PRIx64, w->has_index ? "of entry" : "at", w->address);
	if (w->has_reason)
		dms_strbuf_printf(&b, ", reason 0x%02x", w->reason);
	return dms_strbuf_take(&b);
}

void dms_cross_missing(const struct dms_report *r, const struct dms_witnesses *w,
		       struct dms_strlist *reasons)
{
	size_t i;

	for (i = 0; i < r->nr_findings; i++)
		if (dms_kind_is_fault(r->findings[i].kind))
			return;
	for (i = 0; i < w->nr; i++) {
		char *what;

		if (!w->v[i].recorded)
			continue;
		what = describe(&w->v[i]);
		dms_strlist_addf(reasons, "the kernel log lacks a fault that QEMU recorded: %s",
				 what);
		free(what);
		return;
	}
}
