// SPDX-License-Identifier: GPL-2.0
/* HTML: one file that needs nothing else, readable without scripts. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/strbuf.h"
#include "html.h"

static void put_list(FILE *out, const char *name, const char *const *list)
{
	if (!list || !*list)
		return;
	fprintf(out, "<dt>%s</dt><dd><ul>", name);
	for (; *list; list++) {
		fputs("<li>", out);
		dms_put_xml(out, *list);
		fputs("</li>", out);
	}
	fputs("</ul></dd>\n", out);
}

/* Code of our own tables: line breaks stay. */
static void put_code(FILE *out, const char *code)
{
	if (!code)
		return;
	fputs("<pre>", out);
	for (; *code; code++) {
		char one[2] = { *code, '\0' };

		if (*code == '\n')
			fputc('\n', out);
		else
			dms_put_xml(out, one);
	}
	fputs("</pre>\n", out);
}

static void put_evidence(FILE *out, const struct dms_report *r, const struct dms_finding *f)
{
	size_t i;

	fputs("<dt>Evidence</dt><dd><pre class=\"wrap\">", out);
	for (i = 0; i < f->nr_evidence; i++) {
		dms_put_xml(out, r->inputs[f->evidence[i].input].path);
		fprintf(out, ":%lu: ", f->evidence[i].line);
		dms_put_xml(out, f->evidence[i].text);
		fputc('\n', out);
	}
	fputs("</pre></dd>\n", out);
}

/* Times of several boots have no common beginning. */
static void put_seen(FILE *out, const struct dms_finding *f)
{
	fprintf(out, ". Seen %lu time%s", f->count, f->count == 1 ? "" : "s");
	if (f->boots > 1)
		fprintf(out, " in %u boots", f->boots);
	else if (f->first >= 0 && f->last > f->first)
		fprintf(out, ", first at %.6f s, last at %.6f s", f->first, f->last);
	else if (f->first >= 0)
		fprintf(out, ", at %.6f s", f->first);
}

static void put_finding(FILE *out, const struct dms_report *r, const struct dms_finding *f)
{
	const char *severity = dms_severity_name(f->severity);
	const char **a;

	fprintf(out, "<section class=\"finding %s\" id=\"%s\"><div class=\"tag\"><b>%s</b> &middot; %s%s</div><h3>",
		severity, f->id, severity, f->id, f->expected ? " &middot; expected" : "");
	dms_put_xml(out, f->title);
	fputs("</h3>\n<p>Cause: <b>", out);
	dms_put_xml(out, f->cause);
	fprintf(out, "</b> (%s)", dms_confidence_name(f->confidence));
	for (a = f->alternatives; a && *a; a++)
		fprintf(out, "%s%s", a == f->alternatives ? "; or " : ", ", *a);
	put_seen(out, f);
	fputs(".</p><p>", out);
	dms_put_xml(out, f->why);
	fputs("</p>\n<dl>", out);
	put_evidence(out, r, f);
	put_list(out, "Mitigation now", f->mitigation);
	put_list(out, "Fix", f->fix);
	put_code(out, f->fix_code);
	put_list(out, "Verify", f->verify);
	put_list(out, "Capture next time", f->capture);
	fprintf(out, "</dl><p class=\"muted\"><code>%s %s</code></p></section>\n", f->detail,
		f->fingerprint);
}

static const char *const event_columns[] = { "line", "#time", "what", "device", "address",
					     "access", "#count", NULL };

static void put_event(FILE *out, const struct dms_report *r, const struct dms_event *e)
{
	const struct dms_input *in = &r->inputs[e->input];

	fputs("<tr>", out);
	dms_put_cell(out, event_columns[0]);
	dms_put_xml(out, in->path);
	fprintf(out, ":%lu</td>", e->line);
	dms_put_cell(out, event_columns[1]);
	if (in->boots > 1)
		fprintf(out, "boot %u%s", e->boot + 1, e->time >= 0 ? ": " : "");
	if (e->time >= 0)
		fprintf(out, "%.6f", e->time);
	fputs("</td>", out);
	dms_put_cell(out, event_columns[2]);
	fprintf(out, "%s</td>", e->detail);
	dms_put_cell(out, event_columns[3]);
	dms_put_xml(out, e->device);
	fputs("</td>", out);
	dms_put_cell(out, event_columns[4]);
	if (e->has_address)
		fprintf(out, "<code>0x%" PRIx64 "</code>", e->address);
	fputs("</td>", out);
	dms_put_cell(out, event_columns[5]);
	fprintf(out, "%s</td>", e->access ? e->access : "");
	dms_put_cell(out, event_columns[6]);
	fprintf(out, "%lu</td></tr>\n", e->count);
}

/* A storm of millions would make a page that no browser opens. */
#define EVENTS_MAX 2000

static void put_events(FILE *out, const struct dms_report *r)
{
	size_t i;

	if (!r->nr_events)
		return;
	fputs("<h2>Events</h2>\n<details><summary>every decoded event</summary>\n", out);
	dms_put_table_head(out, "Events", event_columns);
	for (i = 0; i < r->nr_events && i < EVENTS_MAX; i++)
		put_event(out, r, &r->events[i]);
	fputs("</tbody></table>\n", out);
	if (r->nr_events > EVENTS_MAX)
		fprintf(out, "<p>%zu more; see --format ndjson --events.</p>\n",
			r->nr_events - EVENTS_MAX);
	fputs("</details>\n", out);
}

static bool is_shown(const struct dms_finding *f, const struct dms_print_options *opt)
{
	return f->severity >= opt->min_severity;
}

/* What there is, before the pages of it. */
static void put_contents(FILE *out, const struct dms_report *r,
			 const struct dms_print_options *opt)
{
	size_t i;

	fputs("<ul class=\"toc\">\n", out);
	for (i = 0; i < r->nr_findings; i++) {
		const struct dms_finding *f = &r->findings[i];
		const char *severity = dms_severity_name(f->severity);

		if (!is_shown(f, opt))
			continue;
		fprintf(out, "<li><span class=\"dot %s\"></span>%s <a href=\"#%s\">%s</a> ", severity,
			severity, f->id, f->id);
		dms_put_xml(out, f->title);
		fputs("</li>\n", out);
	}
	fputs("</ul>\n", out);
}

static void put_findings(FILE *out, const struct dms_report *r,
			 const struct dms_print_options *opt)
{
	size_t shown = dms_count_findings(r, DMS_SEV_NONE, opt->min_severity), i;

	if (!shown)
		fputs("<p>Nothing was found.</p>\n", out);
	if (shown > 1)
		put_contents(out, r, opt);
	if (r->nr_findings > shown)
		fprintf(out, "<p>%zu below %s not shown.</p>\n", r->nr_findings - shown,
			dms_severity_name(opt->min_severity));
	for (i = 0; i < r->nr_findings; i++)
		if (is_shown(&r->findings[i], opt))
			put_finding(out, r, &r->findings[i]);
}

void dms_print_html(const struct dms_report *r, const struct dms_print_options *opt, FILE *out)
{
	fprintf(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
		"<meta name=\"generator\" content=\"dmascope\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		"<title>dmascope report</title>\n"
		"<style>%s</style></head><body>\n<h1>dmascope report</h1>\n", dms_html_style);
	dms_put_html_summary(out, r);
	dms_put_html_timeline(out, r);
	dms_put_html_devices(out, r);
	if (r->nr_findings)
		fputs("<h2>Findings</h2>\n", out);
	put_findings(out, r, opt);
	dms_put_html_map(out, r);
	put_events(out, r);
	dms_put_html_inputs(out, r);
	fputs("</body></html>\n", out);
}
