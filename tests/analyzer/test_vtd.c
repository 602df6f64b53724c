// SPDX-License-Identifier: GPL-2.0
/* VT-d: every spelling, every reason of the specification, dumps, causes from the log alone. */
#include "base/array.h"
#include "base/strbuf.h"
#include "util.h"

#define LINE(ts, rest) "[   " ts "] DMAR: " rest "\n"
#define NOT_SET "[fault reason 0x05] PTE Write access is not set"

static void check_fault(const char *line, const char *device, const char *access, uint64_t address,
			unsigned int reason, int64_t pasid)
{
	struct log l = log_of(line);
	const struct dms_event *e = first_event(&l);

	ok(l.r->nr_events == 1, "one event: %.50s", line);
	is_str(e->kind, "vtd-fault", "kind");
	is_str(e->device, device, "device");
	is_str(e->access, access, "access");
	is_u64(e->address, address, "address");
	is_u64(e->reason_code, reason, "reason");
	is_int(e->pasid, pasid, "pasid");
	log_free(&l);
}

static void spellings(void)
{
	check_fault(LINE("1.0", "[DMA Write NO_PASID] Request device [0001:02:1f.7] fault addr 0xffffc000 " NOT_SET),
		    "0001:02:1f.7", "write", 0xffffc000, 5, -1);
	check_fault(LINE("1.0", "[DMA Read PASID 0x2a] Request device [0000:00:03.0] fault addr 0x7f0000001000 [fault reason 0x71] SM: Present bit in first-level paging entry is clear"),
		    "0000:00:03.0", "read", 0x7f0000001000, 0x71, 0x2a);
	check_fault(LINE("1.0", "[DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 " NOT_SET),
		    "0000:00:03.0", "write", 0xffffc000, 5, -1);
	check_fault(LINE("1.0", "[DMA Read PASID 0x1] Request device [00:03.0] fault addr 0x1000 [fault reason 0x59] SM: Present bit in PASID Table Entry is clear"),
		    "0000:00:03.0", "read", 0x1000, 0x59, 1);
	check_fault(LINE("1.0", "[DMA Read] Request device [00:03.0] PASID ffffffff fault addr ffffc000 [fault reason 06] PTE Read access is not set"),
		    "0000:00:03.0", "read", 0xffffc000, 6, -1);
	check_fault(LINE("1.0", "[DMA Write] Request device [00:03.0] fault addr ffffc000 [fault reason 05] PTE Write access is not set"),
		    "0000:00:03.0", "write", 0xffffc000, 5, -1);
	check_fault("dmar: DMAR:[DMA Read] Request device [00:02.0] fault addr 9f000\x20\nDMAR:[fault reason 02] Present bit in context entry is clear\n",
		    "0000:00:02.0", "read", 0x9f000, 2, -1);
	check_fault(LINE("1.0", "[DMA Write NO_PASID] Request device [0x00:0x03.0] fault addr 0xffffc000 " NOT_SET),
		    "0000:00:03.0", "write", 0xffffc000, 5, -1);
}

/* Printed in decimal without 0x before 5.14: 12 is 0x0c there, and 0x12 with 0x. */
static void decimal_reasons(void)
{
	check_fault(LINE("1.0", "[DMA Read] Request device [00:03.0] PASID ffffffff fault addr 1000 [fault reason 12] non-zero reserved fields in PTE"),
		    "0000:00:03.0", "read", 0x1000, 0x0c, -1);
	check_fault(LINE("1.0", "[DMA Read] Request device [00:03.0] PASID 1 fault addr 1000 [fault reason 113] SM: Present bit in first-level paging entry is clear"),
		    "0000:00:03.0", "read", 0x1000, 0x71, 1);
	check_fault(LINE("1.0", "[DMA Read NO_PASID] Request device [00:03.0] fault addr 0x1000 [fault reason 0x12] Unknown"),
		    "0000:00:03.0", "read", 0x1000, 0x12, -1);
}

/*
 * Every number that the kernel has a text for (drivers/iommu/intel/dmar.c, dma_remap_fault_reasons
 * and dma_remap_sm_fault_reasons); it calls the others "Unknown".
 */
