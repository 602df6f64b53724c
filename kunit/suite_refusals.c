// SPDX-License-Identifier: GPL-2.0
/*
 * What ops refuse, with a device behind the file: bounds, types, and objects that are done.
 * A request that is refused makes, maps and frees nothing.
 */
#include <kunit/test.h>

#include "../dmatest-drv/ops.h"
#include "device.h"

#define BYTES	8192

/* Which object a request is about. */
enum who { NOBODY, STRANGER, BUF, FREED, VMALLOCED, MAP, UNMAPPED, COHERENT, COHERENT_FREED };

static u32 run(struct kunit *test, struct dmascope_op op)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);

	KUNIT_ASSERT_EQ(test, dms_op_run(kd->file, &op), 0);
	KUNIT_ASSERT_EQ(test, op.result, 0);
	return op.out_obj ? op.out_obj : op.obj;
}

static u32 new_buf(struct kunit *test, u32 kind)
{
	return run(test, (struct dmascope_op){ .op = DMASCOPE_OP_BUF, .fn = kind, .len = BYTES });
}

static u32 new_map(struct kunit *test)
{
	return run(test, (struct dmascope_op){ .op = DMASCOPE_OP_MAP,
					       .obj = new_buf(test, DMASCOPE_BUF_KMALLOC) });
}

static u32 new_coherent(struct kunit *test)
{
	return run(test, (struct dmascope_op){ .op = DMASCOPE_OP_COHERENT, .len = BYTES });
}

static u32 object(struct kunit *test, enum who who)
{
	switch (who) {
	case NOBODY:
		return 0;
	case STRANGER:
		return 12345;
	case BUF:
		return new_buf(test, DMASCOPE_BUF_KMALLOC);
	case FREED:
		return run(test, (struct dmascope_op){ .op = DMASCOPE_OP_FREE,
						       .obj = new_buf(test, 0) });
	case VMALLOCED:
		return new_buf(test, DMASCOPE_BUF_VMALLOC);
	case MAP:
		return new_map(test);
	case UNMAPPED:
		return run(test, (struct dmascope_op){ .op = DMASCOPE_OP_UNMAP,
						       .obj = new_map(test) });
	case COHERENT:
		return new_coherent(test);
	case COHERENT_FREED:
		return run(test, (struct dmascope_op){ .op = DMASCOPE_OP_FREE_COHERENT,
						       .obj = new_coherent(test) });
	}
	return 0;
}

#define OP(o, ...)	{ .op = DMASCOPE_OP_##o, ##__VA_ARGS__ }
#define SET(s)		.set = DMASCOPE_SET_##s

