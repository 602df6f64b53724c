// SPDX-License-Identifier: GPL-2.0
/*
 * Advice that fits one kind of IOMMU or one kind of report only: kernel parameters, firmware
 * tables, and what to have ready when it happens again.  What is true everywhere stands in the
 * tables beside this one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "diagnose/diagnose.h"

#define INTEL (1u << DMS_FAMILY_INTEL)
#define AMD (1u << DMS_FAMILY_AMD)
#define SMMU (1u << DMS_FAMILY_SMMU)
#define VIRTIO (1u << DMS_FAMILY_VIRTIO)
#define SOC (1u << DMS_FAMILY_SOC)
#define NONE (1u << DMS_FAMILY_NONE)
#define PC (INTEL | AMD)
#define IOMMUS (PC | SMMU | VIRTIO | SOC)
#define PCI (PC | SMMU | VIRTIO)

/* NULL, or 0: any. */
static const struct fitting {
	enum dms_advice_list list;
	unsigned int families;
	const char *cause, *kind, *text;
} fittings[] = {
	/* ---- mitigation now ---- */
	{ DMS_ADVICE_MITIGATION, PC, "physical-address-used", NULL,
	  "iommu=pt makes device and physical addresses the same for the moment, and removes the protection." },
	{ DMS_ADVICE_MITIGATION, SMMU, "physical-address-used", NULL,
	  "iommu.passthrough=1 makes device and physical addresses the same for the moment, and removes the protection." },
	{ DMS_ADVICE_MITIGATION, INTEL, "missing-reserved-region", NULL,
	  "On a machine that you trust: iommu=pt; for integrated graphics alone intel_iommu=igfx_off." },
	{ DMS_ADVICE_MITIGATION, AMD, "missing-reserved-region", NULL,
	  "On a machine that you trust: iommu=pt." },
	{ DMS_ADVICE_MITIGATION, SMMU, "missing-reserved-region", NULL,
	  "On a machine that you trust: iommu.passthrough=1." },
	{ DMS_ADVICE_MITIGATION, INTEL, "requester-id-alias", NULL,
	  "Boot with iommu=pt, or intel_iommu=off, if the device cannot work otherwise." },
	{ DMS_ADVICE_MITIGATION, AMD, "requester-id-alias", NULL,
	  "Boot with iommu=pt, or amd_iommu=off, if the device cannot work otherwise." },
	{ DMS_ADVICE_MITIGATION, SMMU, "requester-id-alias", NULL,
	  "Boot with iommu.passthrough=1 if the device cannot work otherwise." },
	{ DMS_ADVICE_MITIGATION, INTEL, "firmware-bug", NULL,
	  "intel_iommu=off avoids the tables altogether, and the protection with them." },
	{ DMS_ADVICE_MITIGATION, AMD, "firmware-bug", NULL,
	  "amd_iommu=off avoids the tables altogether, and the protection with them; ivrs_ioapic= and ivrs_hpet= replace single entries." },
	{ DMS_ADVICE_MITIGATION, INTEL, "interrupt-remapping", NULL,
	  "intremap=nosid or intremap=off, on a machine that you trust." },
	{ DMS_ADVICE_MITIGATION, AMD, "interrupt-remapping", NULL,
	  "intremap=off, on a machine that you trust." },
	{ DMS_ADVICE_MITIGATION, SMMU, "interrupt-remapping", NULL,
	  "pci=nomsi lets the device use wired interrupts, where it has them." },
	{ DMS_ADVICE_MITIGATION, PCI, "invalidation-timeout", NULL,
	  "pci=noats keeps devices from caching translations." },
	{ DMS_ADVICE_MITIGATION, PCI, "hardware-erratum", NULL,
	  "Keep the device out of deep power states: pcie_aspm=off, pcie_port_pm=off." },

	/* ---- fix ---- */
	{ DMS_ADVICE_FIX, INTEL, "missing-reserved-region", NULL,
	  "The region must be in an RMRR of the DMAR table, with this device in its scope: report it to the vendor." },
	{ DMS_ADVICE_FIX, AMD, "missing-reserved-region", NULL,
	  "The region must be in an IVMD of the IVRS table: report it to the vendor." },
	{ DMS_ADVICE_FIX, SMMU, "missing-reserved-region", NULL,
	  "The region must be an RMR of the IORT table, or a reserved-memory node with iommu-addresses that the device refers to." },
	{ DMS_ADVICE_FIX, SOC, "missing-reserved-region", NULL,
	  "Describe the region in the device tree: a reserved-memory node with iommu-addresses that the device refers to." },
	{ DMS_ADVICE_FIX, INTEL, "firmware-bug", NULL,
	  "Report it to the vendor, with the DMAR table (acpidump)." },
	{ DMS_ADVICE_FIX, AMD, "firmware-bug", NULL,
	  "Report it to the vendor, with the IVRS table (acpidump; amd_iommu_dump=1 prints it)." },
	{ DMS_ADVICE_FIX, SMMU, "firmware-bug", NULL,
	  "Report it to the vendor, with the IORT table (acpidump), or correct iommus and iommu-map in the device tree." },
	{ DMS_ADVICE_FIX, SOC, "firmware-bug", NULL,
	  "Correct iommus and the IOMMU's own node in the device tree." },
	{ DMS_ADVICE_FIX, SMMU, "config-error", NULL,
	  "Compare the stream id with iommus and iommu-map in the device tree, or with the id mappings of the IORT." },
	{ DMS_ADVICE_FIX, SMMU | SOC, "stale-dma", NULL,
	  "Let the boot loader stop the device (display, network) before it starts the kernel." },

	{ DMS_ADVICE_FIX, SMMU | SOC | NONE, "mask-too-small", NULL,
	  "Where there is a device tree, check dma-ranges of the bus in it." },

	/* ---- verify ---- */
	{ DMS_ADVICE_VERIFY, IOMMUS & ~SOC, "missing-reserved-region", NULL,
	  "/sys/kernel/iommu_groups/*/reserved_regions names the region." },

	/* ---- what to have ready next time ---- */
	{ DMS_ADVICE_CAPTURE, INTEL, NULL, NULL,
	  "With CONFIG_INTEL_IOMMU_DEBUGFS=y copy /sys/kernel/debug/iommu/intel: domain_translation_struct and dmar_translation_struct show what was mapped, ir_translation_struct the interrupts." },
	{ DMS_ADVICE_CAPTURE, AMD, NULL, NULL,
	  "Boot with amd_iommu_dump=1: it prints the IVRS table and which device uses which unit." },
	{ DMS_ADVICE_CAPTURE, SMMU, NULL, "smmuv3-event",
	  "Keep the device tree (dtc -I fs -O dts /sys/firmware/devicetree/base) or the IORT beside the log: which device has the stream id." },
	{ DMS_ADVICE_CAPTURE, SMMU, NULL, "smmuv2-context-fault",
	  "Do not enable the trace event iommu:io_page_fault here: before it is fixed it crashes SMMUv2 kernels at the first fault." },
	{ DMS_ADVICE_CAPTURE, VIRTIO, NULL, NULL,
	  "Take the hypervisor's log as well: it knows which device the endpoint is (QEMU: -trace 'virtio_iommu_*')." },
	{ DMS_ADVICE_CAPTURE, SOC, NULL, NULL,
	  "Take /sys/kernel/debug/devices_deferred and the device tree (/sys/firmware/fdt)." },
	{ DMS_ADVICE_CAPTURE, IOMMUS, NULL, NULL,
	  "Record mappings from before the load on: trace-cmd record -C mono -e dma -e iommu:map -e iommu:unmap. They tell who mapped and unmapped the address, and when." },
	{ DMS_ADVICE_CAPTURE, IOMMUS, NULL, NULL,
	  "Boot with iommu.strict=1, so that a late access faults at once, and log_buf_len=16M, so that the first fault is kept: it says more than those after it." },
	{ DMS_ADVICE_CAPTURE, PCI, NULL, NULL,
	  "Keep lspci -vvv, lspci -t and /sys/kernel/iommu_groups beside the log." },
	{ DMS_ADVICE_CAPTURE, NONE, NULL, "dma-api",
	  "'echo 1 > /sys/kernel/debug/dma-api/all_errors' first: only one error is printed otherwise. Copy dma-api/dump right after it." },
	{ DMS_ADVICE_CAPTURE, NONE, NULL, "swiotlb-full",
	  "Copy /sys/kernel/debug/swiotlb and dma-api/dump while it is full, and record the trace event swiotlb:swiotlb_bounced: it names the devices." },
	{ DMS_ADVICE_CAPTURE, NONE, NULL, "cma-failure",
	  "Copy /proc/meminfo and /sys/kernel/mm/cma, and with CONFIG_CMA_DEBUGFS=y /sys/kernel/debug/cma." },
	{ DMS_ADVICE_CAPTURE, NONE, NULL, "dma-overflow",
	  "Note the device's dma_mask_bits and coherent_dma_mask_bits in sysfs, and the memory map at the top of the log." },
	{ DMS_ADVICE_CAPTURE, NONE, NULL, "dma-pool",
	  "Boot with CONFIG_DMAPOOL_DEBUG: freed blocks are poisoned and checked. Copy /sys/bus/*/devices/*/pools." },
	{ DMS_ADVICE_CAPTURE, NONE, NULL, "iova-failure",
	  "Copy dma-api/dump: it counts the live mappings of each driver." },
	{ DMS_ADVICE_CAPTURE, NONE, NULL, "iommu-core",
	  "Keep the whole boot log (log_buf_len=16M) and the firmware's tables: acpidump, or /sys/firmware/fdt." },
	{ DMS_ADVICE_CAPTURE, 0, NULL, "kasan",
	  "Boot with kasan_multi_shot and keep the log up to the last line: the stacks of allocation and release say who owned the memory." },
	{ DMS_ADVICE_CAPTURE, 0, NULL, "kfence",
	  "Boot a kernel with CONFIG_KASAN=y: KFENCE sees only samples." },
	{ DMS_ADVICE_CAPTURE, 0, NULL, "oops",
	  "Set up kdump (crashkernel=256M), and run the log through scripts/decode_stacktrace.sh with the kernel's vmlinux." },
	{ DMS_ADVICE_CAPTURE, 0, NULL, "panic",
	  "Set up kdump (crashkernel=256M) or pstore, and keep the log from the first unusual line on: the panic is the last." },
	{ DMS_ADVICE_CAPTURE, 0, NULL, "bug",
	  "Boot with slub_debug=FZPU, and a kernel with CONFIG_KASAN=y: they name who wrote last." },
	{ DMS_ADVICE_CAPTURE, 0, NULL, "hung-task",
	  "'echo w > /proc/sysrq-trigger' and 'echo l > /proc/sysrq-trigger' while it hangs show where every CPU and blocked task is." },
	{ DMS_ADVICE_CAPTURE, 0, NULL, "warning",
	  "Keep the whole report, from \"cut here\" to \"end trace\", and the first one of many: warnings that are said once hide all others." },
};

