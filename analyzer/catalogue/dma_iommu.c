// SPDX-License-Identifier: GPL-2.0
/*
 * dma-iommu and the iommu core.  Their most telling reports are WARN()s without a text:
 * those are known by function (diagnose/warn_sites.c).
 */
#include "base/array.h"
#include "decoder.h"

static void mark_related(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	(void)r;
	e->related = true;
}

#define CORE .kind = "iommu-core", .decode = mark_related

static const struct dms_message messages[] = {
	{ "DMA bounce buffers are inactive, unable to map unaligned transaction.\n", CORE,
	  .flags = DMS_MSG_DEV, .detail = "iommu.no_bounce", .kernels = "6.1-" },
	{ "Unsupported alignment constraint\n", CORE, .flags = DMS_MSG_WARN | DMS_MSG_DEV,
	  .detail = "iommu.alignment", .kernels = "6.12-" },
	{ "Failed to reserve IOVA [%pa-%pa]\n", CORE, .flags = DMS_MSG_DEV,
	  .detail = "iommu.reserve_failed", .kernels = "all", .fields = "start,end" },
	{ "unaligned: iova 0x%lx pa %pa size 0x%zx min_pagesz 0x%x\n", CORE,
	  .detail = "iommu.unaligned", .kernels = "-6.12", .fields = "address,physical,size,page" },
	{ "unaligned: iova 0x%lx size 0x%zx min_pagesz 0x%x\n", CORE,
	  .detail = "iommu.unaligned", .kernels = "all", .fields = "address,size,page" },
	{ "Detected page leak!", .prefix = "iommu: ", .kind = "dma-api",
	  .detail = "iommu.page_still_mapped", .kernels = "7.3-", .decode = mark_related },
};

const struct dms_subsystem dms_dma_iommu_subsystem = {
	.name = "dma-iommu and iommu core",
	.source = "drivers/iommu/dma-iommu.c, drivers/iommu/iommu.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
