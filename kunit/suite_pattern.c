// SPDX-License-Identifier: GPL-2.0
/* dmatest-drv/pattern.c: the properties that make a verdict about data exact. */
#include <kunit/test.h>

#include "../dmatest-drv/pattern.h"

#define BYTES	4096
#define PERIOD	254		/* seeds that differ by it are the same */

static u8 *alloc_filled(struct kunit *test, u64 seed, u64 pos)
{
	u8 *buf = kunit_kzalloc(test, BYTES, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buf);
	dms_pattern_fill(buf, seed, pos, BYTES);
	return buf;
}

static u64 wrong(const u8 *buf, u64 seed, u64 pos, size_t len)
{
	struct dms_diff diff = {};

	dms_pattern_check(buf, seed, pos, len, &diff);
	return diff.wrong;
}

static const u64 seeds[] = { 0, 1, 2, 127, 128, 253, 254, 1ULL << 32, U64_MAX };

static void seed_name(const u64 *n, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "0x%llx", *n);
}

KUNIT_ARRAY_PARAM(seed, seeds, seed_name);

static void no_byte_is_empty_memory(struct kunit *test)
{
	const u64 *seed = test->param_value;
	u8 *buf = alloc_filled(test, *seed, 0);
	unsigned int i;

	for (i = 0; i < BYTES; i++)
		KUNIT_ASSERT_TRUE(test, buf[i] != 0x00 && buf[i] != 0xff);
}

static void memory_never_written_is_wrong_at_every_byte(struct kunit *test)
{
	const u64 *seed = test->param_value;
	u8 *buf = kunit_kzalloc(test, BYTES, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buf);
	KUNIT_EXPECT_EQ(test, wrong(buf, *seed, 0, BYTES), (u64)BYTES);
	memset(buf, 0xff, BYTES);
	KUNIT_EXPECT_EQ(test, wrong(buf, *seed, 0, BYTES), (u64)BYTES);
}

static void what_was_filled_is_right(struct kunit *test)
{
	const u64 *seed = test->param_value;

	KUNIT_EXPECT_EQ(test, wrong(alloc_filled(test, *seed, 0), *seed, 0, BYTES), 0ULL);
	KUNIT_EXPECT_EQ(test, wrong(alloc_filled(test, *seed, 4093), *seed, 4093, BYTES), 0ULL);
}

static void another_seed_differs_at_every_byte(struct kunit *test)
{
	const u64 *seed = test->param_value;
	u8 *buf = alloc_filled(test, *seed, 0);
	u64 delta;

	for (delta = 1; delta < PERIOD; delta++)
		/* U64_MAX + 1 wraps round, which is no multiple of the period */
		if (*seed <= U64_MAX - PERIOD)
			KUNIT_ASSERT_EQ(test, wrong(buf, *seed + delta, 0, BYTES), (u64)BYTES);
}

static void displaced_data_is_wrong(struct kunit *test)
{
	static const u64 by[] = { 1, 2, 7, 8, 64, 512, 4096, 1ULL << 20, 1ULL << 33 };
	const u64 *seed = test->param_value;
	u8 *buf = alloc_filled(test, *seed, 0);
	unsigned int i;

	/* two bytes in 256 values are equal by chance: 16 of 4096 are, give or take */
	for (i = 0; i < ARRAY_SIZE(by); i++)
		KUNIT_EXPECT_GT_MSG(test, wrong(buf, *seed, by[i], BYTES), (u64)BYTES * 9 / 10,
				    "displaced by %llu", by[i]);
}

static const u64 cuts[] = { 1, 3, 7, 8, 9, 63, 64, 1000, 2048, 4095 };

KUNIT_ARRAY_PARAM(cut, cuts, seed_name);

static void a_part_is_the_same_alone(struct kunit *test)
{
	const u64 *cut = test->param_value;
	u8 *whole = alloc_filled(test, 7, 100), *parts = alloc_filled(test, 8, 0);

	dms_pattern_fill(parts, 7, 100, *cut);
	dms_pattern_fill(parts + *cut, 7, 100 + *cut, BYTES - *cut);
	KUNIT_EXPECT_EQ(test, memcmp(whole, parts, BYTES), 0);
	KUNIT_EXPECT_EQ(test, wrong(whole + *cut, 7, 100 + *cut, BYTES - *cut), 0ULL);
}

static void fill_stays_within_its_length(struct kunit *test)
{
	const u64 *cut = test->param_value;
	u8 *buf = kunit_kzalloc(test, BYTES + 2, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buf);
	dms_pattern_fill(buf + 1, 7, 0, *cut);
	KUNIT_EXPECT_EQ(test, buf[0], 0);
	KUNIT_EXPECT_EQ(test, buf[1 + *cut], 0);
	KUNIT_EXPECT_NE(test, buf[*cut], 0);
}

static void every_wrong_byte_is_counted_and_the_first_named(struct kunit *test)
{
	const u64 *cut = test->param_value;
	u8 *buf = alloc_filled(test, 7, 100);
	struct dms_diff diff = {};

	buf[*cut] = 0;
	buf[BYTES - 1] = 0;
	dms_pattern_check(buf, 7, 100, BYTES, &diff);
	KUNIT_EXPECT_EQ(test, diff.wrong, *cut == BYTES - 1 ? 1ULL : 2ULL);
	KUNIT_EXPECT_EQ(test, diff.first, 100 + *cut);
	/* the next part adds to it */
	dms_pattern_check(buf, 8, 100, 10, &diff);
	KUNIT_EXPECT_EQ(test, diff.wrong, *cut == BYTES - 1 ? 11ULL : 12ULL);
	KUNIT_EXPECT_EQ(test, diff.first, 100 + *cut);
}

static struct kunit_case dms_pattern_cases[] = {
	KUNIT_CASE_PARAM(no_byte_is_empty_memory, seed_gen_params),
	KUNIT_CASE_PARAM(memory_never_written_is_wrong_at_every_byte, seed_gen_params),
	KUNIT_CASE_PARAM(what_was_filled_is_right, seed_gen_params),
	KUNIT_CASE_PARAM(another_seed_differs_at_every_byte, seed_gen_params),
	KUNIT_CASE_PARAM(displaced_data_is_wrong, seed_gen_params),
	KUNIT_CASE_PARAM(a_part_is_the_same_alone, cut_gen_params),
	KUNIT_CASE_PARAM(fill_stays_within_its_length, cut_gen_params),
	KUNIT_CASE_PARAM(every_wrong_byte_is_counted_and_the_first_named, cut_gen_params),
	{}
};

static struct kunit_suite dms_pattern_suite = {
	.name = "dmascope_pattern",
	.test_cases = dms_pattern_cases,
};
kunit_test_suite(dms_pattern_suite);
