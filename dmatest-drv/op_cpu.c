// SPDX-License-Identifier: GPL-2.0
/* The CPU's side of a transfer: it writes test data, and looks at what came. */
#include <linux/err.h>
#include <linux/sched.h>

#include "ops.h"
#include "pattern.h"

#define DMS_CPU_TYPES	(DMS_BUF | DMS_MAP | DMS_SG | DMS_COHERENT | DMS_IOMAP | \
			 (DMS_MEMS & ~DMS_RESOURCE))

/* So much is done before others get the CPU. */
#define DMS_CPU_STEP	(256u << 10)

/**
 * struct dms_cpu_walk - a range of an object, as the CPU sees it
 * @seed:	test data
 * @pos:	position in the object
 * @end:	where the range ends
 * @fill:	write; else compare
 * @diff:	what differs
 */
struct dms_cpu_walk {
	u64 seed;
	u64 pos;
	u64 end;
	bool fill;
	struct dms_diff diff;
};

/* A run of @len bytes that starts at position @start of the object. */
static void dms_walk_run(struct dms_cpu_walk *w, u8 *cpu, u64 start, u64 len)
{
	while (w->pos < w->end && w->pos < start + len) {
		u64 n = min3(w->end - w->pos, start + len - w->pos, (u64)DMS_CPU_STEP);

		if (w->fill)
			dms_pattern_fill(cpu + (w->pos - start), w->seed, w->pos, n);
		else
			dms_pattern_check(cpu + (w->pos - start), w->seed, w->pos, n, &w->diff);
		w->pos += n;
		cond_resched();
	}
}

/* Every entry is one run of pages. */
static void dms_walk_table(struct dms_cpu_walk *w, struct scatterlist *sgl, unsigned int nr)
{
	struct scatterlist *entry;
	unsigned int i;
	u64 start = 0;

	for_each_sg(sgl, entry, nr, i) {
		dms_walk_run(w, sg_virt(entry), start, entry->length);
		start += entry->length;
	}
}

static void dms_walk_mem(struct dms_cpu_walk *w, const struct dms_mem *m)
{
	if (m->cpu)
		dms_walk_run(w, m->cpu, 0, m->len);
	else
		dms_walk_table(w, m->sgt->sgl, m->sgt->orig_nents);
}

static void dms_walk_obj(struct dms_cpu_walk *w, const struct dms_obj *obj)
{
	const struct dms_sgseg *seg;
	unsigned int i;
	u64 start = 0;

	switch (obj->type) {
	case DMS_BUF:
		dms_walk_run(w, obj->buf.cpu, 0, obj->buf.len);
		break;
	case DMS_MAP:
		dms_walk_run(w, obj->map.buf->buf.cpu + obj->map.offset, 0, obj->map.len);
		break;
	case DMS_IOMAP:
		dms_walk_run(w, obj->iomap.buf->buf.cpu + obj->iomap.offset, 0, obj->iomap.len);
		break;
	case DMS_DOMAIN:
		break;
	case DMS_COHERENT:
		dms_walk_run(w, obj->coherent.cpu, 0, obj->coherent.len);
		break;
	case DMS_SG:
		if (!obj->sg.segs)
			dms_walk_table(w, obj->sg.table.sgl, obj->sg.nr);
		for (i = 0; obj->sg.segs && i < obj->sg.nr; i++, start += seg->len) {
			seg = &obj->sg.segs[i];
			dms_walk_run(w, seg->buf->buf.cpu + seg->offset, start, seg->len);
		}
		break;
	default:
		dms_walk_mem(w, &obj->mem);
		break;
	}
}

static int dms_cpu_buf_ok(const struct dms_obj *buf, const struct dmascope_op *op, bool fill)
{
	if (buf->buf.kind == DMASCOPE_BUF_STACK)
		return -EINVAL;
	if (fill && buf->buf.kind == DMASCOPE_BUF_RODATA)
		return -EPERM;
	return dms_obj_is_live(buf, op) ? 0 : -EALREADY;
}

/* Pinned for reading, a page may be one of many owners'. */
static int dms_cpu_sg_ok(const struct dms_sg *sg, const struct dmascope_op *op, bool fill)
{
	unsigned int i;
	int ret = 0;

	if (!sg->segs && !sg->pin.nr)
		return -EALREADY;
	if (!sg->segs)
		return fill && !sg->pin_write ? -EPERM : 0;
	for (i = 0; !ret && i < sg->nr; i++)
		ret = dms_cpu_buf_ok(sg->segs[i].buf, op, fill);
	return ret;
}

/* A block stays memory of its pool when it is freed. */
static int dms_cpu_mem_ok(const struct dms_obj *obj, const struct dmascope_op *op)
{
	if (obj->type == DMS_IMPORT)
		return obj->mem.cpu ? 0 : -EINVAL;
	if (obj->type == DMS_BLOCK && !obj->mem.pool->done)
		return dms_obj_is_live(obj, op) ? 0 : -EALREADY;
	return obj->done ? -EALREADY : 0;
}

/* An unmapped mapping is still memory; freed memory is looked at on request only. */
static int dms_cpu_obj_ok(const struct dms_obj *obj, const struct dmascope_op *op, bool fill)
{
	switch (obj->type) {
	case DMS_BUF:
		return dms_cpu_buf_ok(obj, op, fill);
	case DMS_MAP:
		return dms_cpu_buf_ok(obj->map.buf, op, fill);
	case DMS_IOMAP:
		return dms_cpu_buf_ok(obj->iomap.buf, op, fill);
	case DMS_DOMAIN:
		return -EINVAL;
	case DMS_COHERENT:
		if (obj->coherent.attrs & DMA_ATTR_NO_KERNEL_MAPPING)
			return -EINVAL;
		return dms_obj_is_live(obj, op) ? 0 : -EALREADY;
	case DMS_SG:
		return dms_cpu_sg_ok(&obj->sg, op, fill);
	default:
		return dms_cpu_mem_ok(obj, op);
	}
}

static int dms_cpu_run(struct dms_file *f, struct dmascope_op *op, struct dms_cpu_walk *w)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_CPU_TYPES);
	u64 total, len;
	int ret;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	total = dms_obj_len(obj);
	if (op->offset > total)
		return -EINVAL;
	len = dms_op_len(op, total - op->offset);
	if (!dms_range_ok(op->offset, len, total))
		return -EINVAL;
	ret = dms_cpu_obj_ok(obj, op, w->fill);
	if (ret)
		return ret;
	w->seed = op->seed;
	w->pos = op->offset;
	w->end = op->offset + len;
	dms_walk_obj(w, obj);
	op->out_len = len;
	return 0;
}

/* FILL: obj, offset, len, seed */
int dms_op_fill(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_cpu_walk w = { .fill = true };

	return dms_cpu_run(f, op, &w);
}

/* VERIFY: obj, offset, len, seed -> out[0]=bytes wrong, out[1]=first */
int dms_op_verify(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_cpu_walk w = {};
	int ret = dms_cpu_run(f, op, &w);

	op->out[0] = w.diff.wrong;
	op->out[1] = w.diff.first;
	return ret;
}
