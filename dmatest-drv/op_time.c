// SPDX-License-Identifier: GPL-2.0
/* What a mapping costs: the same call many times, timed one by one. */
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

#include "ops.h"

/**
 * struct dms_timing - what is timed, and what it came to
 * @dev:	device
 * @cpu:	first byte that is mapped
 * @len:	bytes
 * @dir:	direction
 * @map_ns:	all dma_map_single() calls that succeeded, ns
 * @unmap_ns:	all dma_unmap_single() calls, ns
 * @best_ns:	the fastest dma_map_single() call that succeeded, ns
 * @mapped:	calls that succeeded
 * @failed:	calls that did not
 */
struct dms_timing {
	struct device *dev;
	void *cpu;
	size_t len;
	enum dma_data_direction dir;
	u64 map_ns, unmap_ns, best_ns;
	u64 mapped, failed;
};

static void dms_time_once(struct dms_timing *t)
{
	u64 start = ktime_get_ns(), mapped, unmapped;
	dma_addr_t iova = dma_map_single(t->dev, t->cpu, t->len, t->dir);

	mapped = ktime_get_ns();
	if (dma_mapping_error(t->dev, iova)) {
		t->failed++;
		return;
	}
	/* read again: what dma-debug does in dma_mapping_error() is neither's */
	unmapped = ktime_get_ns();
	dma_unmap_single(t->dev, iova, t->len, t->dir);
	t->unmap_ns += ktime_get_ns() - unmapped;
	t->map_ns += mapped - start;
	t->best_ns = min(t->best_ns, mapped - start);
	t->mapped++;
}

static int dms_time_rounds(struct dms_dev *d, struct dms_timing *t, u64 rounds)
{
	u64 end = ktime_get_ns() + DMASCOPE_MAX_TIMEOUT * (u64)NSEC_PER_MSEC;

	for (; rounds; rounds--) {
		if (READ_ONCE(d->gone))
			return -ENODEV;
		if (signal_pending(current))
			return -EINTR;
		if (ktime_get_ns() > end)
			return -ETIME;
		dms_time_once(t);
		cond_resched();
	}
	return 0;
}

/* Memory that is one run of pages and may be mapped in any direction. */
static bool dms_time_kind_ok(u32 kind)
{
	return kind == DMASCOPE_BUF_KMALLOC || kind == DMASCOPE_BUF_PAGES ||
	       kind == DMASCOPE_BUF_LOWPAGES;
}

/* TIME_MAP: obj=buf, offset, len, dir, value=rounds -> out[] */
int dms_op_time_map(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *buf = dms_obj_find(f, op->obj, DMS_BUF);
	struct dms_timing t = {
		.dev = dms_dev_of(f->dev),
		.dir = op->dir,
		.best_ns = U64_MAX,
	};
	int ret;

	if (IS_ERR(buf))
		return PTR_ERR(buf);
	if (buf->done)
		return -EALREADY;
	if (!op->value || op->value > DMASCOPE_MAX_ROUNDS || op->dir >= DMA_NONE ||
	    !dms_time_kind_ok(buf->buf.kind) || op->offset > buf->buf.len)
		return -EINVAL;
	t.len = dms_op_len(op, buf->buf.len - op->offset);
	if (!t.len || !dms_range_ok(op->offset, t.len, buf->buf.len))
		return -EINVAL;
	t.cpu = buf->buf.cpu + op->offset;
	ret = dms_time_rounds(f->dev, &t, op->value);
	if (ret)
		return ret;
	if (t.mapped) {
		op->out[0] = div64_u64(t.map_ns, t.mapped);
		op->out[1] = div64_u64(t.unmap_ns, t.mapped);
		op->out[2] = t.best_ns;
	}
	op->out[3] = t.failed;
	return 0;
}
