// SPDX-License-Identifier: GPL-2.0
/* Requests that break one rule of the interface: none of them may be carried out. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "base/array.h"
#include "fuzz.h"

static const struct fuzz_row *any_row(struct fuzz_session *s)
{
	return &fuzz_rows[fuzz_below(&s->rng, fuzz_nr_rows)];
}

static void send_bad(struct fuzz_session *s, struct dmascope_op *op, const char *rule)
{
	fuzz_must_refuse(s, op->op, fuzz_send(s, op), 0, rule);
}

static void bad_opcode(struct fuzz_session *s)
{
	struct dmascope_op op = { 0 };

	if (!fuzz_one_in(&s->rng, 4))
		op.op = DMASCOPE_OP_MAX + fuzz_below(&s->rng, fuzz_one_in(&s->rng, 2) ? 200 : 1u << 31);
	send_bad(s, &op, "there is no such op");
}

static void bad_flag(struct fuzz_session *s)
{
	const struct fuzz_row *row = any_row(s);
	struct dmascope_op op = { .op = row->opcode };

	op.flags = 1u << fuzz_below(&s->rng, 32);
	if (!(op.flags & row->flags))
		send_bad(s, &op, "the op has no such flag");
}

/* Which field each bit of dmascope_op.set speaks of. */
static const uint32_t set_args[] = {
	FUZZ_A_ADDR, FUZZ_A_OFFSET, FUZZ_A_LEN, FUZZ_A_DIR, FUZZ_A_NENTS, FUZZ_A_ATTRS,
	FUZZ_A_CPU, FUZZ_A_SEED, FUZZ_A_PEER,
};

static void bad_set(struct fuzz_session *s)
{
	const struct fuzz_row *row = any_row(s);
	struct dmascope_op op = { .op = row->opcode };
	unsigned int bit = fuzz_below(&s->rng, 32);

	op.set = 1u << bit;
	if (bit >= ARRAY_SIZE(set_args) || !(set_args[bit] & row->args))
		send_bad(s, &op, "a bit in 'set' for a field that the op has not");
}

/* Which field of a request each argument is in. */
static const struct {
	uint32_t arg;
	bool wide;
	size_t offset;
} fields[] = {
	{ FUZZ_A_OBJ, false, offsetof(struct dmascope_op, obj) },
	{ FUZZ_A_PEER, false, offsetof(struct dmascope_op, peer) },
	{ FUZZ_A_FN, false, offsetof(struct dmascope_op, fn) },
	{ FUZZ_A_DIR, false, offsetof(struct dmascope_op, dir) },
	{ FUZZ_A_NENTS, false, offsetof(struct dmascope_op, nents) },
	{ FUZZ_A_OFFSET, true, offsetof(struct dmascope_op, offset) },
	{ FUZZ_A_LEN, true, offsetof(struct dmascope_op, len) },
	{ FUZZ_A_ADDR, true, offsetof(struct dmascope_op, addr) },
	{ FUZZ_A_CPU, true, offsetof(struct dmascope_op, cpu) },
	{ FUZZ_A_ATTRS, true, offsetof(struct dmascope_op, attrs) },
	{ FUZZ_A_VALUE, true, offsetof(struct dmascope_op, value) },
	{ FUZZ_A_SEED, true, offsetof(struct dmascope_op, seed) },
	{ FUZZ_A_SEGS, true, offsetof(struct dmascope_op, segs) },
};

static void bad_field(struct fuzz_session *s)
{
	const struct fuzz_row *row = any_row(s);
	struct dmascope_op op = { .op = row->opcode };
	const size_t i = fuzz_below(&s->rng, ARRAY_SIZE(fields));
	uint64_t v = fuzz_number(&s->rng);
	uint32_t low = v ? v : 1;

	if (row->args & fields[i].arg)
		return;
	/* the upper half alone must not get lost */
	if (!v || !low)
		v = low = 1;
	if (fields[i].wide)
		memcpy((char *)&op + fields[i].offset, &v, sizeof(v));
	else
		memcpy((char *)&op + fields[i].offset, &low, sizeof(low));
	send_bad(s, &op, "a field that the op has not is not zero");
}

