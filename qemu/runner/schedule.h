/* SPDX-License-Identifier: GPL-2.0 */
/* Runs all batches of a plan, several boots at once. */
#ifndef DMS_SCHEDULE_H
#define DMS_SCHEDULE_H

#include "runner/run.h"

/**
 * dms_schedule() - give every job its verdict
 *
 * On SIGINT, SIGTERM and SIGHUP, and when results cannot be written, all guests are
 * killed and the rest stays not run; @run->interrupted or @run->broken says so.
 */
void dms_schedule(struct dms_run *run);

#endif /* DMS_SCHEDULE_H */
