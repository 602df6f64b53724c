// SPDX-License-Identifier: GPL-2.0
/* The address map's drawing and table. */
#include <inttypes.h>
#include <string.h>

#include "base/strbuf.h"
#include "html_map.h"

#define FOUR_GIB 0x100000000ull

/* The drawing's measures: segment letters, marks, faults, then a track each. */
#define BINS 200
#define MARKS_HEIGHT 34
#define FAULTS_HEIGHT 40
#define TRACK_HEIGHT 12
#define TRACK_STEP 16
#define GROUND_HEIGHT (FAULTS_HEIGHT + 2 * TRACK_STEP + 2)
#define LETTERS_HEIGHT 20

/* Narrower than this nothing is seen. */
#define WIDTH_MIN 0.5

struct bin {
	double count;
	enum dms_severity severity;
	bool folded;
};

static void put_size(FILE *out, uint64_t bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	double n = (double)bytes;
	size_t u = 0;

	for (; n >= 1024 && u < 6; n /= 1024)
		u++;
	fprintf(out, "%.*f %s", n > (double)(uint64_t)n, n, units[u]);
}

static size_t bin_of(const struct dms_map *m, uint64_t address)
{
	double x = dms_map_place(m, address) * BINS / 100;

	return x < 0 ? 0 : x >= BINS ? BINS - 1 : (size_t)x;
}

static void fill_bins(const struct dms_map *m, struct bin *bins)
{
	size_t i, k;

	for (i = 0; i < m->nr; i++) {
		const struct dms_map_item *f = &m->items[i];
		size_t from, to;

		if (f->what != DMS_MAP_FAULT)
			continue;
		from = bin_of(m, f->first);
		to = bin_of(m, f->last);
		for (k = from; k <= to; k++) {
			bins[k].count += (double)f->count / (double)(to - from + 1);
			bins[k].folded |= from < to;
			if (f->severity > bins[k].severity)
				bins[k].severity = f->severity;
		}
	}
}

/* Doubling makes a bar a step higher. */
static int bar_height(double count, double most)
{
	double all = dms_html_log2(most);

	return 12 + (all > 0 ? (int)((FAULTS_HEIGHT - 12) * dms_html_log2(count) / all) : 0);
}

static void put_faults(FILE *out, const struct dms_map *m, int top)
{
	struct bin bins[BINS] = { { 0 } };
	double most = 0;
	size_t i;

	fill_bins(m, bins);
	for (i = 0; i < BINS; i++)
		if (bins[i].count > most)
			most = bins[i].count;
	for (i = 0; i < BINS; i++) {
		int height = bar_height(bins[i].count, most);

		if (bins[i].count <= 0)
			continue;
		fprintf(out, "<rect class=\"%s\" x=\"%.2f%%\" y=\"%d\" width=\"%.2f%%\" height=\"%d\"><title>%s%.0f</title></rect>\n",
			dms_severity_name(bins[i].severity), (double)i * 100 / BINS,
			top + FAULTS_HEIGHT - height, 100.0 / BINS, height,
			bins[i].folded ? "about " : "", bins[i].count < 1 ? 1 : bins[i].count);
	}
}

/* Items of one track that touch in the drawing are one mark: there may be thousands. */
static void put_track(FILE *out, const struct dms_map *m, enum dms_map_what what, int y)
{
	static const char *const classes[] = {
		[DMS_MAP_MAPPING] = "mapped",
		[DMS_MAP_RESERVED] = "reserved",
	};
	double from = 0, to = -1, x, end;
	size_t i;

	for (i = 0; i <= m->nr; i++) {
		if (i < m->nr && m->items[i].what != what)
			continue;
		x = i < m->nr ? dms_map_place(m, m->items[i].first) : 1000;
		if (to >= 0 && x > to + WIDTH_MIN / 2) {
			fprintf(out, "<rect class=\"%s\" x=\"%.2f%%\" y=\"%d\" width=\"%.2f%%\" height=\"%d\"/>\n",
				classes[what], from, y, to - from, TRACK_HEIGHT);
			to = -1;
		}
		if (i == m->nr)
			break;
		end = dms_map_place(m, m->items[i].last);
		if (to < 0)
			from = x;
		if (end < x + WIDTH_MIN)
			end = x + WIDTH_MIN;
		if (end > to)
			to = end;
	}
}

