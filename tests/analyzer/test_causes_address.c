// SPDX-License-Identifier: GPL-2.0
/*
 * What the address of a fault suggests, behind every IOMMU: one case for each rule of
 * diagnose/rules/address.c, and beside it the nearest case in which it must not decide.
 */
#include "faults.h"

#define DEVICE "0000:03:00.0"

struct rule_case {
	const char *name;
	const char *before;
	double time;
	uint64_t address;
	const char *cause;
	enum dms_confidence confidence;
	const char *alternative;	/* one that must be left */
	unsigned long proof_line;	/* 0: any */
	unsigned int kinds;		/* bits of enum fault_kind; 0: all */
};

#define E820 "[    0.000000] BIOS-e820: "
#define X86 (1 << VTD | 1 << AMDVI | 1 << VIRTIO)
#define ARM (1 << SMMUV3 | 1 << SMMUV2)
/* VT-d prints pages, so the low twelve bits are gone. */
#define EXACT (1 << AMDVI | ARM | 1 << VIRTIO | 1 << ROCKCHIP)

static const struct rule_case cases[] = {
	{ "a write into the APICs' window", "", 99, 0xfee00000, "interrupt-remapping",
	  DMS_CONF_LIKELY, "config-error", 1, X86 },
	{ "just below that window", "", 99, 0xfedff000, "use-after-unmap", DMS_CONF_LIKELY, "overrun",
	  1, X86 },
	{ "the same on a machine without APICs", "", 99, 0xfee00000, "use-after-unmap",
	  DMS_CONF_LIKELY, "overrun", 1, ARM },
	{ "the window of MSI doorbells", "", 99, 0x08000040, "interrupt-remapping", DMS_CONF_LIKELY,
	  "config-error", 1, ARM },
	{ "just behind that window", "", 99, 0x08100000, "unknown", DMS_CONF_POSSIBLE, "wild-dma", 0,
	  ARM },
	{ "the same address on a PC", "", 99, 0x08000000, "unknown", DMS_CONF_POSSIBLE, "wild-dma", 0,
	  X86 },

	{ "inside an RMRR",
	  "[    0.1] DMAR: RMRR base: 0x0000007a400000 end: 0x0000007fffffff\n", 99, 0x7c000000,
	  "missing-reserved-region", DMS_CONF_LIKELY, "firmware-bug", 1, 0 },
	{ "just behind it",
	  "[    0.1] DMAR: RMRR base: 0x0000007a400000 end: 0x0000007fffffff\n", 99, 0x80000000,
	  "unknown", DMS_CONF_POSSIBLE, "missing-reserved-region", 0, 0 },
	{ "in the firmware's picture",
	  "[    0.9] efifb: framebuffer at 0xb0000000, using 3072k, total 3072k\n", 99, 0xb02ff000,
	  "missing-reserved-region", DMS_CONF_LIKELY, "stale-dma", 1, 0 },
	{ "behind the picture",
	  "[    0.9] efifb: framebuffer at 0xb0000000, using 3072k, total 3072k\n", 99, 0xb0300000,
	  "unknown", DMS_CONF_POSSIBLE, "wild-dma", 0, 0 },
	{ "in the firmware's memory",
	  E820 "[mem 0x0000000078000000-0x0000000079ffffff] reserved\n", 99, 0x78001000,
	  "missing-reserved-region", DMS_CONF_POSSIBLE, "firmware-bug", 1, 0 },
	{ "there before any driver ran",
	  E820 "[mem 0x0000000078000000-0x0000000079ffffff] ACPI NVS\n", 0.5, 0x78001000,
	  "missing-reserved-region", DMS_CONF_LIKELY, "firmware-bug", 0, 0 },
	{ "flash below 4 GiB is reserved, and looks like a device address",
	  E820 "[mem 0x00000000ff000000-0x00000000ffffffff] reserved\n", 99, 0xffffc000,
	  "use-after-unmap", DMS_CONF_LIKELY, "overrun", 2, 0 },
	{ "the end of a small memory, which is the top of 28 bits as well",
	  E820 "[mem 0x000000000ffdf000-0x000000000fffffff] reserved\n", 99, 0x0fffd000,
	  "use-after-unmap", DMS_CONF_POSSIBLE, "missing-reserved-region", 2, 0 },
	{ "before any driver ran", "", 0.5, 0x7d000000, "missing-reserved-region", DMS_CONF_LIKELY,
	  "stale-dma", 1, 0 },
	{ "when drivers run", "", 1.5, 0x7d000000, "unknown", DMS_CONF_POSSIBLE, "wild-dma", 0, 0 },

	{ "zero", "", 99, 0, "wild-dma", DMS_CONF_LIKELY, "use-after-unmap", 1, 0 },
	{ "small", "", 99, 0x4000, "wild-dma", DMS_CONF_LIKELY, "use-after-unmap", 1, 0 },
	{ "no longer small", "", 99, 0x10000, "unknown", DMS_CONF_POSSIBLE, "wild-dma", 0, 0 },
	{ "poison of freed memory", "", 99, 0x6b6b6000, "wild-dma", DMS_CONF_LIKELY,
	  "use-after-unmap", 1, 0 },
	{ "all ones", "", 99, 0xffffffffffffffff, "missing-error-check", DMS_CONF_LIKELY, "wild-dma",
	  1, 0 },
	{ "32 ones", "", 99, 0xffffffff, "missing-error-check", DMS_CONF_POSSIBLE,
	  "address-truncated", 1, EXACT },
	{ "the last page of 32 bits may be a buffer", "", 99, 0xfffff040, "use-after-unmap",
	  DMS_CONF_LIKELY, "missing-error-check", 1, 0 },
	{ "the second one is no error value", "", 99, 0xffffe000, "use-after-unmap", DMS_CONF_LIKELY,
	  "overrun", 1, 0 },

	{ "in a BAR, new spelling",
	  "[    0.5] pci 0000:05:00.0: BAR 0 [mem 0xf7000000-0xf7ffffff 64bit pref]\n", 99, 0xf7100000,
	  "physical-address-used", DMS_CONF_LIKELY, "config-error", 1, 0 },
	{ "in a BAR, old spelling",
	  "[    0.5] pci 0000:05:00.0: reg 0x10: [mem 0xf7000000-0xf7ffffff]\n", 99, 0xf7100000,
	  "physical-address-used", DMS_CONF_LIKELY, "config-error", 1, 0 },
	{ "behind a BAR",
	  "[    0.5] pci 0000:05:00.0: reg 0x10: [mem 0xf7000000-0xf7ffffff]\n", 99, 0xf8000000,
	  "use-after-unmap", DMS_CONF_LIKELY, "overrun", 2, 0 },
	{ "in memory, where no device addresses are",
	  E820 "[mem 0x0000000000100000-0x000000007ffdefff] usable\n", 99, 0x1234000,
	  "physical-address-used", DMS_CONF_LIKELY, "stale-dma", 1, 0 },
	{ "in memory of an Arm machine",
	  "[    0.000000]   node   0: [mem 0x0000000040000000-0x00000000bfffffff]\n", 99, 0x41234000,
	  "physical-address-used", DMS_CONF_LIKELY, "stale-dma", 1, 0 },
	{ "in memory that lies where device addresses do",
	  "[    0.000000]   node   0: [mem 0x0000000040000000-0x00000000ffffffff]\n", 99, 0xfffd0000,
	  "use-after-unmap", DMS_CONF_LIKELY, "overrun", 2, 0 },

	{ "eight bytes swapped", "", 99, 0x00f0ffff00000000, "byte-swapped-address", DMS_CONF_LIKELY,
	  "wild-dma", 1, 0 },
	{ "four bytes swapped", "", 99, 0x12f0feff, "byte-swapped-address", DMS_CONF_POSSIBLE,
	  "wild-dma", 1, EXACT },
	{ "an address that ends in zeros", "", 99, 0x12f0fe00, "unknown", DMS_CONF_POSSIBLE,
	  "wild-dma", 0, 0 },

	{ "where device addresses begin", "", 99, 0xfffd3000, "use-after-unmap", DMS_CONF_LIKELY,
	  "address-truncated", 1, 0 },
	{ "below them", "", 99, 0xeffff000, "unknown", DMS_CONF_POSSIBLE, "address-truncated", 0, 0 },
	{ "the top of 40 bits", "", 99, 0xfffffff000, "use-after-unmap", DMS_CONF_POSSIBLE,
	  "address-truncated", 1, 0 },
	{ "the middle of 40 bits", "", 99, 0x8ffffff000, "unknown", DMS_CONF_POSSIBLE, "wild-dma", 0,
	  0 },
	{ "far away", "", 99, 0x123456789000, "wild-dma", DMS_CONF_POSSIBLE, "byte-swapped-address", 1,
	  0 },
};

