// SPDX-License-Identifier: GPL-2.0
/*
 * The injector's decisions.  Expectations are from Documentation/fault-injection/fault-injection.rst
 * and, for the order in which the knobs are asked, from should_fail_ex() of lib/fault-inject.c.
 */
#include <stdlib.h>

#include "decide.h"
#include "tap.h"

static struct dms_decider with(u32 probability, u64 interval, s64 times, u64 space)
{
	struct dms_decider d;

	dms_decider_init(&d);
	d.probability = probability;
	d.interval = interval;
	d.times = times;
	d.space = space;
	return d;
}

/* One letter a call of @size bytes: X where it was hit. */
static const char *calls(struct dms_decider *d, unsigned int n, u64 size)
{
	static char text[128];
	unsigned int i;

	for (i = 0; i < n && i < sizeof(text) - 1; i++)
		text[i] = dms_decide(d, size) ? 'X' : '.';
	text[i] = '\0';
	return text;
}

static void test_defaults(void)
{
	struct dms_decider d;

	dms_decider_init(&d);
	is_u64(d.probability, 0, "the default is probability 0");
	is_u64(d.interval, 1, "interval 1");
	is_int(d.times, 1, "times 1");
	is_u64(d.space, 0, "space 0");
	ok(!dms_decider_active(&d), "and so nothing to probe for");
	is_str(calls(&d, 8, 1), "........", "no call is hit");
	d.probability = 100;
	ok(dms_decider_active(&d), "with a probability there is");
	d.times = 0;
	ok(!dms_decider_active(&d), "not when all its times are used up");
	d.nth = 3;
	ok(dms_decider_active(&d), "but when an nth call is still to come");
}

static void test_times(void)
{
	struct dms_decider d = with(100, 1, 1, 0);

	is_str(calls(&d, 4, 1), "X...", "times=1: once");
	is_int(d.times, 0, "nothing is left then");
	is_u64(d.hits, 1, "and one injection counted");
	is_u64(d.calls, 4, "of four calls");
	d = with(100, 1, 3, 0);
	is_str(calls(&d, 6, 1), "XXX...", "times=3: the first three");
	d = with(100, 1, -1, 0);
	is_str(calls(&d, 6, 1), "XXXXXX", "times=-1: no limit");
	is_int(d.times, -1, "and none is counted down");
	d = with(100, 1, 0, 0);
	is_str(calls(&d, 3, 1), "...", "times=0: never");
}

static void test_interval(void)
{
	struct dms_decider d = with(100, 3, -1, 0);

	is_str(calls(&d, 9, 1), "..X..X..X", "interval=3: every third");
	d = with(100, 0, -1, 0);
	is_str(calls(&d, 3, 1), "XXX", "interval=0 is as 1");
	d = with(100, 2, 2, 0);
	is_str(calls(&d, 8, 1), ".X.X....", "interval and times");
}

static void test_space(void)
{
	struct dms_decider d = with(100, 1, -1, 100);

	is_str(calls(&d, 4, 40), "..XX", "space=100: 40 and 40 fit, the third does not");
	is_u64(d.space, 20, "what is left stays");
	is_str(calls(&d, 1, 10), ".", "and a small call still finds room in it");
	d = with(100, 1, -1, 1);
	is_str(calls(&d, 2, 1), "XX", "space=1 is used up by one byte, not after it");
	d = with(100, 2, -1, 2);
	is_str(calls(&d, 5, 1), "..X.X", "calls within the space are not counted by interval");
}

static unsigned int hits(u32 probability, u64 seed, unsigned int n)
{
	struct dms_decider d = with(probability, 1, -1, 0);
	unsigned int i;

	d.seed = seed;
	for (i = 0; i < n; i++)
		dms_decide(&d, 1);
	return d.hits;
}

static void test_probability(void)
{
	unsigned int n;

	is_u64(hits(0, 1, 1000), 0, "0 percent");
	is_u64(hits(100, 1, 1000), 1000, "100 percent");
	is_u64(hits(250, 1, 1000), 1000, "more is as 100");
	/* sqrt(100000 * p * (1 - p)) is 95, 158 and 31 calls: five of them are allowed */
	n = hits(10, 7, 100000);
	ok(n > 9525 && n < 10475, "10 percent of 100000 are about 10000: %u", n);
	n = hits(50, 8, 100000);
	ok(n > 49210 && n < 50790, "50 percent are about 50000: %u", n);
	n = hits(1, 9, 100000);
	ok(n > 845 && n < 1155, "1 percent are about 1000: %u", n);
}