static void bad_object(struct fuzz_session *s)
{
	static const uint32_t ids[] = { 0, 0x7fffffff, 0x80000000, 0xffffffff };
	const struct fuzz_row *row = any_row(s);
	struct dmascope_op op = { .op = row->opcode, .obj = ids[fuzz_below(&s->rng, 4)] };

	if (!(row->args & FUZZ_A_OBJ) || row->opcode == DMASCOPE_OP_QUERY)
		return;
	if (row->opcode == DMASCOPE_OP_SYNC)
		op.fn = DMASCOPE_FN_SYNC_CPU;
	send_bad(s, &op, "there is no such object");
}

static void bad_type(struct fuzz_session *s)
{
	static const uint32_t not_bufs[] = {
		DMASCOPE_OP_UNMAP, DMASCOPE_OP_MAPPING_ERROR, DMASCOPE_OP_SYNC, DMASCOPE_OP_MAP_SG,
		DMASCOPE_OP_UNMAP_SG, DMASCOPE_OP_SG_SEG, DMASCOPE_OP_SG_CORRUPT,
		DMASCOPE_OP_FREE_COHERENT, DMASCOPE_OP_DEV_READ, DMASCOPE_OP_DEV_WRITE,
		DMASCOPE_OP_DEV_COPY,
	}, not_maps[] = {
		DMASCOPE_OP_FREE, DMASCOPE_OP_MAP, DMASCOPE_OP_MAP_SG, DMASCOPE_OP_UNMAP_SG,
		DMASCOPE_OP_SG_SEG, DMASCOPE_OP_SG_CORRUPT, DMASCOPE_OP_FREE_COHERENT,
	};
	bool map = fuzz_one_in(&s->rng, 2);
	struct fuzz_obj *o = fuzz_pick(s, map ? fuzz_is_map : fuzz_is_buf);
	struct dmascope_op op = { 0 };

	if (!o)
		return;
	op.op = map ? not_maps[fuzz_below(&s->rng, ARRAY_SIZE(not_maps))] :
		      not_bufs[fuzz_below(&s->rng, ARRAY_SIZE(not_bufs))];
	op.obj = o->id;
	if (op.op == DMASCOPE_OP_SYNC)
		op.fn = DMASCOPE_FN_SYNC_DEVICE;
	send_bad(s, &op, "the op is not for objects of this kind");
}

static bool is_done(const struct fuzz_obj *o)
{
	return !o->live && o->type != FUZZ_OTHER && (o->type != FUZZ_SG || !o->stale);
}

static void done_object(struct fuzz_session *s)
{
	static const uint32_t undo[] = {
		[FUZZ_BUF] = DMASCOPE_OP_FREE, [FUZZ_MAP] = DMASCOPE_OP_UNMAP,
		[FUZZ_SG] = DMASCOPE_OP_UNMAP_SG, [FUZZ_COHERENT] = DMASCOPE_OP_FREE_COHERENT,
		[FUZZ_ALLOC] = DMASCOPE_OP_FREE_ALLOC, [FUZZ_POOL] = DMASCOPE_OP_POOL_DESTROY,
		[FUZZ_BLOCK] = DMASCOPE_OP_POOL_FREE, [FUZZ_RESOURCE] = DMASCOPE_OP_UNMAP_RESOURCE,
		[FUZZ_IMPORT] = DMASCOPE_OP_DETACH,
	};
	struct fuzz_obj *o = fuzz_pick(s, is_done);
	struct dmascope_op op = { 0 };

	if (!o)
		return;
	op.op = undo[o->type];
	op.obj = o->id;
	send_bad(s, &op, "that was done already");
	if (o->type == FUZZ_SG)
		return;
	op = (struct dmascope_op){ .op = DMASCOPE_OP_LEAK, .obj = o->id };
	send_bad(s, &op, "there is nothing left to leak");
}

