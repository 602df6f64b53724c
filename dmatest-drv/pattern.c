// SPDX-License-Identifier: GPL-2.0
/*
 * Test data.  A byte depends on seed and position only, so that any part of a
 * transfer can be made and checked alone.
 *
 * Three properties make a verdict exact instead of probable: no byte is 0x00
 * or 0xff (memory never written, or a bus that did not answer, is wrong at
 * every byte); two seeds differ at every position unless they are equal
 * modulo 254; and data that arrives displaced does not look right.
 */
#ifdef __KERNEL__
#include <linux/math64.h>
#endif

#include "pattern.h"

#define DMS_PATTERN_VALUES	254	/* 0x01 .. 0xfe */

/* The finalizer of splitmix64: a position says nothing about its neighbour. */
static u64 dms_pattern_mix(u64 x)
{
	x = (x + 1) * 0x9e3779b97f4a7c15ULL;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

static u8 dms_pattern_pick(u64 mix, u32 shift, u64 pos)
{
	u32 byte = (mix >> ((pos & 7) * 8)) & 0xff;

	return 1 + (byte + shift) % DMS_PATTERN_VALUES;
}

static u32 dms_pattern_shift(u64 seed)
{
#ifdef __KERNEL__
	u32 shift;

	div_u64_rem(seed, DMS_PATTERN_VALUES, &shift);
	return shift;
#else
	return seed % DMS_PATTERN_VALUES;
#endif
}

/**
 * dms_pattern_fill() - write test data
 * @buf:	where to
 * @seed:	which data
 * @pos:	position of the first byte
 * @len:	bytes
 */
void dms_pattern_fill(void *buf, u64 seed, u64 pos, size_t len)
{
	u32 shift = dms_pattern_shift(seed);
	u64 mix = dms_pattern_mix(pos >> 3);
	u8 *p = buf;

	for (; len; len--, pos++) {
		if (!(pos & 7))
			mix = dms_pattern_mix(pos >> 3);
		*p++ = dms_pattern_pick(mix, shift, pos);
	}
}

/**
 * dms_pattern_check() - compare with test data
 * @buf:	what is there
 * @seed:	which data should be
 * @pos:	position of the first byte
 * @len:	bytes
 * @diff:	what differs is added to it
 */
void dms_pattern_check(const void *buf, u64 seed, u64 pos, size_t len, struct dms_diff *diff)
{
	u32 shift = dms_pattern_shift(seed);
	u64 mix = dms_pattern_mix(pos >> 3);
	const u8 *p = buf;

	for (; len; len--, pos++) {
		if (!(pos & 7))
			mix = dms_pattern_mix(pos >> 3);
		if (*p++ == dms_pattern_pick(mix, shift, pos))
			continue;
		if (!diff->wrong++)
			diff->first = pos;
	}
}
