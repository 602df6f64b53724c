// SPDX-License-Identifier: GPL-2.0
/*
 * Streaming mappings.  One op is one call of the DMA API, with the arguments
 * that the scenario wants.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "ops.h"

/**
 * struct dms_map_call - arguments and result of a map or unmap call
 * @dev:	device
 * @fn:		which function
 * @cpu:	what to map
 * @page:	the page of it
 * @phys:	its CPU physical address
 * @iova:	device address
 * @len:	bytes
 * @dir:	direction
 * @attrs:	DMA_ATTR_*
 */
struct dms_map_call {
	struct device *dev;
	u32 fn;
	void *cpu;
	struct page *page;
	phys_addr_t phys;
	dma_addr_t iova;
	size_t len;
	enum dma_data_direction dir;
	unsigned long attrs;
};

static void dms_call_map(void *arg)
{
	struct dms_map_call *c = arg;

	if (c->fn == DMASCOPE_FN_PAGE)
		c->iova = dma_map_page_attrs(c->dev, c->page, offset_in_page(c->cpu), c->len,
					     c->dir, c->attrs);
	else
		c->iova = dma_map_single_attrs(c->dev, c->cpu, c->len, c->dir, c->attrs);
}

static void dms_map_cpu(struct dms_dev *d, struct dms_map_call *c, const struct dmascope_op *op)
{
	c->page = is_vmalloc_addr(c->cpu) ? vmalloc_to_page(c->cpu) : virt_to_page(c->cpu);
	c->phys = page_to_phys(c->page) + offset_in_page(c->cpu);
	dms_dev_call(d, op->flags & DMASCOPE_F_ATOMIC, dms_call_map, c);
}

/*
 * The mapping outlives this frame, so that it can be unmapped like any other.
 * That is harmless because it is to-device only: nobody ever writes to a frame
 * that belongs to another function by then.
 */
static noinline void dms_map_stack(struct dms_dev *d, struct dms_map_call *c,
				   const struct dmascope_op *op)
{
	u8 stack[DMS_STACK_BYTES] __aligned(64) = {};

	c->cpu = stack + op->offset;
	dms_map_cpu(d, c, op);
}

/* Memory that is not ours to write to, or that is not one run of pages. */
static int dms_map_allowed(const struct dms_buf *b, const struct dms_map *m)
{
	bool foreign = b->kind == DMASCOPE_BUF_STACK || b->kind == DMASCOPE_BUF_RODATA;

	if (foreign && m->dir != DMA_TO_DEVICE)
		return -EPERM;
	if (b->kind == DMASCOPE_BUF_VMALLOC && m->fn == DMASCOPE_FN_PAGE &&
	    offset_in_page(b->cpu + m->offset) + m->len > PAGE_SIZE)
		return -EINVAL;
	return 0;
}

static int dms_map_init(struct dms_map *m, struct dms_obj *buf, const struct dmascope_op *op)
{
	const struct dms_buf *b = &buf->buf;

	if (op->fn > DMASCOPE_FN_PAGE || op->offset > b->len)
		return -EINVAL;
	m->fn = op->fn ? op->fn : DMASCOPE_FN_SINGLE;
	m->offset = op->offset;
	m->len = dms_op_len(op, b->len - op->offset);
	m->dir = op->dir;
	m->attrs = op->attrs;
	if (!dms_range_ok(m->offset, m->len, b->len))
		return -EINVAL;
	return dms_map_allowed(b, m);
}

static int dms_map_do(struct dms_dev *d, struct dms_map *m, struct dmascope_op *op)
{
	struct dms_map_call c = {
		.dev = dms_dev_of(d),
		.fn = m->fn,
		.len = m->len,
		.dir = m->dir,
		.attrs = m->attrs,
	};

	if (m->buf->buf.kind == DMASCOPE_BUF_STACK) {
		dms_map_stack(d, &c, op);
	} else {
		c.cpu = m->buf->buf.cpu + m->offset;
		dms_map_cpu(d, &c, op);
	}
	m->iova = c.iova;
	op->out_iova = c.iova;
	op->out_len = m->len;
	op->out_phys = c.phys;
	return op->flags & DMASCOPE_F_NO_CHECK ? 0 : dma_mapping_error(c.dev, c.iova);
}

