// SPDX-License-Identifier: GPL-2.0
/* The key=value arguments: what they accept and which field of a request they fill in. */
#include <stddef.h>
#include <string.h>

#include "base/array.h"
#include "interp.h"

static const struct script_word dirs[] = {
	{ "bidirectional", 0 },
	{ "to-device", 1 },
	{ "from-device", 2 },
	{ "none", 3 },
	{ 0 }
};

static const struct script_word fns[] = {
	{ "single", DMASCOPE_FN_SINGLE },
	{ "page", DMASCOPE_FN_PAGE },
	{ "sg", DMASCOPE_FN_SG },
	{ "sgtable", DMASCOPE_FN_SGTABLE },
	{ "coherent", DMASCOPE_FN_COHERENT },
	{ 0 }
};

static const struct script_word kinds[] = {
	{ "kmalloc", DMASCOPE_BUF_KMALLOC },
	{ "pages", DMASCOPE_BUF_PAGES },
	{ "vmalloc", DMASCOPE_BUF_VMALLOC },
	{ "stack", DMASCOPE_BUF_STACK },
	{ "rodata", DMASCOPE_BUF_RODATA },
	{ "lowpages", DMASCOPE_BUF_LOWPAGES },
	{ 0 }
};

static const struct script_word masks[] = {
	{ "both", DMASCOPE_FN_MASK_BOTH },
	{ "streaming", DMASCOPE_FN_MASK_STREAMING },
	{ "coherent", DMASCOPE_FN_MASK_COHERENT },
	{ 0 }
};

/* include/linux/dma-mapping.h; the numbers are not part of any uapi but have never changed */
static const struct script_word attrs[] = {
	{ "weak-ordering", 1 << 1 },
	{ "write-combine", 1 << 2 },
	{ "no-kernel-mapping", 1 << 4 },
	{ "skip-cpu-sync", 1 << 5 },
	{ "force-contiguous", 1 << 6 },
	{ "alloc-single-pages", 1 << 7 },
	{ "no-warn", 1 << 8 },
	{ "privileged", 1 << 9 },
	{ "mmio", 1 << 10 },
	{ 0 }
};

static const struct script_word queries[] = {
	{ "max-mapping-size", DMASCOPE_Q_MAX_MAPPING_SIZE },
	{ "opt-mapping-size", DMASCOPE_Q_OPT_MAPPING_SIZE },
	{ "need-sync", DMASCOPE_Q_NEED_SYNC },
	{ "merge-boundary", DMASCOPE_Q_MERGE_BOUNDARY },
	{ "required-mask", DMASCOPE_Q_REQUIRED_MASK },
	{ "streaming-mask", DMASCOPE_Q_STREAMING_MASK },
	{ "coherent-mask", DMASCOPE_Q_COHERENT_MASK },
	{ "max-seg-size", DMASCOPE_Q_MAX_SEG_SIZE },
	{ "seg-boundary", DMASCOPE_Q_SEG_BOUNDARY },
	{ 0 }
};

/* what user space's memory is made of; only the op's handler asks for the value */
static const struct script_word memories[] = {
	{ "anon", 0 },
	{ "shared", 1 },
	{ "memfd", 2 },
	{ 0 }
};

static const struct script_word prots[] = {
	{ "read", DMASCOPE_PROT_READ },
	{ "write", DMASCOPE_PROT_WRITE },
	{ "cache", DMASCOPE_PROT_CACHE },
	{ "noexec", DMASCOPE_PROT_NOEXEC },
	{ "mmio", DMASCOPE_PROT_MMIO },
	{ "priv", DMASCOPE_PROT_PRIV },
	{ 0 }
};

static const struct script_word accesses[] = {
	{ "read", 0 },
	{ "write", 1 },
	{ 0 }
};

static const struct script_word pms[] = {
	{ "suspend", DMASCOPE_PM_SUSPEND },
	{ "resume", DMASCOPE_PM_RESUME },
	{ 0 }
};

#define NUM64(field, bit) \
	.type = KEY_NUM, .offset = offsetof(struct dmascope_op, field), .wide = true, .set = (bit)
#define NUM32(field, bit) \
	.type = KEY_NUM, .offset = offsetof(struct dmascope_op, field), .set = (bit)
#define WORD(table, field, bit) \
	.type = KEY_WORD, .words = (table), .offset = offsetof(struct dmascope_op, field), \
	.set = (bit)
#define WORD64(table, field) \
	.type = KEY_WORD, .words = (table), .offset = offsetof(struct dmascope_op, field), \
	.wide = true
#define FLAG(bit, when) .type = KEY_FLAG, .offset = -1, .flag = (bit), .flag_when = (when)

