/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random sequences of ops, made from a seed.  The same code runs in the guest, which carries a
 * sequence out, and on the host, which judges and shrinks it: a seed is all that they exchange.
 *
 * A model knows what the DMA API allows: who owns each byte of each buffer, and what stands in it.
 * A sequence of ops that it accepts must come to an end without a finding and with all its data; a
 * sequence with a violation has one more step, of violate.c, that says what must be found.
 */
#ifndef DMS_RANDOM_H
#define DMS_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RND_MAX_OPS	128
#define RND_MAX_OBJS	24		/* ids are 1 .. RND_MAX_OBJS - 1 */
#define RND_MAX_SEGS	8
#define RND_MAX_SEED	250		/* patterns: all of them differ at every byte */

/* Bytes between two mappings of a buffer: no cache line belongs to both. */
#define RND_GAP		128

enum rnd_code {
	RND_NONE,
	RND_BUF,
	RND_FREE,
	RND_COHERENT,
	RND_FREE_COHERENT,
	RND_MAP,
	RND_UNMAP,
	RND_SG,
	RND_MAP_SG,
	RND_UNMAP_SG,
	RND_SYNC_CPU,
	RND_SYNC_DEVICE,
	RND_FILL,
	RND_VERIFY,
	RND_DEV_READ,
	RND_DEV_WRITE,
	RND_DEV_COPY,
	RND_DEV_WAIT,
	RND_MAPPING_ERROR,
	RND_NEED_SYNC,
	RND_MASK,
	RND_SEG_LIMIT,
	RND_SETUP,		/* the violation's first lines */
	RND_ACT,		/* the violation */
	RND_NR_CODES,
};

enum rnd_dir { RND_TO, RND_FROM, RND_BOTH, RND_NR_DIRS };

enum rnd_kind { RND_KMALLOC, RND_PAGES, RND_LOWPAGES, RND_NR_KINDS };

/* struct rnd_op.flags */
#define RND_ATOMIC	1	/* under a spinlock */
#define RND_POLL	2	/* without an interrupt */
#define RND_NO_WAIT	4	/* start it and go on */
#define RND_ALT		8	/* the other function of the family: _page, _sgtable, _range_ */

/**
 * struct rnd_seg - an entry of a scatterlist
 * @buf:	id of the buffer
 */
struct rnd_seg {
	uint8_t buf;
	uint32_t offset, len;
};

/**
 * struct rnd_op - one op; what does not belong to its code is 0
 * @obj:	id of the object that it makes or works on
 * @peer:	buffer of a mapping, target of a copy
 * @kind:	enum rnd_kind of a buffer
 * @offset:	bytes; of a buffer: into its page
 * @len:	bytes; of a mask: bits
 * @seed:	pattern
 */
struct rnd_op {
	enum rnd_code code;
	uint8_t obj, peer;
	uint8_t dir, kind, flags;
	uint8_t nr_segs;
	uint32_t offset, len, seed;
	struct rnd_seg segs[RND_MAX_SEGS];
};

struct rnd_violation;

/**
 * struct rnd_seq - a sequence
 * @violation:	what is wrong in it; NULL: nothing
 * @len, @dir, @other, @pattern: parameters of the violation
 */
struct rnd_seq {
	uint64_t seed;
	const struct rnd_violation *violation;
	uint32_t len;
	uint8_t dir, other;
	uint32_t pattern;
	struct rnd_op ops[RND_MAX_OPS];
	size_t nr;
};

/* ---- numbers ---- */

struct rnd_rng {
	uint64_t state;
};

uint64_t rnd_next(struct rnd_rng *r);
/** rnd_below() - 0 .. @n - 1 */
uint32_t rnd_below(struct rnd_rng *r, uint32_t n);
/** rnd_chance() - true in @percent of all cases */
bool rnd_chance(struct rnd_rng *r, unsigned int percent);

/* ---- sequences ---- */

/**
 * struct rnd_mix - which seeds stand for what
 * @violations:	of a thousand sequences so many have a violation that no IOMMU reports
 * @faults:	and so many one that an IOMMU does report
 * @kinds:	bit N: violation N may be chosen
 */
struct rnd_mix {
	unsigned int violations, faults;
	uint64_t kinds;
};

