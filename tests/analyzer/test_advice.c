// SPDX-License-Identifier: GPL-2.0
/*
 * What a finding tells to do.  Every cause behind every IOMMU has a mitigation, a fix, a way to
 * verify and something to capture, and none of it is about another machine: no parameter of
 * Intel's driver in a finding about an SMMU.
 */
#include "diagnose/diagnose.h"
#include "faults.h"

/* The contract's causes and kinds, by hand: taken from the tables they would always be complete. */
static const char *const causes[] = {
	"use-after-unmap", "wild-dma", "overrun", "wrong-direction", "physical-address-used",
	"address-truncated", "byte-swapped-address", "missing-reserved-region", "firmware-bug",
	"stale-dma", "leak", "double-unmap", "double-map", "size-mismatch", "missing-error-check",
	"missing-sync", "map-of-stack-or-vmalloc", "overlapping-mapping", "segment-limit",
	"mask-too-small", "swiotlb-exhausted", "iova-exhausted", "cma-exhausted",
	"requester-id-alias", "interrupt-remapping", "invalidation-timeout", "iommu-driver-bug",
	"hardware-erratum", "config-error", "injected", "unknown",
};

/* A kind, a detail that it has, and whose it is. */
static const struct {
	const char *kind, *detail;
	enum dms_family family;
} kinds[] = {
	{ "vtd-fault", "vtd.dma_fault", DMS_FAMILY_INTEL },
	{ "vtd-ir-fault", "vtd.intr_remap_fault", DMS_FAMILY_INTEL },
	{ "vtd-status", "vtd.fault_status", DMS_FAMILY_INTEL },
	{ "vtd-pte-set", "vtd.pte_already_set", DMS_FAMILY_INTEL },
	{ "vtd-invalidation", "vtd.qi_error", DMS_FAMILY_INTEL },
	{ "vtd-firmware", "vtd.firmware_bug", DMS_FAMILY_INTEL },
	{ "amdvi-event", "amdvi.io_page_fault", DMS_FAMILY_AMD },
	{ "smmuv3-event", "smmuv3.event", DMS_FAMILY_SMMU },
	{ "smmuv3-gerror", "smmuv3.gerror", DMS_FAMILY_SMMU },
	{ "smmuv3-cmdq", "smmuv3.cmdq_error", DMS_FAMILY_SMMU },
	{ "smmuv2-context-fault", "smmuv2.context_fault", DMS_FAMILY_SMMU },
	{ "smmuv2-global-fault", "smmuv2.global_fault", DMS_FAMILY_SMMU },
	{ "smmu-tlb-timeout", "smmuv2.tlb_timeout", DMS_FAMILY_SMMU },
	{ "virtio-iommu-fault", "virtio_iommu.fault", DMS_FAMILY_VIRTIO },
	{ "iommu-fault", "rockchip.page_fault", DMS_FAMILY_SOC },
	{ "iommu-fault", "s390.pci_error", DMS_FAMILY_SOC },
	{ "dma-api", "dma_api.free_wrong_size", DMS_FAMILY_NONE },
	{ "swiotlb-full", "swiotlb.full", DMS_FAMILY_NONE },
	{ "dma-overflow", "dma.overflow", DMS_FAMILY_NONE },
	{ "cma-failure", "cma.alloc_failed", DMS_FAMILY_NONE },
	{ "dma-pool", "dmapool.corrupted", DMS_FAMILY_NONE },
	{ "iova-failure", "iova.failed", DMS_FAMILY_NONE },
	{ "iova-failure", "vtd.iova_alloc_failed", DMS_FAMILY_INTEL },
	{ "iommu-core", "iommu.direct_map", DMS_FAMILY_NONE },
	{ "iommu-core", "amdvi.firmware_bug", DMS_FAMILY_AMD },
	{ "iommu-core", "smmuv3.setup", DMS_FAMILY_SMMU },
	{ "kasan", "kasan", DMS_FAMILY_NONE },
	{ "kfence", "kfence", DMS_FAMILY_NONE },
	{ "oops", "oops.gpf", DMS_FAMILY_NONE },
	{ "bug", "panic.kernel_bug", DMS_FAMILY_NONE },
	{ "warning", "iommu.warn", DMS_FAMILY_NONE },
	{ "panic", "panic.kernel_panic", DMS_FAMILY_NONE },
	{ "hung-task", "watchdog.hung_task", DMS_FAMILY_NONE },
};

