// SPDX-License-Identifier: GPL-2.0
/*
 * What the sieve leaves out says nothing: with it and without it one log gives one report.  Logs are
 * made from the catalogue's formats, in the shapes in which transport leaves them, between lines
 * that say nothing.
 */
#include "base/strbuf.h"
#include "input/input.h"
#include "input/pump.h"
#include "input/sieve.h"
#include "render.h"
#include "util.h"

#define NEVER (~0ull)

/* One clock for all lines, so that no other boot seems to begin: "    1.000000". */
static const char *next_stamp(void)
{
	static unsigned int ms = 1000;
	static char stamp[32];

	snprintf(stamp, sizeof(stamp), "%5u.%03u000", ms / 1000, ms % 1000);
	ms++;
	return stamp;
}

static void add_noise(struct dms_strbuf *b, unsigned int lines)
{
	for (; lines; lines--)
		dms_strbuf_printf(b, "[%s] usb 1-1: new device number %u using xhci_hcd\n",
				  next_stamp(), lines % 100);
}

static char *report_of(const char *log, size_t len, unsigned long long after)
{
	struct dms_print_options opt = { 0 };
	struct dms_analysis *a = dms_analysis_new();
	FILE *in = fmemopen((void *)log, len, "r"), *out;
	char *text;
	size_t n;

	dms_analysis_set_sieve_after(a, after);
	dms_analysis_add_stream(a, "log", in);
	out = open_memstream(&text, &n);
	dms_report_print(dms_analysis_finish(a), DMS_FORMAT_JSON, &opt, out);
	fclose(out);
	fclose(in);
	dms_analysis_free(a);
	return text;
}

static bool same_report(const struct dms_strbuf *log)
{
	char *whole = report_of(log->s, log->len, NEVER), *sieved = report_of(log->s, log->len, 0);
	bool same = !strcmp(whole, sieved);

	if (!same) {
		const char *p = whole, *q = sieved;

		while (*p == *q)
			p++, q++;
		printf("# whole:  %.200s\n# sieved: %.200s\n", p, q);
	}
	free(whole);
	free(sieved);
	return same;
}

/* ---- every message in every shape ---- */

/* @message as one shape of transport leaves it */
typedef void (*shape_fn)(struct dms_strbuf *b, const char *message);

static void as_it_is(struct dms_strbuf *b, const char *message)
{
	dms_strbuf_printf(b, "[%s] %s\n", next_stamp(), message);
}

static void with_crlf(struct dms_strbuf *b, const char *message)
{
	dms_strbuf_printf(b, "<4>[%s] %s\r\n", next_stamp(), message);
}

static void with_tabs(struct dms_strbuf *b, const char *message)
{
	as_it_is(b, message);
	for (char *p = strrchr(b->s, ']'); *p; p++)
		if (*p == ' ')
			*p = '\t';
}

static void with_colour(struct dms_strbuf *b, const char *message)
{
	size_t half = strlen(message) / 2;

	dms_strbuf_printf(b, "\x1b[32m[%s] \x1b[0m%.*s\x1b[1m%s\x1b[0m\n", next_stamp(), (int)half,
			  message, message + half);
}

static void each(struct dms_strbuf *b, const char *message, char from, const char *to)
{
	dms_strbuf_printf(b, "[%s] ", next_stamp());
	for (; *message; message++)
		if (*message == from)
			dms_strbuf_puts(b, to);
		else
			dms_strbuf_add(b, message, 1);
	dms_strbuf_puts(b, "\n");
}

static void with_no_break_spaces(struct dms_strbuf *b, const char *message)
{
	each(b, message, ' ', "\xc2\xa0");
}

static void as_html(struct dms_strbuf *b, const char *message)
{
	each(b, message, ' ', "&nbsp;");
}

static void in_a_tag(struct dms_strbuf *b, const char *message)
{
	size_t half = strlen(message) / 2;

	dms_strbuf_printf(b, "<pre>[%s] %.*s<b>%s</b></pre>\n", next_stamp(), (int)half,
			  message, message + half);
}

