/* SPDX-License-Identifier: GPL-2.0 */
/*
 * dmafuzz: sends the driver requests that are right, wrong and absurd.
 *
 * A *session* is one open file and what the fuzzer knows of it.  Requests are of three
 * sorts.  A *step* is legal: the model in the session says so, hence it must not be refused
 * and the kernel must not complain.  A *refusal* breaks exactly one rule of the interface:
 * it must be refused.  Anything else is noise, sent only to ops that harm nobody.
 */
#ifndef DMAFUZZ_H
#define DMAFUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dmascope.h"

#define FUZZ_OBJS	48	/* of a session; a bit each in fuzz_obj.bufs */
#define FUZZ_MAX_ROWS	160
#define FUZZ_MAX_SEGS	8	/* of most scatterlists */
#define FUZZ_THREADS	8	/* sessions at once at most */
#define FUZZ_PAGE	4096	/* smallest page of any guest */
#define FUZZ_LINE	64	/* cache line, see fuzz_buf_can_be_written() */

struct fuzz_session;

/* Which fields of a request an op looks at; what is not named must be zero. */
enum fuzz_args {
	FUZZ_A_OBJ = 1 << 0, FUZZ_A_PEER = 1 << 1, FUZZ_A_FN = 1 << 2, FUZZ_A_DIR = 1 << 3,
	FUZZ_A_NENTS = 1 << 4, FUZZ_A_OFFSET = 1 << 5, FUZZ_A_LEN = 1 << 6, FUZZ_A_ADDR = 1 << 7,
	FUZZ_A_CPU = 1 << 8, FUZZ_A_ATTRS = 1 << 9, FUZZ_A_VALUE = 1 << 10, FUZZ_A_SEED = 1 << 11,
	FUZZ_A_SEGS = 1 << 12,
};

/**
 * struct fuzz_row - what the fuzzer knows of an op: a line of table.c
 * @opcode:	number
 * @name:	DMASCOPE_OP_ left away
 * @args:	enum fuzz_args
 * @flags:	DMASCOPE_F_* that it takes
 * @harmless:	no argument can make it corrupt memory or misuse the DMA API
 * @weight:	how often @step is taken, beside those of the other ops
 * @step:	sends a legal request and learns from its result; NULL: only refusals are sent
 */
struct fuzz_row {
	uint32_t opcode;
	const char *name;
	uint32_t args, flags;
	bool harmless;
	unsigned int weight;
	void (*step)(struct fuzz_session *s);
};

extern const struct fuzz_row fuzz_rows[];
extern const unsigned int fuzz_nr_rows;

/** fuzz_row_of() - the row of an opcode, NULL: the driver may know it, the fuzzer does not. */
const struct fuzz_row *fuzz_row_of(uint32_t opcode);

struct fuzz_rng {
	uint64_t state;
};

