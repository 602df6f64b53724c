// SPDX-License-Identifier: GPL-2.0
/*
 * What belongs to a fault: status and table dump, the driver's timeout and reset, errors of the
 * bus, an oops of the driver.  One finding, the lines quoted; and lines of other devices, or from
 * another hour, left alone.
 */
#include "faults.h"

#define NIC "0000:03:00.0"
#define NIC_LINE(t, text) "[" t "] e1000e " NIC " eth0: " text "\n"
#define DISK_LINE(t, text) "[" t "] nvme nvme0: " text "\n"
#define FAULT_TIME 100.0

struct sequel {
	const char *name, *after, *quote;
	bool joined;
};

static void check(enum fault_kind k, const char *before, const struct sequel *x)
{
	struct log l = log_with_fault(k, before, FAULT_TIME, NIC, 0xfffd3000, true, x->after);
	const struct dms_finding *f = finding_of_kind(&l, fault_kinds[k]);
	char *about = dms_asprintf("%s, %s", x->name, fault_kinds[k]);
	bool found = false;
	size_t i;

	for (i = 0; i < f->nr_evidence; i++)
		found |= strstr(f->evidence[i].text, x->quote) != NULL;
	ok(found == x->joined, "%s", about);
	is_int((long)l.r->nr_findings, 1, "one finding");
	free(about);
	log_free(&l);
}

/* net/sched/sch_generic.c, e1000e/netdev.c, nvme/host/pci.c, libata-eh.c, xhci-ring.c, sdhci.c */
static const struct sequel alone[] = {
	{ "a watchdog, new spelling",
	  "[  105.0] nic 0000:03:00.0 eth0: NETDEV WATCHDOG: CPU: 1: transmit queue 0 timed out 5120 ms\n",
	  "NETDEV WATCHDOG", true },
	{ "a watchdog, old spelling",
	  "[  105.0] NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out\n", "NETDEV WATCHDOG",
	  true },
	{ "a hang", NIC_LINE("  101.0", "Detected Hardware Unit Hang:"), "Unit Hang", true },
	{ "a reset", NIC_LINE("  106.0", "Reset adapter unexpectedly"), "Reset adapter", true },
	{ "a disk's timeout", DISK_LINE("  131.0", "I/O tag 5 (1005) opcode 0x1 (I/O Cmd) QID 7 timeout, reset controller"),
	  "reset controller", true },
	{ "a SATA link", "[  130.0] ata1.00: exception Emask 0x0 SAct 0x1 SErr 0x0 action 0x6 frozen\n",
	  "frozen", true },
	{ "a SATA reset", "[  130.0] ata1: hard resetting link\n", "hard resetting", true },
	{ "a card", "[  110.0] mmc0: Timeout waiting for hardware interrupt.\n", "mmc0", true },
	{ "a timeout an hour later",
	  "[ 3700.0] NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out\n",
	  "NETDEV WATCHDOG", false },
};

static const struct sequel of_functions[] = {
	{ "a host controller", "[  101.0] xhci_hcd 0000:03:00.0: HC died; cleaning up\n", "HC died",
	  true },
	{ "another host controller", "[  101.0] xhci_hcd 0000:07:00.0: HC died; cleaning up\n",
	  "HC died", false },
	{ "a bus error of the device",
	  "[  100.1] e1000e 0000:03:00.0: PCIe Bus Error: severity=Uncorrectable (Non-Fatal), type=Transaction Layer, (Requester ID)\n",
	  "Bus Error", true },
	{ "a bus error of the device, as 7.3 says it",
	  "[  100.1] e1000e 0000:03:00.0: PCIe Bus Error: severity=Uncorrectable (Non-Fatal)\n",
	  "Bus Error", true },
	{ "a port that names the device",
	  "[  100.1] pcieport 0000:00:1c.0: AER: Uncorrectable (Non-Fatal) error message received from 0000:03:00.0\n",
	  "received from", true },
	{ "a port that names another device",
	  "[  100.1] pcieport 0000:00:1c.0: AER: Uncorrectable (Non-Fatal) error message received from 0000:04:00.0\n",
	  "received from", false },
	{ "the port of the device",
	  "[  100.1] pcieport 0000:00:1c.0: PCIe Bus Error: severity=Uncorrectable (Non-Fatal), type=Transaction Layer, (Completer ID)\n",
	  "Bus Error", true },
	{ "another port",
	  "[  100.1] pcieport 0000:00:1d.0: PCIe Bus Error: severity=Uncorrectable (Non-Fatal), type=Transaction Layer, (Completer ID)\n",
	  "Bus Error", false },
};

