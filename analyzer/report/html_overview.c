// SPDX-License-Identifier: GPL-2.0
/* The page's overview: events by device, as a timeline (SVG, no scripts) and as a table. */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "report.h"

/* Bounded whatever the log holds; the last device stands for all that found no place. */
#define DEVICES_MAX 24
#define BINS 120

/* The drawing's measures, in SVG units. */
#define LABEL_WIDTH 170
#define BIN_WIDTH 6
#define LANE_HEIGHT 22

struct device {
	const char *name;
	unsigned long records;
	size_t findings;
	enum dms_severity worst;
	unsigned long bins[BINS];
	enum dms_severity severity[BINS];
};

struct overview {
	struct device devices[DEVICES_MAX];
	size_t nr;
	double first, last;
	bool timed;
};

static struct device *device_of(struct overview *o, const struct dms_event *e)
{
	const char *name = e->device ? e->device : e->driver ? e->driver : "no device";
	size_t i;

	for (i = 0; i < o->nr; i++)
		if (!strcmp(o->devices[i].name, name))
			return &o->devices[i];
	if (o->nr < DEVICES_MAX) {
		o->devices[o->nr].name = o->nr == DEVICES_MAX - 1 ? "others" : name;
		o->nr++;
	}
	return &o->devices[o->nr - 1];
}

static void set_range(struct overview *o, const struct dms_report *r)
{
	size_t i;

	for (i = 0; i < r->nr_events; i++) {
		double t = r->events[i].time;

		if (t < 0)
			continue;
		if (!o->timed || t < o->first)
			o->first = t;
		if (!o->timed || t > o->last)
			o->last = t;
		o->timed = true;
	}
}

static void add_event(struct overview *o, const struct dms_event *e, enum dms_severity s)
{
	struct device *d = device_of(o, e);
	double span = o->last - o->first;
	size_t bin;

	d->records += e->count;
	if (e->time < 0)
		return;
	bin = span > 0 ? (size_t)((e->time - o->first) / span * (BINS - 1) + 0.5) : BINS / 2;
	d->bins[bin] += e->count;
	if (s > d->severity[bin])
		d->severity[bin] = s;
}

static int compare(const void *a, const void *b)
{
	const struct device *x = a, *y = b;

	if (x->worst != y->worst)
		return x->worst < y->worst ? 1 : -1;
	if (x->records != y->records)
		return x->records < y->records ? 1 : -1;
	return strcmp(x->name, y->name);
}

static struct overview *gather(const struct dms_report *r)
{
	struct overview *o = dms_alloc(sizeof(*o));
	enum dms_severity *severity = dms_alloc((r->nr_events + 1) * sizeof(*severity));
	size_t i, k;

	set_range(o, r);
	for (i = 0; i < r->nr_findings; i++)
		for (k = 0; k < r->findings[i].nr_events; k++)
			severity[r->findings[i].events[k]] = r->findings[i].severity;
	for (i = 0; i < r->nr_events; i++)
		add_event(o, &r->events[i], severity[i]);
	for (i = 0; i < r->nr_findings; i++) {
		struct device *d = device_of(o, &r->events[r->findings[i].events[0]]);

		d->findings++;
		if (r->findings[i].severity > d->worst)
			d->worst = r->findings[i].severity;
	}
	free(severity);
	qsort(o->devices, o->nr, sizeof(o->devices[0]), compare);
	return o;
}

static void put_lane(FILE *out, const struct overview *o, size_t lane)
{
	const struct device *d = &o->devices[lane];
	size_t y = lane * LANE_HEIGHT, i;

	fprintf(out, "<text x=\"%d\" y=\"%zu\" text-anchor=\"end\">", LABEL_WIDTH - 8, y + 15);
	dms_put_xml(out, d->name);
	fprintf(out, "</text><line x1=\"%d\" x2=\"%d\" y1=\"%zu\" y2=\"%zu\"/>\n", LABEL_WIDTH,
		LABEL_WIDTH + BINS * BIN_WIDTH, y + LANE_HEIGHT - 1, y + LANE_HEIGHT - 1);
	for (i = 0; i < BINS; i++) {
		if (!d->bins[i])
			continue;
		fprintf(out, "<rect class=\"%s\" x=\"%zu\" y=\"%zu\" width=\"%d\" height=\"%d\">",
			dms_severity_name(d->severity[i]), LABEL_WIDTH + i * BIN_WIDTH, y + 3,
			BIN_WIDTH - 1, LANE_HEIGHT - 6);
		fprintf(out, "<title>%lu at %.3f s</title></rect>\n", d->bins[i],
			o->first + (o->last - o->first) * (double)i / (BINS - 1));
	}
}

static void put_timeline(FILE *out, const struct overview *o)
{
	size_t height = (o->nr + 1) * LANE_HEIGHT, i;

	fprintf(out, "<h1>Timeline</h1>\n<div class=\"wide\"><svg role=\"img\" width=\"%d\" height=\"%zu\">\n"
		"<title>Events by device over time</title>\n", LABEL_WIDTH + BINS * BIN_WIDTH + 10,
		height);
	for (i = 0; i < o->nr; i++)
		put_lane(out, o, i);
	fprintf(out, "<text x=\"%d\" y=\"%zu\">%.3f s</text>", LABEL_WIDTH, height - 6, o->first);
	if (o->last > o->first)
		fprintf(out, "<text x=\"%d\" y=\"%zu\" text-anchor=\"end\">%.3f s</text>",
			LABEL_WIDTH + BINS * BIN_WIDTH, height - 6, o->last);
	fputs("</svg></div>\n", out);
}

static void put_table(FILE *out, const struct overview *o)
{
	size_t i;

	fputs("<h1>Devices</h1>\n<div class=\"wide\"><table><tr><th>device</th><th>worst</th>"
	      "<th class=\"n\">findings</th><th class=\"n\">records</th></tr>\n", out);
	for (i = 0; i < o->nr; i++) {
		const struct device *d = &o->devices[i];

		fputs("<tr><td>", out);
		dms_put_xml(out, d->name);
		fprintf(out, "</td><td><span class=\"dot %s\"></span>%s</td><td class=\"n\">%zu</td>"
			"<td class=\"n\">%lu</td></tr>\n", dms_severity_name(d->worst),
			dms_severity_name(d->worst), d->findings, d->records);
	}
	fputs("</table></div>\n", out);
}

void dms_put_html_overview(FILE *out, const struct dms_report *r)
{
	struct overview *o = gather(r);

	if (o->nr && o->timed)
		put_timeline(out, o);
	if (o->nr)
		put_table(out, o);
	free(o);
}
