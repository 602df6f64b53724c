// SPDX-License-Identifier: GPL-2.0
/* Legal streaming mappings: made, synced, undone with the arguments that they were made with. */
#include "fuzz.h"

#define SYNC_BYTES	(32 << 10)	/* old kernels' dma-debug looks no farther back */

/* include/linux/dma-mapping.h: weak ordering, no CPU sync, no warning, privileged */
static uint64_t pick_attrs(struct fuzz_session *s)
{
	return fuzz_one_in(&s->rng, 4) ? fuzz_next(&s->rng) & 0x322 : 0;
}

static uint32_t pick_dir(struct fuzz_session *s, bool written)
{
	return written ? fuzz_below(&s->rng, 3) : 1;
}

/* Of vmalloc memory a page at most, and of what the device writes to the start: see model.c */
static void pick_range(struct fuzz_session *s, struct dmascope_op *op, const struct fuzz_obj *buf)
{
	uint64_t left;

	if (buf->kind == DMASCOPE_BUF_VMALLOC) {
		op->fn = DMASCOPE_FN_PAGE;
		op->offset = fuzz_below(&s->rng, buf->len);
		left = FUZZ_PAGE - (buf->offset + op->offset) % FUZZ_PAGE;
		if (left > buf->len - op->offset)
			left = buf->len - op->offset;
		op->len = fuzz_length(&s->rng, left);
		return;
	}
	op->fn = fuzz_below(&s->rng, 3);
	fuzz_take_range(s, op, buf, s->max_map);
	if (buf->kind == DMASCOPE_BUF_KMALLOC && op->dir != 1 && op->offset) {
		op->offset = 0;
		op->set &= ~DMASCOPE_SET_OFFSET;
	}
}

/* Not looked at by the driver: who made it has to. */
static void check_mapping(struct fuzz_session *s, struct fuzz_obj *o)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_MAPPING_ERROR, .obj = o->id };

	if (fuzz_legal(s, &op)) {
		/* there is no mapping; the driver's clean-up knows that as well */
		fuzz_use_bufs(s, 1ULL << o->buf, o->dir, -1);
		o->live = false;
		o->type = FUZZ_OTHER;
	}
	o->unchecked = false;
}

void fuzz_step_map(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_MAP };
	struct fuzz_obj *buf = fuzz_pick(s, fuzz_buf_can_map), *o;

	if (!buf || !fuzz_has_room(s) || (s->direct && buf->users))
		return;
	op.obj = buf->id;
	op.dir = pick_dir(s, fuzz_buf_can_be_written(buf));
	pick_range(s, &op, buf);
	op.attrs = pick_attrs(s);
	if (fuzz_one_in(&s->rng, 8))
		op.flags |= DMASCOPE_F_NO_CHECK;
	if (fuzz_one_in(&s->rng, 4))
		op.flags |= DMASCOPE_F_ATOMIC;
	if (fuzz_legal(s, &op))
		return;
	/* before a slot is looked for: it could be the buffer's */
	fuzz_use_bufs(s, 1ULL << fuzz_slot(s, buf), op.dir, 1);
	o = fuzz_adopt(s, &op, FUZZ_MAP);
	if (!o)
		return;
	o->buf = fuzz_slot(s, buf);
	o->unchecked = op.flags & DMASCOPE_F_NO_CHECK;
}

void fuzz_step_unmap(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_UNMAP };
	struct fuzz_obj *o = fuzz_pick(s, fuzz_is_map);

	if (!o || !fuzz_settle(s))
		return;
	if (o->unchecked)
		check_mapping(s, o);
	if (!o->live)
		return;
	op.obj = o->id;
	if (fuzz_one_in(&s->rng, 4))
		op.addr = o->iova, op.set |= DMASCOPE_SET_ADDR;
	if (fuzz_one_in(&s->rng, 4))
		op.len = o->len, op.set |= DMASCOPE_SET_LEN;
	if (fuzz_one_in(&s->rng, 4))
		op.dir = o->dir, op.set |= DMASCOPE_SET_DIR;
	if (fuzz_one_in(&s->rng, 4))
		op.attrs = o->attrs, op.set |= DMASCOPE_SET_ATTRS;
	if (fuzz_one_in(&s->rng, 4))
		op.flags |= DMASCOPE_F_ATOMIC;
	if (fuzz_legal(s, &op))
		return;
	o->live = false;
	fuzz_use_bufs(s, 1ULL << o->buf, o->dir, -1);
}

void fuzz_step_mapping_error(struct fuzz_session *s)
{
	struct fuzz_obj *o = fuzz_pick(s, fuzz_is_map);

	if (o)
		check_mapping(s, o);
}

