// SPDX-License-Identifier: GPL-2.0
/*
 * The severity policy: one ordered table, the first row that fits decides.
 *
 * critical	memory was or could be corrupted, or the machine died
 * high		an API violation that loses data on some platform; a blocked access
 * medium	correct until pressure comes
 * low		configuration, firmware, hints
 */
#include <string.h>

#include "analyze.h"
#include "base/array.h"
#include "diagnose.h"

/* Every IOMMU's refused access: dms_is_fault(). */
#define FAULT "*fault"

/* NULL matches everything. */
static const struct {
	enum dms_severity severity;
	const char *kind;
	const char *detail;
	const char *cause;
	const char *access;
	unsigned long count;
} policy[] = {
	/* The machine died. */
	{ DMS_SEV_CRITICAL, "panic", NULL, NULL, NULL, 0 },
	{ DMS_SEV_CRITICAL, "oops", NULL, NULL, NULL, 0 },
	{ DMS_SEV_CRITICAL, "bug", "panic.kernel_bug", NULL, NULL, 0 },
	/* Memory was damaged, or is about to be: the sanitizer saw it first. */
	{ DMS_SEV_CRITICAL, "kasan", NULL, NULL, NULL, 0 },
	{ DMS_SEV_CRITICAL, "kfence", NULL, NULL, NULL, 0 },
	{ DMS_SEV_CRITICAL, "bug", "memory.", NULL, NULL, 0 },
	{ DMS_SEV_CRITICAL, "bug", "page_poison.", NULL, NULL, 0 },
	{ DMS_SEV_CRITICAL, "dma-pool", "dmapool.corrupted", NULL, NULL, 0 },
	/*
	 * A device writes where it may not: without an IOMMU this hits anybody's memory.  A late
	 * write (use-after-unmap) or one against the direction is high: most often the buffer is
	 * still the driver's.
	 */
	{ DMS_SEV_CRITICAL, FAULT, NULL, "wild-dma", "write", 0 },
	{ DMS_SEV_CRITICAL, FAULT, NULL, "overrun", "write", 0 },
	{ DMS_SEV_CRITICAL, FAULT, NULL, "physical-address-used", "write", 0 },
	{ DMS_SEV_CRITICAL, FAULT, NULL, "address-truncated", "write", 0 },
	{ DMS_SEV_CRITICAL, FAULT, NULL, "byte-swapped-address", "write", 0 },
	/* A storm: the device is out of control, and the log loses other news. */
	{ DMS_SEV_CRITICAL, FAULT, NULL, NULL, NULL, 1000 },

	/* An interrupt that was refused is no access to memory. */
	{ DMS_SEV_MEDIUM, FAULT, NULL, "interrupt-remapping", NULL, 0 },
	{ DMS_SEV_MEDIUM, "amdvi-event", "amdvi.invalid_device_request", NULL, NULL, 0 },
	{ DMS_SEV_MEDIUM, "amdvi-event", "amdvi.log_overflow", NULL, NULL, 0 },
	/* Nothing was lost, but nobody set up DMA for the stream. */
	{ DMS_SEV_MEDIUM, "smmuv2-global-fault", NULL, NULL, NULL, 0 },
	{ DMS_SEV_MEDIUM, FAULT, NULL, "config-error", "read", 0 },
	/* Blocked this time; in lazy mode or without IOMMU the same access loses data. */
	{ DMS_SEV_HIGH, FAULT, NULL, NULL, NULL, 0 },
	/* The IOMMU itself is in trouble: it may use stale translations, or none. */
	{ DMS_SEV_HIGH, "smmuv3-gerror", NULL, NULL, NULL, 0 },
	{ DMS_SEV_HIGH, "smmuv3-cmdq", NULL, NULL, NULL, 0 },
	{ DMS_SEV_HIGH, "smmu-tlb-timeout", NULL, NULL, NULL, 0 },
	{ DMS_SEV_HIGH, "vtd-pte-set", NULL, NULL, NULL, 0 },
	/* The IOMMU may have used stale translations. */
	{ DMS_SEV_HIGH, "vtd-invalidation", NULL, NULL, NULL, 0 },
	/* Wrong address, size, direction or object: data is lost on some platform. */
	{ DMS_SEV_HIGH, "dma-api", NULL, "double-unmap", NULL, 0 },
	{ DMS_SEV_HIGH, "dma-api", NULL, "use-after-unmap", NULL, 0 },
	{ DMS_SEV_HIGH, "dma-api", NULL, "size-mismatch", NULL, 0 },
	{ DMS_SEV_HIGH, "dma-api", NULL, "wrong-direction", NULL, 0 },
	{ DMS_SEV_HIGH, "dma-api", NULL, "missing-sync", NULL, 0 },
	{ DMS_SEV_HIGH, "dma-api", NULL, "map-of-stack-or-vmalloc", NULL, 0 },
	{ DMS_SEV_MEDIUM, "dma-pool", "dma_pool.", NULL, NULL, 0 },
	{ DMS_SEV_HIGH, "dma-pool", NULL, NULL, NULL, 0 },
	{ DMS_SEV_HIGH, "warning", NULL, "double-unmap", NULL, 0 },
	{ DMS_SEV_HIGH, "warning", NULL, "size-mismatch", NULL, 0 },
	{ DMS_SEV_HIGH, "bug", NULL, NULL, NULL, 0 },
	{ DMS_SEV_HIGH, "hung-task", NULL, NULL, NULL, 0 },
	/* An error value was unmapped: it was used as an address before. */
	{ DMS_SEV_HIGH, "dma-api", "dma_api.free_invalid_address", NULL, NULL, 0 },

	/* The checker is blind from here on; the driver itself may be right. */
	{ DMS_SEV_LOW, "dma-api", NULL, "config-error", NULL, 0 },
	/* Works until a mapping fails, memory runs out, or a device takes the limit seriously. */
	{ DMS_SEV_MEDIUM, "dma-api", NULL, NULL, NULL, 0 },
	/* Nothing needs to have failed: the pool had room, or was extended. */
	{ DMS_SEV_LOW, "swiotlb-full", "swiotlb.near_full", NULL, NULL, 0 },
	{ DMS_SEV_LOW, "swiotlb-full", "swiotlb.transient", NULL, NULL, 0 },
	{ DMS_SEV_MEDIUM, "swiotlb-full", NULL, NULL, NULL, 0 },
	{ DMS_SEV_MEDIUM, "dma-overflow", NULL, NULL, NULL, 0 },
	{ DMS_SEV_MEDIUM, "iova-failure", NULL, NULL, NULL, 0 },
	{ DMS_SEV_MEDIUM, "vtd-ir-fault", NULL, NULL, NULL, 0 },
	{ DMS_SEV_MEDIUM, "vtd-status", NULL, NULL, NULL, 0 },
	/* A large buffer could not be had: the device does not work until memory is free again. */
	{ DMS_SEV_MEDIUM, "cma-failure", NULL, NULL, NULL, 0 },
	/* Firmware and set-up: said once at boot, and nothing is lost yet. */
	{ DMS_SEV_LOW, "iommu-core", NULL, "firmware-bug", NULL, 0 },
	{ DMS_SEV_LOW, "iommu-core", NULL, "config-error", NULL, 0 },
	/* Nothing but memory is lost. */
	{ DMS_SEV_LOW, "warning", "kmemleak", NULL, NULL, 0 },
	{ DMS_SEV_MEDIUM, "warning", NULL, NULL, NULL, 0 },
	/* Firmware tables, and what an IOMMU lacks: the machine runs on without. */
	{ DMS_SEV_LOW, "iommu-core", "amdvi.firmware_bug", NULL, NULL, 0 },
	{ DMS_SEV_MEDIUM, "iommu-core", NULL, NULL, NULL, 0 },

	/* Firmware and configuration. */
	{ DMS_SEV_LOW, NULL, NULL, NULL, NULL, 0 },
};

