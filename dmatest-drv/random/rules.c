// SPDX-License-Identifier: GPL-2.0
/* The rule of each op: whether it is allowed, and what it changes. */
#include <string.h>

#include "base/array.h"
#include "model.h"

bool rnd_could(const struct rnd_obj *o, enum rnd_code code)
{
	switch (code) {
	case RND_FREE:
	case RND_MAP:
	case RND_SG:
		return o->type == RND_T_BUF;
	case RND_FREE_COHERENT:
		return o->type == RND_T_COHERENT;
	case RND_UNMAP:
	case RND_MAPPING_ERROR:
	case RND_NEED_SYNC:
		return o->type == RND_T_MAP && o->mapped;
	case RND_MAP_SG:
		return o->type == RND_T_SG && !o->mapped;
	case RND_UNMAP_SG:
		return o->type == RND_T_SG && o->mapped;
	case RND_SYNC_CPU:
	case RND_SYNC_DEVICE:
		return o->type & (RND_T_MAP | RND_T_SG) && o->mapped;
	case RND_DEV_READ:
	case RND_DEV_WRITE:
	case RND_DEV_COPY:
		return o->type == RND_T_COHERENT ||
		       (o->type & (RND_T_MAP | RND_T_SG) && o->mapped);
	default:
		return o->type;
	}
}

static struct rnd_obj *new_obj(struct rnd_model *m, const struct rnd_op *op, uint8_t type)
{
	struct rnd_obj *o = op->obj && op->obj < RND_MAX_OBJS ? &m->objs[op->obj] : NULL;

	if (!o || o->type || o->tags)
		return NULL;
	*o = (struct rnd_obj){ .type = type, .dir = op->dir, .kind = op->kind, .len = op->len };
	m->begun = true;
	return o;
}

static bool buf(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *o = op->len ? new_obj(m, op, RND_T_BUF) : NULL;

	if (o)
		rnd_make_memory(o, true);
	return o;
}

static bool coherent(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *o = op->len ? new_obj(m, op, RND_T_COHERENT) : NULL;

	if (o)
		rnd_make_memory(o, false);
	return o;
}

static bool all_free(const struct rnd_obj *mem, uint32_t from, uint32_t to)
{
	return from >= to || (!mem->owner[from] &&
			      !memcmp(mem->owner + from, mem->owner + from + 1, to - from - 1));
}

/* Objects over memory that is gone cannot be used any more. */
static void drop_users(struct rnd_model *m, uint8_t mem)
{
	unsigned int i, k;

	for (i = 1; i < RND_MAX_OBJS; i++) {
		struct rnd_obj *o = &m->objs[i];

		if (o->type == RND_T_MAP && o->buf == mem)
			o->type = 0;
		for (k = 0; o->type == RND_T_SG && k < o->nr_segs; k++)
			if (o->segs[k].buf == mem)
				o->type = 0;
	}
}

static bool free_buf(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *o = rnd_obj(m, op->obj, RND_T_BUF);

	if (!o || !all_free(o, 0, o->len))
		return false;
	rnd_drop_memory(o);
	o->type = 0;
	drop_users(m, op->obj);
	return true;
}

static bool free_coherent(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *o = rnd_obj(m, op->obj, RND_T_COHERENT);

	if (!o || m->busy == op->obj)
		return false;
	rnd_drop_memory(o);
	o->type = 0;
	return true;
}

/* With room around it: a cache line cannot belong to two mappings. */
static bool may_map(const struct rnd_obj *mem, uint32_t offset, uint32_t len)
{
	uint32_t from = offset > RND_GAP ? offset - RND_GAP : 0;
	uint32_t to = mem->len - offset - len > RND_GAP ? offset + len + RND_GAP : mem->len;

	return all_free(mem, from, to);
}

static bool map(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *mem = rnd_obj(m, op->peer, RND_T_BUF), *o;

	if (!mem || op->dir >= RND_NR_DIRS || !rnd_range_ok(mem, op->offset, op->len) ||
	    !may_map(mem, op->offset, op->len))
		return false;
	o = new_obj(m, op, RND_T_MAP);
	if (!o)
		return false;
	o->buf = op->peer;
	o->offset = op->offset;
	o->mapped = true;
	return rnd_all(m, o, 0, o->len, RND_GIVE, op->obj);
}

