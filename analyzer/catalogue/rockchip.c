// SPDX-License-Identifier: GPL-2.0
/* Rockchip IOMMU: page faults with the walk that failed, bus errors. */
#include "base/array.h"
#include "iommu_fault.h"

#define FAULT .kind = "iommu-fault", .flags = DMS_MSG_DEV, .kernels = "all", \
	.decode = dms_fault_mark
#define PART .flags = DMS_MSG_PART, .kernels = "all", .decode = dms_fault_detail

static const struct dms_message messages[] = {
	{ "Page fault at %pad of type %s\n", FAULT, .detail = "rockchip.page_fault",
	  .fields = "address,access" },
	{ "Page fault while iommu not attached to domain?\n", FAULT,
	  .detail = "rockchip.not_attached" },
	{ "BUS_ERROR occurred at %pad\n", FAULT, .detail = "rockchip.bus_error",
	  .fields = "address" },
	{ "unexpected int_status: %#08x\n", FAULT, .detail = "rockchip.int_status",
	  .drivers = "rk_iommu", .fields = "status" },
	{ "iova = %pad: dte_index: %#03x pte_index: %#03x page_offset: %#03x\n", PART,
	  .fields = "address,dte_index,pte_index,page_offset" },
	{ "mmu_dte_addr: %pa dte@%pa: %#08x valid: %u pte@%pa: %#08x valid: %u page@%pa flags: %#03x\n",
	  PART,
	  .fields = "mmu_dte,dte_at,dte,dte_valid,pte_at,pte,pte_valid,page,page_flags" },
	{ "iova: %pad already mapped to %pa cannot remap to phys: %pa prot: %#x\n",
	  .kind = "iommu-core", .detail = "rockchip.double_map", .kernels = "all",
	  .fields = "address,old,new,prot", .decode = dms_fault_mark },
};

const struct dms_subsystem dms_rockchip_subsystem = {
	.name = "Rockchip IOMMU",
	.source = "drivers/iommu/rockchip-iommu.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