static void run(char text[101], u64 seed)
{
	struct dms_decider d = with(30, 1, -1, 0);

	d.seed = seed;
	strcpy(text, calls(&d, 100, 1));
}

static void test_seed(void)
{
	char first[101], again[101], other[101];
	struct dms_decider d;
	unsigned int i;

	run(first, 42);
	run(again, 42);
	is_str(again, first, "the same seed hits the same calls");
	run(other, 43);
	ok(strcmp(first, other), "another seed others");
	ok(strncmp(first + 1, other, 99) && strncmp(first, other + 1, 99),
	   "which are not the same, moved by one");
	d = with(30, 1, -1, 0);
	d.seed = 42;
	d.calls = 10;
	ok(!strncmp(calls(&d, 90, 1), first + 10, 90), "it is the number of the call that decides");
	for (i = 0; i < 1000 && dms_random_percent(i, 0) < 100; i++)
		;
	is_u64(i, 1000, "random numbers are below 100");
}

static void test_nth(void)
{
	struct dms_decider d = with(0, 1, 1, 0);

	d.nth = 3;
	is_str(calls(&d, 6, 1), "..X...", "nth=3: the third, once");
	is_u64(d.nth, 0, "and it is used up");
	is_int(d.times, 0, "times is counted down by it");
	d = with(0, 5, 0, 1000);
	d.nth = 1;
	is_str(calls(&d, 2, 1), "X.", "nth asks no other knob");
	d = with(100, 1, -1, 0);
	d.nth = 2;
	is_str(calls(&d, 4, 1), ".XXX", "while it waits, they are not asked, either");
}

static struct dms_call call_of(const char *device, u64 size, s32 direction)
{
	return (struct dms_call){
		.device = device, .driver = "e1000e", .module = "e1000e",
		.symbol = "e1000_alloc_rx_buffers", .offset = 0x1c4, .comm = "ip", .pid = 77,
		.size = size, .has_size = true, .direction = direction,
	};
}

static void test_filter_names(void)
{
	struct dms_call c = call_of("0000:01:00.0", 4096, 2), none = { .direction = -1 };
	struct dms_filter f;

	dms_filter_init(&f);
	ok(dms_filter_match(&f, &c), "the empty filter takes any call");
	ok(dms_filter_match(&f, &none), "also one of which nothing is known");
	strcpy(f.device, "0000:01:00.0");
	ok(dms_filter_match(&f, &c), "the device");
	ok(!dms_filter_match(&f, &none), "not a call without one");
	strcpy(f.device, "0000:01:00.1");
	ok(!dms_filter_match(&f, &c), "another device");
	strcpy(f.device, "0000:01:*");
	ok(dms_filter_match(&f, &c), "any device of a bus");
	strcpy(f.device, "0000:02:*");
	ok(!dms_filter_match(&f, &c), "of another bus");
	dms_filter_init(&f);
	strcpy(f.driver, "e1000");
	ok(!dms_filter_match(&f, &c), "a driver's name is the whole name");
	strcpy(f.driver, "e1000e");
	ok(dms_filter_match(&f, &c), "the driver");
	strcpy(f.module, "vmlinux");
	ok(!dms_filter_match(&f, &c), "another caller's module");
	strcpy(f.module, "e1000e");
	ok(dms_filter_match(&f, &c), "all filters at once");
}

static void test_filter_process(void)
{
	struct dms_call c = call_of("d", 1, 0);
	struct dms_filter f;

	dms_filter_init(&f);
	strcpy(f.comm, "ip");
	ok(dms_filter_match(&f, &c), "the process by name");
	f.pid = 78;
	ok(!dms_filter_match(&f, &c), "another pid");
	f.pid = 77;
	ok(dms_filter_match(&f, &c), "the process by pid");
	c.comm = NULL;
	ok(!dms_filter_match(&f, &c), "an interrupt that hit the process is not the process");
	f.comm[0] = '\0';
	ok(!dms_filter_match(&f, &c), "nor when only its pid is asked for");
}

