// SPDX-License-Identifier: GPL-2.0
/* Random sequences: the model's rules one by one, what the generator makes, and the shrinker. */
#include <stdlib.h>

#include "base/strbuf.h"
#include "dmactl/script.h"
#include "random/random.h"
#include "runner/random.h"
#include "tap.h"

#define SEEDS	2000

static struct rnd_model *m;

static bool step(struct rnd_op op)
{
	return rnd_model_step(m, &op);
}

/* Object 1: a buffer of 8 KiB, full of pattern 7; object 2: a mapping of its first half. */
static void begin(uint8_t dir)
{
	if (m)
		rnd_model_free(m);
	m = rnd_model_new();
	step((struct rnd_op){ .code = RND_BUF, .obj = 1, .len = 8192 });
	step((struct rnd_op){ .code = RND_FILL, .obj = 1, .len = 8192, .seed = 7 });
	step((struct rnd_op){ .code = RND_MAP, .obj = 2, .peer = 1, .len = 4096, .dir = dir });
}

static struct rnd_op on(enum rnd_code code, uint8_t obj, uint32_t offset, uint32_t len,
			uint32_t seed)
{
	return (struct rnd_op){
		.code = code, .obj = obj, .offset = offset, .len = len, .seed = seed,
	};
}

static void test_cpu(void)
{
	begin(RND_BOTH);
	ok(!step(on(RND_FILL, 1, 0, 64, 1)), "a mapped byte is not the CPU's to write");
	ok(!step(on(RND_VERIFY, 1, 0, 64, 7)), "... nor to read");
	ok(step(on(RND_VERIFY, 1, 4096, 4096, 7)), "what is not mapped is");
	ok(!step(on(RND_VERIFY, 1, 4096, 4096, 8)), "... with the pattern that it has");
	ok(step(on(RND_SYNC_CPU, 2, 128, 256, 0)), "a part is synced for the CPU");
	ok(!step(on(RND_SYNC_CPU, 2, 128, 256, 0)), "... once");
	ok(step(on(RND_VERIFY, 1, 128, 256, 7)), "the CPU reads it");
	ok(!step(on(RND_VERIFY, 1, 100, 256, 7)), "... and not a byte more");
	ok(step(on(RND_FILL, 1, 128, 256, 9)), "and writes it");
	ok(!step(on(RND_DEV_READ, 2, 128, 256, 9)), "the device may not have it meanwhile");
	ok(!step(on(RND_UNMAP, 2, 0, 0, 0)), "nor may it be unmapped: what was written would be lost");
	ok(step(on(RND_SYNC_DEVICE, 2, 128, 256, 0)), "until it was synced for the device");
	ok(step(on(RND_DEV_READ, 2, 128, 256, 9)), "which then reads what the CPU wrote");
	ok(step(on(RND_UNMAP, 2, 0, 0, 0)), "unmapped");
	ok(!step(on(RND_UNMAP, 2, 0, 0, 0)), "... once");
	ok(step(on(RND_VERIFY, 1, 128, 256, 9)), "all is the CPU's again");
}

static void test_directions(void)
{
	begin(RND_TO);
	ok(step(on(RND_DEV_READ, 2, 0, 4096, 7)), "to the device: it reads");
	ok(!step(on(RND_DEV_WRITE, 2, 0, 4096, 8)), "... and does not write");
	begin(RND_FROM);
	ok(!step(on(RND_DEV_READ, 2, 0, 4096, 7)), "from the device: it does not read");
	ok(step(on(RND_DEV_WRITE, 2, 64, 64, 8)), "... and writes");
	ok(step(on(RND_SYNC_CPU, 2, 0, 4096, 0)) && !step(on(RND_FILL, 1, 0, 64, 9)),
	   "the CPU does not write into it while it is mapped");
	ok(step(on(RND_UNMAP, 2, 0, 0, 0)) && step(on(RND_VERIFY, 1, 0, 64, 7)),
	   "what the device did not write is as it was");
	ok(step(on(RND_VERIFY, 2, 64, 64, 8)), "what it wrote is there");
}

