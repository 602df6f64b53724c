// SPDX-License-Identifier: GPL-2.0
/*
 * What the DMA API allows (Documentation/core-api/dma-api-howto.rst): for every byte whose it is,
 * and what stands in it.
 *
 * A mapped byte is the device's.  A sync for the CPU lends it to the CPU, a sync for the device
 * takes it back; what the CPU wrote meanwhile must be taken back before the mapping goes, or a
 * bounce buffer's old copy comes over it.  What a device did not write stays as it was: that is
 * what swiotlb_tbl_map_single() copies for when the device only writes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "model.h"

struct rnd_model *rnd_model_new(void)
{
	struct rnd_model *m = dms_alloc(sizeof(*m));

	m->nr_tags = 1;			/* tag 0: content unknown */
	m->max_seg = RND_DEFAULT_SEG;
	return m;
}

static void drop_memory(struct rnd_obj *o)
{
	free(o->tags);
	free(o->owner);
	free(o->lent);
	o->tags = NULL;
	o->owner = NULL;
	o->lent = NULL;
}

void rnd_model_free(struct rnd_model *m)
{
	size_t i;

	for (i = 0; i < RND_MAX_OBJS; i++)
		drop_memory(&m->objs[i]);
	free(m);
}

struct rnd_obj *rnd_obj(const struct rnd_model *m, uint8_t id, unsigned int types)
{
	struct rnd_obj *o = id < RND_MAX_OBJS ? (struct rnd_obj *)&m->objs[id] : NULL;

	return o && o->type & types ? o : NULL;
}

/* The entry of a list that byte @pos is in; @start: position of its first byte. */
static const struct rnd_seg *seg_at(const struct rnd_obj *o, uint32_t pos, uint32_t *start)
{
	unsigned int i;

	*start = 0;
	for (i = 0; i < o->nr_segs; i++) {
		if (pos < *start + o->segs[i].len)
			return &o->segs[i];
		*start += o->segs[i].len;
	}
	return NULL;
}

bool rnd_next_piece(const struct rnd_model *m, const struct rnd_obj *o, uint32_t *pos,
		    uint32_t end, struct rnd_piece *p)
{
	const struct rnd_seg *seg;
	uint32_t start;

	if (*pos >= end)
		return false;
	if (o->type == RND_T_SG) {
		seg = seg_at(o, *pos, &start);
		if (!seg)
			return false;
		p->mem = (struct rnd_obj *)&m->objs[seg->buf];
		p->shift = (int32_t)seg->offset - (int32_t)start;
		p->len = start + seg->len < end ? start + seg->len - *pos : end - *pos;
	} else {
		p->mem = o->type == RND_T_MAP ? (struct rnd_obj *)&m->objs[o->buf] :
						(struct rnd_obj *)o;
		p->shift = o->type == RND_T_MAP ? (int32_t)o->offset : 0;
		p->len = end - *pos;
	}
	p->start = *pos + p->shift;
	*pos += p->len;
	return p->mem->tags;
}

bool rnd_range_ok(const struct rnd_obj *o, uint32_t offset, uint32_t len)
{
	return len && offset <= o->len && len <= o->len - offset;
}

/* Every byte of the range, as long as @fn says yes. */
static bool each_byte(const struct rnd_model *m, const struct rnd_obj *o, uint32_t offset,
		      uint32_t len, bool (*fn)(const struct rnd_model *m, struct rnd_obj *mem,
					       uint32_t at, uint8_t arg), uint8_t arg)
{
	uint32_t pos = offset, end = offset + len, i;
	struct rnd_piece p;

	while (pos < end) {
		if (!rnd_next_piece(m, o, &pos, end, &p))
			return false;
		for (i = 0; i < p.len; i++)
			if (!fn(m, p.mem, p.start + i, arg))
				return false;
	}
	return true;
}

static bool cpu_reads(const struct rnd_model *m, struct rnd_obj *mem, uint32_t at, uint8_t arg)
{
	(void)m;
	(void)arg;
	return !mem->owner || !mem->owner[at] || mem->lent[at];
}

static bool cpu_writes(const struct rnd_model *m, struct rnd_obj *mem, uint32_t at, uint8_t arg)
{
	(void)arg;
	return !mem->owner || !mem->owner[at] ||
	       (mem->lent[at] && m->objs[mem->owner[at]].dir != RND_FROM);
}