static bool can_be_timed(const struct fuzz_obj *o)
{
	return fuzz_is_buf(o) && !o->users &&
	       (o->kind == DMASCOPE_BUF_KMALLOC || o->kind == DMASCOPE_BUF_PAGES ||
		o->kind == DMASCOPE_BUF_LOWPAGES);
}

/* Mapped and unmapped within the request: nobody else may have the memory mapped. */
void fuzz_step_time_map(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_TIME_MAP };
	struct fuzz_obj *buf = fuzz_pick(s, can_be_timed);

	if (!buf)
		return;
	op.obj = buf->id;
	op.dir = pick_dir(s, fuzz_buf_can_be_written(buf));
	op.value = 1 + fuzz_below(&s->rng, 20);
	pick_range(s, &op, buf);
	op.fn = 0;
	fuzz_legal(s, &op);
}

static bool can_sync(const struct fuzz_obj *o)
{
	return (fuzz_is_map(o) && !o->unchecked) || fuzz_is_mapped_sg(o) ||
	       (o->live && (o->type == FUZZ_ALLOC || o->type == FUZZ_IMPORT));
}

/* All of it, whichever pieces it is made of. */
static bool is_synced_whole(const struct fuzz_obj *o)
{
	return o->type == FUZZ_SG || o->type == FUZZ_IMPORT ||
	       (o->type == FUZZ_ALLOC && o->kind == DMASCOPE_ALLOC_NONCONTIGUOUS);
}

void fuzz_step_sync(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_SYNC };
	struct fuzz_obj *o = fuzz_pick(s, can_sync);
	static const uint32_t fns[] = {
		DMASCOPE_FN_SYNC_CPU, DMASCOPE_FN_SYNC_DEVICE, DMASCOPE_FN_SYNC_CPU_RANGE,
		DMASCOPE_FN_SYNC_DEVICE_RANGE,
	};

	if (!o)
		return;
	op.obj = o->id;
	op.fn = fns[fuzz_below(&s->rng, is_synced_whole(o) ? 2 : 4)];
	if (fuzz_one_in(&s->rng, 4))
		op.dir = o->dir, op.set |= DMASCOPE_SET_DIR;
	if ((fuzz_is_map(o) || o->type == FUZZ_SG) && fuzz_one_in(&s->rng, 4))
		op.flags |= DMASCOPE_F_ATOMIC;
	if (o->type == FUZZ_SG) {
		if (fuzz_one_in(&s->rng, 4))
			op.nents = o->mapped, op.set |= DMASCOPE_SET_NENTS;
	} else if (!is_synced_whole(o)) {
		fuzz_take_range(s, &op, o, SYNC_BYTES);
		if (op.offset > SYNC_BYTES) {
			op.offset = 0;
			op.set &= ~DMASCOPE_SET_OFFSET;
		}
		if (fuzz_one_in(&s->rng, 4))
			op.addr = o->iova, op.set |= DMASCOPE_SET_ADDR;
	}
	fuzz_legal(s, &op);
}

/* ---- scatterlists ---- */

#define SEG_BYTES	(64 << 10)	/* a device that never said how long one may be */

static struct fuzz_obj *pick_seg(struct fuzz_session *s, struct dmascope_seg *seg)
{
	struct fuzz_obj *buf = fuzz_pick(s, fuzz_buf_can_map);
	uint64_t left;

	if (!buf)
		return NULL;
	seg->obj = buf->id;
	seg->offset = fuzz_one_in(&s->rng, 2) ? 0 : fuzz_below(&s->rng, buf->len);
	left = buf->len - seg->offset;
	if (buf->kind == DMASCOPE_BUF_VMALLOC &&
	    left > FUZZ_PAGE - (buf->offset + seg->offset) % FUZZ_PAGE)
		left = FUZZ_PAGE - (buf->offset + seg->offset) % FUZZ_PAGE;
	seg->len = fuzz_length(&s->rng, left < SEG_BYTES ? left : SEG_BYTES);
	return buf;
}

static unsigned int pick_nents(struct fuzz_session *s)
{
	if (fuzz_one_in(&s->rng, 30))
		return 1 + fuzz_below(&s->rng, DMASCOPE_MAX_SEGS);
	return 1 + fuzz_below(&s->rng, FUZZ_MAX_SEGS);
}

