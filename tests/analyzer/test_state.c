// SPDX-License-Identifier: GPL-2.0
/*
 * Registers, tables and queues of IOMMUs, and IOMMU groups, as debugfs and sysfs print them.  Lines
 * are made with the kernel's format strings (drivers/iommu/intel/debugfs.c, amd/debugfs.c, iommu.c),
 * values from the bits of the VT-d and AMD IOMMU specifications.
 */
#include "base/array.h"
#include "base/strbuf.h"
#include "history/history.h"
#include "util.h"

#define DEV "0000:00:03.0"
#define FAULT(access, addr) \
	"[   40.0] DMAR: [DMA " access " NO_PASID] Request device [00:03.0] fault addr 0x" addr " [fault reason 0x05] text\n"

/* iommu_regset_show() */
#define REGS_HEAD "IOMMU: %s Register Base Address: %llx\nName\t\t\tOffset\t\tContents\n"
#define REG "%-16s\t0x%02x\t\t0x%016llx\n"

/* A log and a file beside it. */
static struct log log_and_file(const char *log, const char *path, const char *text)
{
	struct log l = { .a = dms_analysis_new() };

	if (log)
		dms_analysis_add_text(l.a, "dmesg", log, strlen(log), 1);
	dms_analysis_add_text(l.a, path, text, strlen(text), 1);
	l.r = dms_analysis_finish(l.a);
	return l;
}

static struct log log_of_registers(unsigned long long fsts, unsigned long long gsts)
{
	struct dms_strbuf b = { 0 };
	struct log l;

	dms_strbuf_printf(&b, REGS_HEAD, "dmar0", 0xfed90000ull);
	dms_strbuf_printf(&b, REG, "VER", 0, 0x10ull);
	dms_strbuf_printf(&b, REG, "GSTS", 0x1c, gsts);
	dms_strbuf_printf(&b, REG, "FSTS", 0x34, fsts);
	/* MGAW 47 in bits 21:16, ND 6 in 2:0, NFR 7 in 47:40, CM in 7 */
	dms_strbuf_printf(&b, REG "\n", "CAP", 8, 47ull << 16 | 6 | 7ull << 40 | 1ull << 7);
	l = log_and_file(NULL, "iommu_regset", b.s);
	dms_strbuf_free(&b);
	return l;
}

static void registers(void)
{
	/* Bits of FSTS (11.4.9), the kind that it becomes and the cause. */
	static const struct {
		unsigned int fsts;
		const char *kind, *cause;
	} bits[] = {
		{ 0x02 | 3 << 8, "vtd-status", "unknown" },
		{ 0x10, "vtd-invalidation", "iommu-driver-bug" },
		{ 0x20, "vtd-invalidation", "iommu-driver-bug" },
		{ 0x40, "vtd-invalidation", "invalidation-timeout" },
	};
	struct log l = log_of_registers(0, 0xc7000000);
	const struct dms_event *e = first_event(&l);
	size_t i;

	is_str(l.r->inputs[0].type, "debugfs", "known by content");
	is_int((long)l.r->nr_findings, 0, "a unit at rest is no finding");
	is_str(e->detail, "vtd.unit.notice", "but described");
	is_str(dms_event_text(e, "version"), "1.0", "version");
	is_str(dms_event_text(e, "status"), "TES RTPS QIES IRES IRTPS", "what it does");
	is_str(dms_event_text(e, "address_bits"), "48", "its width");
	is_str(dms_event_text(e, "domains"), "65536", "its domains");
	is_str(dms_event_text(e, "fault_records"), "8", "its fault records");
	is_str(dms_event_text(e, "capabilities"), "CM", "caching mode");
	log_free(&l);
	for (i = 0; i < ARRAY_SIZE(bits); i++) {
		l = log_of_registers(bits[i].fsts, 0xc7000000);
		is_int((long)l.r->nr_findings, 1, "a bit is set");
		is_str(first_finding(&l)->kind, bits[i].kind, "kind");
		is_str(first_finding(&l)->cause, bits[i].cause, "cause");
		is_int((long)first_finding(&l)->evidence[0].line, 5, "the register's line");
		log_free(&l);
	}
	l = log_of_registers(0x01, 0xc7000000);
	ok(l.r->nr_losses == 1 && !strcmp(l.r->losses[0].kind, "vtd-fault"),
	   "an overflow is lost faults");
	log_free(&l);
	l = log_of_registers(0xffffffff, 0xffffffff);
	is_int((long)l.r->nr_findings, 1, "all ones are one finding");
	is_str(first_finding(&l)->cause, "hardware-erratum", "the unit is gone");
	log_free(&l);
}

