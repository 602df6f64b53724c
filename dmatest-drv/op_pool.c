// SPDX-License-Identifier: GPL-2.0
/* Pools of small coherent blocks, and what can be done wrong with them. */
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "ops.h"
#include "pool.h"

#define DMS_POOL_MAX_BLOCK	SZ_64K

/* POOL: len, offset=alignment, value=boundary -> obj */
int dms_op_pool(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj;

	if (op->len > DMS_POOL_MAX_BLOCK || op->offset > DMS_POOL_MAX_BLOCK ||
	    op->value > SZ_1G)
		return -E2BIG;
	obj = dms_obj_new(f, DMS_POOL, op);
	if (IS_ERR(obj))
		return PTR_ERR(obj);
	obj->pool.size = op->len;
	obj->pool.pool = dma_pool_create("dmascope", dms_dev_of(f->dev), op->len, op->offset,
					 op->value);
	if (!obj->pool.pool) {
		dms_obj_unmake(f, obj, op);
		op->result = -EINVAL;
		return 0;
	}
	obj->done = false;
	return 0;
}

/* Blocks of a pool that is gone must not be given back to it. */
static void dms_pool_end_blocks(struct dms_file *f, const struct dms_obj *pool)
{
	struct dms_obj *obj;
	unsigned long id;

	xa_for_each(&f->objs, id, obj) {
		if (obj->type != DMS_BLOCK || obj->mem.pool != pool || obj->done)
			continue;
		obj->done = true;
		f->bytes -= obj->mem.len;
	}
}

/* POOL_DESTROY: obj; blocks in use make the kernel complain and keep the memory */
int dms_op_pool_destroy(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_POOL);

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (obj->done)
		return -EALREADY;
	dms_pool_end_blocks(f, obj);
	obj->done = true;
	dma_pool_destroy(obj->pool.pool);
	return 0;
}

static phys_addr_t dms_block_phys(void *cpu)
{
	if (is_vmalloc_addr(cpu))
		return page_to_phys(vmalloc_to_page(cpu)) + offset_in_page(cpu);
	return virt_to_phys(cpu);
}

/* POOL_ALLOC: obj=pool, value=1: dma_pool_zalloc() -> obj, iova, cpu, phys, len */
int dms_op_pool_alloc(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *pool = dms_obj_find(f, op->obj, DMS_POOL), *obj;
	gfp_t gfp = GFP_KERNEL | __GFP_NOWARN;
	struct dms_mem *m;

	if (IS_ERR(pool))
		return PTR_ERR(pool);
	if (op->value > 1)
		return -EINVAL;
	if (pool->done)
		return -EALREADY;
	if (pool->pool.size > DMASCOPE_MAX_TOTAL - f->bytes)
		return -ENOMEM;
	obj = dms_obj_new(f, DMS_BLOCK, op);
	if (IS_ERR(obj))
		return PTR_ERR(obj);
	m = &obj->mem;
	m->pool = dms_obj_get(pool);
	m->len = pool->pool.size;
	m->cpu = op->value ? dma_pool_zalloc(pool->pool.pool, gfp, &m->iova) :
			     dma_pool_alloc(pool->pool.pool, gfp, &m->iova);
	if (!m->cpu) {
		dms_obj_unmake(f, obj, op);
		op->result = -ENOMEM;
		return 0;
	}
	obj->done = false;
	f->bytes += m->len;
	op->out_iova = m->iova;
	op->out_cpu = (uintptr_t)m->cpu;
	op->out_phys = dms_block_phys(m->cpu);
	op->out_len = m->len;
	return 0;
}

/*
 * POOL_FREE: obj=block; peer=another pool
 *
 * Freed twice, or to the wrong pool, a block makes the lists of its pools wrong:
 * these belong to the same file and to nobody else. Blocks that are too short
 * for the other pool would be written beyond.
 */
int dms_op_pool_free(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_BLOCK), *pool;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	pool = op->peer ? dms_obj_find(f, op->peer, DMS_POOL) : obj->mem.pool;
	if (IS_ERR(pool))
		return PTR_ERR(pool);
	if (!dms_obj_is_live(obj, op) || pool->done || obj->mem.pool->done)
		return -EALREADY;
	if (pool->pool.size != obj->mem.len)
		return -EINVAL;
	if (!obj->done)
		f->bytes -= obj->mem.len;
	obj->done = true;
	dma_pool_free(pool->pool.pool, obj->mem.cpu, obj->mem.iova);
	return 0;
}

/**
 * dms_pool_release() - give a block or a pool back
 * @obj:	DMS_BLOCK or DMS_POOL, not done; blocks come first
 */
void dms_pool_release(struct dms_obj *obj)
{
	if (obj->type == DMS_POOL)
		dma_pool_destroy(obj->pool.pool);
	else if (!obj->mem.pool->done)
		dma_pool_free(obj->mem.pool->pool.pool, obj->mem.cpu, obj->mem.iova);
}
