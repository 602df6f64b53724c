// SPDX-License-Identifier: GPL-2.0
/*
 * WARN()s without a text that blame a driver: what the condition means (kernel/dma/mapping.c,
 * drivers/iommu/dma-iommu.c, io-pgtable-arm.c, iommu-debug-pagealloc.c, 5.10 to 7.3).
 */
#include <string.h>

#include "base/array.h"
#include "warn_sites.h"

#define UNMAP .cause = "double-unmap", .confidence = DMS_CONF_LIKELY, .alternative = "size-mismatch"
#define NO_MASK .cause = "config-error", .confidence = DMS_CONF_LIKELY, \
	.alternative = "mask-too-small"
#define SETUP .cause = "config-error", .confidence = DMS_CONF_LIKELY

static const struct dms_warn_site sites[] = {
	{ .function = "__iommu_dma_unmap", .file = "dma-iommu.c", UNMAP,
	  .says = "the range to unmap was not, or not wholly, mapped" },
	{ .function = "iommu_dma_unmap_page", .file = "dma-iommu.c", UNMAP,
	  .says = "the address to unmap has no translation" },
	{ .function = "iommu_dma_unmap_phys", .file = "dma-iommu.c", UNMAP,
	  .says = "the address to unmap has no translation" },
	{ .function = "dma_iova_unlink", .file = "dma-iommu.c", UNMAP,
	  .says = "the range to unlink was not, or not wholly, mapped" },
	{ .function = "iommu_dma_iova_unlink_range_slow", .file = "dma-iommu.c", UNMAP,
	  .says = "a page of the range to unlink has no translation" },
	{ .function = "__arm_lpae_unmap", .file = "io-pgtable-arm.c", UNMAP,
	  .says = "the table entry to clear is empty" },
	{ .function = "__arm_v7s_unmap", .file = "io-pgtable-arm-v7s.c", UNMAP,
	  .says = "the table entry to clear is empty" },
	{ .function = "dart_unmap_pages", .file = "io-pgtable-dart.c", UNMAP,
	  .says = "the table entry to clear is empty" },
	{ .function = "dma_update_cpu_trans", UNMAP, .says = "the table entry to clear is empty" },
	{ .function = "arm_lpae_init_pte", .file = "io-pgtable-arm.c", .cause = "double-map",
	  .confidence = DMS_CONF_LIKELY, .alternative = "iommu-driver-bug",
	  .says = "the table entry to write is in use" },
	{ .function = "arm_v7s_init_pte", .file = "io-pgtable-arm-v7s.c", .cause = "double-map",
	  .confidence = DMS_CONF_LIKELY, .alternative = "iommu-driver-bug",
	  .says = "the table entry to write is in use" },
	{ .function = "dart_init_pte", .file = "io-pgtable-dart.c", .cause = "double-map",
	  .confidence = DMS_CONF_LIKELY, .alternative = "iommu-driver-bug",
	  .says = "the table entry to write is in use" },
	{ .function = "iommu_debug_dec_page", .file = "iommu-debug-pagealloc.c",
	  .cause = "double-unmap", .confidence = DMS_CONF_LIKELY,
	  .says = "a page is unmapped more often than it was mapped" },
	{ .function = "__iommu_debug_check_unmapped", .file = "iommu-debug-pagealloc.c",
	  .cause = "use-after-unmap", .confidence = DMS_CONF_LIKELY, .alternative = "leak",
	  .says = "a page is freed while a device can still reach it" },
	{ .function = "dmam_match", .file = "mapping.c", .cause = "size-mismatch",
	  .confidence = DMS_CONF_CERTAIN,
	  .says = "dmam_free_coherent() was called with another size or handle" },
	{ .function = "dmam_free_coherent", .file = "mapping.c", .cause = "double-unmap",
	  .confidence = DMS_CONF_LIKELY, .alternative = "size-mismatch",
	  .says = "no managed allocation has this address" },
	{ .function = "dmam_pool_destroy", .file = "dmapool.c", .cause = "double-unmap",
	  .confidence = DMS_CONF_LIKELY, .says = "no managed pool of the device is this one" },
	{ .function = "dma_map_page_attrs", .file = "mapping.c", NO_MASK,
	  .says = "the device has no DMA mask" },
	{ .function = "dma_map_phys", .file = "mapping.c", NO_MASK,
	  .says = "the device has no DMA mask" },
	{ .function = "dma_map_sg_attrs", .file = "mapping.c", NO_MASK,
	  .says = "the device has no DMA mask" },
	{ .function = "__dma_map_sg_attrs", .file = "mapping.c", NO_MASK,
	  .says = "the device has no DMA mask, or its dma_ops returned an unexpected error" },
	{ .function = "dma_alloc_attrs", .file = "mapping.c", NO_MASK,
	  .says = "the device's coherent mask was never set, or compound pages were asked for" },
	{ .function = "__dma_alloc_pages", .file = "mapping.c", NO_MASK,
	  .says = "the device's coherent mask was never set, or a zone was asked for" },
	{ .function = "dma_alloc_pages", .file = "mapping.c", NO_MASK,
	  .says = "the device's coherent mask was never set, or a zone was asked for" },
	{ .function = "dma_free_attrs", .file = "mapping.c", SETUP,
	  .says = "coherent memory is freed with interrupts off" },
	{ .function = "dma_map_resource", .file = "mapping.c", .cause = "map-of-stack-or-vmalloc",
	  .confidence = DMS_CONF_LIKELY, .says = "dma_map_resource() was called for RAM" },
	{ .function = "dma_supported", .file = "mapping.c", SETUP, .alternative = "iommu-driver-bug",
	  .says = "the device has dma_ops of its own and uses dma-iommu as well" },
	{ .function = "dma_set_max_seg_size", SETUP, .says = "the bus gives its devices no dma_parms" },
	{ .function = "dma_set_seg_boundary", SETUP, .says = "the bus gives its devices no dma_parms" },
	{ .function = "dma_set_min_align_mask", SETUP,
	  .says = "the bus gives its devices no dma_parms" },
	{ .function = "dma_dummy_unmap_page", .file = "dummy.c", SETUP,
	  .alternative = "missing-error-check", .says = "a device that cannot do DMA unmaps a page" },
	{ .function = "dma_dummy_unmap_phys", .file = "dummy.c", SETUP,
	  .alternative = "missing-error-check", .says = "a device that cannot do DMA unmaps a page" },
	{ .function = "dma_dummy_unmap_sg", .file = "dummy.c", SETUP,
	  .alternative = "missing-error-check", .says = "a device that cannot do DMA unmaps a list" },
};