static void bad_dir_or_attrs(struct fuzz_session *s)
{
	const struct fuzz_row *row = any_row(s);
	struct dmascope_op op = { .op = row->opcode };
	struct fuzz_obj *o = fuzz_pick(s, fuzz_is_known);

	op.obj = o && row->args & FUZZ_A_OBJ ? o->id : 0;
	if (row->args & FUZZ_A_DIR && fuzz_one_in(&s->rng, 2))
		op.dir = 4 + fuzz_below(&s->rng, fuzz_one_in(&s->rng, 2) ? 8 : 0xfffffff0);
	else if (row->args & FUZZ_A_ATTRS)
		op.attrs = 1ULL << (16 + fuzz_below(&s->rng, 48));
	else
		return;
	send_bad(s, &op, "an unknown direction or attribute");
}

static uint64_t huge(struct fuzz_session *s)
{
	return fuzz_one_in(&s->rng, 2) ? ~0ULL : 1ULL << (32 + fuzz_below(&s->rng, 32));
}

/* Numbers just behind the end of what is allowed, whatever object they are for. */
static void bad_size(struct fuzz_session *s)
{
	struct fuzz_obj *buf = fuzz_pick(s, fuzz_buf_can_map), *map = fuzz_pick(s, fuzz_is_map);
	const uint32_t b = buf ? buf->id : 0, m = map ? map->id : 0;
	const uint64_t end = buf ? buf->len : 1, big = huge(s);
	const struct dmascope_op all[] = {
		{ .op = DMASCOPE_OP_BUF },
		{ .op = DMASCOPE_OP_BUF, .len = DMASCOPE_MAX_BYTES + 1, .fn = DMASCOPE_BUF_VMALLOC },
		{ .op = DMASCOPE_OP_BUF, .len = big },
		{ .op = DMASCOPE_OP_BUF, .len = 1, .offset = 1 << 16 },
		{ .op = DMASCOPE_OP_BUF, .len = 1, .offset = big },
		{ .op = DMASCOPE_OP_BUF, .len = 1, .fn = DMASCOPE_BUF_MAX + (uint32_t)big % 1000 },
		{ .op = DMASCOPE_OP_BUF, .len = 257, .fn = DMASCOPE_BUF_RODATA },
		{ .op = DMASCOPE_OP_COHERENT },
		{ .op = DMASCOPE_OP_COHERENT, .len = DMASCOPE_MAX_BYTES + 1 },
		{ .op = DMASCOPE_OP_COHERENT, .len = big },
		{ .op = DMASCOPE_OP_MAP, .obj = b, .dir = 1, .len = end + 1 },
		{ .op = DMASCOPE_OP_MAP, .obj = b, .dir = 1, .offset = end + 1 },
		{ .op = DMASCOPE_OP_MAP, .obj = b, .dir = 1, .offset = 1, .len = ~0ULL },
		{ .op = DMASCOPE_OP_MAP, .obj = b, .dir = 1, .offset = big, .len = 1 },
		{ .op = DMASCOPE_OP_MAP, .obj = b, .dir = 1, .fn = DMASCOPE_FN_SG },
		{ .op = DMASCOPE_OP_UNMAP, .obj = m, .fn = DMASCOPE_FN_SGTABLE },
		{ .op = DMASCOPE_OP_UNMAP, .obj = m, .fn = DMASCOPE_FN_MAX },
		{ .op = DMASCOPE_OP_UNMAP, .obj = m, .len = big },
		{ .op = DMASCOPE_OP_SYNC, .obj = m },
		{ .op = DMASCOPE_OP_SYNC, .obj = m, .fn = DMASCOPE_FN_MAX },
		{ .op = DMASCOPE_OP_SYNC, .obj = m, .fn = DMASCOPE_FN_SYNC_CPU, .offset = big },
		{ .op = DMASCOPE_OP_SYNC, .obj = m, .fn = DMASCOPE_FN_SYNC_CPU, .len = big },
		{ .op = DMASCOPE_OP_SYNC, .obj = m, .fn = DMASCOPE_FN_SYNC_CPU, .nents = 1 },
		{ .op = DMASCOPE_OP_FILL, .obj = b, .offset = end + 1 },
		{ .op = DMASCOPE_OP_FILL, .obj = b, .offset = big, .len = big },
		{ .op = DMASCOPE_OP_VERIFY, .obj = b, .len = end + 1 },
		{ .op = DMASCOPE_OP_SG },
		{ .op = DMASCOPE_OP_SG, .nents = 1 },
		{ .op = DMASCOPE_OP_SG, .nents = DMASCOPE_MAX_SEGS + 1, .segs = (uintptr_t)s->arena },
	};
	struct dmascope_op op = all[fuzz_below(&s->rng, ARRAY_SIZE(all))];

	send_bad(s, &op, "a size beyond its bounds");
}

