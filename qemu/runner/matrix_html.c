// SPDX-License-Identifier: GPL-2.0
/* The table as a page that needs nothing else; each cell leads to its report. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "analyze.h"
#include "base/strbuf.h"
#include "report/html.h"
#include "runner/matrix.h"

/* On top of the reports' style.  Verdicts are told by a word everywhere, colours only help. */
static const char style[] =
	".PASS { --c: #1e7a34 }\n"
	".FAIL, .ERROR { --c: #c2002f }\n"
	".SKIP, .NOT-RUN { --c: var(--dim) }\n"
	"@media (prefers-color-scheme: dark) {\n"
	"  .PASS { --c: #51cf66 }\n"
	"  .FAIL, .ERROR { --c: #ff6b81 }\n"
	"}\n"
	"body { max-width: none }\n"
	".grid { overflow: auto; max-height: 92vh; border: 1px solid var(--line) }\n"
	".grid table { width: auto; min-width: 100%; border-collapse: separate; border-spacing: 0 }\n"
	".grid thead th { position: sticky; top: 0; z-index: 2; background: var(--soft);\n"
	"  color: var(--fg); vertical-align: bottom }\n"
	".grid tbody th { position: sticky; left: 0; z-index: 1; background: var(--bg);\n"
	"  color: var(--fg); font-weight: 400; min-width: 15em; max-width: 24em }\n"
	".grid thead th:first-child { left: 0; z-index: 3 }\n"
	".grid small { display: block; color: var(--dim); font-weight: 400 }\n"
	".grid td { border-left: .3em solid var(--c, transparent); min-width: 8em }\n"
	".grid td > a, .grid td > b, .verdict { color: var(--c); font-weight: 700 }\n"
	".grid td > span { display: block; font-size: .85em; line-height: 1.3 }\n"
	".grid td > span b { color: var(--c) }\n"
	"@media (max-width: 42em) {\n"
	"  .grid { max-height: none; border: 0 }\n"
	"  .grid td::before { left: .6em }\n"
	"  .grid tbody th { display: block; position: static; max-width: none; border: 0 }\n"
	"}\n"
	"@media print { .grid { overflow: visible; max-height: none } }\n";

struct page {
	const struct dms_matrix *m;
	const char *links;
	FILE *out;
	struct dms_strlist skips;
};

/* RFC 3986: what is neither unreserved nor a slash is encoded, so it can only be a path. */
static void put_path(FILE *out, const char *path)
{
	for (; *path; path++) {
		unsigned char c = *path;

		if (isalnum(c) || strchr("-._~/@", c))
			fputc(c, out);
		else
			fprintf(out, "%%%02X", c);
	}
}

/* Return: true when there is something to lead to, and "</a>" is to follow. */
static bool open_link(const struct page *p, const struct dms_matrix_cell *c)
{
	if (!*c->report)
		return false;
	fputs("<a href=\"", p->out);
	if (*p->links) {
		put_path(p->out, p->links);
		fputc('/', p->out);
	}
	put_path(p->out, c->report);
	fputs("\">", p->out);
	return true;
}

static void put_finding(const struct page *p, const struct dms_found *s)
{
	char *what = dms_matrix_finding(s);
	size_t severity = strcspn(what, " ");

	fprintf(p->out, "<span class=\"%s\" title=\"", dms_severity_name(s->severity));
	dms_put_xml(p->out, s->title);
	fprintf(p->out, "\"><b>%.*s</b>", (int)severity, what);
	dms_put_xml(p->out, what + severity);
	fputs("</span>", p->out);
	free(what);
}

static void put_cell(const struct page *p, size_t row, size_t column)
{
	const struct dms_matrix_cell *c = dms_matrix_cell(p->m, row, column);
	size_t skip = dms_matrix_skip_number(&p->skips, c), i;
	bool linked;

	fputs("<td data-k=\"", p->out);
	dms_put_xml(p->out, p->m->targets[column].name);
	if (!c->present) {
		fputs("\"></td>", p->out);
		return;
	}
	fprintf(p->out, "\" class=\"%s\">", dms_verdict_name(c->verdict));
	linked = open_link(p, c);
	fprintf(p->out, linked ? "%s</a>" : "<b>%s</b>", dms_verdict_name(c->verdict));
	if (skip) {
		fputs("<small title=\"", p->out);
		dms_put_xml(p->out, p->skips.v[skip - 1]);
		fprintf(p->out, "\"><a href=\"#skip%zu\">reason %zu</a></small>", skip, skip);
	}
	for (i = 0; i < c->found.nr; i++)
		put_finding(p, &c->found.v[i]);
	fputs("</td>", p->out);
}

static void put_small(FILE *out, const char *what, const char *s)
{
	if (!*s)
		return;
	fprintf(out, "<small>%s", what);
	dms_put_xml(out, s);
	fputs("</small>", out);
}