static bool unmap_any(struct rnd_model *m, const struct rnd_op *op, unsigned int type)
{
	struct rnd_obj *o = rnd_obj(m, op->obj, type);

	if (!o || !o->mapped || m->busy == op->obj ||
	    !rnd_all(m, o, 0, o->len, RND_IS_TAKEN_BACK, 0))
		return false;
	o->mapped = false;
	return rnd_all(m, o, 0, o->len, RND_GIVE, 0);
}

static bool unmap(struct rnd_model *m, const struct rnd_op *op)
{
	return unmap_any(m, op, RND_T_MAP);
}

static bool unmap_sg(struct rnd_model *m, const struct rnd_op *op)
{
	return unmap_any(m, op, RND_T_SG);
}

static bool apart(const struct rnd_seg *a, const struct rnd_seg *b)
{
	return a->buf != b->buf || a->offset >= b->offset + b->len + RND_GAP ||
	       b->offset >= a->offset + a->len + RND_GAP;
}

static bool sg(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *o;
	uint32_t len = 0;
	unsigned int i, k;

	if (!op->nr_segs || op->nr_segs > RND_MAX_SEGS)
		return false;
	for (i = 0; i < op->nr_segs; i++) {
		const struct rnd_seg *s = &op->segs[i];
		const struct rnd_obj *mem = rnd_obj(m, s->buf, RND_T_BUF);

		if (!mem || !rnd_range_ok(mem, s->offset, s->len) || s->len > m->max_seg)
			return false;
		for (k = 0; k < i; k++)
			if (!apart(s, &op->segs[k]))
				return false;
		len += s->len;
	}
	o = new_obj(m, op, RND_T_SG);
	if (!o)
		return false;
	o->len = len;
	o->nr_segs = op->nr_segs;
	memcpy(o->segs, op->segs, sizeof(o->segs));
	return true;
}

static bool map_sg(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *o = rnd_obj(m, op->obj, RND_T_SG);
	unsigned int i;

	if (!o || o->mapped || op->dir >= RND_NR_DIRS)
		return false;
	for (i = 0; i < o->nr_segs; i++)
		if (!may_map(&m->objs[o->segs[i].buf], o->segs[i].offset, o->segs[i].len))
			return false;
	o->mapped = true;
	o->dir = op->dir;
	return rnd_all(m, o, 0, o->len, RND_GIVE, op->obj);
}

/* A list is synced as a whole; the call has no range. */
static bool sync_range_ok(const struct rnd_obj *o, const struct rnd_op *op)
{
	if (o->type == RND_T_SG && (op->offset || op->len != o->len))
		return false;
	return rnd_range_ok(o, op->offset, op->len);
}

static bool sync_cpu(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *o = rnd_obj(m, op->obj, RND_T_MAP | RND_T_SG);

	if (!o || !o->mapped || m->busy == op->obj || !sync_range_ok(o, op) ||
	    !rnd_all(m, o, op->offset, op->len, RND_IS_DEVICES, op->obj))
		return false;
	return rnd_all(m, o, op->offset, op->len, RND_LEND, RND_LENT);
}

static bool sync_device(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *o = rnd_obj(m, op->obj, RND_T_MAP | RND_T_SG);

	if (!o || !o->mapped || !sync_range_ok(o, op) ||
	    !rnd_all(m, o, op->offset, op->len, RND_IS_LENT, op->obj))
		return false;
	return rnd_all(m, o, op->offset, op->len, RND_LEND, 0);
}

static bool fill(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *o = rnd_obj(m, op->obj, RND_T_ANY);

	if (!o || !rnd_range_ok(o, op->offset, op->len) || m->busy == op->obj ||
	    !rnd_all(m, o, op->offset, op->len, RND_CPU_WRITES, 0))
		return false;
	rnd_set_content(m, o, op->offset, op->len, op->seed);
	return rnd_all(m, o, op->offset, op->len, RND_NOTE_WRITE, 0);
}

static bool is_content(const struct rnd_model *m, const struct rnd_op *op)
{
	uint32_t seed;

	return rnd_model_content(m, op->obj, op->offset, op->len, &seed) && seed == op->seed;
}

