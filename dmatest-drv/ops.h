/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_OPS_H
#define _DMS_OPS_H

#include "device.h"
#include "object.h"

int dms_op_check(const struct dmascope_op *op);
int dms_op_run(struct dms_file *f, struct dmascope_op *op);

/*
 * Handlers.  They return 0 when the op was carried out, with the result of
 * the DMA API call in op->result, and a negative errno when the request is
 * not acceptable and nothing was done.
 */
int dms_op_buf(struct dms_file *f, struct dmascope_op *op);
int dms_op_free(struct dms_file *f, struct dmascope_op *op);
int dms_op_map(struct dms_file *f, struct dmascope_op *op);
int dms_op_unmap(struct dms_file *f, struct dmascope_op *op);
int dms_op_mapping_error(struct dms_file *f, struct dmascope_op *op);
int dms_op_sync(struct dms_file *f, struct dmascope_op *op);
int dms_op_time_map(struct dms_file *f, struct dmascope_op *op);
int dms_op_sg(struct dms_file *f, struct dmascope_op *op);
int dms_op_map_sg(struct dms_file *f, struct dmascope_op *op);
int dms_op_unmap_sg(struct dms_file *f, struct dmascope_op *op);
int dms_op_sg_seg(struct dms_file *f, struct dmascope_op *op);
int dms_op_sg_corrupt(struct dms_file *f, struct dmascope_op *op);
int dms_op_coherent(struct dms_file *f, struct dmascope_op *op);
int dms_op_free_coherent(struct dms_file *f, struct dmascope_op *op);
int dms_op_fill(struct dms_file *f, struct dmascope_op *op);
int dms_op_verify(struct dms_file *f, struct dmascope_op *op);
int dms_op_dev_read(struct dms_file *f, struct dmascope_op *op);
int dms_op_dev_write(struct dms_file *f, struct dmascope_op *op);
int dms_op_dev_copy(struct dms_file *f, struct dmascope_op *op);
int dms_op_dev_wait(struct dms_file *f, struct dmascope_op *op);
int dms_op_dev_listen(struct dms_file *f, struct dmascope_op *op);
int dms_op_mask(struct dms_file *f, struct dmascope_op *op);
int dms_op_seg_limits(struct dms_file *f, struct dmascope_op *op);
int dms_op_query(struct dms_file *f, struct dmascope_op *op);
int dms_op_msi(struct dms_file *f, struct dmascope_op *op);
int dms_op_leak(struct dms_file *f, struct dmascope_op *op);
int dms_op_hold(struct dms_file *f, struct dmascope_op *op);
int dms_op_alloc(struct dms_file *f, struct dmascope_op *op);
int dms_op_free_alloc(struct dms_file *f, struct dmascope_op *op);
int dms_op_vmap(struct dms_file *f, struct dmascope_op *op);
int dms_op_vunmap(struct dms_file *f, struct dmascope_op *op);
int dms_op_pool(struct dms_file *f, struct dmascope_op *op);
int dms_op_pool_destroy(struct dms_file *f, struct dmascope_op *op);
int dms_op_pool_alloc(struct dms_file *f, struct dmascope_op *op);
int dms_op_pool_free(struct dms_file *f, struct dmascope_op *op);
int dms_op_map_resource(struct dms_file *f, struct dmascope_op *op);
int dms_op_unmap_resource(struct dms_file *f, struct dmascope_op *op);
int dms_op_pin(struct dms_file *f, struct dmascope_op *op);
int dms_op_unpin(struct dms_file *f, struct dmascope_op *op);

#ifdef DMS_HAVE_DMA_BUF
int dms_op_export(struct dms_file *f, struct dmascope_op *op);
int dms_op_import(struct dms_file *f, struct dmascope_op *op);
int dms_op_map_import(struct dms_file *f, struct dmascope_op *op);
int dms_op_unmap_import(struct dms_file *f, struct dmascope_op *op);
int dms_op_detach(struct dms_file *f, struct dmascope_op *op);
#else
static inline int dms_op_no_dma_buf(struct dms_file *f, struct dmascope_op *op)
{
	return -EOPNOTSUPP;
}

#define dms_op_export		dms_op_no_dma_buf
#define dms_op_import		dms_op_no_dma_buf
#define dms_op_map_import	dms_op_no_dma_buf
#define dms_op_unmap_import	dms_op_no_dma_buf
#define dms_op_detach		dms_op_no_dma_buf
#endif

int dms_op_domain(struct dms_file *f, struct dmascope_op *op);
int dms_op_domain_map(struct dms_file *f, struct dmascope_op *op);
int dms_op_domain_unmap(struct dms_file *f, struct dmascope_op *op);
int dms_op_domain_query(struct dms_file *f, struct dmascope_op *op);
int dms_op_domain_free(struct dms_file *f, struct dmascope_op *op);
int dms_op_domain_fault(struct dms_file *f, struct dmascope_op *op);
int dms_op_pm(struct dms_file *f, struct dmascope_op *op);
int dms_op_vector(struct dms_file *f, struct dmascope_op *op);

/* op_sg.c: what dms_op_sg() does once the entries are in kernel memory */
int dms_sg_make(struct dms_file *f, struct dmascope_op *op, const struct dmascope_seg *want);

/* Bytes of kernel stack that a mapping may have: see dms_map_stack(). */
#define DMS_STACK_BYTES		256

/* What a caller may set, with or without the DMASCOPE_SET_ bit for it. */
static inline u64 dms_op_len(const struct dmascope_op *op, u64 otherwise)
{
	return op->len || op->set & DMASCOPE_SET_LEN ? op->len : otherwise;
}

/* 6.18. A mapping call of RAM refuses it since. */
#ifdef DMA_ATTR_MMIO
#define DMS_ATTR_MMIO	DMA_ATTR_MMIO
#else
#define DMS_ATTR_MMIO	0
#endif

/* Attributes that the kernels in question know; a newer one may be a trap here. */
#define DMS_ATTRS_KNOWN (DMA_ATTR_WEAK_ORDERING | DMA_ATTR_WRITE_COMBINE | \
			 DMA_ATTR_NO_KERNEL_MAPPING | DMA_ATTR_SKIP_CPU_SYNC | \
			 DMA_ATTR_FORCE_CONTIGUOUS | DMA_ATTR_ALLOC_SINGLE_PAGES | \
			 DMA_ATTR_NO_WARN | DMA_ATTR_PRIVILEGED | DMS_ATTR_MMIO)

#endif /* _DMS_OPS_H */
