// SPDX-License-Identifier: GPL-2.0
/* Bounce buffers (kernel/dma/swiotlb.c): full, out of the device's reach, misused. */
#include "base/array.h"
#include "decoder.h"

static void mark_related(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	(void)r;
	e->related = true;
}

#define TLB "software IO TLB: "
#define FULL .kind = "swiotlb-full", .decode = mark_related
#define SETUP .prefix = TLB, .kind = "swiotlb-full", .detail = "swiotlb.init_fallback", \
	.decode = mark_related
#define OVERFLOW .kind = "dma-overflow", .detail = "dma.mask_overflow", .decode = mark_related
#define INFO .prefix = TLB, .flags = DMS_MSG_INFO, .kernels = "all"

static const struct dms_message messages[] = {
	{ "swiotlb buffer is full (sz: %zd bytes), total %lu (slots), used %lu (slots)\n",
	  FULL, .flags = DMS_MSG_DEV, .needed = 1, .detail = "swiotlb.full", .kernels = "4.20-",
	  .fields = "size,total,used" },
	{ "swiotlb buffer is full (sz: %zd bytes)\n", FULL, .flags = DMS_MSG_DEV,
	  .detail = "swiotlb.full", .kernels = "-4.19", .fields = "size" },
	{ "DMA: Out of SW-IOMMU space for %zu bytes at device %s\n", FULL,
	  .detail = "swiotlb.full", .kernels = "-4.17", .fields = "size,device" },
	{ "swiotlb: coherent allocation failed for device %s size=%zu\n", FULL,
	  .detail = "swiotlb.coherent_failed", .kernels = "-4.17", .fields = "device,size" },
	{ "Can not allocate SWIOTLB buffer earlier and can't now provide you with the DMA bounce buffer",
	  FULL, .flags = DMS_MSG_DEV, .detail = "swiotlb.missing", .kernels = "all" },
	{ "Failed to allocate new pool", FULL, .prefix = TLB, .detail = "swiotlb.no_new_pool",
	  .kernels = "6.6-" },
	{ "swiotlb addr %pad+%zu overflow (mask %llx, bus limit %llx).\n", OVERFLOW,
	  .flags = DMS_MSG_WARN | DMS_MSG_DEV, .needed = 2, .kernels = "5.5-",
	  .fields = "address,size,mask,bus_limit" },
	{ "swiotlb buffer overflow %pad+%zu of DMA mask %llx", OVERFLOW,
	  .flags = DMS_MSG_WARN | DMS_MSG_DEV, .kernels = "-5.4", .needed = 2, .fields = "address,size,mask" },
	{ "Invalid sizes (mapping: %zd bytes, alloc: %zd bytes)", .kind = "swiotlb-full",
	  .detail = "swiotlb.invalid_sizes", .flags = DMS_MSG_DEV, .kernels = "5.10-6.1",
	  .fields = "size,alloc_size", .decode = mark_related },
	{ "Buffer overflow detected. Allocation size: %zu. Mapping size: %zu+%u.\n",
	  .kind = "dma-api", .detail = "swiotlb.bounce_overflow", .decode = mark_related,
	  .flags = DMS_MSG_WARN | DMS_MSG_DEV, .kernels = "6.1", .fields = "map_size,size,offset" },
	{ "Buffer overflow detected. Allocation size: %zu. Mapping size: %zu.\n",
	  .kind = "dma-api", .detail = "swiotlb.bounce_overflow", .decode = mark_related,
	  .flags = DMS_MSG_WARN | DMS_MSG_DEV, .kernels = "6.1-", .fields = "map_size,size" },
	{ "Access before mapping start detected. orig offset %u, requested offset %u.\n",
	  .kind = "dma-api", .detail = "swiotlb.bounce_overflow", .decode = mark_related,
	  .flags = DMS_MSG_WARN | DMS_MSG_DEV, .kernels = "6.1",
	  .fields = "map_offset,offset" },
	{ "Alloc alignment may prevent fulfilling requests with max mapping_size\n",
	  .kind = "swiotlb-full", .detail = "swiotlb.alignment", .decode = mark_related,
	  .flags = DMS_MSG_WARN | DMS_MSG_DEV, .kernels = "6.12-" },
	{ "Cannot allocate pages from non page-aligned swiotlb addr 0x%pa.\n",
	  .kind = "swiotlb-full", .detail = "swiotlb.alignment", .decode = mark_related,
	  .flags = DMS_MSG_WARN | DMS_MSG_DEV, .kernels = "6.12-", .fields = "physical" },
	{ "No low mem\n", SETUP, .kernels = "all" },
	{ "Cannot allocate buffer", SETUP, .kernels = "5.10" },
	{ "%s: Failed to allocate %zu bytes tlb structure\n", SETUP, .kernels = "6.1-",
	  .fields = "site,size" },
	{ "%s: Failed to remap %zu bytes\n", SETUP, .kernels = "6.1-", .fields = "site,size" },
	{ "%s: Failed to allocate %zu bytes align=0x%lx\n", SETUP, .kernels = "6.1-",
	  .fields = "site,size,align" },
	{ "Failed to decrypt default memory pool, disabling it\n", SETUP, .kernels = "7.3-" },
	{ "mapped [mem %pa-%pa] (%luMB)\n", INFO, .fields = "start,end,megabytes" },
	{ "tearing down default memory pool\n", INFO },
};

const struct dms_subsystem dms_swiotlb_subsystem = {
	.name = "swiotlb",
	.source = "kernel/dma/swiotlb.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