void fuzz_step_sg(struct fuzz_session *s)
{
	struct dmascope_seg segs[DMASCOPE_MAX_SEGS] = { 0 };
	struct dmascope_op op = { .op = DMASCOPE_OP_SG, .segs = (uintptr_t)segs };
	struct fuzz_obj *buf, *o;
	uint64_t bufs = 0, bit;
	bool written = true;
	unsigned int i;

	if (!fuzz_has_room(s))
		return;
	op.nents = pick_nents(s);
	for (i = 0; i < op.nents; i++) {
		buf = pick_seg(s, &segs[i]);
		if (!buf)
			return;
		bit = 1ULL << fuzz_slot(s, buf);
		if (s->direct && bufs & bit)
			return;
		/* one writable entry for each buffer, and as fuzz_buf_can_be_written() has it */
		if (bufs & bit ||
		    (buf->kind == DMASCOPE_BUF_KMALLOC &&
		     (segs[i].offset || (buf->len | buf->offset) % FUZZ_LINE)))
			written = false;
		bufs |= bit;
	}
	if (fuzz_one_in(&s->rng, 2))
		op.set |= DMASCOPE_SET_NENTS;
	if (fuzz_legal(s, &op))
		return;
	o = fuzz_adopt(s, &op, FUZZ_SG);
	if (!o)
		return;
	/* its slot may be that of a buffer of the past, but of none of these: they are alive */
	o->bufs = bufs;
	o->nents = op.nents;
	o->written = written;
}

static bool can_map_sg(const struct fuzz_obj *o)
{
	return o->type == FUZZ_SG && !o->live && !o->stale;
}

static bool bufs_can_be_written(const struct fuzz_session *s, uint64_t bufs)
{
	unsigned int i;

	for (i = 0; i < FUZZ_OBJS; i++)
		if (bufs >> i & 1 && s->objs[i].written)
			return false;
	return true;
}

static bool bufs_are_unused(const struct fuzz_session *s, uint64_t bufs)
{
	unsigned int i;

	for (i = 0; i < FUZZ_OBJS; i++)
		if (bufs >> i & 1 && s->objs[i].users)
			return false;
	return true;
}

void fuzz_step_map_sg(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_MAP_SG };
	struct fuzz_obj *o = fuzz_pick(s, can_map_sg);

	if (!o || (s->direct && !bufs_are_unused(s, o->bufs)))
		return;
	op.obj = o->id;
	op.dir = pick_dir(s, o->written && bufs_can_be_written(s, o->bufs));
	op.attrs = pick_attrs(s);
	op.fn = fuzz_one_in(&s->rng, 2) ? 0 : DMASCOPE_FN_SG + fuzz_below(&s->rng, 2);
	o->mapped = o->nents;
	if (fuzz_one_in(&s->rng, 4)) {
		op.set |= DMASCOPE_SET_NENTS;
		op.nents = o->mapped = 1 + fuzz_below(&s->rng, o->nents);
	}
	if (fuzz_one_in(&s->rng, 8))
		op.flags |= DMASCOPE_F_NO_CHECK;
	if (fuzz_one_in(&s->rng, 4))
		op.flags |= DMASCOPE_F_ATOMIC;
	if (fuzz_legal(s, &op))
		return;
	o->live = true;
	o->dir = op.dir;
	o->attrs = op.attrs;
	fuzz_use_bufs(s, o->bufs, o->dir, 1);
}

void fuzz_step_unmap_sg(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_UNMAP_SG };
	struct fuzz_obj *o = fuzz_pick(s, fuzz_is_mapped_sg);

	if (!o || !fuzz_settle(s))
		return;
	op.obj = o->id;
	if (fuzz_one_in(&s->rng, 4))
		op.dir = o->dir, op.set |= DMASCOPE_SET_DIR;
	if (fuzz_one_in(&s->rng, 4))
		op.nents = o->mapped, op.set |= DMASCOPE_SET_NENTS;
	if (fuzz_one_in(&s->rng, 4))
		op.attrs = o->attrs, op.set |= DMASCOPE_SET_ATTRS;
	if (fuzz_one_in(&s->rng, 4))
		op.flags |= DMASCOPE_F_ATOMIC;
	if (fuzz_legal(s, &op))
		return;
	o->live = false;
	fuzz_use_bufs(s, o->bufs, o->dir, -1);
}

void fuzz_step_sg_seg(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_SG_SEG };
	struct fuzz_obj *o = fuzz_pick(s, fuzz_is_mapped_sg);

	if (!o)
		return;
	op.obj = o->id;
	/* entries may have been merged: only the first is sure to be there */
	fuzz_legal(s, &op);
	op = (struct dmascope_op){ .op = DMASCOPE_OP_SG_SEG, .obj = o->id };
	op.value = fuzz_below(&s->rng, o->nents);
	fuzz_send(s, &op);
}