/* ---- tables ---- */

/* print_tbl_walk() */
#define WALK "%02x:%02x.%x\t0x%016llx:0x%016llx\t0x%016llx:0x%016llx\t%-6d\t0x%016llx:0x%016llx:0x%016llx\n"

static void read_lines(struct dms_history *h, const char *text)
{
	unsigned long nr = 1;
	const char *nl;

	dms_state_open(h, false);
	for (; (nl = strchr(text, '\n')); text = nl + 1)
		dms_state_line(h, text, (size_t)(nl - text), nr++);
}

static void contexts(void)
{
	struct dms_strbuf b = { 0 };
	struct dms_history h = { 0 };
	const struct dms_context *c;

	dms_strbuf_printf(&b, "IOMMU %s: Root Table Address: 0x%llx\n", "dmar0", 0x101000000ull);
	dms_strbuf_puts(&b, "B.D.F\tRoot_entry\t\t\t\tContext_entry\t\t\t\tPASID\tPASID_table_entry\n");
	/* legacy: present, type 0, 48 bits (2), domain 5 */
	dms_strbuf_printf(&b, WALK, 0, 3, 0, 0ull, 0x101001001ull, 5ull << 8 | 2, 0x102000001ull, -1,
			  0ull, 0ull, 0ull);
	/* legacy: present, type 2 */
	dms_strbuf_printf(&b, WALK, 0, 4, 0, 0ull, 0x101001001ull, 6ull << 8 | 2, 0x9ull, -1, 0ull,
			  0ull, 0ull);
	/* scalable: PASID 0, first level (1) in bits 8:6, domain 7 */
	dms_strbuf_printf(&b, WALK, 0, 5, 0, 0ull, 0x101001001ull, 0ull, 0x103000009ull, 0,
			  0x104000000ull, 7ull, 1ull << 6 | 1);
	dms_strbuf_printf(&b, WALK, 0, 5, 0, 0ull, 0x101001001ull, 0ull, 0x103000009ull, 32,
			  0x104000000ull, 8ull, 4ull << 6 | 1);
	read_lines(&h, b.s);
	if (ok(h.state.nr_contexts == 4, "four entries")) {
		c = dms_context_of(&h.state, "0000:00:03.0");
		ok(c && c->type == DMS_TRANSLATION_TABLE && c->bits == 48 && c->domain == 5 &&
		   c->line == 3, "legacy, translated");
		c = dms_context_of(&h.state, "0000:00:04.0");
		ok(c && c->type == DMS_TRANSLATION_PASS_THROUGH, "legacy, passed through");
		c = dms_context_of(&h.state, "0000:00:05.0");
		ok(c && c->type == DMS_TRANSLATION_FIRST_LEVEL && c->domain == 7,
		   "scalable: what is done without a PASID");
		is_int((long)h.state.contexts[3].pasid, 32, "another PASID");
	}
	dms_history_clear(&h);
	dms_strbuf_free(&b);
}

