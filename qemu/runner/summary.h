/* SPDX-License-Identifier: GPL-2.0 */
/* The end of a run: summary.txt for people, summary.json for programs. */
#ifndef DMS_SUMMARY_H
#define DMS_SUMMARY_H

#include "runner/matrix.h"
#include "runner/run.h"

/**
 * dms_summary_write() - summary.json of the run's folder
 * @m: the run's table
 */
int dms_summary_write(const struct dms_run *run, const struct dms_matrix *m);

#endif /* DMS_SUMMARY_H */
