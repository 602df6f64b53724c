// SPDX-License-Identifier: GPL-2.0
/* Renesas IPMMU: faults are printed for the IPMMU, the requester is not told. */
#include <string.h>

#include "base/array.h"
#include "iommu_fault.h"

/* IMSTR: ipmmu-vmsa.c, IMSTR_* */
static const struct dms_bit status_bits[] = {
	{ 0, "TF" }, { 1, "PF" }, { 2, "ABORT" }, { 4, "MHIT" },
};

static void decode_fault(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	e->related = true;
	e->reason_code = (unsigned int)dms_value_num(r->match, "status");
	dms_fault_bits(e, "status_names", e->reason_code, status_bits, ARRAY_SIZE(status_bits));
}

#define FAULT .kind = "iommu-fault", .flags = DMS_MSG_DEV, .kernels = "all"

static const struct dms_message messages[] = {
	{ "Unhandled fault: status 0x%08x iova 0x%lx\n", FAULT, .detail = "ipmmu.unhandled_fault",
	  .fields = "status,address", .decode = decode_fault },
	{ "Multiple TLB hits @0x%lx\n", FAULT, .detail = "ipmmu.multiple_hits", .fields = "address",
	  .decode = dms_fault_mark },
	{ "Page Table Walk Abort @0x%lx\n", FAULT, .detail = "ipmmu.walk_abort",
	  .fields = "address", .decode = dms_fault_mark },
	{ "TLB sync timed out -- MMU may be deadlocked\n", .kind = "smmu-tlb-timeout",
	  .detail = "ipmmu.tlb_timeout", .flags = DMS_MSG_DEV, .kernels = "all",
	  .decode = dms_fault_mark },
};

const struct dms_subsystem dms_ipmmu_subsystem = {
	.name = "Renesas IPMMU",
	.source = "drivers/iommu/ipmmu-vmsa.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
