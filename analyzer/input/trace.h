/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Trace records, from a trace.dat file and from lines of ftrace text: one shape for both.
 * What a record means is the catalogue's business.
 */
#ifndef DMS_TRACE_H
#define DMS_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The largest of our events has fourteen fields. */
#define DMS_TRACE_VALUES 24

/**
 * struct dms_trace_value - one field of a binary record
 * @text:	a string, an array as "{0x1,0x2}", or a number in decimal
 */
struct dms_trace_value {
	const char *name;
	const char *text;
	uint64_t num;
	bool is_num;
};

/**
 * struct dms_trace_record - one event as it was traced
 * @line:	its line, or its number in the file, from 1
 * @time:	seconds on the trace's clock; negative when the clock counts something else
 * @relative:	@time counts from when the buffer was last cleared, not from boot
 * @system:	NULL where the text does not say it
 * @text:	what the event's format printed; NULL for a binary record
 * @values:	fields of a binary record
 */
struct dms_trace_record {
	unsigned long line;
	double time;
	bool relative;
	unsigned int cpu;
	long pid;
	char comm[32];
	char system[32];
	char event[64];
	const char *text;
	struct dms_trace_value values[DMS_TRACE_VALUES];
	unsigned int nr_values;
};

/**
 * dms_trace_line() - one line of ftrace text, without a log's prefix
 * @line: terminated; @r->text will point into it
 *
 * All layouts of kernel/trace/trace.c and trace_output.c (with and without the flags and the
 * thread group, latency-format, verbose), `trace-cmd report` and `perf script`.
 * Return: false when it is none.
 */
bool dms_trace_line(const char *line, struct dms_trace_record *r);

/** dms_trace_sniff() - does a file that begins so consist of ftrace text? */
bool dms_trace_sniff(const char *head, size_t len);

/**
 * struct dms_trace_sink - who takes the records of a trace.dat
 * @wants:	is this event of interest?  Called in the process that reads the file.
 * @clock:	called once, before any record; "" when the file does not say
 * @lost:	records are missing in front of number @line; @count 0: unknown how many
 */
struct dms_trace_sink {
	void *ctx;
	bool (*wants)(const char *system, const char *event);
	void (*clock)(void *ctx, const char *clock);
	void (*record)(void *ctx, const struct dms_trace_record *r);
	void (*lost)(void *ctx, unsigned long line, unsigned long count);
};

/**
 * dms_trace_dat_read() - read a trace.dat with libtracecmd, in a process of its own
 * @fd: a regular file
 * @own: the file is the caller's temporary copy and may be made longer
 * @records: set to how many were read, wanted or not
 *
 * The library was not written for hostile files: what it does to its process is its own affair.
 * Return: NULL, or what went wrong ("is damaged"); static storage.
 */
const char *dms_trace_dat_read(int fd, bool own, const struct dms_trace_sink *sink,
			       unsigned long *records);

/* ---- trace_child.c, for trace_dat.c only ---- */

/* A frame on the pipe: a head, then @len bytes of strings, each with its end. */
#define DMS_TRACE_FRAME_MAX 32768

enum dms_trace_frame_type {
	DMS_TRACE_CLOCK = 'C',	/* name */
	DMS_TRACE_RECORD = 'R',	/* number, ns, cpu, pid, comm, system, event, then name, value ... */
	DMS_TRACE_LOST = 'L',	/* number, count */
	DMS_TRACE_END = 'E',	/* number of records */
};

struct dms_trace_frame {
	uint32_t type;
	uint32_t len;
};

/** dms_trace_child() - the reading process: frames go to @out; does not return */
void dms_trace_child(int fd, int out, bool (*wants)(const char *system, const char *event))
	__attribute__((noreturn));

#endif /* DMS_TRACE_H */
