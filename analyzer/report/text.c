// SPDX-License-Identifier: GPL-2.0
/* Text for people: 80 columns, most severe first. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "report.h"
#include "wrap.h"

static const char *color(const struct dms_print_options *opt, enum dms_severity s)
{
	static const char *const codes[] = {
		[DMS_SEV_NONE] = "",
		[DMS_SEV_LOW] = "\033[36m",
		[DMS_SEV_MEDIUM] = "\033[33m",
		[DMS_SEV_HIGH] = "\033[31m",
		[DMS_SEV_CRITICAL] = "\033[1;31m",
	};

	return opt->color ? codes[s] : "";
}

/* "dump" alone says nothing: the folder tells whose dump it is. */
static const char *short_path(const struct dms_input *in)
{
	const char *p = in->path + strlen(in->path);
	int depth = strcmp(in->type, "kernel-log") ? 2 : 1;

	while (p > in->path && (p[-1] != '/' || --depth))
		p--;
	return p;
}

static void print_quoted(FILE *out, const struct dms_report *r, const struct dms_evidence *e)
{
	char *where = dms_asprintf("    %s:%lu: ", short_path(&r->inputs[e->input]), e->line);

	dms_print_wrapped(out, where, e->text);
	free(where);
}

static void print_list(FILE *out, const char *name, const char *const *list)
{
	if (!list || !*list)
		return;
	fprintf(out, "  %s\n", name);
	for (; *list; list++)
		dms_print_wrapped(out, "    - ", *list);
}

static void print_code(FILE *out, const char *code)
{
	const char *nl;

	for (; code && (nl = strchr(code, '\n')); code = nl + 1)
		fprintf(out, "        %.*s\n", (int)(nl - code), code);
}

static void print_cause(const struct dms_finding *f, FILE *out)
{
	struct dms_strbuf b = { 0 };
	const char **a;

	dms_strbuf_printf(&b, "%s (%s)", f->cause, dms_confidence_name(f->confidence));
	for (a = f->alternatives; a && *a; a++)
		dms_strbuf_printf(&b, "%s%s", a == f->alternatives ? ", or " : ", ", *a);
	dms_print_wrapped(out, "  cause     ", b.s);
	dms_strbuf_free(&b);
}

static void print_seen(const struct dms_finding *f, FILE *out)
{
	fprintf(out, "  seen      %lu time%s", f->count, f->count == 1 ? "" : "s");
	if (f->boots > 1)
		fprintf(out, " in %u boots", f->boots);
	else if (f->first >= 0 && f->last > f->first)
		fprintf(out, ", from %.6f to %.6f s", f->first, f->last);
	else if (f->first >= 0)
		fprintf(out, ", at %.6f s", f->first);
	if (f->rate > 0)
		fprintf(out, ", %.3g a second", f->rate);
	fprintf(out, "\n  id        %s, %s\n", f->detail, f->fingerprint);
}

static void print_finding(const struct dms_report *r, const struct dms_finding *f,
			  const struct dms_print_options *opt, FILE *out)
{
	char *head = dms_asprintf("%s  %-8s  %s", f->id, dms_severity_name(f->severity),
				  f->expected ? "(expected) " : "");
	size_t i;

	fputs(color(opt, f->severity), out);
	dms_print_wrapped(out, head, f->title);
	fputs(opt->color ? "\033[0m" : "", out);
	free(head);
	print_cause(f, out);
	print_seen(f, out);
	fputs("  evidence\n", out);
	for (i = 0; i < f->nr_evidence; i++)
		print_quoted(out, r, &f->evidence[i]);
	dms_print_wrapped(out, "  why       ", f->why);
	print_list(out, "mitigation now", f->mitigation);
	print_list(out, "fix", f->fix);
	print_code(out, f->fix_code);
	print_list(out, "verify", f->verify);
	print_list(out, "capture next time", f->capture);
	fputc('\n', out);
}

