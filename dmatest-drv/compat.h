/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the modules use and old kernels lack: nothing else in this tree asks
 * how old the kernel is.  Macros are seen here, functions by compat.mk.
 */
#ifndef DMS_COMPAT_H
#define DMS_COMPAT_H

#include <linux/dma-mapping.h>
#include <linux/err.h>
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

/* A kernel without the IOMMU API does not say what a domain is made of. */
#ifdef CONFIG_IOMMU_API
static inline unsigned long dms_domain_page(const struct iommu_domain *domain)
{
	return domain->pgsize_bitmap & -domain->pgsize_bitmap;
}

static inline const struct iommu_domain_geometry *
dms_domain_geometry(const struct iommu_domain *domain)
{
	return &domain->geometry;
}
#else
struct iommu_domain_geometry {
	dma_addr_t aperture_start;
	dma_addr_t aperture_end;
};

static inline unsigned long dms_domain_page(const struct iommu_domain *domain)
{
	return PAGE_SIZE;
}

static inline const struct iommu_domain_geometry *
dms_domain_geometry(const struct iommu_domain *domain)
{
	static const struct iommu_domain_geometry none;

	return &none;
}
#endif

#endif /* DMS_COMPAT_H */
