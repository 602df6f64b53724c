/* SPDX-License-Identifier: GPL-2.0 */
/* The verdict: expectations against findings, facts and QEMU's trace. */
#ifndef DMS_VERDICT_H
#define DMS_VERDICT_H

#include "analyze.h"
#include "runner/job.h"

/**
 * dms_verdict_give() - decide @job from what it left behind
 * @analysis: set to the analysis of its console and bundle, so that reports can
 *	      be printed from it; to free.  NULL where the job has a judge of its own
 *
 * Sets the job's verdict, its reasons and what was found.
 */
void dms_verdict_give(struct dms_job *job, const struct dms_record *rec,
	       struct dms_analysis **analysis, const struct dms_report **report);

/**
 * dms_verdict_quiet() - what must not have a finding: the boot, what follows a scenario
 * @name, @first_line: where the text comes from
 * @found: takes the findings when not all of them are allowed
 *
 * "allow" lines of platform and kernel are honoured.
 * Return: what was found, to free; NULL: nothing.
 */
char *dms_verdict_quiet(struct dms_target *t, const char *name, const char *text, size_t len,
			unsigned long first_line, struct dms_found_list *found);

/** dms_verdict_panic() - title of the panic that @text tells of, to free; NULL: none */
char *dms_verdict_panic(const char *text, size_t len);

#endif /* DMS_VERDICT_H */
