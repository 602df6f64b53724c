// SPDX-License-Identifier: GPL-2.0
/*
 * The device's side: real DMA.  Where the device goes is worked out under the
 * file's lock, the transfer runs without it, so that another thread can pull
 * the memory away meanwhile: that is what some scenarios are about.
 */
#include <linux/err.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "ops.h"
#include "pattern.h"
#include "stats.h"
#include "trace.h"

/**
 * struct dms_side - where the device reads or writes
 * @table:	spans of a scatterlist, else NULL
 * @one:	the only span of anything else
 * @cursor:	first byte of the transfer
 * @total:	bytes from there to the end of the object
 */
struct dms_side {
	struct dms_span *table;
	struct dms_span one;
	struct dms_cursor cursor;
	u64 total;
};

static void dms_side_set(struct dms_side *s, u64 addr, u64 len)
{
	s->one.addr = addr;
	s->one.len = len;
	s->total = len;
	s->cursor = (struct dms_cursor){ .span = &s->one, .nr = 1 };
}

static int dms_side_table(struct dms_side *s, struct scatterlist *sgl, unsigned int nr, u64 offset)
{
	struct scatterlist *entry;
	unsigned int i;

	s->table = kvcalloc(nr, sizeof(*s->table), GFP_KERNEL);
	if (!s->table)
		return -ENOMEM;
	for_each_sg(sgl, entry, nr, i) {
		s->table[i].addr = sg_dma_address(entry);
		s->table[i].len = sg_dma_len(entry);
		s->total += s->table[i].len;
	}
	s->cursor = (struct dms_cursor){ .span = s->table, .nr = nr };
	offset = min(offset, s->total);
	dms_cursor_skip(&s->cursor, offset);
	s->total -= offset;
	return 0;
}

static bool dms_map_is_foreign(const struct dms_map *m)
{
	return m->buf->buf.kind == DMASCOPE_BUF_STACK || m->buf->buf.kind == DMASCOPE_BUF_RODATA;
}

static int dms_side_obj(struct dms_side *s, const struct dms_obj *obj, u64 offset)
{
	u64 len = dms_obj_len(obj);

	len -= min(len, offset);
	if (obj->type & DMS_MEMS)
		dms_side_set(s, obj->mem.iova + offset, len);
	else if (obj->type == DMS_MAP)
		dms_side_set(s, obj->map.iova + offset, len);
	else if (obj->type == DMS_IOMAP)
		dms_side_set(s, obj->iomap.iova + offset, len);
	else
		dms_side_set(s, obj->coherent.iova + offset, len);
	return 0;
}

/* A free block of a pool that lives holds the pool's list: it is not for devices to write to. */
static bool dms_block_is_free(const struct dms_obj *obj)
{
	return obj->type == DMS_BLOCK && obj->done && !obj->mem.pool->done;
}

static int dms_side_find(struct dms_side *s, struct dms_file *f, u32 id, u64 offset, bool write)
{
	struct dms_obj *obj = dms_obj_find(f, id, DMS_MAP | DMS_SG | DMS_COHERENT | DMS_IOMAP |
					       DMS_MEMS);

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (write && obj->type == DMS_MAP && dms_map_is_foreign(&obj->map))
		return -EPERM;
	if (write && dms_block_is_free(obj))
		return -EPERM;
	if (obj->type == DMS_SG)
		return obj->sg.mapped ? dms_side_table(s, obj->sg.table.sgl, obj->sg.mapped,
						       offset) : -EINVAL;
	if (obj->type == DMS_IMPORT)
		return obj->mem.sgt ? dms_side_table(s, obj->mem.sgt->sgl, obj->mem.sgt->nents,
						     offset) : -EINVAL;
	return dms_side_obj(s, obj, offset);
}

/**
 * dms_side_init() - work out where the device shall go
 * @s:		result, zeroed
 * @f:		file
 * @id:		object, may be 0 when @addr is given
 * @addr:	raw address that overrides the object's, or NULL
 * @op:		op, for its offset
 * @write:	the device will write there
 *
 * Return: 0 or a negative errno.
 */
static int dms_side_init(struct dms_side *s, struct dms_file *f, u32 id, const u64 *addr,
			 const struct dmascope_op *op, bool write)
{
	int ret = 0;

	if (id || !addr) {
		mutex_lock(&f->lock);
		ret = dms_side_find(s, f, id, op->offset, write && !addr);
		mutex_unlock(&f->lock);
	}
	if (!ret && addr) {
		kvfree(s->table);
		s->table = NULL;
		dms_side_set(s, *addr, s->total);
	}
	return ret;
}

/* A mapping may be left at its end: the device does what it is told. */
static int dms_side_cut(struct dms_side *s, u64 len)
{
	if (s->table)
		return len <= s->total ? 0 : -EINVAL;
	s->one.len = len;
	return 0;
}

