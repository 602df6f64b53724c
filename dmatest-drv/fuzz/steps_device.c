// SPDX-License-Identifier: GPL-2.0
/* Legal DMA by the device, its settings, and what can be asked. */
#include <errno.h>
#include <string.h>

#include "base/array.h"
#include "fuzz.h"

#define XFER_BYTES	(16 << 10)
#define XFER_TIMEOUT	5000

bool fuzz_settle(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_DEV_WAIT, .value = XFER_TIMEOUT };

	if (!s->busy)
		return true;
	if (fuzz_send(s, &op))
		return false;
	/* an error of the device's ends the transfer as well, but that is for the engine to know */
	if (op.result && op.result != -EIO)
		s->gone = true;
	s->busy = false;
	return !s->gone;
}

static void add_xfer_flags(struct fuzz_session *s, struct dmascope_op *op)
{
	if (fuzz_one_in(&s->rng, 3))
		op->flags |= DMASCOPE_F_POLL;
	if (fuzz_one_in(&s->rng, 3))
		op->flags |= DMASCOPE_F_NO_WAIT;
	if (op->flags & DMASCOPE_F_NO_WAIT && fuzz_one_in(&s->rng, 2))
		op->flags |= DMASCOPE_F_NOTIFY;
}

/* A transfer that came to an error may still be under way: nothing is unmapped before a wait. */
static void transfer(struct fuzz_session *s, struct dmascope_op *op)
{
	if (fuzz_send(s, op) || op->result || op->flags & DMASCOPE_F_NO_WAIT)
		s->busy = true;
	if (op->result)
		fuzz_count(&s->f->shared->failed);
}

static uint64_t xfer_max(const struct fuzz_session *s)
{
	return s->info.max_xfer < XFER_BYTES ? s->info.max_xfer : XFER_BYTES;
}

static void dev_op(struct fuzz_session *s, uint32_t opcode, fuzz_fits fits)
{
	struct dmascope_op op = { .op = opcode, .seed = fuzz_next(&s->rng) };
	struct fuzz_obj *o = fuzz_pick(s, fits);

	/* of a list that was mapped in part nobody knows the length */
	if (!o || (o->type == FUZZ_SG && o->mapped != o->nents))
		return;
	op.obj = o->id;
	fuzz_take_range(s, &op, o, xfer_max(s));
	add_xfer_flags(s, &op);
	transfer(s, &op);
}

void fuzz_step_dev_read(struct fuzz_session *s)
{
	dev_op(s, DMASCOPE_OP_DEV_READ, fuzz_dev_reads);
}

void fuzz_step_dev_write(struct fuzz_session *s)
{
	dev_op(s, DMASCOPE_OP_DEV_WRITE, fuzz_dev_writes);
}

void fuzz_step_dev_copy(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_DEV_COPY };
	struct fuzz_obj *from = fuzz_pick(s, fuzz_dev_reads), *to = fuzz_pick(s, fuzz_dev_writes);

	if (!from || !to || from == to)
		return;
	if ((from->type == FUZZ_SG && from->mapped != from->nents) ||
	    (to->type == FUZZ_SG && to->mapped != to->nents))
		return;
	op.obj = from->id;
	op.peer = to->id;
	fuzz_take_range(s, &op, from->len < to->len ? from : to, xfer_max(s));
	add_xfer_flags(s, &op);
	transfer(s, &op);
}

void fuzz_step_dev_wait(struct fuzz_session *s)
{
	static const uint64_t ms[] = { 0, 1, 2, 50, 1000, DMASCOPE_MAX_TIMEOUT };
	struct dmascope_op op = { .op = DMASCOPE_OP_DEV_WAIT };

	op.value = ms[fuzz_below(&s->rng, ARRAY_SIZE(ms))];
	/* patience may end before the transfer does: that is an answer */
	if (!fuzz_send(s, &op) && !op.result)
		s->busy = false;
}

void fuzz_step_dev_listen(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_DEV_LISTEN };
	struct fuzz_obj *o = fuzz_pick(s, fuzz_dev_writes);

	if (!o || (o->type == FUZZ_SG && o->mapped != o->nents))
		return;
	op.obj = o->id;
	fuzz_take_range(s, &op, o, xfer_max(s));
	if (fuzz_send(s, &op) != -EOPNOTSUPP)
		s->busy = true;
}

void fuzz_step_mask(struct fuzz_session *s)
{
	static const uint32_t fns[] = {
		0, DMASCOPE_FN_MASK_STREAMING, DMASCOPE_FN_MASK_COHERENT, DMASCOPE_FN_MASK_BOTH,
	};
	struct dmascope_op op = { .op = DMASCOPE_OP_MASK };

	/* an edu has few address bits, and cuts off what is above them */
	if (!strcmp(s->info.engine, "edu"))
		return;
	op.fn = fns[fuzz_below(&s->rng, 4)];
	op.value = 64;
	if (!s->direct && fuzz_has_small_masks(s->f) && fuzz_one_in(&s->rng, 4))
		op.value = 1 + fuzz_below(&s->rng, 64);
	fuzz_send(s, &op);
}

/* Never below what entries of scatterlists have, see SEG_BYTES. */
void fuzz_step_seg_limits(struct fuzz_session *s)
{
	static const uint64_t lens[] = { 0, 0x10000, 0x10001, 1 << 20, 0xffffffff };
	static const uint64_t masks[] = { 0, 0xffffffff, 0xfffffffff, ~0ULL };
	struct dmascope_op op = { .op = DMASCOPE_OP_SEG_LIMITS };

	op.len = lens[fuzz_below(&s->rng, 5)];
	op.value = masks[fuzz_below(&s->rng, 4)];
	if (op.len && fuzz_one_in(&s->rng, 2))
		op.set |= DMASCOPE_SET_LEN;
	fuzz_legal(s, &op);
}

void fuzz_step_query(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_QUERY };
	struct fuzz_obj *o = fuzz_pick(s, fuzz_is_map);

	op.fn = fuzz_below(&s->rng, DMASCOPE_Q_MAX);
	if (op.fn == DMASCOPE_Q_NEED_SYNC) {
		if (!o)
			return;
		op.obj = o->id;
	}
	fuzz_legal(s, &op);
}

void fuzz_step_hold(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_HOLD, .value = fuzz_below(&s->rng, 20) };

	fuzz_legal(s, &op);
}

/* Only asked for: another message would be a write to an address of the fuzzer's choice. */
void fuzz_step_msi(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_MSI };

	fuzz_legal(s, &op);
}
