// SPDX-License-Identifier: GPL-2.0
/* Crashes and damaged memory: what a stray device write does where no IOMMU stopped it. */
#include <string.h>

#include "diagnose/diagnose.h"

bool dms_rule_damage(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	if (!strncmp(e->detail, "memory.", 7) || !strncmp(e->detail, "page_poison.", 12)) {
		dms_verdict_prove(v, c, 0, 0,
				  "free memory changed: the CPU is checked by its own means, a device is not");
		dms_verdict_set(v, "use-after-unmap", DMS_CONF_POSSIBLE, "overrun", "wild-dma", NULL);
		return true;
	}
	if (e->related && (!strcmp(e->kind, "kasan") || !strcmp(e->kind, "kfence")))
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, "double-unmap", "size-mismatch",
				"overrun", NULL);
	else if (e->related)
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, "double-unmap", "iommu-driver-bug",
				NULL);
	else
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, NULL);
	return true;
}
