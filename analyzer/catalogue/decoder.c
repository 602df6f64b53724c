// SPDX-License-Identifier: GPL-2.0
/* Windows of lines to events: finds messages, sets their fields, calls their decoders. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "decoder.h"
#include "trace.h"

/* Longest piece of a following line in which a folded message's anchor is looked for. */
#define FOLD_REACH 160

struct dms_decoder *dms_decoder_new(struct dms_report *report, unsigned int input,
				    struct dms_seen *seen)
{
	struct dms_decoder *d = dms_alloc(sizeof(*d));

	d->report = report;
	d->input = input;
	d->seen = seen;
	d->splat.event = DMS_NO_EVENT;
	d->mapped.event = DMS_NO_EVENT;
	d->vtd.fault = DMS_NO_EVENT;
	d->fold = dms_fold_new();
	d->first_event = report->nr_events;
	return d;
}

void dms_decoder_end(struct dms_decoder *d)
{
	dms_splat_close(d);
	dms_mapped_close(d);
	dms_vtd_flush(d);
	dms_fold_last(d);
	dms_tracer_end(d->tracer);
	dms_fold_free(d->fold);
	free(d);
}

struct dms_tracer *dms_decoder_tracer(struct dms_decoder *d)
{
	if (!d->tracer)
		d->tracer = dms_tracer_new(d);
	return d->tracer;
}

/* ---- fields ---- */

const struct dms_value *dms_value_of(const struct dms_match *m, const char *name)
{
	const char *f = m->msg->fields;
	size_t n = strlen(name);
	unsigned int i;

	for (i = 0; f && i < m->nr_values; i++) {
		size_t len = strcspn(f, ",");

		if (len == n && !strncmp(f, name, n))
			return &m->values[i];
		f = f[len] ? f + len + 1 : NULL;
	}
	return NULL;
}

uint64_t dms_value_num(const struct dms_match *m, const char *name)
{
	const struct dms_value *v = dms_value_of(m, name);

	return v ? v->num : 0;
}

/* Names in the tables are followed by ',' or the end; events keep them for ever. */
const char *dms_intern(const char *name, size_t len)
{
	static char *names[512];
	static size_t nr;
	size_t i;

	for (i = 0; i < nr; i++)
		if (!strncmp(names[i], name, len) && !names[i][len])
			return names[i];
	if (nr == ARRAY_SIZE(names))
		return "more";
	names[nr] = dms_strndup(name, len);
	return names[nr++];
}

/* Folds inside a value become blanks. */
static void unfold(char *s)
{
	for (; *s; s++)
		if (*s == '\n' || *s == DMS_RECORD_SEP)
			*s = ' ';
}

static void set_value(struct dms_event *e, const char *name, const struct dms_value *v)
{
	char *text = dms_strndup(v->text, v->len);

	unfold(text);
	if (!strcmp(name, "address") && v->is_num) {
		e->address = v->num;
		e->has_address = true;
	} else if (!strcmp(name, "device")) {
		free(e->device);
		e->device = text;
		return;
	} else if (!strcmp(name, "driver")) {
		free(e->driver);
		e->driver = text;
		return;
	} else if (!strcmp(name, "access")) {
		e->access = strstr(text, "rite") ? "write" : strstr(text, "ead") ? "read" : NULL;
	} else if (v->is_num && v->hex) {
		/* Hexadecimal numbers say so, however the format spells them. */
		dms_event_set_num(e, name, v->num, true);
	} else {
		dms_event_set(e, name, text, v->len);
		if (v->is_num) {
			struct dms_field *field = (struct dms_field *)dms_event_field(e, name);

			field->num = v->num;
			field->is_num = true;
		}
	}
	free(text);
}

void dms_decoder_set_fields(struct dms_event *e, const struct dms_match *m)
{
	const char *f = m->msg->fields;
	unsigned int i;

	for (i = 0; f && i < m->nr_values; i++) {
		size_t len = strcspn(f, ",");

		if (!(len == 1 && *f == '-'))
			set_value(e, dms_intern(f, len), &m->values[i]);
		f = f[len] ? f + len + 1 : NULL;
	}
}

void dms_decoder_set_device(struct dms_event *e, const char *text, size_t end)
{
	size_t dev_end, dev, drv_end, drv;

	while (end && text[end - 1] == ' ')
		end--;
	if (!end || text[end - 1] != ':')
		return;
	dev_end = --end;
	while (end && text[end - 1] != ' ' && text[end - 1] != '\n' &&
	       text[end - 1] != DMS_RECORD_SEP)
		end--;
	dev = end;
	if (dev == dev_end)
		return;
	free(e->device);
	e->device = dms_strndup(text + dev, dev_end - dev);
	while (end && text[end - 1] == ' ')
		end--;
	drv_end = end;
	while (end && text[end - 1] != ' ' && text[end - 1] != '\n' &&
	       text[end - 1] != DMS_RECORD_SEP)
		end--;
	drv = end;
	if (drv < drv_end && text[drv_end - 1] != ':' && text[drv_end - 1] != ']') {
		free(e->driver);
		e->driver = dms_strndup(text + drv, drv_end - drv);
	}
}

/* ---- messages ---- */

/* Not at time zero, where early messages of every boot stand. */
static bool is_copy(struct dms_decoder *d, const struct dms_record *r, const char *text)
{
	const struct dms_match *m = r->match;

	if (r->time <= 0)
		return false;
	return dms_seen_before(d->seen, dms_seen_hash(r->time, text + m->start, m->end - m->start),
			       d->input, r->line);
}