/* The headers of 5.10, 6.1 and 6.12; dump_page_info() up to 6.5 and from 6.6 on. */
static const char *const table_heads[] = {
	"Device " DEV " with pasid -1 @0x101000000\nIOVA_PFN\t\tPML5E\t\t\tPML4E\t\t\tPDPE\t\t\tPDE\t\t\tPTE\n",
	"Device " DEV " @0x101000000\nIOVA_PFN\t\tPML5E\t\t\tPML4E\t\t\tPDPE\t\t\tPDE\t\t\tPTE\n",
	"Device " DEV " with pasid 0 @0x101000000\nIOVA_PFN         \tPML5E             \tPML4E             \tPDPE              \tPDE               \tPTE\n",
};

#define ROW5 "0x%013lx |\t0x%016llx\t0x%016llx\t0x%016llx\t0x%016llx\t0x%016llx\n"
#define ROW4 "0x%013lx |\t0x%016llx\t0x%016llx\t0x%016llx\t0x%016llx\n"

/* ffffc000-ffffdfff for reading, ffffe000 for writing, a large page of 2 MiB at 40000000. */
static char *table(size_t head)
{
	struct dms_strbuf b = { 0 };

	dms_strbuf_puts(&b, table_heads[head]);
	if (head < 2)
		dms_strbuf_printf(&b, ROW5, 0x40000ul, 0ull, 0x101001003ull, 0x101002003ull,
				  0x120000083ull, 0ull);
	else
		dms_strbuf_printf(&b, ROW4, 0x40000ul, 0ull, 0x101001003ull, 0x101002003ull,
				  0x120000083ull);
	dms_strbuf_printf(&b, ROW5, 0xffffcul, 0ull, 0x101001003ull, 0x101002003ull, 0x101003003ull,
			  0x104188001ull);
	dms_strbuf_printf(&b, ROW5, 0xffffdul, 0ull, 0x101001003ull, 0x101002003ull, 0x101003003ull,
			  0x104189001ull);
	dms_strbuf_printf(&b, ROW5, 0xffffeul, 0ull, 0x101001003ull, 0x101002003ull, 0x101003003ull,
			  0x10418a002ull);
	return dms_strbuf_take(&b);
}

static void page_tables(void)
{
	const struct dms_page_table *t;
	const struct dms_pages *p;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table_heads); i++) {
		struct dms_history h = { 0 };
		char *text = table(i);

		read_lines(&h, text);
		t = dms_page_table_of(&h.state, DEV);
		if (ok(t && t->nr == 3, "layout %zu: two neighbours are one range", i)) {
			p = dms_pages_at(&h.state, t, 0xffffd123);
			ok(p && p->start == 0xffffc000 && p->end == 0xffffe000 && p->readable &&
			   !p->writable && p->physical == 0x104188000, "the range");
			p = dms_pages_at(&h.state, t, 0x40123456);
			ok(p && p->end == 0x40200000 && p->physical == 0x120000000 && p->writable,
			   "a large page");
			ok(!dms_pages_at(&h.state, t, 0xfffff000), "nothing behind");
			p = dms_pages_below(&h.state, t, 0xfffff000);
			ok(p && p->end == 0xfffff000, "and what is below");
		}
		dms_history_clear(&h);
		free(text);
	}
}

/* A fault, and what the tables of the device say: cause, confidence, and the words of a proof. */
static void check(const char *about, const char *fault, const char *path, const char *text,
		  const char *cause, enum dms_confidence confidence, const char *proof)
{
	struct log l = log_and_file(fault, path, text);
	const struct dms_finding *f = first_finding(&l);
	bool proven = false;
	size_t i;

	for (i = 0; i < f->nr_evidence; i++)
		proven |= strstr(f->evidence[i].text, proof) != NULL;
	is_str(f->cause, cause, about);
	is_int(f->confidence, confidence, "how sure");
	ok(proven, "it says: %s", proof);
	log_free(&l);
}

