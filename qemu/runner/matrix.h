/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A run as one table: scenarios x targets.  It is made from a run or read back from what a run
 * left; everything printed is a view of it.
 */
#ifndef DMS_MATRIX_H
#define DMS_MATRIX_H

#include <stdbool.h>
#include <stdio.h>

#include "runner/run.h"

/** struct dms_matrix_target - one column; @skip: why nothing could run there, or "" */
struct dms_matrix_target {
	char *name;
	char *platform, *description, *arch;
	char *kernel, *release;
	char *qemu, *accel;
	char *skip;
};

/** struct dms_matrix_scenario - one row */
struct dms_matrix_scenario {
	char *id, *description;
};

/**
 * struct dms_matrix_cell - a scenario on a target
 * @present:	it belongs to the run; not so for another shard's
 * @folder:	of its results, relative to the run's; "" when it has none
 * @report:	the page about it, relative to the run's folder; "" when it has none
 */
struct dms_matrix_cell {
	bool present;
	enum dms_verdict verdict;
	double seconds;
	char *folder, *report;
	struct dms_strlist reasons;
	struct dms_found_list found;
};

/** struct dms_counts - cells by verdict; @unexpected: findings of which no line speaks */
struct dms_counts {
	size_t cells, pass, fail, skip, error, not_run, unexpected;
};

/**
 * struct dms_matrix - the table
 * @dir:	the run's folder, as the user can name it
 * @seconds:	wall time of the run, set-up left out
 * @cores:	processors of the machine it ran on
 * @boots, @restored: guests that booted, and that started from a snapshot
 * @cells:	row by row
 *
 * Texts but @dir are escaped (dms_escape()) when they come in, and never NULL.
 */
struct dms_matrix {
	char *dir, *run;
	double seconds;
	unsigned int cores, boots, restored;
	bool interrupted;
	struct dms_matrix_target *targets;
	size_t nr_targets;
	struct dms_matrix_scenario *scenarios;
	size_t nr_scenarios;
	struct dms_matrix_cell *cells;
};

enum dms_matrix_format {
	DMS_MATRIX_NONE,
	DMS_MATRIX_TEXT,
	DMS_MATRIX_HTML,
	DMS_MATRIX_JSON,
};

void dms_matrix_of_run(struct dms_matrix *m, const struct dms_run *run, double seconds);

/** dms_matrix_load() - from the folder that a run left; 0, or -1 after one line on stderr */
int dms_matrix_load(struct dms_matrix *m, const char *dir);
void dms_matrix_free(struct dms_matrix *m);

struct dms_matrix_cell *dms_matrix_cell(const struct dms_matrix *m, size_t scenario,
					size_t target);
struct dms_counts dms_matrix_count(const struct dms_matrix *m);

/** dms_matrix_status() - the exit status that the run's verdicts ask for */
int dms_matrix_status(const struct dms_matrix *m);

/** dms_matrix_skips() - the reasons for SKIP, each once; a cell shows its number, from 1 */
void dms_matrix_skips(const struct dms_matrix *m, struct dms_strlist *reasons);
/** dms_matrix_skip_number() - 0: it is no SKIP */
size_t dms_matrix_skip_number(const struct dms_strlist *reasons, const struct dms_matrix_cell *c);

/** dms_matrix_finding() - "high vtd-fault, use-after-unmap", to free */
char *dms_matrix_finding(const struct dms_found *s);

/** dms_matrix_print() - Return: 0, or -1 when @out could not be written */
int dms_matrix_print(const struct dms_matrix *m, enum dms_matrix_format format, FILE *out);

/** dms_matrix_grid() - the verdicts and what the run was, each line after @prefix */
void dms_matrix_grid(const struct dms_matrix *m, const char *prefix, FILE *out);
void dms_matrix_text(const struct dms_matrix *m, FILE *out);
/** dms_matrix_html() - @links: where the run's folder is, seen from the page; "": beside it */
void dms_matrix_html(const struct dms_matrix *m, const char *links, FILE *out);
void dms_matrix_json(const struct dms_matrix *m, FILE *out);

/**
 * dms_matrix_write() - the run's own matrix.json, matrix.html and summary.txt
 * Return: 0, or -1 after one line on stderr.
 */
int dms_matrix_write(const struct dms_matrix *m);

#endif /* DMS_MATRIX_H */
