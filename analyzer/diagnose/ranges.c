// SPDX-License-Identifier: GPL-2.0
/*
 * For the address map: mappings of the devices that events name an address of, regions that
 * firmware reserved, and masks.  Bounded: a device may have any number of mappings.
 */
#include <string.h>

#include "base/strbuf.h"
#include "diagnose.h"

#define RANGES_MAX 4096

static const char *const directions[] = {
	[DMS_DIR_BIDIRECTIONAL] = "bidirectional",
	[DMS_DIR_TO_DEVICE] = "to-device",
	[DMS_DIR_FROM_DEVICE] = "from-device",
	[DMS_DIR_NONE] = "none",
};

static bool has_addresses(const struct dms_report *r, const char *device)
{
	size_t i;

	for (i = 0; i < r->nr_events; i++)
		if (r->events[i].has_address && r->events[i].device &&
		    !strcmp(r->events[i].device, device))
			return true;
	return false;
}

static bool same_device(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

/* A ring of buffers of one direction is one range. */
static void add(struct dms_report *r, const struct dms_range *range)
{
	struct dms_range *last = r->nr_ranges ? &r->ranges[r->nr_ranges - 1] : NULL;

	if (last && last->what == range->what && last->detail == range->detail &&
	    same_device(last->device, range->device) && range->start >= last->start &&
	    last->last != UINT64_MAX && range->start <= last->last + 1) {
		if (range->last > last->last)
			last->last = range->last;
		last->count++;
		return;
	}
	if (r->nr_ranges == RANGES_MAX)
		return;
	if (!(r->nr_ranges & (r->nr_ranges - 1)))
		r->ranges = dms_realloc(r->ranges, (r->nr_ranges ? r->nr_ranges * 2 : 1) *
						   sizeof(*r->ranges));
	r->ranges[r->nr_ranges] = *range;
	r->ranges[r->nr_ranges].count = 1;
	r->ranges[r->nr_ranges++].device = range->device ? dms_strdup(range->device) : NULL;
}

/* Each boot of a log lists them again. */
static bool is_known(const struct dms_report *r, const struct dms_reserved *res)
{
	size_t i;

	for (i = 0; i < r->nr_ranges; i++)
		if (!strcmp(r->ranges[i].what, "reserved") && r->ranges[i].start == res->first &&
		    r->ranges[i].last == res->last)
			return true;
	return false;
}

/* Sorted by device: each is looked up once. */
static void add_mappings(struct dms_report *r, const struct dms_history *h)
{
	bool wanted = false;
	size_t i;

	for (i = 0; i < h->nr; i++) {
		const struct dms_mapping *m = &h->mappings[i];

		if (!i || strcmp(m->device, h->mappings[i - 1].device))
			wanted = has_addresses(r, m->device);
		if (wanted && m->end > m->start)
			add(r, &(struct dms_range){
				.what = "mapping", .detail = directions[m->direction],
				.device = m->device, .start = m->start, .last = m->end - 1,
				.input = m->input, .line = m->line });
	}
}

static void add_reserved(struct dms_report *r, const struct dms_history *h)
{
	size_t i;

	for (i = 0; i < h->nr_reserved; i++) {
		const struct dms_reserved *res = &h->reserved[i];

		if (!is_known(r, res))
			add(r, &(struct dms_range){
				.what = "reserved", .detail = res->by, .start = res->first,
				.last = res->last, .input = res->input, .line = res->line });
	}
}

static void add_masks(struct dms_report *r)
{
	const struct dms_field *mask;
	size_t i;

	for (i = 0; i < r->nr_events; i++) {
		const struct dms_event *e = &r->events[i];

		mask = e->has_address ? dms_event_field(e, "mask") : NULL;
		if (mask && mask->is_num && mask->num)
			add(r, &(struct dms_range){
				.what = "mask", .detail = "DMA mask", .device = e->device,
				.start = 0, .last = mask->num, .input = e->input,
				.line = e->line });
	}
}

void dms_collect_ranges(struct dms_report *r, const struct dms_history *h)
{
	size_t i;

	for (i = 0; i < r->nr_events && !r->events[i].has_address; i++)
		;
	if (i == r->nr_events)
		return;
	add_masks(r);
	add_reserved(r, h);
	add_mappings(r, h);
}
