// SPDX-License-Identifier: GPL-2.0
/* Device address space: set-up of the allocator and of dma-iommu. */
#include "base/array.h"
#include "decoder.h"

#define NOTICE .kind = "iommu-core", .detail = "iommu.notice"
#define RANGE .kind = "iommu-core", .detail = "iommu.range", .decode = dms_mark_related

static const struct dms_message messages[] = {
	{ .format = "Using %d-bit DMA addresses\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "6.12-", .fields = "bits" },
	{ .format = "specified DMA range outside IOMMU capability\n", RANGE, .kernels = "all" },
	{ .format = "Incompatible range for DMA domain\n", RANGE, .kernels = "all" },
	{ .format = "iova flush queue initialization failed\n", NOTICE, .kernels = "all" },
	{ .format = "Failed to set up IOMMU for device %s; retaining platform DMA ops\n",
	  .kind = "iommu-core", .detail = "iommu.not_set_up", .decode = dms_mark_related,
	  .kernels = "all", .fields = "device" },
	{ .format = "Couldn't create iova cache\n", NOTICE, .kernels = "-6.1" },
	{ .format = "Reserve iova range %lx@%lx failed\n", NOTICE, .kernels = "5.10",
	  .fields = "pfn,pages" },
	{ .format = "Couldn't register cpuhp handler\n", NOTICE, .kernels = "6.1" },
	{ .format = "IOVA: Couldn't register cpuhp handler: %pe\n", NOTICE, .kernels = "6.12-",
	  .fields = "error" },
};

const struct dms_subsystem dms_iova_subsystem = {
	.name = "iova and dma-iommu set-up",
	.source = "drivers/iommu/iova.c, drivers/iommu/dma-iommu.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
