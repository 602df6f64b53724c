// SPDX-License-Identifier: GPL-2.0
/*
 * dmatest-drv/uapi/dmascope.h: what programs that were compiled earlier rely on.  A number
 * that has to be changed here is a break of that interface.
 */
#include <kunit/test.h>
#include <linux/ioctl.h>

#include "dmascope.h"

/* The same on 32 and 64 bits, and without room that nobody has cleared. */
static void sizes_are_what_they_always_were(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, sizeof(struct dmascope_seg), 16UL);
	KUNIT_EXPECT_EQ(test, sizeof(struct dmascope_op), 168UL);
	KUNIT_EXPECT_EQ(test, sizeof(struct dmascope_info), 96UL);
}

#define PLACE(s, f, at)	{ #s "." #f, offsetof(struct s, f), sizeof(((struct s *)NULL)->f), at }

static const struct place {
	const char *name;
	size_t offset;
	size_t size;
	size_t want;
} places[] = {
	PLACE(dmascope_seg, obj, 0),
	PLACE(dmascope_seg, len, 4),
	PLACE(dmascope_seg, offset, 8),
	PLACE(dmascope_op, op, 0),
	PLACE(dmascope_op, flags, 4),
	PLACE(dmascope_op, set, 8),
	PLACE(dmascope_op, obj, 12),
	PLACE(dmascope_op, peer, 16),
	PLACE(dmascope_op, fn, 20),
	PLACE(dmascope_op, dir, 24),
	PLACE(dmascope_op, nents, 28),
	PLACE(dmascope_op, offset, 32),
	PLACE(dmascope_op, len, 40),
	PLACE(dmascope_op, addr, 48),
	PLACE(dmascope_op, cpu, 56),
	PLACE(dmascope_op, attrs, 64),
	PLACE(dmascope_op, value, 72),
	PLACE(dmascope_op, seed, 80),
	PLACE(dmascope_op, segs, 88),
	PLACE(dmascope_op, result, 96),
	PLACE(dmascope_op, out_obj, 100),
	PLACE(dmascope_op, out_iova, 104),
	PLACE(dmascope_op, out_phys, 112),
	PLACE(dmascope_op, out_cpu, 120),
	PLACE(dmascope_op, out_len, 128),
	PLACE(dmascope_op, out, 136),
	PLACE(dmascope_info, abi, 0),
	PLACE(dmascope_info, caps, 4),
	PLACE(dmascope_info, engine, 8),
	PLACE(dmascope_info, device, 24),
	PLACE(dmascope_info, min_write, 56),
	PLACE(dmascope_info, max_xfer, 60),
};

static void fields_stay_where_they_are(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(places); i++)
		KUNIT_EXPECT_EQ_MSG(test, places[i].offset, places[i].want, "%s", places[i].name);
}

/* i386 aligns a 64-bit number to four bytes: were it not at a multiple of eight, it would move. */
static void wide_fields_are_aligned_for_32_bits(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(places); i++)
		if (places[i].size == 8)
			KUNIT_EXPECT_EQ_MSG(test, places[i].offset % 8, 0UL, "%s", places[i].name);
}

static void ioctls_carry_their_structs(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, (u32)DMASCOPE_IOC_INFO, 0x806044d0U);
	KUNIT_EXPECT_EQ(test, (u32)DMASCOPE_IOC_OP, 0xc0a844d1U);
}

static const struct {
	u32 op;
	u32 want;
} numbers[] = {
	{ DMASCOPE_OP_BUF, 1 },
	{ DMASCOPE_OP_FREE, 2 },
	{ DMASCOPE_OP_MAP, 3 },
	{ DMASCOPE_OP_UNMAP, 4 },
	{ DMASCOPE_OP_MAPPING_ERROR, 5 },
	{ DMASCOPE_OP_SYNC, 6 },
	{ DMASCOPE_OP_SG, 7 },
	{ DMASCOPE_OP_MAP_SG, 8 },
	{ DMASCOPE_OP_UNMAP_SG, 9 },
	{ DMASCOPE_OP_SG_SEG, 10 },
	{ DMASCOPE_OP_SG_CORRUPT, 11 },
	{ DMASCOPE_OP_COHERENT, 12 },
	{ DMASCOPE_OP_FREE_COHERENT, 13 },
	{ DMASCOPE_OP_FILL, 14 },
	{ DMASCOPE_OP_VERIFY, 15 },
	{ DMASCOPE_OP_DEV_READ, 16 },
	{ DMASCOPE_OP_DEV_WRITE, 17 },
	{ DMASCOPE_OP_DEV_COPY, 18 },
	{ DMASCOPE_OP_DEV_WAIT, 19 },
	{ DMASCOPE_OP_MASK, 20 },
	{ DMASCOPE_OP_SEG_LIMITS, 21 },
	{ DMASCOPE_OP_QUERY, 22 },
	{ DMASCOPE_OP_LEAK, 23 },
	{ DMASCOPE_OP_HOLD, 24 },
	{ DMASCOPE_OP_MSI, 25 },
	{ DMASCOPE_OP_DEV_LISTEN, 26 },
	{ DMASCOPE_OP_DOMAIN, 64 },
	{ DMASCOPE_OP_DOMAIN_MAP, 65 },
	{ DMASCOPE_OP_DOMAIN_UNMAP, 66 },
	{ DMASCOPE_OP_DOMAIN_QUERY, 67 },
	{ DMASCOPE_OP_DOMAIN_FREE, 68 },
	{ DMASCOPE_OP_PM, 69 },
	{ DMASCOPE_OP_VECTOR, 70 },
	{ DMASCOPE_OP_DOMAIN_FAULT, 71 },
	{ DMASCOPE_OP_TIME_MAP, 72 },
};

static void ops_keep_their_numbers(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		KUNIT_EXPECT_EQ(test, numbers[i].op, numbers[i].want);
	KUNIT_EXPECT_GT(test, (u32)DMASCOPE_OP_MAX, numbers[ARRAY_SIZE(numbers) - 1].want);
}

static void flags_and_set_bits_are_single_and_differ(struct kunit *test)
{
	static const u32 flags[] = { DMASCOPE_F_NO_CHECK, DMASCOPE_F_ATOMIC, DMASCOPE_F_NO_WAIT,
				     DMASCOPE_F_AGAIN, DMASCOPE_F_POLL };
	static const u32 set[] = { DMASCOPE_SET_ADDR, DMASCOPE_SET_OFFSET, DMASCOPE_SET_LEN,
				   DMASCOPE_SET_DIR, DMASCOPE_SET_NENTS, DMASCOPE_SET_ATTRS,
				   DMASCOPE_SET_CPU, DMASCOPE_SET_SEED, DMASCOPE_SET_PEER_ADDR };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		KUNIT_EXPECT_EQ(test, flags[i], 1u << i);
	for (i = 0; i < ARRAY_SIZE(set); i++)
		KUNIT_EXPECT_EQ(test, set[i], 1u << i);
}

static struct kunit_case dms_uapi_cases[] = {
	KUNIT_CASE(sizes_are_what_they_always_were),
	KUNIT_CASE(fields_stay_where_they_are),
	KUNIT_CASE(wide_fields_are_aligned_for_32_bits),
	KUNIT_CASE(ioctls_carry_their_structs),
	KUNIT_CASE(ops_keep_their_numbers),
	KUNIT_CASE(flags_and_set_bits_are_single_and_differ),
	{}
};

static struct kunit_suite dms_uapi_suite = {
	.name = "dmascope_uapi",
	.test_cases = dms_uapi_cases,
};
kunit_test_suite(dms_uapi_suite);
