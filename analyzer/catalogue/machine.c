// SPDX-License-Identifier: GPL-2.0
/*
 * How the machine is built, as its boot messages tell it: which memory is whose, which device
 * stands where, who is behind which bridge, how strict the IOMMU is.  All of it is notes.
 *
 * Formats with %pR, %pap or names out of an array stand here as they are printed.
 */
#include "base/array.h"
#include "decoder.h"

#define NOTE(x) .flags = DMS_MSG_NOTE, .detail = x
#define DEV_NOTE(x) .flags = DMS_MSG_NOTE | DMS_MSG_DEV, .detail = x
#define E820 "BIOS-e820: "

static const struct dms_message messages[] = {
	{ .format = "[mem %#018Lx-%#018Lx] reserved\n", .prefix = E820, NOTE("memory.reserved"),
	  .kernels = "all, x86", .fields = "start,end" },
	{ .format = "[mem %#018Lx-%#018Lx] ACPI NVS\n", .prefix = E820, NOTE("memory.reserved"),
	  .kernels = "all, x86", .fields = "start,end" },
	{ .format = "[mem %#018Lx-%#018Lx] ACPI data\n", .prefix = E820, NOTE("memory.reserved"),
	  .kernels = "all, x86", .fields = "start,end" },
	{ .format = "RMRR base: %#016Lx end: %#016Lx\n", .prefix = "DMAR: ", NOTE("memory.rmrr"),
	  .kernels = "all", .fields = "start,end" },
	{ .format = "framebuffer at 0x%lx, using %dk, total %dk\n", .prefix = "efifb: ",
	  NOTE("memory.framebuffer"), .kernels = "all", .fields = "start,used_kib,kib" },
	{ .format = "framebuffer at 0x%lx, 0x%x bytes\n", DEV_NOTE("memory.framebuffer"),
	  .kernels = "all", .fields = "start,bytes" },

	{ .format = "[%04x:%04x] type %02x class %#08x", DEV_NOTE("pci.id"), .kernels = "all",
	  .fields = "vendor,id,type,class" },
	{ .format = "reg 0x%x: [mem %#llx-%#llx", DEV_NOTE("pci.bar"), .kernels = "-6.6",
	  .fields = "reg,start,end" },
	{ .format = "BAR %d [mem %#llx-%#llx", DEV_NOTE("pci.bar"), .kernels = "6.7-",
	  .fields = "bar,start,end" },
	{ .format = "BAR %d: assigned [mem %#llx-%#llx", DEV_NOTE("pci.bar"), .kernels = "-6.6",
	  .fields = "bar,start,end" },
	{ .format = "PCI bridge to [bus %02x-%02x]\n", DEV_NOTE("pci.bridge"), .kernels = "all",
	  .fields = "first,last" },
	{ .format = "PCI bridge to [bus %02x]\n", DEV_NOTE("pci.bridge"), .kernels = "all",
	  .fields = "first" },

	{ .format = "Default domain type: %s\n", .prefix = "iommu: ", NOTE("iommu.domain_type"),
	  .kernels = "5.8-", .fields = "type" },
	{ .format = "DMA domain TLB invalidation policy: %s mode", .prefix = "iommu: ",
	  NOTE("iommu.policy"), .kernels = "5.15-", .fields = "policy" },

	{ .format = "Starting new kernel\n", .prefix = "kexec_core: ", NOTE("kexec.start"),
	  .kernels = "all" },

	/* drivers/nvme/host/pci.c: "nvme nvme0", the name that all other lines have */
	{ .format = "pci function %s\n", DEV_NOTE("device.name"), .kernels = "all",
	  .fields = "parent" },
	{ .format = "enabling device (%04x -> %04x)\n", DEV_NOTE("device.driver"), .kernels = "all",
	  .fields = "-,-" },
};

const struct dms_subsystem dms_machine_subsystem = {
	.name = "The machine",
	.source = "arch/x86/kernel/e820.c, drivers/pci/, drivers/iommu/iommu.c, drivers/video/fbdev/",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
