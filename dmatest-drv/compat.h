/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the modules use and old kernels lack: nothing else in this tree asks
 * how old the kernel is.  Macros are seen here, functions by compat.mk.
 */
#ifndef DMS_COMPAT_H
#define DMS_COMPAT_H

#include <linux/dma-mapping.h>
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

#endif /* DMS_COMPAT_H */
