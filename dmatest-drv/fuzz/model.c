// SPDX-License-Identifier: GPL-2.0
/* What a session knows of its objects, and random numbers that are worth sending. */
#include "base/array.h"
#include "fuzz.h"

uint64_t fuzz_length(struct fuzz_rng *r, uint64_t n)
{
	uint64_t v;

	if (!n)
		return 1;
	switch (fuzz_below(r, 4)) {
	case 0:
		v = 1ULL << fuzz_below(r, 27);
		break;
	case 1:
		v = (1ULL << fuzz_below(r, 27)) + fuzz_below(r, 5) - 2;
		break;
	case 2:
		v = fuzz_below(r, 256);
		break;
	default:
		return 1 + fuzz_below(r, n);
	}
	return v && v <= n ? v : 1 + v % n;
}

uint64_t fuzz_number(struct fuzz_rng *r)
{
	static const uint64_t odd[] = {
		0, 1, 2, 3, 0x7f, 0x80, 0xff, 0x100, 0xfff, 0x1000, 0x1001, 0xffff, 0x10000,
		DMASCOPE_MAX_BYTES + 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
		0x7fffffffffffffff, 0x8000000000000000, 0xffffffffffffffff, 0xfffffffffffff000,
		0xffff888000000000, 0xffffffff81000000, 0xdead000000000100, 0xfffffffffffffffe,
	};

	switch (fuzz_below(r, 4)) {
	case 0:
		return fuzz_next(r);
	case 1:
		return fuzz_below(r, 32);
	case 2:
		return 1ULL << fuzz_below(r, 64);
	}
	return odd[fuzz_below(r, ARRAY_SIZE(odd))];
}

unsigned int fuzz_slot(const struct fuzz_session *s, const struct fuzz_obj *o)
{
	return o - s->objs;
}

/* A random one of those that fit. */
struct fuzz_obj *fuzz_pick(struct fuzz_session *s, fuzz_fits fits)
{
	unsigned int first = fuzz_below(&s->rng, FUZZ_OBJS), i;

	for (i = 0; i < FUZZ_OBJS; i++) {
		struct fuzz_obj *o = &s->objs[(first + i) % FUZZ_OBJS];

		if (o->type != FUZZ_FREE_SLOT && fits(o))
			return o;
	}
	return NULL;
}

static bool is_over(const struct fuzz_obj *o)
{
	return !o->live && !o->users && (o->type != FUZZ_SG || o->stale);
}

/* A slot that is free, else that of a thing of the past: its id is dead, and must stay known. */
static struct fuzz_obj *find_slot(struct fuzz_session *s)
{
	unsigned int i;

	for (i = 0; i < FUZZ_OBJS; i++)
		if (s->objs[i].type == FUZZ_FREE_SLOT)
			return &s->objs[i];
	return fuzz_pick(s, is_over);
}

bool fuzz_has_room(struct fuzz_session *s)
{
	unsigned int i;

	for (i = 0; i < FUZZ_OBJS; i++)
		if (s->objs[i].type == FUZZ_FREE_SLOT || is_over(&s->objs[i]))
			return true;
	return false;
}

struct fuzz_obj *fuzz_adopt(struct fuzz_session *s, const struct dmascope_op *op,
			    enum fuzz_type type)
{
	struct fuzz_obj *o = op->out_obj ? find_slot(s) : NULL;

	if (!o)
		return NULL;
	*o = (struct fuzz_obj){
		.type = type, .live = type != FUZZ_SG && type != FUZZ_OTHER, .id = op->out_obj,
		.len = op->out_len, .iova = op->out_iova, .cpu = op->out_cpu, .dir = op->dir,
		.attrs = op->attrs,
	};
	return o;
}

bool fuzz_is_any(const struct fuzz_obj *o)
{
	(void)o;
	return true;
}

bool fuzz_is_known(const struct fuzz_obj *o)
{
	return o->type != FUZZ_OTHER;
}

bool fuzz_is_buf(const struct fuzz_obj *o)
{
	return o->type == FUZZ_BUF && o->live;
}

bool fuzz_is_map(const struct fuzz_obj *o)
{
	return o->type == FUZZ_MAP && o->live;
}

bool fuzz_is_coherent(const struct fuzz_obj *o)
{
	return o->type == FUZZ_COHERENT && o->live;
}

bool fuzz_is_mapped_sg(const struct fuzz_obj *o)
{
	return o->type == FUZZ_SG && o->live;
}

/* Stack and read-only data must not be mapped, and dma-debug says so. */
bool fuzz_buf_can_map(const struct fuzz_obj *o)
{
	return fuzz_is_buf(o) && o->kind != DMASCOPE_BUF_STACK && o->kind != DMASCOPE_BUF_RODATA;
}

bool fuzz_buf_can_be_written(const struct fuzz_obj *o)
{
	if (!fuzz_buf_can_map(o) || o->written)
		return false;
	return o->kind != DMASCOPE_BUF_KMALLOC || !((o->len | o->offset) % FUZZ_LINE);
}

static bool is_mapped(const struct fuzz_obj *o)
{
	switch (o->type) {
	case FUZZ_IMPORT:
		return o->live && o->mapped;
	case FUZZ_MAP:
	case FUZZ_SG:
	case FUZZ_COHERENT:
	case FUZZ_ALLOC:
	case FUZZ_BLOCK:
		return o->live;
	default:
		return false;
	}
}

static bool is_both_ways(const struct fuzz_obj *o)
{
	return o->type == FUZZ_COHERENT || o->type == FUZZ_BLOCK;
}

bool fuzz_dev_reads(const struct fuzz_obj *o)
{
	return is_mapped(o) && !o->unchecked && (is_both_ways(o) || o->dir != 2);
}

bool fuzz_dev_writes(const struct fuzz_obj *o)
{
	return is_mapped(o) && !o->unchecked && (is_both_ways(o) || o->dir != 1);
}

void fuzz_use_bufs(struct fuzz_session *s, uint64_t bufs, uint32_t dir, int n)
{
	unsigned int i;

	for (i = 0; i < FUZZ_OBJS; i++) {
		if (!(bufs >> i & 1))
			continue;
		s->objs[i].users += n;
		if (dir != 1)
			s->objs[i].written = n > 0;
	}
}
