// SPDX-License-Identifier: GPL-2.0
/* From a seed to a sequence: ops are proposed at random, and the model takes those that are legal. */
#include <string.h>

#include "base/array.h"
#include "random.h"

#define MIN_OPS		4
#define MAX_OPS		36		/* beside those that end a sequence */
#define MAX_TRIES	12		/* for each op */
#define MAX_VERIFIES	24

/**
 * struct maker - a sequence in the making
 * @obj:	next object's id
 * @pattern:	next pattern: each is used once
 */
struct maker {
	struct rnd_seq *s;
	struct rnd_model *m;
	struct rnd_rng r;
	uint8_t obj;
	uint32_t pattern;
};

static uint32_t between(struct maker *k, uint32_t low, uint32_t high)
{
	return low + rnd_below(&k->r, high - low + 1);
}

/* Most are small: an op costs what its bytes cost. */
static uint32_t any_size(struct maker *k)
{
	uint32_t at = rnd_below(&k->r, 100);

	if (at < 40)
		return between(k, 64, 2048);
	if (at < 70)
		return 1024 * between(k, 1, 8);
	if (at < 95)
		return between(k, 4096, 16384);
	return between(k, 16384, 65536);
}

/* A part of so many bytes, often all of them. */
static void any_range(struct maker *k, uint32_t total, struct rnd_op *op)
{
	op->offset = 0;
	op->len = total;
	if (!total || rnd_chance(&k->r, 50))
		return;
	op->offset = rnd_below(&k->r, total);
	op->len = between(k, 1, total - op->offset);
}

/* On a whole line, so that what is synced shares none with what is not. */
static void line_range(struct maker *k, uint32_t total, struct rnd_op *op)
{
	uint32_t end;

	any_range(k, total, op);
	end = op->offset + op->len;
	op->offset -= op->offset % RND_GAP;
	end = end == total ? end : end - end % RND_GAP;
	op->len = end > op->offset ? end - op->offset : total - op->offset;
}

static void any_flags(struct maker *k, struct rnd_op *op, uint8_t flags)
{
	op->flags = rnd_next(&k->r) & flags;
	/* waiting without an interrupt and not waiting exclude each other */
	if (op->flags & RND_NO_WAIT)
		op->flags &= ~RND_POLL;
}

static void propose_new(struct maker *k, struct rnd_op *op)
{
	op->obj = k->obj;
	op->len = any_size(k);
	if (op->code == RND_COHERENT)
		return;
	op->kind = rnd_below(&k->r, RND_NR_KINDS);
	if (rnd_chance(&k->r, 30))
		op->offset = RND_GAP * between(k, 1, 4096 / RND_GAP - 1);
}

static void propose_list(struct maker *k, struct rnd_op *op)
{
	uint32_t total, want = between(k, 1, RND_MAX_SEGS);
	unsigned int i;

	op->obj = k->obj;
	for (i = 0; i < want; i++) {
		struct rnd_seg *seg = &op->segs[i];
		struct rnd_op part;

		seg->buf = rnd_model_pick(k->m, &k->r, RND_SG);
		total = rnd_model_len(k->m, seg->buf);
		if (!total)
			return;
		any_range(k, total, &part);
		seg->offset = part.offset;
		seg->len = part.len > 4096 ? between(k, 1, 4096) : part.len;
		op->nr_segs = i + 1;
	}
}

/* Segments one behind the other in one buffer: what a large transfer looks like. */
static void propose_run(struct maker *k, struct rnd_op *op)
{
	uint32_t total, len, at = 0;
	uint8_t buf = rnd_model_pick(k->m, &k->r, RND_SG);

	op->obj = k->obj;
	total = rnd_model_len(k->m, buf);
	len = total / RND_MAX_SEGS;
	if (len <= RND_GAP)
		return;
	while (op->nr_segs < RND_MAX_SEGS) {
		op->segs[op->nr_segs++] = (struct rnd_seg){
			.buf = buf, .offset = at, .len = between(k, 1, len - RND_GAP),
		};
		at += len;
	}
}

static void propose_sync(struct maker *k, struct rnd_op *op)
{
	uint32_t total;

	op->obj = rnd_model_pick(k->m, &k->r, op->code);
	total = rnd_model_len(k->m, op->obj);
	op->len = total;
	any_flags(k, op, RND_ALT);
	if (!rnd_model_is_single(k->m, op->obj))
		op->nr_segs = 1;
	else if (op->code == RND_SYNC_CPU)
		line_range(k, total, op);
	else
		rnd_model_synced(k->m, op->obj, &op->offset, &op->len);
}

/* Of what is known: all of it, or a part. */
static void known_range(struct maker *k, struct rnd_op *op)
{
	uint32_t total = rnd_model_len(k->m, op->obj), cut;

	if (!total || !rnd_model_run(k->m, op->obj, rnd_below(&k->r, total), op) ||
	    rnd_chance(&k->r, 60))
		return;
	cut = rnd_below(&k->r, op->len);
	op->offset += cut;
	op->len = between(k, 1, op->len - cut);
}

