// SPDX-License-Identifier: GPL-2.0
/* SMMU versions 1 and 2: registers of context and global faults, timeouts, causes. */
#include "base/array.h"
#include "base/strbuf.h"
#include "util.h"

#define DEV "arm-smmu 15000000.iommu: "
#define CONTEXT "Unhandled context fault: "

static void spellings(void)
{
	static const char *const lines[] = {
		DEV CONTEXT "fsr=0x402, iova=0xbbfff800, fsynr=0x3e0021, cbfrsynra=0x828, cb=9\n",
		DEV CONTEXT "fsr=0x402, iova=0xbbfff800, fsynr=0x3e0021, cb=9\n",
		"qcom-iommu-ctx 15000000.iommu: " CONTEXT
		"fsr=0x402, iova=0x00000000bbfff800, fsynr=0x3e0021, cb=9\n",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		struct log l = log_of(lines[i]);
		const struct dms_event *e = first_event(&l);

		is_int(l.r->nr_events, 1, lines[i]);
		is_str(e->kind, "smmuv2-context-fault", "kind");
		is_str(e->device, "15000000.iommu", "device");
		is_u64(e->address, 0xbbfff800, "address");
		is_u64(e->reason_code, 0x402, "FSR");
		is_str(e->reason_name, "TF", "translation fault");
		is_str(dms_event_text(e, "fsynr_names"), "PNU", "bit 5");
		is_str(dms_event_text(e, "level"), "1", "bits 1:0");
		is_str(e->access, "read", "bit 4 is clear");
		is_str(dms_event_text(e, "cb"), "9", "context bank");
		if (!i)
			is_str(dms_event_text(e, "sid"), "0x828", "stream");
		log_free(&l);
	}
}

/* Arm IHI 0062, SMMU_CBn_FSR: one bit at a time. */
static void fsr_bits(void)
{
	static const struct {
		unsigned int bit;
		const char *name, *cause;
	} bits[] = {
		{ 1, "TF", "use-after-unmap" }, { 2, "AFF", "iommu-driver-bug" },
		{ 3, "PF", "wrong-direction" }, { 4, "EF", "hardware-erratum" },
		{ 5, "TLBMCF", "iommu-driver-bug" }, { 6, "TLBLKF", "iommu-driver-bug" },
		{ 7, "ASF", "wild-dma" }, { 8, "UUT", "wild-dma" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bits); i++) {
		char *line = dms_asprintf(DEV CONTEXT "fsr=0x%x, iova=0xffffc000, fsynr=0x10, cbfrsynra=0x0, cb=0\n",
					  1u << bits[i].bit | 1u << 31);
		char *names = dms_asprintf("MULTI %s", bits[i].name);
		struct log l = log_of(line);

		is_str(first_event(&l)->reason_name, bits[i].name, line);
		is_str(dms_event_text(first_event(&l), "fsr_names"), names, "names");
		is_str(first_event(&l)->access, "write", "WNR");
		is_str(first_finding(&l)->cause, bits[i].cause, "cause");
		log_free(&l);
		free(names);
		free(line);
	}
}

/* The register behind a field of names: one bit of 32 at a time, "-" where there is no name. */
static void each_bit(const char *format, const char *field, const char *const names[32])
{
	unsigned int i;

	for (i = 0; i < 32; i++) {
		char *reg = dms_asprintf("0x%08x", 1u << i), *line = dms_asprintf("%s", format);
		struct log l;

		memcpy(strstr(line, "0xREGISTER"), reg, 10);
		l = log_of(line);
		is_str(dms_event_text(first_event(&l), field), names[i] ? names[i] : "-", line);
		log_free(&l);
		free(line);
		free(reg);
	}
}

/* Arm IHI 0062, SMMU_CBn_FSR, SMMU_CBn_FSYNR0, SMMU_sGFSR */
static void register_bits(void)
{
	static const char *const fsr[32] = {
		[1] = "TF", [2] = "AFF", [3] = "PF", [4] = "EF", [5] = "TLBMCF", [6] = "TLBLKF",
		[7] = "ASF", [8] = "UUT", [30] = "SS", [31] = "MULTI",
	};
	static const char *const fsynr0[32] = {
		[3] = "S1PTWF", [4] = "WNR", [5] = "PNU", [6] = "IND", [7] = "NSSTATE", [8] = "NSATTR",
		[9] = "ATOF", [10] = "PTWF", [11] = "AFR",
	};
	static const char *const gfsr[32] = {
		[0] = "ICF", [1] = "USF", [2] = "SMCF", [3] = "UCBF", [4] = "UCIF", [5] = "CAF",
		[6] = "EF", [7] = "PF", [8] = "UUT", [31] = "MULTI",
	};

	each_bit(DEV CONTEXT "fsr=0xREGISTER, iova=0x1000, fsynr=0x0, cbfrsynra=0x0, cb=0\n",
		 "fsr_names", fsr);
	each_bit(DEV CONTEXT "fsr=0x2, iova=0x1000, fsynr=0xREGISTER, cbfrsynra=0x0, cb=0\n",
		 "fsynr_names", fsynr0);
	each_bit(DEV "Unexpected global fault, this could be serious\n"
		 DEV "\tGFSR 0xREGISTER, GFSYNR0 0x00000000, GFSYNR1 0x00000014, GFSYNR2 0x00000000\n",
		 "gfsr_names", gfsr);
}

