// SPDX-License-Identifier: GPL-2.0
/*
 * WARN()s without a text: the function and the file are the message.  Meanings are those of the
 * conditions in the kernel source; both spellings of the banner (kernel/panic.c to 6.18, lib/bug.c
 * from 6.19 on) must lead to the same cause.
 */
#include "base/array.h"
#include "base/strbuf.h"
#include "catalogue/warn_sites.h"
#include "util.h"

static const struct {
	const char *function, *file, *cause;
} sites[] = {
	/* WARN_ON(unmapped != size) */
	{ "__iommu_dma_unmap", "drivers/iommu/dma-iommu.c:841", "double-unmap" },
	{ "dma_iova_unlink", "drivers/iommu/dma-iommu.c:2130", "double-unmap" },
	/* WARN_ON(!phys) */
	{ "iommu_dma_unmap_page", "drivers/iommu/dma-iommu.c:1230", "double-unmap" },
	{ "iommu_dma_unmap_phys", "drivers/iommu/dma-iommu.c:1264", "double-unmap" },
	/* WARN_ON_ONCE(!dev->dma_mask) */
	{ "dma_map_page_attrs", "kernel/dma/mapping.c:164", "config-error" },
	{ "__dma_map_sg_attrs", "kernel/dma/mapping.c:209", "config-error" },
	/* WARN_ON_ONCE(!dev->coherent_dma_mask) */
	{ "dma_alloc_attrs", "kernel/dma/mapping.c:598", "config-error" },
	/* WARN_ON_ONCE(pfn_valid(PHYS_PFN(phys_addr))) */
	{ "dma_map_resource", "kernel/dma/mapping.c:229", "map-of-stack-or-vmalloc" },
	/* WARN_ON(this->size != match->size || this->dma_handle != match->dma_handle) */
	{ "dmam_match", "kernel/dma/mapping.c:53", "size-mismatch" },
	/* WARN_ON(atomic_dec_return_relaxed(&d->ref) < 0) */
	{ "iommu_debug_dec_page", "drivers/iommu/iommu-debug-pagealloc.c:60", "double-unmap" },
	/* WARN_ON(iommu_debug_page_count(page)) when pages are freed */
	{ "__iommu_debug_check_unmapped", "drivers/iommu/iommu-debug-pagealloc.c:86",
	  "use-after-unmap" },
	/* WARN_ON(!selftest_running) beside "return -EEXIST" */
	{ "arm_lpae_init_pte", "drivers/iommu/io-pgtable-arm.c:300", "double-map" },
};

static void check_banner(const char *function, const char *cause, const char *text)
{
	struct log l = log_of(text);
	const struct dms_finding *f = first_finding(&l);

	is_int((long)l.r->nr_findings, 1, function);
	is_str(f->kind, "warning", "a warning");
	is_str(f->detail, "iommu.warn", "of DMA code");
	is_str(f->cause, cause, "with its cause");
	log_free(&l);
}

static void test_both_banners(void)
{
	size_t i;
	char *s;

	for (i = 0; i < ARRAY_SIZE(sites); i++) {
		s = dms_asprintf("[   10.000001] WARNING: CPU: 1 PID: 77 at %s %s+0xe0/0x8a0\n",
				 sites[i].file, sites[i].function);
		check_banner(sites[i].function, sites[i].cause, s);
		free(s);
		s = dms_asprintf("[   10.000001] WARNING: %s at %s+0xe0/0x8a0, CPU#1: insmod/77\n",
				 sites[i].file, sites[i].function);
		check_banner(sites[i].function, sites[i].cause, s);
		free(s);
	}
}

/* CONFIG_DEBUG_BUGVERBOSE_DETAILED (6.19-) puts the condition in front of the file. */
static void test_condition_in_banner(void)
{
	check_banner("__iommu_dma_unmap", "double-unmap",
		     "WARNING: [unmapped != size] drivers/iommu/dma-iommu.c:839 at __iommu_dma_unmap+0x10/0x20, CPU#1: insmod/77\n");
}

/* A static function of another file has the same name by accident. */
static void test_file_counts(void)
{
	ok(dms_warn_site_find("dmam_match", "kernel/dma/mapping.c:53"), "file and function");
	ok(dms_warn_site_find("dmam_match", ""), "a banner without a place");
	ok(!dms_warn_site_find("dmam_match", "drivers/misc/other.c:53"), "another file");
	ok(!dms_warn_site_find("dmam_match", "lib/mapping.cpp:53"), "a longer name");
	ok(!dms_warn_known_find("prepare_write", "mm/other.c:1"), "an unknown one");
}

static void test_known_sites(void)
{
	const struct dms_warn_known *k;
	struct log l;

	k = dms_warn_known_find("modify_irte", "drivers/iommu/intel/irq_remapping.c:190");
	ok(k, "a WARN of the VT-d driver is known");
	l = log_of("WARNING: CPU: 0 PID: 1 at drivers/iommu/intel/iommu.c:1500 domain_exit+0x10/0x80\n");
	is_str(first_finding(&l)->cause, "iommu-driver-bug", "an assumption of the IOMMU driver");
	is_int(first_finding(&l)->confidence, DMS_CONF_POSSIBLE, "which a caller may have broken");
	ok(has_alternative(first_finding(&l), "double-unmap"), "by unmapping twice");
	log_free(&l);
}

/* include macros name these functions: any function of the folder will do. */
static void test_generic_page_tables(void)
{
	struct log l = log_of("WARNING: drivers/iommu/generic_pt/iommu_pt.h:456 at pt_iommu_amdv1_map_range+0x10/0x80, CPU#1: insmod/77\n");

	is_int((long)l.r->nr_findings, 1, "a check of the generic page tables");
	is_str(first_finding(&l)->cause, "iommu-driver-bug", "an assumption of theirs");
	ok(!dms_warn_known_find("f", "drivers/iommu/generic.h:1"), "another folder");
	log_free(&l);
}

static void test_foreign_warning(void)
{
	struct log l = log_of("WARNING: CPU: 0 PID: 1 at net/core/dev.c:1 dev_close+0x1/0x20\n");

	is_int((long)l.r->nr_events, 1, "a WARN elsewhere is an event");
	is_int((long)l.r->nr_findings, 0, "and no finding");
	log_free(&l);
}

int main(void)
{
	test_both_banners();
	test_condition_in_banner();
	test_file_counts();
	test_known_sites();
	test_generic_page_tables();
	test_foreign_warning();
	return tap_done();
}
