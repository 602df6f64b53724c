// SPDX-License-Identifier: GPL-2.0
/* Tables as the specifications say, broken and mended; what is no table is refused. */
#include <stdlib.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "host/breaker.h"
#include "machine.h"
#include "tap.h"

#define ROOT	(RAM + 0x1000)
#define CONTEXT	(RAM + 0x2000)
#define LEVEL4	(RAM + 0x3000)
#define LEVEL3	(RAM + 0x4000)
#define LEVEL2	(RAM + 0x5000)
#define LEVEL1	(RAM + 0x6000)
#define PASIDS	(RAM + 0x7000)
#define PASID	(RAM + 0x8000)
#define IRTES	(RAM + 0x9000)
#define STRTAB	(RAM + 0x10000)
#define CD	(RAM + 0x20000)
#define CMDQ	(RAM + 0x30000)

#define IOVA	0xfffd000ULL
#define PAGE	0x1234000ULL

static struct dms_breaker b = DMS_BREAKER_NONE;
static struct dms_strbuf reply;

static int break_it(const char *step)
{
	char *copy = dms_strdup(step), *words[16], *save = NULL, *w;
	size_t nr = 0;
	int ret;

	for (w = strtok_r(copy, " ", &save); w && nr < 15; w = strtok_r(NULL, " ", &save))
		words[nr++] = w;
	words[nr] = NULL;
	dms_strbuf_free(&reply);
	machine.writes = 0;
	b.memory.err[0] = '\0';
	ret = dms_breaker_break(&b, words, nr, &reply);
	free(copy);
	return ret;
}

static void is_refused(const char *step, const char *why)
{
	unsigned char *before = dms_alloc(sizeof(machine.ram));

	memcpy(before, machine.ram, sizeof(machine.ram));
	ok(break_it(step) == -1, "refused: %s", step);
	has_str(b.memory.err, why, "and why");
	ok(!memcmp(before, machine.ram, sizeof(machine.ram)), "and memory is as before");
	is_u64(b.nr_undo, 0, "and nothing is left to restore");
	free(before);
}

/* @width: the entry's bits before and after, at @addr */
static void is_set(const char *step, uint64_t addr, uint64_t before, uint64_t after,
		   const char *facts)
{
	set64(addr, before);
	ok(break_it(step) == 0, "%s: %s", step, b.memory.err);
	is_u64(ram64(addr), after, "only the field changed");
	is_str(reply.s, facts, "the facts");
	ok(!dms_breaker_restore(&b), "restored");
	is_u64(ram64(addr), before, "as it was");
}

static void make_pages(uint64_t flags)
{
	set64(LEVEL4, LEVEL3 | flags);
	set64(LEVEL3, LEVEL2 | flags);
	set64(LEVEL2 + 8 * ((IOVA >> 21) & 511), LEVEL1 | flags);
	set64(LEVEL1 + 8 * ((IOVA >> 12) & 511), PAGE | flags);
}

static void test_legacy(void)
{
	*register_at(VTD + 0x20) = ROOT;
	*register_at(VTD + 0x1c) = 0x87000000;
	set64(ROOT + 2 * 16, CONTEXT | 1);
	set64(CONTEXT, LEVEL4 | 1);
	set64(CONTEXT + 8, 0x702);
	make_pages(3);
	machine.root_pointer_set = 0;
	is_set("vtd context 0000:02:00.0 present=0", CONTEXT, LEVEL4 | 1, LEVEL4,
	       "entry=0x102000 index=0 was=0x1");
	is_int(machine.root_pointer_set, 2, "the IOMMU was told each time");
	is_u64(*register_at(VTD + 0x18), 0x87000000, "what is switched on stays so");
	is_set("vtd root 0000:02:00.0 reserved=1", ROOT + 32, CONTEXT | 1, CONTEXT | 3,
	       "entry=0x101020 index=2 was=0x0");
	is_set("vtd second-stage 0000:02:00.0 at=0xfffd010 read=0", LEVEL1 + 509 * 8, PAGE | 3,
	       PAGE | 2, "entry=0x106fe8 index=509 was=0x1");
	is_set("vtd second-stage 0000:02:00.0 at=0xfffd010 level=2 write=0 read=0",
	       LEVEL2 + 127 * 8, LEVEL1 | 3, LEVEL1, "entry=0x1053f8 index=127 was=0x1");
}

static void test_hold(void)
{
	is_int(break_it("vtd second-stage 0000:02:00.0 at=0xfffd000 address=0x7f00000000"), 0,
	       "a pointer out of memory");
	is_u64(*register_at(VTD + 0x38), 1u << 31, "the fault's interrupt is held back");
	is_int(dms_breaker_restore(&b), 0, "restored");
	is_u64(*register_at(VTD + 0x38), 0, "and let go");
	is_u64(ram64(LEVEL1 + 509 * 8), PAGE | 3, "as it was");
}

