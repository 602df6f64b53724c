// SPDX-License-Identifier: GPL-2.0
/*
 * Which calls the injector hits (injector/decide.c): the knobs by what Documentation/fault-injection/
 * and should_fail_ex() of lib/fault-inject.c say of them.
 */
#include <kunit/test.h>
#include <linux/kallsyms.h>
#include <linux/limits.h>
#include <linux/string.h>

/* It is pure, and has no way to be called in the injector's own module. */
#include "../injector/decide.c"

#define CALLS	32

/* Knobs, calls of 40 bytes, and which of them are hit: X. */
struct decision {
	const char *name;
	struct dms_decider knobs;
	const char *hits;
};

#define KNOBS(...)	{ .interval = 1, __VA_ARGS__ }

static const struct decision decisions[] = {
	{ "probability 0 hits none", KNOBS(.probability = 0, .times = -1), "...." },
	{ "probability 100 hits each", KNOBS(.probability = 100, .times = -1), "XXXX" },
	{ "times 1 hits once", KNOBS(.probability = 100, .times = 1), "X..." },
	{ "times 0 hits none", KNOBS(.probability = 100, .times = 0), "...." },
	{ "interval 3 hits every third", { .probability = 100, .interval = 3, .times = -1 },
	  "..X..X" },
	{ "interval and times", { .probability = 100, .interval = 2, .times = 2 }, ".X.X.." },
	{ "space 100 lets 40 and 40 pass", KNOBS(.probability = 100, .times = -1, .space = 100),
	  "..XX" },
	{ "space goes before interval",
	  { .probability = 100, .interval = 2, .times = -1, .space = 80 }, "..X.X" },
	{ "nth hits the nth, once", KNOBS(.nth = 3), "..X..." },
	{ "nth asks no other knob", { .nth = 1, .interval = 9, .space = 9999 }, "X..." },
	{ "nth holds the others up", KNOBS(.probability = 100, .times = -1, .nth = 2), ".XXX" },
};

static void decision_name(const struct decision *d, char *desc)
{
	strscpy(desc, d->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(decision, decisions, decision_name);

static void the_right_calls_are_hit(struct kunit *test)
{
	const struct decision *want = test->param_value;
	struct dms_decider d = want->knobs;
	char hits[CALLS] = "";
	unsigned int i;

	for (i = 0; want->hits[i]; i++)
		hits[i] = dms_decide(&d, 40) ? 'X' : '.';
	KUNIT_EXPECT_STREQ(test, hits, want->hits);
	KUNIT_EXPECT_EQ(test, d.calls, (u64)i);
}

/* Counted down to nothing, a target needs no probe any more. */
static void what_is_used_up_is_inactive(struct kunit *test)
{
	struct dms_decider d;

	dms_decider_init(&d);
	KUNIT_EXPECT_FALSE(test, dms_decider_active(&d));
	d.probability = 100;
	KUNIT_EXPECT_TRUE(test, dms_decider_active(&d));
	KUNIT_EXPECT_TRUE(test, dms_decide(&d, 1));
	KUNIT_EXPECT_FALSE(test, dms_decider_active(&d));
	d.nth = 2;
	KUNIT_EXPECT_TRUE(test, dms_decider_active(&d));
}

static u32 hits_of_seed(u64 seed)
{
	struct dms_decider d = { .probability = 50, .interval = 1, .times = -1, .seed = seed };
	u32 hits = 0;
	unsigned int i;

	for (i = 0; i < CALLS; i++)
		hits = hits << 1 | dms_decide(&d, 1);
	return hits;
}

static void a_seed_gives_the_same_calls_again(struct kunit *test)
{
	u64 seed;

	for (seed = 0; seed < 100; seed++) {
		KUNIT_EXPECT_EQ(test, hits_of_seed(seed), hits_of_seed(seed));
		KUNIT_EXPECT_NE(test, hits_of_seed(seed), hits_of_seed(seed + 1));
	}
}

/* Numbers made on another machine: they are part of a report that somebody wants to repeat. */
static void a_seed_means_the_same_everywhere(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, dms_random_percent(0, 0), 28U);
	KUNIT_EXPECT_EQ(test, dms_random_percent(1, 2), 94U);
	KUNIT_EXPECT_EQ(test, dms_random_percent(U64_MAX, U64_MAX), 17U);
}

static void a_filter_takes_what_it_names(struct kunit *test)
{
	const struct dms_call call = {
		.device = "0000:01:00.0", .driver = "nic", .module = "nic", .symbol = "nic_open",
		.offset = 0x40, .comm = "ip", .pid = 7, .size = 100, .has_size = true,
		.direction = 1,
	};
	const struct dms_call nothing = { .direction = DMS_ANY_DIRECTION };
	struct dms_filter f;

	dms_filter_init(&f);
	KUNIT_EXPECT_TRUE(test, dms_filter_match(&f, &call));
	KUNIT_EXPECT_TRUE(test, dms_filter_match(&f, &nothing));
	strscpy(f.device, "0000:01:*", sizeof(f.device));
	strscpy(f.driver, "nic", sizeof(f.driver));
	strscpy(f.module, "nic", sizeof(f.module));
	strscpy(f.comm, "ip", sizeof(f.comm));
	f.pid = 7;
	f.min_size = 100;
	f.max_size = 100;
	f.direction = 1;
	KUNIT_ASSERT_TRUE(test, dms_site_parse(&f.site, "nic_open+0x10-0x40"));
	KUNIT_EXPECT_TRUE(test, dms_filter_match(&f, &call));
	KUNIT_EXPECT_FALSE(test, dms_filter_match(&f, &nothing));
	f.direction = 2;
	KUNIT_EXPECT_FALSE(test, dms_filter_match(&f, &call));
}

static void a_caller_is_read_as_the_kernel_writes_it(struct kunit *test)
{
	char text[KSYM_SYMBOL_LEN];
	struct dms_call c = {};

	if (!IS_ENABLED(CONFIG_KALLSYMS))
		kunit_skip(test, "this kernel has no CONFIG_KALLSYMS");
	sprint_symbol(text, (unsigned long)sprint_symbol + 1);
	dms_call_set_caller(&c, text);
	KUNIT_EXPECT_STREQ(test, c.symbol, "sprint_symbol");
	KUNIT_EXPECT_EQ(test, c.offset, 1ULL);
	KUNIT_EXPECT_STREQ(test, c.module, "vmlinux");
}

static struct kunit_case dms_decide_cases[] = {
	KUNIT_CASE_PARAM(the_right_calls_are_hit, decision_gen_params),
	KUNIT_CASE(what_is_used_up_is_inactive),
	KUNIT_CASE(a_seed_gives_the_same_calls_again),
	KUNIT_CASE(a_seed_means_the_same_everywhere),
	KUNIT_CASE(a_filter_takes_what_it_names),
	KUNIT_CASE(a_caller_is_read_as_the_kernel_writes_it),
	{}
};

static struct kunit_suite dms_decide_suite = {
	.name = "dmascope_decide",
	.test_cases = dms_decide_cases,
};
kunit_test_suite(dms_decide_suite);
