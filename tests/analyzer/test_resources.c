// SPDX-License-Identifier: GPL-2.0
/*
 * Exhaustion: lines made from the kernel's formats (mm/cma.c, mm/dmapool.c, kernel/dma/pool.c,
 * kernel/dma/swiotlb.c, arch/x86/kernel/amd_gart_64.c, mm/page_alloc.c), causes from what the
 * printing code has just found out.
 */
#include "base/array.h"
#include "util.h"

static const struct {
	const char *line, *kind, *detail, *cause;
	enum dms_severity severity;
} cases[] = {
	/* -ENOMEM: bitmap_find_next_zero_area_off() found no run */
	{ "[ 5.0] cma: cma_alloc: alloc failed, req-size: 2048 pages, ret: -12", "cma-failure",
	  "cma.alloc_failed", "cma-exhausted", DMS_SEV_MEDIUM },
	/* -EBUSY: alloc_contig_range() could not move pages */
	{ "[ 5.0] cma: __cma_alloc: reserved: alloc failed, req-size: 16 pages, ret: -16",
	  "cma-failure", "cma.alloc_failed", "cma-exhausted", DMS_SEV_MEDIUM },
	/* -EINTR: a fatal signal while it waited */
	{ "[ 5.0] cma: cma_alloc: linux,cma: alloc failed, req-size: 16 pages, ret: -4",
	  "cma-failure", "cma.alloc_failed", "unknown", DMS_SEV_MEDIUM },
	{ "[ 5.0] cma: CMA area vidmem could not be activated", "cma-failure",
	  "cma.reserve_failed", "config-error", DMS_SEV_MEDIUM },
	{ "[ 5.0] drv 0000:00:03.0: swiotlb buffer is full (sz: 4096 bytes), total 32768 (slots), used 32768 (slots)",
	  "swiotlb-full", "swiotlb.full", "swiotlb-exhausted", DMS_SEV_MEDIUM },
	{ "[ 5.0] drv 0000:00:03.0: Restricted DMA pool must be accessible within the linear mapping.",
	  "swiotlb-full", "swiotlb.restricted_pool", "config-error", DMS_SEV_MEDIUM },
	{ "[ 5.0] drv 0000:00:03.0: PCI-DMA: Out of IOMMU space for 65536 bytes", "iova-failure",
	  "gart.full", "iova-exhausted", DMS_SEV_MEDIUM },
	{ "[ 5.0] DMAR: Allocating 1-page iova for 0000:00:03.0 failed", "iova-failure",
	  "vtd.iova_alloc_failed", "iova-exhausted", DMS_SEV_MEDIUM },
	{ "[ 5.0] DMA pool exhausted for 0000:00:03.0", "dma-pool", "dma_pool.exhausted",
	  "config-error", DMS_SEV_MEDIUM },
	{ "[ 5.0] Failed to get suitable pool for 0000:00:03.0", "dma-pool", "dma_pool.unsuitable",
	  "mask-too-small", DMS_SEV_MEDIUM },
	{ "[ 5.0] drv 0000:00:03.0: dma_pool_destroy ring, 00000000abcdef00 busy", "dma-pool",
	  "dmapool.busy", "leak", DMS_SEV_HIGH },
	{ "[ 5.0] drv 0000:00:03.0: dma_pool_destroy ring busy", "dma-pool", "dmapool.busy",
	  "leak", DMS_SEV_HIGH },
	{ "[ 5.0] drv 0000:00:03.0: pool_check_block ring, 00000000abcdef00 (corrupted)", "dma-pool",
	  "dmapool.corrupted", "use-after-unmap", DMS_SEV_CRITICAL },
	{ "[ 5.0] drv 0000:00:03.0: pool_block_err ring, dma 0x00000000ffff0000 already free",
	  "dma-pool", "dmapool.double_free", "double-unmap", DMS_SEV_HIGH },
	{ "[ 5.0] drv 0000:00:03.0: reserved memory is beyond device's set DMA address range",
	  "iommu-core", "dma.coherent_out_of_reach", "mask-too-small", DMS_SEV_MEDIUM },
	{ "[ 5.0] vfio_pin_pages_remote: RLIMIT_MEMLOCK (65536) exceeded", "iommu-core",
	  "vfio.memlock", "config-error", DMS_SEV_LOW },
	{ "[ 5.0] Unmap of a partial large IOPTE is not allowed", "iommu-core",
	  "iommu.partial_unmap", "size-mismatch", DMS_SEV_MEDIUM },
};

static void test_cases(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct log l = log_of(cases[i].line);
		const struct dms_finding *f = first_finding(&l);

		is_int((long)l.r->nr_findings, 1, cases[i].line);
		is_str(f->kind, cases[i].kind, "kind");
		is_str(f->detail, cases[i].detail, "detail");
		is_str(f->cause, cases[i].cause, "cause");
		is_int(f->severity, cases[i].severity, "severity");
		log_free(&l);
	}
}

