// SPDX-License-Identifier: GPL-2.0
/* All dma_sync_* calls, whole and partial, over mappings and scatterlists. */
#include <linux/err.h>

#include "alloc.h"
#include "import.h"
#include "ops.h"

#define DMS_SYNC_TYPES	(DMS_MAP | DMS_SG | DMS_PAGES | DMS_NONCONTIGUOUS | DMS_IMPORT)

/**
 * struct dms_sync_call - arguments of a sync call
 * @dev:	device
 * @fn:		DMASCOPE_FN_SYNC_*
 * @iova:	device address of the mapping
 * @offset:	first byte within it
 * @len:	bytes
 * @sgl:	scatterlist, NULL for a mapping
 * @nents:	its entries
 * @dir:	direction
 */
struct dms_sync_call {
	struct device *dev;
	u32 fn;
	dma_addr_t iova;
	u64 offset;
	size_t len;
	struct scatterlist *sgl;
	unsigned int nents;
	enum dma_data_direction dir;
};

static void dms_call_sync_sg(void *arg)
{
	struct dms_sync_call *c = arg;

	if (c->fn == DMASCOPE_FN_SYNC_CPU)
		dma_sync_sg_for_cpu(c->dev, c->sgl, c->nents, c->dir);
	else
		dma_sync_sg_for_device(c->dev, c->sgl, c->nents, c->dir);
}

static void dms_call_sync(void *arg)
{
	struct dms_sync_call *c = arg;

	switch (c->fn) {
	case DMASCOPE_FN_SYNC_CPU:
		dma_sync_single_for_cpu(c->dev, c->iova + c->offset, c->len, c->dir);
		break;
	case DMASCOPE_FN_SYNC_DEVICE:
		dma_sync_single_for_device(c->dev, c->iova + c->offset, c->len, c->dir);
		break;
	case DMASCOPE_FN_SYNC_CPU_RANGE:
		dma_sync_single_range_for_cpu(c->dev, c->iova, c->offset, c->len, c->dir);
		break;
	case DMASCOPE_FN_SYNC_DEVICE_RANGE:
		dma_sync_single_range_for_device(c->dev, c->iova, c->offset, c->len, c->dir);
		break;
	}
}

static int dms_sync_sg(struct dms_file *f, struct dms_sg *sg, const struct dmascope_op *op)
{
	struct dms_sync_call c = {
		.dev = dms_dev_of(f->dev),
		.fn = op->fn,
		.sgl = sg->table.sgl,
		.nents = op->set & DMASCOPE_SET_NENTS ? op->nents : sg->nents,
		.dir = op->set & DMASCOPE_SET_DIR ? op->dir : sg->dir,
	};

	if (op->fn != DMASCOPE_FN_SYNC_CPU && op->fn != DMASCOPE_FN_SYNC_DEVICE)
		return -EINVAL;
	if (op->offset || op->len || op->addr || c.nents > sg->nr)
		return -EINVAL;
	dms_dev_call(f->dev, op->flags & DMASCOPE_F_ATOMIC, dms_call_sync_sg, &c);
	return 0;
}

/* One run of device addresses, @total bytes of it ours. */
static int dms_sync_run(struct dms_file *f, dma_addr_t iova, u64 total,
			enum dma_data_direction dir, const struct dmascope_op *op)
{
	struct dms_sync_call c = {
		.dev = dms_dev_of(f->dev),
		.fn = op->fn,
		.iova = op->set & DMASCOPE_SET_ADDR ? op->addr : iova,
		.offset = op->offset,
		.dir = op->set & DMASCOPE_SET_DIR ? op->dir : dir,
	};

	if (op->nents || op->offset > DMASCOPE_MAX_BYTES)
		return -EINVAL;
	c.len = dms_op_len(op, op->offset < total ? total - op->offset : 0);
	if (c.len > DMASCOPE_MAX_BYTES)
		return -EINVAL;
	dms_dev_call(f->dev, op->flags & DMASCOPE_F_ATOMIC, dms_call_sync, &c);
	return 0;
}

/* SYNC: obj=mapping or sg; fn, addr, offset, len, dir, nents */
int dms_op_sync(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_SYNC_TYPES);

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	switch (op->fn) {
	case DMASCOPE_FN_SYNC_CPU:
	case DMASCOPE_FN_SYNC_DEVICE:
	case DMASCOPE_FN_SYNC_CPU_RANGE:
	case DMASCOPE_FN_SYNC_DEVICE_RANGE:
		break;
	default:
		return -EINVAL;
	}
	if (obj->type == DMS_SG)
		return dms_sync_sg(f, &obj->sg, op);
	if (obj->type == DMS_NONCONTIGUOUS)
		return dms_alloc_sync(f, obj, op);
	if (obj->type == DMS_IMPORT)
		return dms_import_sync(obj, op);
	if (obj->type == DMS_PAGES)
		return dms_sync_run(f, obj->mem.iova, obj->mem.len, obj->mem.dir, op);
	return dms_sync_run(f, obj->map.iova, obj->map.len, obj->map.dir, op);
}