static const char bridges[] =
	"[    0.5] pci 0000:00:1c.0: PCI bridge to [bus 02-05]\n"
	"[    0.5] pci 0000:00:1d.0: PCI bridge to [bus 06]\n";

static void sequels(void)
{
	size_t i;
	int k;

	for (k = 0; k < NR_FAULT_KINDS; k++) {
		for (i = 0; i < ARRAY_SIZE(alone); i++)
			check(k, "", &alone[i]);
		for (i = 0; names_function(k) && i < ARRAY_SIZE(of_functions); i++)
			check(k, bridges, &of_functions[i]);
	}
}

/* "nvme nvme0: pci function 0000:07:00.0": from then on nvme0 is another device than the NIC. */
static void named_devices(void)
{
	static const struct sequel cases[] = {
		{ "another disk", DISK_LINE("  131.0", "I/O 5 QID 7 timeout, reset controller"),
		  "reset controller", false },
	};
	static const struct sequel own[] = {
		{ "the disk itself", DISK_LINE("  131.0", "I/O 5 QID 7 timeout, reset controller"),
		  "reset controller", true },
	};

	check(VTD, "[    1.0] nvme nvme0: pci function 0000:07:00.0\n", cases);
	check(VTD, "[    1.0] nvme nvme0: pci function 0000:03:00.0\n", own);
}

/* Known to be igb's: another driver's timeout is another device's. */
static void other_driver(void)
{
	static const struct sequel other = {
		"another driver", "[  105.0] NETDEV WATCHDOG: eth0 (tg3): transmit queue 0 timed out\n",
		"NETDEV WATCHDOG", false };
	static const struct sequel own = {
		"its driver", "[  105.0] NETDEV WATCHDOG: eth0 (igb): transmit queue 0 timed out\n",
		"NETDEV WATCHDOG", true };
	static const char bound[] = "[    2.0] igb " NIC ": enabling device (0000 -> 0002)\n";

	check(VTD, bound, &other);
	check(AMDVI, bound, &own);
}

static void two_devices(void)
{
	char *a = fault_line(VTD, 100, NIC, 0xfffd3000, true);
	char *b = fault_line(VTD, 101, "0000:04:00.0", 0xfffd3000, true);
	char *text = dms_asprintf("%s%s[  105.0] mmc0: Timeout waiting for hardware interrupt.\n", a, b);
	struct log l = log_of(text);

	is_int((long)l.r->nr_findings, 2, "two devices in trouble");
	ok(!quotes_line(&l.r->findings[0], 3, "mmc0") && !quotes_line(&l.r->findings[1], 3, "mmc0"),
	   "whose timeout it is cannot be told");
	log_free(&l);
	free(a);
	free(b);
	free(text);
}

static void timeouts_alone(void)
{
	struct log l = log_of("[  105.0] NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out\n"
			      NIC_LINE("  105.1", "Reset adapter unexpectedly")
			      "[  106.0] ata1: hard resetting link\n");

	is_int((long)l.r->nr_findings, 0, "a timeout alone is no finding");
	is_int((long)l.r->nr_events, 0, "nor an event");
	is_str(l.r->notes[1].device, NIC, "the device behind the interface's name");
	is_str(l.r->notes[1].driver, "e1000e", "and its driver");
	log_free(&l);
}

