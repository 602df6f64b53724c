// SPDX-License-Identifier: GPL-2.0
/* What the kernel says about firmware tables and reserved regions, and how it was started. */
#include "base/array.h"
#include "diagnose/diagnose.h"

static const struct dms_told told[] = {
	{ "acpi.firmware_bug", "firmware-bug", DMS_CONF_CERTAIN, NULL,
	  "the kernel found a contradiction in the tables that describe the IOMMU" },
	{ "of.dma_ranges", "firmware-bug", DMS_CONF_LIKELY, "config-error",
	  "dma-ranges of the device tree cannot be true" },
	{ "reserved_memory.bad", "firmware-bug", DMS_CONF_LIKELY, "config-error",
	  "the reserved-memory node of the device tree is refused" },
	{ "gart.firmware", "firmware-bug", DMS_CONF_LIKELY, "config-error", NULL },
	{ "vtd.ir_scope", "firmware-bug", DMS_CONF_LIKELY, "interrupt-remapping",
	  "the DMAR table's scopes of IOAPIC and HPET do not fit the machine" },
	{ "vtd.setup_failed", "config-error", DMS_CONF_POSSIBLE, "firmware-bug",
	  "a unit could not be set up: the devices behind it are not protected, or do not work" },
	{ "vtd.not_kdump", "stale-dma", DMS_CONF_POSSIBLE, "firmware-bug",
	  "translation was on when this kernel started: devices may still use its old tables" },
	{ "vtd.no_irte", "interrupt-remapping", DMS_CONF_LIKELY, NULL,
	  "the interrupt remapping table has no free entry" },
	{ "vtd.identity_map_failed", "missing-reserved-region", DMS_CONF_LIKELY, NULL, NULL },
	{ "iommu.direct_map", "missing-reserved-region", DMS_CONF_LIKELY, "firmware-bug",
	  "the firmware asks for a 1:1 mapping that could not be kept" },
	{ "vtd.erratum", "hardware-erratum", DMS_CONF_CERTAIN, NULL, NULL },
	{ "iommu.range", "firmware-bug", DMS_CONF_LIKELY, "mask-too-small",
	  "the device's DMA range lies outside what the IOMMU can translate" },
};

bool dms_rule_firmware(const struct dms_case *c, struct dms_verdict *v)
{
	return dms_verdict_told(c, v, told, ARRAY_SIZE(told));
}