static void test_filter_size(void)
{
	struct dms_call c = call_of("d", 4096, 1);
	struct dms_filter f;

	dms_filter_init(&f);
	f.min_size = f.max_size = 4096;
	ok(dms_filter_match(&f, &c), "a size range of one size");
	c.size = 4095;
	ok(!dms_filter_match(&f, &c), "smaller");
	c.size = 4097;
	ok(!dms_filter_match(&f, &c), "larger");
	c.size = 4096;
	c.has_size = false;
	ok(!dms_filter_match(&f, &c), "a call without a size");
	dms_filter_init(&f);
	f.direction = 1;
	ok(dms_filter_match(&f, &c), "the direction");
	c.direction = 0;
	ok(!dms_filter_match(&f, &c), "bidirectional is another one");
	c.direction = DMS_ANY_DIRECTION;
	ok(!dms_filter_match(&f, &c), "a call without a direction");
}

static void test_filter_site(void)
{
	struct dms_call c = call_of("d", 1, 0);
	struct dms_filter f;

	dms_filter_init(&f);
	ok(!dms_filter_needs_caller(&f), "who asks for no caller needs no look-up");
	ok(dms_site_parse(&f.site, "e1000_alloc_rx_buffers"), "a function");
	ok(dms_filter_needs_caller(&f), "which needs one");
	ok(dms_filter_match(&f, &c), "matches at any offset");
	ok(dms_site_parse(&f.site, "e1000_alloc_rx_buffers+0x1c4"), "one offset");
	ok(dms_filter_match(&f, &c), "is that call");
	c.offset++;
	ok(!dms_filter_match(&f, &c), "not one behind it");
	c.offset--;
	ok(dms_site_parse(&f.site, "e1000_alloc_rx_buffers+0x1c5-0x200"), "a range");
	ok(!dms_filter_match(&f, &c), "that begins behind it");
	ok(dms_site_parse(&f.site, "e1000_alloc_rx_buffers+0-0x1c4"), "one that ends with it");
	ok(dms_filter_match(&f, &c), "has it");
	ok(dms_site_parse(&f.site, "e1000_alloc_rx"), "part of a name");
	ok(!dms_filter_match(&f, &c), "is another function");
	c.symbol = NULL;
	ok(!dms_filter_match(&f, &c), "a caller without a symbol");
}

static void test_bad_sites(void)
{
	static const char *const bad[] = {
		"+0x10", "f+", "f+x", "f+0x", "f+0x10-", "f+0x10-0x8", "f+0x10 ", "f+0x10-0x20-0x30",
		"f+0x1ffffffffffffffff", "f+99999999999999999999", "f+-1",
		"a_name_of_seventy_letters_which_is_more_than_any_function_of_linux_has_got",
	};
	struct dms_site s;
	size_t i;

	dms_site_parse(&s, "f+1-2");
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ok(!dms_site_parse(&s, bad[i]) && !strcmp(s.symbol, "f") && s.last == 2,
		   "'%s' is refused, and changes nothing", bad[i]);
	ok(dms_site_parse(&s, "f+0xffffffffffffffff") && s.first == ~0ULL, "the largest offset");
	ok(dms_site_parse(&s, "") && !s.symbol[0], "no text: everywhere");
}

static void test_caller(void)
{
	char module[] = "e1000_probe+0x5f0/0xec0 [e1000e]", built_in[] = "pci_probe+0x12/0x40";
	char hidden[] = "[drv]";
	char build_id[] = "f+0x1/0x2 [drv 0123456789abcdef]", nothing[] = "0xffffffffc0001234";
	struct dms_call c = { 0 };

	dms_call_set_caller(&c, module);
	is_str(c.symbol, "e1000_probe", "sprint_symbol(): the function");
	is_u64(c.offset, 0x5f0, "its offset");
	is_str(c.module, "e1000e", "its module");
	dms_call_set_caller(&c, built_in);
	is_str(c.symbol, "pci_probe", "one that is built in");
	is_str(c.module, "vmlinux", "is of vmlinux");
	dms_call_set_caller(&c, build_id);
	is_str(c.module, "drv", "a build id is no part of the name");
	dms_call_set_caller(&c, nothing);
	ok(!c.symbol && !c.module, "an address without a symbol");
	dms_call_set_caller(&c, hidden);
	ok(!c.symbol && !c.module, "no caller at all");
}

int main(void)
{
	test_defaults();
	test_times();
	test_interval();
	test_space();
	test_probability();
	test_seed();
	test_nth();
	test_filter_names();
	test_filter_process();
	test_filter_size();
	test_filter_site();
	test_bad_sites();
	test_caller();
	return tap_done();
}