#define OOPS(t, module) \
	"[" t "] general protection fault, probably for non-canonical address 0x6b6b6b6b6b6b6b6b: 0000 [#1] SMP\n" \
	"[" t "] CPU: 1 PID: 77 Comm: irq/31 Not tainted 6.12.0\n" \
	"[" t "] RIP: 0010:nic_clean_rx+0x1c/0x200 [" module "]\n" \
	"[" t "] Call Trace:\n" \
	"[" t "]  nic_poll+0x20/0x100 [" module "]\n" \
	"[" t "] ---[ end trace 0000000000000000 ]---\n"
#define BOUND "[    2.0] igb " NIC ": enabling device (0000 -> 0002)\n"

static void oops_after(void)
{
	struct log l = log_with_fault(VTD, BOUND, 100, NIC, 0xfffd3000, true, OOPS("  100.5", "igb"));
	const struct dms_finding *f = first_finding(&l);

	is_int((long)l.r->nr_findings, 1, "fault and oops of one driver are one finding");
	is_str(f->kind, "vtd-fault", "which began with the fault");
	is_int(f->severity, DMS_SEV_CRITICAL, "and is as bad as the oops");
	is_int((long)f->count, 1, "one fault");
	has_str(f->title, "then general protection fault in nic_clean_rx() (igb)", "says both");
	ok(quotes_line(f, 3, "general protection fault"), "and quotes both");
	log_free(&l);

	l = log_with_fault(VTD, BOUND, 100, NIC, 0xfffd3000, true, OOPS("  100.5", "tg3"));
	is_int((long)l.r->nr_findings, 2, "another driver's oops is another finding");
	log_free(&l);
	l = log_with_fault(VTD, BOUND, 100, NIC, 0xfffd3000, true, OOPS("  160.5", "igb"));
	is_int((long)l.r->nr_findings, 2, "so is one a minute later");
	log_free(&l);
	l = log_with_fault(VTD, "", 100, NIC, 0xfffd3000, true, OOPS("  100.5", "igb"));
	is_int((long)l.r->nr_findings, 2, "and one of who knows whose driver");
	log_free(&l);
}

/* drivers/iommu/intel/dmar.c: status, record and table dump of one fault */
static void status_and_dump(void)
{
	struct log l = log_of("[  100.0] DMAR: DRHD: handling fault status reg 3\n"
			      "[  100.0] DMAR: [DMA Write NO_PASID] Request device [03:00.0] fault addr 0xfffd3000 [fault reason 0x05] PTE Write access is not set\n"
			      "[  100.0] DMAR: Dump dmar0 table entries for IOVA 0xfffd3000\n"
			      "[  100.0] DMAR: pte level: 1, pte value: 0x0000000000000000\n");

	is_int((long)l.r->nr_findings, 1, "status, fault and dump are one finding");
	is_str(dms_event_text(first_event(&l), "status"), "0x3", "with the status");
	is_int((long)first_event(&l)->last_line, 4, "and the dump");
	ok(quotes_line(first_finding(&l), 4, "table dump"), "which is quoted");
	log_free(&l);
}

/* arm-smmu-v3.c, arm_smmu_gerror_handler(): bit 0 says that the next line is about the queue */
static void gerror_and_command(void)
{
	static const char log[] =
		"[    9.0] arm-smmu-v3 smmu.0: unexpected global error reported (0x00000001), this could be serious\n"
		"[    9.0] arm-smmu-v3 smmu.0: CMDQ error (cons 0x01000000): Illegal command\n";
	struct log l = log_of(log);

	is_int((long)l.r->nr_findings, 1, "one error");
	is_str(first_finding(&l)->kind, "smmuv3-cmdq", "named after what it was");
	is_int((long)first_finding(&l)->count, 1, "once");
	log_free(&l);

	l = log_of("[    9.0] arm-smmu-v3 smmu.0: unexpected global error reported (0x00000004), this could be serious\n"
		   "[    9.0] arm-smmu-v3 smmu.0: CMDQ error (cons 0x01000000): Illegal command\n");
	is_int((long)l.r->nr_findings, 2, "another global error is another finding");
	log_free(&l);
}

int main(void)
{
	sequels();
	named_devices();
	other_driver();
	two_devices();
	timeouts_alone();
	oops_after();
	status_and_dump();
	gerror_and_command();
	return tap_done();
}