static void faults(void)
{
	char *text = table(2);

	check("mapped for reading only", FAULT("Write", "ffffc000"), "x", text, "wrong-direction",
	      DMS_CONF_LIKELY, "maps 0xffffc000 to 0x104188000 for " DEV " (read only");
	check("mapped, and it would pass", FAULT("Read", "ffffc000"), "x", text, "use-after-unmap",
	      DMS_CONF_POSSIBLE, "the access would pass now");
	check("behind the last page", FAULT("Write", "fffff000"), "x", text, "use-after-unmap",
	      DMS_CONF_LIKELY, "maps nothing at 0xfffff000, the first page behind 0xffffe000-0xffffefff");
	check("nowhere near", FAULT("Write", "fff00000"), "x", text, "use-after-unmap",
	      DMS_CONF_LIKELY, "maps nothing at 0xfff00000");
	free(text);
}

/* Up to 5.3 readq() was used for all registers: FECTL stands in the upper half of FSTS. */
static void narrow_registers(void)
{
	struct dms_strbuf b = { 0 };
	struct dms_history h = { 0 };

	dms_strbuf_printf(&b, REGS_HEAD REG REG, "dmar0", 0xfed90000ull, "FSTS", 0x34,
			  0x8000000000000002ull, "ECAP", 0x10, 0x8000000000000002ull);
	read_lines(&h, b.s);
	if (ok(h.state.nr_units == 1, "a unit")) {
		is_u64(h.state.units[0].registers[DMS_VTD_FSTS], 2, "32 bits");
		is_u64(h.state.units[0].registers[DMS_VTD_ECAP], 0x8000000000000002ull, "64 bits");
	}
	dms_history_clear(&h);
	dms_strbuf_free(&b);
}

/* ---- the queue ---- */

static void queue(void)
{
	struct dms_strbuf b = { 0 };
	struct log l;

	dms_strbuf_printf(&b, "Invalidation queue on IOMMU: %s\n", "dmar0");
	dms_strbuf_printf(&b, " Base: 0x%llx\tHead: %lld\tTail: %lld\n", 0x10112d000ull, 18ll, 20ll);
	dms_strbuf_puts(&b, "Index\t\tqw0\t\t\tqw1\t\t\tstatus\n");
	dms_strbuf_printf(&b, "%5d\t%016llx\t%016llx\t%016x\n", 0, 4ull, 0ull, 0);
	dms_strbuf_printf(&b, "%5d\t%016llx\t%016llx\t%016llx\t%016llx\t%016x\n", 1, 4ull, 0ull, 0ull,
			  0ull, 0);
	l = log_and_file(NULL, "invalidation_queue", b.s);
	is_int((long)l.r->nr_findings, 0, "a queue that is not empty may be at work");
	is_str(first_event(&l)->detail, "iommu.queue_busy.notice", "it is listed");
	is_str(dms_event_text(first_event(&l), "head"), "18", "its head");
	log_free(&l);
	dms_strbuf_free(&b);
}

/* dmar_latency_snapshot() and latency_show_one() */
static void latency(void)
{
	static const unsigned long long rows[2][10] = {
		{ 5, 6, 7, 8, 9, 1, 0, 0, 9000, 20 }, { 0, 0, 0, 0, 0, 0, 3, 11, 45678, 20000 },
	};
	struct dms_strbuf b = { 0 };
	struct log l;
	size_t i, k;

	dms_strbuf_printf(&b, "IOMMU: %s Register Base Address: %llx\n", "dmar0", 0xfed90000ull);
	dms_strbuf_puts(&b, "                  <0.1us   0.1us-1us    1us-10us  10us-100us   100us-1ms    1ms-10ms      >=10ms     min(us)     max(us) average(us)");
	for (i = 0; i < 2; i++) {
		dms_strbuf_printf(&b, "\n%s", i ? "  inv_devtlb" : "   inv_iotlb");
		for (k = 0; k < 10; k++)
			dms_strbuf_printf(&b, "%12lld", rows[i][k]);
	}
	dms_strbuf_puts(&b, "\n\n");
	l = log_and_file(NULL, "dmar_perf_latency", b.s);
	is_str(first_event(&l)->detail, "vtd.slow_invalidation.notice", "slow invalidations are listed");
	is_str(dms_event_text(first_event(&l), "type"), "inv_devtlb", "of which kind");
	is_str(dms_event_text(first_event(&l), "slow"), "3", "how many");
	is_str(dms_event_text(first_event(&l), "slowest_us"), "45678", "the slowest");
	is_int((long)l.r->nr_findings, 0, "and are no finding");
	log_free(&l);
	dms_strbuf_free(&b);
}