/* MAP: obj=buf, fn, offset, len, dir, attrs -> obj, iova, phys, len */
int dms_op_map(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *buf = dms_obj_find(f, op->obj, DMS_BUF), *obj;
	struct dms_map m = {};
	int ret;

	if (IS_ERR(buf))
		return PTR_ERR(buf);
	if (buf->done && buf->buf.kind == DMASCOPE_BUF_VMALLOC)
		return -EALREADY;
	ret = dms_map_init(&m, buf, op);
	if (ret)
		return ret;
	obj = dms_obj_new(f, DMS_MAP, op);
	if (IS_ERR(obj))
		return PTR_ERR(obj);
	obj->map = m;
	obj->map.buf = dms_obj_get(buf);
	op->result = dms_map_do(f->dev, &obj->map, op);
	if (op->result)
		dms_obj_unmake(f, obj, op);
	else
		obj->done = false;
	return 0;
}

/* The page allocator survives this only when it is what it gave us. */
static bool dms_unmap_coherent_ok(const struct dms_map *m, u64 len)
{
	const struct dms_obj *buf = m->buf;

	return buf->buf.kind == DMASCOPE_BUF_PAGES && !buf->done && !m->offset && len &&
	       buf->buf.cpu == buf->buf.base && get_order(len) == buf->buf.order;
}

static void dms_unmap_as_sg(const struct dms_map_call *c)
{
	struct scatterlist sg;

	sg_init_table(&sg, 1);
	sg_set_page(&sg, c->page, c->len, 0);
	sg_dma_address(&sg) = c->iova;
	sg_dma_len(&sg) = c->len;
	dma_unmap_sg_attrs(c->dev, &sg, 1, c->dir, c->attrs);
}

static void dms_call_unmap(void *arg)
{
	struct dms_map_call *c = arg;

	switch (c->fn) {
	case DMASCOPE_FN_SINGLE:
		dma_unmap_single_attrs(c->dev, c->iova, c->len, c->dir, c->attrs);
		break;
	case DMASCOPE_FN_PAGE:
		dma_unmap_page_attrs(c->dev, c->iova, c->len, c->dir, c->attrs);
		break;
	case DMASCOPE_FN_SG:
		dms_unmap_as_sg(c);
		break;
	case DMASCOPE_FN_COHERENT:
		dma_free_attrs(c->dev, c->len, c->cpu, c->iova, c->attrs);
		break;
	}
}

static void dms_unmap_args(struct dms_map_call *c, const struct dms_map *m,
			   const struct dmascope_op *op)
{
	c->fn = op->fn ? op->fn : m->fn;
	c->iova = op->set & DMASCOPE_SET_ADDR ? op->addr : m->iova;
	c->len = dms_op_len(op, m->len);
	c->dir = op->set & DMASCOPE_SET_DIR ? op->dir : m->dir;
	c->attrs = op->set & DMASCOPE_SET_ATTRS ? op->attrs : m->attrs;
	c->cpu = m->buf->buf.cpu + m->offset;
	c->page = ZERO_PAGE(0);
}

/* UNMAP: obj=mapping; fn, addr, len, dir, attrs */
int dms_op_unmap(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_MAP);
	struct dms_map_call c = { .dev = dms_dev_of(f->dev) };

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (!dms_obj_is_live(obj, op))
		return -EALREADY;
	dms_unmap_args(&c, &obj->map, op);
	if (c.fn > DMASCOPE_FN_COHERENT || c.fn == DMASCOPE_FN_SGTABLE ||
	    c.len > DMASCOPE_MAX_BYTES)
		return -EINVAL;
	if (c.fn == DMASCOPE_FN_COHERENT) {
		if (!dms_unmap_coherent_ok(&obj->map, c.len))
			return -EINVAL;
		c.attrs = 0;
		f->bytes -= obj->map.buf->buf.len;
		obj->map.buf->done = true;
	}
	obj->done = true;
	dms_dev_call(f->dev, op->flags & DMASCOPE_F_ATOMIC, dms_call_unmap, &c);
	return 0;
}

/* MAPPING_ERROR: obj=mapping -> result */
int dms_op_mapping_error(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_MAP);

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	op->result = dma_mapping_error(dms_dev_of(f->dev), obj->map.iova);
	return 0;
}