static void put_mark(FILE *out, double x, const char *name, int y)
{
	const char *anchor = x < 15 ? "start" : x > 85 ? "end" : "middle";

	if (x < 0)
		return;
	fprintf(out, "<line class=\"mark\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\"/>"
		"<text x=\"%.2f%%\" y=\"%d\" text-anchor=\"%s\">%s</text>\n", x, x, y + 3,
		MARKS_HEIGHT + GROUND_HEIGHT, x, y, anchor, name);
}

static void put_ground(FILE *out, const struct dms_map *m, int top)
{
	size_t i;

	for (i = 0; i < m->nr_segments; i++) {
		const struct dms_map_segment *s = &m->segments[i];

		fprintf(out, "<rect class=\"ground\" x=\"%.2f%%\" y=\"%d\" width=\"%.2f%%\" height=\"%d\"/>",
			s->x, top, s->width, GROUND_HEIGHT);
		fprintf(out, "<text x=\"%.2f%%\" y=\"%d\" text-anchor=\"middle\">%c</text>\n",
			s->x + s->width / 2, top + GROUND_HEIGHT + LETTERS_HEIGHT - 6, (char)('A' + i));
	}
}

static void put_drawing(FILE *out, const struct dms_map *m)
{
	double limit = dms_map_place(m, FOUR_GIB), mask = dms_map_place(m, m->mask);
	int top;

	if (!m->mask || m->mask == FOUR_GIB - 1)
		mask = -1;
	top = limit < 0 && mask < 0 ? 0 : MARKS_HEIGHT;
	fprintf(out, "<svg role=\"img\" aria-labelledby=\"mt%zu md%zu\" height=\"%d\"><title id=\"mt%zu\">Address map of ",
		m->nr_drawn, m->nr_drawn, top + GROUND_HEIGHT + LETTERS_HEIGHT, m->nr_drawn);
	dms_put_xml(out, m->device);
	fprintf(out, "</title><desc id=\"md%zu\">%lu records in %zu segment%s of the address space; the table below has the numbers.</desc>\n",
		m->nr_drawn, m->records, m->nr_segments, m->nr_segments == 1 ? "" : "s");
	put_ground(out, m, top);
	put_faults(out, m, top);
	put_track(out, m, DMS_MAP_MAPPING, top + FAULTS_HEIGHT + 4);
	put_track(out, m, DMS_MAP_RESERVED, top + FAULTS_HEIGHT + 4 + TRACK_STEP);
	put_mark(out, limit, "4 GiB", 12);
	put_mark(out, mask, "mask", 27);
	fputs("</svg>\n", out);
}

static void put_accesses(FILE *out, const struct dms_map_segment *s)
{
	if (!s->count[DMS_MAP_FAULT])
		return;
	fprintf(out, "%lu", s->count[DMS_MAP_FAULT]);
	if (s->reads || s->writes)
		fprintf(out, " (%s)", !s->writes ? "reads" : !s->reads ? "writes" :
			"reads, writes");
}

/* Who holds the segment: kinds of the mappings or regions in it, each once. */
static void put_holders(FILE *out, const struct dms_map *m, const struct dms_map_segment *s,
			enum dms_map_what what)
{
	const char *seen[8];
	size_t i, k, n = 0;

