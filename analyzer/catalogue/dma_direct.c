// SPDX-License-Identifier: GPL-2.0
/* Direct mapping: addresses out of the device's reach, and memory that must not be mapped. */
#include "base/array.h"
#include "decoder.h"

static void mark_related(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	(void)r;
	e->related = true;
}

#define OVERFLOW .kind = "dma-overflow", .detail = "dma.mask_overflow", .decode = mark_related, \
	.flags = DMS_MSG_WARN | DMS_MSG_DEV, .needed = 2

static const struct dms_message messages[] = {
	{ "DMA addr %pad+%zu overflow (mask %llx, bus limit %llx).\n", OVERFLOW,
	  .kernels = "5.5-", .fields = "address,size,mask,bus_limit" },
	{ "overflow %pad+%zu of DMA mask %llx bus limit %llx\n", OVERFLOW, .kernels = "5.3-5.4",
	  .fields = "address,size,mask,bus_limit" },
	{ "overflow %pad+%zu of DMA mask %llx bus mask %llx\n", OVERFLOW, .kernels = "4.19-5.2",
	  .fields = "address,size,mask,bus_limit" },
	{ "overflow %pad+%zu of device mask %llx\n", OVERFLOW, .kernels = "-4.18",
	  .fields = "address,size,mask" },
	{ "rejecting DMA map of vmalloc memory\n", .flags = DMS_MSG_WARN | DMS_MSG_DEV,
	  .kind = "dma-api", .detail = "dma_api.rejects_vmalloc", .kernels = "5.4-",
	  .decode = mark_related },
	{ "trying to free invalid coherent area: %p\n", .flags = DMS_MSG_WARN, .kind = "dma-api",
	  .detail = "dma_api.free_invalid_coherent", .kernels = "all", .fields = "cpu_address",
	  .decode = mark_related },
	{ "leaking DMA memory that can't be re-encrypted\n", .kind = "dma-api",
	  .detail = "dma_api.leaks_encrypted", .kernels = "6.1-", .decode = mark_related },
	{ "coherent DMA allocations not supported on this platform.\n", .kind = "iommu-core",
	  .detail = "dma.no_coherent", .kernels = "6.12-", .decode = mark_related },
};

const struct dms_subsystem dms_dma_direct_subsystem = {
	.name = "dma-direct and dma-mapping",
	.source = "kernel/dma/direct.c, include/linux/dma-mapping.h, kernel/dma/remap.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