static void test_fields(void)
{
	struct log l = log_of("cma: __cma_alloc: reserved: alloc failed, req-size: 16 pages, ret: -16\n");
	const struct dms_event *e = first_event(&l);

	is_str(dms_event_text(e, "area"), "reserved", "the area");
	is_str(dms_event_text(e, "pages"), "16", "how much was asked for");
	is_str(dms_event_text(e, "error"), "-16", "the error");
	log_free(&l);

	l = log_of("drv 0000:00:03.0: pool_block_err ring, dma 0x00000000ffff0000 already free\n");
	e = first_event(&l);
	is_str(dms_event_text(e, "pool"), "ring", "the pool");
	is_str(e->device, "0000:00:03.0", "the device");
	ok(e->has_address && e->address == 0xffff0000, "the block's address");
	log_free(&l);

	l = log_of("DMA pool exhausted for 0000:00:03.0\n");
	is_str(first_event(&l)->device, "0000:00:03.0", "a device named at the end");
	log_free(&l);
}

/* warn_alloc() dumps the stack: DMA code on it makes the failure a DMA buffer's. */
static void test_page_allocation(void)
{
	static const char head[] =
		"[ 9.0] modprobe: page allocation failure: order:9, mode:0xcc4(GFP_KERNEL|GFP_DMA32), nodemask=(null)\n"
		"[ 9.0] CPU: 0 PID: 300 Comm: modprobe Not tainted 6.12.0 #1\n"
		"[ 9.0] Call Trace:\n";
	char text[1024];
	struct log l;

	snprintf(text, sizeof(text), "%s%s", head,
		 "[ 9.0]  __dma_direct_alloc_pages+0x10/0x200\n[ 9.0]  nic_probe+0x10/0x200 [nic]\n");
	l = log_of(text);
	is_str(first_finding(&l)->cause, "cma-exhausted", "a coherent buffer was not to be had");
	is_str(dms_event_text(first_event(&l), "order"), "9", "its order");
	log_free(&l);

	snprintf(text, sizeof(text), "%s%s", head, "[ 9.0]  xfs_buf_alloc+0x10/0x200 [xfs]\n");
	l = log_of(text);
	is_str(first_event(&l)->detail, "page_alloc.failed", "an allocation elsewhere is an event");
	is_int((long)l.r->nr_findings, 0, "and no finding");
	log_free(&l);
}

/* drivers/pci/pcie/aer.c: with dev_fmt("AER: ") and without, long and (7.3) short, and what must not be read as a device */
static void test_pcie_errors(void)
{
	struct log l = log_of("[ 5.0] pcieport 0000:00:1c.0: AER: Uncorrectable (Non-Fatal) error message received from 0000:01:00.0\n"
			      "[ 5.0] nvme 0000:01:00.0: PCIe Bus Error: severity=Uncorrectable (Non-Fatal), type=Transaction Layer, (Requester ID)\n"
			      "[ 5.0] nvme 0000:01:00.0:   device [144d:a808] error status/mask=00004000/00400000\n"
			      "[ 6.0] pcieport 0000:00:1d.0: AER: CXL Bus Error: severity=Corrected\n");

	is_int((long)l.r->nr_events, 0, "no events: by themselves they are no DMA trouble");
	is_int((long)l.r->nr_notes, 3, "three errors, and a line about the second");
	is_str(l.r->notes[0].device, "0000:00:1c.0", "the port");
	is_str(dms_event_text(&l.r->notes[0], "severity"), "Uncorrectable (Non-Fatal)", "how bad");
	is_int((long)dms_event_field(&l.r->notes[0], "bus")->num, 1, "from which bus");
	is_str(l.r->notes[1].device, "0000:01:00.0", "the device");
	is_str(dms_event_text(&l.r->notes[1], "layer"), "Transaction Layer", "where");
	is_str(dms_event_text(&l.r->notes[1], "agent"), "Requester ID", "as what");
	is_str(l.r->notes[2].device, "0000:00:1d.0", "as 7.3 says it: the port");
	is_str(dms_event_text(&l.r->notes[2], "bus_type"), "CXL", "of which bus");
	is_str(dms_event_text(&l.r->notes[2], "severity"), "Corrected", "how bad");
	log_free(&l);
}

static void test_notices(void)
{
	static const char *const lines[] = {
		"hugetlb_cma: the option isn't supported by current arch",
		"cma: cma_range_alloc: reserved: skipping incompatible area [0x1000-0x1fff]",
		"drv 0000:00:03.0: DMA mask not set",
		"** 71 printk messages dropped **",
		"drv 0000:00:03.0: Using 44-bit DMA addresses",
		"drv 0000:00:03.0: PCIe Bus Error: severity=Corrected, type=Physical Layer, (Receiver ID)",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		struct log l = log_of(lines[i]);

		is_int((long)l.r->nr_findings, 0, lines[i]);
		log_free(&l);
	}
}

int main(void)
{
	test_cases();
	test_fields();
	test_page_allocation();
	test_pcie_errors();
	test_notices();
	return tap_done();
}