static int dms_xfer_len(const struct dms_dev *d, u64 len, u32 *out)
{
	if (!len)
		return -EINVAL;
	if (len > d->engine->max_xfer)
		return -E2BIG;
	*out = len;
	return 0;
}

/**
 * struct dms_job - a transfer of any length, done window by window
 * @d:		device, locked
 * @f:		file that asks for it
 * @src:	where it reads; NULL: test data of @seed
 * @dst:	where it writes; NULL: compare with test data of @seed
 * @seed:	test data
 * @pos:	position of the next byte
 * @left:	bytes not yet moved
 * @flags:	DMASCOPE_F_*
 * @diff:	what a read found
 */
struct dms_job {
	struct dms_dev *d;
	struct dms_file *f;
	struct dms_cursor *src;
	struct dms_cursor *dst;
	u64 seed;
	u64 pos;
	u32 left;
	u32 flags;
	struct dms_diff diff;
};

/* What a window of the core's own is read or written for is no business of the scenario. */
static void dms_job_count(const struct dms_job *j, u32 len)
{
	if (j->src)
		dms_stats_add(j->d, bytes_read, len);
	if (j->dst)
		dms_stats_add(j->d, bytes_written, len);
}

static int dms_job_start(struct dms_job *j, struct dms_xfer *x, struct dmascope_op *op)
{
	struct dms_dev *d = j->d;
	u32 len = x->len;
	int ret;

	trace_dev_submit(d, x->src->span->addr + x->src->off, x->dst->span->addr + x->dst->off,
			 len, !x->no_wait);
	if (x->no_wait && j->flags & DMASCOPE_F_NOTIFY)
		dms_done_expect(d, j->f, op);
	ret = d->engine->start(d, x);
	if (ret)
		dms_done_forget(d);
	else
		dms_job_count(j, len);
	if (ret || !x->no_wait)
		trace_dev_done(d, ret);
	return ret;
}

static int dms_job_step(struct dms_job *j, struct dmascope_op *op)
{
	struct dms_dev *d = j->d;
	struct dms_cursor window = { .nr = 1 };
	struct dms_xfer x = {
		.src = j->src ? j->src : &window,
		.dst = j->dst ? j->dst : &window,
		.len = min(j->left, d->engine->window),
		.dst_internal = !j->dst,
		.poll = j->flags & DMASCOPE_F_POLL,
	};
	u32 n = x.len;
	int ret;

	x.no_wait = j->flags & DMASCOPE_F_NO_WAIT && n == j->left;
	window.span = j->src ? &d->sink.span : &d->source.span;
	if (!j->src)
		dms_pattern_fill(d->source.cpu, j->seed, j->pos, n);
	if (!j->dst)
		memset(d->sink.cpu, 0, n);
	ret = dms_job_start(j, &x, op);
	/* Bytes that got lost on the way of a read are a result: they are wrong. */
	if (ret == -EIO && !j->dst)
		ret = 0;
	if (ret)
		return ret;
	if (!j->dst && !x.no_wait)
		dms_pattern_check(d->sink.cpu, j->seed, j->pos, n, &j->diff);
	if (x.no_wait)
		d->pending = (struct dms_pending){
			.running = true, .check = !j->dst,
			.seed = j->seed, .pos = j->pos, .len = n,
		};
	j->pos += n;
	j->left -= n;
	return 0;
}

/* The engine to oneself, with power, and with nothing under way. */
static int dms_dev_claim(struct dms_dev *d)
{
	int ret = dms_pm_get(d);

	if (ret)
		return ret;
	if (mutex_lock_killable(&d->lock)) {
		dms_pm_put(d);
		return -EINTR;
	}
	if (d->asleep) {
		mutex_unlock(&d->lock);
		dms_pm_put(d);
		return -ESHUTDOWN;
	}
	return 0;
}

static void dms_dev_yield(struct dms_dev *d)
{
	mutex_unlock(&d->lock);
	dms_pm_put(d);
}

static int dms_job_run(struct dms_job *j, struct dmascope_op *op)
{
	struct dms_dev *d = j->d;
	int irqs, ret;

	if (j->flags & DMASCOPE_F_NOTIFY && !(j->flags & DMASCOPE_F_NO_WAIT))
		return -EINVAL;
	ret = dms_dev_claim(d);
	if (ret)
		return ret;
	dms_dev_settle(d);
	d->irq_lost = false;
	irqs = atomic_read(&d->irqs);
	while (j->left && !ret) {
		ret = READ_ONCE(d->gone) ? -ENODEV : dms_job_step(j, op);
		if (!ret && j->left && fatal_signal_pending(current))
			ret = -EINTR;
	}
	op->out[0] = j->diff.wrong;
	op->out[1] = j->diff.first;
	op->out[2] = (u32)(atomic_read(&d->irqs) - irqs);
	if (d->done.file)
		dms_done_wait(d);
	dms_dev_yield(d);
	op->result = ret;
	return 0;
}

