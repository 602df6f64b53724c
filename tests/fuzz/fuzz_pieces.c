// SPDX-License-Identifier: GPL-2.0
/*
 * A pipe delivers a log in pieces of any size.  The same log in one piece and cut at random places
 * must give the same report.
 */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "diagnose/diagnose.h"
#include "fuzz.h"
#include "history/history.h"

/* One way of reading the log. */
struct reading {
	struct dms_report report;
	struct dms_history history;
	struct dms_decoder *decoder;
	struct dms_strbuf lines;
};

static unsigned long take_window(void *ctx, const struct dms_window *w)
{
	struct reading *r = ctx;
	const struct dms_line *l = &w->lines[0];

	dms_strbuf_printf(&r->lines, "%lu:%u:%d:%.*s\n", l->nr, l->boot, l->stamped, (int)l->len,
			  w->text);
	if (dms_history_window(&r->history, w))
		return 0;
	return dms_decoder_window(r->decoder, w);
}

/* A few bytes, some lines, or just not the end of the line. */
static size_t pick_piece(const char *data, size_t size, uint64_t *state)
{
	const char *nl;

	switch (fuzz_below(state, 4)) {
	case 0:
		return 1 + fuzz_below(state, 20000);
	case 1:
		nl = memchr(data, '\n', size);
		return nl && nl > data ? (size_t)(nl - data) : 1;
	default:
		return 1 + fuzz_below(state, 40);
	}
}

/* @state NULL: in one piece. */
static char *read_log(const char *data, size_t size, uint64_t *state, size_t *len)
{
	struct dms_input input = { .path = (char *)"dmesg", .type = "kernel-log" };
	struct reading r = { .report = { .inputs = &input, .nr_inputs = 1 } };
	struct dms_print_options opt = { 0 };
	struct dms_seen *seen = dms_seen_new();
	struct dms_stream *s = dms_stream_new(take_window, &r, 1);
	char *json;
	size_t n;

	r.decoder = dms_decoder_new(&r.report, 0, seen);
	dms_stream_begin(s, data, size);
	for (; size; data += n, size -= n) {
		n = state ? pick_piece(data, size, state) : size;
		if (n > size)
			n = size;
		dms_stream_feed(s, data, n);
	}
	input.lines = dms_stream_end(s, &input.boots);
	dms_decoder_end(r.decoder);
	dms_history_sort(&r.history);
	dms_diagnose(&r.report, &r.history, false);
	json = fuzz_print(&r.report, DMS_FORMAT_JSON, &opt, len);
	free(input.note);
	/* The input is no one's to free. */
	r.report.inputs = NULL;
	r.report.nr_inputs = 0;
	dms_strbuf_puts(&r.lines, json);
	*len = r.lines.len;
	free(json);
	dms_report_clear(&r.report);
	dms_history_clear(&r.history);
	dms_seen_free(seen);
	return dms_strbuf_take(&r.lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t state = size;
	size_t i, whole_len, len;
	char *whole, *cut;

	for (i = 0; i < size; i++)
		state = state * 31 + data[i];
	whole = read_log((const char *)data, size, NULL, &whole_len);
	for (i = 0; i < 2; i++) {
		cut = read_log((const char *)data, size, &state, &len);
		fuzz_check(len == whole_len && !memcmp(whole, cut, len),
			   "whole:\n%s\nin pieces:\n%s", whole, cut);
		free(cut);
	}
	free(whole);
	return 0;
}