static void check_case(const struct rule_case *x, enum fault_kind k)
{
	struct log l = log_with_fault(k, x->before, x->time, DEVICE, x->address, true, "");
	const struct dms_finding *f = finding_of_kind(&l, fault_kinds[k]);
	char *name = dms_asprintf("%s, %s", x->name, fault_kinds[k]);

	if (is_str(f->cause, x->cause, name)) {
		is_int(f->confidence, x->confidence, "as sure as that");
		ok(has_alternative(f, x->alternative), "%s is left", x->alternative);
		ok(!x->proof_line || f->nr_evidence > 1, "and it says why");
		ok(!x->proof_line || quotes_line(f, x->proof_line, ""), "with the line");
	}
	free(name);
	log_free(&l);
}

static void every_rule(void)
{
	size_t i;
	int k;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		for (k = 0; k < NR_FAULT_KINDS; k++)
			if (!cases[i].kinds || cases[i].kinds >> k & 1)
				check_case(&cases[i], k);
}

/* kernel/dma/debug.c, err_printk(): the same device's buffer in a report of its own */
#define DEBUG_LINE(address) \
	"[   98.0] DMA-API: nic " DEVICE ": device driver frees DMA memory with different size [device address=0x" \
	address "] [map size=8192 bytes] [unmap size=4096 bytes]\n"