static void test_memory(void)
{
	struct rnd_op gap = { .code = RND_MAP, .obj = 3, .peer = 1, .offset = 4100, .len = 64 };
	struct rnd_op list = {
		.code = RND_SG, .obj = 4, .nr_segs = 2,
		.segs = { { 1, 5000, 100 }, { 1, 5150, 100 } },
	};

	begin(RND_BOTH);
	ok(!step(gap), "no cache line in two mappings");
	gap.offset = 4096 + RND_GAP;
	ok(step(gap), "mappings with room between them");
	ok(!step(on(RND_FREE, 1, 0, 0, 0)), "what is mapped is not freed");
	ok(!step(list), "nor a line in two entries");
	list.segs[1].offset = 5000 + 100 + RND_GAP;
	ok(step(list), "entries with room between them");
	ok(step(on(RND_FILL, 4, 0, 200, 3)), "filled through the list");
	ok(!step(on(RND_VERIFY, 1, 5000, 100, 3)), "its positions are the list's");
	ok(step(on(RND_VERIFY, 4, 0, 200, 3)), "... across its entries");
	list = (struct rnd_op){ .code = RND_MAP_SG, .obj = 4, .dir = RND_TO };
	ok(step(list) && !step(list), "mapped once");
	ok(step(on(RND_DEV_READ, 4, 50, 100, 3)), "the device gathers");
	ok(!step(on(RND_SYNC_CPU, 4, 0, 100, 0)), "a list is synced as a whole");
	ok(step(on(RND_SYNC_CPU, 4, 0, 200, 0)), "... not in part");
	ok(!step(on(RND_MASK, 0, 0, 40, 0)), "no other mask when something is mapped");
}

static void test_busy(void)
{
	struct rnd_op op = on(RND_DEV_WRITE, 2, 0, 64, 8);

	begin(RND_BOTH);
	op.flags = RND_NO_WAIT;
	ok(step(op), "a transfer that nobody waits for");
	ok(!step(on(RND_UNMAP, 2, 0, 0, 0)), "its mapping stays");
	ok(!step(on(RND_SYNC_CPU, 2, 0, 64, 0)), "... and is not looked into");
	ok(!step(on(RND_DEV_READ, 2, 128, 64, 7)), "the device does nothing else");
	ok(step(on(RND_DEV_WAIT, 0, 0, 0, 0)) && step(on(RND_UNMAP, 2, 0, 0, 0)),
	   "until it was waited for");
	rnd_model_free(m);
	m = NULL;
}

static bool is_legal(const struct rnd_seq *s)
{
	struct rnd_model *check = rnd_model_new();
	bool legal = true;
	size_t i;

	for (i = 0; i < s->nr && legal; i++)
		legal = rnd_model_step(check, &s->ops[i]);
	rnd_model_free(check);
	return legal;
}

/* Every code, of all seeds together. */
static size_t count_codes(const unsigned int *codes)
{
	size_t i, nr = 0;

	for (i = 1; i < RND_NR_CODES; i++) {
		if (codes[i])
			nr++;
		else
			printf("# code %zu never\n", i);
	}
	return nr;
}

static void test_generator(void)
{
	struct rnd_seq *s = dms_alloc(2 * sizeof(*s));
	unsigned int codes[RND_NR_CODES] = { 0 };
	size_t seed, i, illegal = 0, refused = 0, different = 0;

	for (seed = 0; seed < SEEDS; seed++) {
		const struct rnd_violation *v = &rnd_violations[seed % (2 * rnd_nr_violations)];
		char err[512], *text, *again;

		v = seed % (2 * rnd_nr_violations) < rnd_nr_violations ? v : NULL;
		rnd_generate(&s[0], seed, v);
		rnd_generate(&s[1], seed, v);
		text = rnd_text(&s[0]);
		again = rnd_text(&s[1]);
		different += !!strcmp(text, again);
		illegal += !is_legal(&s[0]);
		if (script_check("random", text, err, sizeof(err)) && !refused++)
			printf("# seed %zu: %s\n%s", seed, err, text);
		for (i = 0; i < s[0].nr; i++)
			codes[s[0].ops[i].code]++;
		free(text);
		free(again);
	}
	is_int(different, 0, "a seed makes the same sequence again");
	is_int(illegal, 0, "the model takes all of it");
	is_int(refused, 0, "and so does the script's parser");
	is_int(count_codes(codes), RND_NR_CODES - 1, "every op comes up");
	free(s);
}

