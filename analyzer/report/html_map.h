/* SPDX-License-Identifier: GPL-2.0 */
/* The address map of one device, laid out; shares of the drawing's width are percentages. */
#ifndef DMS_HTML_MAP_H
#define DMS_HTML_MAP_H

#include "html.h"

enum dms_map_what { DMS_MAP_FAULT, DMS_MAP_MAPPING, DMS_MAP_RESERVED, DMS_NR_MAP_WHAT };

/* So many letters are told apart in a narrow drawing. */
#define DMS_MAP_SEGMENTS 10
/* Room for a cut of the axis. */
#define DMS_MAP_GAP 2.0

/**
 * struct dms_map_item - something at these addresses, last one included
 * @count:	records, or mappings
 * @detail:	access, direction, or who reserved it; may be NULL
 */
struct dms_map_item {
	enum dms_map_what what;
	enum dms_severity severity;
	uint64_t first, last;
	unsigned long count;
	const char *detail;
};

/** struct dms_map_segment - a piece of the axis between two cuts; @x, @width: its place */
struct dms_map_segment {
	uint64_t first, last;
	double x, width;
	unsigned long count[DMS_NR_MAP_WHAT];
	bool reads, writes;
	enum dms_severity worst;
};

/** struct dms_map - @items are sorted by address; @mask: 0 when unknown */
struct dms_map {
	const char *device;
	size_t nr_drawn;
	struct dms_map_item *items;
	size_t nr;
	struct dms_map_segment segments[DMS_MAP_SEGMENTS];
	size_t nr_segments;
	unsigned long records;
	uint64_t mask;
};

/** dms_map_place() - of an address, in the middle of the cut that it fell into; -1: outside */
double dms_map_place(const struct dms_map *m, uint64_t address);
/** dms_put_map_figure() - the drawing and its table */
void dms_put_map_figure(FILE *out, const struct dms_map *m);

#endif /* DMS_HTML_MAP_H */
