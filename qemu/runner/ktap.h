/* SPDX-License-Identifier: GPL-2.0 */
/* KTAP: Documentation/dev-tools/ktap.rst. */
#ifndef DMS_KTAP_H
#define DMS_KTAP_H

#include <stddef.h>
#include <stdio.h>

#include "runner/job.h"

/** dms_ktap_plan() - version and plan lines */
void dms_ktap_plan(FILE *out, size_t nr);
/** dms_ktap_target() - what is tested, as a diagnostic line */
void dms_ktap_target(FILE *out, const struct dms_target *t);
/** dms_ktap_result() - result line @number of @job, reasons above it */
void dms_ktap_result(FILE *out, size_t number, const struct dms_job *job);

/** dms_progress() - one line on stderr that replaces itself; only on a terminal */
void dms_progress(size_t done, size_t all, const char *what);
/** dms_progress_clear() - remove it before other output */
void dms_progress_clear(void);

#endif /* DMS_KTAP_H */
