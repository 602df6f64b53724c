// SPDX-License-Identifier: GPL-2.0
/*
 * The page's address map: for each device the addresses of its faults against mappings, reserved
 * regions, its mask and 4 GiB.
 *
 * Faults of one device may lie a page or half of 2^64 apart.  So the axis is cut at the largest
 * gaps: what is left are a few segments, each with a letter that the table below the drawing
 * repeats, since a drawing has no room for addresses.
 */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "html_map.h"

#define DEVICES_MAX 12
/* Nearer than this two things are drawn in one segment. */
#define GAP_MIN 0x10000
/* Segments wider than this are drawn on a logarithmic scale, from their first address on. */
#define LINEAR_MAX 0x40000000
/* Reserved regions farther from any fault than this explain nothing. */
#define NEAR 0x1000000

static uint64_t last_of(const struct dms_event *e)
{
	return e->high > e->address ? e->high : e->address;
}

static bool is_of(const struct dms_event *e, const char *device)
{
	return e->has_address && e->device && !strcmp(e->device, device);
}

static void add_item(struct dms_map *m, const struct dms_map_item *item)
{
	if (!(m->nr & (m->nr - 1)))
		m->items = dms_realloc(m->items, (m->nr ? m->nr * 2 : 1) * sizeof(*m->items));
	m->items[m->nr++] = *item;
}

static bool is_near_fault(const struct dms_map *m, size_t faults, const struct dms_range *range)
{
	uint64_t first = range->start > NEAR ? range->start - NEAR : 0;
	uint64_t last = range->last < UINT64_MAX - NEAR ? range->last + NEAR : UINT64_MAX;
	size_t i;

	for (i = 0; i < faults; i++)
		if (m->items[i].last >= first && m->items[i].first <= last)
			return true;
	return false;
}

static int by_address(const void *a, const void *b)
{
	const struct dms_map_item *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return x->last < y->last ? -1 : x->last > y->last;
}

static void gather(struct dms_map *m, const struct dms_report *r,
		   const enum dms_severity *severity)
{
	size_t i, faults;

	for (i = 0; i < r->nr_events; i++) {
		const struct dms_event *e = &r->events[i];

		if (!is_of(e, m->device))
			continue;
		add_item(m, &(struct dms_map_item){ DMS_MAP_FAULT, severity[i], e->address,
						    last_of(e), e->count, e->access });
		m->records += e->count;
	}
	faults = m->nr;
	for (i = 0; i < r->nr_ranges; i++) {
		const struct dms_range *g = &r->ranges[i];
		bool reserved = !strcmp(g->what, "reserved");

		if (g->device && strcmp(g->device, m->device))
			continue;
		if (!strcmp(g->what, "mask"))
			m->mask = m->mask && m->mask < g->last ? m->mask : g->last;
		else if (!reserved || is_near_fault(m, faults, g))
			add_item(m, &(struct dms_map_item){
				reserved ? DMS_MAP_RESERVED : DMS_MAP_MAPPING, DMS_SEV_NONE,
				g->start, g->last, g->count, g->detail });
	}
	qsort(m->items, m->nr, sizeof(*m->items), by_address);
}

/* The widest gaps so far, widest first: items[@at] begins behind one. */
struct gaps {
	uint64_t width[DMS_MAP_SEGMENTS - 1];
	size_t at[DMS_MAP_SEGMENTS - 1];
	size_t nr;
};

static void add_gap(struct gaps *g, uint64_t width, size_t at)
{
	size_t i;

	if (g->nr < DMS_MAP_SEGMENTS - 1)
		g->nr++;
	else if (g->width[g->nr - 1] >= width)
		return;
	for (i = g->nr - 1; i && g->width[i - 1] < width; i--) {
		g->width[i] = g->width[i - 1];
		g->at[i] = g->at[i - 1];
	}
	g->width[i] = width;
	g->at[i] = at;
}

static bool begins_segment(const struct gaps *g, size_t item)
{
	size_t i;

	for (i = 0; i < g->nr; i++)
		if (g->at[i] == item)
			return true;
	return false;
}

static void count_item(struct dms_map_segment *s, const struct dms_map_item *item)
{
	if (item->first < s->first)
		s->first = item->first;
	if (item->last > s->last)
		s->last = item->last;
	s->count[item->what] += item->count;
	if (item->what != DMS_MAP_FAULT)
		return;
	s->reads |= item->detail && !strcmp(item->detail, "read");
	s->writes |= item->detail && !strcmp(item->detail, "write");
	if (item->severity > s->worst)
		s->worst = item->severity;
}