static void as_journal_json(struct dms_strbuf *b, const char *message)
{
	dms_strbuf_printf(b, "{\"_SOURCE_MONOTONIC_TIMESTAMP\":\"%llu\",\"MESSAGE\":\"",
			  (unsigned long long)(strtod(next_stamp(), NULL) * 1e6));
	for (; *message; message++) {
		if (*message == '"' || *message == '\\')
			dms_strbuf_puts(b, "\\");
		dms_strbuf_add(b, message, 1);
	}
	dms_strbuf_puts(b, "\"}\n");
}

static void as_kmsg(struct dms_strbuf *b, const char *message)
{
	dms_strbuf_printf(b, "4,77,%llu,-;%s\n",
			  (unsigned long long)(strtod(next_stamp(), NULL) * 1e6), message);
}

/* Folded at each blank near column @width, as mailers do. */
static void fold(struct dms_strbuf *b, const char *message, const char *quote, size_t width)
{
	size_t column = 15;

	dms_strbuf_printf(b, "%s[%s] ", quote, next_stamp());
	for (; *message; message++, column++) {
		if (*message == ' ' && message[1] && column + strcspn(message + 1, "\n ") > width) {
			dms_strbuf_printf(b, "\n%s", quote);
			column = 0;
		} else {
			dms_strbuf_add(b, message, 1);
		}
	}
	dms_strbuf_puts(b, "\n");
}

static void folded(struct dms_strbuf *b, const char *message)
{
	fold(b, message, "", 40);
}

static void quoted_and_folded(struct dms_strbuf *b, const char *message)
{
	fold(b, message, "> ", 52);
}

static void cut_off(struct dms_strbuf *b, const char *message)
{
	dms_strbuf_printf(b, "[%s] %.*s\n", next_stamp(), (int)(strlen(message) * 3 / 4),
			  message);
}

static const struct {
	const char *name;
	shape_fn make;
} shapes[] = {
	{ "as it is", as_it_is },
	{ "CRLF", with_crlf },
	{ "tabs", with_tabs },
	{ "colours", with_colour },
	{ "no-break spaces", with_no_break_spaces },
	{ "HTML entities", as_html },
	{ "HTML tags", in_a_tag },
	{ "journalctl -o json", as_journal_json },
	{ "/dev/kmsg", as_kmsg },
	{ "folded", folded },
	{ "quoted and folded", quoted_and_folded },
	{ "cut off", cut_off },
};

