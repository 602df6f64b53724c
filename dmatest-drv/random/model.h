/* SPDX-License-Identifier: GPL-2.0 */
/* Inside of the model. */
#ifndef DMS_RANDOM_MODEL_H
#define DMS_RANDOM_MODEL_H

#include "random.h"

#define RND_MAX_TAGS	1024
#define RND_DEFAULT_SEG	65536		/* dma_get_max_seg_size() of a device that says nothing */

enum rnd_type {
	RND_T_BUF = 1,
	RND_T_MAP = 2,
	RND_T_SG = 4,
	RND_T_COHERENT = 8,
	RND_T_ANY = 15,
};

/* struct rnd_obj.lent[] */
#define RND_LENT		1	/* synced for the CPU */
#define RND_LENT_WRITTEN	2	/* and it wrote there */

/* Byte i of the memory is byte i - shift of the pattern. */
struct rnd_tag {
	uint32_t seed;
	int32_t shift;
};

/**
 * struct rnd_obj - an object of a script
 * @type:	enum rnd_type, 0: there is none
 * @mapped:	a mapping or list: the device may use it
 * @buf, @offset: where a mapping lies
 * @tags:	of memory: what stands in each byte
 * @owner:	of a buffer: id of the mapping that each byte is in
 * @lent:	of a buffer: whether the CPU has it for now
 */
struct rnd_obj {
	uint8_t type;
	bool mapped;
	uint8_t dir, kind, buf, nr_segs;
	uint32_t offset, len;
	struct rnd_seg segs[RND_MAX_SEGS];
	uint16_t *tags;
	uint8_t *owner, *lent;
};

/**
 * struct rnd_model - the state of a script
 * @busy:	object that the device still works on, 0: none
 * @max_seg:	longest entry of a list
 * @begun:	something was made: limits cannot be changed any more
 * @setup, @acted: the violation's lines were seen
 */
struct rnd_model {
	struct rnd_obj objs[RND_MAX_OBJS];
	struct rnd_tag tags[RND_MAX_TAGS];
	size_t nr_tags;
	uint8_t busy;
	uint32_t max_seg;
	bool begun, setup, acted;
};

/* A run of an object's bytes in one piece of memory. */
struct rnd_piece {
	struct rnd_obj *mem;
	uint32_t start, len;
	int32_t shift;
};

enum rnd_ask {
	RND_CPU_READS,
	RND_CPU_WRITES,
	RND_IS_DEVICES,		/* arg: the mapping */
	RND_IS_LENT,		/* arg: the mapping */
	RND_IS_TAKEN_BACK,
	RND_NOTE_WRITE,
	RND_LEND,		/* arg: 0 or RND_LENT */
	RND_GIVE,		/* arg: the new owner */
};

struct rnd_obj *rnd_obj(const struct rnd_model *m, uint8_t id, unsigned int types);
bool rnd_next_piece(const struct rnd_model *m, const struct rnd_obj *o, uint32_t *pos,
		    uint32_t end, struct rnd_piece *p);
bool rnd_range_ok(const struct rnd_obj *o, uint32_t offset, uint32_t len);
/** rnd_all() - ask, or do, @ask for every byte of the range; true: all said yes */
bool rnd_all(const struct rnd_model *m, const struct rnd_obj *o, uint32_t offset, uint32_t len,
	     enum rnd_ask ask, uint8_t arg);
void rnd_set_content(struct rnd_model *m, struct rnd_obj *o, uint32_t offset, uint32_t len,
		     uint32_t seed);
void rnd_make_memory(struct rnd_obj *o, bool owned);
void rnd_drop_memory(struct rnd_obj *o);
/** rnd_could() - is @o of the kind and in the state that @code is about? */
bool rnd_could(const struct rnd_obj *o, enum rnd_code code);

#endif /* DMS_RANDOM_MODEL_H */
