// SPDX-License-Identifier: GPL-2.0
/* VT-d's other messages: interrupts, invalidation, table conflicts, firmware. */
#include <string.h>

#include "diagnose/diagnose.h"

static void judge_invalidation(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	if (!strcmp(dms_event_text(e, "reason"), "0xf") || !strcmp(dms_event_text(e, "sid"), "0xffff")) {
		dms_verdict_prove(v, c, 0, 0,
				  "the registers read as all ones: the IOMMU or its power domain is gone");
		dms_verdict_set(v, "hardware-erratum", DMS_CONF_POSSIBLE, "firmware-bug", NULL);
	} else if (!strcmp(dms_event_text(e, "error"), "ITE")) {
		dms_verdict_set(v, "invalidation-timeout", DMS_CONF_CERTAIN, NULL);
	} else {
		dms_verdict_set(v, "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", NULL);
	}
}

bool dms_rule_vtd_other(const struct dms_case *c, struct dms_verdict *v)
{
	const char *kind = dms_case_event(c)->kind;

	if (!strcmp(kind, "vtd-ir-fault")) {
		dms_verdict_set(v, "interrupt-remapping", DMS_CONF_CERTAIN, NULL);
	} else if (!strcmp(kind, "vtd-pte-set")) {
		dms_verdict_set(v, "double-map", DMS_CONF_LIKELY, "iommu-driver-bug", NULL);
	} else if (!strcmp(kind, "vtd-invalidation")) {
		judge_invalidation(c, v);
	} else if (!strcmp(kind, "vtd-firmware")) {
		dms_verdict_set(v, "firmware-bug", DMS_CONF_CERTAIN, NULL);
	} else {
		dms_verdict_prove(v, c, 0, 0, "the fault record itself did not reach this log");
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, NULL);
	}
	return true;
}
