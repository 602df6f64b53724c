/* SPDX-License-Identifier: GPL-2.0 */
/* Which jobs share a boot. */
#ifndef DMS_PLAN_H
#define DMS_PLAN_H

#include <stdbool.h>

#include "runner/job.h"

/**
 * struct dms_batch - jobs for one boot, in their order
 * @alone: the only job brings its own kernel parameters, devices or death
 * @restorable: a guest that starts from a snapshot will do
 */
struct dms_batch {
	struct dms_job **jobs;
	size_t nr;
	bool alone;
	bool restorable;
};

struct dms_plan {
	struct dms_batch *v;
	size_t nr;
	bool snapshots;
};

/**
 * dms_plan_make() - put all jobs that are still to run into batches
 * @jobs: those of one target stand together
 * @parallel: so many boots at once: shared boots are split into as many
 * @snapshots: guests may start from a snapshot
 */
void dms_plan_make(struct dms_plan *plan, struct dms_job *jobs, size_t nr, unsigned int parallel,
		   bool snapshots);

/** dms_plan_add() - one more batch, from @nr @jobs */
void dms_plan_add(struct dms_plan *plan, struct dms_job *const *jobs, size_t nr, bool alone);
void dms_plan_free(struct dms_plan *plan);

#endif /* DMS_PLAN_H */