static const char *const texts[256] = {
	[0x00] = "Software",
	[0x01] = "Present bit in root entry is clear",
	[0x02] = "Present bit in context entry is clear",
	[0x03] = "Invalid context entry",
	[0x04] = "Access beyond MGAW",
	[0x05] = "PTE Write access is not set",
	[0x06] = "PTE Read access is not set",
	[0x07] = "Next page table ptr is invalid",
	[0x08] = "Root table address invalid",
	[0x09] = "Context table ptr is invalid",
	[0x0a] = "non-zero reserved fields in RTP",
	[0x0b] = "non-zero reserved fields in CTP",
	[0x0c] = "non-zero reserved fields in PTE",
	[0x0d] = "PCE for translation request specifies blocking",
	[0x30] = "SM: Invalid Root Table Address",
	[0x31] = "SM: TTM 0 for request with PASID",
	[0x32] = "SM: TTM 0 for page group request",
	[0x38] = "SM: Error attempting to access Root Entry",
	[0x39] = "SM: Present bit in Root Entry is clear",
	[0x3a] = "SM: Non-zero reserved field set in Root Entry",
	[0x40] = "SM: Error attempting to access Context Entry",
	[0x41] = "SM: Present bit in Context Entry is clear",
	[0x42] = "SM: Non-zero reserved field set in the Context Entry",
	[0x43] = "SM: Invalid Context Entry",
	[0x44] = "SM: DTE field in Context Entry is clear",
	[0x45] = "SM: PASID Enable field in Context Entry is clear",
	[0x46] = "SM: PASID is larger than the max in Context Entry",
	[0x47] = "SM: PRE field in Context-Entry is clear",
	[0x48] = "SM: RID_PASID field error in Context-Entry",
	[0x50] = "SM: Error attempting to access the PASID Directory Entry",
	[0x51] = "SM: Present bit in Directory Entry is clear",
	[0x52] = "SM: Non-zero reserved field set in PASID Directory Entry",
	[0x58] = "SM: Error attempting to access PASID Table Entry",
	[0x59] = "SM: Present bit in PASID Table Entry is clear",
	[0x5a] = "SM: Non-zero reserved field set in PASID Table Entry",
	[0x5b] = "SM: Invalid Scalable-Mode PASID Table Entry",
	[0x5c] = "SM: ERE field is clear in PASID Table Entry",
	[0x5d] = "SM: SRE field is clear in PASID Table Entry",
	[0x70] = "SM: Error attempting to access first-level paging entry",
	[0x71] = "SM: Present bit in first-level paging entry is clear",
	[0x72] = "SM: Non-zero reserved field set in first-level paging entry",
	[0x73] = "SM: Error attempting to access FL-PML4 entry",
	[0x74] = "SM: First-level entry address beyond MGAW in Nested translation",
	[0x75] = "SM: Read permission error in FL-PML4 entry in Nested translation",
	[0x76] = "SM: Read permission error in first-level paging entry in Nested translation",
	[0x77] = "SM: Write permission error in first-level paging entry in Nested translation",
	[0x78] = "SM: Error attempting to access second-level paging entry",
	[0x79] = "SM: Read/Write permission error in second-level paging entry",
	[0x7a] = "SM: Non-zero reserved field set in second-level paging entry",
	[0x7b] = "SM: Invalid second-level page table pointer",
	[0x7c] = "SM: A/D bit update needed in second-level entry when set up in no snoop",
	[0x80] = "SM: Address in first-level translation is not canonical",
	[0x81] = "SM: U/S set 0 for first-level translation with user privilege",
	[0x82] = "SM: No execute permission for request with PASID and ER=1",
	[0x83] = "SM: Address beyond the DMA hardware max",
	[0x84] = "SM: Second-level entry address beyond the max",
	[0x85] = "SM: No write permission for Write/AtomicOp request",
	[0x86] = "SM: No read permission for Read/AtomicOp request",
	[0x87] = "SM: Invalid address-interrupt address",
	[0x90] = "SM: A/D bit update needed in first-level entry when set up in no snoop",
};

/* LGN.4 and SFS.10 of the specification, which are in none of the kernel's tables; VIR.1 to VIR.3. */
static const struct {
	unsigned int code;
	const char *about;
} later[] = {
	{ 0x0e, "interrupt address range" }, { 0x91, "A/D bit" },
	{ 0x27, "posted-interrupt descriptor" }, { 0x28, "reserved fields in the posted-interrupt" },
	{ 0x29, "without PASID" },
};

static void check_reason(unsigned int code)
{
	char *line = dms_asprintf(LINE("2.0", "[DMA Read NO_PASID] Request device [00:03.0] fault addr 0xfffff000 [fault reason 0x%02x] %s"),
				  code, "whatever stands here");
	struct log l = log_of(line);
	const struct dms_event *e = first_event(&l);
	const char *about = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(later); i++)
		if (later[i].code == code)
			about = later[i].about;
	is_u64(e->reason_code, code, line);
	if (about)
		has_str(e->reason_text, about, "what the kernel does not know");
	else
		is_str(e->reason_text, texts[code] ? texts[code] : "Unknown", "its text");
	ok(!!strcmp(e->reason_name, "unknown") == (texts[code] || about), "reason 0x%02x: '%s'", code,
	   e->reason_name);
	ok(l.r->nr_findings == 1, "reason 0x%02x gives one finding", code);
	log_free(&l);
	free(line);
}

