// SPDX-License-Identifier: GPL-2.0
/*
 * The severity policy, row by row as docs/severity.md states it: the same for every IOMMU, and
 * the more specific row before the general one.
 */
#include "diagnose/diagnose.h"
#include "faults.h"

static const struct {
	const char *kind, *detail, *cause, *access;
	unsigned long count;
	enum dms_severity severity;
} policy[] = {
	/* critical: the machine died, memory was damaged, or a device writes where it may not */
	{ "panic", "panic.kernel_panic", "unknown", NULL, 1, DMS_SEV_CRITICAL },
	{ "oops", "oops.gpf", "unknown", NULL, 1, DMS_SEV_CRITICAL },
	{ "bug", "panic.kernel_bug", "unknown", NULL, 1, DMS_SEV_CRITICAL },
	{ "kasan", "kasan", "unknown", "read", 1, DMS_SEV_CRITICAL },
	{ "kfence", "kfence", "unknown", "read", 1, DMS_SEV_CRITICAL },
	{ "bug", "memory.poison_overwritten", "use-after-unmap", NULL, 1, DMS_SEV_CRITICAL },
	{ "dma-pool", "dmapool.corrupted", "use-after-unmap", NULL, 1, DMS_SEV_CRITICAL },
	/* high: data is lost on some platform */
	{ "bug", "bug.sleeping_function", "unknown", NULL, 1, DMS_SEV_HIGH },
	{ "hung-task", "watchdog.hung_task", "unknown", NULL, 1, DMS_SEV_HIGH },
	{ "dma-api", "dma_api.free_wrong_size", "size-mismatch", NULL, 1, DMS_SEV_HIGH },
	{ "dma-api", "dma_api.free_not_allocated", "double-unmap", NULL, 1, DMS_SEV_HIGH },
	{ "dma-api", "dma_api.free_invalid_address", "missing-error-check", NULL, 1, DMS_SEV_HIGH },
	{ "smmuv3-gerror", "smmuv3.gerror", "config-error", NULL, 1, DMS_SEV_HIGH },
	{ "vtd-invalidation", "vtd.qi_error", "invalidation-timeout", NULL, 1, DMS_SEV_HIGH },
	{ "warning", "iommu.warn", "double-unmap", NULL, 1, DMS_SEV_HIGH },
	/* medium: correct until pressure comes */
	{ "dma-api", "dma_api.map_error_not_checked", "missing-error-check", NULL, 1,
	  DMS_SEV_MEDIUM },
	{ "dma-api", "dma_api.pending_allocations", "leak", NULL, 1, DMS_SEV_MEDIUM },
	{ "swiotlb-full", "swiotlb.full", "swiotlb-exhausted", NULL, 1, DMS_SEV_MEDIUM },
	{ "cma-failure", "cma.alloc_failed", "cma-exhausted", NULL, 1, DMS_SEV_MEDIUM },
	{ "dma-pool", "dma_pool.exhausted", "config-error", NULL, 1, DMS_SEV_MEDIUM },
	{ "iova-failure", "iova.failed", "iova-exhausted", NULL, 1, DMS_SEV_MEDIUM },
	{ "vtd-ir-fault", "vtd.intr_remap_fault", "interrupt-remapping", NULL, 1, DMS_SEV_MEDIUM },
	{ "smmuv2-global-fault", "smmuv2.global_fault", "config-error", NULL, 1, DMS_SEV_MEDIUM },
	{ "warning", "iommu.warn", "unknown", NULL, 1, DMS_SEV_MEDIUM },
	/* low: configuration, firmware, hints */
	{ "dma-api", "dma_api.out_of_memory", "config-error", NULL, 1, DMS_SEV_LOW },
	{ "iommu-core", "acpi.firmware_bug", "firmware-bug", NULL, 1, DMS_SEV_LOW },
	{ "iommu-core", "iommu.not_set_up", "config-error", NULL, 1, DMS_SEV_LOW },
	{ "warning", "kmemleak", "leak", NULL, 1, DMS_SEV_LOW },
	{ "vtd-firmware", "vtd.firmware_bug", "firmware-bug", NULL, 1, DMS_SEV_LOW },
};

static void rows(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(policy); i++) {
		const struct dms_event e = { .kind = policy[i].kind, .detail = policy[i].detail,
					     .access = policy[i].access };

		is_str(dms_severity_name(dms_severity_of(&e, policy[i].cause, policy[i].count)),
		       dms_severity_name(policy[i].severity), policy[i].detail);
	}
}

/* One policy for all IOMMUs. */
static void faults(void)
{
	static const struct {
		const char *cause, *access;
		unsigned long count;
		enum dms_severity severity;
	} list[] = {
		{ "wild-dma", "write", 1, DMS_SEV_CRITICAL },
		{ "overrun", "write", 1, DMS_SEV_CRITICAL },
		{ "physical-address-used", "write", 1, DMS_SEV_CRITICAL },
		{ "address-truncated", "write", 1, DMS_SEV_CRITICAL },
		{ "byte-swapped-address", "write", 1, DMS_SEV_CRITICAL },
		{ "wild-dma", "read", 1, DMS_SEV_HIGH },
		{ "wild-dma", NULL, 1, DMS_SEV_HIGH },
		{ "use-after-unmap", "write", 1, DMS_SEV_HIGH },
		{ "wrong-direction", "write", 1, DMS_SEV_HIGH },
		{ "unknown", "write", 1, DMS_SEV_HIGH },
		{ "use-after-unmap", "read", 999, DMS_SEV_HIGH },
		{ "use-after-unmap", "read", 1000, DMS_SEV_CRITICAL },
		{ "interrupt-remapping", "write", 1, DMS_SEV_MEDIUM },
	};
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(list); i++)
		for (k = 0; k < ARRAY_SIZE(fault_kinds); k++) {
			const struct dms_event e = { .kind = fault_kinds[k], .detail = "x.fault",
						     .access = list[i].access };

			is_str(dms_severity_name(dms_severity_of(&e, list[i].cause, list[i].count)),
			       dms_severity_name(list[i].severity), fault_kinds[k]);
		}
}

static void names(void)
{
	static const char *const all[] = { "low", "medium", "high", "critical" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		is_str(dms_severity_name(dms_severity_parse(all[i])), all[i], "read back");
	is_int(dms_severity_parse("fatal"), -1, "no such severity");
}

int main(void)
{
	rows();
	faults();
	names();
	return tap_done();
}
