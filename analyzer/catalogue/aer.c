// SPDX-License-Identifier: GPL-2.0
/*
 * PCIe errors that stand beside a fault: a blocked access ends as Unsupported Request or Completer
 * Abort at the device, and the port says so.  They are notes; the finding is the fault's.
 */
#include "base/array.h"
#include "decoder.h"

/* Newer kernels put "AER: " in front of all of them, older ones of the first only. */
#define AER .flags = DMS_MSG_NOTE | DMS_MSG_DEV, .detail = "pcie.error"
#define AER_PREFIX "AER: "

static const struct dms_message messages[] = {
	{ .format = "%s error message received from %04x:%02x:%02x.%d\n", .prefix = AER_PREFIX, AER,
	  .kernels = "6.12-", .fields = "severity,segment,bus,slot,fn" },
	{ .format = "%s error received: %04x:%02x:%02x.%d\n", .prefix = AER_PREFIX, AER,
	  .kernels = "-6.1", .fields = "severity,segment,bus,slot,fn" },
	{ .format = "PCIe Bus Error: severity=%s, type=%s, (%s)\n", .prefix = AER_PREFIX, AER,
	  .kernels = "6.12-", .fields = "severity,layer,agent" },
	{ .format = "PCIe Bus Error: severity=%s, type=%s, (%s)\n", AER, .kernels = "5.10-",
	  .fields = "severity,layer,agent" },
	{ .format = "%s Bus Error: severity=%s\n", .prefix = AER_PREFIX, AER, .kernels = "7.3-",
	  .fields = "bus_type,severity" },
	{ .format = "%s Bus Error: severity=%s\n", AER, .kernels = "7.3-", .fields = "bus_type,severity" },
	{ .format = "device [%04x:%04x] error status/mask=%08x/%08x\n", .flags = DMS_MSG_PART,
	  .kernels = "all", .fields = "vendor_id,device_id,status,mask" },
	{ .format = "aer_status: 0x%08x, aer_mask: 0x%08x\n", .prefix = AER_PREFIX, AER,
	  .kernels = "6.12-", .fields = "status,mask" },
	{ .format = "aer_status: 0x%08x, aer_mask: 0x%08x\n", AER, .kernels = "5.10-",
	  .fields = "status,mask" },
};

const struct dms_subsystem dms_aer_subsystem = {
	.name = "PCIe errors",
	.source = "drivers/pci/pcie/aer.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
