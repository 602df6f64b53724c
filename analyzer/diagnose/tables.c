// SPDX-License-Identifier: GPL-2.0
/*
 * A fault against what else is known of its device: what the IOMMU's tables map at the address, what
 * the group's domain is, which regions are reserved for it, who is in the group with it.
 *
 * All of it is from a snapshot, and the snapshot from later than the fault: it says what is now.
 */
#include <inttypes.h>
#include <string.h>

#include "base/strbuf.h"
#include "diagnose.h"

static bool is_translation_fault(const struct dms_event *e)
{
	static const char *const kinds[] = {
		"vtd-fault", "amdvi-event", "smmuv3-event", "smmuv2-context-fault",
		"virtio-iommu-fault", "iommu-fault",
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(e->kind, kinds[i]))
			return e->device != NULL;
	return false;
}

static void add_alternative(struct dms_verdict *v, const char *cause)
{
	unsigned int i;

	for (i = 0; v->alternatives[i]; i++)
		if (!strcmp(v->alternatives[i], cause))
			return;
	if (i == DMS_MAX_ALTERNATIVES || !strcmp(v->cause, cause))
		return;
	v->alternatives[i] = cause;
	v->alternatives[i + 1] = NULL;
}

/* A new cause; the old one is left as possible, if it was one. */
static void replace(struct dms_verdict *v, const char *cause)
{
	const char *old = strcmp(v->cause, "unknown") ? v->cause : NULL;

	dms_verdict_set(v, cause, DMS_CONF_LIKELY, old, NULL);
}

static void lower(struct dms_verdict *v)
{
	if (v->confidence == DMS_CONF_LIKELY)
		v->confidence = DMS_CONF_POSSIBLE;
}

/* ---- the tables ---- */

static const char *permissions(const struct dms_pages *p)
{
	return p->readable && p->writable ? "read and write" : p->writable ? "write only" : "read only";
}

static void weigh_mapped(const struct dms_case *c, struct dms_verdict *v,
			 const struct dms_page_table *t, const struct dms_pages *p)
{
	const struct dms_event *e = dms_case_event(c);
	bool allowed = !e->access || (e->access[0] == 'w' ? p->writable : p->readable);

	dms_verdict_prove(v, c, t->input, p->line,
			  "the IOMMU's table maps 0x%" PRIx64 " to 0x%" PRIx64 " for %s (%s, in 0x%"
			  PRIx64 "-0x%" PRIx64 ")", e->address, p->physical + (e->address - p->start),
			  t->device, permissions(p), p->start, p->end - 1);
	if (!allowed && strcmp(v->cause, "wrong-direction")) {
		replace(v, "wrong-direction");
	} else if (!allowed) {
		v->confidence = DMS_CONF_CERTAIN;
	} else {
		dms_verdict_prove(v, c, t->input, p->line,
				  "so the access would pass now: it was mapped after the fault, or the IOMMU used an old entry");
		lower(v);
		add_alternative(v, "iommu-driver-bug");
	}
}

static void weigh_unmapped(const struct dms_case *c, struct dms_verdict *v,
			   const struct dms_page_table *t)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_pages *below = dms_pages_below(&c->history->state, t, e->address);

	if (below && below->end == (e->address & ~0xfffull)) {
		dms_verdict_prove(v, c, t->input, below->line,
				  "the IOMMU's table of %s maps nothing at 0x%" PRIx64
				  ", the first page behind 0x%" PRIx64 "-0x%" PRIx64, t->device, e->address,
				  below->start, below->end - 1);
		add_alternative(v, "overrun");
	} else {
		dms_verdict_prove(v, c, t->input, t->line,
				  "the IOMMU's table of %s maps nothing at 0x%" PRIx64, t->device,
				  e->address);
	}
	/* Where nothing is mapped no direction is wrong; the mapping may be gone since. */
	if (!strcmp(v->cause, "wrong-direction")) {
		lower(v);
		add_alternative(v, "use-after-unmap");
	}
}

static void weigh_pages(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_state *s = &c->history->state;
	const struct dms_event *e = dms_case_event(c);
	const struct dms_page_table *t = e->pasid < 0 ? dms_page_table_of(s, e->device) : NULL;
	const struct dms_pages *p = t && e->has_address ? dms_pages_at(s, t, e->address) : NULL;

	if (!t || !e->has_address)
		return;
	if (p)
		weigh_mapped(c, v, t, p);
	else
		weigh_unmapped(c, v, t);
}

