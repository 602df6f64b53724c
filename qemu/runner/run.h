/* SPDX-License-Identifier: GPL-2.0 */
/* One call of `dmascope run`: options and what its parts share. */
#ifndef DMS_RUN_H
#define DMS_RUN_H

#include <stdbool.h>
#include <stdio.h>

#include "base/strbuf.h"
#include "runner/job.h"
#include "runner/results.h"

/**
 * struct dms_run - what all parts of a run share
 * @boot_timeout: seconds until a guest must say hello
 * @timeout:	seconds for each script; 0: what its header says
 * @parallel:	boots at once
 * @jobs:	all jobs; those of one target stand together
 * @snapshots:	guests may start from one
 * @nr_restored: guests that did
 * @nr_done:	jobs that have their verdict
 * @ktap:	where KTAP goes
 * @broken:	results cannot be written: the run ends
 * @interrupted: by a signal
 * @kunit:	the jobs are KUnit's suites, which have KTAP of their own
 * @junit:	what they come to for the run's JUnit file
 */
struct dms_run {
	unsigned int boot_timeout;
	unsigned int timeout;
	unsigned int parallel;
	struct dms_results results;
	struct dms_job *jobs;
	size_t nr_jobs;
	size_t nr_done;
	FILE *ktap;
	unsigned int nr_boots;
	unsigned int nr_restored;
	bool snapshots;
	bool broken;
	bool interrupted;
	bool kunit;
	struct dms_strbuf junit;
};

/** dms_run_done() - @job has its verdict: print it, count it */
void dms_run_done(struct dms_run *run, struct dms_job *job);

#endif /* DMS_RUN_H */