/* Words that belong to some families; Documentation/admin-guide/kernel-parameters.txt */
static const struct {
	const char *word;
	unsigned int families;
} words[] = {
	{ "intel_iommu=", 1 << DMS_FAMILY_INTEL }, { "INTEL_IOMMU", 1 << DMS_FAMILY_INTEL },
	{ "debug/iommu/intel", 1 << DMS_FAMILY_INTEL }, { "DMAR", 1 << DMS_FAMILY_INTEL },
	{ "RMRR", 1 << DMS_FAMILY_INTEL }, { "igfx", 1 << DMS_FAMILY_INTEL },
	{ "amd_iommu", 1 << DMS_FAMILY_AMD }, { "ivrs_", 1 << DMS_FAMILY_AMD },
	{ "IVRS", 1 << DMS_FAMILY_AMD }, { "IVMD", 1 << DMS_FAMILY_AMD },
	{ "intremap=nosid", 1 << DMS_FAMILY_INTEL },
	{ "intremap=", 1 << DMS_FAMILY_INTEL | 1 << DMS_FAMILY_AMD },
	{ "iommu=pt", 1 << DMS_FAMILY_INTEL | 1 << DMS_FAMILY_AMD },
	{ "IORT", 1 << DMS_FAMILY_SMMU }, { "stream id", 1 << DMS_FAMILY_SMMU },
	{ "SMMU", 1 << DMS_FAMILY_SMMU },
	{ "device tree", 1 << DMS_FAMILY_SMMU | 1 << DMS_FAMILY_SOC | 1 << DMS_FAMILY_NONE },
	{ "QEMU", 1 << DMS_FAMILY_VIRTIO },
	{ "pcie_aspm", 1 << DMS_FAMILY_INTEL | 1 << DMS_FAMILY_AMD | 1 << DMS_FAMILY_SMMU |
		       1 << DMS_FAMILY_VIRTIO },
};

static const char *foreign_word(const char *const *list, enum dms_family family)
{
	size_t i;

	for (; *list; list++)
		for (i = 0; i < ARRAY_SIZE(words); i++)
			if (strstr(*list, words[i].word) && !(words[i].families >> family & 1))
				return words[i].word;
	return NULL;
}

static void check_list(const char *cause, size_t k, enum dms_advice_list which, const char *name)
{
	const struct dms_event e = { .kind = kinds[k].kind, .detail = kinds[k].detail };
	enum dms_family family = dms_family_of(&e);
	const char *const *list = dms_advice_list(dms_advice_of(cause), which, family, e.kind);
	const char *word = foreign_word(list, family);
	size_t i;

	if (!*list || word)
		ok(false, "%s, %s: %s: %s", cause, e.detail, name, word ? word : "nothing");
	for (i = 0; list[i]; i++)
		if (strlen(list[i]) < 12)
			ok(false, "%s: '%s' says nothing", cause, list[i]);
	free((void *)list);
}

static void every_pair(void)
{
	static const struct {
		enum dms_advice_list which;
		const char *name;
	} lists[] = {
		{ DMS_ADVICE_MITIGATION, "mitigation" }, { DMS_ADVICE_FIX, "fix" },
		{ DMS_ADVICE_VERIFY, "verify" }, { DMS_ADVICE_CAPTURE, "capture" },
	};
	unsigned int failed = tap_failed;
	size_t i, k, l;

	for (i = 0; i < ARRAY_SIZE(causes); i++)
		for (k = 0; k < ARRAY_SIZE(kinds); k++)
			for (l = 0; l < ARRAY_SIZE(lists); l++)
				check_list(causes[i], k, lists[l].which, lists[l].name);
	ok(tap_failed == failed, "every cause and kind has advice that fits");
}

static void families(void)
{
	size_t k;

	for (k = 0; k < ARRAY_SIZE(kinds); k++) {
		const struct dms_event e = { .kind = kinds[k].kind, .detail = kinds[k].detail };

		is_int(dms_family_of(&e), kinds[k].family, kinds[k].detail);
	}
}

static void causes_have_words_of_their_own(void)
{
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(causes); i++) {
		is_str(dms_advice_of(causes[i])->cause, causes[i], "a cause with advice");
		for (k = 0; k < i; k++)
			if (!strcmp(dms_advice_of(causes[i])->headline,
				    dms_advice_of(causes[k])->headline) ||
			    !strcmp(dms_advice_of(causes[i])->why, dms_advice_of(causes[k])->why))
				ok(false, "%s and %s say the same", causes[i], causes[k]);
	}
}

/* The lists reach the finding. */
static void in_findings(void)
{
	static const struct {
		enum fault_kind kind;
		const char *has, *lacks;
	} pairs[] = {
		{ VTD, "intel_iommu=off", "amd_iommu" }, { AMDVI, "amd_iommu=off", "intel_iommu" },
		{ SMMUV3, "iommu.passthrough=1", "iommu=pt" },
	};
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		struct log l = log_with_fault(pairs[i].kind, "", 99, "0000:00:00.0", 0xfffd3000, true, "");
		const struct dms_finding *f = first_finding(&l);
		bool has = false, lacks = true;

		for (k = 0; f->mitigation[k]; k++) {
			has |= strstr(f->mitigation[k], pairs[i].has) != NULL;
			lacks &= !strstr(f->mitigation[k], pairs[i].lacks);
		}
		ok(has && lacks, "%s", pairs[i].has);
		ok(f->capture && f->capture[0], "and what to capture next time");
		log_free(&l);
	}
}

int main(void)
{
	every_pair();
	families();
	causes_have_words_of_their_own();
	in_findings();
	return tap_done();
}
