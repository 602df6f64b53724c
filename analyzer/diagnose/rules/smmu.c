// SPDX-License-Identifier: GPL-2.0
/* Causes of Arm SMMU events, all versions, from the event alone. */
#include <string.h>

#include "base/array.h"
#include "diagnose/diagnose.h"

/* Which class of event leads where; translation faults are judged by their address instead. */
static const struct {
	const char *name, *cause;
	enum dms_confidence confidence;
	const char *first, *second, *proof;
} classes[] = {
	/* SMMUv3: IHI 0070, 7.3 */
	{ "F_UUT", "wild-dma", DMS_CONF_POSSIBLE, "hardware-erratum", NULL,
	  "the SMMU does not support this kind of transaction" },
	{ "C_BAD_STREAMID", "config-error", DMS_CONF_LIKELY, "firmware-bug", "requester-id-alias",
	  "the stream table has no room for this StreamID: the firmware's tables gave another one" },
	{ "C_BAD_STE", "config-error", DMS_CONF_POSSIBLE, "stale-dma", "iommu-driver-bug",
	  "the stream table entry is invalid: no driver set up DMA for this stream" },
	{ "F_STE_FETCH", "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", "firmware-bug",
	  "the stream table cannot be read" },
	{ "F_STREAM_DISABLED", "stale-dma", DMS_CONF_POSSIBLE, "config-error", "iommu-driver-bug",
	  "the stream is switched off" },
	{ "F_BAD_ATS_TREQ", "config-error", DMS_CONF_POSSIBLE, "hardware-erratum", NULL, NULL },
	{ "F_TRANSL_FORBIDDEN", "config-error", DMS_CONF_LIKELY, "firmware-bug", "wild-dma",
	  "a translated address came from a device for which ATS is not enabled" },
	{ "C_BAD_SUBSTREAMID", "iommu-driver-bug", DMS_CONF_POSSIBLE, "use-after-unmap",
	  "config-error", "the PASID is larger than the table of context descriptors" },
	{ "C_BAD_CD", "use-after-unmap", DMS_CONF_POSSIBLE, "iommu-driver-bug", "config-error",
	  "the context descriptor is invalid: this PASID is bound to nothing, or not any more" },
	{ "F_CD_FETCH", "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", NULL, NULL },
	{ "F_VMS_FETCH", "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", NULL, NULL },
	{ "F_WALK_EABT", "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", NULL,
	  "a translation table cannot be read" },
	{ "F_PERMISSION", "wrong-direction", DMS_CONF_LIKELY, "use-after-unmap", "overrun",
	  "the page is mapped and does not permit this access" },
	/* 7.3.14: of the walk's output; an input that is too wide is F_TRANSLATION, unless bypassed */
	{ "F_ADDR_SIZE", "iommu-driver-bug", DMS_CONF_LIKELY, "wild-dma", "byte-swapped-address",
	  "a table entry leads beyond the physical address size" },
	{ "F_ACCESS", "iommu-driver-bug", DMS_CONF_POSSIBLE, "wrong-direction", NULL, NULL },
	{ "F_TLB_CONFLICT", "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", NULL,
	  "stale translations were not invalidated" },
	{ "F_CFG_CONFLICT", "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", NULL, NULL },
	/* SMMUv2: IHI 0062, FSR and GFSR */
	{ "PF", "wrong-direction", DMS_CONF_LIKELY, "use-after-unmap", "overrun",
	  "the page is mapped and does not permit this access" },
	{ "AFF", "iommu-driver-bug", DMS_CONF_POSSIBLE, "wrong-direction", NULL, NULL },
	{ "EF", "hardware-erratum", DMS_CONF_POSSIBLE, "wild-dma", "iommu-driver-bug",
	  "the bus answered with an error: memory that is not there, or not accessible" },
	{ "TLBMCF", "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", NULL, NULL },
	{ "TLBLKF", "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", NULL, NULL },
	{ "ASF", "wild-dma", DMS_CONF_LIKELY, "byte-swapped-address", "missing-error-check", NULL },
	{ "UUT", "wild-dma", DMS_CONF_POSSIBLE, "hardware-erratum", NULL, NULL },
	{ "USF", "config-error", DMS_CONF_LIKELY, "firmware-bug", "stale-dma",
	  "no driver attached this stream: it is missing in the device tree, or the firmware left the device running" },
	{ "GFSR", "config-error", DMS_CONF_POSSIBLE, "firmware-bug", "hardware-erratum", NULL },
};