static inline uint64_t fuzz_next(struct fuzz_rng *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15ULL;

	/* splitmix64: every seed is as good as another */
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

/* 0 .. n - 1 */
static inline uint64_t fuzz_below(struct fuzz_rng *r, uint64_t n)
{
	return n ? fuzz_next(r) % n : 0;
}

static inline bool fuzz_one_in(struct fuzz_rng *r, uint64_t n)
{
	return !fuzz_below(r, n);
}

/* 1 .. n, small ones and those around powers of two more often */
uint64_t fuzz_length(struct fuzz_rng *r, uint64_t n);
/* any 64 bits, mostly such as break something */
uint64_t fuzz_number(struct fuzz_rng *r);

enum fuzz_type {
	FUZZ_FREE_SLOT, FUZZ_BUF, FUZZ_MAP, FUZZ_SG, FUZZ_COHERENT, FUZZ_ALLOC, FUZZ_POOL,
	FUZZ_BLOCK, FUZZ_RESOURCE, FUZZ_IMPORT, FUZZ_OTHER,
};

/**
 * struct fuzz_obj - an object of the driver, as far as it matters here
 * @type:	FUZZ_OTHER: made by noise, nothing is known of it
 * @live:	a map, coherent or buffer that was not undone; a scatterlist: it is mapped
 * @stale:	scatterlist over memory that is gone, or must not be mapped
 * @unchecked:	dma_mapping_error() was not called yet
 * @written:	a buffer: a mapping that the device may write to is alive;
 *		a scatterlist: its entries allow one
 * @pinned:	a scatterlist of user memory
 * @vmapped:	the CPU sees it in one piece
 * @shared:	it was shown to others once
 * @kind:	enum dmascope_buf_kind or dmascope_alloc
 * @mapped:	entries of a scatterlist; of an import, it is
 * @users:	live mappings of a buffer, blocks of a pool, imports of memory
 * @buf:	slot of what it was made of: a mapping's buffer, a block's pool
 * @bufs:	slots of a scatterlist's buffers, a bit each
 */
struct fuzz_obj {
	enum fuzz_type type;
	bool live, stale, unchecked, written, pinned, vmapped, shared;
	uint32_t id, kind, dir, nents, mapped;
	unsigned int users, buf;
	uint64_t bufs, offset, len, iova, cpu, attrs;
};

/**
 * struct fuzz_port - the way to the driver; all return a negative errno
 */
struct fuzz_port {
	int (*open)(const char *node);
	int (*request)(int fd, unsigned long number, void *arg);
	void (*close)(int fd);
};

extern const struct fuzz_port fuzz_port_real, fuzz_port_dry;

/**
 * struct fuzz_stat - requests of one op
 * @done:	that were carried out
 * @good:	and whose call of the DMA API succeeded
 * @absent:	that neither this kernel nor this device can do
 */
struct fuzz_stat {
	uint64_t sent, done, good, absent;
};

/**
 * struct fuzz_shared - counters, also of processes that are killed
 * @accepted:	requests that should have been refused
 * @odd:	legal requests that were refused
 * @failed:	legal requests whose call of the DMA API failed
 * @big:	somebody has a buffer of megabytes: one at a time
 */
struct fuzz_shared {
	struct fuzz_stat stats[FUZZ_MAX_ROWS];
	uint64_t requests, refused, accepted, odd, failed, sessions, forks, races, rebinds;
	int stop, big;
};

static inline void fuzz_count(uint64_t *n)
{
	__atomic_fetch_add(n, 1, __ATOMIC_RELAXED);
}

/**
 * struct fuzz - a run
 * @limit:	requests of the only thread, 0: until it is stopped
 * @alone:	one thread, nothing beside it: the seed alone decides what is sent
 */
struct fuzz {
	const struct fuzz_port *port;
	const char *node;
	uint64_t seed, limit;
	unsigned int seconds, threads;
	bool wild, alone, trace;
	struct fuzz_shared *shared;
};

/**
 * struct fuzz_session - an open file
 * @busy:	the device may still use memory of this file
 * @gone:	the file is no use any more: the device was unbound, or nobody knows its state
 * @direct:	device addresses are the memory's own: what is mapped twice is one address to
 *		dma-debug, and a mask that is too small is not made up for
 * @max_map:	longest mapping to ask for
 * @index:	of the thread
 * @arena:	two pages for requests, then one that cannot be touched
 */
struct fuzz_session {
	struct fuzz *f;
	struct fuzz_rng rng;
	unsigned int index;
	int fd;
	bool busy, gone, direct;
	uint64_t bytes, max_map;
	struct dmascope_info info;
	struct fuzz_obj objs[FUZZ_OBJS];
	char *arena;
};

bool fuzz_stopped(const struct fuzz *f);

/*
 * Small masks, or registers: a mask can make dma_map_resource() fail, and dma-debug (6.12) takes
 * what failed for a mapping that is left behind.  The seed decides for the whole run.
 */
static inline bool fuzz_has_small_masks(const struct fuzz *f)
{
	return !(f->seed & 1);
}

/* ---- session.c: talking to the driver ---- */
int fuzz_session_open(struct fuzz_session *s);
void fuzz_session_close(struct fuzz_session *s);
/** fuzz_session_run() - a file's life: open, so many requests at most, close. */
void fuzz_session_run(struct fuzz_session *s, unsigned int requests);
/** fuzz_send() - @op from a random place in memory; 0 or a negative errno. */
int fuzz_send(struct fuzz_session *s, struct dmascope_op *op);
/** fuzz_legal() - the same; a refusal is remarkable.  Also negative when the call failed. */
int fuzz_legal(struct fuzz_session *s, struct dmascope_op *op);
/**
 * fuzz_must_refuse() - the driver has answered @ret to what breaks a rule of the interface
 * @want:	the only errno that is right, negative; 0: any
 * @rule:	in words
 */
void fuzz_must_refuse(struct fuzz_session *s, uint32_t opcode, int ret, int want,
		      const char *rule);
/** fuzz_ioctl() - a request as it is; notices when the device is gone. */
int fuzz_ioctl(struct fuzz_session *s, unsigned long number, void *arg);
char *fuzz_arena(void);

/* ---- model.c ---- */
typedef bool (*fuzz_fits)(const struct fuzz_obj *o);

struct fuzz_obj *fuzz_pick(struct fuzz_session *s, fuzz_fits fits);
/** fuzz_adopt() - remember what @op made; NULL: no room. */
struct fuzz_obj *fuzz_adopt(struct fuzz_session *s, const struct dmascope_op *op,
			    enum fuzz_type type);
bool fuzz_has_room(struct fuzz_session *s);
unsigned int fuzz_slot(const struct fuzz_session *s, const struct fuzz_obj *o);
bool fuzz_is_buf(const struct fuzz_obj *o);
bool fuzz_is_any(const struct fuzz_obj *o);
bool fuzz_is_known(const struct fuzz_obj *o);
bool fuzz_buf_can_map(const struct fuzz_obj *o);
/*
 * dma-debug tells mappings apart by the cache line they start in, and kmalloc() gives out
 * less than that: what the device may write to has a first line of its own.
 */
bool fuzz_buf_can_be_written(const struct fuzz_obj *o);
bool fuzz_is_map(const struct fuzz_obj *o);
bool fuzz_is_coherent(const struct fuzz_obj *o);
bool fuzz_is_mapped_sg(const struct fuzz_obj *o);
/** fuzz_dev_reads(), fuzz_dev_writes() - may the device do that there? */
bool fuzz_dev_reads(const struct fuzz_obj *o);
bool fuzz_dev_writes(const struct fuzz_obj *o);
/** fuzz_use_bufs() - mappings of these buffers come (@n 1) or go (@n -1). */
void fuzz_use_bufs(struct fuzz_session *s, uint64_t bufs, uint32_t dir, int n);

/* ---- steps ---- */
void fuzz_step_buf(struct fuzz_session *s);
void fuzz_step_free(struct fuzz_session *s);
void fuzz_step_coherent(struct fuzz_session *s);
void fuzz_step_free_coherent(struct fuzz_session *s);
void fuzz_step_fill(struct fuzz_session *s);
void fuzz_step_verify(struct fuzz_session *s);
void fuzz_step_leak(struct fuzz_session *s);
void fuzz_step_map(struct fuzz_session *s);
void fuzz_step_unmap(struct fuzz_session *s);
void fuzz_step_mapping_error(struct fuzz_session *s);
void fuzz_step_time_map(struct fuzz_session *s);
void fuzz_step_sync(struct fuzz_session *s);
void fuzz_step_sg(struct fuzz_session *s);
void fuzz_step_map_sg(struct fuzz_session *s);
void fuzz_step_unmap_sg(struct fuzz_session *s);
void fuzz_step_sg_seg(struct fuzz_session *s);
void fuzz_step_dev_read(struct fuzz_session *s);
void fuzz_step_dev_write(struct fuzz_session *s);
void fuzz_step_dev_copy(struct fuzz_session *s);
void fuzz_step_dev_wait(struct fuzz_session *s);
void fuzz_step_dev_listen(struct fuzz_session *s);
void fuzz_step_mask(struct fuzz_session *s);
void fuzz_step_seg_limits(struct fuzz_session *s);
void fuzz_step_query(struct fuzz_session *s);
void fuzz_step_hold(struct fuzz_session *s);
void fuzz_step_msi(struct fuzz_session *s);
void fuzz_step_alloc(struct fuzz_session *s);
void fuzz_step_free_alloc(struct fuzz_session *s);
void fuzz_step_vmap(struct fuzz_session *s);
void fuzz_step_vunmap(struct fuzz_session *s);
void fuzz_step_pool(struct fuzz_session *s);
void fuzz_step_pool_destroy(struct fuzz_session *s);
void fuzz_step_pool_alloc(struct fuzz_session *s);
void fuzz_step_pool_free(struct fuzz_session *s);
void fuzz_step_map_resource(struct fuzz_session *s);
void fuzz_step_unmap_resource(struct fuzz_session *s);
void fuzz_step_pin(struct fuzz_session *s);
void fuzz_step_unpin(struct fuzz_session *s);
void fuzz_step_export(struct fuzz_session *s);
void fuzz_step_map_import(struct fuzz_session *s);
void fuzz_step_unmap_import(struct fuzz_session *s);
void fuzz_step_detach(struct fuzz_session *s);
void fuzz_step_pm(struct fuzz_session *s);
void fuzz_step_vector(struct fuzz_session *s);
/* Not of one op: these go with others. */
void fuzz_step_mmap(struct fuzz_session *s);
void fuzz_step_events(struct fuzz_session *s);
/** fuzz_step_domain() - the device in a domain of its own for a while: nobody else may use it. */
void fuzz_step_domain(struct fuzz_session *s);
/** fuzz_end_shared() - free what others may still see: -EBUSY is an answer then. */
int fuzz_end_shared(struct fuzz_session *s, const struct fuzz_obj *o, struct dmascope_op *op);
/** fuzz_settle() - wait until the device uses nothing of this file; false: it may still. */
bool fuzz_settle(struct fuzz_session *s);
/** fuzz_take_range() - a random part of @o, sometimes left to the driver. */
void fuzz_take_range(struct fuzz_session *s, struct dmascope_op *op, const struct fuzz_obj *o,
		     uint64_t max);

/* ---- what is not legal ---- */
void fuzz_refusal(struct fuzz_session *s);
void fuzz_noise(struct fuzz_session *s);
void fuzz_wild(struct fuzz_session *s);

/* ---- beside the sessions ---- */
/** fuzz_fork() - a process that works on files of its own and is killed soon. */
void fuzz_fork(struct fuzz_session *s);
/** fuzz_commons() - requests to the one file that all threads share. */
void fuzz_commons(struct fuzz_session *s);
void fuzz_commons_open(struct fuzz *f);
/** fuzz_race() - a request from memory that comes and goes meanwhile. */
void fuzz_race(struct fuzz_session *s);
/** fuzz_beside_start(), fuzz_beside_stop() - the threads that disturb. */
int fuzz_beside_start(struct fuzz *f);
void fuzz_beside_stop(struct fuzz *f);

#endif /* DMAFUZZ_H */
