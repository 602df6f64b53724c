// SPDX-License-Identifier: GPL-2.0
/* HTML: one file that needs nothing else, readable without scripts. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/strbuf.h"
#include "report.h"

static const char style[] =
	":root { color-scheme: light dark }\n"
	"body { font: 15px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 62em; padding: 0 1em }\n"
	"h1 { font-size: 1.4em }\n"
	"h2 { font-size: 1.1em; margin: 0 0 .3em }\n"
	"section { border: 1px solid #8884; border-left: .4em solid var(--c); border-radius: .3em;\n"
	"  padding: .8em 1em; margin: 1em 0 }\n"
	".critical { --c: #c2002f }\n"
	".high { --c: #e8590c }\n"
	".medium { --c: #d9a400 }\n"
	".low { --c: #1c7ed6 }\n"
	".none { --c: #868e96 }\n"
	".cards { display: flex; flex-wrap: wrap; gap: .6em; margin: 1em 0; padding: 0 }\n"
	".cards li { list-style: none; border-top: .35em solid var(--c); background: #8881;\n"
	"  border-radius: .3em; padding: .4em 1em; min-width: 6em }\n"
	".cards b { display: block; font-size: 1.7em; line-height: 1.2 }\n"
	".cards .zero { opacity: .45 }\n"
	"details { margin: .8em 0 }\n"
	"summary { cursor: pointer }\n"
	"svg text { font: 12px ui-monospace, monospace; fill: currentColor }\n"
	"svg line { stroke: #8884 }\n"
	"svg rect { fill: var(--c) }\n"
	".dot { display: inline-block; width: .7em; height: .7em; border-radius: 50%;\n"
	"  margin-right: .5em; background: var(--c) }\n"
	".tag { font-size: .8em; text-transform: uppercase; letter-spacing: .05em; font-weight: 600 }\n"
	"pre, code { font: 13px/1.45 ui-monospace, monospace }\n"
	"pre { overflow-x: auto; background: #8881; padding: .6em .8em; border-radius: .3em }\n"
	"pre.wrap { white-space: pre-wrap; overflow-wrap: anywhere }\n"
	"table { border-collapse: collapse; width: 100% }\n"
	"th, td { text-align: left; padding: .25em .6em; border-bottom: 1px solid #8883;\n"
	"  vertical-align: top }\n"
	"th.n, td.n { text-align: right }\n"
	"dt { font-weight: 600; margin-top: .6em }\n"
	"dd { margin: 0 }\n"
	"ul { margin: .2em 0 }\n"
	".wide { overflow-x: auto }\n"
	".muted { opacity: .7 }\n";

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

static void put_finding(FILE *out, const struct dms_report *r, const struct dms_finding *f)
{
	const char *severity = dms_severity_name(f->severity);
	const char **a;

	fprintf(out, "<section class=\"%s\" id=\"%s\"><div class=\"tag\">%s &middot; %s%s</div><h2>",
		severity, f->id, severity, f->id, f->expected ? " &middot; expected" : "");
	dms_put_xml(out, f->title);
	fputs("</h2>\n<p>Cause: <b>", out);
	dms_put_xml(out, f->cause);
	fprintf(out, "</b> (%s)", dms_confidence_name(f->confidence));
	for (a = f->alternatives; a && *a; a++)
		fprintf(out, "%s%s", a == f->alternatives ? "; or " : ", ", *a);
	fprintf(out, ". Seen %lu time%s", f->count, f->count == 1 ? "" : "s");
	if (f->first >= 0 && f->last > f->first)
		fprintf(out, ", first at %.6f s, last at %.6f s", f->first, f->last);
	else if (f->first >= 0)
		fprintf(out, ", at %.6f s", f->first);
	fputs(".</p><p>", out);
	dms_put_xml(out, f->why);
	fputs("</p>\n<dl>", out);
	put_evidence(out, r, f);
	put_list(out, "Mitigation now", f->mitigation);
	put_list(out, "Fix", f->fix);
	put_code(out, f->fix_code);
	put_list(out, "Verify", f->verify);
	fprintf(out, "</dl><p class=\"muted\"><code>%s %s</code></p></section>\n", f->detail,
		f->fingerprint);
}

static void put_event(FILE *out, const struct dms_report *r, const struct dms_event *e)
{
	fputs("<tr><td>", out);
	dms_put_xml(out, r->inputs[e->input].path);
	fprintf(out, ":%lu</td><td class=\"n\">", e->line);
	if (e->time >= 0)
		fprintf(out, "%.6f", e->time);
	fprintf(out, "</td><td>%s</td><td>", e->detail);
	dms_put_xml(out, e->device);
	fputs("</td><td>", out);
	if (e->has_address)
		fprintf(out, "<code>0x%" PRIx64 "</code>", e->address);
	fprintf(out, "</td><td>%s</td><td class=\"n\">%lu</td></tr>\n", e->access ? e->access : "",
		e->count);
}

static void put_card(FILE *out, const char *class, const char *name, size_t n)
{
	fprintf(out, "<li class=\"%s%s\"><b>%zu</b>%s</li>", class, n ? "" : " zero", n, name);
}

static void put_summary(FILE *out, const struct dms_report *r)
{
	int s;

	fputs("<ul class=\"cards\">", out);
	for (s = DMS_SEV_CRITICAL; s >= DMS_SEV_LOW; s--)
		put_card(out, dms_severity_name(s), dms_severity_name(s),
			 dms_count_findings(r, s, s));
	if (dms_count_expected(r))
		put_card(out, "none", "expected", dms_count_expected(r));
	put_card(out, "none", "events", r->nr_events);
	fputs("</ul>\n", out);
}

static void put_inputs(FILE *out, const struct dms_report *r)
{
	unsigned long lines = 0;
	size_t i;

	for (i = 0; i < r->nr_inputs; i++)
		lines += r->inputs[i].lines;
	fprintf(out, "<details><summary>%zu input%s, %lu lines</summary><ul>\n", r->nr_inputs,
		r->nr_inputs == 1 ? "" : "s", lines);
	for (i = 0; i < r->nr_inputs; i++) {
		fputs("<li>", out);
		dms_put_xml(out, r->inputs[i].path);
		fprintf(out, " (%s, %lu lines)</li>\n", r->inputs[i].type, r->inputs[i].lines);
	}
	fputs("</ul></details>\n", out);
}

/* A storm of millions would make a page that no browser opens. */
#define EVENTS_MAX 2000