struct dms_event *dms_decoder_new_event(struct dms_decoder *d, const struct dms_record *r,
					const char *kind, const char *detail)
{
	struct dms_event *e;

	dms_fold_last(d);
	e = dms_event_new(d->report, kind, detail);
	e->boot = d->boot;
	e->input = d->input;
	e->line = r->line;
	e->last_line = r->last_line;
	e->time = r->time;
	e->raw = dms_strdup(r->raw);
	return e;
}

void dms_mark_related(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	(void)r;
	e->related = true;
}

/* What a rate limit swallowed is counted by the next record that it let through. */
static void add_lost(struct dms_decoder *d, struct dms_event *e)
{
	if (!d->lost.kind || strcmp(d->lost.kind, e->kind))
		return;
	if (e->line - d->lost.line < 50) {
		e->count = dms_count_add(e->count, d->lost.count);
		dms_event_set_num(e, "suppressed", d->lost.count, false);
	}
	d->lost.kind = NULL;
}

static bool ends_word(char c)
{
	return c == ' ' || c == '\n' || c == DMS_RECORD_SEP;
}

/* Is one of @drivers the word in front of "<device>: " that ends at @end? */
static bool is_driver(const char *drivers, const char *text, size_t end)
{
	size_t start, n;

	while (end && text[end - 1] == ' ')
		end--;
	while (end && text[end - 1] != ' ')
		end--;
	while (end && text[end - 1] == ' ')
		end--;
	for (start = end; start && !ends_word(text[start - 1]);)
		start--;
	for (; *drivers; drivers += n + (drivers[n] == ' ')) {
		n = strcspn(drivers, " ");
		if (n == end - start && !strncmp(drivers, text + start, n))
			return true;
	}
	return false;
}

static void decode(struct dms_decoder *d, const struct dms_record *r, const char *text)
{
	const struct dms_message *msg = r->match->msg;
	struct dms_event *e = NULL;

	if ((msg->flags & DMS_MSG_INFO) || is_copy(d, r, text))
		return;
	if (msg->drivers && !is_driver(msg->drivers, text, r->match->start))
		return;
	if (dms_message_is_note(msg)) {
		dms_decoder_note(d, r, text);
		return;
	}
	if (!(msg->flags & DMS_MSG_PART)) {
		if (msg->flags & DMS_MSG_WARN)
			e = dms_splat_text(d, r);
		if (!e && (msg->flags & (DMS_MSG_WARN | DMS_MSG_SPLAT)))
			dms_splat_finish(d);
		if (!e)
			e = dms_decoder_new_event(d, r, msg->kind, msg->detail);
		e->kind = msg->kind;
		e->detail = msg->detail;
		if (msg->flags & DMS_MSG_DEV)
			dms_decoder_set_device(e, text, r->match->start);
		dms_decoder_set_fields(e, r->match);
		add_lost(d, e);
		if (msg->flags & (DMS_MSG_WARN | DMS_MSG_SPLAT))
			dms_splat_open(d, e, r);
	}
	if (msg->decode)
		msg->decode(d, e, r);
}

static unsigned long line_at(const struct dms_window *w, size_t pos, const struct dms_line **at)
{
	unsigned int i = 0;

	while (i + 1 < w->nr_lines && w->lines[i + 1].start <= pos)
		i++;
	if (at)
		*at = &w->lines[i];
	return w->lines[i].nr;
}

static void found(struct dms_decoder *d, const struct dms_window *w, const struct dms_match *m)
{
	struct dms_record r = { .match = m, .time = w->lines[0].time, .raw = w->lines[0].raw };
	double stamp;

	r.line = w->lines[0].nr;
	r.last_line = line_at(w, m->end ? m->end - 1 : 0, NULL);
	/* Glued to other output, its stamp stands in the middle of the line. */
	stamp = dms_stamp_before(w->text, m->start);
	if (stamp >= 0)
		r.time = stamp;
	decode(d, &r, w->text);
}

/* Where to stop looking for anchors: a fold may hide one, another record may not. */
static size_t scan_end(const struct dms_window *w)
{
	size_t end = w->lines[0].len, i;

	for (i = end; i < w->len && i < end + FOLD_REACH; i++)
		if (w->text[i] == DMS_RECORD_SEP)
			return i;
	return i;
}

static bool is_marked(const struct dms_window *w)
{
	unsigned int i;

	for (i = 0; i < w->nr_lines; i++)
		if (w->lines[i].marked)
			return true;
	return false;
}

unsigned long dms_decoder_window(void *ctx, const struct dms_window *w)
{
	struct dms_decoder *d = ctx;
	size_t at = d->skip, end = w->lines[0].len, last = 0;
	struct dms_match m;
	bool any = false, marked = is_marked(w);

	d->boot = w->lines[0].boot;
	while (marked && at < end &&
	       dms_catalogue_find(w->text, w->len, at, end, scan_end(w), &m)) {
		found(d, w, &m);
		any = true;
		at = last = m.end;
	}
	if (!any && !d->skip) {
		dms_splat_line(d, &w->lines[0], w->text);
		dms_smmuv3_line(d, &w->lines[0], w->text);
	}
	/* The rest of a folded message is not looked at again. */
	d->skip = last > end + 1 ? last - end - 1 : d->skip > end + 1 ? d->skip - end - 1 : 0;
	return dms_splat_reach(d) > d->wanted ? dms_splat_reach(d) : d->wanted;
}