static bool verify(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *o = rnd_obj(m, op->obj, RND_T_ANY);

	return o && rnd_range_ok(o, op->offset, op->len) && m->busy != op->obj &&
	       rnd_all(m, o, op->offset, op->len, RND_CPU_READS, 0) && is_content(m, op);
}

/* The device may use the range, in a direction that is not @forbidden. */
static struct rnd_obj *device_range(struct rnd_model *m, const struct rnd_op *op, uint8_t id,
				    enum rnd_dir forbidden)
{
	struct rnd_obj *o = rnd_obj(m, id, RND_T_MAP | RND_T_SG | RND_T_COHERENT);

	if (!o || m->busy || !rnd_range_ok(o, op->offset, op->len))
		return NULL;
	if (o->type == RND_T_COHERENT)
		return o;
	if (!o->mapped || o->dir == forbidden ||
	    !rnd_all(m, o, op->offset, op->len, RND_IS_DEVICES, id))
		return NULL;
	return o;
}

static bool dev_read(struct rnd_model *m, const struct rnd_op *op)
{
	return device_range(m, op, op->obj, RND_FROM) && is_content(m, op);
}

static bool dev_write(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *o = device_range(m, op, op->obj, RND_TO);

	if (!o)
		return false;
	rnd_set_content(m, o, op->offset, op->len, op->seed);
	if (op->flags & RND_NO_WAIT)
		m->busy = op->obj;
	return true;
}

static bool dev_copy(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *from = device_range(m, op, op->obj, RND_FROM);
	struct rnd_obj *to = device_range(m, op, op->peer, RND_TO);
	uint32_t seed;

	if (!from || !to || from == to ||
	    !rnd_model_content(m, op->obj, op->offset, op->len, &seed))
		return false;
	rnd_set_content(m, to, op->offset, op->len, seed);
	return true;
}

static bool dev_wait(struct rnd_model *m, const struct rnd_op *op)
{
	(void)op;
	m->busy = 0;
	return true;
}

static bool ask_mapping(struct rnd_model *m, const struct rnd_op *op)
{
	struct rnd_obj *o = rnd_obj(m, op->obj, RND_T_MAP);

	return o && o->mapped;
}

static bool mask(struct rnd_model *m, const struct rnd_op *op)
{
	return !m->begun && op->len >= 32 && op->len <= 64;
}

static bool seg_limit(struct rnd_model *m, const struct rnd_op *op)
{
	if (m->begun || op->len < 4096 || op->len > RND_DEFAULT_SEG)
		return false;
	m->max_seg = op->len;
	return true;
}

static bool setup(struct rnd_model *m, const struct rnd_op *op)
{
	(void)op;
	if (m->setup)
		return false;
	m->setup = true;
	m->begun = true;
	return true;
}

static bool act(struct rnd_model *m, const struct rnd_op *op)
{
	(void)op;
	if (!m->setup || m->acted || m->busy)
		return false;
	m->acted = true;
	return true;
}

bool rnd_model_step(struct rnd_model *m, const struct rnd_op *op)
{
	static bool (*const rules[RND_NR_CODES])(struct rnd_model *, const struct rnd_op *) = {
		[RND_BUF] = buf, [RND_FREE] = free_buf,
		[RND_COHERENT] = coherent, [RND_FREE_COHERENT] = free_coherent,
		[RND_MAP] = map, [RND_UNMAP] = unmap,
		[RND_SG] = sg, [RND_MAP_SG] = map_sg, [RND_UNMAP_SG] = unmap_sg,
		[RND_SYNC_CPU] = sync_cpu, [RND_SYNC_DEVICE] = sync_device,
		[RND_FILL] = fill, [RND_VERIFY] = verify,
		[RND_DEV_READ] = dev_read, [RND_DEV_WRITE] = dev_write,
		[RND_DEV_COPY] = dev_copy, [RND_DEV_WAIT] = dev_wait,
		[RND_MAPPING_ERROR] = ask_mapping, [RND_NEED_SYNC] = ask_mapping,
		[RND_MASK] = mask, [RND_SEG_LIMIT] = seg_limit,
		[RND_SETUP] = setup, [RND_ACT] = act,
	};

	return op->code < ARRAY_SIZE(rules) && rules[op->code] && rules[op->code](m, op);
}