static void put_events(FILE *out, const struct dms_report *r)
{
	size_t i;

	if (!r->nr_events)
		return;
	fputs("<h1>Events</h1>\n<details><summary>every decoded event</summary><div class=\"wide\"><table><tr><th>line</th><th>time</th><th>what</th>\n"
	      "<th>device</th><th>address</th><th>access</th><th>count</th></tr>\n", out);
	for (i = 0; i < r->nr_events && i < EVENTS_MAX; i++)
		put_event(out, r, &r->events[i]);
	fputs("</table></div>\n", out);
	if (r->nr_events > EVENTS_MAX)
		fprintf(out, "<p>%zu more; see --format ndjson --events.</p>\n",
			r->nr_events - EVENTS_MAX);
	fputs("</details>\n", out);
}

void dms_print_html(const struct dms_report *r, const struct dms_print_options *opt, FILE *out)
{
	size_t i, n = 0;

	fprintf(out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
		"<meta name=\"generator\" content=\"dmascope\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<title>dmascope report</title>\n"
		"<style>%s</style></head><body>\n<h1>dmascope report</h1>\n", style);
	put_summary(out, r);
	put_inputs(out, r);
	dms_put_html_overview(out, r);
	if (r->nr_findings)
		fputs("<h1>Findings</h1>\n", out);
	for (i = 0; i < r->nr_findings; i++) {
		if (r->findings[i].severity < opt->min_severity)
			continue;
		put_finding(out, r, &r->findings[i]);
		n++;
	}
	if (!n)
		fputs("<p>Nothing was found.</p>\n", out);
	put_events(out, r);
	fputs("</body></html>\n", out);
}