/* A message's own line breaks begin records of their own. */
static void add_records(struct dms_strbuf *b, const struct dms_message *m, shape_fn make)
{
	char want[DMS_MAX_CONVS][64], *line, *save;
	struct dms_strbuf text = { 0 };

	render_message(m, &text, want);
	for (line = strtok_r(text.s, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		make(b, line);
	dms_strbuf_free(&text);
}

static void check_shapes(void)
{
	size_t shape, i, k;

	for (shape = 0; shape < sizeof(shapes) / sizeof(*shapes); shape++) {
		for (i = 0; i < dms_nr_subsystems; i++) {
			struct dms_strbuf log = { 0 };

			for (k = 0; k < dms_subsystems[i]->nr; k++) {
				add_noise(&log, 25);
				add_records(&log, &dms_subsystems[i]->messages[k],
					    shapes[shape].make);
			}
			add_noise(&log, 25);
			ok(same_report(&log), "%s: %s", shapes[shape].name, dms_subsystems[i]->name);
			dms_strbuf_free(&log);
		}
	}
}

/* ---- what only the sieve does ---- */

static const char fault[] =
	"[ 9000.000001] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xdead000 "
	"[fault reason 0x05] PTE Write access is not set\n";

/* The pump's blocks are 1 MiB: the record lies across the edge, byte by byte. */
static void check_edges(void)
{
	const size_t edge = 1024 * 1024;
	unsigned int found = 0, tried = 0;
	size_t at;

	for (at = edge - sizeof(fault) - 2; at < edge + 3; at += 7) {
		struct dms_strbuf log = { 0 };
		char *report;

		add_noise(&log, 1);
		while (log.len + 80 < at)
			add_noise(&log, 1);
		while (log.len + 1 < at)
			dms_strbuf_puts(&log, "x");
		dms_strbuf_puts(&log, "\n");
		dms_strbuf_puts(&log, fault);
		add_noise(&log, 20000);
		report = report_of(log.s, log.len, 0);
		found += strstr(report, "0xdead000") != NULL;
		tried++;
		free(report);
		dms_strbuf_free(&log);
	}
	is_int(found, tried, "a record on the edge of a block is found");
}

static void check_long_lines(void)
{
	struct dms_strbuf log = { 0 };
	size_t i;

	for (i = 0; i < 3000000; i++)
		dms_strbuf_puts(&log, "y");
	dms_strbuf_puts(&log, "\n");
	dms_strbuf_puts(&log, fault);
	for (i = 0; i < 20000; i++)
		dms_strbuf_puts(&log, "z");
	dms_strbuf_puts(&log, fault);
	add_noise(&log, 30000);
	ok(same_report(&log), "lines longer than a block and longer than a line may be");
	dms_strbuf_free(&log);
}

static void check_splat(void)
{
	struct dms_strbuf log = { 0 };
	struct log l;

	add_noise(&log, 500);
	dms_strbuf_puts(&log,
			"[  700.000001] ------------[ cut here ]------------\n"
			"[  700.000002] DMA-API: drv 0000:00:03.0: device driver tries to free DMA memory it has not allocated [device address=0x00000000fffff000] [size=64 bytes]\n"
			"[  700.000003] WARNING: CPU: 1 PID: 77 at kernel/dma/debug.c:1016 check_unmap+0xe0/0x8a0\n"
			"[  700.000004] Call Trace:\n"
			"[  700.000005]  debug_dma_unmap_page+0x5c/0x60\n"
			"[  700.000006]  drv_remove+0x10/0x20 [drv]\n"
			"[  700.000007] ---[ end trace 0000000000000000 ]---\n");
	add_noise(&log, 500);
	ok(same_report(&log), "a backtrace has no word of the catalogue and is read");
	l = log_of(log.s);
	has_str(dms_event_text(first_event(&l), "backtrace"), "drv_remove", "to its end");
	log_free(&l);
	dms_strbuf_free(&log);
}

static void check_boots(void)
{
	struct dms_strbuf log = { 0 };
	char *report;
	unsigned int boot, i;

	for (boot = 0; boot < 3; boot++)
		for (i = 0; i < 30000; i++)
			dms_strbuf_printf(&log, "[%5u.%06u] usb 1-1: device %u\n", i / 100,
					  i % 100 * 10000, i);
	report = report_of(log.s, log.len, 0);
	has_str(report, "\"boots\": 3", "boots are told apart by their clock");
	free(report);
	dms_strbuf_free(&log);
}

/* ---- the pump ---- */

static unsigned long count_window(void *ctx, const struct dms_window *w)
{
	unsigned long *sum = ctx;

	*sum += w->lines[0].nr;
	return 0;
}

static void check_threads(void)
{
	struct dms_sieve *sieve = dms_sieve_new();
	struct dms_strbuf log = { 0 };
	unsigned long sums[4] = { 0 }, lines[4];
	unsigned int threads, boots, i;

	dms_catalogue_sieve(sieve);
	for (i = 0; i < 2000; i++) {
		add_noise(&log, 40);
		dms_strbuf_puts(&log, fault);
	}
	for (threads = 1; threads < 4; threads++) {
		struct dms_pump_options opt = { .sieve = sieve, .threads = threads };
		struct dms_source *src = dms_source_memory(log.s, log.len);
		struct dms_stream *stream = dms_stream_new(count_window, &sums[threads], 1);

		is_u64(dms_pump(src, stream, &opt), log.len, "all bytes are read");
		lines[threads] = dms_stream_end(stream, &boots);
		is_int((long)lines[threads], 2000 * 41, "and all lines are numbered");
		dms_source_close(src);
	}
	ok(sums[1] == sums[2] && sums[2] == sums[3], "the same lines whatever the number of threads");
	ok(sums[1] && sums[1] < 2000ul * 41 * 2000 * 41 / 2 / 4, "and few of them");
	dms_sieve_free(sieve);
	dms_strbuf_free(&log);
}

int main(void)
{
	check_shapes();
	check_edges();
	check_long_lines();
	check_splat();
	check_boots();
	check_threads();
	return tap_done();
}
