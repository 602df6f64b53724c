// SPDX-License-Identifier: GPL-2.0
/*
 * The page's timeline: a drawing for each boot, since time starts anew with it.  All measures
 * across are percentages and texts are not scaled, so it fits any width.
 */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "html.h"

/* Bounded whatever the log holds; the last lane stands for all devices that found no place. */
#define LANES_MAX 24
#define BINS 120
#define BOOTS_MAX 12

#define LANE_HEIGHT 40
#define LABEL_HEIGHT 16
#define BAR_HEIGHT 20

struct lane {
	const char *name;
	double bins[BINS];
	enum dms_severity severity[BINS];
};

/**
 * struct boot - one boot of one input
 * @from, @to: its events in the report, @to is the first one behind them
 * @first, @last: its events' times, negative: none has one
 */
struct boot {
	size_t from, to;
	double first, last;
	double most;
	struct lane lanes[LANES_MAX];
	size_t nr;
};

static double end_of(const struct dms_event *e)
{
	return e->last_time > e->time ? e->last_time : e->time;
}

static void set_range(struct boot *b, const struct dms_report *r)
{
	size_t i;

	b->first = b->last = -1;
	for (i = b->from; i < b->to; i++) {
		const struct dms_event *e = &r->events[i];

		if (e->time < 0)
			continue;
		if (b->first < 0 || e->time < b->first)
			b->first = e->time;
		if (end_of(e) > b->last)
			b->last = end_of(e);
	}
}

static struct lane *lane_of(struct boot *b, const struct dms_event *e)
{
	const char *name = dms_html_device(e);
	size_t i;

	for (i = 0; i < b->nr; i++)
		if (!strcmp(b->lanes[i].name, name))
			return &b->lanes[i];
	if (b->nr < LANES_MAX) {
		b->lanes[b->nr].name = b->nr == LANES_MAX - 1 ? "others" : name;
		b->nr++;
	}
	return &b->lanes[b->nr - 1];
}

static size_t bin_of(const struct boot *b, double time)
{
	double span = b->last - b->first;

	return span > 0 ? (size_t)((time - b->first) / span * (BINS - 1) + 0.5) : BINS / 2;
}

/* Records that were folded into one event are spread over the time that they took. */
static void add_event(struct boot *b, const struct dms_event *e, enum dms_severity s)
{
	size_t from = bin_of(b, e->time), to = bin_of(b, end_of(e)), i;
	struct lane *l = lane_of(b, e);

	for (i = from; i <= to; i++) {
		l->bins[i] += (double)e->count / (double)(to - from + 1);
		if (s > l->severity[i])
			l->severity[i] = s;
		if (l->bins[i] > b->most)
			b->most = l->bins[i];
	}
}

/* Doubling makes a bar a step higher: one fault stays visible beside a storm of millions. */
static int bar_height(double count, double most)
{
	double all = dms_html_log2(most);

	return 10 + (all > 0 ? (int)((BAR_HEIGHT - 10) * dms_html_log2(count) / all) : 0);
}

static void put_lane(FILE *out, const struct boot *b, size_t nr)
{
	const struct lane *l = &b->lanes[nr];
	size_t bottom = nr * LANE_HEIGHT + LABEL_HEIGHT + BAR_HEIGHT, i;

	fprintf(out, "<text x=\"0\" y=\"%zu\">", nr * LANE_HEIGHT + 12);
	dms_put_xml(out, l->name);
	fprintf(out, "</text><line x1=\"0\" x2=\"100%%\" y1=\"%zu\" y2=\"%zu\"/>\n", bottom, bottom);
	for (i = 0; i < BINS; i++) {
		int height = bar_height(l->bins[i], b->most);

		if (l->bins[i] <= 0)
			continue;
		fprintf(out, "<rect class=\"%s\" x=\"%.2f%%\" y=\"%zu\" width=\"%.2f%%\" height=\"%d\">",
			dms_severity_name(l->severity[i]), (double)i * 100 / BINS,
			bottom - (size_t)height, 100.0 / BINS, height);
		fprintf(out, "<title>%.0f at %.3f s</title></rect>\n",
			l->bins[i] < 1 ? 1 : l->bins[i],
			b->first + (b->last - b->first) * (double)i / (BINS - 1));
	}
}

static void put_caption(FILE *out, const struct dms_report *r, const struct boot *b)
{
	const struct dms_event *e = &r->events[b->from];
	const struct dms_input *in = &r->inputs[e->input];

	fputs("<figcaption>", out);
	if (in->boots > 1)
		fprintf(out, "boot %u of %u, ", e->boot + 1, in->boots);
	dms_put_xml(out, in->path);
	fputs("</figcaption>\n", out);
}

static void put_boot(FILE *out, const struct dms_report *r, const struct boot *b, size_t nr)
{
	size_t height = b->nr * LANE_HEIGHT + 20, i;

	fputs("<figure>", out);
	put_caption(out, r, b);
	fprintf(out, "<svg role=\"img\" aria-labelledby=\"tt%zu td%zu\" height=\"%zu\">"
		"<title id=\"tt%zu\">Records by device over time</title><desc id=\"td%zu\">"
		"%zu lane%s, from %.3f s to %.3f s after the boot; a bar's height is the logarithm of its number of records.</desc>\n",
		nr, nr, height, nr, nr, b->nr, b->nr == 1 ? "" : "s", b->first, b->last);
	for (i = 0; i < b->nr; i++)
		put_lane(out, b, i);
	fprintf(out, "<text class=\"time\" x=\"%s\" y=\"%zu\"%s>%.3f s</text>",
		b->last > b->first ? "0" : "50%", height - 5,
		b->last > b->first ? "" : " text-anchor=\"middle\"", b->first);
	if (b->last > b->first)
		fprintf(out, "<text class=\"time\" x=\"100%%\" y=\"%zu\" text-anchor=\"end\">%.3f s</text>",
			height - 5, b->last);
	fputs("</svg></figure>\n", out);
}

/* Return: whether there was one with time stamps. */
static bool draw_boot(FILE *out, const struct dms_report *r, const enum dms_severity *severity,
		      struct boot *b, size_t nr)
{
	size_t i;

	set_range(b, r);
	if (b->first < 0)
		return false;
	if (nr >= BOOTS_MAX)
		return true;
	for (i = b->from; i < b->to; i++)
		if (r->events[i].time >= 0)
			add_event(b, &r->events[i], severity[i]);
	if (!nr)
		fputs("<h2>Timeline</h2>\n", out);
	put_boot(out, r, b, nr);
	return true;
}

static bool is_same_boot(const struct dms_event *a, const struct dms_event *b)
{
	return a->input == b->input && a->boot == b->boot;
}

/* Events stand in the order of inputs, and of boots within them. */
void dms_put_html_timeline(FILE *out, const struct dms_report *r)
{
	enum dms_severity *severity = dms_html_severities(r);
	struct boot *b = dms_alloc(sizeof(*b));
	size_t i, drawn = 0;

	for (i = 0; i < r->nr_events; i = b->to) {
		memset(b, 0, sizeof(*b));
		b->from = b->to = i;
		while (b->to < r->nr_events && is_same_boot(&r->events[i], &r->events[b->to]))
			b->to++;
		drawn += draw_boot(out, r, severity, b, drawn);
	}
	if (drawn > BOOTS_MAX)
		fprintf(out, "<p>%zu more boots are not drawn; the table of events has them.</p>\n",
			drawn - BOOTS_MAX);
	free(b);
	free(severity);
}
