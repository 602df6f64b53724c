// SPDX-License-Identifier: GPL-2.0
/* virtio-iommu and the IOMMUs of SoCs: lines made from the drivers' formats, and what they say. */
#include "base/array.h"
#include "base/strbuf.h"
#include "util.h"

static const struct {
	const char *line, *kind, *detail, *device, *access;
	uint64_t address;
	const char *cause;
} faults[] = {
	{ "virtio_iommu virtio3: page fault from EP 24 at 0xffffc000 [W]", "virtio-iommu-fault",
	  "virtio_iommu.fault", "0000:00:03.0", "write", 0xffffc000, "use-after-unmap" },
	{ "virtio_iommu virtio3: page fault from EP 24 at 0xffffc000 []", "virtio-iommu-fault",
	  "virtio_iommu.fault", "0000:00:03.0", NULL, 0xffffc000, "use-after-unmap" },
	{ "virtio_iommu virtio3: domain fault from EP 24", "virtio-iommu-fault",
	  "virtio_iommu.fault", "0000:00:03.0", NULL, 0, "stale-dma" },
	{ "exynos-sysmmu 13a10000.sysmmu: 13900000.scaler: PAGE FAULT occurred at 0x31230000",
	  "iommu-fault", "exynos.page_fault", "13900000.scaler", NULL, 0x31230000, "unknown" },
	{ "exynos-sysmmu 13a10000.sysmmu: 13900000.scaler: [WRITE] PAGE FAULT occurred at 0x0",
	  "iommu-fault", "exynos.page_fault", "13900000.scaler", "write", 0, "wild-dma" },
	{ "exynos-sysmmu 13a10000.sysmmu: 13900000.scaler: [READ] ACCESS PROTECTION FAULT occurred at 0x31230000",
	  "iommu-fault", "exynos.fault", "13900000.scaler", "read", 0x31230000, "wrong-direction" },
	{ "rk_iommu ff940300.iommu: Page fault at 0x00000000fffff000 of type write", "iommu-fault",
	  "rockchip.page_fault", "ff940300.iommu", "write", 0xfffff000, "use-after-unmap" },
	{ "mtk-iommu 10205000.iommu: fault type=0x280 iova=0xfffff000 pa=0x0 master=0x1(larb=4 port=2) layer=0 write",
	  "iommu-fault", "mtk.fault", "larb4 port2", "write", 0xfffff000, "use-after-unmap" },
	{ "mtk-iommu 10205000.iommu: fault type=0x280 iova=0xfffff000 pa=0x0 larb=4 port=2 layer=0 read",
	  "iommu-fault", "mtk.fault", "larb4 port2", "read", 0xfffff000, "use-after-unmap" },
	{ "mtk-iommu-v1 10205000.iommu: fault type=0x280 iova=0xfffff000 pa=0x0 larb=4 port=2",
	  "iommu-fault", "mtk.fault", "larb4 port2", NULL, 0xfffff000, "use-after-unmap" },
	{ "ipmmu-vmsa e6740000.iommu: Unhandled fault: status 0x00001502 iova 0xfd321000",
	  "iommu-fault", "ipmmu.unhandled_fault", "e6740000.iommu", NULL, 0xfd321000,
	  "wrong-direction" },
	{ "omap-iommu 40d01000.mmu: 40d01000.mmu: errs:0x00000002 da:0xfffff000 pgd:0x(ptrval) *pgd:0x00000000 pte:0x(ptrval) *pte:0x00000000",
	  "iommu-fault", "omap.fault", "40d01000.mmu", NULL, 0xfffff000, "use-after-unmap" },
	{ "tegra-mc 2c00000.memory-controller: display1b: read @0xfd0a1b40: EMEM address decode error (SMMU translation error [--S])",
	  "iommu-fault", "tegra.mc_error", "display1b", "read", 0xfd0a1b40, "use-after-unmap" },
	{ "tegra-mc 2c00000.memory-controller: fdcdwr2: secure write @0x91234400: Security violation (TrustZone violation)",
	  "iommu-fault", "tegra.mc_error", "fdcdwr2", "write", 0x91234400, "unknown" },
	{ "sun50i-iommu 30f0000.iommu: Page fault for 0x00000000fffff000 (master 0, dir wr)",
	  "iommu-fault", "sun50i.page_fault", "30f0000.iommu", "write", 0xfffff000,
	  "use-after-unmap" },
	{ "apple-dart 231304000.iommu: translation fault: status:0x80000101 stream:1 code:0x1 (PTE invalid) at 0xfffff000",
	  "iommu-fault", "dart.translation_fault", "231304000.iommu", NULL, 0xfffff000,
	  "use-after-unmap" },
	{ "riscv-iommu 0000:00:01.0: Fault 15 devid: 0x18 iotval: fffff000 iotval2: 0", "iommu-fault",
	  "riscv.fault", "devid:0x18", "write", 0xfffff000, "use-after-unmap" },
	{ "zpci: 0002:00:00.0: Event 0x3a reports an error for PCI function 0x100", "iommu-fault",
	  "s390.pci_error", "0002:00:00.0", NULL, 0, "unknown" },
	{ "*** gpu fault: ttbr0=0000000000000000 iova=00000000fffff000 dir=WRITE type=PERMISSION source=CP (0,0,0,1)",
	  "iommu-fault", "adreno.gpu_fault", "CP", "write", 0xfffff000, "wrong-direction" },
	{ "rk_iommu ff940300.iommu: BUS_ERROR occurred at 0x0000000012345000", "iommu-fault",
	  "rockchip.bus_error", "ff940300.iommu", NULL, 0x12345000, "hardware-erratum" },
	{ "mtk-iommu 10205000.iommu: Partial TLB flush timed out, falling back to full flush",
	  "smmu-tlb-timeout", "mtk.tlb_timeout", "10205000.iommu", NULL, 0,
	  "invalidation-timeout" },
};