static const struct refusal {
	const char *name;
	enum who who;
	int want;
	struct dmascope_op op;
} refusals[] = {
	{ "buf of nothing", NOBODY, -EINVAL, OP(BUF) },
	{ "buf of an unknown kind", NOBODY, -EINVAL, OP(BUF, .fn = DMASCOPE_BUF_MAX, .len = 1) },
	{ "buf that starts behind its page", NOBODY, -EINVAL,
	  OP(BUF, .len = 1, .offset = PAGE_SIZE) },
	{ "buf above the limit", NOBODY, -E2BIG,
	  OP(BUF, .fn = DMASCOPE_BUF_PAGES, .len = DMASCOPE_MAX_BYTES + 1) },
	{ "buf of 2^64 bytes", NOBODY, -E2BIG, OP(BUF, .len = U64_MAX, .offset = 1) },
	{ "buf larger than the stack", NOBODY, -E2BIG,
	  OP(BUF, .fn = DMASCOPE_BUF_STACK, .len = DMS_STACK_BYTES + 1) },
	{ "free of nothing", STRANGER, -ENOENT, OP(FREE) },
	{ "free of a mapping", MAP, -EINVAL, OP(FREE) },
	{ "free twice", FREED, -EALREADY, OP(FREE) },
	{ "map of nothing", NOBODY, -ENOENT, OP(MAP) },
	{ "map of a mapping", MAP, -EINVAL, OP(MAP) },
	{ "map by an unknown function", BUF, -EINVAL, OP(MAP, .fn = DMASCOPE_FN_MAX) },
	{ "map behind the end", BUF, -EINVAL, OP(MAP, .offset = BYTES + 1) },
	{ "map beyond the end", BUF, -EINVAL, OP(MAP, .len = BYTES + 1) },
	{ "map whose end wraps round", BUF, -EINVAL, OP(MAP, .offset = 1, .len = U64_MAX) },
	{ "map of two vmalloc pages as one", VMALLOCED, -EINVAL,
	  OP(MAP, .fn = DMASCOPE_FN_PAGE, .len = BYTES) },
	{ "unmap of a buffer", BUF, -EINVAL, OP(UNMAP) },
	{ "unmap twice", UNMAPPED, -EALREADY, OP(UNMAP) },
	{ "unmap by an unknown function", MAP, -EINVAL, OP(UNMAP, .fn = DMASCOPE_FN_MAX) },
	{ "unmap above the limit", MAP, -EINVAL, OP(UNMAP, .len = DMASCOPE_MAX_BYTES + 1) },
	{ "mapping-error of a buffer", BUF, -EINVAL, OP(MAPPING_ERROR) },
	{ "sync of a buffer", BUF, -EINVAL, OP(SYNC, .fn = DMASCOPE_FN_SYNC_CPU) },
	{ "sync by an unknown function", MAP, -EINVAL, OP(SYNC, .fn = DMASCOPE_FN_MAX) },
	{ "scatterlist of nothing", NOBODY, -EINVAL, OP(SG) },
	{ "scatterlist above the limit", NOBODY, -E2BIG, OP(SG, .nents = DMASCOPE_MAX_SEGS + 1) },
	{ "map-sg of a buffer", BUF, -EINVAL, OP(MAP_SG) },
	{ "coherent of nothing", NOBODY, -EINVAL, OP(COHERENT) },
	{ "coherent above the limit", NOBODY, -E2BIG, OP(COHERENT, .len = DMASCOPE_MAX_BYTES + 1) },
	{ "free-coherent of a buffer", BUF, -EINVAL, OP(FREE_COHERENT) },
	{ "free-coherent twice", COHERENT_FREED, -EALREADY, OP(FREE_COHERENT) },
	{ "free-coherent of nothing of it", COHERENT, -EINVAL, OP(FREE_COHERENT, SET(LEN)) },
	{ "free-coherent of more than it has", COHERENT, -EINVAL,
	  OP(FREE_COHERENT, .len = BYTES + PAGE_SIZE) },
	{ "free-coherent of another page", COHERENT, -EINVAL,
	  OP(FREE_COHERENT, SET(CPU), .cpu = 0x1000) },
	{ "fill of freed memory", FREED, -EALREADY, OP(FILL) },
	{ "fill behind the end", BUF, -EINVAL, OP(FILL, .offset = BYTES + 1) },
	{ "fill beyond the end", BUF, -EINVAL, OP(FILL, .offset = 1, .len = BYTES) },
	{ "fill whose end wraps round", BUF, -EINVAL, OP(FILL, .offset = 2, .len = U64_MAX) },
	{ "verify beyond the end", MAP, -EINVAL, OP(VERIFY, .len = BYTES + 1) },
	{ "device-read of nothing", MAP, -EINVAL, OP(DEV_READ, SET(LEN)) },
	{ "device-read of a buffer", BUF, -EINVAL, OP(DEV_READ) },
	{ "device-write above the limit", MAP, -E2BIG, OP(DEV_WRITE, .len = U32_MAX) },
	{ "device-write of 2^32 + 1 bytes", MAP, -E2BIG, OP(DEV_WRITE, .len = 1ULL + U32_MAX + 1) },
	{ "device-read without any address", NOBODY, -ENOENT, OP(DEV_READ, .len = 1) },
	{ "device-wait without bound", NOBODY, -EINVAL,
	  OP(DEV_WAIT, .value = DMASCOPE_MAX_TIMEOUT + 1) },
	{ "hold without bound", NOBODY, -EINVAL, OP(HOLD, .value = DMASCOPE_MAX_TIMEOUT + 1) },
	{ "mask of no bits", NOBODY, -EINVAL, OP(MASK) },
	{ "mask of 65 bits", NOBODY, -EINVAL, OP(MASK, .value = 65) },
	{ "mask by an unknown function", NOBODY, -EINVAL,
	  OP(MASK, .value = 64, .fn = DMASCOPE_FN_SINGLE) },
	{ "boundary that is no mask", NOBODY, -EINVAL, OP(SEG_LIMITS, .value = 0xff00) },
	{ "segments of 2^32 bytes", NOBODY, -EINVAL, OP(SEG_LIMITS, .len = 1ULL << 32) },
	{ "unknown query", NOBODY, -EINVAL, OP(QUERY, .fn = DMASCOPE_Q_MAX) },
	{ "query of an object that it ignores", BUF, -EINVAL, OP(QUERY) },
	{ "query for a mapping without one", NOBODY, -ENOENT,
	  OP(QUERY, .fn = DMASCOPE_Q_NEED_SYNC) },
	{ "leak of freed memory", FREED, -EALREADY, OP(LEAK) },
	{ "leak of nothing", STRANGER, -ENOENT, OP(LEAK) },
};

static void refusal_name(const struct refusal *r, char *desc)
{
	strscpy(desc, r->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(refusal, refusals, refusal_name);

static void a_request_out_of_bounds_is_refused(struct kunit *test)
{
	const struct refusal *r = test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	struct dmascope_op op = r->op;
	unsigned int objects;
	u64 bytes;

	op.obj = object(test, r->who);
	objects = kd->file->nr;
	bytes = kd->file->bytes;
	KUNIT_EXPECT_EQ(test, dms_op_run(kd->file, &op), r->want);
	KUNIT_EXPECT_EQ(test, kd->file->nr, objects);
	KUNIT_EXPECT_EQ(test, kd->file->bytes, bytes);
	KUNIT_EXPECT_EQ(test, op.out_obj, 0U);
}

static struct kunit_case dms_refusals_cases[] = {
	KUNIT_CASE_PARAM(a_request_out_of_bounds_is_refused, refusal_gen_params),
	{}
};

static struct kunit_suite dms_refusals_suite = {
	.name = "dmascope_refusals",
	.test_cases = dms_refusals_cases,
};
kunit_test_suite(dms_refusals_suite);
