// SPDX-License-Identifier: GPL-2.0
/* s390: DMA faults arrive as error events of the PCI function. */
#include <string.h>

#include "base/array.h"
#include "iommu_fault.h"

/* PCI error events: the code says what the function did; 0x0040 and up are recoverable. */
static void decode_event(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	e->related = true;
	e->reason_code = (unsigned int)dms_value_num(r->match, "event");
}

#define CORE .prefix = "zpci: ", .kind = "iommu-core", .detail = "s390.recovery", \
	.kernels = "5.16-", .decode = dms_fault_mark

static const struct dms_message messages[] = {
	{ "%s: Event 0x%x reports an error for PCI function 0x%x\n", .prefix = "zpci: ",
	  .kind = "iommu-fault", .detail = "s390.pci_error", .kernels = "all",
	  .fields = "device,event,function", .decode = decode_event },
	{ "%s: Unblocking device access failed\n", CORE, .fields = "device" },
	{ "%s: Unblocking DMA failed\n", CORE, .fields = "device" },
	{ "%s: The reset request failed\n", CORE, .fields = "device" },
	{ "%s: Automatic recovery failed; operator intervention is required\n", CORE,
	  .fields = "device" },
	{ "%s: Maximum number (%d) of pending error events queued\n", .kind = "iommu-core",
	  .detail = "s390.recovery", .flags = DMS_MSG_DEV, .kernels = "7.2-",
	  .fields = "device,maximum", .decode = dms_fault_mark },
	{ "Invalid IOMMU table (%x)\n", .kind = "iommu-core", .detail = "s390.table",
	  .flags = DMS_MSG_WARN, .kernels = "6.12-", .fields = "type", .decode = dms_fault_mark },
	{ "s390_iommu=strict deprecated; use iommu.strict=1 instead\n", .flags = DMS_MSG_INFO,
	  .kernels = "6.7-" },
};

const struct dms_subsystem dms_s390_subsystem = {
	.name = "s390 PCI",
	.source = "arch/s390/pci/pci_event.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
