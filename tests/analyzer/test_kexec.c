// SPDX-License-Identifier: GPL-2.0
/*
 * What a device does for the kernel before, in logs that have both kernels: each beside one that
 * only looks like it.  Lines are made from the formats of the kernel: printk's in panic.c, dmar.c
 * and intel/iommu.c, the tracepoints of include/trace/events/dma.h.
 */
#include "faults.h"

#define TRACED "[   90.000000] Dumping ftrace buffer:\n[   90.000100] ---------------------------------\n"
#define DUMP(time, call) "[   90.000200]   agent-46        0..... " time "us : " call "\n"
#define NIC "0000:03:00.0 dir=BIDIRECTIONAL "
#define ALLOC "dma_alloc: " NIC \
	"dma_addr=ffff8000 size=12288 virt_addr=00000000a1b2c3d4 flags=GFP_KERNEL attrs="
#define FREE "dma_free: " NIC "dma_addr=ffff8000 size=12288 virt_addr=00000000a1b2c3d4 attrs="
#define PANIC "[   90.000000] Kernel panic - not syncing: sysrq triggered crash\n"
#define BANNER "[    0.000000] Linux version 6.12.0 (build@host) (gcc 14) #1 SMP\n"
#define CRASH BANNER "[    0.000000] Command line: elfcorehdr=0x7000000 intel_iommu=on\n" \
	"[    0.900000] DMAR: Translation already enabled - trying to copy translation structures\n" \
	"[    0.901000] DMAR: Copied translation tables from previous kernel for dmar0\n"
#define ENABLING(time) "[" time "] nic 0000:03:00.0: enabling device (0000 -> 0002)\n"
#define FAULT(time, address) "[" time "] DMAR: [DMA Read NO_PASID] Request device [03:00.0] fault addr " \
	address " [fault reason 0x06] PTE Read access is not set\n"

/* @says: how a piece of evidence begins; NULL: none may begin with "the kernel before had given" */
static void check(const char *text, const char *cause, enum dms_confidence confidence,
		  const char *says, const char *name)
{
	static const char gave[] = "the kernel before had given";
	struct log l = log_of(text);
	const struct dms_finding *f = finding_of_kind(&l, "vtd-fault");
	bool said = false;
	size_t i;

	if (!says)
		says = gave;
	is_str(f->cause, cause, name);
	is_int(f->confidence, confidence, "as sure as that");
	for (i = 0; i < f->nr_evidence; i++)
		said |= !strncmp(f->evidence[i].text, says, strlen(says));
	is_int(said, says != gave, "and for that reason");
	log_free(&l);
}

#define GAVE "the kernel before had given 0xffff8000-0xffffafff to this device"

static void traced_before(void)
{
	struct log l;

	check(PANIC TRACED DUMP("80000000", ALLOC) CRASH FAULT("    2.700000", "0xffff9000"),
	      "stale-dma", DMS_CONF_LIKELY, GAVE, "an address that the kernel before had mapped");
	check(PANIC TRACED DUMP("80000000", ALLOC) CRASH FAULT("    2.700000", "0xffffb000"),
	      "stale-dma", DMS_CONF_LIKELY, NULL, "the page behind it");
	check(PANIC TRACED DUMP("80000000", ALLOC) DUMP("80000100", FREE) CRASH
	      FAULT("    2.700000", "0xffff9000"), "stale-dma", DMS_CONF_LIKELY, NULL,
	      "a mapping that had ended");
	check(PANIC TRACED DUMP("80000000", ALLOC) DUMP("80000100", FREE) DUMP("80000200", ALLOC) CRASH
	      FAULT("    2.700000", "0xffff9000"), "stale-dma", DMS_CONF_LIKELY, GAVE,
	      "one that was made again");
	check(PANIC TRACED DUMP("80000000", ALLOC) CRASH FAULT("    2.700000", "0xffff9000")
	      ENABLING("    2.800000"), "stale-dma", DMS_CONF_CERTAIN, GAVE,
	      "no driver of this kernel had turned the device on");
	check(PANIC TRACED DUMP("80000000", ALLOC) CRASH ENABLING("    2.600000")
	      FAULT("    2.700000", "0xffff9000"), "stale-dma", DMS_CONF_LIKELY, GAVE,
	      "one had: both kernels hand out the same addresses");
	l = log_of(PANIC TRACED DUMP("80000000", ALLOC) CRASH FAULT("    2.700000", "0xffff9000"));
	ok(!has_alternative(finding_of_kind(&l, "vtd-fault"), "missing-reserved-region"),
	   "firmware has nothing to do with it");
	log_free(&l);
}

static void end_of_the_one_before(void)
{
	check(PANIC CRASH FAULT("    2.700000", "0xffff9000"), "stale-dma", DMS_CONF_LIKELY,
	      "the kernel before died here", "the log has the panic");
	check(CRASH FAULT("    2.700000", "0xffff9000"), "stale-dma", DMS_CONF_LIKELY,
	      "the tables of the kernel before were copied", "the log begins with the crash kernel");
	check("[   90.000000] kexec_core: Starting new kernel\n" BANNER
	      FAULT("    2.700000", "0xffff9000"), "stale-dma", DMS_CONF_LIKELY,
	      "the kernel before started this one", "a kexec without a crash");
}

static void no_kexec(void)
{
	check(PANIC TRACED DUMP("80000000", ALLOC) BANNER FAULT("    2.700000", "0xffff9000"),
	      "use-after-unmap", DMS_CONF_LIKELY, NULL, "a panic and a reset of the machine");
	check(CRASH FAULT("  200.000000", "0xffff9000"), "stale-dma", DMS_CONF_LIKELY, "the tables",
	      "a crash kernel that takes its time");
	check("[   90.000000] kexec_core: Starting new kernel\n" BANNER
	      FAULT("  200.000000", "0xffff9000"), "use-after-unmap", DMS_CONF_LIKELY, NULL,
	      "another kernel that is up for so long");
	check(CRASH ENABLING("    1.500000") FAULT("   20.000000", "0xffff9000"),
	      "use-after-unmap", DMS_CONF_LIKELY, NULL, "a driver of the crash kernel at work");
	check(CRASH ENABLING("    1.500000") FAULT("    2.000000", "0xffff9000"), "stale-dma",
	      DMS_CONF_LIKELY, "the tables", "the same driver at its start");
}

int main(void)
{
	traced_before();
	end_of_the_one_before();
	no_kexec();
	return tap_done();
}