static const struct script_key keys[] = {
	{ "addr", NUM64(addr, DMASCOPE_SET_ADDR) },
	{ "offset", NUM64(offset, DMASCOPE_SET_OFFSET) },
	{ "len", NUM64(len, DMASCOPE_SET_LEN) },
	{ "cpu", NUM64(cpu, DMASCOPE_SET_CPU) },
	{ "seed", NUM64(seed, DMASCOPE_SET_SEED) },
	{ "nents", NUM32(nents, DMASCOPE_SET_NENTS) },
	{ "from", NUM64(addr, DMASCOPE_SET_ADDR) },
	{ "to", NUM64(value, DMASCOPE_SET_PEER_ADDR) },
	{ "timeout", NUM64(value, 0) },
	{ "data", NUM64(value, 0) },
	{ "max", NUM64(len, 0) },
	{ "boundary", NUM64(value, 0) },
	{ "rounds", NUM64(value, 0) },
	{ "dir", WORD(dirs, dir, DMASCOPE_SET_DIR) },
	{ "fn", WORD(fns, fn, 0) },
	{ "kind", WORD(kinds, fn, 0) },
	{ "which", WORD(masks, fn, 0) },
	{ "attrs", .type = KEY_BITS, .words = attrs, .wide = true,
	  .offset = offsetof(struct dmascope_op, attrs), .set = DMASCOPE_SET_ATTRS },
	{ "check", FLAG(DMASCOPE_F_NO_CHECK, 0) },
	{ "wait", FLAG(DMASCOPE_F_NO_WAIT, 0) },
	{ "atomic", FLAG(DMASCOPE_F_ATOMIC, 1) },
	{ "again", FLAG(DMASCOPE_F_AGAIN, 1) },
	{ "poll", FLAG(DMASCOPE_F_POLL, 1) },
	{ "prot", .type = KEY_BITS, .words = prots, .wide = true,
	  .offset = offsetof(struct dmascope_op, value) },
	{ "nr", NUM32(nents, DMASCOPE_SET_NENTS) },
	{ "access", WORD64(accesses, value) },
	{ "do", WORD(pms, fn, 0) },
	{ "notify", FLAG(DMASCOPE_F_NOTIFY, 1) },
	/* these only their op's handler understands */
	{ "range", .type = KEY_FLAG, .offset = -1 },
	{ "block", .type = KEY_FLAG, .offset = -1 },
	{ "epoll", .type = KEY_FLAG, .offset = -1 },
	{ "reset", .type = KEY_FLAG, .offset = -1 },
	{ "until", .type = KEY_NUM, .offset = -1 },
	{ "each", .type = KEY_OBJECT, .offset = -1 },
	{ "seglen", .type = KEY_NUM, .offset = -1 },
	{ "stride", .type = KEY_NUM, .offset = -1 },
	{ "first", .type = KEY_NUM, .offset = -1 },
	{ "align", NUM64(offset, 0) },
	{ "memory", .type = KEY_WORD, .words = memories, .offset = -1 },
	{ "pool", .type = KEY_OBJECT, .offset = -1 },
	{ "zero", .type = KEY_FLAG, .offset = -1 },
	{ "write", .type = KEY_FLAG, .offset = -1 },
	{ "longterm", .type = KEY_FLAG, .offset = -1 },
	{ "dirty", .type = KEY_FLAG, .offset = -1 },
	{ "private", .type = KEY_FLAG, .offset = -1 },
	{ "loop", .type = KEY_FLAG, .offset = -1 },
};

const struct script_key *script_key_find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(keys[i].name, name))
			return &keys[i];
	return NULL;
}

bool script_key_allowed(const struct script_op *op, const char *name)
{
	const char *p = op->keys;
	size_t len = strlen(name);

	while (p && *p) {
		size_t n = strcspn(p, " ");

		if (n == len && !memcmp(p, name, n))
			return true;
		p += n + strspn(p + n, " ");
	}
	return false;
}

bool script_words_find(const struct script_word *words, const char *name, size_t len,
		       uint64_t *value)
{
	for (; words->name; words++) {
		if (strlen(words->name) == len && !memcmp(words->name, name, len)) {
			*value = words->value;
			return true;
		}
	}
	return false;
}

bool script_query_word(const char *what, uint64_t *value)
{
	return script_words_find(queries, what, strlen(what), value);
}

const char *script_query_name(size_t index)
{
	return index < ARRAY_SIZE(queries) ? queries[index].name : NULL;
}

const struct script_key *script_key_at(size_t index)
{
	return index < ARRAY_SIZE(keys) ? &keys[index] : NULL;
}