/* VT-d specification, 9.8: present is bit 0, user bit 2, accessed bit 5; bits 7 and 39 to 51 are reserved here. */
static void test_rom(void)
{
	static const uint64_t no[] = { 1, 4, 7 | 1 << 5, 5 | 1 << 7, 5 | 1ULL << 39, 5 | 1ULL << 51 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(no); i++)
		set_rom64(ROM + 0x14000 + 8 * i, no[i]);
	/* an address with this index is not canonical */
	set_rom64(ROM + 0x14000 + 8 * 256, 5);
	is_refused("vtd pasid 0000:02:10.1 first-stage=rom", "nothing in this machine's ROM");
	set_rom64(ROM + 0x13000 + 8 * 255, 5 | 0xfffULL << 52);
	is_set("vtd pasid 0000:02:10.1 first-stage=rom", PASID + 16, LEVEL4, ROM + 0x13000,
	       "entry=0xd37f8 index=255 was=0x103000");
	is_refused("vtd pasid 0000:02:10.1 present=rom", "not the address of a page table");
	is_refused("smmuv3 ste 0000:02:00.0 context=rom", "not the address of a page table");
}

static void test_scalable(void)
{
	*register_at(VTD + 0x20) = ROOT | 1 << 10;
	/* devices from 10.0 on are in the upper half of the root entry */
	set64(ROOT + 2 * 16 + 8, CONTEXT | 1);
	set64(CONTEXT + 1 * 32, PASIDS | 1);
	set64(PASIDS, PASID | 1);
	set64(PASID, 1 | 1 << 6);
	set64(PASID + 16, LEVEL4);
	make_pages(7);
	is_set("vtd pasid-directory 0000:02:10.1 present=0", PASIDS, PASID | 1, PASID,
	       "entry=0x107000 index=0 was=0x1");
	is_set("vtd pasid 0000:02:10.1 type=0", PASID, 0x41, 1, "entry=0x108000 index=0 was=0x1");
	is_set("vtd first-stage 0000:02:10.1 at=0xfffd000 user=0", LEVEL1 + 509 * 8, PAGE | 7,
	       PAGE | 3, "entry=0x106fe8 index=509 was=0x1");
	is_refused("vtd second-stage 0000:02:10.1 at=0xfffd000 read=0", "not in the guest's memory");
	test_rom();
	*register_at(VTD + 0x20) = ROOT;
}

static void test_irte(void)
{
	*register_at(VTD + 0xb8) = IRTES | 7;
	set64(IRTES + 16 * 20, 1);
	set64(IRTES + 16 * 20 + 8, 0x200);
	is_set("vtd irte 0000:02:00.0 source=0xfff8", IRTES + 16 * 20 + 8, 0x40200, 0x4fff8,
	       "entry=0x109140 index=20 was=0x200");
	is_refused("vtd irte 0000:03:00.0 present=0", "no interrupt of the device");
}

static void test_smmuv3(void)
{
	uint64_t ste = STRTAB + 0x200 * 64ULL;

	*register_at(SMMU + 0x80) = STRTAB;
	*register_at(SMMU + 0x88) = 16;
	*register_at(SMMU + 0x90) = CMDQ | 4;
	*register_at(SMMU + 0x98) = 0x1f;
	*register_at(SMMU + 0x9c) = 0x1f;
	set64(ste, CD | 5 << 1 | 1);
	set64(CD, 16 | 1ULL << 31);
	set64(CD + 8, LEVEL4);
	make_pages(3);
	set64(CMDQ + 15 * 16, 0x1111);
	is_set("smmuv3 ste 0000:02:00.0 valid=0", ste, CD | 11, CD | 10,
	       "entry=0x118000 index=512 was=0x1");
	is_u64(ram64(CMDQ + 15 * 16), 0x1111, "the command queue is as the guest left it");
	is_u64(*register_at(SMMU + 0x98), 0x1f, "and so is its producer");
	is_set("smmuv3 cd 0000:02:00.0 valid=0", CD, 16 | 1ULL << 31, 16,
	       "entry=0x120000 index=0 was=0x1");
	is_set("smmuv3 stage-1 0000:02:00.0 at=0xfffd000 accessed=0", LEVEL1 + 509 * 8,
	       PAGE | 0x403, PAGE | 3, "entry=0x106fe8 index=509 was=0x1");
	is_refused("smmuv3 stage-2 0000:02:00.0 at=0xfffd000 valid=0", "no table 'stage-2'");
	*register_at(SMMU + 0x9c) = 0x1e;
	is_int(break_it("smmuv3 ste 0000:02:00.0 valid=0"), -1, "not while commands are under way");
	*register_at(SMMU + 0x9c) = 0x1f;
	is_u64(ram64(ste), CD | 11, "and the entry is as it was");
}