static void print_event(const struct dms_report *r, const struct dms_event *e, FILE *out)
{
	struct dms_strbuf b = { 0 };
	char *head;
	size_t i;

	if (e->device)
		dms_strbuf_printf(&b, " device=%s", e->device);
	if (e->driver)
		dms_strbuf_printf(&b, " driver=%s", e->driver);
	if (e->has_address)
		dms_strbuf_printf(&b, " address=0x%" PRIx64, e->address);
	if (e->access)
		dms_strbuf_printf(&b, " access=%s", e->access);
	if (e->reason_name)
		dms_strbuf_printf(&b, " reason=0x%02x(%s)", e->reason_code, e->reason_name);
	if (e->count > 1)
		dms_strbuf_printf(&b, " count=%lu", e->count);
	for (i = 0; i < e->nr_fields; i++)
		dms_strbuf_printf(&b, " %s=%s", e->fields[i].name, e->fields[i].text);
	head = dms_asprintf("%s:%lu %s %s", r->inputs[e->input].path, e->line, e->kind, e->detail);
	dms_print_wrapped(out, "", head);
	if (b.len)
		dms_print_wrapped(out, "    ", b.s);
	free(head);
	dms_strbuf_free(&b);
}

/* One line: what is missing, and where it was said. */
static void print_losses(const struct dms_report *r, FILE *out)
{
	struct dms_strbuf b = { 0 };
	size_t i;

	for (i = 0; i < r->nr_losses; i++) {
		const struct dms_loss *l = &r->losses[i];
		const struct dms_input *in = &r->inputs[l->input];

		dms_strbuf_puts(&b, i ? ", " : "");
		if (l->count)
			dms_strbuf_printf(&b, "%lu ", l->count);
		dms_strbuf_printf(&b, "%s", l->what);
		if (l->kind)
			dms_strbuf_printf(&b, " (%s)", l->kind);
		dms_strbuf_printf(&b, " in %s", short_path(in));
		if (l->line)
			dms_strbuf_printf(&b, ":%lu", l->line);
	}
	if (r->nr_losses)
		dms_print_wrapped(out, "lost: ", b.s);
	dms_strbuf_free(&b);
}

/* Times of one boot say nothing about those of another. */
static void print_boots(const struct dms_report *r, FILE *out)
{
	struct dms_strbuf b = { 0 };
	size_t i;

	for (i = 0; i < r->nr_inputs; i++)
		if (r->inputs[i].boots > 1)
			dms_strbuf_printf(&b, "%s%u in %s", b.len ? ", " : "", r->inputs[i].boots,
					  short_path(&r->inputs[i]));
	if (b.len)
		dms_print_wrapped(out, "boots: ", b.s);
	dms_strbuf_free(&b);
}

static void print_notes(const struct dms_report *r, FILE *out)
{
	size_t i;

	for (i = 0; i < r->nr_inputs; i++) {
		char *line;

		if (!r->inputs[i].note)
			continue;
		line = dms_asprintf("%s: %s", short_path(&r->inputs[i]), r->inputs[i].note);
		dms_print_wrapped(out, "note: ", line);
		free(line);
	}
}

static void print_summary(const struct dms_report *r, const struct dms_print_options *opt,
			  FILE *out)
{
	size_t n = dms_count_findings(r, DMS_SEV_NONE, opt->min_severity), c;
	unsigned long lines = 0;
	size_t i;
	int s;

	for (i = 0; i < r->nr_inputs; i++)
		lines += r->inputs[i].lines;
	fprintf(out, "%zu finding%s", n, n == 1 ? "" : "s");
	for (s = DMS_SEV_CRITICAL; s >= (int)opt->min_severity && s >= DMS_SEV_LOW; s--) {
		c = dms_count_findings(r, s, s);
		if (c)
			fprintf(out, ", %zu %s", c, dms_severity_name(s));
	}
	c = dms_count_expected(r);
	if (c)
		fprintf(out, "; %zu expected", c);
	fprintf(out, "; %zu event%s in %lu lines of %zu input%s\n", r->nr_events,
		r->nr_events == 1 ? "" : "s", lines, r->nr_inputs, r->nr_inputs == 1 ? "" : "s");
}

void dms_print_text(const struct dms_report *r, const struct dms_print_options *opt, FILE *out)
{
	size_t i;

	if (opt->events) {
		for (i = 0; i < r->nr_events; i++)
			print_event(r, &r->events[r->order[i]], out);
		return;
	}
	for (i = 0; i < r->nr_findings; i++)
		if (r->findings[i].severity >= opt->min_severity)
			print_finding(r, &r->findings[i], opt, out);
	if (opt->no_summary)
		return;
	dms_print_growth(r, out);
	print_losses(r, out);
	print_boots(r, out);
	print_notes(r, out);
	print_summary(r, opt, out);
}
