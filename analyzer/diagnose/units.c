// SPDX-License-Identifier: GPL-2.0
/*
 * The registers and queues of IOMMUs, as debugfs shows them, become events: one for every unit
 * that says what it can and does, and one for each thing that is wrong with it.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "diagnose.h"

/* VT-d specification, 11.4.9: Fault Status Register */
#define FSTS_PFO (1u << 0)	/* primary fault overflow */
#define FSTS_PPF (1u << 1)	/* primary pending fault */
#define FSTS_IQE (1u << 4)	/* invalidation queue error */
#define FSTS_ICE (1u << 5)	/* invalidation completion error */
#define FSTS_ITE (1u << 6)	/* invalidation time-out error */
#define FSTS_FRI(v) ((unsigned int)((v) >> 8 & 0xff))

struct bit_name {
	unsigned int bit;
	const char *name;
};

static const struct bit_name fsts_bits[] = {
	{ 0, "PFO" }, { 1, "PPF" }, { 2, "AFO" }, { 3, "APF" },
	{ 4, "IQE" }, { 5, "ICE" }, { 6, "ITE" }, { 7, "PRO" },
};

/* 11.4.4.2: Global Status Register */
static const struct bit_name gsts_bits[] = {
	{ 31, "TES" }, { 30, "RTPS" }, { 29, "FLS" }, { 28, "AFLS" }, { 27, "WBFS" },
	{ 26, "QIES" }, { 25, "IRES" }, { 24, "IRTPS" }, { 23, "CFIS" },
};

/* 11.4.2 */
static const struct bit_name cap_bits[] = {
	{ 4, "RWBF" }, { 5, "PLMR" }, { 6, "PHMR" }, { 7, "CM" }, { 22, "ZLR" }, { 39, "PSI" },
	{ 54, "DWD" }, { 55, "DRD" }, { 56, "FS1GP" }, { 59, "PI" }, { 60, "FS5LP" },
};

/* 11.4.3 */
static const struct bit_name ecap_bits[] = {
	{ 0, "C" }, { 1, "QI" }, { 2, "DT" }, { 3, "IR" }, { 4, "EIM" }, { 6, "PT" }, { 7, "SC" },
	{ 26, "NEST" }, { 29, "PRS" }, { 30, "ERS" }, { 40, "PASID" }, { 43, "SMTS" },
	{ 46, "SSTS" }, { 47, "FSTS" },
};

static void set_bits(struct dms_event *e, const char *name, uint64_t value,
		     const struct bit_name *bits, size_t nr)
{
	struct dms_strbuf b = { 0 };
	size_t i;
	char *s;

	for (i = 0; i < nr; i++)
		if (value >> bits[i].bit & 1)
			dms_strbuf_printf(&b, "%s%s", b.len ? " " : "", bits[i].name);
	s = dms_strbuf_take(&b);
	dms_event_set(e, name, s, strlen(s));
	free(s);
}

static bool knows(const struct dms_unit *u, enum dms_vtd_register reg)
{
	return u->known >> reg & 1;
}

static struct dms_event *new_event(struct dms_report *r, const struct dms_unit *u, const char *kind,
				   const char *detail, const char *raw)
{
	struct dms_event *e = dms_event_new(r, kind, detail);

	e->source = "debugfs";
	e->input = u->input;
	e->line = e->last_line = u->line;
	e->related = true;
	e->raw = dms_strdup(raw);
	dms_event_set(e, "unit", u->name, strlen(u->name));
	return e;
}

static void describe(struct dms_report *r, const struct dms_unit *u)
{
	uint64_t cap = u->registers[DMS_VTD_CAP], ecap = u->registers[DMS_VTD_ECAP];
	uint64_t version = u->registers[DMS_VTD_VER];
	struct dms_event *e;
	char text[64];

	if (!u->known)
		return;
	snprintf(text, sizeof(text), "registers of %s", u->name);
	e = new_event(r, u, "iommu-core", "vtd.unit.notice", text);
	if (knows(u, DMS_VTD_VER)) {
		snprintf(text, sizeof(text), "%u.%u", (unsigned int)(version >> 4 & 0xf),
			 (unsigned int)(version & 0xf));
		dms_event_set(e, "version", text, strlen(text));
	}
	if (knows(u, DMS_VTD_GSTS))
		set_bits(e, "status", u->registers[DMS_VTD_GSTS], gsts_bits, ARRAY_SIZE(gsts_bits));
	if (knows(u, DMS_VTD_FSTS))
		set_bits(e, "fault_status", u->registers[DMS_VTD_FSTS], fsts_bits,
			 ARRAY_SIZE(fsts_bits));
	if (knows(u, DMS_VTD_CAP)) {
		dms_event_set_num(e, "address_bits", (cap >> 16 & 0x3f) + 1, false);
		dms_event_set_num(e, "domains", 1ull << (4 + 2 * (cap & 7)), false);
		dms_event_set_num(e, "fault_records", (cap >> 40 & 0xff) + 1, false);
		set_bits(e, "capabilities", cap, cap_bits, ARRAY_SIZE(cap_bits));
	}
	if (knows(u, DMS_VTD_ECAP))
		set_bits(e, "extended", ecap, ecap_bits, ARRAY_SIZE(ecap_bits));
}