/** rnd_choose() - the violation that @seed stands for, NULL: none */
const struct rnd_violation *rnd_choose(uint64_t seed, const struct rnd_mix *mix);
/** rnd_generate() - the sequence of @seed */
void rnd_generate(struct rnd_seq *s, uint64_t seed, const struct rnd_violation *violation);
/** rnd_text() - as a scenario, to be freed */
char *rnd_text(const struct rnd_seq *s);

/**
 * rnd_repair() - leave out all that does not make sense any more
 *
 * What is left is legal, but for the violation if there is one.
 */
void rnd_repair(struct rnd_seq *s);

/* ---- the model ---- */

struct rnd_model;

struct rnd_model *rnd_model_new(void);
void rnd_model_free(struct rnd_model *m);
/** rnd_model_step() - Return: false when the API does not allow @op here; then nothing happened. */
bool rnd_model_step(struct rnd_model *m, const struct rnd_op *op);
/** rnd_model_content() - is the range of @obj full of one pattern, whose? */
bool rnd_model_content(const struct rnd_model *m, uint8_t obj, uint32_t offset, uint32_t len,
		       uint32_t *seed);
/**
 * rnd_model_run() - the bytes around @at that are of one pattern, as @obj sees them
 * Return: false when that byte's content is not known.
 */
bool rnd_model_run(const struct rnd_model *m, uint8_t obj, uint32_t at, struct rnd_op *op);
/** rnd_model_len() - bytes of an object, 0: there is none */
uint32_t rnd_model_len(const struct rnd_model *m, uint8_t obj);
/** rnd_model_pick() - any object that @code could work on, 0: there is none */
uint8_t rnd_model_pick(const struct rnd_model *m, struct rnd_rng *r, enum rnd_code code);
/** rnd_model_dir() - direction of a mapping */
uint8_t rnd_model_dir(const struct rnd_model *m, uint8_t obj);
/** rnd_model_is_single() - is it a mapping of one range, not a scatterlist? */
bool rnd_model_is_single(const struct rnd_model *m, uint8_t obj);
/** rnd_model_busy() - does the device still work on something? */
bool rnd_model_busy(const struct rnd_model *m);
/** rnd_model_synced() - first run of bytes of @obj that are the CPU's for now */
bool rnd_model_synced(const struct rnd_model *m, uint8_t obj, uint32_t *offset, uint32_t *len);
/**
 * rnd_model_known() - a run of bytes that the CPU may look at and whose content is known
 * @mem, @from:	where to start, changed to behind the run
 *
 * Return: false when there is none any more; else a RND_VERIFY is in @op.
 */
bool rnd_model_known(const struct rnd_model *m, uint8_t *mem, uint32_t *from, struct rnd_op *op);

/* ---- violations ---- */

/**
 * struct rnd_violation - one way to misuse the API
 * @name:	for people
 * @expect:	header lines of the scenario: what must be found
 * @setup:	script before it, with names that start with x
 * @act:	the misuse
 * @min, @max, @step: bytes, "{len}" in the texts
 * @dirs:	directions that it is about, bit enum rnd_dir
 * @fault:	an IOMMU reports it: its messages are limited
 * @last:	nothing can follow in the same file
 * @weight:	how often it is chosen, compared with the others
 *
 * In the texts: {len}, {half}, {less} (some bytes less, of as many pages), {dir}, {other} (another
 * direction), {seed}, {old} (the pattern before).
 */
struct rnd_violation {
	const char *name, *expect, *setup, *act;
	uint32_t min, max, step;
	unsigned int dirs;
	bool fault, last;
	unsigned int weight;
};

extern const struct rnd_violation rnd_violations[];
extern const size_t rnd_nr_violations;

/** rnd_violation_named() - NULL: there is none */
const struct rnd_violation *rnd_violation_named(const char *name);
/** rnd_violation_text() - one of its texts for @s, to be freed */
char *rnd_violation_text(const struct rnd_seq *s, const char *text);

/* ---- shrinking ---- */

/**
 * rnd_test_fn - which of these sequences fail in the same way?
 *
 * Return: index of the first that does, @nr: none.  Several at once, since a boot costs most.
 */
typedef size_t (*rnd_test_fn)(void *ctx, const struct rnd_seq *candidates, size_t nr);

/** rnd_shrink() - make @s, which fails, as short and small as it still fails; returns tests made */
size_t rnd_shrink(struct rnd_seq *s, rnd_test_fn test, void *ctx);

#endif /* DMS_RANDOM_H */
