// SPDX-License-Identifier: GPL-2.0
/*
 * WARN()s, most of them without a text: the function that warned is the message.  One
 * outside DMA and IOMMU code stays an event and is no finding.
 */
#include <string.h>

#include "base/array.h"
#include "diagnose/diagnose.h"

static const struct {
	const char *site;
	const char *cause;
	enum dms_confidence confidence;
	const char *alternative;
	const char *says;
} sites[] = {
	{ "__iommu_dma_unmap", "double-unmap", DMS_CONF_LIKELY, "size-mismatch",
	  "the range to unmap was not, or not wholly, mapped" },
	{ "iommu_dma_unmap_page", "double-unmap", DMS_CONF_LIKELY, "size-mismatch",
	  "the address to unmap has no translation" },
	{ "iommu_dma_unmap_phys", "double-unmap", DMS_CONF_LIKELY, "size-mismatch",
	  "the address to unmap has no translation" },
	{ "dma_iova_unlink", "double-unmap", DMS_CONF_LIKELY, "size-mismatch",
	  "the range to unlink was not, or not wholly, mapped" },
	{ "__arm_lpae_unmap", "double-unmap", DMS_CONF_LIKELY, "size-mismatch",
	  "the table entry to clear is empty" },
	{ "dma_update_cpu_trans", "double-unmap", DMS_CONF_LIKELY, "size-mismatch",
	  "the table entry to clear is empty" },
	{ "iommu_debug_dec_page", "double-unmap", DMS_CONF_LIKELY, NULL,
	  "a page is unmapped more often than it was mapped" },
	{ "dmam_match", "size-mismatch", DMS_CONF_CERTAIN, NULL,
	  "dmam_free_coherent() was called with another size or handle" },
	{ "dma_map_page_attrs", "config-error", DMS_CONF_LIKELY, "mask-too-small",
	  "the device has no DMA mask" },
	{ "dma_map_phys", "config-error", DMS_CONF_LIKELY, "mask-too-small",
	  "the device has no DMA mask" },
	{ "dma_map_sg_attrs", "config-error", DMS_CONF_LIKELY, "mask-too-small",
	  "the device has no DMA mask" },
	{ "__dma_map_sg_attrs", "config-error", DMS_CONF_LIKELY, "mask-too-small",
	  "the device has no DMA mask, or its dma_ops returned an unexpected error" },
	{ "dma_alloc_attrs", "config-error", DMS_CONF_LIKELY, "mask-too-small",
	  "the device's coherent mask was never set, or compound pages were asked for" },
	{ "dma_free_attrs", "config-error", DMS_CONF_LIKELY, NULL,
	  "coherent memory is freed with interrupts off" },
	{ "dma_map_resource", "map-of-stack-or-vmalloc", DMS_CONF_LIKELY, NULL,
	  "dma_map_resource() was called for RAM" },
};

bool dms_rule_warning(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const char *site = dms_event_text(e, "site");
	size_t i;

	if (!strcmp(e->detail, "kmemleak")) {
		dms_verdict_set(v, "leak", DMS_CONF_CERTAIN, NULL);
		return true;
	}
	if (!e->related && !c->strict)
		return false;
	for (i = 0; i < ARRAY_SIZE(sites); i++) {
		if (strcmp(site, sites[i].site))
			continue;
		dms_verdict_set(v, sites[i].cause, sites[i].confidence, sites[i].alternative, NULL);
		dms_verdict_prove(v, c, 0, 0, "%s() warns: %s", site, sites[i].says);
		return true;
	}
	dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, "iommu-driver-bug", NULL);
	return true;
}
