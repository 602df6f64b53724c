// SPDX-License-Identifier: GPL-2.0
/*
 * Lists of device addresses: walking them (dmatest-drv/span.c), and cutting them into
 * descriptors (dmatest-drv/engines/nic.c).
 */
#include <kunit/test.h>
#include <linux/sizes.h>

#include "../dmatest-drv/engines/nic.h"
#include "../dmatest-drv/span.h"

#define MAX_SPANS	64

/* A list, with what is true of it. */
struct layout {
	const char *name;
	struct dms_span span[6];
	unsigned int nr;
	u64 total;
};

static const struct layout layouts[] = {
	{ "empty", {}, 0, 0 },
	{ "one byte", { { 0x1000, 1 } }, 1, 1 },
	{ "one page", { { 0x1000, SZ_4K } }, 1, SZ_4K },
	{ "two pages at an odd offset", { { 0x1fff, 2 * SZ_4K } }, 1, 2 * SZ_4K },
	{ "empty spans between", { { 0x1000, 0 }, { 0x2000, 10 }, { 0x3000, 0 }, { 0x4000, 10 },
				   { 0x5000, 0 } }, 5, 20 },
	{ "only empty spans", { { 0x1000, 0 }, { 0x2000, 0 } }, 2, 0 },
	{ "odd lengths", { { 0x1001, 3 }, { 0x2003, 2047 }, { 0x3ffe, 2049 }, { 0x9000, 5 } }, 4,
	  4104 },
	{ "pieces that fill", { { 0x10000, DMS_PIECE }, { 0x20000, DMS_PIECE },
				{ 0x30000, DMS_PIECE } }, 3, 3 * DMS_PIECE },
	{ "above 4 GiB", { { 0x1fffff000ULL, SZ_8K } }, 1, SZ_8K },
};

static void layout_name(const struct layout *l, char *desc)
{
	strscpy(desc, l->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(layout, layouts, layout_name);

static struct dms_cursor at_start(const struct layout *l)
{
	return (struct dms_cursor){ .span = l->span, .nr = l->nr };
}

/* The address of a byte, by counting: what every way of walking must agree with. */
static u64 address_of(struct kunit *test, const struct layout *l, u64 pos)
{
	unsigned int i;

	for (i = 0; i < l->nr; i++) {
		if (pos < l->span[i].len)
			return l->span[i].addr + pos;
		pos -= l->span[i].len;
	}
	KUNIT_FAIL(test, "position behind the end");
	return 0;
}

static void take_gives_every_byte_once_in_order(struct kunit *test)
{
	static const u64 steps[] = { 1, 2, 3, 7, 64, 2048, 4096, U64_MAX };
	const struct layout *l = test->param_value;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		struct dms_cursor c = at_start(l);
		struct dms_span run;
		u64 pos = 0;

		for (run = dms_cursor_take(&c, steps[i]); run.len;
		     run = dms_cursor_take(&c, steps[i])) {
			KUNIT_ASSERT_LE(test, run.len, steps[i]);
			KUNIT_ASSERT_EQ(test, run.addr, address_of(test, l, pos));
			pos += run.len;
		}
		KUNIT_EXPECT_EQ(test, pos, l->total);
	}
}

static void take_at_the_end_gives_nothing(struct kunit *test)
{
	const struct layout *l = test->param_value;
	struct dms_cursor c = at_start(l);

	dms_cursor_skip(&c, l->total);
	KUNIT_EXPECT_EQ(test, dms_cursor_take(&c, U64_MAX).len, 0ULL);
	KUNIT_EXPECT_EQ(test, dms_cursor_take(&c, 1).len, 0ULL);
}

static void skip_moves_as_far_as_it_says(struct kunit *test)
{
	const struct layout *l = test->param_value;
	u64 by;

	for (by = 0; by < l->total; by += 1 + by / 2) {
		struct dms_cursor c = at_start(l);

		dms_cursor_skip(&c, by);
		KUNIT_ASSERT_EQ(test, dms_cursor_take(&c, 1).addr, address_of(test, l, by));
	}
}

static void skip_stops_at_the_end(struct kunit *test)
{
	const struct layout *l = test->param_value;
	struct dms_cursor c = at_start(l);

	dms_cursor_skip(&c, U64_MAX);
	KUNIT_EXPECT_EQ(test, dms_cursor_take(&c, 1).len, 0ULL);
}

static struct kunit_case dms_span_cases[] = {
	KUNIT_CASE_PARAM(take_gives_every_byte_once_in_order, layout_gen_params),
	KUNIT_CASE_PARAM(take_at_the_end_gives_nothing, layout_gen_params),
	KUNIT_CASE_PARAM(skip_moves_as_far_as_it_says, layout_gen_params),
	KUNIT_CASE_PARAM(skip_stops_at_the_end, layout_gen_params),
	{}
};

static struct kunit_suite dms_span_suite = {
	.name = "dmascope_span",
	.test_cases = dms_span_cases,
};
kunit_test_suite(dms_span_suite);

static void a_fragment_stays_within_its_page(struct kunit *test)
{
	const struct layout *l = test->param_value;
	struct dms_cursor c = at_start(l);
	struct dms_span run;
	u64 pos = 0;

	for (run = dms_nic_next_frag(&c, U32_MAX); run.len; run = dms_nic_next_frag(&c, U32_MAX)) {
		KUNIT_ASSERT_EQ(test, run.addr, address_of(test, l, pos));
		KUNIT_ASSERT_EQ(test, run.addr / SZ_4K, (run.addr + run.len - 1) / SZ_4K);
		pos += run.len;
	}
	KUNIT_EXPECT_EQ(test, pos, l->total);
}

static void a_fragment_has_no_more_than_was_asked_for(struct kunit *test)
{
	static const u32 max[] = { 1, 5, 2048 };
	const struct layout *l = test->param_value;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(max); i++) {
		struct dms_cursor c = at_start(l);
		struct dms_span run;

		for (run = dms_nic_next_frag(&c, max[i]); run.len;
		     run = dms_nic_next_frag(&c, max[i]))
			KUNIT_ASSERT_LE(test, run.len, (u64)max[i]);
	}
}

