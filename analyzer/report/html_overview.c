// SPDX-License-Identifier: GPL-2.0
/* The page's overview: what was found, what is missing, on which devices, in which inputs. */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "html.h"

/* Bounded whatever the log holds; the last device stands for all that found no place. */
#define DEVICES_MAX 64
#define INPUTS_MAX 500

struct device {
	const char *name;
	unsigned long records;
	size_t findings;
	enum dms_severity worst;
};

struct devices {
	struct device list[DEVICES_MAX];
	size_t nr;
};

const char *dms_html_device(const struct dms_event *e)
{
	return e->device ? e->device : e->driver ? e->driver : "no device";
}

enum dms_severity *dms_html_severities(const struct dms_report *r)
{
	enum dms_severity *s = dms_alloc((r->nr_events + 1) * sizeof(*s));
	size_t i, k;

	for (i = 0; i < r->nr_findings; i++)
		for (k = 0; k < r->findings[i].nr_events; k++)
			s[r->findings[i].events[k]] = r->findings[i].severity;
	return s;
}

double dms_html_log2(double n)
{
	double steps = 0;

	for (; n >= 2; n /= 2)
		steps++;
	return n < 1 ? 0 : steps + n - 1;
}

void dms_put_table_head(FILE *out, const char *name, const char *const *columns)
{
	fprintf(out, "<table aria-label=\"%s\"><thead><tr>", name);
	for (; *columns; columns++)
		fprintf(out, "<th scope=\"col\"%s>%s</th>", **columns == '#' ? " class=\"n\"" : "",
			*columns + (**columns == '#'));
	fputs("</tr></thead><tbody>\n", out);
}

void dms_put_cell(FILE *out, const char *column)
{
	fprintf(out, "<td data-k=\"%s\"%s>", column + (*column == '#'),
		*column == '#' ? " class=\"n\"" : "");
}

static void put_card(FILE *out, const char *class, const char *name, size_t n)
{
	fprintf(out, "<li class=\"%s%s\"><b>%zu</b>%s</li>", class, n ? "" : " zero", n, name);
}

static void put_losses(FILE *out, const struct dms_report *r)
{
	size_t i;

	if (!r->nr_losses)
		return;
	fputs("<div class=\"lost\"><p>Records are missing, so counts are lower bounds and what was concluded is less sure:</p><ul>\n",
	      out);
	for (i = 0; i < r->nr_losses; i++) {
		const struct dms_loss *l = &r->losses[i];

		fputs("<li>", out);
		if (l->count)
			fprintf(out, "%lu ", l->count);
		dms_put_xml(out, l->what);
		if (l->kind)
			fprintf(out, " (%s)", l->kind);
		fputs(" in <code>", out);
		dms_put_xml(out, r->inputs[l->input].path);
		if (l->line)
			fprintf(out, ":%lu", l->line);
		fputs("</code></li>\n", out);
	}
	fputs("</ul></div>\n", out);
}

/* Of a storm the records are counted, and few are events of their own. */
static size_t count_records(const struct dms_report *r)
{
	size_t i, n = 0;

	for (i = 0; i < r->nr_events; i++)
		n += r->events[i].count;
	return n;
}

void dms_put_html_summary(FILE *out, const struct dms_report *r)
{
	int s;

	fputs("<ul class=\"cards\">", out);
	for (s = DMS_SEV_CRITICAL; s >= DMS_SEV_LOW; s--)
		put_card(out, dms_severity_name(s), dms_severity_name(s),
			 dms_count_findings(r, s, s));
	if (dms_count_expected(r))
		put_card(out, "none", "expected", dms_count_expected(r));
	put_card(out, "none", "records", count_records(r));
	fputs("</ul>\n", out);
	put_losses(out, r);
}

static struct device *device_of(struct devices *d, const struct dms_event *e)
{
	const char *name = dms_html_device(e);
	size_t i;

	for (i = 0; i < d->nr; i++)
		if (!strcmp(d->list[i].name, name))
			return &d->list[i];
	if (d->nr < DEVICES_MAX) {
		d->list[d->nr].name = d->nr == DEVICES_MAX - 1 ? "others" : name;
		d->nr++;
	}
	return &d->list[d->nr - 1];
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

static void gather(struct devices *d, const struct dms_report *r)
{
	size_t i;

	for (i = 0; i < r->nr_events; i++)
		device_of(d, &r->events[i])->records += r->events[i].count;
	for (i = 0; i < r->nr_findings; i++) {
		struct device *of = device_of(d, &r->events[r->findings[i].events[0]]);

		of->findings++;
		if (r->findings[i].severity > of->worst)
			of->worst = r->findings[i].severity;
	}
	qsort(d->list, d->nr, sizeof(d->list[0]), compare);
}

void dms_put_html_devices(FILE *out, const struct dms_report *r)
{
	static const char *const columns[] = { "device", "worst", "#findings", "#records", NULL };
	struct devices *d = dms_alloc(sizeof(*d));
	size_t i;

	gather(d, r);
	if (d->nr) {
		fputs("<h2>Devices</h2>\n", out);
		dms_put_table_head(out, "Devices", columns);
	}
	for (i = 0; i < d->nr; i++) {
		const char *severity = dms_severity_name(d->list[i].worst);

		fputs("<tr>", out);
		dms_put_cell(out, columns[0]);
		dms_put_xml(out, d->list[i].name);
		fputs("</td>", out);
		dms_put_cell(out, columns[1]);
		fprintf(out, "<span class=\"dot %s\"></span>%s</td>", severity, severity);
		dms_put_cell(out, columns[2]);
		fprintf(out, "%zu</td>", d->list[i].findings);
		dms_put_cell(out, columns[3]);
		fprintf(out, "%lu</td></tr>\n", d->list[i].records);
	}
	if (d->nr)
		fputs("</tbody></table>\n", out);
	free(d);
}

void dms_put_html_inputs(FILE *out, const struct dms_report *r)
{
	static const char *const columns[] = { "input", "type", "#lines", "#bytes", "#boots", NULL };
	size_t i;

	fputs("<h2>Inputs</h2>\n", out);
	dms_put_table_head(out, "Inputs", columns);
	for (i = 0; i < r->nr_inputs && i < INPUTS_MAX; i++) {
		const struct dms_input *in = &r->inputs[i];

		fputs("<tr>", out);
		dms_put_cell(out, columns[0]);
		dms_put_xml(out, in->path);
		fputs("</td>", out);
		dms_put_cell(out, columns[1]);
		fprintf(out, "%s</td>", in->type);
		dms_put_cell(out, columns[2]);
		fprintf(out, "%lu</td>", in->lines);
		dms_put_cell(out, columns[3]);
		fprintf(out, "%llu</td>", (unsigned long long)in->bytes);
		dms_put_cell(out, columns[4]);
		fprintf(out, "%u</td></tr>\n", in->boots);
	}
	fputs("</tbody></table>\n", out);
	if (r->nr_inputs > INPUTS_MAX)
		fprintf(out, "<p>%zu more inputs; JSON has all.</p>\n", r->nr_inputs - INPUTS_MAX);
}
