// SPDX-License-Identifier: GPL-2.0
/* Coherent memory. */
#include <linux/err.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "ops.h"
#include "share.h"

static phys_addr_t dms_coherent_phys(const struct dms_coherent *c)
{
	if (c->attrs & DMA_ATTR_NO_KERNEL_MAPPING)
		return 0;
	if (is_vmalloc_addr(c->cpu))
		return page_to_phys(vmalloc_to_page(c->cpu)) + offset_in_page(c->cpu);
	return virt_to_phys(c->cpu);
}

/* COHERENT: len, attrs -> obj, iova, cpu, phys, len */
int dms_op_coherent(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_coherent *c;
	struct dms_obj *obj;

	if (!op->len || op->attrs & DMS_ATTR_MMIO)
		return -EINVAL;
	if (op->len > DMASCOPE_MAX_BYTES)
		return -E2BIG;
	if (op->len > DMASCOPE_MAX_TOTAL - f->bytes)
		return -ENOMEM;
	obj = dms_obj_new(f, DMS_COHERENT, op);
	if (IS_ERR(obj))
		return PTR_ERR(obj);
	c = &obj->coherent;
	c->len = op->len;
	c->attrs = op->attrs | DMA_ATTR_NO_WARN;
	c->cpu = dma_alloc_attrs(dms_dev_of(f->dev), c->len, &c->iova, GFP_KERNEL | __GFP_NOWARN,
				 c->attrs);
	if (!c->cpu) {
		dms_obj_unmake(f, obj, op);
		op->result = -ENOMEM;
		return 0;
	}
	obj->done = false;
	f->bytes += c->len;
	op->out_iova = c->iova;
	op->out_cpu = (uintptr_t)c->cpu;
	op->out_phys = dms_coherent_phys(c);
	op->out_len = c->len;
	return 0;
}

/*
 * A wrong size or CPU address frees the wrong pages.  What stays within the
 * object's own pages is a misuse that the kernel can report; the rest would
 * hand somebody else's memory to the page allocator and prove nothing.
 */
static bool dms_free_coherent_ok(const struct dms_coherent *c, void *cpu, u64 len)
{
	unsigned long page = (unsigned long)c->cpu & PAGE_MASK;

	if (!len || PAGE_ALIGN(len) > PAGE_ALIGN(c->len))
		return false;
	if (c->attrs & DMA_ATTR_NO_KERNEL_MAPPING)
		return cpu == c->cpu;
	return ((unsigned long)cpu & PAGE_MASK) == page;
}

/* FREE_COHERENT: obj; addr, len, cpu */
int dms_op_free_coherent(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_COHERENT);
	struct dms_coherent *c;
	dma_addr_t iova;
	bool again;
	void *cpu;
	u64 len;
	int ret;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (!dms_obj_is_live(obj, op))
		return -EALREADY;
	c = &obj->coherent;
	len = dms_op_len(op, c->len);
	cpu = op->set & DMASCOPE_SET_CPU ? (void *)(uintptr_t)op->cpu : c->cpu;
	iova = op->set & DMASCOPE_SET_ADDR ? op->addr : c->iova;
	if (!dms_free_coherent_ok(c, cpu, len))
		return -EINVAL;
	again = obj->done;
	ret = dms_share_claim(f->dev, obj);
	if (ret)
		return ret;
	if (!again)
		f->bytes -= c->len;
	dma_free_attrs(dms_dev_of(f->dev), len, cpu, iova, c->attrs);
	return 0;
}