/* ---- interrupts ---- */

#define IR_FAULT(index) \
	"[   40.0] DMAR: [INTR-REMAP] Request device [00:03.0] fault index 0x" index " [fault reason 0x26] text\n"

static void interrupts(void)
{
	struct dms_strbuf b = { 0 };

	dms_strbuf_printf(&b, "Remapped Interrupt supported on IOMMU: %s\n", "dmar0");
	dms_strbuf_printf(&b, " IR table address:%llx\n", 0x101200000ull);
	dms_strbuf_puts(&b, " Entry SrcID   DstID    Vct IRTE_high\t\tIRTE_low\n");
	dms_strbuf_printf(&b, " %-5d %02x:%02x.%01x %08x %02x  %016llx\t%016llx\n", 16, 0, 3, 0, 0x100, 0x21,
			  0x40018ull, 0x10000210009ull);
	dms_strbuf_printf(&b, " %-5d %02x:%02x.%01x %08x %02x  %016llx\t%016llx\n", 17, 0, 4, 0, 0x100, 0x22,
			  0x40020ull, 0x10000220009ull);
	dms_strbuf_puts(&b, "\n****\n\n");
	dms_strbuf_printf(&b, "Posted Interrupt supported on IOMMU: %s\n", "dmar0");
	dms_strbuf_puts(&b, " Entry SrcID   PDA_high PDA_low  Vct IRTE_high\t\tIRTE_low\n");
	dms_strbuf_printf(&b, " %-5d %02x:%02x.%01x %08x %08x %02x  %016llx\t%016llx\n", 18, 0, 3, 0, 1, 0x40,
			  0x23, 0x40018ull, 0x8009ull);
	check("its own entry", IR_FAULT("10"), "x", b.s, "interrupt-remapping", DMS_CONF_CERTAIN,
	      "entry 16 of dmar0 is present and belongs to " DEV " (vector 0x21)");
	check("another device's", IR_FAULT("11"), "x", b.s, "interrupt-remapping", DMS_CONF_CERTAIN,
	      "entry 17 of dmar0 belongs to 0000:00:04.0, not to " DEV);
	check("a posted one", IR_FAULT("12"), "x", b.s, "interrupt-remapping", DMS_CONF_CERTAIN,
	      "entry 18 of dmar0 is present and belongs to " DEV " (vector 0x23, posted)");
	/* A second unit: its entries have the same numbers, and the fault names no unit. */
	dms_strbuf_printf(&b, "\nRemapped Interrupt supported on IOMMU: %s\n", "dmar1");
	dms_strbuf_printf(&b, " IR table address:%llx\n", 0x101300000ull);
	dms_strbuf_printf(&b, " %-5d %02x:%02x.%01x %08x %02x  %016llx\t%016llx\n", 17, 0, 3, 0, 0x100, 0x24,
			  0x40018ull, 0x10000240009ull);
	check("one of two units'", IR_FAULT("11"), "x", b.s, "interrupt-remapping", DMS_CONF_CERTAIN,
	      "entry 17 of dmar1 is present and belongs to " DEV " (vector 0x24)");
	check("none", IR_FAULT("20"), "x", b.s, "interrupt-remapping", DMS_CONF_CERTAIN,
	      "no interrupt remapping table has an entry 32 now");
	dms_strbuf_free(&b);
}

/* ---- AMD ---- */