/*
 * Qualcomm's driver walks the tables twice after a translation fault, by software (what the
 * tables say now) and by the SMMU itself (what its TLB and walker see).
 */
static bool judge_walks(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_field *soft = dms_event_field(e, "soft_phys");
	const struct dms_field *hard = dms_event_field(e, "hard_phys");
	uint64_t s = soft ? soft->num : 0, h = hard ? hard->num : 0;

	if (!soft)
		return false;
	if (dms_event_field(e, "stale_tlb")) {
		dms_verdict_prove(v, c, 0, 0,
				  "the SMMU gives another result once its TLB is emptied: an invalidation was missed");
		dms_verdict_set(v, "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", NULL);
	} else if (s && !h) {
		dms_verdict_prove(v, c, 0, 0,
				  "the tables in memory map the page (soft walk), the SMMU does not see it: stale TLB, or tables that it cannot read coherently");
		dms_verdict_set(v, "iommu-driver-bug", DMS_CONF_LIKELY, "use-after-unmap",
				"hardware-erratum", NULL);
	} else if (s && s == h) {
		dms_verdict_prove(v, c, 0, 0,
				  "both walks find the page now: it was mapped between the fault and its report");
		dms_verdict_set(v, "use-after-unmap", DMS_CONF_POSSIBLE, "iommu-driver-bug", NULL);
	} else if (h) {
		dms_verdict_prove(v, c, 0, 0,
				  "soft and hard walk disagree: the mapping changed while the device used it");
		dms_verdict_set(v, "use-after-unmap", DMS_CONF_LIKELY, "iommu-driver-bug", NULL);
	} else {
		return false;
	}
	return true;
}

/* Without a substream the descriptor is the kernel's own: no PASID was unbound. */
static bool judge_own_descriptor(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	if (!e->reason_name || strcmp(e->reason_name, "C_BAD_CD") || e->pasid >= 0)
		return false;
	dms_verdict_prove(v, c, 0, 0,
			  "the context descriptor for accesses without a PASID is invalid: it is the kernel's own");
	dms_verdict_set(v, "iommu-driver-bug", DMS_CONF_POSSIBLE, "stale-dma", "config-error",
			NULL);
	return true;
}

static void judge_class(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	size_t i;

	if (judge_own_descriptor(c, v))
		return;
	for (i = 0; e->reason_name && i < ARRAY_SIZE(classes); i++) {
		if (strcmp(classes[i].name, e->reason_name))
			continue;
		if (classes[i].proof)
			dms_verdict_prove(v, c, 0, 0, "%s", classes[i].proof);
		dms_verdict_set(v, classes[i].cause, classes[i].confidence, classes[i].first,
				classes[i].second, NULL);
		return;
	}
	if (!e->has_address) {
		dms_verdict_prove(v, c, 0, 0, "the event itself did not reach this log");
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, NULL);
		return;
	}
	if (!judge_walks(c, v))
		dms_judge_address(c, v);
}

static void judge_gerror(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const char *what = dms_event_text(e, "what");

	/* Bit 0 alone: the line about the command queue says more. */
	if (e->reason_code == 1)
		dms_verdict_set(v, "iommu-driver-bug", DMS_CONF_POSSIBLE, "invalidation-timeout",
				"hardware-erratum", NULL);
	else if ((e->reason_code & 0x100) || strstr(what, "Service Failure"))
		dms_verdict_set(v, "hardware-erratum", DMS_CONF_LIKELY, NULL);
	else
		dms_verdict_set(v, "config-error", DMS_CONF_POSSIBLE, "hardware-erratum",
				"firmware-bug", NULL);
}

static void judge_cmdq(const struct dms_event *e, struct dms_verdict *v)
{
	const char *name = e->reason_name ? e->reason_name : "";

	if (!strcmp(name, "timeout"))
		dms_verdict_set(v, "invalidation-timeout", DMS_CONF_CERTAIN, "hardware-erratum",
				"config-error", NULL);
	else if (!strcmp(name, "CERROR_ATC_INV_SYNC"))
		dms_verdict_set(v, "invalidation-timeout", DMS_CONF_CERTAIN, NULL);
	else
		dms_verdict_set(v, "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", NULL);
}

bool dms_rule_smmu(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	if (!strcmp(e->kind, "smmuv3-gerror"))
		judge_gerror(c, v);
	else if (!strcmp(e->kind, "smmuv3-cmdq"))
		judge_cmdq(e, v);
	else
		judge_class(c, v);
	if (dms_event_field(e, "suppressed"))
		dms_verdict_prove(v, c, 0, 0, "events were lost: this may not be the first one");
	return true;
}
