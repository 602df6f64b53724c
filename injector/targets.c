// SPDX-License-Identifier: GPL-2.0
/*
 * The functions whose calls can be hit.  A row for each: its arguments by number, from 0, and
 * what it returns when it fails by itself.  Inline functions are not here: they end in one that is.
 */
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/kernel.h>

#include "inject.h"

#define ARG(nr)		DMS_ARG(nr)
#define FUNCTION(function) .name = #function, .symbols = { #function }
/* The first argument is the device, as it is with most of them. */
#define TARGET(function) FUNCTION(function), .device = ARG(0)

#define FAILS		(DMS_CAN(DMS_FAIL) | DMS_CAN(DMS_DELAY))
#define NULL_ERROR	.actions = FAILS, .error = 0, .error_text = "NULL"
#define ZERO_ERROR	.error = 0, .error_text = "0"
#define MAPPING_ERROR \
	.error = (unsigned long)DMA_MAPPING_ERROR, .error_text = "DMA_MAPPING_ERROR"
#define MAPS	(FAILS | DMS_CAN(DMS_POISON) | DMS_CAN(DMS_BOUNCE))
#define NARROWED	(FAILS | DMS_CAN(DMS_NARROW))
#define DROPPED		(DMS_CAN(DMS_DROP) | DMS_CAN(DMS_DELAY))

/* dma_sync_*(): since 6.10 an inline function that often ends in nothing stands before them. */
#define SYNC(function) \
	.name = #function, .symbols = { "__" #function, #function }, .device = ARG(0), \
	.actions = DROPPED, .direction = ARG(3)

const struct dms_target_row dms_target_rows[] = {
	/* memory */
	{ TARGET(dma_alloc_attrs), NULL_ERROR, .size = ARG(1) },
	{ TARGET(dma_alloc_pages), NULL_ERROR, .size = ARG(1), .direction = ARG(3) },
	{ TARGET(dma_alloc_noncoherent), NULL_ERROR, .size = ARG(1), .direction = ARG(3),
	  .instead = "inline: it ends in dma_alloc_pages" },
	{ TARGET(dma_alloc_noncontiguous), NULL_ERROR, .size = ARG(1), .direction = ARG(2),
	  .instead = "newer kernels have it" },
	{ TARGET(dma_pool_alloc), NULL_ERROR, .subject = DMS_SUBJECT_POOL },
	{ TARGET(dma_alloc_contiguous), NULL_ERROR, .size = ARG(1),
	  .instead = "no CMA: see CONFIG_DMA_CMA" },
	{ TARGET(cma_alloc), NULL_ERROR, .subject = DMS_SUBJECT_NONE, .size = ARG(1), .pages = true,
	  .instead = "no CMA: see CONFIG_CMA" },

	/* streaming mappings */
	{ TARGET(dma_map_page_attrs), .actions = MAPS, MAPPING_ERROR, .buffer = ARG(1),
	  .memory = DMS_MEMORY_PAGE, .size = ARG(3), .direction = ARG(4), .attrs = ARG(5) },
	{ TARGET(dma_map_phys), .actions = MAPS, MAPPING_ERROR, .buffer = ARG(1),
	  .memory = DMS_MEMORY_PHYS, .size = ARG(2), .direction = ARG(3), .attrs = ARG(4),
	  .instead = "newer kernels have it: see dma_map_page_attrs" },
	{ TARGET(dma_map_sg_attrs), .actions = MAPS, ZERO_ERROR, .buffer = ARG(1),
	  .memory = DMS_MEMORY_SG, .direction = ARG(3), .attrs = ARG(4) },
	{ TARGET(dma_map_sgtable), .actions = MAPS, .buffer = ARG(1),
	  .memory = DMS_MEMORY_SGTABLE, .direction = ARG(2), .attrs = ARG(3),
	  .errors = { -EIO, -ENOMEM, -EINVAL },
	  .instead = "inline before 5.15: it ends in dma_map_sg_attrs" },
	{ TARGET(dma_map_resource), .actions = FAILS, MAPPING_ERROR, .size = ARG(2), .direction = ARG(3) },
	{ SYNC(dma_sync_single_for_cpu), .size = ARG(2) },
	{ SYNC(dma_sync_single_for_device), .size = ARG(2) },
	{ SYNC(dma_sync_sg_for_cpu), .buffer = ARG(1), .memory = DMS_MEMORY_SG },
	{ SYNC(dma_sync_sg_for_device), .buffer = ARG(1), .memory = DMS_MEMORY_SG },

	/* below them */
	{ TARGET(swiotlb_tbl_map_single), .actions = FAILS, MAPPING_ERROR, .size = ARG(2),
	  .instead = "no swiotlb: see CONFIG_SWIOTLB" },
	{ TARGET(iommu_map), .actions = FAILS, .subject = DMS_SUBJECT_DOMAIN, .size = ARG(3),
	  .errors = { -ENOMEM, -EINVAL }, .instead = "no IOMMU: see CONFIG_IOMMU_API" },
	{ TARGET(iommu_map_atomic), .actions = FAILS, .subject = DMS_SUBJECT_DOMAIN, .size = ARG(3),
	  .errors = { -ENOMEM, -EINVAL }, .instead = "gone in 6.3: see iommu_map" },
	{ TARGET(iommu_map_nosync), .actions = FAILS, .subject = DMS_SUBJECT_DOMAIN, .size = ARG(3),
	  .errors = { -ENOMEM, -EINVAL }, .instead = "newer kernels have it: see iommu_map" },
	{ FUNCTION(iommu_dma_alloc_iova), .actions = FAILS, ZERO_ERROR, .device = ARG(3), .size = ARG(1),
	  .instead = "static, and so at the compiler's mercy: see alloc_iova_fast" },
	{ TARGET(alloc_iova_fast), .actions = FAILS, ZERO_ERROR, .subject = DMS_SUBJECT_NONE,
	  .size = ARG(1), .pages = true, .instead = "no IOVA allocator: see CONFIG_IOMMU_IOVA" },

	/* masks */
	{ TARGET(dma_set_mask), .actions = NARROWED, .mask = ARG(1), .errors = { -EIO } },
	{ TARGET(dma_set_coherent_mask), .actions = NARROWED, .mask = ARG(1), .errors = { -EIO } },
};

const unsigned int dms_nr_targets = ARRAY_SIZE(dms_target_rows);