static void amd(void)
{
	struct dms_strbuf b = { 0 };
	struct dms_history h = { 0 };
	const struct dms_context *c;

	dms_strbuf_printf(&b, "%-12s %16s %16s %16s %16s iommu\n", "DeviceId", "QWORD[3]", "QWORD[2]",
			  "QWORD[1]", "QWORD[0]");
	/* V, TV, mode 4 in 11:9, IR and IW in 61 and 62; domain 9 */
	dms_strbuf_printf(&b, "%04x:%02x:%02x.%x ", 0, 1, 0, 0);
	dms_strbuf_printf(&b, "%016llx %016llx %016llx %016llx iommu%d\n", 0ull, 0ull, 9ull,
			  3ull << 61 | 4ull << 9 | 3, 0);
	/* V, TV, mode 0: passed through */
	dms_strbuf_printf(&b, "%04x:%02x:%02x.%x ", 0, 2, 0, 1);
	dms_strbuf_printf(&b, "%016llx %016llx %016llx %016llx iommu%d\n", 0ull, 0ull, 3ull,
			  3ull << 61 | 3, 0);
	dms_strbuf_printf(&b, "CMD Buffer Head Offset:%d Tail Offset:%d\n", 7, 9);
	dms_strbuf_printf(&b, "%3d: %08x %08x %08x %08x\n", 0, 1u, 2u, 3u, 4u);
	read_lines(&h, b.s);
	c = dms_context_of(&h.state, "0000:01:00.0");
	ok(c && c->type == DMS_TRANSLATION_TABLE && c->bits == 48 && c->domain == 9, "translated");
	c = dms_context_of(&h.state, "0000:02:00.1");
	ok(c && c->type == DMS_TRANSLATION_PASS_THROUGH, "passed through");
	ok(h.state.nr_units == 1 && h.state.units[0].head == 7 && h.state.units[0].tail == 9,
	   "the command buffer");
	dms_history_clear(&h);
	dms_strbuf_free(&b);
}

/* ---- groups ---- */

static void group_shapes(void)
{
	static const char *const shapes[] = {
		/* find, ls -l, grep; the scripts of two wikis */
		"/sys/kernel/iommu_groups/4/devices/0000:00:03.0\n/sys/kernel/iommu_groups/4/devices/0000:00:03.1\n",
		"/sys/kernel/iommu_groups/4/devices:\ntotal 0\n"
		"lrwxrwxrwx    1 0        0                0 Nov 21 12:17 0000:00:03.0 -> ../../../../devices/pci0000:00/0000:00:03.0\n"
		"lrwxrwxrwx    1 0        0                0 Nov 21 12:17 0000:00:03.1 -> ../../../../devices/pci0000:00/0000:00:03.1\n",
		"IOMMU Group 4:\n\t00:03.0 Ethernet controller [0200]: a [8086:10d3]\n\t00:03.1 Audio device [0403]: b [8086:10d4]\n",
		"IOMMU Group 4 00:03.0 Ethernet controller [0200]: a [8086:10d3]\nIOMMU Group 4 00:03.1 Audio device [0403]: b [8086:10d4]\n",
		"IOMMU group 4\n00:03.0 Ethernet controller\n0000:00:03.1 Audio device\n",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		struct dms_history h = { 0 };
		const struct dms_group *g;

		read_lines(&h, shapes[i]);
		g = dms_group_of(&h.state, "0000:00:03.1");
		ok(g && g->number == 4 && g->nr_devices == 2 && g == dms_group_of(&h.state, DEV),
		   "shape %zu of a group is read", i);
		dms_history_clear(&h);
	}
}

