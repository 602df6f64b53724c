// SPDX-License-Identifier: GPL-2.0
/*
 * Memory of the device as a dma-buf, for other devices and for user space.
 *
 * It outlives its file: the last to let go of the dma-buf releases it.  It does
 * not outlive the binding, with one exception: what another device has mapped
 * when the binding ends stays allocated for good, since that device may write
 * to it, and nobody can free it without the struct device it came from.
 */
#include <linux/dma-buf.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/iosys-map.h>
#include <linux/slab.h>

#include "compat.h"
#include "device.h"
#include "export.h"
#include "object.h"
#include "ops.h"
#include "release.h"
#include "share.h"

/**
 * struct dms_export - a dma-buf of ours
 * @node:	in d->exports
 * @d:		device; a reference is held
 * @obj:	the memory; a reference is held, and a user counted
 * @attached:	struct dms_attached
 * @mapped:	how many attachments have it mapped, and mappings of the kernel
 *
 * All of it under the device's share_lock.
 */
struct dms_export {
	struct list_head node;
	struct dms_dev *d;
	struct dms_obj *obj;
	struct list_head attached;
	unsigned int mapped;
};

/**
 * struct dms_attached - a device that uses a dma-buf
 * @node:	in its export
 * @dev:	device
 * @sgt:	the memory as mapped for it, NULL: it is not
 * @dir:	direction that it is mapped for, whatever the CPU is going to do
 */
struct dms_attached {
	struct list_head node;
	struct device *dev;
	struct sg_table *sgt;
	enum dma_data_direction dir;
};

static int dms_export_attach(struct dma_buf *buf, struct dma_buf_attachment *attach)
{
	struct dms_attached *a = kzalloc(sizeof(*a), GFP_KERNEL);
	struct dms_export *e = buf->priv;

	if (!a)
		return -ENOMEM;
	a->dev = attach->dev;
	attach->priv = a;
	mutex_lock(&e->d->share_lock);
	list_add(&a->node, &e->attached);
	mutex_unlock(&e->d->share_lock);
	return 0;
}

static void dms_export_detach(struct dma_buf *buf, struct dma_buf_attachment *attach)
{
	struct dms_attached *a = attach->priv;
	struct dms_export *e = buf->priv;

	mutex_lock(&e->d->share_lock);
	list_del(&a->node);
	mutex_unlock(&e->d->share_lock);
	kfree(a);
}

/**
 * dms_table_cut() - the same pages in another table
 * @sgt:	to make
 * @sgl:	pages
 * @nr:		entries
 * @max:	no entry is longer than that, a multiple of a page
 *
 * Return: 0 or a negative errno.
 */
static int dms_table_cut(struct sg_table *sgt, struct scatterlist *sgl, unsigned int nr,
			 unsigned int max)
{
	struct scatterlist *src, *dst;
	unsigned int i, at, cuts = 0;
	int ret;

	for_each_sg(sgl, src, nr, i)
		cuts += DIV_ROUND_UP(src->length, max);
	ret = sg_alloc_table(sgt, cuts, GFP_KERNEL);
	if (ret)
		return ret;
	dst = sgt->sgl;
	for_each_sg(sgl, src, nr, i) {
		for (at = 0; at < src->length; at += max) {
			sg_set_page(dst, sg_page(src) + (at >> PAGE_SHIFT),
				    min(max, src->length - at), 0);
			dst = sg_next(dst);
		}
	}
	return 0;
}

static int dms_coherent_table(struct dms_dev *d, struct dms_coherent *c, struct sg_table *sgt,
			      unsigned int max)
{
	struct sg_table whole;
	int ret;

	ret = dma_get_sgtable_attrs(dms_dev_of(d), &whole, c->cpu, c->iova, c->len, c->attrs);
	if (ret)
		return ret;
	ret = dms_table_cut(sgt, whole.sgl, whole.orig_nents, max);
	sg_free_table(&whole);
	return ret;
}

/* The pages of an object, not mapped for anybody, in pieces that @dev takes. */
static int dms_export_table(struct dms_export *e, struct device *dev, struct sg_table *sgt)
{
	/* no object is longer, and sums with it do not overflow */
	unsigned int max = clamp_t(u64, ALIGN_DOWN(dma_get_max_seg_size(dev), PAGE_SIZE), PAGE_SIZE,
				   DMASCOPE_MAX_BYTES);
	struct dms_obj *obj = e->obj;
	struct scatterlist one;

	switch (obj->type) {
	case DMS_COHERENT:
		return dms_coherent_table(e->d, &obj->coherent, sgt, max);
	case DMS_PAGES:
		sg_init_table(&one, 1);
		sg_set_page(&one, dms_cpu_page(obj->mem.cpu), PAGE_ALIGN(obj->mem.len), 0);
		return dms_table_cut(sgt, &one, 1, max);
	default:
		return dms_table_cut(sgt, obj->mem.sgt->sgl, obj->mem.sgt->orig_nents, max);
	}
}

