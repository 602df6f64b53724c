// SPDX-License-Identifier: GPL-2.0
/* Causes of the faults of all other IOMMUs, and of TLB maintenance that does not end. */
#include <string.h>

#include "base/array.h"
#include "diagnose/diagnose.h"

/* What a message means whatever its address. */
static const struct {
	const char *detail, *cause;
	enum dms_confidence confidence;
	const char *first, *second;
} causes[] = {
	{ "rockchip.not_attached", "stale-dma", DMS_CONF_LIKELY, "use-after-unmap", NULL },
	{ "rockchip.bus_error", "hardware-erratum", DMS_CONF_POSSIBLE, "iommu-driver-bug", NULL },
	{ "rockchip.int_status", "hardware-erratum", DMS_CONF_POSSIBLE, "iommu-driver-bug", NULL },
	{ "sun50i.not_attached", "stale-dma", DMS_CONF_LIKELY, "use-after-unmap", NULL },
	{ "ipmmu.multiple_hits", "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", NULL },
	{ "ipmmu.walk_abort", "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", NULL },
	{ "vsi.int_status", "hardware-erratum", DMS_CONF_POSSIBLE, "iommu-driver-bug", NULL },
	{ "s390.pci_error", "unknown", DMS_CONF_POSSIBLE, "use-after-unmap", "hardware-erratum" },
};

/* Words with which the drivers say that a page is mapped and refuses. */
static bool is_permission(const struct dms_event *e)
{
	static const char *const fields[] = { "what", "error", "status_names" };
	static const char *const words[] = { "PROTECTION", "PERMISSION", "ermission", "PF" };
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		for (k = 0; k < ARRAY_SIZE(words); k++)
			if (strstr(dms_event_text(e, fields[i]), words[k]))
				return true;
	return e->reason_name && !strcmp(e->reason_name, "PERMISSION");
}

bool dms_rule_iommu_other(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	size_t i;

	if (!strcmp(e->kind, "smmu-tlb-timeout")) {
		dms_verdict_set(v, "invalidation-timeout", DMS_CONF_CERTAIN, "hardware-erratum",
				"config-error", NULL);
		return true;
	}
	for (i = 0; i < ARRAY_SIZE(causes); i++)
		if (!strcmp(e->detail, causes[i].detail)) {
			dms_verdict_set(v, causes[i].cause, causes[i].confidence, causes[i].first,
					causes[i].second, NULL);
			return true;
		}
	if (e->reason_name && !strcmp(e->reason_name, "DOMAIN")) {
		dms_verdict_set(v, "stale-dma", DMS_CONF_LIKELY, "config-error", NULL);
	} else if (is_permission(e)) {
		dms_verdict_prove(v, c, 0, 0, "the page is mapped and does not permit this access");
		dms_verdict_set(v, "wrong-direction", DMS_CONF_LIKELY, "use-after-unmap", NULL);
	} else if (e->has_address) {
		dms_judge_address(c, v);
	} else {
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, "use-after-unmap", "wild-dma", NULL);
	}
	return true;
}