/* ---- which family ---- */

static bool starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

enum dms_family dms_family_of(const struct dms_event *e)
{
	static const struct {
		const char *prefix;
		enum dms_family family;
	} prefixes[] = {
		{ "vtd.", DMS_FAMILY_INTEL }, { "amdvi.", DMS_FAMILY_AMD },
		{ "smmu", DMS_FAMILY_SMMU }, { "qcom", DMS_FAMILY_SMMU },
		{ "virtio_iommu.", DMS_FAMILY_VIRTIO },
		{ "intel_iommu", DMS_FAMILY_INTEL }, { "dmar_", DMS_FAMILY_INTEL },
		{ "qi_", DMS_FAMILY_INTEL }, { "amd_iommu", DMS_FAMILY_AMD },
		{ "arm_smmu", DMS_FAMILY_SMMU },
	};
	const char *names[] = { e->detail, dms_event_text(e, "site") };
	size_t i, k;

	for (k = 0; k < ARRAY_SIZE(names); k++)
		for (i = 0; i < ARRAY_SIZE(prefixes); i++)
			if (starts(names[k], prefixes[i].prefix))
				return prefixes[i].family;
	if (!strcmp(e->kind, "iommu-fault") || !strcmp(e->kind, "smmu-tlb-timeout"))
		return DMS_FAMILY_SOC;
	return DMS_FAMILY_NONE;
}