/* All 256 numbers; 0x20 to 0x26 are about interrupts and never printed in this form. */
static void all_reasons(void)
{
	unsigned int code;

	for (code = 0; code < 256; code++)
		if (code < 0x20 || code > 0x26)
			check_reason(code);
}

/* drivers/iommu/intel/dmar.c, irq_remap_fault_reasons: from 0x20 on */
static void interrupt_faults(void)
{
	static const char *const irq_texts[] = {
		"Detected reserved fields in the decoded interrupt-remapped request",
		"Interrupt index exceeded the interrupt-remapping table size",
		"Present field in the IRTE entry is clear",
		"Error accessing interrupt-remapping table pointed by IRTA_REG",
		"Detected reserved fields in the IRTE entry",
		"Blocked a compatibility format interrupt request",
		"Blocked an interrupt request due to source-id verification failure",
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(irq_texts); i++) {
		char *line = dms_asprintf(LINE("2.0", "[INTR-REMAP] Request device [f0:1f.0] fault index 0x1a [fault reason 0x%02x] text"),
					  0x20 + i);
		struct log l = log_of(line);
		const struct dms_event *e = first_event(&l);

		is_str(e->kind, "vtd-ir-fault", "interrupt fault");
		is_u64(e->reason_code, 0x20 + i, "its reason");
		is_str(e->reason_text, irq_texts[i], "its text");
		is_str(dms_event_text(e, "index"), "0x1a", "its index");
		is_str(first_finding(&l)->cause, "interrupt-remapping", "its cause");
		log_free(&l);
		free(line);
	}
}

/* VT-d specification, Fault Status Register: one bit at a time; FRI in 15:8 has no name. */
static void status_bits(void)
{
	static const char *const names[] = {
		"PFO", "PPF", "AFO", "APF", "IQE", "ICE", "ITE", "PRO",
	};
	unsigned int i;

	for (i = 0; i < 16; i++) {
		char *line = dms_asprintf(LINE("3.0", "DRHD: handling fault status reg %x"), 1u << i);
		struct log l = log_of(line);

		is_str(dms_event_text(first_event(&l), "status_names"),
		       i < ARRAY_SIZE(names) ? names[i] : "-", line);
		log_free(&l);
		free(line);
	}
}

#define FAULT(ts, access, addr) \
	LINE(ts, "[DMA " access " NO_PASID] Request device [00:03.0] fault addr " addr " [fault reason 0x05] PTE Write access is not set")

static void folding(void)
{
	struct log l = log_of(LINE("3.000001", "DRHD: handling fault status reg 3")
			      FAULT("3.000002", "Write", "0xffffc000")
			      LINE("3.000003", "Dump dmar0 table entries for IOVA 0xffffc000")
			      LINE("3.000004", "root entry: 0x0000000104a53001")
			      LINE("3.000005", "context entry: hi 0x0000000000000102, low 0x0000000104a55001")
			      LINE("3.000006", "pte level: 4, pte value: 0x0000000104a56003")
			      LINE("3.000007", "pte level: 1, pte value: 0x0000000000000000")
			      LINE("3.000008", "page table not present at level 0")
			      LINE("3.000009", "DRHD: handling fault status reg 2"));
	const struct dms_event *e = first_event(&l);

	ok(l.r->nr_events == 1, "status, fault and dump are one event");
	is_str(dms_event_text(e, "status"), "0x3", "status");
	is_str(dms_event_text(e, "overflow"), "1", "bit 0: the hardware lost records");
	is_str(dms_event_text(e, "unit"), "dmar0", "unit");
	is_str(dms_event_text(e, "root_entry"), "0x104a53001", "root entry");
	is_str(dms_event_text(e, "context_entry"), "0x104a55001", "context entry");
	is_str(dms_event_text(e, "pte"), "0x0", "last entry of the walk");
	is_str(dms_event_text(e, "missing_level"), "1", "level of the missing entry");
	is_int((long)e->last_line, 8, "last line folded in");
	is_str(first_finding(&l)->cause, "use-after-unmap", "nothing mapped at the top of 4 GiB");
	log_free(&l);
	l = log_of(LINE("3.0", "DRHD: handling fault status reg 2"));
	is_str(first_event(&l)->kind, "vtd-status", "a status line alone is an event");
	log_free(&l);
}

