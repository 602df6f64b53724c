/* SPDX-License-Identifier: GPL-2.0 */
/* FNV-1a of 64 bits: short texts to table slots and fingerprints; not for hostile keys. */
#ifndef DMS_HASH_H
#define DMS_HASH_H

#include <stddef.h>
#include <stdint.h>

#define DMS_HASH_START 1469598103934665603ull

static inline uint64_t dms_hash_number(uint64_t h, uint64_t number)
{
	return (h ^ number) * 1099511628211ull;
}

static inline uint64_t dms_hash_bytes(uint64_t h, const void *data, size_t len)
{
	const unsigned char *p = data;

	while (len--)
		h = dms_hash_number(h, *p++);
	return h;
}

/** dms_hash_text() - @s and its end, so that "ab", "c" differs from "a", "bc"; NULL is "" */
static inline uint64_t dms_hash_text(uint64_t h, const char *s)
{
	for (; s && *s; s++)
		h = dms_hash_number(h, (unsigned char)*s);
	return dms_hash_number(h, 0xff);
}

#endif /* DMS_HASH_H */