static int dms_dev_op(struct dms_file *f, struct dmascope_op *op, bool write)
{
	const u64 *addr = op->set & DMASCOPE_SET_ADDR ? &op->addr : NULL;
	struct dms_job j = {
		.d = f->dev,
		.f = f,
		.seed = op->seed,
		.pos = op->offset,
		.flags = op->flags,
	};
	struct dms_side side = {};
	int ret;

	ret = dms_side_init(&side, f, op->obj, addr, op, write);
	if (ret)
		return ret;
	ret = dms_xfer_len(f->dev, dms_op_len(op, side.total), &j.left);
	if (!ret)
		ret = dms_side_cut(&side, j.left);
	if (!ret) {
		*(write ? &j.dst : &j.src) = &side.cursor;
		op->out_iova = side.cursor.span->addr + side.cursor.off;
		op->out_len = j.left;
		ret = dms_job_run(&j, op);
	}
	kvfree(side.table);
	return ret;
}

/* DEV_READ: obj, offset, len, seed, or addr, len -> out[0]=bytes wrong, out[1]=first */
int dms_op_dev_read(struct dms_file *f, struct dmascope_op *op)
{
	return dms_dev_op(f, op, false);
}

/* DEV_WRITE: obj, offset, len, seed, or addr, len */
int dms_op_dev_write(struct dms_file *f, struct dmascope_op *op)
{
	return dms_dev_op(f, op, true);
}

/* DEV_COPY: obj|addr to peer|value, offset in both, len */
int dms_op_dev_copy(struct dms_file *f, struct dmascope_op *op)
{
	const u64 *from = op->set & DMASCOPE_SET_ADDR ? &op->addr : NULL;
	const u64 *to = op->set & DMASCOPE_SET_PEER_ADDR ? &op->value : NULL;
	struct dms_side src = {}, dst = {};
	struct dms_job j = {
		.d = f->dev,
		.f = f,
		.src = &src.cursor,
		.dst = &dst.cursor,
		.flags = op->flags,
	};
	int ret;

	ret = dms_side_init(&src, f, op->obj, from, op, false);
	if (!ret)
		ret = dms_side_init(&dst, f, op->peer, to, op, true);
	if (!ret)
		ret = dms_xfer_len(f->dev, dms_op_len(op, min(src.total, dst.total)), &j.left);
	if (!ret)
		ret = dms_side_cut(&src, j.left);
	if (!ret)
		ret = dms_side_cut(&dst, j.left);
	if (!ret)
		ret = dms_job_run(&j, op);
	kvfree(src.table);
	kvfree(dst.table);
	return ret;
}

/* DEV_WAIT: value=timeout ms, 0: a second -> as DEV_READ, for one not waited for */
int dms_op_dev_wait(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_dev *d = f->dev;
	struct dms_pending *p = &d->pending;
	struct dms_diff diff = {};
	int ret;

	if (op->value > DMASCOPE_MAX_TIMEOUT)
		return -EINVAL;
	ret = dms_dev_claim(d);
	if (ret)
		return ret;
	op->result = dms_dev_finish(d, op->value ? op->value : DMS_XFER_TIMEOUT_MS);
	if (!op->result)
		op->result = p->result;
	p->result = 0;
	if (op->result == -EIO && p->check)
		op->result = 0;
	if (!op->result && p->check) {
		dms_pattern_check(d->sink.cpu, p->seed, p->pos, p->len, &diff);
		p->check = false;
	}
	dms_dev_yield(d);
	op->out[0] = diff.wrong;
	op->out[1] = diff.first;
	return 0;
}

static int dms_listen(struct dms_dev *d, struct dms_cursor *dst, u32 len, u64 *ring)
{
	int ret = dms_dev_claim(d);

	if (ret)
		return ret;
	dms_dev_settle(d);
	ret = READ_ONCE(d->gone) ? -ENODEV : d->engine->listen(d, dst, len, ring);
	d->listening = !ret;
	dms_dev_yield(d);
	return ret;
}

/* DEV_LISTEN: obj, offset, len -> out[0]=address of the descriptor */
int dms_op_dev_listen(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_dev *d = f->dev;
	struct dms_side side = {};
	u32 len;
	int ret;

	if (!d->engine->listen)
		return -EOPNOTSUPP;
	ret = dms_side_init(&side, f, op->obj, NULL, op, true);
	if (ret)
		return ret;
	ret = dms_xfer_len(d, dms_op_len(op, side.total), &len);
	if (!ret)
		ret = dms_side_cut(&side, len);
	if (!ret) {
		op->out_iova = side.cursor.span->addr + side.cursor.off;
		op->out_len = len;
		op->result = dms_listen(d, &side.cursor, len, &op->out[0]);
	}
	kvfree(side.table);
	return ret;
}
