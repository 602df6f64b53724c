// SPDX-License-Identifier: GPL-2.0
/*
 * Events become findings: the same problem is one finding, however often it was printed,
 * and reports of one call are one finding, however many checks noticed it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/strbuf.h"
#include "diagnose.h"

/* Faults this near to each other are one transfer, or one buffer used over and over. */
#define SPAN 0x100000
/* At more places than this one problem of one device is a storm: one finding for all of them. */
#define PLACES_MAX 8

/**
 * struct group - a finding being made
 * @lead: the event that it is named after
 * @next: 1 + index of the next older group whose lead has the same hash
 * @low, @high: pages of all its faults
 * @storm:	any address fits
 */
struct group {
	size_t lead, next;
	size_t *events;
	size_t nr_events;
	unsigned long count;
	uint64_t low, high;
	bool storm;
};

#define BUCKETS 4096

struct grouping {
	struct dms_report *report;
	struct dms_verdict *verdicts;
	struct group *groups;
	size_t nr;
	size_t newest[BUCKETS];		/* 1 + index in @groups, by the lead's hash */
};

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_cause(const struct grouping *g, const struct group *group, size_t i)
{
	return !strcmp(g->verdicts[group->lead].cause, g->verdicts[i].cause);
}

/* Of faults that come in a storm each address seems to have a cause of its own, unless it is known. */
static bool may_share_cause(const struct grouping *g, const struct group *group, size_t i)
{
	return same_cause(g, group, i) ||
	       (dms_is_fault(&g->report->events[i]) &&
		g->verdicts[group->lead].confidence != DMS_CONF_CERTAIN &&
		g->verdicts[i].confidence != DMS_CONF_CERTAIN);
}

static bool same_problem(const struct grouping *g, const struct group *group, size_t i)
{
	const struct dms_event *a = &g->report->events[group->lead], *b = &g->report->events[i];

	if (strcmp(a->kind, b->kind) || strcmp(a->detail, b->detail) ||
	    !same_text(a->device, b->device) || !may_share_cause(g, group, i))
		return false;
	if (!same_text(a->access, b->access) || a->reason_code != b->reason_code)
		return false;
	if (strcmp(dms_event_text(a, "function"), dms_event_text(b, "function")) ||
	    strcmp(dms_event_text(a, "site"), dms_event_text(b, "site")) ||
	    strcmp(dms_event_text(a, "message"), dms_event_text(b, "message")))
		return false;
	return true;
}

static bool same_place(const struct grouping *g, const struct group *group, size_t i)
{
	const struct dms_event *a = &g->report->events[group->lead], *b = &g->report->events[i];

	if (group->storm)
		return true;
	if (!same_cause(g, group, i))
		return false;
	if (!dms_is_fault(a) || !a->has_address)
		return true;
	/* no sums: DMA_MAPPING_ERROR is the last address there is */
	return b->has_address &&
	       (b->address >= group->low || group->low - b->address <= SPAN) &&
	       (b->address <= group->high || b->address - group->high <= SPAN);
}

static void group_add(struct grouping *g, struct group *group, size_t i, bool counts)
{
	const struct dms_event *e = &g->report->events[i];

	group->events = dms_realloc(group->events, (group->nr_events + 1) * sizeof(size_t));
	group->events[group->nr_events++] = i;
	if (!counts)
		return;
	group->count = dms_count_add(group->count, e->count);
	if (!e->has_address)
		return;
	if (e->address < group->low)
		group->low = e->address;
	if (e->address > group->high)
		group->high = e->address;
	if (e->high > group->high)
		group->high = e->high;
}

/* Of what same_problem() compares. */
static size_t *bucket_of(struct grouping *g, size_t i)
{
	const struct dms_event *e = &g->report->events[i];
	uint64_t h = DMS_HASH_START ^ e->reason_code;

	h = dms_hash_text(h, e->kind);
	h = dms_hash_text(h, e->detail);
	h = dms_hash_text(h, e->device);
	h = dms_hash_text(h, e->access);
	h = dms_hash_text(h, dms_event_text(e, "function"));
	h = dms_hash_text(h, dms_event_text(e, "site"));
	h = dms_hash_text(h, dms_event_text(e, "message"));
	return &g->newest[(h ^ h >> 32) % BUCKETS];
}