static void other_reports(void)
{
	static const struct {
		const char *before;
		uint64_t address;
		const char *cause;
	} pairs[] = {
		{ DEBUG_LINE("0000000280042000"), 0x280042000, "use-after-unmap" },
		{ DEBUG_LINE("0000000280042000"), 0x80042000, "address-truncated" },
		{ DEBUG_LINE("0000000280042000"), 0x80142000, "unknown" },
		{ DEBUG_LINE("0000000280042000"), 0x0020048002000000, "byte-swapped-address" },
		{ DEBUG_LINE("0000000280042000"), 0x0021048002000000, "wild-dma" },
	};
	size_t i;
	int k;

	for (i = 0; i < ARRAY_SIZE(pairs); i++)
		for (k = 0; k < NR_FAULT_KINDS; k++) {
			struct log l;

			if (!names_function(k))
				continue;
			l = log_with_fault(k, pairs[i].before, 99, DEVICE, pairs[i].address, true, "");
			is_str(finding_of_kind(&l, fault_kinds[k])->cause, pairs[i].cause,
			       fault_kinds[k]);
			log_free(&l);
		}
}

static void another_device(void)
{
	struct log l = log_with_fault(AMDVI, DEBUG_LINE("0000000280042000"), 99, "0000:04:00.0",
				      0x80042000, true, "");

	is_str(finding_of_kind(&l, "amdvi-event")->cause, "unknown", "another device's buffer");
	log_free(&l);
}

/* Intel graphics read through tables at 0 until their driver sets up others; nobody else does. */
static void graphics_at_boot(void)
{
	struct log l = log_with_fault(VTD, "", 0.5, "0000:00:02.0", 0, false, "");

	is_str(first_finding(&l)->cause, "missing-reserved-region", "graphics at address 0, early");
	log_free(&l);
	l = log_with_fault(VTD, "", 5, "0000:00:02.0", 0, false, "");
	is_str(first_finding(&l)->cause, "wild-dma", "later");
	log_free(&l);
	l = log_with_fault(VTD, "", 0.5, DEVICE, 0, false, "");
	is_str(first_finding(&l)->cause, "wild-dma", "another device");
	log_free(&l);
}

/* drivers/pci/setup-res.c: from then on its driver may map */
static void early_driver(void)
{
	static const char driven[] = "[    0.3] nic " DEVICE ": enabling device (0000 -> 0002)\n";
	int k;

	for (k = 0; k < NR_FAULT_KINDS; k++) {
		struct log l = log_with_fault(k, driven, 0.5, DEVICE, 0xfffd3000, true, "");

		is_str(first_finding(&l)->cause, names_function(k) ? "use-after-unmap" :
		       "missing-reserved-region", "a driver within the first second");
		log_free(&l);
	}
}

