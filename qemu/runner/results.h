/* SPDX-License-Identifier: GPL-2.0 */
/* results/<run>/: what a run leaves for people and programs. */
#ifndef DMS_RESULTS_H
#define DMS_RESULTS_H

#include <stdbool.h>

#include "analyze.h"
#include "runner/job.h"

/**
 * struct dms_results - where results go
 * @top:	"results", or what --results said
 * @dir:	@top/<run>
 */
struct dms_results {
	char *top;
	char *run;
	char *dir;
};

/** dms_results_open() - make a new run's folder; 0, or -1 after one line on stderr */
int dms_results_open(struct dms_results *r, const char *top);
void dms_results_free(struct dms_results *r);

/** dms_results_job_dir() - make the folder of a job (once); NULL after one line on stderr */
char *dms_results_job_dir(struct dms_results *r, struct dms_job *job);

/** dms_results_boot_dir() - make a folder for boot @number of a platform; to free */
char *dms_results_boot_dir(struct dms_results *r, const struct dms_target *t, unsigned int number);

/**
 * dms_results_save() - write all that belongs to one job
 * @boot_dir: where its boot's whole console is
 * @report: analysis of the record, or NULL
 */
int dms_results_save(struct dms_results *r, struct dms_job *job, const struct dms_record *rec,
		     const char *boot_dir, const struct dms_report *report);

/** dms_results_latest() - point @top/latest at this run */
int dms_results_latest(const struct dms_results *r);

/** dms_results_prune() - remove the oldest runs beyond the newest few */
void dms_results_prune(const struct dms_results *r);

#endif /* DMS_RESULTS_H */
