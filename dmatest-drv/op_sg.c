// SPDX-License-Identifier: GPL-2.0
/* Scatterlists: building, mapping, unmapping, looking into and breaking them. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "ops.h"

static int dms_sg_take_seg(struct dms_file *f, struct dms_sgseg *seg,
			   const struct dmascope_seg *want)
{
	struct dms_obj *buf = dms_obj_find(f, want->obj, DMS_BUF);

	if (IS_ERR(buf))
		return PTR_ERR(buf);
	if (buf->done)
		return -EALREADY;
	if (!buf->buf.cpu || !want->len || !dms_range_ok(want->offset, want->len, buf->buf.len))
		return -EINVAL;
	/* An entry is one run of pages, which vmalloc memory is not. */
	if (buf->buf.kind == DMASCOPE_BUF_VMALLOC &&
	    offset_in_page(buf->buf.cpu + want->offset) + want->len > PAGE_SIZE)
		return -EINVAL;
	seg->buf = dms_obj_get(buf);
	seg->offset = want->offset;
	seg->len = want->len;
	return 0;
}

static int dms_sg_build(struct dms_file *f, struct dms_sg *sg, const struct dmascope_seg *want,
			unsigned int nr)
{
	struct scatterlist *entry;
	unsigned int i;
	int ret;

	sg->segs = kvcalloc(nr, sizeof(*sg->segs), GFP_KERNEL);
	if (!sg->segs)
		return -ENOMEM;
	for (i = 0; i < nr; i++) {
		ret = dms_sg_take_seg(f, &sg->segs[i], &want[i]);
		if (ret)
			return ret;
		sg->nr++;
	}
	ret = sg_alloc_table(&sg->table, nr, GFP_KERNEL);
	if (ret)
		return ret;
	for_each_sg(sg->table.sgl, entry, nr, i) {
		const struct dms_buf *b = &sg->segs[i].buf->buf;
		u64 offset = sg->segs[i].offset;

		sg_set_page(entry, dms_buf_page(b, offset), sg->segs[i].len,
			    offset_in_page(b->cpu + offset));
	}
	return 0;
}

/**
 * dms_sg_make() - a scatterlist over buffers
 * @f:		file, locked
 * @op:		op that makes it; gets the object's name
 * @want:	@op->nents entries, which the caller has checked for number only
 *
 * Return: 0, or a negative errno when an entry is not acceptable.
 */
int dms_sg_make(struct dms_file *f, struct dmascope_op *op, const struct dmascope_seg *want)
{
	struct dms_obj *obj = dms_obj_new(f, DMS_SG, op);
	int ret;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	ret = dms_sg_build(f, &obj->sg, want, op->nents);
	if (ret) {
		dms_obj_unmake(f, obj, op);
		return ret;
	}
	obj->done = false;
	op->out_len = dms_obj_len(obj);
	op->out[0] = op->nents;
	return 0;
}

/* SG: segs[nents] -> obj, out_len */
int dms_op_sg(struct dms_file *f, struct dmascope_op *op)
{
	struct dmascope_seg *want;
	int ret;

	if (!op->nents)
		return -EINVAL;
	if (op->nents > DMASCOPE_MAX_SEGS)
		return -E2BIG;
	want = memdup_user(u64_to_user_ptr(op->segs), array_size(op->nents, sizeof(*want)));
	if (IS_ERR(want))
		return PTR_ERR(want);
	ret = dms_sg_make(f, op, want);
	kfree(want);
	return ret;
}

/**
 * struct dms_sg_call - arguments and result of a map or unmap call
 * @dev:	device
 * @fn:		DMASCOPE_FN_SG or _SGTABLE
 * @table:	scatterlist
 * @nents:	entries to hand over
 * @dir:	direction
 * @attrs:	DMA_ATTR_*
 * @ret:	what the call returned
 */
struct dms_sg_call {
	struct device *dev;
	u32 fn;
	struct sg_table *table;
	unsigned int nents;
	enum dma_data_direction dir;
	unsigned long attrs;
	int ret;
};

/* The table calls have no nents argument; they take the table's word for it. */
static void dms_call_map_sg(void *arg)
{
	struct dms_sg_call *c = arg;
	struct sg_table table = *c->table;

	if (c->fn == DMASCOPE_FN_SG) {
		c->ret = dma_map_sg_attrs(c->dev, c->table->sgl, c->nents, c->dir, c->attrs);
		return;
	}
	table.orig_nents = c->nents;
	c->ret = dma_map_sgtable(c->dev, &table, c->dir, c->attrs);
	if (!c->ret)
		c->ret = table.nents;
}

static void dms_call_unmap_sg(void *arg)
{
	struct dms_sg_call *c = arg;
	struct sg_table table = *c->table;

	if (c->fn == DMASCOPE_FN_SG) {
		dma_unmap_sg_attrs(c->dev, c->table->sgl, c->nents, c->dir, c->attrs);
		return;
	}
	table.orig_nents = c->nents;
	dma_unmap_sgtable(c->dev, &table, c->dir, c->attrs);
}

