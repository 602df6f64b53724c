// SPDX-License-Identifier: GPL-2.0
/*
 * Reports of many lines.  A WARN() prints its text, a banner, registers and a backtrace:
 * one event, whichever of text and banner comes first.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "decoder.h"

/* Text and banner of one WARN() are this near, with a little of other CPUs' output between. */
#define BANNER_REACH 12
/* A splat whose end never came is over after this many lines without a frame. */
#define SPLAT_REACH 120
/* The frames below "Mapped at:" follow each other this closely. */
#define MAPPED_REACH 2

void dms_splat_close(struct dms_decoder *d)
{
	struct dms_splat *s = &d->splat;
	struct dms_event *e = dms_decoder_event(d, s->event);

	if (s->open && e) {
		dms_trace_blame(e, &s->trace);
		dms_trace_set(e, "backtrace", &s->trace);
		if (dms_path_is_dma(dms_event_text(e, "file")) ||
		    dms_frame_is_dma(dms_event_text(e, "site")))
			e->related = true;
		if (!strcmp(e->kind, "warning") && !strcmp(e->detail, "warn.splat") && e->related)
			e->detail = "iommu.warn";
		if (e->last_line < s->last_line)
			e->last_line = s->last_line;
	}
	memset(s, 0, sizeof(*s));
	s->event = DMS_NO_EVENT;
}

void dms_splat_finish(struct dms_decoder *d)
{
	if (d->splat.open && d->splat.event != DMS_NO_EVENT) {
		dms_splat_close(d);
		dms_mapped_close(d);
	}
}

static void open_splat(struct dms_decoder *d, size_t event, const struct dms_record *r)
{
	dms_splat_close(d);
	dms_mapped_close(d);
	d->splat.open = true;
	d->splat.event = event;
	d->splat.line = r->line;
	d->splat.last_line = r->last_line;
}

void dms_splat_cut_here(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)e;
	open_splat(d, DMS_NO_EVENT, r);
}

void dms_splat_end(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	struct dms_splat *s = &d->splat;

	(void)e;
	if (!s->open)
		return;
	s->last_line = r->last_line;
	d->mapped.event = s->event;
	d->mapped.last_line = r->last_line;
	d->mapped.trace.nr = 0;
	dms_splat_close(d);
}

struct dms_event *dms_splat_event(struct dms_decoder *d, const struct dms_record *r)
{
	if (!d->splat.open || r->line > d->splat.last_line + SPLAT_REACH)
		return NULL;
	return dms_decoder_event(d, d->splat.event);
}

static bool near(const struct dms_splat *s, const struct dms_record *r)
{
	return s->open && r->line <= s->line + BANNER_REACH;
}

struct dms_event *dms_splat_text(struct dms_decoder *d, const struct dms_record *r)
{
	struct dms_splat *s = &d->splat;

	if (near(s, r) && s->banner && !s->text)
		return dms_decoder_event(d, s->event);
	return NULL;
}

void dms_splat_open(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	struct dms_splat *s = &d->splat;
	size_t index = (size_t)(e - d->report->events);

	if (s->open && s->event == index) {
		s->text = true;
	} else if (near(s, r) && s->event == DMS_NO_EVENT) {
		s->event = index;
		s->text = true;
	} else {
		open_splat(d, index, r);
		s->text = true;
	}
	s->body |= r->match->msg->flags & DMS_MSG_SPLAT;
	s->last_line = r->last_line;
}

/* "check_unmap+0xe0/0x8a0 [module]": the function alone, without powerpc's dot. */
static void set_site(struct dms_event *e, const struct dms_match *m)
{
	const struct dms_value *v = dms_value_of(m, "site");
	size_t len = 0, skip;

	if (!v)
		return;
	while (len < v->len && v->text[len] != '+' && v->text[len] != ' ' && v->text[len] != '(')
		len++;
	skip = len && v->text[0] == '.';
	dms_event_set(e, "site", v->text + skip, len - skip);
}