static void a_frame_gathers_all_that_few_spans_have(struct kunit *test)
{
	const struct layout *l = test->param_value;

	KUNIT_EXPECT_EQ(test, dms_nic_fit_src(at_start(l), U32_MAX), (u32)l->total);
	KUNIT_EXPECT_EQ(test, dms_nic_fit_src(at_start(l), l->total / 2), (u32)(l->total / 2));
	KUNIT_EXPECT_EQ(test, dms_nic_fit_src(at_start(l), 0), 0U);
}

/* So many spans of so many bytes. */
static struct dms_span *spans(struct kunit *test, unsigned int nr, u64 len)
{
	struct dms_span *s = kunit_kcalloc(test, nr, sizeof(*s), GFP_KERNEL);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < nr; i++)
		s[i] = (struct dms_span){ .addr = 0x100000ULL * (i + 1), .len = len };
	return s;
}

static void a_frame_gathers_no_more_fragments_than_the_ring_takes(struct kunit *test)
{
	const u32 max = DMS_FRAGS;
	struct dms_cursor c = { .span = spans(test, MAX_SPANS, 3), .nr = MAX_SPANS };

	KUNIT_EXPECT_EQ(test, dms_nic_fit_src(c, U32_MAX), 3 * max);
	c.nr = DMS_FRAGS;
	KUNIT_EXPECT_EQ(test, dms_nic_fit_src(c, U32_MAX), 3 * max);
	c.nr = DMS_FRAGS - 1;
	KUNIT_EXPECT_EQ(test, dms_nic_fit_src(c, U32_MAX), 3 * (max - 1));
}

/* A receive buffer is filled before the next one is begun: a shorter one ends the frame. */
static void a_frame_ends_with_the_first_short_piece(struct kunit *test)
{
	static const struct {
		u64 len;
		u32 want;
	} rules[] = {
		{ DMS_PIECE, 8 * DMS_PIECE },
		{ DMS_PIECE - 1, DMS_PIECE - 1 },
		{ DMS_PIECE + 1, DMS_PIECE + 1 },
		{ 2 * DMS_PIECE, 16 * DMS_PIECE },
		{ 1, 1 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		struct dms_cursor c = { .span = spans(test, 8, rules[i].len), .nr = 8 };

		KUNIT_EXPECT_EQ(test, dms_nic_fit_dst(c, U32_MAX), rules[i].want);
		KUNIT_EXPECT_EQ(test, dms_nic_fit_dst(c, 1), 1U);
	}
}

static void a_frame_never_ends_behind_its_destination(struct kunit *test)
{
	const struct layout *l = test->param_value;
	u32 fit = dms_nic_fit_dst(at_start(l), U32_MAX), left = l->total, len;
	struct dms_cursor c = at_start(l);

	KUNIT_EXPECT_LE(test, (u64)fit, l->total);
	/* frame by frame, all of it is reached */
	for (len = left; left; left -= len) {
		len = dms_nic_fit_dst(c, left);
		KUNIT_ASSERT_GT(test, len, 0U);
		KUNIT_ASSERT_LE(test, len, left);
		dms_cursor_skip(&c, len);
	}
}

static struct kunit_case dms_ring_cases[] = {
	KUNIT_CASE_PARAM(a_fragment_stays_within_its_page, layout_gen_params),
	KUNIT_CASE_PARAM(a_fragment_has_no_more_than_was_asked_for, layout_gen_params),
	KUNIT_CASE_PARAM(a_frame_gathers_all_that_few_spans_have, layout_gen_params),
	KUNIT_CASE(a_frame_gathers_no_more_fragments_than_the_ring_takes),
	KUNIT_CASE(a_frame_ends_with_the_first_short_piece),
	KUNIT_CASE_PARAM(a_frame_never_ends_behind_its_destination, layout_gen_params),
	{}
};

static struct kunit_suite dms_ring_suite = {
	.name = "dmascope_ring",
	.test_cases = dms_ring_cases,
};
kunit_test_suite(dms_ring_suite);
