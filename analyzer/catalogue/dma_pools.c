// SPDX-License-Identifier: GPL-2.0
/* Pools of coherent memory: the atomic pool and reserved memory of one device. */
#include "base/array.h"
#include "decoder.h"

#define TLB "software IO TLB: "
#define RESTRICTED_POOL .kind = "swiotlb-full", .detail = "swiotlb.restricted_pool", .decode = dms_mark_related
#define INIT_FALLBACK .kind = "swiotlb-full", .detail = "swiotlb.init_fallback", .decode = dms_mark_related
#define NOTICE .kind = "iommu-core", .detail = "dma.notice"
#define COHERENT_FAILED .kind = "iommu-core", .detail = "dma.coherent_failed", .decode = dms_mark_related
#define BAD .kind = "iommu-core", .detail = "reserved_memory.bad", .decode = dms_mark_related

static const struct dms_message messages[] = {
	{ .format = "Memory encryption is active and system is using DMA bounce buffers\n",
	  .prefix = TLB, .kind = "iommu-core", .detail = "swiotlb.notice", .kernels = "all" },
	{ .format = "Restricted DMA pool must be accessible within the linear mapping.",
	  .flags = DMS_MSG_DEV, RESTRICTED_POOL, .kernels = "6.1-" },
	{ .format = "Failed to decrypt restricted DMA pool\n", .flags = DMS_MSG_DEV,
	  RESTRICTED_POOL, .kernels = "7.3-" },
	{ .format = "swiotlb_init_with_tbl: Failed to allocate %zu bytes align=0x%lx\n",
	  INIT_FALLBACK, .kernels = "5.10", .fields = "alloc_size,align" },
	{ .format = "only able to allocate %ld MB\n", .prefix = TLB, INIT_FALLBACK,
	  .kernels = "all", .fields = "megabytes" },
	{ .format = "Failed to map the unencrypted memory %pa size %lx.\n", .prefix = TLB,
	  INIT_FALLBACK, .kernels = "6.1", .fields = "physical,bytes" },
	{ .format = "swiotlb_init_remap: Failed to allocate mem->areas.\n", .prefix = TLB,
	  INIT_FALLBACK, .kernels = "6.1-" },
	{ .format = "Rejecting highmem page from CMA.\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "5.10" },
	{ .format = "leaking DMA memory that can't be decrypted\n", .kind = "dma-api",
	  .detail = "dma_api.leaks_encrypted", .decode = dms_mark_related, .kernels = "7.3-" },
	{ .format = "attempt to add DMA range to existing map\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "all" },
	{ .format = "unexpected flags in area: %p\n", .flags = DMS_MSG_WARN, .kind = "dma-api",
	  .detail = "dma_api.free_invalid_coherent", .decode = dms_mark_related,
	  .kernels = "6.12-", .fields = "cpu_address" },
	{ .format = "DMA pool exhausted for %s\n", .flags = DMS_MSG_WARN, .kind = "dma-pool",
	  .detail = "dma_pool.exhausted", .decode = dms_mark_related, .kernels = "all",
	  .fields = "device" },
	{ .format = "Failed to get suitable pool for %s\n", .flags = DMS_MSG_WARN,
	  .kind = "dma-pool", .detail = "dma_pool.unsuitable", .decode = dms_mark_related,
	  .kernels = "all", .fields = "device" },
	{ .format = "DMA: failed to allocate %zu KiB %pGg pool for atomic allocation\n", NOTICE,
	  .kernels = "all", .fields = "kilobytes,gfp_names" },
	{ .format = "Reserved memory: failed to init DMA memory pool at %pa, size %ld MiB\n",
	  COHERENT_FAILED, .kernels = "5.10", .fields = "base,size" },
	{ .format = "Reserved memory: regions without no-map are not yet supported\n", BAD,
	  .kernels = "all" },
	{ .format = "Reserved memory: region for default DMA coherent area is redefined\n",
	  .flags = DMS_MSG_WARN, BAD, .kernels = "all" },
	{ .format = "Reserved memory: failed to init DMA memory pool at %pa, size %zd MiB\n",
	  COHERENT_FAILED, .kernels = "6.1-6.12", .fields = "physical,megabytes" },
	{ .format = "reserved memory is beyond device's set DMA address range\n",
	  .flags = DMS_MSG_DEV, .kind = "iommu-core", .detail = "dma.coherent_out_of_reach",
	  .decode = dms_mark_related, .kernels = "6.12-" },
	{ .format = "Reserved memory: failed to init DMA memory pool at %pa, size %zu KiB\n",
	  COHERENT_FAILED, .kernels = "7.3-", .fields = "physical,kilobytes" },
};

const struct dms_subsystem dms_dma_pools_subsystem = {
	.name = "coherent and atomic pools",
	.source = "kernel/dma/pool.c, kernel/dma/coherent.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
