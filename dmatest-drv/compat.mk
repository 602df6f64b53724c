# SPDX-License-Identifier: GPL-2.0
# What the kernel that is built against has, by a look into its headers: distributions backport,
# so its version says little. compat.h supplies what is missing.

# dms_has MACRO,HEADER,WORD: MACRO is defined where HEADER has WORD.
dms_has = $(if $(shell grep -sw -e '$(3)' $(srctree)/include/linux/$(2)),-D$(1))

ccflags-y += $(call dms_has,DMS_HAVE_OPT_MAPPING_SIZE,dma-mapping.h,dma_opt_mapping_size)

# For the contract suites (kunit/contract_*.c).
ccflags-y += $(call dms_has,DMS_HAVE_DMA_IOVA,dma-mapping.h,dma_iova_try_alloc)
ccflags-y += $(call dms_has,DMS_HAVE_DMA_MAP_PHYS,dma-mapping.h,dma_map_phys)
ccflags-y += $(call dms_has,DMS_HAVE_KUNIT_VM_MMAP,../kunit/test.h,kunit_vm_mmap)
