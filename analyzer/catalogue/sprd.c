// SPDX-License-Identifier: GPL-2.0
/* Unisoc (Spreadtrum) IOMMU: it prints no faults, only maps that it refuses. */
#include "base/array.h"
#include "iommu_fault.h"

#define CORE .kind = "iommu-core", .kernels = "6.1-", .decode = dms_fault_mark

static const struct dms_message messages[] = {
	{ "No sprd_iommu_device attached to the domain\n", CORE, .detail = "sprd.not_attached" },
	{ "(iova(0x%lx) + size(%zx)) are not in the range!\n", CORE, .flags = DMS_MSG_DEV,
	  .detail = "sprd.range", .fields = "address,size" },
};

const struct dms_subsystem dms_sprd_subsystem = {
	.name = "Unisoc IOMMU",
	.source = "drivers/iommu/sprd-iommu.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
