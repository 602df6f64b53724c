/* SPDX-License-Identifier: GPL-2.0 */
/* What diff and merge read: JSON reports, or anything that triage reads. */
#ifndef DMS_LOAD_H
#define DMS_LOAD_H

#include "report/brief.h"

/** dms_load() - add the findings of @path; Return: 0, or negative after a line on stderr */
int dms_load(struct dms_briefs *b, const char *path);

#endif /* DMS_LOAD_H */