static bool is_devices(const struct rnd_model *m, struct rnd_obj *mem, uint32_t at, uint8_t arg)
{
	(void)m;
	return !mem->owner || (mem->owner[at] == arg && !mem->lent[at]);
}

static bool is_lent(const struct rnd_model *m, struct rnd_obj *mem, uint32_t at, uint8_t arg)
{
	(void)m;
	return mem->owner && mem->owner[at] == arg && mem->lent[at];
}

static bool is_taken_back(const struct rnd_model *m, struct rnd_obj *mem, uint32_t at, uint8_t arg)
{
	(void)m;
	(void)arg;
	return mem->lent[at] != RND_LENT_WRITTEN;
}

/* Actions on a byte; they always say yes. */
static bool note_write(const struct rnd_model *m, struct rnd_obj *mem, uint32_t at, uint8_t arg)
{
	(void)m;
	(void)arg;
	if (mem->owner && mem->owner[at])
		mem->lent[at] = RND_LENT_WRITTEN;
	return true;
}

static bool lend(const struct rnd_model *m, struct rnd_obj *mem, uint32_t at, uint8_t arg)
{
	(void)m;
	mem->lent[at] = arg;
	return true;
}

static bool give(const struct rnd_model *m, struct rnd_obj *mem, uint32_t at, uint8_t arg)
{
	(void)m;
	mem->owner[at] = arg;
	mem->lent[at] = 0;
	return true;
}

bool rnd_all(const struct rnd_model *m, const struct rnd_obj *o, uint32_t offset, uint32_t len,
	     enum rnd_ask ask, uint8_t arg)
{
	static bool (*const fns[])(const struct rnd_model *, struct rnd_obj *, uint32_t, uint8_t) = {
		[RND_CPU_READS] = cpu_reads, [RND_CPU_WRITES] = cpu_writes,
		[RND_IS_DEVICES] = is_devices, [RND_IS_LENT] = is_lent,
		[RND_IS_TAKEN_BACK] = is_taken_back, [RND_NOTE_WRITE] = note_write,
		[RND_LEND] = lend, [RND_GIVE] = give,
	};

	return each_byte(m, o, offset, len, fns[ask], arg);
}

bool rnd_model_content(const struct rnd_model *m, uint8_t obj, uint32_t offset, uint32_t len,
		       uint32_t *seed)
{
	const struct rnd_obj *o = rnd_obj(m, obj, RND_T_ANY);
	uint32_t pos = offset, i;
	struct rnd_piece p;
	bool first = true;

	if (!o || !rnd_range_ok(o, offset, len))
		return false;
	while (rnd_next_piece(m, o, &pos, offset + len, &p)) {
		for (i = 0; i < p.len; i++) {
			const struct rnd_tag *t = &m->tags[p.mem->tags[p.start + i]];

			if (!p.mem->tags[p.start + i] || t->shift != p.shift ||
			    (!first && t->seed != *seed))
				return false;
			*seed = t->seed;
			first = false;
		}
	}
	return !first;
}

bool rnd_model_run(const struct rnd_model *m, uint8_t obj, uint32_t at, struct rnd_op *op)
{
	const struct rnd_obj *o = rnd_obj(m, obj, RND_T_ANY);
	uint32_t from = at, to = at + 1, seed;

	if (!o || !rnd_model_content(m, obj, at, 1, &op->seed))
		return false;
	while (from && rnd_model_content(m, obj, from - 1, 1, &seed) && seed == op->seed)
		from--;
	while (to < o->len && rnd_model_content(m, obj, to, 1, &seed) && seed == op->seed)
		to++;
	op->offset = from;
	op->len = to - from;
	return true;
}

static uint16_t tag_for(struct rnd_model *m, uint32_t seed, int32_t shift)
{
	size_t i;

	for (i = 1; i < m->nr_tags; i++)
		if (m->tags[i].seed == seed && m->tags[i].shift == shift)
			return i;
	if (m->nr_tags == RND_MAX_TAGS)
		return 0;
	m->tags[m->nr_tags] = (struct rnd_tag){ seed, shift };
	return m->nr_tags++;
}

