// SPDX-License-Identifier: GPL-2.0
/* OMAP IOMMU: faults with the table entries that were found. */
#include <string.h>

#include "base/array.h"
#include "iommu_fault.h"

/* MMU_IRQSTATUS: drivers/iommu/omap-iommu.h, MMU_IRQ_* */
static const struct dms_bit error_bits[] = {
	{ 0, "TLBMISS" }, { 1, "TRANSLATIONFAULT" }, { 2, "EMUMISS" }, { 3, "TABLEWALKFAULT" },
	{ 4, "MULTIHITFAULT" },
};

static void decode_fault(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	e->related = true;
	e->reason_code = (unsigned int)dms_value_num(r->match, "errors");
	dms_fault_bits(e, "error_names", e->reason_code, error_bits, ARRAY_SIZE(error_bits));
}

#define FAULT .kind = "iommu-fault", .detail = "omap.fault", .flags = DMS_MSG_DEV, \
	.kernels = "all", .decode = decode_fault

static const struct dms_message messages[] = {
	{ "%s: errs:0x%08x da:0x%08x pgd:0x%p *pgd:0x%08x pte:0x%p *pte:0x%08x\n", FAULT,
	  .needed = 3, .fields = "name,errors,address,pgd_at,pgd,pte_at,pte" },
	/* "px" is the kernel's own slip */
	{ "%s: errs:0x%08x da:0x%08x pgd:0x%p *pgd:px%08x\n", FAULT,
	  .fields = "name,errors,address,pgd_at,pgd" },
};

const struct dms_subsystem dms_omap_subsystem = {
	.name = "OMAP IOMMU",
	.source = "drivers/iommu/omap-iommu.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