static const char *base_name(const char *place)
{
	const char *slash = strrchr(place, '/');

	return slash ? slash + 1 : place;
}

/* A banner without a place ("WARNING: at f+0x1/0x2") fits all. */
static bool is_place(const char *file, const char *place)
{
	size_t len = file ? strlen(file) : 0;

	place = base_name(place);
	return !file || !place[0] ||
	       (!strncmp(place, file, len) && (place[len] == ':' || !place[len]));
}

const struct dms_warn_site *dms_warn_site_find(const char *function, const char *place)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sites); i++)
		if (!strcmp(sites[i].function, function) && is_place(sites[i].file, place))
			return &sites[i];
	return NULL;
}

/*
 * The generic page tables (6.19-) check themselves with PT_WARN_ON() in functions that are inlined
 * or named by a macro: the folder is what stays the same.
 */
static const struct dms_warn_known generic_pt = {
	.condition = "the page tables are not as drivers/iommu/generic_pt expects them",
};

const struct dms_warn_known *dms_warn_known_find(const char *function, const char *place)
{
	static const struct dms_warn_known *const lists[] = {
		dms_warn_known_core, dms_warn_known_drivers,
	};
	const struct dms_warn_known *k;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		for (k = lists[i]; k->function; k++)
			if (!strcmp(k->function, function) && is_place(k->file, place))
				return k;
	return strstr(place, "drivers/iommu/generic_pt/") ? &generic_pt : NULL;
}