static void propose_data(struct maker *k, struct rnd_op *op)
{
	op->obj = rnd_model_pick(k->m, &k->r, op->code);
	switch (op->code) {
	case RND_FILL:
	case RND_DEV_WRITE:
		op->seed = k->pattern;
		any_range(k, rnd_model_len(k->m, op->obj), op);
		if (op->code == RND_DEV_WRITE)
			any_flags(k, op, RND_POLL | RND_NO_WAIT);
		break;
	case RND_DEV_COPY:
		known_range(k, op);
		op->seed = 0;
		op->peer = rnd_model_pick(k->m, &k->r, op->code);
		any_flags(k, op, RND_POLL);
		if (op->offset + op->len > rnd_model_len(k->m, op->peer))
			op->offset = op->len = 0;
		break;
	default:
		known_range(k, op);
		if (op->code == RND_DEV_READ)
			any_flags(k, op, RND_POLL);
	}
}

static void propose(struct maker *k, struct rnd_op *op)
{
	switch (op->code) {
	case RND_BUF:
	case RND_COHERENT:
		propose_new(k, op);
		break;
	case RND_MAP:
		op->obj = k->obj;
		op->peer = rnd_model_pick(k->m, &k->r, op->code);
		any_range(k, rnd_model_len(k->m, op->peer), op);
		op->dir = rnd_below(&k->r, RND_NR_DIRS);
		any_flags(k, op, RND_ATOMIC | RND_ALT);
		break;
	case RND_SG:
		if (rnd_chance(&k->r, 50))
			propose_run(k, op);
		else
			propose_list(k, op);
		break;
	case RND_MAP_SG:
		op->obj = rnd_model_pick(k->m, &k->r, op->code);
		op->dir = rnd_below(&k->r, RND_NR_DIRS);
		any_flags(k, op, RND_ATOMIC | RND_ALT);
		break;
	case RND_SYNC_CPU:
	case RND_SYNC_DEVICE:
		propose_sync(k, op);
		break;
	case RND_FILL:
	case RND_VERIFY:
	case RND_DEV_READ:
	case RND_DEV_WRITE:
	case RND_DEV_COPY:
		propose_data(k, op);
		break;
	case RND_UNMAP:
		any_flags(k, op, RND_ATOMIC);
		/* fall through */
	default:
		op->obj = rnd_model_pick(k->m, &k->r, op->code);
	}
}

/* Takes the op if it is legal. */
static bool add(struct maker *k, const struct rnd_op *op)
{
	if (k->s->nr == RND_MAX_OPS || !rnd_model_step(k->m, op))
		return false;
	k->s->ops[k->s->nr++] = *op;
	if (op->obj == k->obj)
		k->obj++;
	if (op->seed == k->pattern)
		k->pattern = k->pattern % RND_MAX_SEED + 1;
	return true;
}

static bool add_code(struct maker *k, enum rnd_code code)
{
	struct rnd_op op = { .code = code };

	return add(k, &op);
}

static bool add_any(struct maker *k)
{
	/* how often each is tried; those that need much to be legal are tried more often */
	static const struct {
		enum rnd_code code;
		unsigned int weight;
	} weights[] = {
		{ RND_BUF, 6 }, { RND_FREE, 1 }, { RND_COHERENT, 2 }, { RND_FREE_COHERENT, 1 },
		{ RND_MAP, 12 }, { RND_UNMAP, 8 }, { RND_SG, 5 }, { RND_MAP_SG, 5 },
		{ RND_UNMAP_SG, 3 }, { RND_SYNC_CPU, 9 }, { RND_SYNC_DEVICE, 9 }, { RND_FILL, 14 },
		{ RND_VERIFY, 10 }, { RND_DEV_READ, 14 }, { RND_DEV_WRITE, 12 },
		{ RND_DEV_COPY, 12 }, { RND_MAPPING_ERROR, 1 }, { RND_NEED_SYNC, 1 },
		{ RND_DEV_WAIT, 1 },
	};
	unsigned int all = 0, at;
	struct rnd_op op = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(weights); i++)
		all += weights[i].weight;
	at = rnd_below(&k->r, all);
	for (i = 0; at >= weights[i].weight; i++)
		at -= weights[i].weight;
	op.code = weights[i].code;
	propose(k, &op);
	return add(k, &op);
}

