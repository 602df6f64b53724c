/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Is this call the one?  Filters say which calls count, knobs say which of those are hit.  Names
 * and meaning of the knobs are the kernel's own (Documentation/fault-injection/), and so is the
 * order in which they are asked (lib/fault-inject.c, should_fail_ex()).
 *
 * Pure: it calls nothing, takes no lock and reads no clock, so that a test can decide the same
 * calls.  The caller keeps a struct dms_decider to one CPU at a time.
 */
#ifndef DMS_INJECT_DECIDE_H
#define DMS_INJECT_DECIDE_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
typedef uint64_t u64;
typedef uint32_t u32;
typedef int64_t s64;
typedef int32_t s32;
#endif

#define DMS_INJECT_NAME_LEN	64	/* with its NUL */

/**
 * struct dms_decider - the knobs of a target, and how far they are used up
 * @probability: percent of the calls that are hit; 0: none, 100 and more: all
 * @interval:	only every interval-th call is a candidate; 0 and 1: each is
 * @times:	injections left; -1: no limit.  Counted down to 0
 * @space:	bytes that calls may ask for in all before the first is hit.  Counted down
 * @nth:	the nth call from now on is hit, whatever the other knobs say, and none before it; 0:
 *		off.  Counted down, as /proc/PID/fail-nth is
 * @seed:	which calls @probability picks: a function of it and of @calls, of nothing else
 * @calls:	calls that passed the filters
 * @count:	calls that @interval has seen
 * @hits:	injections so far
 */
struct dms_decider {
	u32 probability;
	u64 interval;
	s64 times;
	u64 space;
	u64 nth;
	u64 seed;
	u64 calls;
	u64 count;
	u64 hits;
};

/** dms_decider_init() - as the kernel's DECLARE_FAULT_ATTR() has it: off, and once. */
void dms_decider_init(struct dms_decider *d);

/** dms_decider_active() - can any call be hit?  When not, nothing needs to be probed. */
bool dms_decider_active(const struct dms_decider *d);

/**
 * dms_decide() - is this call hit?
 * @d:		knobs of the target
 * @size:	bytes that the call is about; 1 for a call that has no size
 *
 * To be asked once for each call that passes the filters: it is counted.
 */
bool dms_decide(struct dms_decider *d, u64 size);

/** dms_random_percent() - 0 to 99; the same for the same @seed and @number, on every machine */
u32 dms_random_percent(u64 seed, u64 number);

/**
 * struct dms_site - where calls come from
 * @symbol:	function, "" for everywhere
 * @first, @last: offsets in it, as a stack trace prints them; both inclusive
 */
struct dms_site {
	char symbol[DMS_INJECT_NAME_LEN];
	u64 first, last;
};

/**
 * dms_site_parse() - read "FUNCTION", "FUNCTION+0xOFFSET" or "FUNCTION+0xFIRST-0xLAST"
 *
 * Return: true; false leaves @site alone.  "" is everywhere.
 */
bool dms_site_parse(struct dms_site *site, const char *text);

/* A direction that is not known, or any direction. */
#define DMS_ANY_DIRECTION	(-1)

/**
 * struct dms_filter - which calls count; all of them by default
 * @device, @driver, @module, @comm: names, "" for any; '*' at the end stands for anything
 * @site:	the caller
 * @pid:	thread group of the caller, 0 for any
 * @min_size, @max_size: bytes, both inclusive
 * @direction:	enum dma_data_direction, or DMS_ANY_DIRECTION
 */
struct dms_filter {
	char device[DMS_INJECT_NAME_LEN];
	char driver[DMS_INJECT_NAME_LEN];
	char module[DMS_INJECT_NAME_LEN];
	char comm[DMS_INJECT_NAME_LEN];
	struct dms_site site;
	s32 pid;
	u64 min_size, max_size;
	s32 direction;
};

void dms_filter_init(struct dms_filter *f);

/**
 * struct dms_call - one call, as far as the filter asks
 * @device, @driver: names; NULL: the call is for no device that is known
 * @module:	of the caller, "vmlinux" when it is built in; NULL: not known
 * @symbol, @offset: the caller's return address; @symbol NULL: not known
 * @comm, @pid: the process that calls; @comm NULL: none, an interrupt
 * @size:	bytes; only when @has_size
 * @direction:	enum dma_data_direction, or DMS_ANY_DIRECTION when the call has none
 */
struct dms_call {
	const char *device, *driver;
	const char *module, *symbol;
	u64 offset;
	const char *comm;
	s32 pid;
	u64 size;
	bool has_size;
	s32 direction;
};

/** dms_filter_needs_caller() - does it ask for @module or @symbol, which cost a look-up? */
bool dms_filter_needs_caller(const struct dms_filter *f);

/** dms_filter_match() - a filter for what the call does not have matches no call */
bool dms_filter_match(const struct dms_filter *f, const struct dms_call *c);

/**
 * dms_call_set_caller() - take "symbol+0xoff/0xlen [module]" apart, as sprint_symbol() writes it
 * @text:	changed; @c points into it
 *
 * An address without a symbol ("0xffff...") has none.
 */
void dms_call_set_caller(struct dms_call *c, char *text);

#endif /* DMS_INJECT_DECIDE_H */