/* Newest first: an event goes to the newest group that it fits. */
static void link_group(struct grouping *g, size_t k)
{
	size_t *at = bucket_of(g, g->groups[k].lead);

	while (*at > k + 1)
		at = &g->groups[*at - 1].next;
	g->groups[k].next = *at;
	*at = k + 1;
}

static void unlink_group(struct grouping *g, size_t k)
{
	size_t *at = bucket_of(g, g->groups[k].lead);

	while (*at != k + 1)
		at = &g->groups[*at - 1].next;
	*at = g->groups[k].next;
}

static void group_new(struct grouping *g, size_t i)
{
	struct group *group;

	g->groups = dms_realloc(g->groups, (g->nr + 1) * sizeof(*g->groups));
	group = &g->groups[g->nr++];
	memset(group, 0, sizeof(*group));
	group->lead = i;
	group->low = UINT64_MAX;
	group_add(g, group, i, true);
	link_group(g, g->nr - 1);
}

/* dma-debug's text says more than a WARN's function: it leads. */
static bool join_same_call(struct grouping *g, size_t i)
{
	const struct dms_event *e = &g->report->events[i];
	size_t n = g->nr > 4 ? g->nr - 4 : 0, k, last;

	for (k = g->nr; k > n; k--) {
		struct group *group = &g->groups[k - 1];

		if (!group->nr_events)
			continue;
		last = group->events[group->nr_events - 1];
		if (!dms_is_same_call(g->report, last, i) &&
		    !dms_is_same_call(g->report, group->lead, i))
			continue;
		/* A second violation by the same task is a call of its own. */
		if (!strcmp(e->kind, "dma-api") &&
		    !strcmp(g->report->events[group->lead].kind, "dma-api"))
			return false;
		if (!strcmp(e->kind, "dma-api")) {
			unlink_group(g, k - 1);
			group->lead = i;
			link_group(g, k - 1);
		}
		group_add(g, group, i, false);
		return true;
	}
	return false;
}

/* All groups of event @i's problem become the oldest of them; the others stay behind empty. */
static struct group *make_storm(struct grouping *g, size_t i)
{
	size_t k = *bucket_of(g, i), next, e;
	struct group *storm = NULL, *group;

	for (; k; k = g->groups[k - 1].next)
		if (same_problem(g, &g->groups[k - 1], i))
			storm = &g->groups[k - 1];
	for (k = *bucket_of(g, i); k; k = next) {
		group = &g->groups[k - 1];
		next = group->next;
		if (group == storm || !same_problem(g, group, i))
			continue;
		unlink_group(g, k - 1);
		for (e = 0; e < group->nr_events; e++)
			group_add(g, storm, group->events[e], false);
		storm->count = dms_count_add(storm->count, group->count);
		storm->low = group->low < storm->low ? group->low : storm->low;
		storm->high = group->high > storm->high ? group->high : storm->high;
		free(group->events);
		group->events = NULL;
		group->nr_events = 0;
	}
	storm->storm = true;
	return storm;
}

static void group_event(struct grouping *g, size_t i)
{
	size_t k, places = 0;

	if (join_same_call(g, i))
		return;
	for (k = *bucket_of(g, i); k; k = g->groups[k - 1].next) {
		if (!same_problem(g, &g->groups[k - 1], i))
			continue;
		if (same_place(g, &g->groups[k - 1], i))
			break;
		places++;
	}
	if (k)
		group_add(g, &g->groups[k - 1], i, true);
	else if (places < PLACES_MAX)
		group_new(g, i);
	else
		group_add(g, make_storm(g, i), i, true);
}

static struct group *group_of(struct grouping *g, size_t event)
{
	size_t i, k;

