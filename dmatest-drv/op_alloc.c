// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that the DMA API allocates and does not keep coherent: the driver has
 * a device address at once, and the duty to sync.
 */
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/mm.h>

#include "alloc.h"
#include "compat.h"
#include "import.h"
#include "ops.h"
#include "share.h"

#define DMS_ALLOC_GFP	(GFP_KERNEL | __GFP_NOWARN | __GFP_ZERO)

/* Nobody has to ask about these, but dma-debug books them as mappings in some kernels (6.1). */
static void dms_alloc_satisfy_debug(struct device *dev, const struct dms_mem *m)
{
	dma_mapping_error(dev, m->iova);
}

static int dms_alloc_pages(struct device *dev, struct dms_mem *m)
{
	struct page *page;

	page = dma_alloc_pages(dev, m->len, &m->iova, m->dir, DMS_ALLOC_GFP);
	if (!page)
		return -ENOMEM;
	m->cpu = page_address(page);
	dms_alloc_satisfy_debug(dev, m);
	return 0;
}

static int dms_alloc_noncoherent(struct device *dev, struct dms_mem *m)
{
	m->cpu = dma_alloc_noncoherent(dev, m->len, &m->iova, m->dir, DMS_ALLOC_GFP);
	if (!m->cpu)
		return -ENOMEM;
	dms_alloc_satisfy_debug(dev, m);
	return 0;
}

static int dms_alloc_noncontiguous(struct device *dev, struct dms_mem *m)
{
	m->sgt = dma_alloc_noncontiguous(dev, m->len, m->dir, DMS_ALLOC_GFP, m->attrs);
	if (!m->sgt)
		return -ENOMEM;
	m->iova = sg_dma_address(m->sgt->sgl);
	return 0;
}

static int dms_alloc_do(struct device *dev, struct dms_mem *m, u32 fn)
{
	switch (fn) {
	case DMASCOPE_ALLOC_NONCOHERENT:
		return dms_alloc_noncoherent(dev, m);
	case DMASCOPE_ALLOC_PAGES:
		return dms_alloc_pages(dev, m);
	}
	return dms_alloc_noncontiguous(dev, m);
}

static int dms_alloc_ok(const struct dms_file *f, const struct dmascope_op *op)
{
	bool is_table = op->fn == DMASCOPE_ALLOC_NONCONTIGUOUS;

	if (op->fn >= DMASCOPE_ALLOC_MAX || op->dir == DMA_NONE || !op->len)
		return -EINVAL;
	/* only one of the calls has attributes */
	if (op->attrs && !is_table)
		return -EINVAL;
	if (op->len > DMASCOPE_MAX_BYTES)
		return -E2BIG;
	if (op->len > DMASCOPE_MAX_TOTAL - f->bytes)
		return -ENOMEM;
	return is_table && !DMS_HAS_NONCONTIGUOUS ? -EOPNOTSUPP : 0;
}

/* ALLOC: fn=enum dmascope_alloc, len, dir, attrs -> obj, iova, cpu, phys, out[0]=runs of pages */
int dms_op_alloc(struct dms_file *f, struct dmascope_op *op)
{
	bool is_table = op->fn == DMASCOPE_ALLOC_NONCONTIGUOUS;
	struct dms_obj *obj;
	struct dms_mem *m;
	int ret;

	ret = dms_alloc_ok(f, op);
	if (ret)
		return ret;
	obj = dms_obj_new(f, is_table ? DMS_NONCONTIGUOUS : DMS_PAGES, op);
	if (IS_ERR(obj))
		return PTR_ERR(obj);
	m = &obj->mem;
	m->len = op->len;
	m->dir = op->dir;
	m->attrs = op->attrs;
	m->fn = op->fn;
	op->result = dms_alloc_do(dms_dev_of(f->dev), m, op->fn);
	if (op->result) {
		dms_obj_unmake(f, obj, op);
		return 0;
	}
	obj->done = false;
	f->bytes += m->len;
	op->out_iova = m->iova;
	op->out_cpu = (uintptr_t)m->cpu;
	op->out_phys = m->sgt ? sg_phys(m->sgt->sgl) : page_to_phys(dms_cpu_page(m->cpu));
	op->out_len = m->len;
	op->out[0] = m->sgt ? m->sgt->orig_nents : 1;
	return 0;
}

/**
 * dms_alloc_release() - give it back the way it was got
 * @dev:	device that it was made for
 * @obj:	DMS_PAGES or DMS_NONCONTIGUOUS
 * @len:	length to say
 * @dir:	direction to say
 */
