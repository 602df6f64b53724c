/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stage 1: find out what a file is, and yield its lines in a shape in which the
 * catalogue can look for messages.  Memory is bounded whatever the file's size.
 */
#ifndef DMS_INPUT_H
#define DMS_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What dms_input_sniff() found. */
enum dms_input_type {
	DMS_INPUT_LOG,
	DMS_INPUT_DMA_DUMP,
	DMS_INPUT_DEBUGFS,	/* counters, registers, tables: also as grep and tail print them */
	DMS_INPUT_COMPRESSED,
	DMS_INPUT_TAR,
	DMS_INPUT_TRACE,	/* trace.dat */
	DMS_INPUT_TRACE_TEXT,
	DMS_INPUT_BINARY,
	DMS_INPUT_REPORT,	/* one of our own: it quotes lines that were counted already */
	DMS_INPUT_EMPTY,
};

/** dms_input_sniff() - what is it, judged by the first bytes of its content */
enum dms_input_type dms_input_sniff(const char *head, size_t len);
/** dms_input_type_name() - the name used in reports */
const char *dms_input_type_name(enum dms_input_type type);

/* In a window, '\n' is a fold that may continue a message, this is the start of a new record. */
#define DMS_RECORD_SEP '\x1e'

/* A message may be folded over this many lines; longer lines are read in pieces. */
#define DMS_JOIN_LINES 6
#define DMS_LINE_MAX 16384

/**
 * struct dms_line - one cleaned line
 * @start, @len: where it lies in the window's text
 * @nr:		1-based line number in the file
 * @time:	seconds since boot, negative when unknown
 * @stamped:	it has a prefix of its own, so it cannot be the tail of a folded line
 * @raw:	the line as it was (NUL bytes replaced), without its end
 * @boot:	which boot of this file it belongs to, from 0
 * @marked:	a message may begin or go on here; false: the sieve saw that none does
 */
struct dms_line {
	size_t start, len;
	unsigned long nr;
	unsigned int boot;
	double time;
	bool stamped;
	bool marked;
	const char *raw;
};

/**
 * struct dms_window - a line and what follows it
 * @text:	cleaned text: the line, then up to DMS_JOIN_LINES - 1 more, each after
 *		'\n' or DMS_RECORD_SEP; NUL-terminated
 * @len:	length of all of it
 * @lines:	the lines; @start counts from @text
 */
struct dms_window {
	const char *text;
	size_t len;
	struct dms_line lines[DMS_JOIN_LINES];
	unsigned int nr_lines;
};

/**
 * dms_window_fn - called once for every line of the input, in order
 *
 * Return: number of the last line that it must see whatever is in it, since it belongs to what was
 * found; 0: none.
 */
typedef unsigned long (*dms_window_fn)(void *ctx, const struct dms_window *w);

struct dms_stream;

/** dms_stream_new() - lines go in, windows come out; @first_line numbers the first */
struct dms_stream *dms_stream_new(dms_window_fn fn, void *ctx, unsigned long first_line);
/** dms_stream_begin() - how it begins, for what is told from more than a line; optional */
void dms_stream_begin(struct dms_stream *s, const char *head, size_t len);
/** dms_stream_feed() - any piece of the input, cut anywhere */
void dms_stream_feed(struct dms_stream *s, const char *data, size_t len);
/** dms_stream_mark() - what dms_line.marked says of the lines to come; at first true */
void dms_stream_mark(struct dms_stream *s, bool marked);
/** dms_stream_flush() - no later line belongs to those that were fed; only at the end of a line */
void dms_stream_flush(struct dms_stream *s);
/** dms_stream_skip() - @n lines are left out; only at the end of a line */
void dms_stream_skip(struct dms_stream *s, unsigned long n);
/** dms_stream_wants() - must the next line be fed, whatever is in it? */
bool dms_stream_wants(const struct dms_stream *s);
/** dms_stream_end() - flush and free; @boots: set to their number; Return: number of lines */
unsigned long dms_stream_end(struct dms_stream *s, unsigned int *boots);

/**
 * dms_clean_line() - strip what transport put around a kernel line
 * @raw: the line; @out: room for @len + 1 bytes
 * @time: set to the time stamp, or -1
 * @stamped: set when a record starts here
 *
 * Quoting, syslog and journal prefixes, levels, caller ids, colours, carriage returns and
 * no-break spaces go.  Return: length of the text in @out.
 */
size_t dms_clean_line(const char *raw, size_t len, char *out, double *time, bool *stamped);

/**
 * struct dms_boots - tells boots in one file apart
 * @high, @last: largest and last stamp of this boot, negative: none yet
 * @up, @down:	stamps that went on and that fell back
 */
struct dms_boots {
	unsigned int boot;
	bool banner;
	unsigned long lines, up, down;
	double high, last;
};

/** dms_boots_line() - @time: stamp of the line, negative: none; Return: its boot, from 0 */
unsigned int dms_boots_line(struct dms_boots *b, const char *text, double time);

/** dms_host_of() - Return: the host that the prefix of an uncleaned line names, a new string; or NULL */
char *dms_host_of(const char *line);

/** dms_stamp_before() - seconds of the last "[ts]" that ends before @end, or -1 */
double dms_stamp_before(const char *text, size_t end);

#endif /* DMS_INPUT_H */
