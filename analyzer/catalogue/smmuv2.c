// SPDX-License-Identifier: GPL-2.0
/*
 * Arm SMMU version 1 and 2 at run time (drivers/iommu/arm/arm-smmu/arm-smmu.c, arm-smmu-nvidia.c,
 * qcom_iommu.c): context faults, global faults, TLB maintenance that does not end.
 */
#include <string.h>

#include "base/array.h"
#include "iommu_fault.h"

/* Arm IHI 0062, SMMU_CBn_FSR; names of drivers/iommu/arm/arm-smmu/arm-smmu.h; 10:9 are a format */
static const struct dms_bit fsr_bits[] = {
	{ 31, "MULTI" }, { 30, "SS" }, { 8, "UUT" }, { 7, "ASF" }, { 6, "TLBLKF" },
	{ 5, "TLBMCF" }, { 4, "EF" }, { 3, "PF" }, { 2, "AFF" }, { 1, "TF" },
};

/* The bit that says why: a fault has one of them. */
static const struct {
	unsigned int bit;
	const char *name, *text;
} reasons[] = {
	{ 1, "TF", "translation fault: nothing is mapped there" },
	{ 3, "PF", "permission fault: the page does not permit this access" },
	{ 2, "AFF", "access flag fault" },
	{ 4, "EF", "external abort" },
	{ 5, "TLBMCF", "TLB match conflict" },
	{ 6, "TLBLKF", "TLB lock fault" },
	{ 7, "ASF", "address size fault" },
	{ 8, "UUT", "unsupported upstream transaction" },
};

/*
 * IHI 0062, SMMU_CBn_FSYNR0: bits 1:0 are the level of the walk, 23:16 the bank of stage 1.  Bits
 * 3, 7 and 9 are not in Linux' header; Qualcomm's for the same SMMU has them.
 */
static const struct dms_bit fsynr_bits[] = {
	{ 3, "S1PTWF" }, { 4, "WNR" }, { 5, "PNU" }, { 6, "IND" }, { 7, "NSSTATE" }, { 8, "NSATTR" },
	{ 9, "ATOF" }, { 10, "PTWF" }, { 11, "AFR" },
};

/* IHI 0062, SMMU_sGFSR; compared with HiSilicon's header for the SMMU-500 */
static const struct dms_bit gfsr_bits[] = {
	{ 31, "MULTI" }, { 8, "UUT" }, { 7, "PF" }, { 6, "EF" }, { 5, "CAF" }, { 4, "UCIF" },
	{ 3, "UCBF" }, { 2, "SMCF" }, { 1, "USF" }, { 0, "ICF" },
};

static void set_reason(struct dms_event *e, uint64_t fsr)
{
	size_t i;

	e->reason_code = (unsigned int)fsr;
	dms_fault_bits(e, "fsr_names", fsr, fsr_bits, ARRAY_SIZE(fsr_bits));
	dms_event_set_num(e, "format", fsr >> 9 & 3, false);
	for (i = 0; i < ARRAY_SIZE(reasons); i++) {
		if (!(fsr >> reasons[i].bit & 1))
			continue;
		e->reason_name = reasons[i].name;
		e->reason_text = reasons[i].text;
		return;
	}
}

static void set_syndrome(struct dms_event *e, uint64_t fsynr)
{
	dms_fault_bits(e, "fsynr_names", fsynr, fsynr_bits, ARRAY_SIZE(fsynr_bits));
	dms_event_set_num(e, "level", fsynr & 3, false);
	dms_event_set_num(e, "s1cbndx", fsynr >> 16 & 0xff, false);
	e->access = fsynr >> 4 & 1 ? "write" : "read";
}

static void decode_context(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const struct dms_value *fsynr = dms_value_of(r->match, "fsynr");
	const struct dms_value *stream = dms_value_of(r->match, "cbfrsynra");

	(void)d;
	e->related = true;
	set_reason(e, dms_value_num(r->match, "fsr"));
	if (fsynr && fsynr->is_num)
		set_syndrome(e, fsynr->num);
	if (stream && stream->is_num)
		dms_event_set_num(e, "sid", stream->num & 0xffff, true);
}

/* The kernel's own decoding (6.13 and later, Qualcomm's kernels before): the numbers say it all. */
static void decode_registers(struct dms_decoder *d, struct dms_event *e,
			     const struct dms_record *r)
{
	static const char *const names[] = { "sid", "s1cbndx", "level" };

	e = dms_fault_last(d, r, "smmuv2-context-fault");
	if (!e)
		return;
	e->last_line = r->last_line;
	dms_fault_copy(e, r->match, names, ARRAY_SIZE(names));
}

static void decode_blocked(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	(void)r;
	e->related = true;
	e->reason_name = "USF";
	e->reason_text = "a stream that no driver attached";
}

static void decode_unexpected(struct dms_decoder *d, struct dms_event *e,
			      const struct dms_record *r)
{
	(void)d;
	(void)r;
	e->related = true;
	e->reason_name = "GFSR";
	e->reason_text = "global fault";
}

/* The oldest header nearby whose registers are not there yet: two of them may come in a row. */
static struct dms_event *find_header(struct dms_decoder *d, const struct dms_record *r)
{
	struct dms_event *found = NULL;
	size_t n = d->report->nr_events;