static void groups(void)
{
	static const char devices[] = "/sys/kernel/iommu_groups/4/devices/0000:00:03.0\n";
	static const char shared[] = "/sys/kernel/iommu_groups/4/devices/0000:00:03.0\n"
				     "/sys/kernel/iommu_groups/4/devices/0000:00:03.1\n";
	static const char identity[] = "/sys/kernel/iommu_groups/4/type:identity\n"
				       "/sys/kernel/iommu_groups/4/devices/0000:00:03.0\n";
	/* iommu_group_show_resv_regions() */
	static const char region[] =
		"/sys/kernel/iommu_groups/4/reserved_regions:0x00000000ab800000 0x00000000af9fffff direct\n"
		"/sys/kernel/iommu_groups/4/reserved_regions:0x00000000fee00000 0x00000000feefffff msi\n"
		"/sys/kernel/iommu_groups/4/devices/0000:00:03.0\n";
	struct log l = log_and_file(FAULT("Write", "ffffc000"), "x", devices);

	is_str(dms_event_text(first_event(&l), "group"), "4", "the fault has its group");
	is_int(first_finding(&l)->confidence, DMS_CONF_LIKELY, "which changes nothing by itself");
	log_free(&l);
	check("a device with a peer", FAULT("Write", "ffffc000"), "x", shared, "use-after-unmap",
	      DMS_CONF_LIKELY, DEV " shares group 4 with 0000:00:03.1");
	/* "Adding to iommu group %d\n" of dev_info() */
	check("what the kernel said at boot",
	      "[    0.5] pci 0000:00:03.0: Adding to iommu group 9\n"
	      "[    0.5] pci 0000:00:03.1: Adding to iommu group 9\n" FAULT("Write", "ffffc000"),
	      "x", "nothing", "use-after-unmap", DMS_CONF_LIKELY,
	      DEV " shares group 9 with 0000:00:03.1");
	check("as old kernels said it",
	      "[    0.5] iommu: Adding device 0000:00:03.0 to group 9\n"
	      "[    0.5] iommu: Adding device 0000:00:03.1 to group 9\n" FAULT("Write", "ffffc000"),
	      "x", "nothing", "use-after-unmap", DMS_CONF_LIKELY,
	      DEV " shares group 9 with 0000:00:03.1");
	check("an identity domain", FAULT("Write", "ffffc000"), "x", identity, "use-after-unmap",
	      DMS_CONF_POSSIBLE, "has an identity domain");
	check("a reserved region", FAULT("Write", "ab801000"), "x", region, "missing-reserved-region",
	      DMS_CONF_LIKELY, "lies in the region 0xab800000-0xaf9fffff (direct)");
	check("just behind it", FAULT("Write", "ffffc000"), "x", region, "use-after-unmap",
	      DMS_CONF_LIKELY, "fault addr");
	l = log_and_file(NULL, "b/sys/kernel/iommu_groups/4/type", "DMA-FQ\n");
	is_str(l.r->inputs[0].type, "debugfs", "a file of sysfs, by its path");
	log_free(&l);
}

/* Every file, cut off at every byte and with every byte broken: nothing may happen. */
static void hostile(void)
{
	struct dms_strbuf b = { 0 };
	char *t = table(2);
	size_t i;

	dms_strbuf_printf(&b, REGS_HEAD REG, "dmar0", 0xfed90000ull, "FSTS", 0x34, 2ull);
	dms_strbuf_puts(&b, t);
	dms_strbuf_puts(&b, "IOMMU Group 4 00:03.0 x\n/sys/kernel/iommu_groups/4/reserved_regions:0x1 0x2 msi\n"
			"==> /sys/kernel/debug/dma-api/error_count <==\n12\n");
	for (i = 0; i < b.len; i++) {
		struct log l;
		char c = b.s[i];

		b.s[i] = (char)(c ^ 0x15);
		l = log_and_file(FAULT("Write", "ffffc000"), "x", b.s);
		log_free(&l);
		b.s[i] = c;
		l.a = dms_analysis_new();
		dms_analysis_add_text(l.a, "x", b.s, i, 1);
		l.r = dms_analysis_finish(l.a);
		log_free(&l);
	}
	ok(i == b.len, "%zu broken files", 2 * i);
	dms_strbuf_free(&b);
	free(t);
}

int main(void)
{
	registers();
	narrow_registers();
	contexts();
	page_tables();
	faults();
	queue();
	latency();
	interrupts();
	amd();
	group_shapes();
	groups();
	hostile();
	return tap_done();
}