static void check_faults(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(faults); i++) {
		struct log l = log_of(faults[i].line);
		const struct dms_event *e = first_event(&l);

		is_int(l.r->nr_events, 1, faults[i].line);
		is_str(e->kind, faults[i].kind, "kind");
		is_str(e->detail, faults[i].detail, "detail");
		is_str(e->device ? e->device : "none", faults[i].device, "device");
		is_str(e->access ? e->access : "none", faults[i].access ? faults[i].access : "none",
		       "access");
		is_u64(e->address, faults[i].address, "address");
		is_str(first_finding(&l)->cause, faults[i].cause, "cause");
		log_free(&l);
	}
}

/* Reports of several lines. */
static void dumps(void)
{
	struct log l = log_of("rk_iommu ff940300.iommu: Page fault at 0x00000000fffff000 of type read\n"
			      "rk_iommu ff940300.iommu: iova = 0x00000000fffff000: dte_index: 0x3ff pte_index: 0x3ff page_offset: 0x000\n"
			      "rk_iommu ff940300.iommu: mmu_dte_addr: 0x1000 dte@0x1ffc: 0x0000 valid: 0 pte@0x0: 0x0000 valid: 0 page@0x0 flags: 0x000\n");

	is_int(l.r->nr_events, 1, "rockchip: the walk is part of the fault");
	is_str(dms_event_text(first_event(&l), "dte_valid"), "0", "what it found");
	log_free(&l);

	l = log_of("msm_iommu: Unexpected IOMMU page fault!\nmsm_iommu: base = f0100000\n"
		   "msm_iommu: Fault occurred in context 1.\nmsm_iommu: Interesting registers:\n"
		   "msm_iommu: FAR    = fffff000    PAR    = 00000000\n"
		   "msm_iommu: FSR    = 00000002 [TF ]\n");
	is_int(l.r->nr_events, 1, "msm: one report");
	is_u64(first_event(&l)->address, 0xfffff000, "its address is FAR");
	log_free(&l);

	l = log_of("fsl-pamu: pamu_av_isr: access violation interrupt\n"
		   "fsl-pamu: pamu_av_isr: AVS1=00210001\nfsl-pamu: pamu_av_isr: AVA=00000000fffff000\n");
	is_int(l.r->nr_events, 1, "pamu: one report");
	is_u64(first_event(&l)->address, 0xfffff000, "its address is AVA");
	is_str(dms_event_text(first_event(&l), "avs1"), "0x210001", "AVS1");
	log_free(&l);
}

/*
 * Virtio specification, 5.13.6.9 "Fault reporting": reasons 0 to 2, flags READ, WRITE, EXEC, and
 * ADDRESS, without which there is none; viommu_fault_handler() gives them these names.
 */
static void virtio_faults(void)
{
	static const struct {
		const char *printed, *name;
		unsigned int code;
	} reasons[] = { { "unknown", "UNKNOWN", 0 }, { "domain", "DOMAIN", 1 }, { "page", "MAPPING", 2 } };
	unsigned int i, flags;

	for (i = 0; i < ARRAY_SIZE(reasons); i++)
		for (flags = 0; flags < 16; flags++) {
			char where[64] = "", letters[4], *text;
			struct log l;
			const struct dms_event *e;

			snprintf(letters, sizeof(letters), "%s%s%s", flags & 1 ? "R" : "", flags & 2 ? "W" : "",
				 flags & 4 ? "X" : "");
			if (flags & 8)
				snprintf(where, sizeof(where), " at 0x7000 [%s]", letters);
			text = dms_asprintf("virtio_iommu virtio3: %s fault from EP 24%s\n", reasons[i].printed, where);
			l = log_of(text);
			e = first_event(&l);
			is_int((long)l.r->nr_events, 1, text);
			is_str(e->kind, "virtio-iommu-fault", "kind");
			is_u64(e->reason_code, reasons[i].code, "reason");
			is_str(e->reason_name, reasons[i].name, "its name");
			is_str(dms_event_text(e, "endpoint"), "24", "endpoint");
			is_int(e->has_address, !!(flags & 8), "has an address");
			is_str(dms_event_text(e, "flags"), flags & 8 ? letters : "", "flags");
			is_str(e->access ? e->access : "none",
			       !(flags & 8) ? "none" : flags & 2 ? "write" : flags & 1 ? "read" : "none", "access");
			log_free(&l);
			free(text);
		}
}

/* Words that other drivers print as well count only behind an IOMMU driver's name. */
static void other_drivers(void)
{
	struct log l = log_of("foo 1000.bar: failed to get bus clock\n");

	is_int(l.r->nr_events, 0, "not an IOMMU's clock");
	log_free(&l);
	l = log_of("qcom-iommu 1ef0000.iommu: failed to get bus clock\n");
	is_int(l.r->nr_events, 1, "an IOMMU's clock");
	is_str(first_event(&l)->device, "1ef0000.iommu", "device");
	log_free(&l);
}

int main(void)
{
	check_faults();
	dumps();
	virtio_faults();
	other_drivers();
	return tap_done();
}
