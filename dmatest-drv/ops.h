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

/* op_sg.c: what dms_op_sg() does once the entries are in kernel memory */
int dms_sg_make(struct dms_file *f, struct dmascope_op *op, const struct dmascope_seg *want);

/* Bytes of kernel stack that a mapping may have: see dms_map_stack(). */
#define DMS_STACK_BYTES		256

/* What a caller may set, with or without the DMASCOPE_SET_ bit for it. */
static inline u64 dms_op_len(const struct dmascope_op *op, u64 otherwise)
{
	return op->len || op->set & DMASCOPE_SET_LEN ? op->len : otherwise;
}

/* Attributes that every kernel in question knows; a newer one may be a trap here. */
#define DMS_ATTRS_KNOWN (DMA_ATTR_WEAK_ORDERING | DMA_ATTR_WRITE_COMBINE | \
			 DMA_ATTR_NO_KERNEL_MAPPING | DMA_ATTR_SKIP_CPU_SYNC | \
			 DMA_ATTR_FORCE_CONTIGUOUS | DMA_ATTR_ALLOC_SINGLE_PAGES | \
			 DMA_ATTR_NO_WARN | DMA_ATTR_PRIVILEGED)

#endif /* _DMS_OPS_H */