static void check_cause(const char *text, const char *cause, enum dms_confidence confidence,
			const char *about)
{
	struct log l = log_of(text);
	const struct dms_finding *f = first_finding(&l);

	ok(l.r->nr_findings == 1, "one finding: %s", about);
	is_str(f->cause, cause, about);
	is_int(f->confidence, confidence, "how sure");
	log_free(&l);
}

static void causes(void)
{
	check_cause(FAULT("4.0", "Write", "0xffffc000")
		    LINE("4.1", "pte level: 1, pte value: 0x0000000104a56001"),
		    "wrong-direction", DMS_CONF_CERTAIN, "entry present, write bit missing");
	/* printed after the fault: the address had been given out again */
	check_cause(FAULT("4.0", "Write", "0xffffc000")
		    LINE("4.1", "pte level: 1, pte value: 0x0000000104a56003"),
		    "use-after-unmap", DMS_CONF_LIKELY, "entry present, and it permits the write");
	check_cause(FAULT("4.0", "Write", "0x0"), "wild-dma", DMS_CONF_LIKELY, "address 0");
	check_cause(FAULT("4.0", "Write", "0xdeadb000"), "wild-dma", DMS_CONF_LIKELY, "poison");
	check_cause("[    0.000000] BIOS-e820: [mem 0x0000000000100000-0x000000007ffdefff] usable\n"
		    FAULT("4.0", "Write", "0x1234000"),
		    "physical-address-used", DMS_CONF_LIKELY, "in usable memory");
	check_cause("[    0.000000] BIOS-e820: [mem 0x0000000001000000-0x0000000001ffffff] reserved\n"
		    FAULT("4.0", "Write", "0x1234000"),
		    "missing-reserved-region", DMS_CONF_POSSIBLE, "in memory of the firmware");
	check_cause(FAULT("4.0", "Write", "0xfffd000"), "use-after-unmap", DMS_CONF_POSSIBLE,
		    "at the top of 28 bits");
	check_cause(FAULT("4.0", "Write", "0xfffffffff000"), "missing-error-check", DMS_CONF_LIKELY,
		    "the page of DMA_MAPPING_ERROR");
	check_cause(LINE("4.0", "[DMA Write NO_PASID] Request device [00:03.0] fault addr 0x1000000 [fault reason 0x85] SM: No write permission for Write/AtomicOp request"),
		    "wrong-direction", DMS_CONF_LIKELY, "scalable mode names the permission");
	check_cause(LINE("4.0", "[DMA Read NO_PASID] Request device [00:03.0] fault addr 0x1000000 [fault reason 0x0c] non-zero reserved fields in PTE"),
		    "iommu-driver-bug", DMS_CONF_LIKELY, "malformed entry");
}

static void groups(void)
{
	struct log l = log_of(FAULT("5.0", "Write", "0xffffc000") FAULT("5.1", "Write", "0xffffd000")
			      FAULT("5.2", "Write", "0xffffc000"));

	ok(l.r->nr_events == 3 && l.r->nr_findings == 1, "a transfer over two pages is one finding");
	is_int((long)first_finding(&l)->count, 3, "counted");
	log_free(&l);
	l = log_of(FAULT("5.0", "Write", "0xffffc000") FAULT("5.1", "Write", "0xf8000000"));
	ok(l.r->nr_findings == 2, "far addresses are two findings");
	log_free(&l);
	l = log_of("[    6.0] dmar_fault: 41 callbacks suppressed\n" FAULT("6.1", "Write", "0xffffc000"));
	is_int((long)first_event(&l)->count, 42, "suppressed records are counted");
	log_free(&l);
}

static void others(void)
{
	struct log l = log_of(LINE("7.0", "ERROR: DMA PTE for vPFN 0x428ec already set (to 3f6ec003 not 3f6ed003)"));

	is_str(first_event(&l)->kind, "vtd-pte-set", "table entry set twice");
	is_u64(first_event(&l)->address, 0x428ec000, "its address");
	log_free(&l);
	l = log_of(LINE("7.0", "VT-d detected Invalidation Time-out Error: SID 300")
		   LINE("7.0", "QI HEAD: Device-TLB Invalidation qw0 = 0x3, qw1 = 0x7fffffffff001")
		   LINE("7.0", "DRHD: handling fault status reg 40"));
	ok(l.r->nr_events == 1, "descriptors and status belong to the queue error");
	is_str(first_finding(&l)->cause, "invalidation-timeout", "a device that does not answer");
	is_str(dms_event_text(first_event(&l), "head_type"), "Device-TLB Invalidation", "what hung");
	log_free(&l);
}

int main(void)
{
	spellings();
	decimal_reasons();
	all_reasons();
	interrupt_faults();
	status_bits();
	folding();
	causes();
	groups();
	others();
	return tap_done();
}