static void bad_setting(struct fuzz_session *s)
{
	struct fuzz_obj *map = fuzz_pick(s, fuzz_is_map);
	const uint32_t m = map ? map->id : 0;
	const uint64_t big = huge(s);
	const struct dmascope_op all[] = {
		{ .op = DMASCOPE_OP_HOLD, .value = DMASCOPE_MAX_TIMEOUT + 1 },
		{ .op = DMASCOPE_OP_HOLD, .value = big },
		{ .op = DMASCOPE_OP_DEV_WAIT, .value = DMASCOPE_MAX_TIMEOUT + 1 },
		{ .op = DMASCOPE_OP_DEV_WAIT, .value = big },
		{ .op = DMASCOPE_OP_DEV_READ, .obj = m, .len = big },
		{ .op = DMASCOPE_OP_DEV_WRITE, .obj = m, .set = DMASCOPE_SET_LEN },
		{ .op = DMASCOPE_OP_DEV_READ, .obj = m, .offset = big },
		{ .op = DMASCOPE_OP_MASK },
		{ .op = DMASCOPE_OP_MASK, .value = 65 },
		{ .op = DMASCOPE_OP_MASK, .value = big },
		{ .op = DMASCOPE_OP_MASK, .value = 64, .fn = DMASCOPE_FN_SINGLE },
		{ .op = DMASCOPE_OP_SEG_LIMITS, .len = big },
		{ .op = DMASCOPE_OP_SEG_LIMITS, .value = 0x1000 },
		{ .op = DMASCOPE_OP_QUERY, .fn = DMASCOPE_Q_MAX },
		{ .op = DMASCOPE_OP_QUERY, .fn = DMASCOPE_Q_REQUIRED_MASK, .obj = 1 },
		{ .op = DMASCOPE_OP_MSI, .value = 1 },
	};
	struct dmascope_op op = all[fuzz_below(&s->rng, ARRAY_SIZE(all))];

	send_bad(s, &op, "a number beyond its bounds");
}

static void bad_owner(struct fuzz_session *s)
{
	struct fuzz_obj *o = fuzz_pick(s, fuzz_is_coherent);
	struct dmascope_op op = { .op = DMASCOPE_OP_FREE_COHERENT };

	if (!o)
		return;
	op.obj = o->id;
	if (fuzz_one_in(&s->rng, 2)) {
		op.set = DMASCOPE_SET_LEN;
		op.len = fuzz_one_in(&s->rng, 2) ? 0 : o->len + (1 << 16);
	} else {
		op.set = DMASCOPE_SET_CPU;
		op.cpu = fuzz_one_in(&s->rng, 2) ? 0 : o->cpu + (1 << 16);
	}
	send_bad(s, &op, "memory that is not this object's would be freed");
}

static void bad_segment(struct fuzz_session *s)
{
	struct dmascope_seg segs[3] = { 0 }, *bad = &segs[fuzz_below(&s->rng, 3)];
	struct dmascope_op op = { .op = DMASCOPE_OP_SG, .nents = 3, .segs = (uintptr_t)segs };
	struct fuzz_obj *o = fuzz_pick(s, fuzz_buf_can_map);
	unsigned int i;

	if (!o)
		return;
	for (i = 0; i < 3; i++)
		segs[i] = (struct dmascope_seg){ .obj = o->id, .len = 1 };
	if (fuzz_one_in(&s->rng, 3))
		bad->obj = fuzz_one_in(&s->rng, 2) ? 0 : 0x7fffffff;
	else if (fuzz_one_in(&s->rng, 2))
		bad->len = 0;
	else
		bad->offset = fuzz_one_in(&s->rng, 2) ? o->len : ~0ULL;
	send_bad(s, &op, "a segment outside its buffer");
}