/*
 * The memory is mapped for its own device already, or needs no sync there: to
 * leave the sync out of the map call says so.  A device that has to bounce needs it
 * all the same, and gets it by hand.
 */
static int dms_export_map_for(struct dms_export *e, struct device *dev, struct sg_table *sgt,
			      enum dma_data_direction dir)
{
	int ret;

	if (READ_ONCE(e->d->gone) || e->obj->done)
		return -ENODEV;
	ret = dms_export_table(e, dev, sgt);
	if (ret)
		return ret;
	ret = dma_map_sgtable(dev, sgt, dir, DMA_ATTR_SKIP_CPU_SYNC);
	if (ret)
		sg_free_table(sgt);
	else
		dma_sync_sgtable_for_device(dev, sgt, dir);
	return ret;
}

static struct sg_table *dms_export_map(struct dma_buf_attachment *attach,
				       enum dma_data_direction dir)
{
	struct dms_export *e = attach->dmabuf->priv;
	struct dms_attached *a = attach->priv;
	struct sg_table *sgt = kzalloc(sizeof(*sgt), GFP_KERNEL);
	int ret;

	if (!sgt)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&e->d->share_lock);
	ret = a->sgt ? -EBUSY : dms_export_map_for(e, attach->dev, sgt, dir);
	if (!ret) {
		a->sgt = sgt;
		a->dir = dir;
		e->mapped++;
	}
	mutex_unlock(&e->d->share_lock);
	if (!ret)
		return sgt;
	kfree(sgt);
	return ERR_PTR(ret);
}

static void dms_export_unmap(struct dma_buf_attachment *attach, struct sg_table *sgt,
			     enum dma_data_direction dir)
{
	struct dms_export *e = attach->dmabuf->priv;
	struct dms_attached *a = attach->priv;

	mutex_lock(&e->d->share_lock);
	dma_sync_sgtable_for_cpu(attach->dev, sgt, dir);
	dma_unmap_sgtable(attach->dev, sgt, dir, DMA_ATTR_SKIP_CPU_SYNC);
	a->sgt = NULL;
	e->mapped--;
	mutex_unlock(&e->d->share_lock);
	sg_free_table(sgt);
	kfree(sgt);
}

static int dms_export_begin_cpu(struct dma_buf *buf, enum dma_data_direction dir)
{
	struct dms_export *e = buf->priv;
	struct dms_attached *a;

	mutex_lock(&e->d->share_lock);
	list_for_each_entry(a, &e->attached, node)
		if (a->sgt)
			dma_sync_sgtable_for_cpu(a->dev, a->sgt, a->dir);
	mutex_unlock(&e->d->share_lock);
	return 0;
}

static int dms_export_end_cpu(struct dma_buf *buf, enum dma_data_direction dir)
{
	struct dms_export *e = buf->priv;
	struct dms_attached *a;

	mutex_lock(&e->d->share_lock);
	list_for_each_entry(a, &e->attached, node)
		if (a->sgt)
			dma_sync_sgtable_for_device(a->dev, a->sgt, a->dir);
	mutex_unlock(&e->d->share_lock);
	return 0;
}

static int dms_export_mmap(struct dma_buf *buf, struct vm_area_struct *vma)
{
	struct dms_export *e = buf->priv;

	return dms_share_mmap(e->d, e->obj, vma, (u64)vma->vm_pgoff << PAGE_SHIFT);
}

/* What is not in one piece already would need somebody to unmap it at the binding's end. */
static void *dms_export_cpu(const struct dms_obj *obj)
{
	if (obj->type == DMS_PAGES)
		return obj->mem.cpu;
	if (obj->type == DMS_COHERENT && !(obj->coherent.attrs & DMA_ATTR_NO_KERNEL_MAPPING))
		return obj->coherent.cpu;
	return NULL;
}

static int dms_export_vmap(struct dma_buf *buf, struct iosys_map *map)
{
	struct dms_export *e = buf->priv;
	void *cpu;
	int ret = 0;

	mutex_lock(&e->d->share_lock);
	cpu = dms_export_cpu(e->obj);
	if (READ_ONCE(e->d->gone) || e->obj->done)
		ret = -ENODEV;
	else if (!cpu)
		ret = -EOPNOTSUPP;
	else
		e->mapped++;
	mutex_unlock(&e->d->share_lock);
	if (!ret)
		iosys_map_set_vaddr(map, cpu);
	return ret;
}

