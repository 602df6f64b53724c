/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_PATTERN_H
#define _DMS_PATTERN_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stddef.h>
#include <stdint.h>

#define u8	uint8_t
#define u32	uint32_t
#define u64	uint64_t
#endif

/**
 * struct dms_diff - what a comparison with a pattern found
 * @wrong:	bytes that differ
 * @first:	position of the first of them
 */
struct dms_diff {
	u64 wrong;
	u64 first;
};

void dms_pattern_fill(void *buf, u64 seed, u64 pos, size_t len);
void dms_pattern_check(const void *buf, u64 seed, u64 pos, size_t len, struct dms_diff *diff);

#endif /* _DMS_PATTERN_H */
