// SPDX-License-Identifier: GPL-2.0
/*
 * Bytes in, windows out.  Cleaned lines lie one behind the other in one sliding
 * buffer, so that a line and what follows it is simply a pointer into it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "input.h"
#include "unwrap.h"

#define TEXT_MAX ((DMS_LINE_MAX + DMS_STAMP_LEN + 2) * (DMS_JOIN_LINES + 2))

struct dms_stream {
	dms_window_fn fn;
	void *ctx;
	unsigned long first_nr, next_nr;
	char *text;			/* cleaned lines with their separators */
	size_t len;
	struct dms_line lines[DMS_JOIN_LINES];
	char *raw[DMS_JOIN_LINES];	/* one buffer for each slot of @lines */
	unsigned int nr_lines;
	char *partial;			/* the line that is still growing */
	size_t partial_len;
	bool continued;			/* @partial is not the first piece of its line */
	unsigned long joined;		/* lines that a carrier had broken @partial into, but one */
	bool started, marked;
	unsigned long needed;		/* the line up to which nothing may be skipped */
	struct dms_boots boots;
	struct dms_carrier carrier;
};

struct dms_stream *dms_stream_new(dms_window_fn fn, void *ctx, unsigned long first_line)
{
	struct dms_stream *s = dms_alloc(sizeof(*s));
	int i;

	s->fn = fn;
	s->ctx = ctx;
	s->first_nr = first_line;
	s->next_nr = first_line;
	s->marked = true;
	s->boots.high = s->boots.last = -1;
	s->text = dms_alloc(TEXT_MAX);
	s->partial = dms_alloc(DMS_LINE_MAX);
	for (i = 0; i < DMS_JOIN_LINES; i++)
		s->raw[i] = dms_alloc(DMS_LINE_MAX + 1);
	return s;
}

static void emit_oldest(struct dms_stream *s)
{
	struct dms_window w = { .nr_lines = s->nr_lines };
	size_t base = s->lines[0].start;
	unsigned long needed;
	unsigned int i;
	char *raw0;

	w.text = s->text + base;
	w.len = s->len - base;
	for (i = 0; i < s->nr_lines; i++) {
		w.lines[i] = s->lines[i];
		w.lines[i].start -= base;
		w.lines[i].raw = s->raw[i];
	}
	needed = s->fn(s->ctx, &w);
	if (needed > s->needed)
		s->needed = needed;

	raw0 = s->raw[0];
	s->nr_lines--;
	memmove(s->lines, s->lines + 1, s->nr_lines * sizeof(s->lines[0]));
	memmove(s->raw, s->raw + 1, (DMS_JOIN_LINES - 1) * sizeof(s->raw[0]));
	s->raw[DMS_JOIN_LINES - 1] = raw0;
	if (!s->nr_lines)
		s->len = 0;
}

static void make_room(struct dms_stream *s)
{
	size_t base, i;

	if (s->len + DMS_LINE_MAX + DMS_STAMP_LEN + 2 < TEXT_MAX)
		return;
	base = s->nr_lines ? s->lines[0].start : s->len;
	memmove(s->text, s->text + base, s->len - base);
	s->len -= base;
	for (i = 0; i < s->nr_lines; i++)
		s->lines[i].start -= base;
}

static void push_line(struct dms_stream *s, bool ends)
{
	struct dms_line *l;
	const char *plain;
	char *raw;
	size_t i, n = s->partial_len, plain_len;

	make_room(s);
	l = &s->lines[s->nr_lines];
	raw = s->raw[s->nr_lines];
	for (i = 0; i < n; i++)
		raw[i] = s->partial[i] ? s->partial[i] : ' ';
	while (n && raw[n - 1] == '\r')
		n--;
	raw[n] = '\0';
	if (s->nr_lines)
		s->len++;
	l->start = s->len;
	l->nr = s->next_nr;
	plain_len = dms_unwrap_line(&s->carrier, raw, n, &plain);
	l->len = dms_clean_line(plain, plain_len, s->text + s->len, &l->time, &l->stamped);
	l->boot = dms_boots_line(&s->boots, s->text + s->len, l->time);
	l->marked = s->marked;
	if (s->continued)
		l->stamped = false;
	if (s->nr_lines)
		s->text[l->start - 1] = l->stamped ? DMS_RECORD_SEP : '\n';
	s->len += l->len;
	s->nr_lines++;
	s->partial_len = 0;
	s->continued = !ends;
	if (ends)
		s->next_nr += 1 + s->joined;
	s->joined = ends ? 0 : s->joined;
	if (s->nr_lines == DMS_JOIN_LINES)
		emit_oldest(s);
}

static void end_line(struct dms_stream *s)
{
	if (dms_qp_soft_break(&s->carrier, s->partial, &s->partial_len))
		s->joined++;
	else
		push_line(s, true);
}

void dms_stream_begin(struct dms_stream *s, const char *head, size_t len)
{
	s->carrier.quoted_printable = dms_is_quoted_printable(head, len);
	s->started = true;
}

void dms_stream_feed(struct dms_stream *s, const char *data, size_t len)
{
	if (!s->started)
		dms_stream_begin(s, data, len);
	while (len) {
		const char *nl = memchr(data, '\n', len);
		size_t n = nl ? (size_t)(nl - data) : len;

		/* Only now is it known whether the line goes on: a piece may end in front of '\n'. */
		if (s->partial_len == DMS_LINE_MAX && n)
			push_line(s, false);
		if (n > DMS_LINE_MAX - s->partial_len)
			n = DMS_LINE_MAX - s->partial_len;
		memcpy(s->partial + s->partial_len, data, n);
		s->partial_len += n;
		data += n;
		len -= n;
		if (len && *data == '\n') {
			end_line(s);
			data++;
			len--;
		}
	}
}

void dms_stream_mark(struct dms_stream *s, bool marked)
{
	s->marked = marked;
}

void dms_stream_flush(struct dms_stream *s)
{
	while (s->nr_lines)
		emit_oldest(s);
}

void dms_stream_skip(struct dms_stream *s, unsigned long n)
{
	dms_stream_flush(s);
	s->next_nr += n;
	s->boots.lines += n;
}

bool dms_stream_wants(const struct dms_stream *s)
{
	return s->next_nr <= s->needed;
}

unsigned long dms_stream_end(struct dms_stream *s, unsigned int *boots)
{
	unsigned long lines;
	int i;

	if (s->partial_len || s->continued || s->joined)
		push_line(s, true);
	lines = s->next_nr - s->first_nr;
	*boots = s->boots.boot + 1;
	while (s->nr_lines)
		emit_oldest(s);
	for (i = 0; i < DMS_JOIN_LINES; i++)
		free(s->raw[i]);
	free(s->partial);
	free(s->text);
	free(s);
	return lines;
}
