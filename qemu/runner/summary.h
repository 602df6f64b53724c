/* SPDX-License-Identifier: GPL-2.0 */
/* The end of a run: a table for people, JSON for programs. */
#ifndef DMS_SUMMARY_H
#define DMS_SUMMARY_H

#include <stdio.h>

#include "runner/run.h"

struct dms_counts {
	size_t pass, fail, skip, error, not_run;
};

struct dms_counts dms_summary_count(const struct dms_run *run);

/** dms_summary_table() - scenarios x platforms, each line after @prefix */
void dms_summary_table(const struct dms_run *run, const char *prefix, FILE *out);

/**
 * dms_summary_write() - summary.txt and summary.json of the run's folder
 * @seconds: wall time of the run
 */
int dms_summary_write(const struct dms_run *run, double seconds);

#endif /* DMS_SUMMARY_H */