static void test_violations(void)
{
	struct rnd_mix mix = { .violations = 300, .faults = 100, .kinds = ~0ULL };
	unsigned int violations = 0, faults = 0, acts = 0;
	struct rnd_seq *s = dms_alloc(sizeof(*s));
	struct dms_scenario scenario;
	size_t i, k, loaded = 0;

	for (i = 0; i < rnd_nr_violations; i++) {
		rnd_generate(s, i, &rnd_violations[i]);
		for (k = 0; k < s->nr; k++)
			acts += s->ops[k].code == RND_ACT;
		if (dms_random_scenario(s, "random", &scenario))
			continue;
		loaded += scenario.nr_expects > 0;
		dms_scenario_free(&scenario);
	}
	is_int(loaded, rnd_nr_violations, "every violation is a scenario that expects something");
	is_int(acts, rnd_nr_violations, "... and happens once");
	for (i = 0; i < 10000; i++) {
		const struct rnd_violation *v = rnd_choose(i, &mix);

		violations += v && !v->fault;
		faults += v && v->fault;
	}
	ok(violations > 2800 && violations < 3200, "three of ten sequences misuse the API");
	ok(faults > 900 && faults < 1100, "one of ten makes the device fault");
	mix.kinds = 1;
	for (i = 0, k = 0; i < 1000; i++)
		k += rnd_choose(i, &mix) && rnd_choose(i, &mix) != &rnd_violations[0];
	is_int(k, 0, "only what may be chosen is");
	free(s);
}

/* ---- the shrinker, with a device that is broken in a way we know ---- */

static size_t calls;

/* Wrong as soon as a mapping in both directions was synced for the device. */
static bool is_broken(const struct rnd_seq *s)
{
	bool both[RND_MAX_OBJS] = { false };
	size_t i;

	for (i = 0; i < s->nr; i++) {
		const struct rnd_op *op = &s->ops[i];

		if (op->code == RND_MAP && op->dir == RND_BOTH)
			both[op->obj] = true;
		if (op->code == RND_SYNC_DEVICE && both[op->obj])
			return true;
	}
	return false;
}

static size_t broken_device(void *ctx, const struct rnd_seq *s, size_t nr)
{
	size_t i;

	calls++;
	for (i = 0; i < nr; i++) {
		*(bool *)ctx &= is_legal(&s[i]);
		if (is_broken(&s[i]))
			return i;
	}
	return nr;
}

static size_t broken_violation(void *ctx, const struct rnd_seq *s, size_t nr)
{
	(void)ctx;
	(void)s;
	return nr ? 0 : nr;
}

static void test_shrinker(void)
{
	struct rnd_seq *s = dms_alloc(sizeof(*s));
	size_t seed, longest = 0, largest = 0, tried = 0;
	bool legal = true;

	for (seed = 0; seed < 200; seed++) {
		rnd_generate(s, seed, NULL);
		if (!is_broken(s))
			continue;
		tried++;
		rnd_shrink(s, broken_device, &legal);
		if (s->nr > longest)
			longest = s->nr;
		if (s->ops[0].len > largest)
			largest = s->ops[0].len;
	}
	ok(tried > 10, "%zu sequences fail", tried);
	/* buffer, mapping, sync for the CPU, sync for the device */
	is_int(longest, 4, "each shrinks to the four ops that it takes");
	ok(legal, "and every try was legal");
	is_int(largest, 1, "on a buffer of one byte");

	rnd_generate(s, 5, rnd_violation_named("unmap-wrong-size"));
	rnd_shrink(s, broken_violation, NULL);
	is_int(s->nr, 2, "a violation that always fails is left alone");
	is_int(s->len, 4096, "... with the smallest length");
	free(s);
}

int main(void)
{
	test_cpu();
	test_directions();
	test_memory();
	test_busy();
	test_generator();
	test_violations();
	test_shrinker();
	return tap_done();
}