/* FSR.Format is bits 10:9, FSYNR0.PLVL 1:0, FSYNR0.S1CBNDX 23:16. */
static void register_numbers(void)
{
	struct log l = log_of(DEV CONTEXT "fsr=0x402, iova=0x1000, fsynr=0xa50013, cbfrsynra=0x10020, cb=0\n");
	const struct dms_event *e = first_event(&l);

	is_str(dms_event_text(e, "format"), "2", "format");
	is_str(dms_event_text(e, "level"), "3", "level of the walk");
	is_str(dms_event_text(e, "s1cbndx"), "165", "bank of stage 1");
	is_str(dms_event_text(e, "sid"), "0x20", "StreamID: 15:0 of CBFRSYNRA");
	log_free(&l);
}

static void decoded(void)
{
	struct log l = log_of(DEV CONTEXT "fsr=0x402, iova=0x00001000, fsynr=0x3d0023, cbfrsynra=0x1c00, cb=13\n"
			      DEV "FSR    = 00000402 [Format=2 TF], SID=0x1c00\n"
			      DEV "FSYNR0 = 003d0023 [S1CBNDX=61 PNU PLVL=3]\n"
			      DEV "soft iova-to-phys=0x0000000000000000\n"
			      DEV "SOFTWARE TABLE WALK FAILED! Looks like 15000000.iommu accessed an unmapped address!\n");

	is_int(l.r->nr_events, 1, "five lines, one event");
	is_u64(l.r->nr_events ? first_event(&l)->last_line : 0, 5, "the last of them");
	is_str(dms_event_text(first_event(&l), "table_walk"), "failed", "what the walk found");
	log_free(&l);
}

static void global_faults(void)
{
	struct log l = log_of(DEV "Unexpected global fault, this could be serious\n"
			      DEV "Unexpected global fault, this could be serious\n"
			      DEV "\tGFSR 0x80000001, GFSYNR0 0x00000000, GFSYNR1 0x00000014, GFSYNR2 0x00000000\n"
			      DEV "\tGFSR 0x00000002, GFSYNR0 0x00000000, GFSYNR1 0x00000015, GFSYNR2 0x00000000\n"
			      DEV "\tGFSR 0x00000002, GFSYNR0 0x00000000, GFSYNR1 0x00000016, GFSYNR2 0x00000000\n");

	is_int(l.r->nr_events, 3, "two headers, three registers: three faults");
	if (l.r->nr_events == 3) {
		is_str(dms_event_text(&l.r->events[0], "gfsr_names"), "MULTI ICF", "bits 31 and 0");
		is_str(dms_event_text(&l.r->events[0], "sid"), "0x14", "in order");
		is_str(dms_event_text(&l.r->events[1], "sid"), "0x15", "in order");
		is_str(l.r->events[2].reason_name, "USF", "bit 1");
	}
	log_free(&l);

	l = log_of(DEV "Blocked unknown Stream ID 0x6004; boot with \"arm-smmu.disable_bypass=0\" to allow, but this may have security implications\n"
		   DEV "\tGFSR 0x80000002, GFSYNR0 0x00000000, GFSYNR1 0x00006004, GFSYNR2 0x00000000\n");
	is_int(l.r->nr_events, 1, "header and registers are one");
	is_str(dms_event_text(first_event(&l), "sid"), "0x6004", "stream");
	is_str(first_finding(&l)->cause, "config-error", "nobody attached the stream");
	log_free(&l);
}

static void timeouts(void)
{
	struct log l = log_of(DEV "TLB sync timed out -- SMMU may be deadlocked\n"
			      DEV "TBU: power_status 0x1 sync_inv_ack 0x2 sync_inv_progress 0x3\n");

	is_str(first_event(&l)->kind, "smmu-tlb-timeout", "TLB sync");
	is_int(l.r->nr_events, 1, "with Qualcomm's line");
	is_str(dms_event_text(first_event(&l), "sync_inv_ack"), "0x2", "which is read");
	is_str(first_finding(&l)->cause, "invalidation-timeout", "cause");
	log_free(&l);
}

int main(void)
{
	spellings();
	fsr_bits();
	register_bits();
	register_numbers();
	decoded();
	global_faults();
	timeouts();
	return tap_done();
}
