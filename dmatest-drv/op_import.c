// SPDX-License-Identifier: GPL-2.0
/* Memory of somebody else, handed over as a dma-buf. */
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/iosys-map.h>
#include <linux/module.h>

#include "compat.h"
#include "import.h"
#include "ops.h"

/* The symbols' namespace; how its macro is written depends on the kernel. */
MODULE_INFO(import_ns, "DMA_BUF");

/* IMPORT: value=descriptor -> obj, len */
int dms_op_import(struct dms_file *f, struct dmascope_op *op)
{
	struct dma_buf_attachment *attach;
	struct dma_buf *buf;
	struct dms_obj *obj;
	int ret;

	if (op->value > INT_MAX)
		return -EBADF;
	buf = dma_buf_get(op->value);
	if (IS_ERR(buf))
		return PTR_ERR(buf);
	ret = buf->size > DMASCOPE_MAX_BYTES ? -E2BIG : 0;
	if (ret)
		goto put;
	obj = dms_obj_new(f, DMS_IMPORT, op);
	ret = PTR_ERR_OR_ZERO(obj);
	if (ret)
		goto put;
	attach = dma_buf_attach(buf, dms_dev_of(f->dev));
	if (IS_ERR(attach)) {
		op->result = PTR_ERR(attach);
		dms_obj_unmake(f, obj, op);
		goto put;
	}
	obj->mem.attach = attach;
	obj->mem.len = buf->size;
	obj->done = false;
	op->out_len = buf->size;
	return 0;
put:
	dma_buf_put(buf);
	return ret;
}

static struct dms_obj *dms_import_find(struct dms_file *f, u32 id)
{
	struct dms_obj *obj = dms_obj_find(f, id, DMS_IMPORT);

	return !IS_ERR(obj) && obj->done ? ERR_PTR(-EALREADY) : obj;
}

/* MAP_IMPORT: obj, dir -> iova, len, out[0]=segments */
int dms_op_map_import(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_import_find(f, op->obj);
	struct sg_table *sgt;
	struct dms_mem *m;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	m = &obj->mem;
	if (op->dir == DMA_NONE)
		return -EINVAL;
	if (m->sgt)
		return -EBUSY;
	sgt = dma_buf_map_attachment_unlocked(m->attach, op->dir);
	if (IS_ERR_OR_NULL(sgt)) {
		op->result = sgt ? PTR_ERR(sgt) : -ENOMEM;
		return 0;
	}
	m->sgt = sgt;
	m->dir = op->dir;
	m->iova = sg_dma_address(sgt->sgl);
	op->out_iova = m->iova;
	op->out_len = m->len;
	op->out[0] = sgt->nents;
	return 0;
}

static void dms_import_unmap(struct dms_mem *m)
{
	dma_buf_unmap_attachment_unlocked(m->attach, m->sgt, m->dir);
	m->sgt = NULL;
}

/* UNMAP_IMPORT: obj */
int dms_op_unmap_import(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_import_find(f, op->obj);

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (!obj->mem.sgt)
		return -EALREADY;
	dms_import_unmap(&obj->mem);
	return 0;
}

/* DETACH: obj; exporters take it ill when it is mapped: that is refused */
int dms_op_detach(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_import_find(f, op->obj);

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (obj->mem.sgt || obj->mem.vmapped)
		return -EBUSY;
	obj->done = true;
	dms_import_release(&obj->mem);
	return 0;
}

/**
 * dms_import_vmap() - the exporter makes it visible to the CPU
 * @m:	DMS_IMPORT; gets the address
 *
 * Return: 0 or a negative errno.
 */
int dms_import_vmap(struct dms_mem *m)
{
	struct iosys_map map = {};
	int ret;

	ret = dma_buf_vmap_unlocked(m->attach->dmabuf, &map);
	if (ret)
		return ret;
	/* registers are nothing to fill and compare by ordinary loads and stores */
	if (map.is_iomem) {
		dma_buf_vunmap_unlocked(m->attach->dmabuf, &map);
		return -EOPNOTSUPP;
	}
	m->cpu = map.vaddr;
	return 0;
}

/**
 * dms_import_vunmap() - undo it
 * @m:	DMS_IMPORT
 */
void dms_import_vunmap(struct dms_mem *m)
{
	struct iosys_map map = IOSYS_MAP_INIT_VADDR(m->cpu);

	dma_buf_vunmap_unlocked(m->attach->dmabuf, &map);
}

/**
 * dms_import_sync() - the CPU wants to look at it, or has done so
 * @obj:	DMS_IMPORT
 * @op:		SYNC op; gets what the exporter says
 *
 * Return: 0 or a negative errno.
 */
int dms_import_sync(struct dms_obj *obj, struct dmascope_op *op)
{
	enum dma_data_direction dir = op->set & DMASCOPE_SET_DIR ? op->dir : obj->mem.dir;
	struct dma_buf *buf;

	if (op->offset || op->len || op->addr || op->nents || dir == DMA_NONE)
		return -EINVAL;
	if (obj->done)
		return -EALREADY;
	buf = obj->mem.attach->dmabuf;
	switch (op->fn) {
	case DMASCOPE_FN_SYNC_CPU:
		op->result = dma_buf_begin_cpu_access(buf, dir);
		return 0;
	case DMASCOPE_FN_SYNC_DEVICE:
		op->result = dma_buf_end_cpu_access(buf, dir);
		return 0;
	}
	return -EINVAL;
}

/**
 * dms_import_release() - unmap, detach, and let go of it
 * @m:	DMS_IMPORT
 */
void dms_import_release(struct dms_mem *m)
{
	struct dma_buf *buf = m->attach->dmabuf;

	if (m->vmapped)
		dms_import_vunmap(m);
	m->vmapped = false;
	if (m->sgt)
		dms_import_unmap(m);
	dma_buf_detach(buf, m->attach);
	m->attach = NULL;
	dma_buf_put(buf);
}