	while (n--) {
		struct dms_event *e = &d->report->events[n];

		if (e->input != d->input || e->last_line + DMS_FAULT_REACH < r->line)
			break;
		if (!strcmp(e->kind, "smmuv2-global-fault") && !dms_event_field(e, "gfsr"))
			found = e;
	}
	return found;
}

/* Headers and register lines are rate limited each by itself: a line may come alone. */
static void decode_global(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	static const char *const names[] = { "gfsr", "gfsynr0", "gfsynr1", "gfsynr2" };
	const struct dms_value *gfsr = dms_value_of(r->match, "gfsr");

	e = find_header(d, r);
	if (!e) {
		e = dms_decoder_new_event(d, r, "smmuv2-global-fault", "smmuv2.global_fault");
		decode_unexpected(d, e, r);
	}
	e->last_line = r->last_line;
	dms_fault_copy(e, r->match, names, ARRAY_SIZE(names));
	if (dms_value_of(r->match, "gfsynr1"))
		dms_event_set_num(e, "sid", dms_value_num(r->match, "gfsynr1") & 0xffff, true);
	if (!gfsr || !gfsr->is_num)
		return;
	e->reason_code = (unsigned int)gfsr->num;
	dms_fault_bits(e, "gfsr_names", gfsr->num, gfsr_bits, ARRAY_SIZE(gfsr_bits));
	if (gfsr->num & 2)
		decode_blocked(d, e, r);
}

static void decode_timeout(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	(void)r;
	e->related = true;
	e->reason_name = "timeout";
	e->reason_text = "the TLB maintenance does not end";
}

#define CONTEXT .kind = "smmuv2-context-fault", .detail = "smmuv2.context_fault", \
	.flags = DMS_MSG_DEV, .decode = decode_context
#define REGISTERS .flags = DMS_MSG_PART, .decode = decode_registers
#define GLOBAL .kind = "smmuv2-global-fault", .detail = "smmuv2.global_fault", \
	.flags = DMS_MSG_DEV, .kernels = "all"
#define TIMEOUT .kind = "smmu-tlb-timeout", .flags = DMS_MSG_DEV, .kernels = "all", \
	.decode = decode_timeout

static const struct dms_message messages[] = {
	{ "Unhandled context fault: fsr=0x%x, iova=0x%08lx, fsynr=0x%x, cbfrsynra=0x%x, cb=%d\n",
	  CONTEXT, .needed = 2, .kernels = "5.3-", .fields = "fsr,address,fsynr,cbfrsynra,cb" },
	/* before 5.3, and qcom_iommu.c with more digits */
	{ "Unhandled context fault: fsr=0x%x, iova=0x%016llx, fsynr=0x%x, cb=%d\n", CONTEXT,
	  .needed = 2, .kernels = "all", .fields = "fsr,address,fsynr,cb" },
	/* "[%s%sFormat=%u%s%s%s...": neighbouring strings are read as one */
	{ "FSR    = %08x [%s], SID=0x%x\n", REGISTERS, .needed = 1, .kernels = "6.13-",
	  .fields = "fsr,names,sid" },
	{ "FSYNR0 = %08x [S1CBNDX=%u PLVL=%u]\n", REGISTERS, .needed = 1, .kernels = "6.13-",
	  .fields = "fsynr,s1cbndx,level" },
	{ "FSYNR0 = %08x [S1CBNDX=%u %s PLVL=%u]\n", REGISTERS, .needed = 1, .kernels = "6.13-",
	  .fields = "fsynr,s1cbndx,names,level" },

	{ "Blocked unknown Stream ID 0x%hx; boot with \"arm-smmu.disable_bypass=0\" to allow, but this may have security implications\n",
	  GLOBAL, .needed = 1, .fields = "sid", .decode = decode_blocked },
	{ "Unexpected global fault, this could be serious\n", GLOBAL, .decode = decode_unexpected },
	{ "GFSR 0x%08x, GFSYNR0 0x%08x, GFSYNR1 0x%08x, GFSYNR2 0x%08x\n", .flags = DMS_MSG_PART,
	  .needed = 2, .kernels = "all", .fields = "gfsr,gfsynr0,gfsynr1,gfsynr2",
	  .decode = decode_global },

	{ "TLB sync timed out -- SMMU may be deadlocked\n", TIMEOUT,
	  .detail = "smmuv2.tlb_sync_timeout" },
	{ "timeout waiting for TLB SYNC\n", TIMEOUT, .detail = "smmuv2.tlb_sync_timeout" },
	{ "iova to phys timed out on %pad. Falling back to software table walk.\n", TIMEOUT,
	  .detail = "smmuv2.iova_to_phys_timeout", .fields = "address" },
	{ "translation fault!\n", .kind = "smmuv2-context-fault",
	  .detail = "smmuv2.iova_to_phys_fault", .flags = DMS_MSG_DEV, .drivers = "arm-smmu",
	  .kernels = "all", .decode = dms_fault_mark },
	{ "PAR = 0x%llx\n", .flags = DMS_MSG_INFO, .kernels = "all", .fields = "par" },
};

const struct dms_subsystem dms_smmuv2_subsystem = {
	.name = "Arm SMMU v1 and v2, at run time",
	.source = "drivers/iommu/arm/arm-smmu/",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