/* What a driver would do with a thing that it just made: else few sequences would get far. */
static void follow_up(struct maker *k)
{
	const struct rnd_op *last = &k->s->ops[k->s->nr - 1];
	struct rnd_op op = { .obj = last->obj, .len = rnd_model_len(k->m, last->obj) };

	if (rnd_chance(&k->r, 40))
		return;
	op.seed = k->pattern;
	switch (last->code) {
	case RND_BUF:
	case RND_COHERENT:
		op.code = RND_FILL;
		break;
	case RND_SG:
		op.code = RND_FILL;
		add(k, &op);
		op.code = RND_MAP_SG;
		op.seed = op.len = 0;
		op.dir = rnd_below(&k->r, RND_NR_DIRS);
		any_flags(k, &op, RND_ATOMIC | RND_ALT);
		break;
	case RND_MAP:
	case RND_MAP_SG:
		op.code = last->dir == RND_FROM ? RND_DEV_WRITE : RND_DEV_READ;
		if (op.code == RND_DEV_READ)
			known_range(k, &op);
		any_flags(k, &op, RND_POLL);
		break;
	default:
		return;
	}
	if (add(k, &op) && op.code == RND_MAP_SG)
		follow_up(k);
}

static void add_limits(struct maker *k)
{
	struct rnd_op op = { .code = RND_MASK, .len = between(k, 32, 64) };

	if (rnd_chance(&k->r, 10))
		add(k, &op);
	op = (struct rnd_op){ .code = RND_SEG_LIMIT, .len = 4096 * between(k, 1, 16) };
	if (rnd_chance(&k->r, 10))
		add(k, &op);
}

/* The device is done, and what the CPU wrote is given back: then everything can be unmapped. */
static void add_end(struct maker *k)
{
	struct rnd_op op;
	uint32_t from = 0;
	uint8_t id;
	unsigned int i;

	if (rnd_model_busy(k->m))
		add_code(k, RND_DEV_WAIT);
	for (id = 1; id < RND_MAX_OBJS; id++) {
		op = (struct rnd_op){ .code = RND_SYNC_DEVICE, .obj = id };
		while (rnd_model_synced(k->m, id, &op.offset, &op.len) && add(k, &op))
			;
		op.offset = 0;
		op.len = rnd_model_len(k->m, id);
		op.nr_segs = 1;
		add(k, &op);
		op = (struct rnd_op){ .code = RND_UNMAP, .obj = id };
		if (!add(k, &op)) {
			op.code = RND_UNMAP_SG;
			add(k, &op);
		}
	}
	for (i = 0, id = 1; i < MAX_VERIFIES && rnd_model_known(k->m, &id, &from, &op); i++)
		add(k, &op);
}

static void choose_violation(struct maker *k, const struct rnd_violation *v)
{
	struct rnd_seq *s = k->s;

	s->len = v->min + v->step * rnd_below(&k->r, (v->max - v->min) / v->step + 1);
	do
		s->dir = rnd_below(&k->r, RND_NR_DIRS);
	while (!(v->dirs >> s->dir & 1));
	s->other = (s->dir + 1 + rnd_below(&k->r, RND_NR_DIRS - 1)) % RND_NR_DIRS;
	s->pattern = between(k, 1, RND_MAX_SEED);
}

static void add_ops(struct maker *k, size_t nr)
{
	unsigned int tries = MAX_TRIES * nr;
	size_t want = k->s->nr + nr;

	while (k->s->nr < want && k->obj < RND_MAX_OBJS && tries--)
		if (add_any(k))
			follow_up(k);
}

static void add_violation(struct maker *k)
{
	if (rnd_model_busy(k->m))
		add_code(k, RND_DEV_WAIT);
	add_code(k, RND_ACT);
}

void rnd_generate(struct rnd_seq *s, uint64_t seed, const struct rnd_violation *violation)
{
	struct maker k = { .s = s, .m = rnd_model_new(), .r = { .state = seed }, .obj = 1 };
	size_t nr = between(&k, MIN_OPS, MAX_OPS), before;

	*s = (struct rnd_seq){ .seed = seed, .violation = violation };
	k.pattern = between(&k, 1, RND_MAX_SEED);
	add_limits(&k);
	before = violation ? rnd_below(&k.r, nr) : nr;
	if (violation) {
		choose_violation(&k, violation);
		add_ops(&k, before / 2);
		add_code(&k, RND_SETUP);
		add_ops(&k, before - before / 2);
		if (!violation->last) {
			add_violation(&k);
			before = 0;
		}
	}
	add_ops(&k, violation && !violation->last ? nr / 2 : before);
	/* now and then all is left to close() */
	if (rnd_chance(&k.r, 85))
		add_end(&k);
	if (violation && violation->last)
		add_violation(&k);
	rnd_model_free(k.m);
}

void rnd_repair(struct rnd_seq *s)
{
	struct rnd_model *m = rnd_model_new();
	size_t i, nr = 0;

	for (i = 0; i < s->nr; i++)
		if (rnd_model_step(m, &s->ops[i]))
			s->ops[nr++] = s->ops[i];
	s->nr = nr;
	rnd_model_free(m);
}
