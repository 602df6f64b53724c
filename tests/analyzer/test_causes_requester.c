// SPDX-License-Identifier: GPL-2.0
/*
 * Whose request it was, behind every IOMMU: phantom functions, the kernel's own list of devices
 * with a wrong requester id, and devices that still work for the kernel, the firmware or the
 * driver before.  Each beside a situation that only looks like it.
 */
#include "faults.h"

/* An address where device addresses are handed out: use-after-unmap, were it not for the rest. */
#define ADDRESS 0xfffd3000ull

static void check(enum fault_kind k, const char *before, double time, const char *device,
		  const char *cause, const char *name)
{
	struct log l = log_with_fault(k, before, time, device, ADDRESS, false, "");
	const struct dms_finding *f = finding_of_kind(&l, fault_kinds[k]);
	char *about = dms_asprintf("%s, %s", name, fault_kinds[k]);

	if (is_str(f->cause, cause, about) && strcmp(cause, "use-after-unmap"))
		ok(f->nr_evidence > 1, "and it says why");
	free(about);
	log_free(&l);
}

static void host_bridge(void)
{
	int k;

	for (k = 0; k < NR_FAULT_KINDS; k++) {
		if (!names_function(k))
			continue;
		check(k, "", 99, "0000:00:00.0", "requester-id-alias", "the host bridge");
		check(k, "", 99, "0000:00:01.0", "use-after-unmap", "the device beside it");
		check(k, "", 99, "0000:10:00.0", "use-after-unmap", "the first device of a bus");
	}
}

/* arch/s390/pci/pci_event.c: every function is 00:00.0, in a domain of its own */
static void s390(void)
{
	struct log l = log_of("zpci: 0000:00:00.0: Event 0x2 reports an error for PCI function 0x408\n");

	ok(strcmp(first_finding(&l)->cause, "requester-id-alias"), "on s390 that is a device");
	log_free(&l);
}

/*
 * drivers/pci/quirks.c, quirk_dma_func1_alias(): 1b4b:9172 sends as function 1.
 * quirk_dma_func0_alias(): 1180:e832 sends as function 0.
 */
static void known_aliases(void)
{
	static const char marvell[] =
		"[    0.3] pci 0000:03:00.0: [1b4b:9172] type 00 class 0x010601 PCIe Legacy Endpoint\n";
	static const char ricoh[] =
		"[    0.3] pci 0000:03:00.3: [1180:e832] type 00 class 0x0c0010\n";
	static const char other[] = "[    0.3] pci 0000:03:00.0: [8086:10d3] type 00 class 0x020000\n";
	int k;

	for (k = 0; k < NR_FAULT_KINDS; k++) {
		if (!names_function(k))
			continue;
		check(k, marvell, 99, "0000:03:00.1", "requester-id-alias", "function 1 of a 9172");
		check(k, marvell, 99, "0000:03:00.0", "use-after-unmap", "its own function");
		check(k, marvell, 99, "0000:03:00.2", "use-after-unmap", "a third function");
		check(k, marvell, 99, "0000:04:00.1", "use-after-unmap", "another bus");
		check(k, ricoh, 99, "0000:03:00.0", "requester-id-alias", "function 0 of a e832");
		check(k, other, 99, "0000:03:00.1", "use-after-unmap", "a device that is not known for it");
	}
}

static void known_alias_is_certain(void)
{
	struct log l = log_with_fault(VTD, "[    0.3] pci 0000:03:00.0: [1b4b:9230] type 00 class 0x010601\n",
				      99, "0000:03:00.1", ADDRESS, false, "");

	is_int(first_finding(&l)->confidence, DMS_CONF_CERTAIN, "the kernel has it on its list");
	ok(quotes_line(first_finding(&l), 1, "1b4b:9230"), "and the device's line is named");
	log_free(&l);
}

