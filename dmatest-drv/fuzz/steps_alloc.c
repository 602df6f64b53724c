// SPDX-License-Identifier: GPL-2.0
/* Legal requests about memory of the other allocators: pages, tables, pools, registers. */
#include <stdio.h>

#include "fuzz.h"

#define ALLOC_BYTES	(64ULL << 10)
#define BLOCK_BYTES	1024
#define RESOURCE_BYTES	FUZZ_PAGE	/* every engine's first BAR has as much */

static uint64_t pick_bytes(struct fuzz_session *s)
{
	/* 0: there is enough of it already */
	return s->bytes < FUZZ_MAX_SEGS * ALLOC_BYTES ? fuzz_length(&s->rng, ALLOC_BYTES) : 0;
}

void fuzz_step_alloc(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_ALLOC, .len = pick_bytes(s) };
	struct fuzz_obj *o;

	if (!op.len || !fuzz_has_room(s))
		return;
	op.fn = fuzz_below(&s->rng, DMASCOPE_ALLOC_MAX);
	op.dir = fuzz_below(&s->rng, 3);
	if (fuzz_legal(s, &op))
		return;
	o = fuzz_adopt(s, &op, FUZZ_ALLOC);
	if (!o)
		return;
	o->kind = op.fn;
	s->bytes += o->len;
}

static bool is_alloc(const struct fuzz_obj *o)
{
	return o->type == FUZZ_ALLOC && o->live;
}

static bool is_unused_alloc(const struct fuzz_obj *o)
{
	return is_alloc(o) && !o->users && !o->vmapped;
}

int fuzz_end_shared(struct fuzz_session *s, const struct fuzz_obj *o, struct dmascope_op *op)
{
	/* a process that was forked meanwhile may hold a copy of what showed it to others */
	return o->shared ? fuzz_send(s, op) : fuzz_legal(s, op);
}

void fuzz_step_free_alloc(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_FREE_ALLOC };
	struct fuzz_obj *o = fuzz_pick(s, is_unused_alloc);

	if (!o || !fuzz_settle(s))
		return;
	op.obj = o->id;
	if (fuzz_one_in(&s->rng, 4))
		op.len = o->len, op.set |= DMASCOPE_SET_LEN;
	if (fuzz_one_in(&s->rng, 4))
		op.dir = o->dir, op.set |= DMASCOPE_SET_DIR;
	if (fuzz_end_shared(s, o, &op))
		return;
	o->live = false;
	s->bytes -= o->len;
}

static bool can_vmap(const struct fuzz_obj *o)
{
	return is_alloc(o) && o->kind == DMASCOPE_ALLOC_NONCONTIGUOUS && !o->vmapped;
}

static bool is_vmapped(const struct fuzz_obj *o)
{
	return is_alloc(o) && o->vmapped;
}

void fuzz_step_vmap(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_VMAP };
	struct fuzz_obj *o = fuzz_pick(s, can_vmap);

	if (!o)
		return;
	op.obj = o->id;
	o->vmapped = !fuzz_legal(s, &op);
}

void fuzz_step_vunmap(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_VUNMAP };
	struct fuzz_obj *o = fuzz_pick(s, is_vmapped);

	if (!o)
		return;
	op.obj = o->id;
	if (!fuzz_legal(s, &op))
		o->vmapped = false;
}

/* ---- pools ---- */

void fuzz_step_pool(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_POOL };
	struct fuzz_obj *o;

	if (!fuzz_has_room(s))
		return;
	op.len = fuzz_length(&s->rng, BLOCK_BYTES);
	if (fuzz_one_in(&s->rng, 2))
		op.offset = 1ULL << fuzz_below(&s->rng, 11);
	/* no block may be longer than what it must not cross, its alignment included */
	if (fuzz_one_in(&s->rng, 2))
		op.value = FUZZ_PAGE << fuzz_below(&s->rng, 4);
	if (fuzz_legal(s, &op))
		return;
	o = fuzz_adopt(s, &op, FUZZ_POOL);
	if (o)
		o->len = op.len;
}

static bool is_pool(const struct fuzz_obj *o)
{
	return o->type == FUZZ_POOL && o->live;
}

static bool is_empty_pool(const struct fuzz_obj *o)
{
	return is_pool(o) && !o->users;
}

static bool is_block(const struct fuzz_obj *o)
{
	return o->type == FUZZ_BLOCK && o->live;
}

void fuzz_step_pool_destroy(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_POOL_DESTROY };
	struct fuzz_obj *o = fuzz_pick(s, is_empty_pool);

	if (!o)
		return;
	op.obj = o->id;
	if (!fuzz_legal(s, &op))
		o->live = false;
}

void fuzz_step_pool_alloc(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_POOL_ALLOC };
	struct fuzz_obj *pool = fuzz_pick(s, is_pool), *o;

	if (!pool || !fuzz_has_room(s))
		return;
	op.obj = pool->id;
	op.value = fuzz_below(&s->rng, 2);
	if (fuzz_legal(s, &op))
		return;
	/* before a slot is looked for: it could be the pool's */
	pool->users++;
	o = fuzz_adopt(s, &op, FUZZ_BLOCK);
	if (o)
		o->buf = fuzz_slot(s, pool);
}

void fuzz_step_pool_free(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_POOL_FREE };
	struct fuzz_obj *o = fuzz_pick(s, is_block);

	if (!o || !fuzz_settle(s))
		return;
	op.obj = o->id;
	if (fuzz_one_in(&s->rng, 2))
		op.peer = s->objs[o->buf].id;
	if (fuzz_legal(s, &op))
		return;
	o->live = false;
	s->objs[o->buf].users--;
}

/* ---- registers ---- */

static bool is_resource(const struct fuzz_obj *o)
{
	return o->type == FUZZ_RESOURCE && o->live;
}

/* Its own will do; to be written by the device would be no good to them. */
void fuzz_step_map_resource(struct fuzz_session *s)
{
	unsigned int domain, bus, slot, fn;
	struct dmascope_op op = { .op = DMASCOPE_OP_MAP_RESOURCE, .dir = 1 };

	if (fuzz_has_small_masks(s->f) || !fuzz_has_room(s) ||
	    sscanf(s->info.device, "%x:%x:%x.%x", &domain, &bus, &slot, &fn) != 4)
		return;
	op.value = DMASCOPE_BDF(domain, bus, slot << 3 | fn);
	op.offset = fuzz_one_in(&s->rng, 2) ? 0 : fuzz_below(&s->rng, RESOURCE_BYTES);
	op.len = fuzz_length(&s->rng, RESOURCE_BYTES - op.offset);
	if (!fuzz_legal(s, &op))
		fuzz_adopt(s, &op, FUZZ_RESOURCE);
}

void fuzz_step_unmap_resource(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_UNMAP_RESOURCE };
	struct fuzz_obj *o = fuzz_pick(s, is_resource);

	if (!o)
		return;
	op.obj = o->id;
	if (fuzz_one_in(&s->rng, 4))
		op.addr = o->iova, op.set |= DMASCOPE_SET_ADDR;
	if (fuzz_one_in(&s->rng, 4))
		op.len = o->len, op.set |= DMASCOPE_SET_LEN;
	if (!fuzz_legal(s, &op))
		o->live = false;
}
