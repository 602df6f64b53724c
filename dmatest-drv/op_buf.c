// SPDX-License-Identifier: GPL-2.0
/* Memory that scenarios map: every kind that is right, and those that are not. */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "ops.h"

/* An array in the kernel's own .rodata; a module's lies in the vmalloc area. */
#define DMS_RODATA		_ctype
#define DMS_RODATA_BYTES	256

static void *dms_buf_pages(struct dms_buf *b, size_t bytes, gfp_t gfp)
{
	b->order = get_order(bytes);
	return (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN | gfp, b->order);
}

static void *dms_buf_alloc(struct dms_buf *b, size_t bytes)
{
	switch (b->kind) {
	case DMASCOPE_BUF_KMALLOC:
		return kzalloc(bytes, GFP_KERNEL | __GFP_NOWARN);
	case DMASCOPE_BUF_PAGES:
		return dms_buf_pages(b, bytes, 0);
	case DMASCOPE_BUF_LOWPAGES:
		return dms_buf_pages(b, bytes, GFP_DMA32);
	case DMASCOPE_BUF_VMALLOC:
		return vzalloc(bytes);
	case DMASCOPE_BUF_RODATA:
		return lm_alias(DMS_RODATA);
	}
	return NULL;
}

static u64 dms_buf_limit(u32 kind)
{
	switch (kind) {
	case DMASCOPE_BUF_KMALLOC:
		return KMALLOC_MAX_SIZE;
	case DMASCOPE_BUF_STACK:
		return DMS_STACK_BYTES;
	case DMASCOPE_BUF_RODATA:
		return DMS_RODATA_BYTES;
	}
	return DMASCOPE_MAX_BYTES;
}

/* BUF: fn=kind, len, offset -> obj, phys, cpu, len */
int dms_op_buf(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj;
	struct dms_buf *b;

	if (op->fn >= DMASCOPE_BUF_MAX || op->offset >= PAGE_SIZE || !op->len)
		return -EINVAL;
	if (!dms_range_ok(op->offset, op->len, dms_buf_limit(op->fn)))
		return -E2BIG;
	if (op->len > DMASCOPE_MAX_TOTAL - f->bytes)
		return -ENOMEM;
	obj = dms_obj_new(f, DMS_BUF, op);
	if (IS_ERR(obj))
		return PTR_ERR(obj);
	b = &obj->buf;
	b->kind = op->fn;
	b->len = op->len;
	if (b->kind != DMASCOPE_BUF_STACK) {
		b->base = dms_buf_alloc(b, op->offset + op->len);
		if (!b->base) {
			dms_obj_unmake(f, obj, op);
			return -ENOMEM;
		}
		b->cpu = b->base + op->offset;
		op->out_phys = dms_buf_phys(b, 0);
	}
	obj->done = false;
	f->bytes += b->len;
	op->out_cpu = (uintptr_t)b->cpu;
	op->out_len = b->len;
	return 0;
}

/* FREE: obj; the memory really goes, mapped or not */
int dms_op_free(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_BUF);

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (!dms_obj_is_live(obj, op))
		return -EALREADY;
	if (!obj->done)
		f->bytes -= obj->buf.len;
	obj->done = true;
	dms_buf_free(&obj->buf);
	return 0;
}