static const char *const kexec_signs[] = {
	"[    0.0] Command line: root=/dev/sda1 maxcpus=1 elfcorehdr=0x7f000000\n",
	"[    0.2] AMD-Vi: Translation is already enabled - trying to copy translation structures\n",
	"[    0.2] DMAR: Translation already enabled - trying to copy translation structures\n",
	"[    0.2] arm-smmu-v3 smmu.0: SMMU currently enabled! Resetting...\n",
	"[ 4711.0] kexec_core: Starting new kernel\n"
	"[    0.0] Linux version 6.12.0 (build@host) (gcc 14) #1 SMP\n",
};

static void kexec(void)
{
	size_t i;
	int k;

	for (i = 0; i < ARRAY_SIZE(kexec_signs); i++)
		for (k = 0; k < NR_FAULT_KINDS; k++) {
			check(k, kexec_signs[i], 6, "0000:03:00.0", "stale-dma", "soon after kexec");
			check(k, kexec_signs[i], 600, "0000:03:00.0", "use-after-unmap",
			      "ten minutes after it");
		}
	for (k = 0; k < NR_FAULT_KINDS; k++)
		check(k, "[    0.0] Linux version 6.12.0 (build@host) (gcc 14) #1 SMP\n", 6,
		      "0000:03:00.0", "use-after-unmap", "an ordinary boot");
}

/* drivers/pci/setup-res.c, pci_enable_resources(), called by vfio-pci */
static void new_owner(void)
{
	static const char vfio[] =
		"[   98.0] vfio-pci 0000:03:00.0: enabling device (0000 -> 0002)\n";
	static const char nic[] = "[   98.0] nic 0000:03:00.0: enabling device (0000 -> 0002)\n";
	int k;

	for (k = 0; k < NR_FAULT_KINDS; k++) {
		if (!names_function(k))
			continue;
		check(k, vfio, 99, "0000:03:00.0", "stale-dma", "just given to a guest");
		check(k, vfio, 200, "0000:03:00.0", "use-after-unmap", "a guest's for long");
		check(k, vfio, 99, "0000:04:00.0", "use-after-unmap", "another device was given");
		check(k, nic, 99, "0000:03:00.0", "use-after-unmap", "its own driver");
	}
}

/* drivers/iommu/intel/iommu.c, check_tylersburg_isoch() */
static void isoch(void)
{
	static const char line[] =
		"[    0.5] ------------[ cut here ]------------\n"
		"[    0.5] Your BIOS is broken; DMA routed to ISOCH DMAR unit but no TLB space.\n"
		"[    0.5] BIOS vendor: A; Ver: B; Product Version: C\n"
		"[    0.5] ---[ end trace 0000000000000000 ]---\n";
	struct log l = log_with_fault(VTD, line, 99, "0000:00:1b.0", ADDRESS, false, "");

	is_str(finding_of_kind(&l, "vtd-fault")->cause, "firmware-bug", "sound without TLB entries");
	log_free(&l);
	l = log_with_fault(VTD, line, 99, "0000:00:19.0", ADDRESS, false, "");
	is_str(finding_of_kind(&l, "vtd-fault")->cause, "use-after-unmap", "another device");
	log_free(&l);
	l = log_with_fault(VTD, "", 99, "0000:00:1b.0", ADDRESS, false, "");
	is_str(finding_of_kind(&l, "vtd-fault")->cause, "use-after-unmap", "sound with them");
	log_free(&l);
}

/* An AMD interrupt is judged as one, whoever sent it. */
static void interrupt_of_nobody(void)
{
	struct log l = log_of("[ 9.0] AMD-Vi: Event logged [IO_PAGE_FAULT device=00:00.0 domain=0x0000 address=0xfffffffdf8000000 flags=0x0008]\n");

	is_str(first_finding(&l)->cause, "interrupt-remapping", "an interrupt of the host bridge");
	log_free(&l);
}

int main(void)
{
	host_bridge();
	s390();
	known_aliases();
	known_alias_is_certain();
	kexec();
	new_owner();
	isoch();
	interrupt_of_nobody();
	return tap_done();
}
