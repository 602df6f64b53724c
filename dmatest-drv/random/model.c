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

static bool all_are(const uint8_t *at, uint32_t len, uint8_t value)
{
	/* the first is, and each is as the one before it */
	return *at == value && !memcmp(at, at + 1, len - 1);
}

/* May the CPU have byte @at; to write it, too? */
static bool is_cpus(const struct rnd_model *m, const struct rnd_obj *mem, uint32_t at, bool write)
{
	if (!mem->owner || !mem->owner[at])
		return true;
	return mem->lent[at] && (!write || m->objs[mem->owner[at]].dir != RND_FROM);
}

static bool all_cpus(const struct rnd_model *m, const struct rnd_piece *p, bool write)
{
	uint32_t i;

	if (!p->mem->owner || all_are(p->mem->owner + p->start, p->len, 0))
		return true;
	for (i = 0; i < p->len; i++)
		if (!is_cpus(m, p->mem, p->start + i, write))
			return false;
	return true;
}

static void note_write(const struct rnd_piece *p)
{
	uint32_t i;

	if (!p->mem->owner || all_are(p->mem->owner + p->start, p->len, 0))
		return;
	for (i = p->start; i < p->start + p->len; i++)
		if (p->mem->owner[i])
			p->mem->lent[i] = RND_LENT_WRITTEN;
}

static bool ask_piece(const struct rnd_model *m, const struct rnd_piece *p, enum rnd_ask ask,
		      uint8_t arg)
{
	uint8_t *owner = p->mem->owner ? p->mem->owner + p->start : NULL;
	uint8_t *lent = p->mem->lent ? p->mem->lent + p->start : NULL;

	switch (ask) {
	case RND_CPU_READS:
		return all_cpus(m, p, false);
	case RND_CPU_WRITES:
		return all_cpus(m, p, true);
	case RND_IS_DEVICES:
		return !owner || (all_are(owner, p->len, arg) && all_are(lent, p->len, 0));
	case RND_IS_LENT:
		return owner && all_are(owner, p->len, arg) && !memchr(lent, 0, p->len);
	case RND_IS_TAKEN_BACK:
		return !memchr(lent, RND_LENT_WRITTEN, p->len);
	case RND_NOTE_WRITE:
		note_write(p);
		break;
	case RND_GIVE:
		memset(owner, arg, p->len);
		memset(lent, 0, p->len);
		break;
	case RND_LEND:
		memset(lent, arg, p->len);
		break;
	}
	return true;
}

bool rnd_all(const struct rnd_model *m, const struct rnd_obj *o, uint32_t offset, uint32_t len,
	     enum rnd_ask ask, uint8_t arg)
{
	uint32_t pos = offset, end = offset + len;
	struct rnd_piece p;

	while (pos < end)
		if (!rnd_next_piece(m, o, &pos, end, &p) || !ask_piece(m, &p, ask, arg))
			return false;
	return true;
}

/* Bytes from the start of @p that are of the same pattern as the first. */
static uint32_t same_tag(const struct rnd_piece *p)
{
	const uint16_t *tag = p->mem->tags + p->start;
	uint32_t n = 1;

	while (n < p->len && tag[n] == *tag)
		n++;
	return n;
}

/* The pattern of the first byte of @p, as an object sees it that lies there; NULL: unknown. */
static const struct rnd_tag *tag_of(const struct rnd_model *m, const struct rnd_piece *p)
{
	uint16_t tag = p->mem->tags[p->start];

	return tag && m->tags[tag].shift == p->shift ? &m->tags[tag] : NULL;
}

bool rnd_model_content(const struct rnd_model *m, uint8_t obj, uint32_t offset, uint32_t len,
		       uint32_t *seed)
{
	const struct rnd_obj *o = rnd_obj(m, obj, RND_T_ANY);
	uint32_t pos = offset;
	struct rnd_piece p;
	bool first = true;

	if (!o || !rnd_range_ok(o, offset, len))
		return false;
	while (rnd_next_piece(m, o, &pos, offset + len, &p)) {
		const struct rnd_tag *t = tag_of(m, &p);

		if (!t || same_tag(&p) < p.len || (!first && t->seed != *seed))
			return false;
		*seed = t->seed;
		first = false;
	}
	return !first;
}

bool rnd_model_run(const struct rnd_model *m, uint8_t obj, uint32_t at, struct rnd_op *op)
{
	const struct rnd_obj *o = rnd_obj(m, obj, RND_T_ANY);
	uint32_t pos = 0, start, from = 0, end = 0;
	const struct rnd_tag *run = NULL, *t;
	struct rnd_piece p;

	if (!o)
		return false;
	/* runs from the start on, until the one that @at is in has come to its end */
	while (rnd_next_piece(m, o, &pos, o->len, &p)) {
		start = pos - p.len;
		/* the rest of the piece is the next one */
		pos = start + same_tag(&p);
		t = tag_of(m, &p);
		if (!run || !t || t->seed != run->seed) {
			if (start > at)
				break;
			from = start;
			run = t;
		}
		end = pos;
	}
	if (!run || at >= end)
		return false;
	op->seed = run->seed;
	op->offset = from;
	op->len = end - from;
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

			while (at < o->len && o->tags[at] == tag && is_cpus(m, o, at, false))
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