static void put_grid(const struct page *p)
{
	const struct dms_matrix *m = p->m;
	size_t i, k;

	fputs("<div class=\"grid\" tabindex=\"0\"><table aria-label=\"Scenarios and platforms\">"
	      "<thead><tr><th scope=\"col\">scenario</th>", p->out);
	for (k = 0; k < m->nr_targets; k++) {
		fputs("<th scope=\"col\">", p->out);
		dms_put_xml(p->out, m->targets[k].platform);
		put_small(p->out, "", m->targets[k].kernel);
		fputs("</th>", p->out);
	}
	fputs("</tr></thead><tbody>\n", p->out);
	for (i = 0; i < m->nr_scenarios; i++) {
		fputs("<tr><th scope=\"row\">", p->out);
		dms_put_xml(p->out, m->scenarios[i].id);
		put_small(p->out, "", m->scenarios[i].description);
		fputs("</th>", p->out);
		for (k = 0; k < m->nr_targets; k++)
			put_cell(p, i, k);
		fputs("</tr>\n", p->out);
	}
	fputs("</tbody></table></div>\n", p->out);
}

static void put_card(FILE *out, const char *class, const char *name, size_t n)
{
	fprintf(out, "<li class=\"%s%s\"><b>%zu</b>%s</li>", class, n ? "" : " zero", n, name);
}

static void put_counts(const struct page *p)
{
	struct dms_counts n = dms_matrix_count(p->m);

	fputs("<ul class=\"cards\">", p->out);
	put_card(p->out, "none", "cells", n.cells);
	put_card(p->out, "PASS", "passed", n.pass);
	put_card(p->out, "FAIL", "failed", n.fail);
	put_card(p->out, "SKIP", "skipped", n.skip);
	if (n.error)
		put_card(p->out, "ERROR", "could not run", n.error);
	if (n.not_run)
		put_card(p->out, "NOT-RUN", "not run", n.not_run);
	put_card(p->out, "critical", "unexpected findings", n.unexpected);
	fprintf(p->out, "</ul>\n<p>%u boots, ", p->m->boots);
	if (p->m->restored)
		fprintf(p->out, "%u guests from a snapshot, ", p->m->restored);
	fprintf(p->out, "%.1f s on %u processor%s%s.</p>\n", p->m->seconds, p->m->cores, p->m->cores == 1 ? "" : "s",
		p->m->interrupted ? ", interrupted" : "");
}

static void put_trouble(const struct page *p)
{
	const struct dms_matrix *m = p->m;
	size_t i, k;

	for (i = 0; i < m->nr_scenarios * m->nr_targets; i++) {
		const struct dms_matrix_cell *c = &m->cells[i];

		if (!c->present || c->verdict == DMS_PASS || c->verdict == DMS_SKIP)
			continue;
		fprintf(p->out, "<section class=\"%s\"><h3><span class=\"verdict\">%s</span> ",
			dms_verdict_name(c->verdict), dms_verdict_name(c->verdict));
		dms_put_xml(p->out, m->targets[i % m->nr_targets].name);
		fputc('/', p->out);
		dms_put_xml(p->out, m->scenarios[i / m->nr_targets].id);
		fputs("</h3><ul>", p->out);
		for (k = 0; k < c->reasons.nr; k++) {
			fputs("<li>", p->out);
			dms_put_xml(p->out, c->reasons.v[k]);
			fputs("</li>", p->out);
		}
		fputs("</ul></section>\n", p->out);
	}
}

static void put_skips(const struct page *p)
{
	size_t i;

	if (!p->skips.nr)
		return;
	fputs("<h2>Why cells were skipped</h2>\n<ol>", p->out);
	for (i = 0; i < p->skips.nr; i++) {
		fprintf(p->out, "<li id=\"skip%zu\">", i + 1);
		dms_put_xml(p->out, p->skips.v[i]);
		fputs("</li>\n", p->out);
	}
	fputs("</ol>\n", p->out);
}

static void put_text_cell(FILE *out, const char *column, const char *text)
{
	dms_put_cell(out, column);
	dms_put_xml(out, text);
	fputs("</td>", out);
}

static void put_targets(const struct page *p)
{
	static const char *const columns[] = {
		"name", "what it is", "arch", "kernel", "release", "QEMU", "accelerator", NULL
	};
	size_t i;

	fputs("<h2>Platforms and kernels</h2>\n", p->out);
	dms_put_table_head(p->out, "Platforms and kernels", columns);
	for (i = 0; i < p->m->nr_targets; i++) {
		const struct dms_matrix_target *t = &p->m->targets[i];
		const char *const texts[] = { t->name,	  t->description, t->arch, t->kernel,
					      t->release, t->qemu,	  t->accel };
		size_t k;

		fputs("<tr>", p->out);
		for (k = 0; columns[k]; k++)
			put_text_cell(p->out, columns[k], texts[k]);
		fputs("</tr>\n", p->out);
	}
	fputs("</tbody></table>\n", p->out);
}

void dms_matrix_html(const struct dms_matrix *m, const char *links, FILE *out)
{
	struct page p = { .m = m, .links = links, .out = out };

	dms_matrix_skips(m, &p.skips);
	fputs("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
	      "<meta name=\"generator\" content=\"dmascope\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	      "<title>dmascope matrix</title>\n", out);
	fprintf(out, "<style>%s%s</style></head><body>\n<h1>dmascope run ", dms_html_style, style);
	dms_put_xml(out, m->run);
	fputs("</h1>\n", out);
	put_counts(&p);
	put_grid(&p);
	put_trouble(&p);
	put_skips(&p);
	put_targets(&p);
	fputs("</body></html>\n", out);
	dms_strlist_free(&p.skips);
}
