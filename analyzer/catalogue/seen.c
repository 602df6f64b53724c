// SPDX-License-Identifier: GPL-2.0
/*
 * Records that were read before.  A bundle has the console's and dmesg's copy of one record, and
 * crash tools print the log again at the end: the same stamp and the same text is the same
 * record.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/strbuf.h"
#include "decoder.h"

/* In one input the same text at the same microsecond is a storm, far away it is a replay. */
#define REPLAY_LINES 200
/* A storm has more: from then on old ones make room, 24 bytes each. */
#define SLOTS_MAX (1u << 19)
/* A full table is searched no further than this. */
#define PROBES 16

struct slot {
	uint64_t hash;		/* 0: free */
	unsigned int input;
	unsigned long line;
};

struct dms_seen {
	struct slot *slots;
	size_t nr, size;
};

struct dms_seen *dms_seen_new(void)
{
	struct dms_seen *s = dms_alloc(sizeof(*s));

	s->size = 256;
	s->slots = dms_alloc(s->size * sizeof(*s->slots));
	return s;
}

void dms_seen_free(struct dms_seen *s)
{
	if (!s)
		return;
	free(s->slots);
	free(s);
}

static struct slot *find(const struct dms_seen *s, uint64_t hash)
{
	size_t first = hash & (s->size - 1), i = first, n = 0;

	while (s->slots[i].hash && s->slots[i].hash != hash) {
		if (s->size == SLOTS_MAX && ++n == PROBES)
			return &s->slots[first];
		i = (i + 1) & (s->size - 1);
	}
	return &s->slots[i];
}

static void grow(struct dms_seen *s)
{
	struct dms_seen old = *s;
	size_t i;

	s->size *= 2;
	s->slots = dms_alloc(s->size * sizeof(*s->slots));
	for (i = 0; i < old.size; i++)
		if (old.slots[i].hash)
			*find(s, old.slots[i].hash) = old.slots[i];
	free(old.slots);
}

/* Stamps of microseconds as text: two inputs may round differently, not print differently. */
uint64_t dms_seen_hash(double time, const char *text, size_t len)
{
	uint64_t h = dms_hash_bytes(DMS_HASH_START, &time, sizeof(time));

	h = dms_hash_bytes(h, text, len);
	return h ? h : 1;
}

bool dms_seen_before(struct dms_seen *s, uint64_t hash, unsigned int input, unsigned long line)
{
	struct slot *slot = find(s, hash);

	if (slot->hash == hash) {
		if (slot->input != input || line > slot->line + REPLAY_LINES)
			return true;
		slot->line = line;
		return false;
	}
	*slot = (struct slot){ .hash = hash, .input = input, .line = line };
	if (++s->nr * 2 > s->size && s->size < SLOTS_MAX)
		grow(s);
	return false;
}