/* ---- what is done with the device's requests at all ---- */

static void weigh_context(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_context *x = dms_context_of(&c->history->state, e->device);

	if (!x || x->type != DMS_TRANSLATION_PASS_THROUGH)
		return;
	dms_verdict_prove(v, c, x->input, x->line,
			  "the IOMMU passes requests of %s through untranslated: such a fault cannot come from its tables now",
			  e->device);
	lower(v);
	add_alternative(v, "requester-id-alias");
}

static void weigh_type(const struct dms_case *c, struct dms_verdict *v, const struct dms_group *g)
{
	const struct dms_event *e = dms_case_event(c);

	if (strcmp(g->type, "identity"))
		return;
	dms_verdict_prove(v, c, g->input, g->line,
			  "group %u of %s has an identity domain: it makes no such fault, so the snapshot is of another time, or another device used this requester id",
			  g->number, e->device);
	lower(v);
	add_alternative(v, "requester-id-alias");
}

/*
 * Firmware or the platform asked for the region to be mapped ("direct") or left alone
 * ("reserved"); "msi" is where interrupts are written to.
 */
static void weigh_regions(const struct dms_case *c, struct dms_verdict *v,
			  const struct dms_group *g)
{
	const struct dms_event *e = dms_case_event(c);
	size_t i;

	for (i = 0; e->has_address && i < g->nr_regions; i++) {
		const struct dms_region *r = &g->regions[i];

		if (e->address < r->first || e->address > r->last)
			continue;
		dms_verdict_prove(v, c, r->input, r->line,
				  "0x%" PRIx64 " lies in the region 0x%" PRIx64 "-0x%" PRIx64
				  " (%s) that is reserved for group %u of %s", e->address, r->first, r->last,
				  r->type, g->number, e->device);
		if (!strcmp(r->type, "msi"))
			add_alternative(v, "interrupt-remapping");
		else if (v->confidence != DMS_CONF_CERTAIN &&
			 strcmp(v->cause, "missing-reserved-region"))
			replace(v, "missing-reserved-region");
		return;
	}
}

/* Devices of one group cannot be told apart, or reach each other without the IOMMU. */
static void weigh_peers(const struct dms_case *c, struct dms_verdict *v, const struct dms_group *g)
{
	const struct dms_event *e = dms_case_event(c);
	struct dms_strbuf b = { 0 };
	size_t i, shown = 0;

	for (i = 0; i < g->nr_devices && shown < 4; i++) {
		if (!strcmp(g->devices[i], e->device))
			continue;
		dms_strbuf_printf(&b, "%s%s", shown++ ? ", " : "", g->devices[i]);
	}
	if (g->nr_devices > shown + 1)
		dms_strbuf_printf(&b, " and %zu more", g->nr_devices - shown - 1);
	if (shown) {
		dms_verdict_prove(v, c, g->input, g->line,
				  "%s shares group %u with %s: one of them may have used its requester id or its addresses",
				  e->device, g->number, b.s);
		if (v->confidence != DMS_CONF_CERTAIN)
			add_alternative(v, "requester-id-alias");
	}
	dms_strbuf_free(&b);
}

void dms_weigh_tables(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_group *g;

	if (!v->cause || !is_translation_fault(e))
		return;
	weigh_pages(c, v);
	weigh_context(c, v);
	g = dms_group_of(&c->history->state, e->device);
	if (!g)
		return;
	weigh_regions(c, v, g);
	weigh_type(c, v, g);
	weigh_peers(c, v, g);
}

void dms_note_groups(struct dms_report *r, const struct dms_history *h)
{
	size_t i;

	for (i = 0; h->state.nr_groups && i < r->nr_events; i++) {
		struct dms_event *e = &r->events[i];
		const struct dms_group *g;

		if (!is_translation_fault(e))
			continue;
		g = dms_group_of(&h->state, e->device);
		if (!g)
			continue;
		dms_event_set_num(e, "group", g->number, false);
		if (g->type[0])
			dms_event_set(e, "domain_type", g->type, strlen(g->type));
	}
}