/* A segment's width is the logarithm of its pages, so that one page is still seen. */
static double weight(const struct dms_map_segment *s)
{
	return 4 + dms_html_log2((double)(s->last - s->first) / 4096 + 1);
}

static void set_places(struct dms_map *m)
{
	double all = 0, x = 0, room = 100 - DMS_MAP_GAP * (double)(m->nr_segments - 1);
	size_t i;

	for (i = 0; i < m->nr_segments; i++)
		all += weight(&m->segments[i]);
	for (i = 0; i < m->nr_segments; i++) {
		struct dms_map_segment *s = &m->segments[i];

		s->x = x;
		s->width = room * weight(s) / all;
		x += s->width + DMS_MAP_GAP;
	}
}

static void cut(struct dms_map *m)
{
	struct gaps gaps = { .nr = 0 };
	uint64_t reached = m->items[0].last;
	size_t i;

	for (i = 1; i < m->nr; i++) {
		if (m->items[i].first > reached && m->items[i].first - reached > GAP_MIN)
			add_gap(&gaps, m->items[i].first - reached, i);
		if (m->items[i].last > reached)
			reached = m->items[i].last;
	}
	for (i = 0; i < m->nr; i++) {
		if (!i || begins_segment(&gaps, i))
			m->segments[m->nr_segments++].first = UINT64_MAX;
		count_item(&m->segments[m->nr_segments - 1], &m->items[i]);
	}
	set_places(m);
}

/* How far into its segment; an address alone stands in the middle. */
static double share_of(const struct dms_map_segment *s, uint64_t address)
{
	double at = (double)(address - s->first), all = (double)(s->last - s->first) + 1;

	if (s->first == s->last)
		return 0.5;
	if (all <= LINEAR_MAX)
		return at / all;
	return dms_html_log2(at / 4096 + 1) / (dms_html_log2(all / 4096 + 1) + 0.001);
}

double dms_map_place(const struct dms_map *m, uint64_t address)
{
	size_t i;

	for (i = 0; i < m->nr_segments; i++) {
		const struct dms_map_segment *s = &m->segments[i];

		if (address < s->first)
			return i ? s->x - DMS_MAP_GAP / 2 : -1;
		if (address <= s->last)
			return s->x + s->width * share_of(s, address);
	}
	return -1;
}

static void put_device(FILE *out, const struct dms_report *r, const enum dms_severity *severity,
		       const char *device, size_t nr)
{
	struct dms_map m = { .device = device, .nr_drawn = nr };

	gather(&m, r, severity);
	cut(&m);
	dms_put_map_figure(out, &m);
	free(m.items);
}

struct place {
	const char *device;
	enum dms_severity worst;
	unsigned long records;
};

static int worst_first(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->worst != y->worst)
		return x->worst < y->worst ? 1 : -1;
	if (x->records != y->records)
		return x->records < y->records ? 1 : -1;
	return strcmp(x->device, y->device);
}

static int by_device(const void *a, const void *b)
{
	return strcmp(((const struct place *)a)->device, ((const struct place *)b)->device);
}

/* Devices with addresses, worst first. */
static size_t list_devices(const struct dms_report *r, const enum dms_severity *severity,
			   struct place *list)
{
	size_t i, n = 0, k = 0;

	for (i = 0; i < r->nr_events; i++)
		if (r->events[i].has_address && r->events[i].device)
			list[n++] = (struct place){ r->events[i].device, severity[i],
						    r->events[i].count };
	if (n)
		qsort(list, n, sizeof(*list), by_device);
	for (i = 0; i < n; i++) {
		if (k && !strcmp(list[k - 1].device, list[i].device)) {
			list[k - 1].records += list[i].records;
			if (list[i].worst > list[k - 1].worst)
				list[k - 1].worst = list[i].worst;
		} else {
			list[k++] = list[i];
		}
	}
	if (k)
		qsort(list, k, sizeof(*list), worst_first);
	return k;
}

void dms_put_html_map(FILE *out, const struct dms_report *r)
{
	enum dms_severity *severity = dms_html_severities(r);
	struct place *list = dms_alloc((r->nr_events + 1) * sizeof(*list));
	size_t n = list_devices(r, severity, list), i;

	if (n)
		fputs("<h2>Address map</h2>\n<p class=\"muted\">Device addresses. The axis is cut at wide gaps, and logarithmic in segments over 1 GiB; the table under a drawing names the segments.</p>\n",
		      out);
	for (i = 0; i < n && i < DEVICES_MAX; i++)
		put_device(out, r, severity, list[i].device, i);
	if (n > DEVICES_MAX)
		fprintf(out, "<p>%zu more devices are not drawn; the table of events has them.</p>\n",
			n - DEVICES_MAX);
	free(list);
	free(severity);
}
