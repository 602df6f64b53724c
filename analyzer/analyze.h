/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The analyzer as a library: what `dmascope triage` and the runner call.
 */
#ifndef DMS_ANALYZE_H
#define DMS_ANALYZE_H

#include <stddef.h>
#include <stdio.h>

#include "model.h"

struct dms_analysis;

/** dms_analysis_new() - start an empty analysis; NULL when out of memory. */
struct dms_analysis *dms_analysis_new(void);

/**
 * dms_analysis_add_file() - read one input: a log, a debugfs file or a bundle directory
 * @path: file, directory, or "-" for standard input
 *
 * What the file is, is found from its content.  Return: 0, or a negative errno
 * after one line on stderr has said what is wrong.
 */
int dms_analysis_add_file(struct dms_analysis *a, const char *path);

/** dms_analysis_add_stream() - the same for what is open already; @in stays the caller's */
int dms_analysis_add_stream(struct dms_analysis *a, const char *name, FILE *in);

/**
 * dms_analysis_add_text() - the same for text in memory
 * @name: shown as the input's path
 * @first_line: number of the first line of @text within @name (1-based), so that
 *              evidence from a slice points into the whole file
 */
int dms_analysis_add_text(struct dms_analysis *a, const char *name, const char *text, size_t len,
			  unsigned long first_line);

/**
 * dms_analysis_set_strict() - make a finding of every report
 *
 * WARN() and lockdep reports without DMA or IOMMU code on their stack are events and no findings,
 * since an ordinary log is full of them.  A test kernel must not print any.
 */
void dms_analysis_set_strict(struct dms_analysis *a);

/**
 * dms_analysis_set_sieve_after() - from which byte of a log on only lines that look like it are read
 * @bytes: 0: from the first; default 1 MiB
 *
 * It changes the speed and not the report.
 */
void dms_analysis_set_sieve_after(struct dms_analysis *a, unsigned long long bytes);

/**
 * dms_analysis_set_separate() - the inputs are of several machines
 *
 * Otherwise two or more inputs that each hold a list of live mappings or counters are taken for
 * snapshots of one machine, in this order, and compared.
 */
void dms_analysis_set_separate(struct dms_analysis *a);

/**
 * dms_analysis_finish() - diagnose
 *
 * Return: the report, owned by @a and valid until dms_analysis_free(); NULL when out of memory.
 */
const struct dms_report *dms_analysis_finish(struct dms_analysis *a);

void dms_analysis_free(struct dms_analysis *a);

/* Printers; each returns 0 or a negative errno when @out could not be written. */
enum dms_format {
	DMS_FORMAT_TEXT,
	DMS_FORMAT_JSON,
	DMS_FORMAT_NDJSON,
	DMS_FORMAT_HTML,
	DMS_FORMAT_SARIF,
	DMS_FORMAT_JUNIT,
};

/**
 * struct dms_print_options - how to print
 * @min_severity: leave out findings below it
 * @events: print events instead of findings
 * @color: ANSI colours, for terminals only
 * @no_summary: the findings alone, when more of them will follow
 */
struct dms_print_options {
	enum dms_severity min_severity;
	int events;
	int color;
	int no_summary;
};

int dms_report_print(const struct dms_report *r, enum dms_format format,
		     const struct dms_print_options *opt, FILE *out);

const char *dms_severity_name(enum dms_severity s);
/** dms_severity_parse() - Return: the severity, or -1. */
int dms_severity_parse(const char *name);
const char *dms_confidence_name(enum dms_confidence c);
/** dms_cause_headline() - what the title of a finding says of this cause; never NULL */
const char *dms_cause_headline(const char *cause);

#endif /* DMS_ANALYZE_H */
