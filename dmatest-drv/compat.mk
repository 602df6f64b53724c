# SPDX-License-Identifier: GPL-2.0
# What the kernel that is built against has, by a look into its headers: distributions backport,
# so its version says little. compat.h supplies what is missing.

# dms_has MACRO,HEADER,WORD: MACRO is defined where HEADER has WORD.
dms_has = $(if $(shell grep -sw -e '$(3)' $(srctree)/include/linux/$(2)),-D$(1))

ccflags-y += $(call dms_has,DMS_HAVE_OPT_MAPPING_SIZE,dma-mapping.h,dma_opt_mapping_size)
ccflags-y += $(call dms_has,DMS_HAVE_PAGING_DOMAIN,iommu.h,iommu_paging_domain_alloc)
ccflags-y += $(call dms_has,DMS_HAVE_IOMMU_MAP_ATOMIC,iommu.h,iommu_map_atomic)
ccflags-y += $(call dms_has,DMS_HAVE_FIND_DOMAIN,intel-iommu.h,find_domain)