static void test_refusals(void)
{
	static const struct {
		const char *step, *why;
	} bad[] = {
		{ "arc context 0000:02:00.0 present=0", "is no IOMMU" },
		{ "amdvi dte 0000:02:00.0 valid=0", "this machine has no amdvi-mmio" },
		{ "vtd contxt 0000:02:00.0 present=0", "has no table 'contxt'" },
		{ "vtd context 0000:02:00.0 presnt=0", "has no field 'presnt'" },
		{ "vtd context nic0 present=0", "is no PCI device" },
		{ "vtd context 0001:02:00.0 present=0", "is no PCI device" },
		{ "vtd context 0000:02:00.0 present=2", "the field is bits 0 to 0" },
		{ "vtd context 0000:02:00.0 address=0x123", "the field is bits 12 to 63" },
		{ "vtd context 0000:02:00.0 present=no", "present=no" },
		{ "vtd context 0000:02:00.0 present=1", "has that value already" },
		{ "vtd context 0000:02:00.0 present=0 type=9", "the field is bits 2 to 3" },
		{ "vtd context 0000:02:00.0 then=mend", "say what to set" },
		{ "vtd context 0000:02:00.0 at=0", "say what to set" },
		{ "vtd context 0000:02:00.0", "say IOMMU TABLE DEVICE" },
		{ "vtd context 0000:03:00.0 present=0", "the root entry at 0x101030 is not present" },
		{ "vtd second-stage 0000:02:00.0 read=0", "which page" },
		{ "vtd second-stage 0000:02:00.0 at=0xfffc000 write=1 read=1",
		  "has that value already" },
		{ "vtd second-stage 0000:02:00.0 at=0x40000000 read=0", "nothing is mapped" },
		{ "vtd second-stage 0000:02:00.0 at=0xfffd000 level=7 read=0", "levels are 1 to 6" },
		{ "vtd pasid 0000:02:00.0 present=0", "no table 'pasid' in legacy mode" },
	};
	size_t i;

	make_pages(3);
	set64(LEVEL1 + 508 * 8, 3);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		is_refused(bad[i].step, bad[i].why);
	*register_at(VTD + 0x20) = 0x7f00000000;
	is_refused("vtd root 0000:02:00.0 present=0", "is not in the guest's memory");
	*register_at(VTD + 0x20) = ROOT;
	set64(LEVEL3, 0x300000 | 3);
	is_refused("vtd second-stage 0000:02:00.0 at=0xfffd000 read=0", "not in the guest's memory");
	make_pages(3);
}

static void test_bad_answers(void)
{
	static const char *const answers[] = {
		"OK 0x12\n", "OK 0xzz00000000000000\n", "FAIL no\n", "OK\n", "\n", "OK -1 x\n",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(answers); i++) {
		machine.answer = answers[i];
		ok(break_it("vtd context 0000:02:00.0 present=0") == -1 && *b.memory.err,
		   "an answer that makes no sense: %s", b.memory.err);
		is_int(machine.writes, 0, "nothing was written");
	}
	machine.answer = NULL;
}

int main(void)
{
	pthread_t thread;

	is_int(break_it("vtd context 0000:02:00.0 present=0"), -1, "without a machine");
	b.memory.fd = start_machine(&thread);
	is_int(dms_host_memory_set_map(&b.memory, "FlatView #1\r\n"), -1, "a map without memory");
	is_refused("vtd context 0000:02:00.0 present=0", "this machine has no intel_iommu");
	is_int(dms_host_memory_set_map(&b.memory, mtree), 0, "the map is read");
	ok(dms_host_memory_is_ram(&b.memory, 0x1ffff8, 8), "the last bytes are memory");
	ok(!dms_host_memory_is_ram(&b.memory, 0x1ffff9, 8), "what goes beyond is none");
	ok(!dms_host_memory_is_ram(&b.memory, 0xc0000, 8), "ROM is none");
	ok(!dms_host_memory_is_ram(&b.memory, 0x300000, 8), "nor what another view has");
	test_legacy();
	test_hold();
	test_scalable();
	test_irte();
	test_smmuv3();
	test_refusals();
	test_bad_answers();
	dms_breaker_close(&b);
	pthread_join(thread, NULL);
	is_int(break_it("vtd context 0000:02:00.0 present=0"), -1, "after the end");
	dms_strbuf_free(&reply);
	return tap_done();
}
