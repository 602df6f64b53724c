/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the modules use and old kernels lack: nothing else in this tree asks
 * how old the kernel is.  Macros are seen here, functions by compat.mk.
 */
#ifndef DMS_COMPAT_H
#define DMS_COMPAT_H

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/iommu.h>
#include <linux/scatterlist.h>

/* 6.0: up to this size IOVAs come from a cache. */
#ifndef DMS_HAVE_OPT_MAPPING_SIZE
static inline size_t dma_opt_mapping_size(struct device *dev)
{
	return dma_max_mapping_size(dev);
}
#endif

/* Not in 5.10: a name for the bits beside the pointer. */
#ifndef SG_PAGE_LINK_MASK
#define SG_PAGE_LINK_MASK	(SG_CHAIN | SG_END)
#endif

/* 5.13: pages from everywhere in one range of device addresses. */
#ifdef DMS_HAVE_NONCONTIGUOUS
#define DMS_HAS_NONCONTIGUOUS	true
#else
#define DMS_HAS_NONCONTIGUOUS	false
static inline struct sg_table *dma_alloc_noncontiguous(struct device *dev, size_t size,
						       enum dma_data_direction dir, gfp_t gfp,
						       unsigned long attrs)
{
	return NULL;
}

static inline void dma_free_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt,
					  enum dma_data_direction dir)
{
}

static inline void *dma_vmap_noncontiguous(struct device *dev, size_t size, struct sg_table *sgt)
{
	return NULL;
}

static inline void dma_vunmap_noncontiguous(struct device *dev, void *vaddr)
{
}

static inline int dma_mmap_noncontiguous(struct device *dev, struct vm_area_struct *vma,
					 size_t size, struct sg_table *sgt)
{
	return -EOPNOTSUPP;
}
#endif

/* 5.13, too. The callers have checked the range. */
#ifndef DMS_HAVE_MMAP_PAGES
static inline int dma_mmap_pages(struct device *dev, struct vm_area_struct *vma, size_t size,
				 struct page *page)
{
	return remap_pfn_range(vma, vma->vm_start, page_to_pfn(page) + vma->vm_pgoff,
			       vma->vm_end - vma->vm_start, vma->vm_page_prot);
}
#endif

/* 5.15: entries no longer than a device takes, under a simple name. */
#ifndef DMS_HAVE_SG_FROM_PAGES_SEGMENT
static inline int sg_alloc_table_from_pages_segment(struct sg_table *sgt, struct page **pages,
						    unsigned int nr, unsigned int offset,
						    unsigned long size, unsigned int max_segment,
						    gfp_t gfp)
{
	return PTR_ERR_OR_ZERO(__sg_alloc_table_from_pages(sgt, pages, nr, offset, size,
							   max_segment, NULL, 0, gfp));
}
#endif

/* 6.3: the flags of an area became read-only. */
static inline void dms_vm_flags_set(struct vm_area_struct *vma, unsigned long flags)
{
#ifdef DMS_HAVE_VM_FLAGS_SET
	vm_flags_set(vma, flags);
#else
	vma->vm_flags |= flags;
#endif
}

/* 6.2: who takes the dma-buf's lock is in the name. */
#ifndef DMS_HAVE_MAP_ATTACHMENT_UNLOCKED
#define dma_buf_map_attachment_unlocked		dma_buf_map_attachment
#define dma_buf_unmap_attachment_unlocked	dma_buf_unmap_attachment
#endif
#ifndef DMS_HAVE_DMA_BUF_VMAP_UNLOCKED
#define dma_buf_vmap_unlocked			dma_buf_vmap
#define dma_buf_vunmap_unlocked			dma_buf_vunmap
#endif

/* 6.11: a domain for a device instead of for a bus. */
#ifndef DMS_HAVE_PAGING_DOMAIN
static inline struct iommu_domain *iommu_paging_domain_alloc(struct device *dev)
{
	struct iommu_domain *domain = iommu_domain_alloc(dev->bus);

	return domain ? domain : ERR_PTR(-ENODEV);
}
#endif

/* 6.3: one iommu_map() for every context instead of two. */
#ifdef DMS_HAVE_IOMMU_MAP_ATOMIC
#define dms_iommu_map(domain, iova, phys, len, prot) iommu_map(domain, iova, phys, len, prot)
#else
#define dms_iommu_map(domain, iova, phys, len, prot) \
	iommu_map(domain, iova, phys, len, prot, GFP_KERNEL)
#endif

/*
 * 5.11: the DMA API keeps to the default domain.  Before that VT-d's own DMA ops took the attached
 * one for theirs, and looked for its allocator of addresses, which a domain of ours lacks.
 */
#ifdef DMS_HAVE_FIND_DOMAIN
#define DMS_DOMAIN_CONFUSES_DMA_API	IS_ENABLED(CONFIG_INTEL_IOMMU)
#else
#define DMS_DOMAIN_CONFUSES_DMA_API	false
#endif

static inline unsigned long dms_domain_page(const struct iommu_domain *domain)
{
	return domain->pgsize_bitmap & -domain->pgsize_bitmap;
}

static inline const struct iommu_domain_geometry *
dms_domain_geometry(const struct iommu_domain *domain)
{
	return &domain->geometry;
}

/* Nobody can have made a domain to report a fault of. */
#ifndef CONFIG_IOMMU_API
static inline int report_iommu_fault(struct iommu_domain *domain, struct device *dev,
				     unsigned long iova, int flags)
{
	return -ENOSYS;
}
#endif

#endif /* DMS_COMPAT_H */
