/* SPDX-License-Identifier: GPL-2.0 */
/* What is kept of a job's findings once its analysis is gone. */
#ifndef DMS_FOUND_H
#define DMS_FOUND_H

#include <stdbool.h>
#include <stddef.h>

#include "model.h"

enum dms_found_when { DMS_FOUND_BOOT, DMS_FOUND_SCRIPT, DMS_FOUND_AFTER };

/**
 * struct dms_found - a finding
 * @when:	before the boot's first scenario, in the script, after its end
 * @expected:	a line of the scenario, the platform or the kernel speaks of it
 *
 * Texts are escaped (dms_escape()) and never NULL.
 */
struct dms_found {
	enum dms_severity severity;
	enum dms_found_when when;
	bool expected;
	unsigned long count;
	char *kind, *cause, *title, *device;
};

struct dms_found_list {
	struct dms_found *v;
	size_t nr;
};

/** dms_found_add() - one more at the end, its texts copied */
void dms_found_add(struct dms_found_list *l, const struct dms_found *s);

/** dms_found_add_report() - all findings of @r; @expected: one for each, NULL: none is */
void dms_found_add_report(struct dms_found_list *l, const struct dms_report *r,
			  enum dms_found_when when, const bool *expected);

/** dms_found_when_name() - "boot", "script", "after" */
const char *dms_found_when_name(enum dms_found_when when);
void dms_found_free(struct dms_found_list *l);

#endif /* DMS_FOUND_H */
