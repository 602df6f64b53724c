# SPDX-License-Identifier: GPL-2.0
# What the kernel that is built against has, by a look into its headers: distributions backport,
# so its version says little. compat.h supplies what is missing.

# dms_has MACRO,HEADER,WORD: MACRO is defined where HEADER has WORD.
dms_has = $(if $(shell grep -sw -e '$(3)' $(srctree)/include/linux/$(2)),-D$(1))

ccflags-y += $(call dms_has,DMS_HAVE_FORCE_BOUNCE,swiotlb.h,force_bounce)
ccflags-y += $(call dms_has,DMS_HAVE_TOTAL_USED,swiotlb.h,total_used)
ccflags-y += $(call dms_has,DMS_HAVE_OPT_MAPPING_SIZE,dma-mapping.h,dma_opt_mapping_size)
ccflags-y += $(call dms_has,DMS_HAVE_NONCONTIGUOUS,dma-mapping.h,dma_alloc_noncontiguous)
# a function since 5.15
ccflags-y += $(call dms_has,DMS_HAVE_MAP_SGTABLE,dma-mapping.h,^int dma_map_sgtable)
ccflags-y += $(call dms_has,DMS_HAVE_MMAP_PAGES,dma-mapping.h,dma_mmap_pages)
ccflags-y += $(call dms_has,DMS_HAVE_VM_FLAGS_SET,mm.h,vm_flags_set)
ccflags-y += $(call dms_has,DMS_HAVE_MAP_ATTACHMENT_UNLOCKED,dma-buf.h,dma_buf_map_attachment_unlocked)
ccflags-y += $(call dms_has,DMS_HAVE_DMA_BUF_VMAP_UNLOCKED,dma-buf.h,dma_buf_vmap_unlocked)
ccflags-y += $(call dms_has,DMS_HAVE_SG_FROM_PAGES_SEGMENT,scatterlist.h,sg_alloc_table_from_pages_segment)

# dma-buf, where the kernel is configured with it and is not older than its maps (5.18).
DMS_DMA_BUF := $(if $(wildcard $(srctree)/include/linux/iosys-map.h),$(CONFIG_DMA_SHARED_BUFFER))
ccflags-$(DMS_DMA_BUF) += -DDMS_HAVE_DMA_BUF
ccflags-y += $(call dms_has,DMS_HAVE_PAGING_DOMAIN,iommu.h,iommu_paging_domain_alloc)
ccflags-y += $(call dms_has,DMS_HAVE_IOMMU_MAP_ATOMIC,iommu.h,iommu_map_atomic)
ccflags-y += $(call dms_has,DMS_HAVE_FIND_DOMAIN,intel-iommu.h,find_domain)

# For the contract suites (kunit/contract_*.c).
ccflags-y += $(call dms_has,DMS_HAVE_DMA_IOVA,dma-mapping.h,dma_iova_try_alloc)
ccflags-y += $(call dms_has,DMS_HAVE_DMA_MAP_PHYS,dma-mapping.h,dma_map_phys)
ccflags-y += $(call dms_has,DMS_HAVE_KUNIT_VM_MMAP,../kunit/test.h,kunit_vm_mmap)