void rnd_set_content(struct rnd_model *m, struct rnd_obj *o, uint32_t offset, uint32_t len,
		     uint32_t seed)
{
	uint32_t pos = offset, i;
	struct rnd_piece p;
	uint16_t tag;

	while (rnd_next_piece(m, o, &pos, offset + len, &p)) {
		tag = tag_for(m, seed, p.shift);
		for (i = 0; i < p.len; i++)
			p.mem->tags[p.start + i] = tag;
	}
}

void rnd_make_memory(struct rnd_obj *o, bool owned)
{
	o->tags = dms_alloc(o->len * sizeof(*o->tags));
	o->owner = owned ? dms_alloc(o->len) : NULL;
	o->lent = owned ? dms_alloc(o->len) : NULL;
}

void rnd_drop_memory(struct rnd_obj *o)
{
	drop_memory(o);
}

uint32_t rnd_model_len(const struct rnd_model *m, uint8_t obj)
{
	const struct rnd_obj *o = rnd_obj(m, obj, RND_T_ANY);

	return o ? o->len : 0;
}

uint8_t rnd_model_dir(const struct rnd_model *m, uint8_t obj)
{
	return m->objs[obj].dir;
}

bool rnd_model_is_single(const struct rnd_model *m, uint8_t obj)
{
	return m->objs[obj].type == RND_T_MAP;
}

bool rnd_model_busy(const struct rnd_model *m)
{
	return m->busy;
}

bool rnd_model_synced(const struct rnd_model *m, uint8_t obj, uint32_t *offset, uint32_t *len)
{
	const struct rnd_obj *o = rnd_obj(m, obj, RND_T_MAP);
	const struct rnd_obj *mem = o ? &m->objs[o->buf] : NULL;
	uint32_t i;

	if (!o || !o->mapped)
		return false;
	for (i = 0; i < o->len && !mem->lent[o->offset + i]; i++)
		;
	*offset = i;
	for (; i < o->len && mem->lent[o->offset + i]; i++)
		;
	*len = i - *offset;
	return *len;
}

/* An object through which the run has the positions that it was written with. */
static bool view_of(const struct rnd_model *m, uint8_t mem, uint32_t start, uint32_t len,
		    int32_t shift, struct rnd_op *op)
{
	const struct rnd_seg *seg;
	uint32_t first;
	uint8_t id;

	for (id = 1; id < RND_MAX_OBJS; id++) {
		const struct rnd_obj *o = &m->objs[id];
		uint32_t pos = start - shift;

		if (o->type == RND_T_SG) {
			seg = (int64_t)start - shift < 0 ? NULL : seg_at(o, pos, &first);
			if (!seg || seg->buf != mem || pos + len > first + seg->len ||
			    (int32_t)seg->offset - (int32_t)first != shift)
				continue;
		} else if (o->type == RND_T_MAP) {
			if (o->buf != mem || (int32_t)o->offset != shift || start < o->offset ||
			    start + len > o->offset + o->len)
				continue;
		} else if (id != mem || shift) {
			continue;
		}
		op->obj = id;
		op->offset = pos;
		op->len = len;
		return true;
	}
	return false;
}

bool rnd_model_known(const struct rnd_model *m, uint8_t *mem, uint32_t *from, struct rnd_op *op)
{
	for (; *mem < RND_MAX_OBJS; ++*mem, *from = 0) {
		struct rnd_obj *o = (struct rnd_obj *)&m->objs[*mem];

		if (!o->tags)
			continue;
		while (*from < o->len) {
			uint32_t start = *from, at = start;
			uint16_t tag = o->tags[start];
			const struct rnd_tag *t = &m->tags[tag];

			while (at < o->len && o->tags[at] == tag && cpu_reads(m, o, at, 0))
				at++;
			*from = at > start ? at : start + 1;
			*op = (struct rnd_op){ .code = RND_VERIFY, .seed = t->seed };
			if (tag && at > start &&
			    view_of(m, *mem, start, at - start, t->shift, op))
				return true;
		}
	}
	return false;
}

uint8_t rnd_model_pick(const struct rnd_model *m, struct rnd_rng *r, enum rnd_code code)
{
	uint8_t fit[RND_MAX_OBJS], id;
	unsigned int nr = 0;

	for (id = 1; id < RND_MAX_OBJS; id++)
		if (rnd_could(&m->objs[id], code))
			fit[nr++] = id;
	return nr ? fit[rnd_below(r, nr)] : 0;
}