/* Addresses that no process has, and those of the kernel. */
static char *bad_place(struct fuzz_session *s, size_t len)
{
	static const uint64_t bad[] = {
		0, 1, 0xfff, 0x8000000000000000, 0xffff888000000000, 0xffffffff81000000,
		0xffffffffffffff00, 0xffffffffffffffff, 0x00007ffffffff000, 0xdead000000000100,
	};

	if (fuzz_one_in(&s->rng, 2))
		return (char *)(uintptr_t)bad[fuzz_below(&s->rng, ARRAY_SIZE(bad))];
	/* all but the last bytes are there */
	return s->arena + 2 * FUZZ_PAGE - fuzz_below(&s->rng, len);
}

static void bad_pointer(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_SG, .nents = 1 + fuzz_below(&s->rng, 4) };
	const char *rule = "memory that is not there";
	int ret;

	switch (fuzz_below(&s->rng, 3)) {
	case 0:
		ret = fuzz_ioctl(s, DMASCOPE_IOC_INFO, bad_place(s, sizeof(struct dmascope_info)));
		break;
	case 1:
		ret = fuzz_ioctl(s, DMASCOPE_IOC_OP, bad_place(s, sizeof(struct dmascope_op)));
		break;
	default:
		op.segs = (uintptr_t)bad_place(s, op.nents * sizeof(struct dmascope_seg));
		ret = fuzz_send(s, &op);
	}
	fuzz_must_refuse(s, op.op, ret, -EFAULT, rule);
}

/* The answer cannot be written: the caller must hear of it. */
static void bad_answer(struct fuzz_session *s)
{
	struct dmascope_op op = { .op = DMASCOPE_OP_QUERY, .fn = DMASCOPE_Q_REQUIRED_MASK };
	int ret;

	memcpy(s->arena, &op, sizeof(op));
	if (mprotect(s->arena, FUZZ_PAGE, PROT_READ))
		return;
	ret = fuzz_ioctl(s, DMASCOPE_IOC_OP, s->arena);
	mprotect(s->arena, FUZZ_PAGE, PROT_READ | PROT_WRITE);
	fuzz_must_refuse(s, op.op, ret, -EFAULT, "an answer where nobody can write");
}

/* Types and numbers that neither the driver nor the VFS will ever know. */
static void bad_number_of_ioctl(struct fuzz_session *s)
{
	const unsigned int nr = fuzz_below(&s->rng, 0xd0), size = fuzz_below(&s->rng, 1 << 14);
	const unsigned long numbers[] = {
		_IOC(_IOC_READ, 'D', 0xd0, sizeof(struct dmascope_info) + 1),
		_IOC(_IOC_READ, 'D', 0xd0, 0),
		_IOC(_IOC_READ | _IOC_WRITE, 'D', 0xd1, sizeof(struct dmascope_op) - 8),
		_IOC(_IOC_READ | _IOC_WRITE, 'D', 0xd1, sizeof(struct dmascope_op) + 8),
		_IOC(_IOC_WRITE, 'D', 0xd1, sizeof(struct dmascope_op)),
		_IOC(_IOC_NONE, 'D', 0xd1, 0),
		_IOC(_IOC_READ | _IOC_WRITE, 'D', nr, size),
		_IOC(_IOC_READ | _IOC_WRITE, 0xee, nr, size),
		0, 0xffffffff,
	};
	char *arg = fuzz_one_in(&s->rng, 2) ? s->arena : bad_place(s, 64);
	int ret = fuzz_ioctl(s, numbers[fuzz_below(&s->rng, ARRAY_SIZE(numbers))],
			     arg);

	fuzz_must_refuse(s, 0, ret, -ENOTTY, "an ioctl number that nobody has");
}

void fuzz_refusal(struct fuzz_session *s)
{
	static void (*const rules[])(struct fuzz_session *s) = {
		bad_opcode, bad_flag, bad_set, bad_field, bad_object, bad_type, done_object,
		bad_dir_or_attrs, bad_size, bad_size, bad_setting, bad_owner, bad_segment,
		bad_pointer, bad_answer, bad_number_of_ioctl,
	};

	rules[fuzz_below(&s->rng, ARRAY_SIZE(rules))](s);
}