static bool fits(const char *want, const char *have)
{
	return !want || (have && !strcmp(want, have));
}

static bool fits_kind(const char *want, const struct dms_event *e)
{
	return want && !strcmp(want, FAULT) ? dms_is_fault(e) : fits(want, e->kind);
}

/* A detail that ends in '.' stands for its family. */
static bool fits_detail(const char *want, const char *have)
{
	size_t n = want ? strlen(want) : 0;

	if (!want || !have)
		return !want;
	return want[n - 1] == '.' ? !strncmp(want, have, n) : !strcmp(want, have);
}

enum dms_severity dms_severity_of(const struct dms_event *e, const char *cause,
				  unsigned long count)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(policy); i++)
		if (fits_kind(policy[i].kind, e) && fits_detail(policy[i].detail, e->detail) &&
		    fits(policy[i].cause, cause) && fits(policy[i].access, e->access) &&
		    count >= policy[i].count)
			return policy[i].severity;
	return DMS_SEV_LOW;
}

static const char *const names[] = {
	[DMS_SEV_NONE] = "none",
	[DMS_SEV_LOW] = "low",
	[DMS_SEV_MEDIUM] = "medium",
	[DMS_SEV_HIGH] = "high",
	[DMS_SEV_CRITICAL] = "critical",
};

const char *dms_severity_name(enum dms_severity s)
{
	return names[s];
}

int dms_severity_parse(const char *name)
{
	int i;

	for (i = DMS_SEV_LOW; i <= DMS_SEV_CRITICAL; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

const char *dms_confidence_name(enum dms_confidence c)
{
	static const char *const confidences[] = {
		[DMS_CONF_POSSIBLE] = "possible",
		[DMS_CONF_LIKELY] = "likely",
		[DMS_CONF_CERTAIN] = "certain",
	};

	return confidences[c];
}
