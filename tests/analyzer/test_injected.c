// SPDX-License-Identifier: GPL-2.0
/*
 * What our own injector did, and what of the things behind it that explains.  Lines are made from
 * its own format, and those of kernel/dma/debug.c, intel/dmar.c and intel/iommu.c.
 */
#include "faults.h"

#define DONE(time, device) "[" time "] dmascope_inject: " device ": dma_map_page_attrs fails with " \
	"DMA_MAPPING_ERROR, injection 3, size 4096, direction to-device, caller " \
	"nic_xmit+0x3a/0x60 [nic], process ip:77\n"
#define FAULT(time, address) "[" time "] DMAR: [DMA Read NO_PASID] Request device [03:00.0] fault addr " \
	address " [fault reason 0x06] PTE Read access is not set\n"
#define WILD "0x5a5a5000"
#define STACK "[   10.000004] CPU: 0 PID: 77 Comm: ip Not tainted 6.12.0 #1\n"
#define OOPS(time) "[" time "] BUG: unable to handle page fault for address: ffffdead00000000\n" \
	"[" time "] #PF: supervisor read access in kernel mode\n" \
	"[" time "] Oops: 0000 [#1] PREEMPT SMP\n" STACK \
	"[" time "] RIP: 0010:dma_map_page_attrs+0x10/0x20\n"

static bool quotes(const struct dms_finding *f, const char *text)
{
	size_t i;

	for (i = 0; i < f->nr_evidence; i++)
		if (strstr(f->evidence[i].text, text))
			return true;
	return false;
}

static void alone(void)
{
	struct log l = log_of(DONE("   10.000000", "0000:03:00.0"));
	const struct dms_event *n = l.r->nr_notes ? &l.r->notes[0] : NULL;

	is_u64(l.r->nr_events, 0, "an injection is no event");
	is_u64(l.r->nr_findings, 0, "and no finding");
	if (ok(n && !strcmp(n->detail, "inject.done"), "it is noted")) {
		is_str(n->device, "0000:03:00.0", "its device");
		is_str(dms_event_text(n, "function"), "dma_map_page_attrs", "its function");
		is_str(dms_event_text(n, "what"), "fails with DMA_MAPPING_ERROR", "what was done");
		is_str(dms_event_text(n, "caller"), "nic_xmit+0x3a/0x60 [nic]", "its caller");
		is_u64(dms_event_field(n, "size")->num, 4096, "its size");
		is_u64(dms_event_field(n, "number")->num, 3, "its number");
	}
	log_free(&l);
}

/* @quoted: the injection is evidence; @cause NULL: whatever it was without */
static void fault_after(const char *text, bool quoted, const char *name)
{
	struct log l = log_of(text), plain = log_of(FAULT("   10.200000", WILD));
	const struct dms_finding *f = finding_of_kind(&l, "vtd-fault");
	const struct dms_finding *p = finding_of_kind(&plain, "vtd-fault");

	is_int(has_alternative(f, "injected"), quoted, name);
	is_int(quotes(f, "dma_map_page_attrs fails with DMA_MAPPING_ERROR"), quoted,
	       quoted ? "and it is quoted" : "and it is not quoted");
	is_str(f->cause, p->cause, "the cause is what it is without it");
	log_free(&plain);
	log_free(&l);
}

static void faults(void)
{
	fault_after(DONE("   10.000000", "0000:03:00.0") FAULT("   10.200000", WILD), true,
		    "a fault of the same device");
	fault_after(DONE("   10.000000", "-") FAULT("   10.200000", WILD), true,
		    "an injection into a function that knows no device");
	fault_after(DONE("   10.000000", "0000:04:00.0") FAULT("   10.200000", WILD), false,
		    "a fault of another device");
	fault_after(FAULT("   10.200000", WILD) DONE("   10.300000", "0000:03:00.0"), false,
		    "a fault before it");
	fault_after(DONE("   10.000000", "0000:03:00.0") FAULT("  300.000000", WILD), false,
		    "one that came minutes later");
}

static void unknown(void)
{
	struct log l = log_of(DONE("   10.000000", "0000:03:00.0") OOPS("   10.200000"));
	struct log plain = log_of(OOPS("   10.200000"));

	is_str(finding_of_kind(&plain, "oops")->cause, "unknown", "an oops is of unknown cause");
	is_str(finding_of_kind(&l, "oops")->cause, "injected", "but not after an injection");
	ok(quotes(finding_of_kind(&l, "oops"), "fails with DMA_MAPPING_ERROR"), "which is quoted");
	log_free(&plain);
	log_free(&l);
}

/* What was not checked is used, and not once only. */
static void last_address(void)
{
	struct log l = log_of(FAULT("   10.200000", "0xfffffffffffff000")
			      FAULT("   10.200100", "0xfffffffffffff000"));

	is_u64(l.r->nr_findings, 1, "two faults of the last page are one finding");
	is_u64(l.r->findings[0].count, 2, "of two faults");
	is_str(l.r->findings[0].cause, "missing-error-check", "DMA_MAPPING_ERROR was not checked");
	log_free(&l);
}

/* A device of 32 bits gets no more than half of it. */
static void last_of_32_bits(void)
{
	static const struct {
		const char *address, *without;
	} pages[] = {
		{ "0xfffff000", "use-after-unmap" }, { "0x100000000", "physical-address-used" },
		{ "0x0", "wild-dma" },
	};
	char *log, *name;
	struct log l;
	size_t i;

	for (i = 0; i < 6; i++) {
		log = dms_asprintf("[    0.000000] BIOS-e820: [mem 0x0000000100000000-0x000000015fffffff] usable\n"
				   "%s[   10.200000] DMAR: [DMA Read NO_PASID] Request device [03:00.0] fault addr %s "
				   "[fault reason 0x06] PTE Read access is not set\n",
				   i % 2 ? DONE("   10.000000", "0000:03:00.0") : "",
				   pages[i / 2].address);
		name = dms_asprintf("%s %s", pages[i / 2].address,
				    i % 2 ? "after a mapping that failed" : "without one");
		l = log_of(log);
		is_str(finding_of_kind(&l, "vtd-fault")->cause,
		       i % 2 ? "missing-error-check" : pages[i / 2].without, name);
		log_free(&l);
		free(name);
		free(log);
	}
}

int main(void)
{
	alone();
	faults();
	unknown();
	last_address();
	last_of_32_bits();
	return tap_done();
}
