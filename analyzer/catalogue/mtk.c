// SPDX-License-Identifier: GPL-2.0
/* MediaTek M4U: faults name the local arbiter (larb) and its port. */
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "iommu_fault.h"

/* The larb and port are the requester; which device has them is in the device tree. */
static void decode_fault(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	e->related = true;
	dms_fault_by_iommu(e);
	e->device = dms_asprintf("larb%u port%u", (unsigned int)dms_value_num(r->match, "larb"),
				 (unsigned int)dms_value_num(r->match, "port"));
	e->reason_code = (unsigned int)dms_value_num(r->match, "type");
}

#define FAULT .kind = "iommu-fault", .detail = "mtk.fault", .flags = DMS_MSG_DEV, \
	.decode = decode_fault

static const struct dms_message messages[] = {
	{ "fault type=0x%x iova=0x%llx pa=0x%llx master=0x%x(larb=%d port=%d) layer=%d %s\n", FAULT,
	  .kernels = "5.12-", .fields = "type,address,pa,master,larb,port,layer,access" },
	{ "fault type=0x%x iova=0x%x pa=0x%x larb=%d port=%d layer=%d %s\n", FAULT,
	  .kernels = "-5.11", .fields = "type,address,pa,larb,port,layer,access" },
	{ "fault type=0x%x iova=0x%x pa=0x%x larb=%d port=%d\n", FAULT, .kernels = "all",
	  .fields = "type,address,pa,larb,port" },
	{ "Partial TLB flush timed out, falling back to full flush\n", .kind = "smmu-tlb-timeout",
	  .detail = "mtk.tlb_timeout", .flags = DMS_MSG_DEV, .kernels = "all",
	  .decode = dms_fault_mark },
};

const struct dms_subsystem dms_mtk_subsystem = {
	.name = "MediaTek M4U, v1 and v2",
	.source = "drivers/iommu/mtk_iommu.c, mtk_iommu_v1.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