/* A bundle may have the driver's line in one file and the fault in the next. */
static void early_driver_elsewhere(const char *driven, const char *cause, const char *name)
{
	char *fault = fault_line(VTD, 0.5, DEVICE, 0xfffd3000, true);
	struct log l = { .a = dms_analysis_new() };

	dms_analysis_add_text(l.a, "b/boot.log", driven, strlen(driven), 1);
	dms_analysis_add_text(l.a, "b/dmesg", fault, strlen(fault), 1);
	l.r = dms_analysis_finish(l.a);
	is_str(first_finding(&l)->cause, cause, name);
	log_free(&l);
	free(fault);
}

static void idle_stream(void)
{
	char *line = fault_line(SMMUV2, 9, "", 0, false), *text;
	struct log l;

	text = dms_asprintf("%s%s%s", line, line, line);
	l = log_of(text);
	is_str(first_finding(&l)->cause, "config-error", "only ever reads 0: never set up");
	log_free(&l);
	free(text);
	l = log_of(line);
	is_str(first_finding(&l)->cause, "wild-dma", "once is not always");
	log_free(&l);
	free(line);
}

/* arm-smmu-qcom-debug.c: the tables as software and as the SMMU reads them */
static void two_walks(void)
{
#define WALK(text) "[    9.0] arm-smmu 15000000.iommu: " text "\n"
	static const struct {
		const char *lines, *cause;
		enum dms_confidence confidence;
	} walks[] = {
		{ WALK("soft iova-to-phys=0x00000000812e1000") WALK("hard iova-to-phys (ATOS)=0x00000000812e1000"),
		  "use-after-unmap", DMS_CONF_POSSIBLE },
		{ WALK("soft iova-to-phys=0x00000000812e1000") WALK("hard iova-to-phys (ATOS)=0x00000000912e1000"),
		  "use-after-unmap", DMS_CONF_LIKELY },
		{ WALK("soft iova-to-phys=0x0000000000000000") WALK("hard iova-to-phys (ATOS)=0x00000000912e1000"),
		  "use-after-unmap", DMS_CONF_LIKELY },
		{ WALK("soft iova-to-phys=0x00000000812e1000") WALK("hard iova-to-phys (ATOS) failed"),
		  "iommu-driver-bug", DMS_CONF_LIKELY },
		{ WALK("soft iova-to-phys=0x0000000000000000") WALK("hard iova-to-phys (ATOS) failed"),
		  "wild-dma", DMS_CONF_LIKELY },
		{ WALK("ATOS results differed across TLBIALL... (before: 0x0000000000000000 after: 0x00000000912e1000)")
		  WALK("soft iova-to-phys=0x00000000912e1000") WALK("hard iova-to-phys (ATOS)=0x00000000912e1000"),
		  "iommu-driver-bug", DMS_CONF_LIKELY },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(walks); i++) {
		struct log l = log_with_fault(SMMUV2, "", 9, "", 0x4000, true, walks[i].lines);

		is_str(first_finding(&l)->cause, walks[i].cause, "what two walks say");
		is_int(first_finding(&l)->confidence, walks[i].confidence, "how sure");
		log_free(&l);
	}
#undef WALK
}

/* drivers/iommu/iommu.c: said once at boot */
static void lazy_mode(void)
{
	static const char lazy[] = "[    0.4] iommu: DMA domain TLB invalidation policy: lazy mode\n";
	static const char strict[] = "[    0.4] iommu: DMA domain TLB invalidation policy: strict mode\n";
	struct log l = log_with_fault(AMDVI, lazy, 99, DEVICE, 0xfffd3000, true, "");

	ok(quotes_line(first_finding(&l), 1, "lazy mode"), "lazy mode is said");
	log_free(&l);
	l = log_with_fault(AMDVI, strict, 99, DEVICE, 0xfffd3000, true, "");
	ok(!quotes_line(first_finding(&l), 1, ""), "strict mode changes nothing");
	log_free(&l);
}

int main(void)
{
	every_rule();
	other_reports();
	another_device();
	graphics_at_boot();
	early_driver();
	early_driver_elsewhere("[    0.3] nic " DEVICE ": enabling device (0000 -> 0002)\n",
			       "use-after-unmap", "a driver within the first second, in another file");
	early_driver_elsewhere("[    0.7] nic " DEVICE ": enabling device (0000 -> 0002)\n",
			       "missing-reserved-region", "a driver that came after the fault");
	early_driver_elsewhere("[    0.3] nic 0000:09:00.0: enabling device (0000 -> 0002)\n",
			       "missing-reserved-region", "another device's driver");
	idle_stream();
	two_walks();
	lazy_mode();
	return tap_done();
}
