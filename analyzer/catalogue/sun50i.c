// SPDX-License-Identifier: GPL-2.0
/* Allwinner sun50i IOMMU. */
#include <string.h>

#include "base/array.h"
#include "iommu_fault.h"

/* Masters are numbers of the IOMMU's own; directions read "rd" and "wr". */
static void decode_fault(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const struct dms_value *direction = dms_value_of(r->match, "direction");

	(void)d;
	e->related = true;
	if (direction)
		e->access = strncmp(direction->text, "wr", 2) ? "read" : "write";
}

#define FAULT .kind = "iommu-fault", .flags = DMS_MSG_DEV, .kernels = "all"
#define TIMEOUT .kind = "smmu-tlb-timeout", .detail = "sun50i.tlb_timeout", .flags = DMS_MSG_DEV, \
	.kernels = "all", .decode = dms_fault_mark

static const struct dms_message messages[] = {
	{ "Page fault for %pad (master %d, dir %s)\n", FAULT, .detail = "sun50i.page_fault",
	  .fields = "address,master,direction", .decode = decode_fault },
	{ "Page fault while iommu not attached to any domain?\n", FAULT,
	  .detail = "sun50i.not_attached", .decode = dms_fault_mark },
	{ "TLB Flush timed out!\n", TIMEOUT },
	{ "TLB invalidation timed out!\n", TIMEOUT },
	{ "PTW cache invalidation timed out!\n", TIMEOUT },
	{ "iova %pad already mapped to %pa cannot remap to %pa prot: %#x\n", .kind = "iommu-core",
	  .detail = "sun50i.double_map", .flags = DMS_MSG_DEV, .kernels = "all",
	  .fields = "address,old,new,prot", .decode = dms_fault_mark },
	{ "attempt to map address beyond 4GB\n", .kind = "iommu-core", .detail = "sun50i.beyond_4g",
	  .flags = DMS_MSG_DEV, .kernels = "6.12-", .decode = dms_fault_mark },
};

const struct dms_subsystem dms_sun50i_subsystem = {
	.name = "Allwinner sun50i IOMMU",
	.source = "drivers/iommu/sun50i-iommu.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
