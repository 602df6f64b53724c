// SPDX-License-Identifier: GPL-2.0
/* Bounce buffers and grants under Xen. */
#include "base/array.h"
#include "decoder.h"

#define XEN_SWIOTLB_XEN "xen:swiotlb_xen: "
#define INIT_FALLBACK .kind = "swiotlb-full", .detail = "swiotlb.init_fallback", .decode = dms_mark_related
#define NOTICE .kind = "iommu-core", .detail = "xen.notice"

static const struct dms_message messages[] = {
	{ .format = "Grant still in use by backend domain, disabled for further use\n",
	  .flags = DMS_MSG_DEV, .kind = "iommu-core", .detail = "xen.grant_in_use",
	  .decode = dms_mark_related, .kernels = "6.1-" },
	{ .format = "xen_swiotlb_init: Failed to allocate %lu bytes align=0x%lx\n", INIT_FALLBACK,
	  .kernels = "5.10", .fields = "bytes,align" },
	{ .format = "Warning: only able to allocate %ld MB for software IO TLB\n",
	  .prefix = XEN_SWIOTLB_XEN, INIT_FALLBACK, .kernels = "5.10", .fields = "megabytes" },
	{ .format = "Cannot allocate SWIOTLB buffer", INIT_FALLBACK, .kernels = "5.10" },
	/* What xen_swiotlb_error() puts in front of " (rc:%d)"; panic() prints it without the prefix. */
	{ .format = "Cannot allocate Xen-SWIOTLB buffer\n (rc:%d)\n", INIT_FALLBACK,
	  .kernels = "5.10", .fields = "error" },
	{ .format = "Failed to get contiguous memory for DMA from Xen!\nYou either: don't have the permissions, do not have enough free memory under 4GB, or the hypervisor memory is too fragmented! (rc:%d)\n",
	  INIT_FALLBACK, .kernels = "5.10", .fields = "error" },
	{ .format = "%s (rc:%d)\n", .prefix = XEN_SWIOTLB_XEN, INIT_FALLBACK, .kernels = "5.10",
	  .fields = "reason,error" },
	{ .format = "Xen grant DMA data is already created\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "6.1-" },
	{ .format = "Cannot store Xen grant DMA data\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "6.1-" },
	{ .format = "Cannot set up Xen grant DMA ops, retain platform DMA ops\n",
	  .flags = DMS_MSG_DEV, NOTICE, .kernels = "6.1-" },
};

const struct dms_subsystem dms_xen_subsystem = {
	.name = "Xen",
	.source = "drivers/xen/swiotlb-xen.c, drivers/xen/grant-dma-ops.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