/* ---- one list ---- */

static bool fits(const struct fitting *x, enum dms_advice_list list, enum dms_family family,
		 const char *cause, const char *kind)
{
	return x->list == list && (!x->families || x->families >> family & 1) &&
	       (!x->cause || !strcmp(x->cause, cause)) && (!x->kind || !strcmp(x->kind, kind));
}

const char *const *dms_advice_list(const struct dms_advice *a, enum dms_advice_list list,
				   enum dms_family family, const char *kind)
{
	const char *const *general = list == DMS_ADVICE_MITIGATION ? a->mitigation :
				     list == DMS_ADVICE_FIX ? a->fix :
				     list == DMS_ADVICE_VERIFY ? a->verify : NULL;
	const char **all;
	size_t n = 0, i;

	for (i = 0; general && general[i]; i++)
		;
	all = dms_alloc((i + ARRAY_SIZE(fittings) + 1) * sizeof(*all));
	for (i = 0; general && general[i]; i++)
		all[n++] = general[i];
	for (i = 0; i < ARRAY_SIZE(fittings); i++)
		if (fits(&fittings[i], list, family, a->cause, kind))
			all[n++] = fittings[i].text;
	return all;
}

static char *families_name(unsigned int families)
{
	static const char *const names[] = {
		[DMS_FAMILY_INTEL] = "Intel", [DMS_FAMILY_AMD] = "AMD", [DMS_FAMILY_SMMU] = "Arm",
		[DMS_FAMILY_VIRTIO] = "virtio", [DMS_FAMILY_SOC] = "other SoCs",
	};
	struct dms_strbuf b = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i] && families >> i & 1)
			dms_strbuf_printf(&b, "%s%s", b.len ? ", " : "", names[i]);
	return dms_strbuf_take(&b);
}

const char *dms_advice_fitting(const char *cause, enum dms_advice_list list, size_t *at,
			       char **where)
{
	while (*at < ARRAY_SIZE(fittings)) {
		const struct fitting *x = &fittings[(*at)++];

		if (x->list != list || !x->cause || strcmp(x->cause, cause))
			continue;
		*where = families_name(x->families);
		return x->text;
	}
	return NULL;
}
