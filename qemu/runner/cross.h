/* SPDX-License-Identifier: GPL-2.0 */
/* Three witnesses of a fault: facts, kernel log, QEMU's trace. */
#ifndef DMS_CROSS_H
#define DMS_CROSS_H

#include <stdbool.h>

#include "model.h"
#include "runner/expect.h"
#include "runner/facts.h"
#include "runner/strlist.h"
#include "runner/witness.h"

/** dms_cross_is_field() - one of the fields that all three witnesses speak of */
bool dms_cross_is_field(const char *field);

/**
 * dms_cross_finding() - compare what the three say of one fault finding
 * @e: its expect line: its values are the facts; NULL when no line claims it
 *
 * For each field in which they differ, a line in @reasons names the odd one out.
 */
void dms_cross_finding(const struct dms_report *r, const struct dms_finding *f,
		       const struct dms_expect *e, const struct dms_facts *facts,
		       const struct dms_witnesses *w, struct dms_strlist *reasons);

/** dms_cross_missing() - say so when QEMU recorded faults and the kernel log has none */
void dms_cross_missing(const struct dms_report *r, const struct dms_witnesses *w,
		       struct dms_strlist *reasons);

#endif /* DMS_CROSS_H */