static int dms_sg_fn(u32 fn, u32 otherwise)
{
	if (!fn)
		return otherwise;
	return fn == DMASCOPE_FN_SG || fn == DMASCOPE_FN_SGTABLE ? fn : -EINVAL;
}

static bool dms_sg_has_rodata(const struct dms_sg *sg)
{
	unsigned int i;

	for (i = 0; i < sg->nr; i++)
		if (sg->segs[i].buf->buf.kind == DMASCOPE_BUF_RODATA)
			return true;
	return false;
}

/* MAP_SG: obj=sg; fn, nents, dir, attrs -> out[0]=segments, iova of the first */
int dms_op_map_sg(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_SG);
	struct dms_sg_call c = { .dev = dms_dev_of(f->dev), .dir = op->dir, .attrs = op->attrs };
	struct dms_sg *sg;
	int fn;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	sg = &obj->sg;
	fn = dms_sg_fn(op->fn, DMASCOPE_FN_SG);
	c.nents = op->set & DMASCOPE_SET_NENTS ? op->nents : sg->nr;
	if (fn < 0 || c.nents > sg->nr || c.attrs & DMS_ATTR_MMIO)
		return -EINVAL;
	if (sg->is_mapped)
		return -EBUSY;
	if (!sg->segs && !sg->pin.nr)
		return -EALREADY;
	if (c.dir != DMA_TO_DEVICE && (sg->segs ? dms_sg_has_rodata(sg) : !sg->pin_write))
		return -EPERM;
	c.fn = fn;
	c.table = &sg->table;
	dms_dev_call(f->dev, op->flags & DMASCOPE_F_ATOMIC, dms_call_map_sg, &c);
	if (c.ret <= 0) {
		sg->mapped = 0;
		op->result = c.ret ? c.ret : -EIO;
		return 0;
	}
	sg->fn = c.fn;
	sg->nents = c.nents;
	sg->mapped = c.ret;
	sg->dir = c.dir;
	sg->attrs = c.attrs;
	sg->is_mapped = true;
	obj->done = false;
	op->out[0] = sg->mapped;
	op->out_iova = sg_dma_address(sg->table.sgl);
	return 0;
}

/* UNMAP_SG: obj=sg; fn, nents, dir, attrs */
int dms_op_unmap_sg(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_SG);
	struct dms_sg_call c = { .dev = dms_dev_of(f->dev) };
	struct dms_sg *sg;
	int fn;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	sg = &obj->sg;
	if (!sg->is_mapped && !(op->flags & DMASCOPE_F_AGAIN))
		return -EALREADY;
	fn = dms_sg_fn(op->fn, sg->fn ? sg->fn : DMASCOPE_FN_SG);
	c.nents = op->set & DMASCOPE_SET_NENTS ? op->nents : sg->nents;
	if (fn < 0 || c.nents > sg->nr)
		return -EINVAL;
	c.fn = fn;
	c.table = &sg->table;
	c.dir = op->set & DMASCOPE_SET_DIR ? op->dir : sg->dir;
	c.attrs = op->set & DMASCOPE_SET_ATTRS ? op->attrs : sg->attrs;
	sg->is_mapped = false;
	obj->done = true;
	dms_dev_call(f->dev, op->flags & DMASCOPE_F_ATOMIC, dms_call_unmap_sg, &c);
	return 0;
}

static struct scatterlist *dms_sg_entry(struct dms_sg *sg, unsigned int index)
{
	struct scatterlist *entry;
	unsigned int i;

	for_each_sg(sg->table.sgl, entry, index, i)
		;
	return entry;
}

/* SG_SEG: obj=sg, value=index -> iova, len of a mapped segment */
int dms_op_sg_seg(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_SG);
	struct scatterlist *entry;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (op->value >= obj->sg.mapped)
		return -EINVAL;
	entry = dms_sg_entry(&obj->sg, op->value);
	op->out_iova = sg_dma_address(entry);
	op->out_len = sg_dma_len(entry);
	return 0;
}

/* SG_CORRUPT: obj=sg, value=index: the entry becomes a chain link to addr */
int dms_op_sg_corrupt(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_SG);
	struct dms_sg *sg;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	sg = &obj->sg;
	/* the way to the pages of user memory must not get lost */
	if (op->value >= sg->nr || !sg->segs)
		return -EINVAL;
	if (sg->broken)
		return -EALREADY;
	sg->broken = dms_sg_entry(sg, op->value);
	sg->link = sg->broken->page_link;
	sg->broken->page_link = (op->addr & ~SG_PAGE_LINK_MASK) | SG_CHAIN;
	return 0;
}