	if (!s->count[what])
		return;
	fprintf(out, "%lu (", s->count[what]);
	for (i = 0; i < m->nr; i++) {
		const struct dms_map_item *item = &m->items[i];

		if (item->what != what || item->first < s->first || item->last > s->last)
			continue;
		for (k = 0; k < n && strcmp(seen[k], item->detail); k++)
			;
		if (k < n || n == 8)
			continue;
		fprintf(out, "%s%s", n ? ", " : "", item->detail);
		seen[n++] = item->detail;
	}
	fputc(')', out);
}

static void put_row(FILE *out, const struct dms_map *m, size_t i, const char *const *columns)
{
	const struct dms_map_segment *s = &m->segments[i];

	fputs("<tr>", out);
	dms_put_cell(out, columns[0]);
	fprintf(out, "%c</td>", (char)('A' + i));
	dms_put_cell(out, columns[1]);
	fprintf(out, "<code>0x%" PRIx64, s->first);
	if (s->last > s->first)
		fprintf(out, " &ndash; 0x%" PRIx64, s->last);
	fputs("</code></td>", out);
	dms_put_cell(out, columns[2]);
	if (s->last > s->first)
		put_size(out, s->last - s->first == UINT64_MAX ? UINT64_MAX : s->last - s->first + 1);
	fputs("</td>", out);
	dms_put_cell(out, columns[3]);
	put_accesses(out, s);
	fputs("</td>", out);
	dms_put_cell(out, columns[4]);
	put_holders(out, m, s, DMS_MAP_MAPPING);
	fputs("</td>", out);
	dms_put_cell(out, columns[5]);
	put_holders(out, m, s, DMS_MAP_RESERVED);
	fputs("</td>", out);
	dms_put_cell(out, columns[6]);
	if (i + 1 < m->nr_segments)
		put_size(out, m->segments[i + 1].first - s->last - 1);
	fputs("</td></tr>\n", out);
}

static bool has(const struct dms_map *m, enum dms_map_what what)
{
	size_t i;

	for (i = 0; i < m->nr; i++)
		if (m->items[i].what == what)
			return true;
	return false;
}

/* Where the marks are that the drawing has no place for. */
static void put_limits(FILE *out, const struct dms_map *m)
{
	const uint64_t first = m->segments[0].first, last = m->segments[m->nr_segments - 1].last;

	fputs("<p class=\"muted\">", out);
	if (last < FOUR_GIB)
		fputs("All of it lies below 4 GiB.", out);
	else if (first >= FOUR_GIB)
		fputs("All of it lies above 4 GiB.", out);
	else
		fputs("It lies on both sides of 4 GiB.", out);
	if (m->mask)
		fprintf(out, " The device's mask is <code>0x%" PRIx64 "</code>: %s.", m->mask,
			last > m->mask ? "the device cannot reach what lies above" :
			"all of it can be reached");
	if (!has(m, DMS_MAP_MAPPING))
		fputs(" What was mapped for it is not known: dma-api/dump of debugfs would tell.", out);
	fputs("</p>\n", out);
}

void dms_put_map_figure(FILE *out, const struct dms_map *m)
{
	static const char *const columns[] = { "segment", "addresses", "#size", "#records",
					       "#mapped", "#reserved", "#gap behind", NULL };
	size_t i;

	fputs("<figure class=\"map\"><figcaption>", out);
	dms_put_xml(out, m->device);
	fputs("</figcaption>\n<p class=\"muted\"><span class=\"key high\"></span>records", out);
	if (has(m, DMS_MAP_MAPPING))
		fputs(" <span class=\"key mapped\"></span>mapped", out);
	if (has(m, DMS_MAP_RESERVED))
		fputs(" <span class=\"key reserved\"></span>reserved by firmware", out);
	fputs("</p>\n", out);
	put_drawing(out, m);
	dms_put_table_head(out, "Segments", columns);
	for (i = 0; i < m->nr_segments; i++)
		put_row(out, m, i, columns);
	fputs("</tbody></table>\n", out);
	put_limits(out, m);
	fputs("</figure>\n", out);
}