/* A unit that lost power, or is not there, answers with all ones. */
static bool is_gone(const struct dms_unit *u)
{
	return knows(u, DMS_VTD_FSTS) && knows(u, DMS_VTD_GSTS) &&
	       (uint32_t)u->registers[DMS_VTD_FSTS] == UINT32_MAX &&
	       (uint32_t)u->registers[DMS_VTD_GSTS] == UINT32_MAX;
}

static struct dms_event *status_event(struct dms_report *r, const struct dms_unit *u,
				      const char *kind, const char *detail)
{
	struct dms_event *e;
	char text[64];

	snprintf(text, sizeof(text), "%s: FSTS 0x%08x", u->name,
		 (unsigned int)u->registers[DMS_VTD_FSTS]);
	e = new_event(r, u, kind, detail, text);
	e->line = e->last_line = u->fsts_line;
	return e;
}

static void weigh_status(struct dms_report *r, const struct dms_unit *u)
{
	uint64_t fsts = u->registers[DMS_VTD_FSTS];
	struct dms_event *e;
	const char *error;

	if (!knows(u, DMS_VTD_FSTS))
		return;
	if (is_gone(u)) {
		status_event(r, u, "vtd-status", "vtd.unit_gone");
		return;
	}
	if (fsts & FSTS_PPF) {
		e = status_event(r, u, "vtd-status", "vtd.fault_pending");
		dms_event_set_num(e, "record", FSTS_FRI(fsts), false);
	}
	if (fsts & FSTS_PFO) {
		struct dms_loss loss = { .input = u->input, .line = u->fsts_line,
					 .kind = "vtd-fault", .what = "faults that found no free fault record" };

		dms_report_lose(r, &loss);
	}
	error = fsts & FSTS_ITE ? "ITE" : fsts & FSTS_ICE ? "ICE" : fsts & FSTS_IQE ? "IQE" : NULL;
	if (error) {
		e = status_event(r, u, "vtd-invalidation", "vtd.qi_error_pending");
		dms_event_set(e, "error", error, 3);
	}
}

/* The same unit in an earlier snapshot, or NULL. */
static const struct dms_unit *earlier(const struct dms_state *s, size_t i)
{
	const struct dms_unit *u = &s->units[i];

	while (i--)
		if (s->units[i].has_queue && s->units[i].snapshot < u->snapshot &&
		    s->units[i].amd == u->amd && !strcmp(s->units[i].name, u->name))
			return &s->units[i];
	return NULL;
}

/*
 * A queue that is not empty is at work, unless a later look finds its head where it was.  One look
 * alone proves nothing.
 */
static void weigh_queue(struct dms_report *r, const struct dms_state *s, size_t i)
{
	const struct dms_unit *u = &s->units[i], *before = earlier(s, i);
	struct dms_event *e;
	char text[96];
	bool stuck;

	if (!u->has_queue || u->head == u->tail)
		return;
	stuck = before && before->head == u->head && before->head != before->tail;
	snprintf(text, sizeof(text), "%s: queue head %" PRIu64 ", tail %" PRIu64, u->name, u->head,
		 u->tail);
	e = new_event(r, u, stuck && !u->amd ? "vtd-invalidation" : stuck ? "amdvi-event" : "iommu-core",
		      stuck ? "iommu.queue_stuck" : "iommu.queue_busy.notice", text);
	dms_event_set_num(e, "head", u->head, false);
	dms_event_set_num(e, "tail", u->tail, false);
}

/* Nothing failed, but a driver waited with a lock held: worth knowing beside a time-out. */
static void weigh_latency(struct dms_report *r, const struct dms_unit *u)
{
	struct dms_event *e;
	char text[96];

	if (!u->nr_slow)
		return;
	snprintf(text, sizeof(text), "%s: %" PRIu64 " of %s took 10 ms or more", u->name, u->nr_slow,
		 u->slow);
	e = new_event(r, u, "iommu-core", "vtd.slow_invalidation.notice", text);
	dms_event_set(e, "type", u->slow, strlen(u->slow));
	dms_event_set_num(e, "slow", u->nr_slow, false);
	dms_event_set_num(e, "slowest_us", u->slowest, false);
}

void dms_weigh_units(struct dms_report *r, const struct dms_history *h)
{
	const struct dms_state *s = &h->state;
	size_t i;

	for (i = 0; i < s->nr_units; i++) {
		describe(r, &s->units[i]);
		weigh_status(r, &s->units[i]);
		weigh_queue(r, s, i);
		weigh_latency(r, &s->units[i]);
	}
}