void dms_alloc_release(struct device *dev, struct dms_obj *obj, u64 len,
		       enum dma_data_direction dir)
{
	struct dms_mem *m = &obj->mem;

	if (m->fn == DMASCOPE_ALLOC_PAGES) {
		dma_free_pages(dev, len, virt_to_page(m->cpu), m->iova, dir);
		return;
	}
	if (m->fn == DMASCOPE_ALLOC_NONCOHERENT) {
		dma_free_noncoherent(dev, len, m->cpu, m->iova, dir);
		return;
	}
	if (m->vmapped)
		dma_vunmap_noncontiguous(dev, m->cpu);
	m->vmapped = false;
	dma_free_noncontiguous(dev, len, m->sgt, dir);
	m->sgt = NULL;
}

/* FREE_ALLOC: obj; len, dir */
int dms_op_free_alloc(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_PAGES | DMS_NONCONTIGUOUS);
	enum dma_data_direction dir;
	u64 len;
	int ret;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (obj->done)
		return -EALREADY;
	len = dms_op_len(op, obj->mem.len);
	dir = op->set & DMASCOPE_SET_DIR ? op->dir : obj->mem.dir;
	/* what stays within the object's pages is a misuse, the rest destruction */
	if (dir == DMA_NONE || PAGE_ALIGN(len) != PAGE_ALIGN(obj->mem.len))
		return -EINVAL;
	/* the CPU's view of it would lead to somebody else's memory */
	if (obj->mem.vmapped)
		return -EBUSY;
	ret = dms_share_claim(f->dev, obj);
	if (ret)
		return ret;
	f->bytes -= obj->mem.len;
	dms_alloc_release(dms_dev_of(f->dev), obj, len, dir);
	return 0;
}

/* VMAP: obj -> cpu */
int dms_op_vmap(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_NONCONTIGUOUS | DMS_IMPORT);
	struct dms_mem *m;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	m = &obj->mem;
	if (obj->done || m->vmapped)
		return -EALREADY;
	if (obj->type == DMS_IMPORT)
		op->result = dms_import_vmap(m);
	else
		m->cpu = dma_vmap_noncontiguous(dms_dev_of(f->dev), m->len, m->sgt);
	if (!op->result && !m->cpu)
		op->result = -ENOMEM;
	m->vmapped = !op->result;
	op->out_cpu = (uintptr_t)m->cpu;
	return 0;
}

/* VUNMAP: obj */
int dms_op_vunmap(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_NONCONTIGUOUS | DMS_IMPORT);
	struct dms_mem *m;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	m = &obj->mem;
	if (obj->done || !m->vmapped)
		return -EALREADY;
	if (obj->type == DMS_IMPORT)
		dms_import_vunmap(m);
	else
		dma_vunmap_noncontiguous(dms_dev_of(f->dev), m->cpu);
	m->vmapped = false;
	m->cpu = NULL;
	return 0;
}

static void dms_alloc_sync_table(struct device *dev, struct dms_mem *m, bool cpu,
				 enum dma_data_direction dir)
{
	if (cpu) {
		dma_sync_sgtable_for_cpu(dev, m->sgt, dir);
		if (m->vmapped)
			invalidate_kernel_vmap_range(m->cpu, m->len);
		return;
	}
	if (m->vmapped)
		flush_kernel_vmap_range(m->cpu, m->len);
	dma_sync_sgtable_for_device(dev, m->sgt, dir);
}

/**
 * dms_alloc_sync() - hand a whole noncontiguous object over
 * @f:		file
 * @obj:	DMS_NONCONTIGUOUS
 * @op:		SYNC op
 *
 * Return: 0 or a negative errno.
 */
int dms_alloc_sync(struct dms_file *f, struct dms_obj *obj, const struct dmascope_op *op)
{
	enum dma_data_direction dir = op->set & DMASCOPE_SET_DIR ? op->dir : obj->mem.dir;

	if (op->offset || op->len || op->addr || op->nents || dir == DMA_NONE)
		return -EINVAL;
	if (op->fn != DMASCOPE_FN_SYNC_CPU && op->fn != DMASCOPE_FN_SYNC_DEVICE)
		return -EINVAL;
	if (obj->done)
		return -EALREADY;
	dms_alloc_sync_table(dms_dev_of(f->dev), &obj->mem, op->fn == DMASCOPE_FN_SYNC_CPU, dir);
	return 0;
}
