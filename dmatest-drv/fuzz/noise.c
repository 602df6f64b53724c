// SPDX-License-Identifier: GPL-2.0
/* Random requests: to ops that can do no harm, and without mercy to all of them. */
#include <string.h>

#include "fuzz.h"

#define NOISE_BYTES	(256 << 10)

/* include/linux/dma-mapping.h */
#define ATTR_NO_KERNEL_MAPPING	(1 << 4)

static uint32_t any_id(struct fuzz_session *s)
{
	struct fuzz_obj *o = fuzz_pick(s, fuzz_is_any);

	return o && !fuzz_one_in(&s->rng, 8) ? o->id : fuzz_number(&s->rng);
}

/* Small, or beyond all bounds: what lies between only takes memory from the others. */
static uint64_t any_len(struct fuzz_session *s)
{
	uint64_t len = fuzz_one_in(&s->rng, 2) ? fuzz_length(&s->rng, NOISE_BYTES) :
						 fuzz_number(&s->rng);

	return len > NOISE_BYTES && len <= DMASCOPE_MAX_BYTES ? len % NOISE_BYTES : len;
}

/* No time that others would have to wait. */
static uint64_t any_value(struct fuzz_session *s)
{
	uint64_t v = fuzz_number(&s->rng);

	return v > 20 && v <= DMASCOPE_MAX_TIMEOUT ? v % 20 : v;
}

static void fill_segs(struct fuzz_session *s, struct dmascope_op *op)
{
	struct dmascope_seg *segs = (struct dmascope_seg *)s->arena;
	unsigned int i;

	for (i = 0; i < FUZZ_MAX_SEGS; i++)
		segs[i] = (struct dmascope_seg){
			.obj = any_id(s), .len = any_len(s), .offset = any_len(s),
		};
	op->nents = fuzz_below(&s->rng, FUZZ_MAX_SEGS + 1);
	op->segs = (uintptr_t)segs + (fuzz_one_in(&s->rng, 4) ? fuzz_below(&s->rng, 16) : 0);
}

static void fill_fields(struct fuzz_session *s, struct dmascope_op *op, uint32_t args)
{
	struct fuzz_rng *r = &s->rng;

	if (args & FUZZ_A_OBJ)
		op->obj = any_id(s);
	if (args & FUZZ_A_PEER)
		op->peer = any_id(s);
	if (args & FUZZ_A_FN)
		op->fn = fuzz_one_in(r, 8) ? fuzz_number(r) : fuzz_below(r, DMASCOPE_FN_MAX);
	if (args & FUZZ_A_DIR)
		op->dir = fuzz_one_in(r, 16) ? fuzz_number(r) : fuzz_below(r, 4);
	if (args & FUZZ_A_NENTS)
		op->nents = fuzz_number(r);
	if (args & FUZZ_A_OFFSET && fuzz_one_in(r, 2))
		op->offset = any_len(s);
	if (args & FUZZ_A_LEN && !fuzz_one_in(r, 3))
		op->len = any_len(s);
	if (args & FUZZ_A_ADDR && fuzz_one_in(r, 2))
		op->addr = fuzz_number(r);
	if (args & FUZZ_A_CPU && fuzz_one_in(r, 2))
		op->cpu = fuzz_number(r);
	if (args & FUZZ_A_ATTRS && fuzz_one_in(r, 2))
		op->attrs = fuzz_next(r) & (fuzz_one_in(r, 8) ? ~0ULL : 0x3f6);
	if (args & FUZZ_A_VALUE)
		op->value = any_value(s);
	if (args & FUZZ_A_SEED)
		op->seed = fuzz_next(r);
	if (args & FUZZ_A_SEGS)
		fill_segs(s, op);
	if (fuzz_one_in(r, 2))
		op->set = fuzz_next(r) & fuzz_next(r) & (fuzz_one_in(r, 8) ? ~0u : 0x1ff);
}

void fuzz_noise(struct fuzz_session *s)
{
	const struct fuzz_row *row = &fuzz_rows[fuzz_below(&s->rng, fuzz_nr_rows)];
	struct dmascope_op op = { .op = row->opcode };

	if (!row->harmless || s->bytes > NOISE_BYTES * FUZZ_MAX_SEGS)
		return;
	fill_fields(s, &op, row->args);
	op.flags = fuzz_next(&s->rng) & row->flags & ~DMASCOPE_F_AGAIN;
	/* see fuzz_step_coherent() */
	op.attrs &= ~(uint64_t)ATTR_NO_KERNEL_MAPPING;
	if (fuzz_send(s, &op) || !op.out_obj)
		return;
	fuzz_adopt(s, &op, FUZZ_OTHER);
	s->bytes += op.out_len;
}

void fuzz_wild(struct fuzz_session *s)
{
	const struct fuzz_row *row = &fuzz_rows[fuzz_below(&s->rng, fuzz_nr_rows)];
	struct dmascope_op op = { .op = row->opcode };

	fill_fields(s, &op, row->args);
	if (fuzz_one_in(&s->rng, 2))
		op.flags = fuzz_next(&s->rng) & row->flags;
	if (!fuzz_send(s, &op) && op.out_obj)
		fuzz_adopt(s, &op, FUZZ_OTHER);
}
