// SPDX-License-Identifier: GPL-2.0
/* Scripts with memory of their own process, and the requests that come of it. */
#include <stdlib.h>

#include "base/strbuf.h"
#include "fake_device.h"
#include "tap.h"

static struct dms_strbuf facts;
static char err[400];

static void on_fact(void *ctx, const char *name, const char *value)
{
	(void)ctx;
	dms_strbuf_printf(&facts, "%s=%s\n", name, value);
}

static const struct script_sink sink = { .fact = on_fact };

/* The first byte of user memory that is pinned, while the script still has it. */
static unsigned char seen;

static void look(struct dmascope_op *op)
{
	if (op->op == DMASCOPE_OP_PIN)
		seen = *(unsigned char *)(uintptr_t)op->cpu;
}

static int run(const char *text)
{
	dms_strbuf_free(&facts);
	dms_strbuf_puts(&facts, "");
	err[0] = '\0';
	fake_reset();
	fake.hook = look;
	return script_run_on("x.scn", text, &sink, &fake_device, "/dev/fake", err, sizeof(err));
}

static void succeeds(const char *text, const char *name)
{
	if (!is_int(run(text), 0, name))
		printf("# %s\n", err);
}

static void test_user(void)
{
	succeeds("u = user 8192\nuser-fill u seed=7\nv = user-verify u seed=7\n"
		 "w = user-verify u seed=8 offset=4096\nuser-fill u seed=8 offset=100 len=10\n"
		 "x = user-verify u seed=7\n", "memory is written and compared");
	has_str(facts.s, "u.len=8192\n", "it has its length");
	has_str(facts.s, "v.wrong=0\n", "all of it is as written");
	has_str(facts.s, "w.wrong=4096\n", "two seeds differ at every byte");
	has_str(facts.s, "w.first=4096\n", "... from the offset on");
	has_str(facts.s, "x.wrong=10\n", "only what was written anew differs");
	is_int(fake.nr, 0, "the driver is not asked");
	is_int(run("u = user 4096\nuser-verify u offset=4097\n"), -ECANCELED, "beyond its end");
	has_str(err, "beyond its 4096 bytes", "... which is said");
	is_int(run("b = buf 4096\nuser-fill b\n"), -ECANCELED, "the driver's is not the process's");
	has_str(err, "'b' is nothing that user space has", "... which is said");
}

static void test_pin(void)
{
	const struct dmascope_op *op = fake.ops;

	succeeds("u = user 8192 memory=shared\nuser-fill u seed=1\n"
		 "pin u offset=16 len=100 longterm=1\np = pin u write=0\nunpin p dirty=0\n"
		 "unpin p\n", "pin");
	is_int(op[0].op, DMASCOPE_OP_PIN, "it is asked for");
	is_u64(op[0].len, 100, "its length");
	is_u64(op[0].offset, 0, "the offset is part of the address");
	is_u64(op[0].value, DMASCOPE_PIN_WRITE | DMASCOPE_PIN_LONGTERM, "for writing, for long");
	is_u64(op[1].value, 0, "write=0");
	is_u64(op[1].len, 8192, "all of it");
	is_u64(op[0].cpu - op[1].cpu, 16, "the offset counts from its start");
	ok(seen, "the address is that of memory that the process has filled");
	is_u64(op[2].value, 0, "dirty=0");
	is_u64(op[3].value, 1, "otherwise its pages are said to be dirty");
}

static void test_held(void)
{
	succeeds("u = user 8192 memory=memfd\nuser-fill u seed=1\nm = mmap u offset=4096 len=4096\n"
		 "v = user-verify u seed=1\nuser-fill m seed=2\nw = user-verify u seed=1\nclose m\n",
		 "a descriptor is mapped");
	has_str(facts.s, "v.wrong=0\n", "it is whole");
	has_str(facts.s, "w.first=4096\n", "it is the same memory");
	is_int(run("u = user 4096\nclose u\nuser-fill u\n"), -ECANCELED, "what was closed is gone");
	succeeds("repeat 3\nu = user 4096\nend\nuser-fill u\n", "a name that is made anew");
}

static void test_requests(void)
{
	const struct dmascope_op *op = fake.ops;

	succeeds("noncoherent 8192 dir=from-device\nnoncontiguous 9 attrs=alloc-single-pages\n"
		 "p = pool 64 align=32 boundary=4096\npool-alloc p zero=1\npool-free p pool=p\n"
		 "map-resource 0001:02:03.4 5 offset=16 len=32\n", "requests");
	is_int(op[0].fn, DMASCOPE_ALLOC_NONCOHERENT, "noncoherent");
	is_u64(op[0].len, 8192, "its size");
	is_int(op[1].fn, DMASCOPE_ALLOC_NONCONTIGUOUS, "noncontiguous");
	is_u64(op[1].attrs, 1 << 7, "its attribute");
	is_u64(op[2].offset, 32, "a pool's alignment");
	is_u64(op[2].value, 4096, "its boundary");
	is_u64(op[3].value, 1, "zero=1");
	is_int(op[4].peer, op[4].obj, "another pool");
	is_u64(op[5].value, DMASCOPE_BDF(1, 2, 3 << 3 | 4), "a PCI address");
	is_int(op[5].nents, 5, "a BAR");
	is_int(run("map-resource 02:00.0 0\n"), -ECANCELED, "a PCI address without its domain");
	has_str(err, "is written 0000:02:00.0", "... is explained");
}

int main(void)
{
	test_user();
	test_pin();
	test_held();
	test_requests();
	dms_strbuf_free(&facts);
	return tap_done();
}
