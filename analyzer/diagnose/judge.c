// SPDX-License-Identifier: GPL-2.0
/* Which rules are asked about which kind of event. */
#include <stdarg.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "diagnose.h"

/*
 * The first rule that decides wins: what the IOMMU's tables say goes before what history
 * proves, and that before what an address suggests.
 */
static const struct {
	const char *kind;
	bool (*rule)(const struct dms_case *c, struct dms_verdict *v);
} rules[] = {
	{ "vtd-fault", dms_rule_requester },
	{ "vtd-fault", dms_rule_vtd_tables },
	{ "vtd-fault", dms_rule_history },
	{ "vtd-fault", dms_rule_vtd_address },
	{ "vtd-ir-fault", dms_rule_vtd_other },
	{ "vtd-status", dms_rule_state },
	{ "vtd-status", dms_rule_vtd_other },
	{ "vtd-pte-set", dms_rule_vtd_other },
	{ "vtd-invalidation", dms_rule_state },
	{ "vtd-invalidation", dms_rule_vtd_other },
	{ "vtd-firmware", dms_rule_vtd_other },
	{ "amdvi-event", dms_rule_state },
	{ "amdvi-event", dms_rule_traced },
	{ "amdvi-event", dms_rule_amdvi_other },
	{ "amdvi-event", dms_rule_requester },
	{ "amdvi-event", dms_rule_history },
	{ "amdvi-event", dms_rule_amdvi },
	{ "smmuv3-event", dms_rule_requester },
	{ "smmuv3-event", dms_rule_history },
	{ "smmuv3-event", dms_rule_smmu },
	{ "smmuv3-gerror", dms_rule_smmu },
	{ "smmuv3-cmdq", dms_rule_smmu },
	{ "smmuv2-context-fault", dms_rule_requester },
	{ "smmuv2-context-fault", dms_rule_history },
	{ "smmuv2-context-fault", dms_rule_smmu },
	{ "smmuv2-global-fault", dms_rule_requester },
	{ "smmuv2-global-fault", dms_rule_smmu },
	{ "smmu-tlb-timeout", dms_rule_iommu_other },
	{ "virtio-iommu-fault", dms_rule_requester },
	{ "virtio-iommu-fault", dms_rule_history },
	{ "virtio-iommu-fault", dms_rule_iommu_other },
	{ "iommu-fault", dms_rule_traced },
	{ "iommu-fault", dms_rule_requester },
	{ "iommu-fault", dms_rule_history },
	{ "iommu-fault", dms_rule_iommu_other },
	{ "iommu-core", dms_rule_firmware },
	{ "iommu-core", dms_rule_resources },
	{ "iommu-core", dms_rule_mapping },
	{ "cma-failure", dms_rule_resources },
	{ "dma-api", dms_rule_state },
	{ "dma-api", dms_rule_dma_api },
	{ "swiotlb-full", dms_rule_state },
	{ "swiotlb-full", dms_rule_resources },
	{ "swiotlb-full", dms_rule_mapping },
	{ "dma-overflow", dms_rule_mapping },
	{ "iova-failure", dms_rule_resources },
	{ "iova-failure", dms_rule_mapping },
	{ "dma-pool", dms_rule_resources },
	{ "dma-pool", dms_rule_mapping },
	{ "warning", dms_rule_resources },
	{ "warning", dms_rule_warning },
	{ "kasan", dms_rule_damage },
	{ "kfence", dms_rule_damage },
	{ "oops", dms_rule_damage },
	{ "bug", dms_rule_damage },
	{ "hung-task", dms_rule_damage },
	{ "panic", dms_rule_panic },
};

void dms_verdict_set(struct dms_verdict *v, const char *cause, enum dms_confidence confidence, ...)
{
	unsigned int i = 0;
	const char *s;
	va_list ap;

	v->cause = cause;
	v->confidence = confidence;
	va_start(ap, confidence);
	while ((s = va_arg(ap, const char *)))
		if (i < DMS_MAX_ALTERNATIVES)
			v->alternatives[i++] = s;
	va_end(ap);
	v->alternatives[i] = NULL;
}

void dms_verdict_prove(struct dms_verdict *v, const struct dms_case *c, unsigned int input,
		       unsigned long line, const char *fmt, ...)
{
	struct dms_strbuf b = { 0 };
	char buf[512];
	va_list ap;

	if (v->nr_proofs == DMS_MAX_PROOFS)
		return;
	va_start(ap, fmt);
	vsnprintf(buf, sizeof(buf), fmt, ap);
	va_end(ap);
	dms_strbuf_puts(&b, buf);
	v->proofs[v->nr_proofs++] = (struct dms_proof){
		.input = line ? input : dms_case_event(c)->input,
		.line = line ? line : dms_case_event(c)->line,
		.text = dms_strbuf_take(&b),
	};
}

void dms_judge(const struct dms_case *c, struct dms_verdict *v)
{
	size_t i;

	memset(v, 0, sizeof(*v));
	/* What the registers and queues of an IOMMU tell that is no trouble. */
	if (dms_detail_is_notice(dms_case_event(c)->detail))
		return;
	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		if (strcmp(rules[i].kind, dms_case_event(c)->kind) || !rules[i].rule(c, v))
			continue;
		dms_weigh_tables(c, v);
		dms_weigh_irtes(c, v);
		dms_weigh_injection(c, v);
		return;
	}
}