	for (i = g->nr; i--;)
		for (k = 0; k < g->groups[i].nr_events; k++)
			if (g->groups[i].events[k] == event)
				return &g->groups[i];
	return NULL;
}

#define CAUSES_MAX 40

static int by_index(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* What is likely for most of its faults is likely for the storm. */
static void settle_storm(const struct grouping *g, struct group *group)
{
	struct {
		const char *cause;
		size_t lead;
		unsigned long count;
	} tally[CAUSES_MAX];
	size_t i, k, nr = 0, most = 0;

	for (i = 0; i < group->nr_events; i++) {
		const char *cause = g->verdicts[group->events[i]].cause;

		if (!cause)
			continue;
		for (k = 0; k < nr && strcmp(tally[k].cause, cause); k++)
			;
		if (k == CAUSES_MAX)
			continue;
		if (k == nr) {
			tally[nr].cause = cause;
			tally[nr].lead = group->events[i];
			tally[nr++].count = 0;
		}
		tally[k].count = dms_count_add(tally[k].count,
					       g->report->events[group->events[i]].count);
		if (tally[k].count > tally[most].count)
			most = k;
	}
	if (nr)
		group->lead = tally[most].lead;
	/* They came group by group. */
	qsort(group->events, group->nr_events, sizeof(*group->events), by_index);
}

/* Parts go where their whole went, which may stand behind them. */
static void group_events(struct grouping *g)
{
	size_t i, n = g->report->nr_events, *whole = dms_alloc((n + 1) * sizeof(*whole));

	for (i = 0; i < n; i++) {
		whole[i] = g->verdicts[i].cause ? dms_part_of(g->report, i) : i;
		if (g->verdicts[i].cause && whole[i] == i)
			group_event(g, i);
	}
	for (i = 0; i < n; i++) {
		struct group *group = whole[i] != i ? group_of(g, whole[i]) : NULL;

		if (group)
			group_add(g, group, i, false);
		else if (whole[i] != i)
			group_event(g, i);
	}
	free(whole);
	for (i = 0, n = 0; i < g->nr; i++) {
		if (!g->groups[i].nr_events)
			continue;
		if (g->groups[i].storm)
			settle_storm(g, &g->groups[i]);
		g->groups[n++] = g->groups[i];
	}
	g->nr = n;
}

/* ---- groups to findings ---- */

/* What stays the same on another day and another machine: no address, time or line. */
static void set_fingerprint(struct dms_finding *f, const struct dms_event *e)
{
	uint64_t h = DMS_HASH_START;
	char reason[16];

	snprintf(reason, sizeof(reason), "%u", e->reason_code);
	h = dms_hash_text(h, f->kind);
	h = dms_hash_text(h, f->detail);
	h = dms_hash_text(h, f->cause);
	h = dms_hash_text(h, e->access);
	h = dms_hash_text(h, reason);
	h = dms_hash_text(h, e->driver ? e->driver : e->device);
	h = dms_hash_text(h, dms_event_text(e, "function"));
	h = dms_hash_text(h, dms_event_text(e, "site"));
	snprintf(f->fingerprint, sizeof(f->fingerprint), "%016" PRIx64, h);
}

static void add_evidence(struct dms_finding *f, unsigned int input, unsigned long line, char *text)
{
	f->evidence = dms_realloc(f->evidence, (f->nr_evidence + 1) * sizeof(*f->evidence));
	f->evidence[f->nr_evidence++] = (struct dms_evidence){ input, line, text };
}

/* The quoted lines first, then what follows from them. */
static void set_evidence(struct grouping *g, struct dms_finding *f, const struct group *group)
{
	struct dms_verdict *v = &g->verdicts[group->lead];
	const struct dms_event *e = &g->report->events[group->lead];
	size_t i, quoted = 0;
	unsigned int k;

	add_evidence(f, e->input, e->line, dms_strdup(e->raw ? e->raw : ""));
	for (i = 0; i < group->nr_events && quoted < 3; i++) {
		const struct dms_event *o = &g->report->events[group->events[i]];

		if (o == e || !o->raw)
			continue;
		add_evidence(f, o->input, o->line, dms_strdup(o->raw));
		quoted++;
	}
	for (k = 0; k < v->nr_proofs; k++) {
		add_evidence(f, v->proofs[k].input, v->proofs[k].line, v->proofs[k].text);
		v->proofs[k].text = NULL;
	}
	if (dms_event_field(e, "mapped_at"))
		add_evidence(f, e->input, e->last_line,
			     dms_asprintf("mapped by %s", dms_event_text(e, "mapped_at")));
}

static bool same_boot(const struct grouping *g, const struct group *group)
{
	const struct dms_event *first = &g->report->events[group->events[0]];
	size_t i;

	for (i = 1; i < group->nr_events; i++) {
		const struct dms_event *e = &g->report->events[group->events[i]];

		if (e->boot != first->boot || e->input != first->input)
			return false;
	}
	return true;
}

static void set_times(const struct grouping *g, struct dms_finding *f, const struct group *group)
{
	size_t i;

	f->first = f->last = -1;
	for (i = 0; i < group->nr_events; i++) {
		double t = g->report->events[group->events[i]].time;

		if (t < 0)
			continue;
		if (f->first < 0 || t < f->first)
			f->first = t;
		if (t > f->last)
			f->last = t;
		if (g->report->events[group->events[i]].last_time > f->last)
			f->last = g->report->events[group->events[i]].last_time;
	}
	/* Of several boots the clock began anew. */
	f->rate = f->count > 1 && f->last > f->first && same_boot(g, group) ?
		  (double)(f->count - 1) / (f->last - f->first) : -1;
}

/* Boots of one input follow each other, so do their events; other inputs tell of the same boots. */
static void count_boots(const struct grouping *g, struct dms_finding *f)
{
	const struct dms_event *e, *last = NULL;
	unsigned int boots = 0;
	size_t i;

	for (i = 0; i < f->nr_events; i++) {
		e = &g->report->events[f->events[i]];
		boots = !last || e->input != last->input ? 1 : boots + (e->boot != last->boot);
		if (boots > f->boots)
			f->boots = boots;
		last = e;
	}
}

static void set_alternatives(struct dms_finding *f, const struct dms_verdict *v)
{
	size_t n = 0;

	while (v->alternatives[n])
		n++;
	f->alternatives = dms_alloc((n + 1) * sizeof(*f->alternatives));
	memcpy(f->alternatives, v->alternatives, n * sizeof(*f->alternatives));
}

static void set_advice(struct dms_finding *f, const struct dms_advice *a,
		       const struct dms_event *e)
{
	enum dms_family family = dms_family_of(e);

	f->why = a->why;
	f->mitigation = dms_advice_list(a, DMS_ADVICE_MITIGATION, family, f->kind);
	f->fix = dms_advice_list(a, DMS_ADVICE_FIX, family, f->kind);
	f->fix_code = a->fix_code;
	f->verify = dms_advice_list(a, DMS_ADVICE_VERIFY, family, f->kind);
	f->capture = dms_advice_list(a, DMS_ADVICE_CAPTURE, family, f->kind);
	f->scenario = a->scenario;
}

/* The first event of a finding is the one that it is named after. */
static void put_lead_first(struct group *group)
{
	size_t i;

	for (i = 0; i < group->nr_events; i++) {
		if (group->events[i] != group->lead)
			continue;
		memmove(group->events + 1, group->events, i * sizeof(*group->events));
		group->events[0] = group->lead;
	}
}

/* Once, however often it followed. */
static void add_sequel(const struct grouping *g, struct dms_finding *f, const struct group *group)
{
	const struct dms_event *lead = &g->report->events[group->lead];
	size_t i;

	for (i = 0; i < group->nr_events; i++) {
		const struct dms_event *e = &g->report->events[group->events[i]];

		if (dms_is_fault(lead) && !dms_is_fault(e)) {
			dms_title_add(&f->title, e);
			return;
		}
	}
}

/* What followed may be worse than what it began with. */
static enum dms_severity worst_of(const struct grouping *g, const struct group *group)
{
	const char *cause = g->verdicts[group->lead].cause;
	enum dms_severity s, worst;
	size_t i;

	worst = dms_severity_of(&g->report->events[group->lead], cause, group->count);
	for (i = 0; i < group->nr_events; i++) {
		s = dms_severity_of(&g->report->events[group->events[i]],
				    g->verdicts[group->events[i]].cause, 1);
		worst = s > worst ? s : worst;
	}
	return worst;
}

static void make_finding(struct grouping *g, struct group *group, struct dms_finding *f)
{
	const struct dms_event *e = &g->report->events[group->lead];
	const struct dms_verdict *v = &g->verdicts[group->lead];
	const struct dms_advice *a = dms_advice_of(v->cause);

	f->severity = worst_of(g, group);
	f->kind = e->kind;
	f->detail = e->detail;
	f->cause = v->cause;
	f->confidence = v->confidence;
	f->count = group->count;
	f->device = e->device ? dms_strdup(e->device) : NULL;
	f->title = dms_make_title(e, dms_is_fault(e) && e->device ?
				  dms_driver_of(g->report, e->device) : NULL,
				  a, group->low, group->high);
	add_sequel(g, f, group);
	set_advice(f, a, e);
	set_alternatives(f, v);
	set_evidence(g, f, group);
	set_times(g, f, group);
	set_fingerprint(f, e);
	f->events = group->events;
	f->nr_events = group->nr_events;
	count_boots(g, f);
	put_lead_first(group);
	group->events = NULL;
	dms_join_notes(g->report, f, add_evidence);
	dms_weigh_loss(g->report, f);
}

static int compare_findings(const void *a, const void *b)
{
	const struct dms_finding *x = a, *y = b;

	if (x->severity != y->severity)
		return x->severity < y->severity ? 1 : -1;
	if (x->events[0] != y->events[0])
		return x->events[0] < y->events[0] ? -1 : 1;
	return 0;
}

void dms_diagnose(struct dms_report *r, const struct dms_history *h, bool strict)
{
	struct grouping g = { .report = r };
	struct dms_case c = { .report = r, .history = h, .strict = strict };
	size_t i, at = 0;
	unsigned int k;

	dms_weigh_counters(r, h);
	dms_weigh_units(r, h);
	dms_weigh_growth(r, h);
	dms_note_groups(r, h);
	dms_collect_ranges(r, h);
	dms_find_losses(r);
	g.verdicts = dms_alloc(r->nr_events * sizeof(*g.verdicts));
	c.verdicts = g.verdicts;
	c.injected = dms_note_next(r, &at, "inject.done");
	for (i = 0; i < r->nr_events; i++) {
		c.dma_api |= !strcmp(r->events[i].kind, "dma-api");
		c.firmware |= !strcmp(r->events[i].kind, "vtd-firmware");
		c.kexec |= dms_is_kexec_sign(&r->events[i]);
	}
	for (i = 0; i < r->nr_events; i++) {
		c.index = i;
		dms_judge(&c, &g.verdicts[i]);
	}
	group_events(&g);
	r->findings = dms_alloc(g.nr * sizeof(*r->findings));
	r->nr_findings = g.nr;
	for (i = 0; i < g.nr; i++)
		make_finding(&g, &g.groups[i], &r->findings[i]);
	if (g.nr)
		qsort(r->findings, g.nr, sizeof(*r->findings), compare_findings);
	for (i = 0; i < g.nr; i++)
		snprintf(r->findings[i].id, sizeof(r->findings[i].id), "F%u",
			 (unsigned int)i + 1);
	for (i = 0; i < r->nr_events; i++)
		for (k = 0; k < g.verdicts[i].nr_proofs; k++)
			free(g.verdicts[i].proofs[k].text);
	free(g.verdicts);
	free(g.groups);
}
