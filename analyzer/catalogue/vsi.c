// SPDX-License-Identifier: GPL-2.0
/* Verisilicon IOMMU. */
#include "base/array.h"
#include "iommu_fault.h"

static const struct dms_message messages[] = {
	{ "unexpected int_status=%08x\n", .kind = "iommu-fault", .detail = "vsi.int_status",
	  .flags = DMS_MSG_DEV, .kernels = "7.2-", .fields = "status", .decode = dms_fault_mark },
};

const struct dms_subsystem dms_vsi_subsystem = {
	.name = "Verisilicon IOMMU",
	.source = "drivers/iommu/vsi-iommu.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
