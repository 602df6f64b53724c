// SPDX-License-Identifier: GPL-2.0
/* Legal requests about memory, and what the CPU does with it. */
#include "fuzz.h"

#define SESSION_BYTES	(2ULL << 20)	/* several sessions share a small guest */
#define LEAK_BYTES	FUZZ_PAGE

/* include/linux/dma-mapping.h */
#define ATTR_NO_KERNEL_MAPPING	(1 << 4)

void fuzz_take_range(struct fuzz_session *s, struct dmascope_op *op, const struct fuzz_obj *o,
		     uint64_t max)
{
	uint64_t len;

	/* without them the driver takes the whole object */
	if (o->len <= max && fuzz_one_in(&s->rng, 2))
		return;
	op->offset = fuzz_one_in(&s->rng, 3) ? 0 : fuzz_below(&s->rng, o->len);
	len = o->len - op->offset;
	op->len = fuzz_length(&s->rng, len < max ? len : max);
	if (fuzz_one_in(&s->rng, 2))
		op->set |= DMASCOPE_SET_LEN;
	if (op->offset && fuzz_one_in(&s->rng, 2))
		op->set |= DMASCOPE_SET_OFFSET;
}

static uint64_t pick_len(struct fuzz_session *s)
{
	uint64_t left = s->bytes < SESSION_BYTES ? SESSION_BYTES - s->bytes : 1;
	uint64_t len = fuzz_length(&s->rng, left < 256 << 10 ? left : 256 << 10);

	/* such as a device may write to, too */
	return fuzz_one_in(&s->rng, 2) && len > FUZZ_LINE ? len & ~(FUZZ_LINE - 1ULL) : len;
}

/* Megabytes: taken, and given back at once. */
static void try_big(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_BUF };
	uint32_t id;

	if (__atomic_exchange_n(&s->f->shared->big, 1, __ATOMIC_ACQUIRE))
		return;
	op.fn = DMASCOPE_BUF_VMALLOC;
	op.len = (1 + fuzz_below(&s->rng, 64)) << 20;
	if (!fuzz_legal(s, &op)) {
		id = op.out_obj;
		op = (struct dmascope_op){ .op = DMASCOPE_OP_FREE, .obj = id };
		fuzz_legal(s, &op);
	}
	__atomic_store_n(&s->f->shared->big, 0, __ATOMIC_RELEASE);
}

static uint64_t limit_of(uint32_t kind)
{
	return kind == DMASCOPE_BUF_STACK || kind == DMASCOPE_BUF_RODATA ? 256 : SESSION_BYTES;
}

void fuzz_step_buf(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_BUF };
	struct fuzz_obj *o;

	/* not in a process that may be killed meanwhile, and leave the mark behind */
	if (!s->f->alone && fuzz_one_in(&s->rng, 500)) {
		try_big(s);
		return;
	}
	if (!fuzz_has_room(s))
		return;
	op.fn = fuzz_below(&s->rng, DMASCOPE_BUF_MAX);
	op.len = pick_len(s);
	if (fuzz_one_in(&s->rng, 3))
		op.offset = fuzz_below(&s->rng, FUZZ_PAGE);
	if (op.offset && fuzz_one_in(&s->rng, 2))
		op.offset &= ~(FUZZ_LINE - 1ULL);
	if (op.offset + op.len > limit_of(op.fn)) {
		op.offset = 0;
		op.len = fuzz_length(&s->rng, limit_of(op.fn));
	}
	if (fuzz_legal(s, &op))
		return;
	o = fuzz_adopt(s, &op, FUZZ_BUF);
	if (!o)
		return;
	o->kind = op.fn;
	o->offset = op.offset;
	s->bytes += o->len;
}

static bool is_unused(const struct fuzz_obj *o)
{
	return fuzz_is_buf(o) && !o->users;
}

static void forget_buf(struct fuzz_session *s, struct fuzz_obj *o)
{
	unsigned int i, slot = fuzz_slot(s, o);

	for (i = 0; i < FUZZ_OBJS; i++)
		if (s->objs[i].type == FUZZ_SG && s->objs[i].bufs >> slot & 1)
			s->objs[i].stale = true;
	o->live = false;
	s->bytes -= o->len;
}

