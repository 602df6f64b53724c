// SPDX-License-Identifier: GPL-2.0
/* What the decoders of IOMMU faults share: who did it, which bits, which event a line belongs to. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "iommu_fault.h"

void dms_fault_mark(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	(void)r;
	e->related = true;
}

void dms_fault_drop(struct dms_event *e, const char *name)
{
	struct dms_field *f = (struct dms_field *)dms_event_field(e, name);

	if (!f)
		return;
	free(f->text);
	memmove(f, f + 1, (size_t)(e->fields + e->nr_fields - (f + 1)) * sizeof(*f));
	e->nr_fields--;
}

void dms_fault_requester(struct dms_event *e, const struct dms_match *m)
{
	static const char *const parts[] = { "segment", "bus", "slot", "fn" };
	size_t i;

	if (!dms_value_of(m, "fn"))
		return;
	dms_fault_by_iommu(e);
	e->device = dms_asprintf("%04x:%02x:%02x.%x", (unsigned int)dms_value_num(m, "segment"),
				 (unsigned int)dms_value_num(m, "bus"),
				 (unsigned int)dms_value_num(m, "slot"),
				 (unsigned int)dms_value_num(m, "fn"));
	for (i = 0; i < ARRAY_SIZE(parts); i++)
		dms_fault_drop(e, parts[i]);
}

void dms_fault_by_iommu(struct dms_event *e)
{
	if (e->device)
		dms_fault_text(e, "iommu", e->device);
	free(e->device);
	e->device = NULL;
	free(e->driver);
	e->driver = NULL;
}

void dms_fault_text(struct dms_event *e, const char *name, const char *text)
{
	dms_event_set(e, name, text, strlen(text));
}

void dms_fault_bits(struct dms_event *e, const char *name, uint64_t value,
		    const struct dms_bit *bits, size_t nr)
{
	struct dms_strbuf b = { 0 };
	size_t i;

	for (i = 0; i < nr; i++)
		if (value >> bits[i].bit & 1)
			dms_strbuf_printf(&b, "%s%s", b.len ? " " : "", bits[i].name);
	dms_fault_text(e, name, b.len ? b.s : "-");
	dms_strbuf_free(&b);
}

struct dms_event *dms_fault_last(struct dms_decoder *d, const struct dms_record *r,
				 const char *kind)
{
	size_t n = d->report->nr_events;

	while (n--) {
		struct dms_event *e = &d->report->events[n];

		if (e->input != d->input || e->last_line + DMS_FAULT_REACH < r->line)
			return NULL;
		if (!strcmp(e->kind, kind))
			return e;
	}
	return NULL;
}

/* An event keeps the pointer: names have to be string constants. */
void dms_fault_copy(struct dms_event *e, const struct dms_match *m, const char *const *names,
		    size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		const struct dms_value *v = dms_value_of(m, names[i]);

		if (v && v->is_num)
			dms_event_set_num(e, names[i], v->num, v->hex);
		else if (v)
			dms_event_set(e, names[i], v->text, v->len);
	}
}

void dms_fault_detail(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	static const char *const names[] = {
		"dte_index", "pte_index", "page_offset", "mmu_dte", "dte", "dte_valid", "pte",
		"pte_valid", "page_flags", "far", "par", "fsr", "fsr_bits", "fsynr0", "fsynr1",
		"ttbr0", "ttbr1", "sctlr", "actlr", "context", "poes1", "poes2", "avs1", "avs2",
		"udad", "poea", "liodn", "base",
	};
	const struct dms_value *address = dms_value_of(r->match, "address");

	e = dms_fault_last(d, r, "iommu-fault");
	if (!e)
		return;
	e->last_line = r->last_line;
	dms_fault_copy(e, r->match, names, ARRAY_SIZE(names));
	if (address && address->is_num) {
		e->address = address->num;
		e->has_address = true;
	}
}