static void dms_export_vunmap(struct dma_buf *buf, struct iosys_map *map)
{
	struct dms_export *e = buf->priv;

	mutex_lock(&e->d->share_lock);
	e->mapped--;
	mutex_unlock(&e->d->share_lock);
}

/* Nobody has it any more. */
static void dms_export_release(struct dma_buf *buf)
{
	struct dms_export *e = buf->priv;
	struct dms_dev *d = e->d;

	down_read(&d->sem);
	mutex_lock(&d->share_lock);
	list_del(&e->node);
	d->nr_exports--;
	e->obj->users--;
	/* the end of the binding may have begun: it waits for the semaphore */
	if (e->obj->orphan && !e->obj->users && !d->released)
		dms_release_obj(dms_dev_of(d), e->obj);
	mutex_unlock(&d->share_lock);
	up_read(&d->sem);
	dms_obj_put(e->obj);
	kfree(e);
	dms_dev_put(d);
}

static const struct dma_buf_ops dms_export_ops = {
	.attach = dms_export_attach,
	.detach = dms_export_detach,
	.map_dma_buf = dms_export_map,
	.unmap_dma_buf = dms_export_unmap,
	.begin_cpu_access = dms_export_begin_cpu,
	.end_cpu_access = dms_export_end_cpu,
	.mmap = dms_export_mmap,
	.vmap = dms_export_vmap,
	.vunmap = dms_export_vunmap,
	.release = dms_export_release,
};

static int dms_export_count(struct dms_dev *d, struct dms_export *e)
{
	int ret = 0;

	mutex_lock(&d->share_lock);
	if (d->nr_exports < DMASCOPE_MAX_EXPORTS) {
		list_add(&e->node, &d->exports);
		d->nr_exports++;
		e->obj->users++;
	} else {
		ret = -ENOSPC;
	}
	mutex_unlock(&d->share_lock);
	return ret;
}

static struct dms_export *dms_export_new(struct dms_dev *d, struct dms_obj *obj)
{
	struct dms_export *e = kzalloc(sizeof(*e), GFP_KERNEL);
	int ret;

	if (!e)
		return ERR_PTR(-ENOMEM);
	INIT_LIST_HEAD(&e->attached);
	e->d = d;
	e->obj = obj;
	ret = dms_export_count(d, e);
	if (ret) {
		kfree(e);
		return ERR_PTR(ret);
	}
	dms_obj_get(obj);
	kref_get(&d->ref);
	return e;
}

static void dms_export_undo(struct dms_export *e)
{
	struct dms_dev *d = e->d;

	mutex_lock(&d->share_lock);
	list_del(&e->node);
	d->nr_exports--;
	e->obj->users--;
	mutex_unlock(&d->share_lock);
	dms_obj_put(e->obj);
	kfree(e);
	dms_dev_put(d);
}

/* EXPORT: obj -> out[0]=descriptor, len */
int dms_op_export(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_SHAREABLE);
	DEFINE_DMA_BUF_EXPORT_INFO(info);
	struct dms_export *e;
	struct dma_buf *buf;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (obj->done)
		return -EALREADY;
	e = dms_export_new(f->dev, obj);
	if (IS_ERR(e))
		return PTR_ERR(e);
	info.ops = &dms_export_ops;
	info.size = PAGE_ALIGN(dms_obj_len(obj));
	info.flags = O_RDWR;
	info.priv = e;
	buf = dma_buf_export(&info);
	if (IS_ERR(buf)) {
		dms_export_undo(e);
		op->result = PTR_ERR(buf);
		return 0;
	}
	op->result = dma_buf_fd(buf, O_CLOEXEC);
	if (op->result < 0) {
		dma_buf_put(buf);
		return 0;
	}
	op->out[0] = op->result;
	op->out_len = info.size;
	op->result = 0;
	return 0;
}

/* Another device has it mapped, and nobody can make it let go. */
static void dms_export_abandon(struct dms_export *e)
{
	if (e->obj->done)
		return;
	e->obj->done = true;
	pr_warn("%s: %llu bytes stay allocated: another device uses a dma-buf of %s, whose driver goes\n",
		KBUILD_MODNAME, dms_obj_len(e->obj), e->d->name);
}

/**
 * dms_export_revoke() - no dma-buf of the device can be used any more
 * @d:	device that is going, its semaphore held for writing
 *
 * Objects of files that are open still are released with their files' others.
 */
void dms_export_revoke(struct dms_dev *d)
{
	struct dms_export *e;

	mutex_lock(&d->share_lock);
	list_for_each_entry(e, &d->exports, node)
		if (e->mapped)
			dms_export_abandon(e);
	list_for_each_entry(e, &d->exports, node)
		if (e->obj->orphan)
			dms_release_obj(dms_dev_of(d), e->obj);
	mutex_unlock(&d->share_lock);
}
