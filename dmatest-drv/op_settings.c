// SPDX-License-Identifier: GPL-2.0
/* What a driver tells the DMA API about its device, and what it may ask. */
#include <linux/err.h>

#include "compat.h"
#include "ops.h"

/* MASK: fn, value=bits -> result */
int dms_op_mask(struct dms_file *f, struct dmascope_op *op)
{
	struct device *dev = dms_dev_of(f->dev);
	u64 mask;

	if (!op->value || op->value > 64)
		return -EINVAL;
	mask = DMA_BIT_MASK(op->value);
	switch (op->fn) {
	case DMASCOPE_FN_MASK_STREAMING:
		op->result = dma_set_mask(dev, mask);
		break;
	case DMASCOPE_FN_MASK_COHERENT:
		op->result = dma_set_coherent_mask(dev, mask);
		break;
	case DMASCOPE_FN_DEFAULT:
	case DMASCOPE_FN_MASK_BOTH:
		op->result = dma_set_mask_and_coherent(dev, mask);
		break;
	default:
		return -EINVAL;
	}
	f->limits = true;
	return 0;
}

/* MSI: addr, value=data -> out[0], out[1]: what the device sent until now */
int dms_op_msi(struct dms_file *f, struct dmascope_op *op)
{
	u32 data;

	if (f->dev->caps & DMASCOPE_CAP_POLL)
		return -EOPNOTSUPP;
	if (op->value > U32_MAX || (op->value && !(op->set & DMASCOPE_SET_ADDR)))
		return -EINVAL;
	dms_dev_read_msi(f->dev, &op->out[0], &data);
	op->out[1] = data;
	if (op->set & DMASCOPE_SET_ADDR) {
		f->msi = true;
		dms_dev_write_msi(f->dev, op->addr, op->value);
	}
	return 0;
}

/* SEG_LIMITS: len=max_seg_size, value=boundary mask; 0 keeps one */
int dms_op_seg_limits(struct dms_file *f, struct dmascope_op *op)
{
	struct device *dev = dms_dev_of(f->dev);

	/* A boundary mask that is not 2^n - 1 sends the IOMMU code into the woods. */
	if (op->len > UINT_MAX || op->value > ULONG_MAX || op->value & (op->value + 1))
		return -EINVAL;
	if (op->len)
		dma_set_max_seg_size(dev, op->len);
	if (op->value)
		dma_set_seg_boundary(dev, op->value);
	f->limits = true;
	return 0;
}

static int dms_query_need_sync(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_MAP);

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	op->out[0] = dma_need_sync(dms_dev_of(f->dev), obj->map.iova);
	return 0;
}

/* QUERY: fn=enum dmascope_query, obj where it needs one -> out[0] */
int dms_op_query(struct dms_file *f, struct dmascope_op *op)
{
	struct device *dev = dms_dev_of(f->dev);

	if (op->fn == DMASCOPE_Q_NEED_SYNC)
		return dms_query_need_sync(f, op);
	if (op->obj)
		return -EINVAL;
	switch (op->fn) {
	case DMASCOPE_Q_MAX_MAPPING_SIZE:
		op->out[0] = dma_max_mapping_size(dev);
		return 0;
	case DMASCOPE_Q_OPT_MAPPING_SIZE:
		op->out[0] = dma_opt_mapping_size(dev);
		return 0;
	case DMASCOPE_Q_MERGE_BOUNDARY:
		op->out[0] = dma_get_merge_boundary(dev);
		return 0;
	case DMASCOPE_Q_REQUIRED_MASK:
		op->out[0] = dma_get_required_mask(dev);
		return 0;
	case DMASCOPE_Q_STREAMING_MASK:
		op->out[0] = dma_get_mask(dev);
		return 0;
	case DMASCOPE_Q_COHERENT_MASK:
		op->out[0] = dev->coherent_dma_mask;
		return 0;
	case DMASCOPE_Q_MAX_SEG_SIZE:
		op->out[0] = dma_get_max_seg_size(dev);
		return 0;
	case DMASCOPE_Q_SEG_BOUNDARY:
		op->out[0] = dma_get_seg_boundary(dev);
		return 0;
	}
	return -EINVAL;
}
