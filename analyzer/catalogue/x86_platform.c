// SPDX-License-Identifier: GPL-2.0
/* The x86 platform: GART, aperture, command line. */
#include "base/array.h"
#include "decoder.h"

#define AGP "AGP: "
#define TBOOT "tboot: "
#define FULL .kind = "iova-failure", .detail = "gart.full", .decode = dms_mark_related
#define NOTICE .kind = "iommu-core", .detail = "gart.notice"
#define SETUP_FAILED .kind = "iommu-core", .detail = "gart.setup_failed", .decode = dms_mark_related
#define FIRMWARE .kind = "iommu-core", .detail = "gart.firmware", .decode = dms_mark_related

static const struct dms_message messages[] = {
	{ .format = "PCI-DMA: Out of IOMMU space for %lu bytes\n", .flags = DMS_MSG_DEV, FULL,
	  .kernels = "all", .fields = "size" },
	{ .format = "dma_map_area overflow %lu bytes\n", FULL, .kernels = "all",
	  .fields = "size" },
	{ .format = "dma_map_sg: overflow on %lu pages\n", FULL, .kernels = "all",
	  .fields = "pages" },
	{ .format = "PCI-DMA: Warning: Small IOMMU %luMB. Consider increasing the AGP aperture in BIOS\n",
	  NOTICE, .kernels = "all", .fields = "megabytes" },
	{ .format = "Cannot allocate GATT table", SETUP_FAILED, .kernels = "all" },
	{ .format = "Could not set GART PTEs to uncacheable pages", SETUP_FAILED,
	  .kernels = "all" },
	{ .format = "PCI-DMA: More than 4GB of RAM and no IOMMU - falling back to iommu=soft.\n",
	  NOTICE, .kernels = "all" },
	{ .format = "More than 4GB of memory but GART IOMMU not available.\n", NOTICE,
	  .kernels = "all" },
	{ .format = "falling back to iommu=soft.\n", NOTICE, .kernels = "all" },
	{ .format = "Cannot allocate iommu bitmap\n", SETUP_FAILED, .kernels = "all" },
	{ .format = "Cannot allocate iommu scratch page", SETUP_FAILED, .kernels = "all" },
	{ .format = "Cannot allocate aperture memory hole [mem %#010lx-%#010lx] (%uKB)\n",
	  .prefix = AGP, SETUP_FAILED, .kernels = "all", .fields = "start,end,kilobytes" },
	{ .format = "pci 0000:%02x:%02x.%d: APSIZE unreadable\n", .prefix = AGP, FIRMWARE,
	  .kernels = "all", .fields = "bus,slot,fn" },
	{ .format = "you are using iommu with agp, but GART size is less than 64MB\n",
	  .prefix = AGP, FIRMWARE, .kernels = "all" },
	{ .format = "please increase GART size in your BIOS setup\n", .prefix = AGP, FIRMWARE,
	  .kernels = "all" },
	{ .format = "if BIOS doesn't have that option, contact your HW vendor!\n", .prefix = AGP,
	  FIRMWARE, .kernels = "all" },
	{ .format = "Not enough memory for aperture", SETUP_FAILED, .kernels = "all" },
	{ .format = "forcesac option ignored.\n", NOTICE, .kernels = "all" },
	{ .format = "allowdac option ignored.\n", NOTICE, .kernels = "all" },
	{ .format = "nodac option ignored.\n", NOTICE, .kernels = "all" },
	{ .format = "CYCLIC DEPENDENCY FOUND! %pS depends on %pS and vice-versa. BREAKING IT.\n",
	  NOTICE, .kernels = "5.10", .fields = "first,second" },
	{ .format = "EXECUTION ORDER INVALID! %pS should be called before %pS!\n", NOTICE,
	  .kernels = "5.10", .fields = "first,second" },
	{ .format = "Forcing Intel-IOMMU to enabled\n", .prefix = TBOOT, NOTICE,
	  .kernels = "5.10" },
	{ .format = "hyperv_root_ir_compose_msi_msg: map hypercall failed, status %lld\n", NOTICE,
	  .kernels = "6.1-6.12", .fields = "status" },
};

const struct dms_subsystem dms_x86_platform_subsystem = {
	.name = "x86 platform",
	.source = "arch/x86/kernel/amd_gart_64.c, aperture_64.c, pci-dma.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
