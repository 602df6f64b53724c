// SPDX-License-Identifier: GPL-2.0
/* Contiguous memory: areas that could not be reserved, allocations that failed. */
#include "base/array.h"
#include "decoder.h"

#define CMA "cma: "
#define NOTICE_CMA .kind = "cma-failure", .detail = "cma.notice"
#define RESERVE_FAILED .kind = "cma-failure", .detail = "cma.reserve_failed", \
	.decode = dms_mark_related
#define BAD .kind = "iommu-core", .detail = "reserved_memory.bad", .decode = dms_mark_related
#define ALLOC_FAILED .kind = "cma-failure", .detail = "cma.alloc_failed", .decode = dms_mark_related

static const struct dms_message messages[] = {
	{ .format = "Config string not provided\n", .prefix = CMA, NOTICE_CMA, .kernels = "all" },
	{ .format = "dma_pernuma_cma_reserve: reservation failed: err %d, node %d", .prefix = CMA,
	  RESERVE_FAILED, .kernels = "all", .fields = "error,node" },
	{ .format = "dma_numa_cma_reserve: reservation failed: err %d, node %d", .prefix = CMA,
	  RESERVE_FAILED, .kernels = "all", .fields = "error,node" },
	{ .format = "Reserved memory: incorrect alignment of CMA region\n", BAD,
	  .kernels = "all" },
	{ .format = "Reserved memory: unable to setup CMA region\n", BAD, .kernels = "all" },
	{ .format = "invalid node %d specified\n", .prefix = CMA, NOTICE_CMA, .kernels = "6.12-",
	  .fields = "node" },
	{ .format = "Couldn't queue default CMA region for heap creation.", .prefix = CMA,
	  NOTICE_CMA, .kernels = "7.3-" },
	{ .format = "Skipping dt linux,cma-default node in favor for \"cma=\" kernel param.\n",
	  NOTICE_CMA, .kernels = "7.3-" },
	{ .format = "Couldn't store CMA reserved area.", NOTICE_CMA, .kernels = "7.3-" },
	{ .format = "cma_alloc: alloc failed, req-size: %zu pages, ret: %d\n", .prefix = CMA,
	  ALLOC_FAILED, .kernels = "5.10", .fields = "pages,error" },
	{ .format = "cma_alloc: %s: alloc failed, req-size: %lu pages, ret: %d\n", .prefix = CMA,
	  ALLOC_FAILED, .kernels = "6.1-", .fields = "area,pages,error" },
	{ .format = "__cma_alloc: %s: alloc failed, req-size: %lu pages, ret: %d\n",
	  .prefix = CMA, ALLOC_FAILED, .kernels = "6.1-", .fields = "area,pages,error" },
	{ .format = "__cma_alloc_frozen: %s: alloc failed, req-size: %lu pages, ret: %d\n",
	  .prefix = CMA, ALLOC_FAILED, .kernels = "6.1-", .fields = "area,pages,error" },
	{ .format = "cma_range_alloc: %s: skipping incompatible area [0x%lx-0x%lx]",
	  .prefix = CMA, NOTICE_CMA, .kernels = "7.3-", .fields = "area,pfn,last_pfn" },
	{ .format = "%lu pages are still in use!\n", .flags = DMS_MSG_WARN, .kind = "cma-failure",
	  .detail = "cma.still_in_use", .decode = dms_mark_related, .kernels = "7.3-",
	  .fields = "pages" },
	{ .format = "CMA area %s could not be activated\n", .prefix = CMA, RESERVE_FAILED,
	  .kernels = "all", .fields = "area" },
	{ .format = "Not enough slots for CMA reserved regions!\n", .prefix = CMA, RESERVE_FAILED,
	  .kernels = "all" },
	{ .format = "Region at %pa must be aligned to %pa bytes\n", .prefix = CMA, RESERVE_FAILED,
	  .kernels = "all", .fields = "base,alignment" },
	{ .format = "Region at %pa defined on low/high memory boundary (%pa)\n", .prefix = CMA,
	  RESERVE_FAILED, .kernels = "all", .fields = "base,highmem_start" },
	{ .format = "Size (%pa) of region at %pa exceeds limit (%pa)\n", .prefix = CMA,
	  RESERVE_FAILED, .kernels = "all", .fields = "size,base,limit" },
	{ .format = "Failed to reserve %ld MiB\n", .prefix = CMA, RESERVE_FAILED,
	  .kernels = "5.10-", .fields = "megabytes" },
	{ .format = "Failed to reserve %ld MiB on node %d\n", .prefix = CMA, RESERVE_FAILED,
	  .kernels = "6.12", .fields = "megabytes,node" },
	{ .format = "pageblock_order not yet initialized. Called during early boot?\n",
	  .prefix = CMA, NOTICE_CMA, .kernels = "7.3-" },
	{ .format = "Failed to reserve %lu MiB\n", .prefix = CMA, RESERVE_FAILED,
	  .kernels = "7.3-", .fields = "megabytes" },
	{ .format = "hugetlb_cma: invalid percentage %lu for node %d\n", NOTICE_CMA,
	  .kernels = "7.3-", .fields = "percent,node" },
	{ .format = "hugetlb_cma: invalid percentage %lu\n", NOTICE_CMA, .kernels = "7.3-",
	  .fields = "percent" },
	{ .format = "hugetlb_cma: the option isn't supported by current arch\n", NOTICE_CMA,
	  .kernels = "7.3-" },
	{ .format = "hugetlb_cma: reservation size rounded down to 0 from %lu MiB (%u%%)\n",
	  NOTICE_CMA, .kernels = "7.3-", .fields = "megabytes,percent" },
	{ .format = "hugetlb_cma: reservation size rounded down to 0 from %lu MiB (%u%%) on node %d\n",
	  NOTICE_CMA, .kernels = "7.3-", .fields = "megabytes,percent,node" },
	{ .format = "hugetlb_cma: invalid node %d specified\n", NOTICE_CMA, .kernels = "7.3-",
	  .fields = "node" },
	{ .format = "hugetlb_cma: cma area of node %d must be a multiple of %lu MiB\n",
	  NOTICE_CMA, .kernels = "7.3-", .fields = "node,megabytes" },
	{ .format = "hugetlb_cma: cma area must be a multiple of %lu MiB\n", NOTICE_CMA,
	  .kernels = "7.3-", .fields = "megabytes" },
	{ .format = "hugetlb_cma: %s: err %d, node %d\n", NOTICE_CMA, .kernels = "7.3-",
	  .fields = "problem,error,node" },
};

const struct dms_subsystem dms_cma_subsystem = {
	.name = "CMA",
	.source = "mm/cma.c, mm/hugetlb_cma.c, kernel/dma/contiguous.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
