// SPDX-License-Identifier: GPL-2.0
/*
 * dmascope_whitelist: functions of the DMA API for the kernel's own fault injection.
 *
 * fail_function, bpf_override_return() and fmod_ret programs take the functions of one list,
 * /sys/kernel/debug/error_injection/list, and no function of the DMA API is on it.  The kernel adds to
 * it what a module names in a section of its own, wherever the function is: here that of others.
 * It is taken off again when this module is unloaded.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/error-injection.h>
#include <linux/iommu.h>
#include <linux/module.h>

/*
 * What each returns when it fails by itself decides what it may be told to return.  DMA_MAPPING_ERROR
 * is all ones: an errno, -1, though no useful one.
 */
ALLOW_ERROR_INJECTION(dma_alloc_attrs, NULL);
ALLOW_ERROR_INJECTION(dma_alloc_pages, NULL);
#ifdef DMS_HAVE_NONCONTIGUOUS
ALLOW_ERROR_INJECTION(dma_alloc_noncontiguous, NULL);
#endif
ALLOW_ERROR_INJECTION(dma_pool_alloc, NULL);
ALLOW_ERROR_INJECTION(dma_map_page_attrs, ERRNO);
#ifdef DMS_HAVE_DMA_MAP_PHYS
ALLOW_ERROR_INJECTION(dma_map_phys, ERRNO);
#endif
/* 0 entries were mapped */
ALLOW_ERROR_INJECTION(dma_map_sg_attrs, NULL);
#ifdef DMS_HAVE_MAP_SGTABLE
ALLOW_ERROR_INJECTION(dma_map_sgtable, ERRNO);
#endif
ALLOW_ERROR_INJECTION(dma_map_resource, ERRNO);
ALLOW_ERROR_INJECTION(dma_set_mask, ERRNO);
ALLOW_ERROR_INJECTION(dma_set_coherent_mask, ERRNO);
#ifdef CONFIG_IOMMU_API
ALLOW_ERROR_INJECTION(iommu_map, ERRNO);
#endif

static int __init dms_whitelist_init(void)
{
	pr_info("functions of the DMA API may be made to fail; see /sys/kernel/debug/error_injection/list\n");
	return 0;
}

/* The list is the kernel's to clean up. */
static void __exit dms_whitelist_exit(void)
{
}

module_init(dms_whitelist_init);
module_exit(dms_whitelist_exit);

MODULE_DESCRIPTION("dmascope: DMA API calls for fail_function, BPF override and fmod_ret");
MODULE_LICENSE("GPL");