void fuzz_step_free(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_FREE };
	struct fuzz_obj *o = fuzz_pick(s, is_unused);

	if (!o)
		return;
	op.obj = o->id;
	if (!fuzz_legal(s, &op))
		forget_buf(s, o);
}

static bool is_small(const struct fuzz_obj *o)
{
	return is_unused(o) && o->len + o->offset <= LEAK_BYTES;
}

/* A leaked mapping is what dma-debug complains of; a leaked buffer comes back with the device. */
void fuzz_step_leak(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_LEAK };
	struct fuzz_obj *o = fuzz_pick(s, is_small);

	if (!o || !fuzz_one_in(&s->rng, 8))
		return;
	op.obj = o->id;
	if (!fuzz_legal(s, &op))
		forget_buf(s, o);
}

void fuzz_step_coherent(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_COHERENT };
	struct fuzz_obj *o;

	if (!fuzz_has_room(s))
		return;
	op.len = pick_len(s);
	if (fuzz_one_in(&s->rng, 3)) {
		op.attrs = fuzz_next(&s->rng) & 0x3f6;
		/*
		 * Its cookie is an array of pages, and dma-debug takes that for the memory:
		 * a short one shares its cache line with other memory.
		 */
		if (op.len <= 8ULL * FUZZ_PAGE)
			op.attrs &= ~(uint64_t)ATTR_NO_KERNEL_MAPPING;
		if (fuzz_one_in(&s->rng, 2))
			op.set |= DMASCOPE_SET_ATTRS;
	}
	if (fuzz_legal(s, &op))
		return;
	o = fuzz_adopt(s, &op, FUZZ_COHERENT);
	if (o)
		s->bytes += o->len;
}

static bool is_unused_coherent(const struct fuzz_obj *o)
{
	return fuzz_is_coherent(o) && !o->users;
}

void fuzz_step_free_coherent(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_FREE_COHERENT };
	struct fuzz_obj *o = fuzz_pick(s, is_unused_coherent);

	if (!o || !fuzz_settle(s))
		return;
	op.obj = o->id;
	if (fuzz_one_in(&s->rng, 4)) {
		op.set |= DMASCOPE_SET_ADDR;
		op.addr = o->iova;
	}
	if (fuzz_one_in(&s->rng, 4)) {
		op.set |= DMASCOPE_SET_CPU;
		op.cpu = o->cpu;
	}
	if (fuzz_one_in(&s->rng, 4)) {
		op.set |= DMASCOPE_SET_LEN;
		op.len = o->len;
	}
	if (fuzz_end_shared(s, o, &op))
		return;
	o->live = false;
	s->bytes -= o->len;
}

static bool has_bytes(const struct fuzz_obj *o)
{
	if (o->type == FUZZ_BUF)
		return o->live && o->kind != DMASCOPE_BUF_STACK && o->kind != DMASCOPE_BUF_RODATA;
	if (o->type == FUZZ_ALLOC)
		return o->live && (o->kind != DMASCOPE_ALLOC_NONCONTIGUOUS || o->vmapped);
	return fuzz_is_map(o) || (o->type == FUZZ_BLOCK && o->live) || (fuzz_is_coherent(o) && !(o->attrs & ATTR_NO_KERNEL_MAPPING)) ||
	       (o->type == FUZZ_SG && !o->stale);
}

static void touch(struct fuzz_session *s, uint32_t opcode)
{
	struct dmascope_op op = { .op = opcode, .seed = fuzz_next(&s->rng) };
	struct fuzz_obj *o = fuzz_pick(s, has_bytes);

	/* user memory that was pinned for reading */
	if (!o || (opcode == DMASCOPE_OP_FILL && o->pinned && !o->written))
		return;
	op.obj = o->id;
	fuzz_take_range(s, &op, o, 64 << 10);
	if (fuzz_one_in(&s->rng, 2))
		op.set |= DMASCOPE_SET_SEED;
	fuzz_legal(s, &op);
}

void fuzz_step_fill(struct fuzz_session *s)
{
	touch(s, DMASCOPE_OP_FILL);
}

void fuzz_step_verify(struct fuzz_session *s)
{
	touch(s, DMASCOPE_OP_VERIFY);
}