static void set_banner(struct dms_event *e, const struct dms_match *m)
{
	static const char *const names[] = { "cpu", "pid", "comm", "file" };
	const struct dms_value *line = dms_value_of(m, "file_line");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const struct dms_value *v = dms_value_of(m, names[i]);

		if (!v)
			continue;
		if (!strcmp(names[i], "file") && line) {
			char *file = dms_asprintf("%.*s:%.*s", (int)v->len, v->text,
						  (int)line->len, line->text);

			dms_event_set(e, "file", file, strlen(file));
			free(file);
		} else {
			dms_event_set(e, names[i], v->text, v->len);
		}
	}
	set_site(e, m);
}

/* 5.3 to 5.6 print the overflow first and warn, without a text, in report_addr(). */
static struct dms_event *overflow_before(struct dms_decoder *d, const struct dms_record *r)
{
	const struct dms_value *v = dms_value_of(r->match, "site");
	struct dms_event *e;

	if (!d->report->nr_events || !v || v->len < 11 || strncmp(v->text, "report_addr", 11))
		return NULL;
	e = &d->report->events[d->report->nr_events - 1];
	return e->input == d->input && !strcmp(e->kind, "dma-overflow") &&
	       e->line + BANNER_REACH >= r->line ? e : NULL;
}

void dms_splat_banner(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	struct dms_splat *s = &d->splat;

	e = near(s, r) && !s->banner ? dms_decoder_event(d, s->event) : NULL;
	if (!e) {
		e = overflow_before(d, r);
		if (e)
			open_splat(d, (size_t)(e - d->report->events), r);
	}
	if (!e) {
		dms_splat_finish(d);
		e = dms_decoder_new_event(d, r, "warning", "warn.splat");
		if (near(s, r) && !s->banner)
			s->event = (size_t)(e - d->report->events);
		else
			open_splat(d, (size_t)(e - d->report->events), r);
	}
	set_banner(e, r->match);
	s->banner = true;
	s->last_line = r->last_line;
}

unsigned long dms_splat_reach(const struct dms_decoder *d)
{
	const struct dms_splat *s = &d->splat;

	/* A text alone may have come without its WARN(): its banner is a message of its own. */
	if (s->open)
		return s->last_line + (s->banner || s->body || s->trace.nr ? SPLAT_REACH + 1 :
				       BANNER_REACH);
	return d->mapped.event != DMS_NO_EVENT ? d->mapped.last_line + MAPPED_REACH : 0;
}

void dms_splat_line(struct dms_decoder *d, const struct dms_line *l, const char *text)
{
	struct dms_splat *s = &d->splat;
	struct dms_frame f;

	if (d->mapped.event != DMS_NO_EVENT && d->mapped.trace.nr < 5 &&
	    l->nr <= d->mapped.last_line + MAPPED_REACH && !s->open && dms_frame_parse(text, l->len, &f)) {
		dms_trace_add(&d->mapped.trace, &f);
		d->mapped.last_line = l->nr;
		return;
	}
	if (!s->open)
		return;
	if (l->nr > s->last_line + SPLAT_REACH) {
		dms_splat_close(d);
		return;
	}
	if (!strncmp(text, "Allocated by task", 17) || !strncmp(text, "Freed by task", 13) ||
	    !strncmp(text, "The buggy address", 17))
		s->frames_done = true;
	if (s->frames_done || s->event == DMS_NO_EVENT || !dms_frame_parse(text, l->len, &f))
		return;
	s->last_line = l->nr;
	dms_trace_add(&s->trace, &f);
}

void dms_mapped_at(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	size_t event = d->splat.open ? d->splat.event : d->mapped.event;

	(void)e;
	/* Without an end marker (trimmed log) the splat ends here. */
	if (d->splat.open)
		dms_splat_close(d);
	d->mapped.event = event;
	d->mapped.last_line = r->last_line;
	d->mapped.trace.nr = 0;
}

void dms_mapped_close(struct dms_decoder *d)
{
	struct dms_event *e = dms_decoder_event(d, d->mapped.event);

	if (e && d->mapped.trace.nr) {
		dms_trace_set(e, "mapped_at", &d->mapped.trace);
		if (e->last_line < d->mapped.last_line)
			e->last_line = d->mapped.last_line;
	}
	d->mapped.event = DMS_NO_EVENT;
	d->mapped.trace.nr = 0;
}
