// SPDX-License-Identifier: GPL-2.0
/* Intel VT-d while it is being set up: broken firmware tables, kexec, resource failures. */
#include <string.h>

#include "base/array.h"
#include "decoder.h"

static void mark_related(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	(void)r;
	e->related = true;
}

#define DMAR "DMAR: "
#define FW_BUG "[Firmware Bug]: "
#define FIRMWARE .prefix = DMAR, .kind = "vtd-firmware", .detail = "vtd.firmware_bug", \
	.decode = mark_related, .kernels = "all"
#define CORE .kind = "iommu-core", .decode = mark_related

static const struct dms_message messages[] = {
	{ FW_BUG "Your BIOS is broken; DMAR reported at address %llx%s!\nBIOS vendor: %s; Ver: %s; Product Version: %s\n",
	  FIRMWARE, .needed = 1, .fields = "table_address,-,bios_vendor,bios_version,product" },
	{ "Your BIOS is broken; DMAR reported at address %llx!", .kind = "vtd-firmware",
	  .detail = "vtd.firmware_bug", .flags = DMS_MSG_WARN, .kernels = "2.6", .fields = "table_address",
	  .decode = mark_related },
	{ FW_BUG "Your BIOS is broken; bad RMRR [%#018Lx-%#018Lx]\nBIOS vendor: %s; Ver: %s; Product Version: %s\n",
	  FIRMWARE, .needed = 2, .fields = "start,end,bios_vendor,bios_version,product" },
	{ FW_BUG "No firmware reserved region can cover this RMRR [%#018Lx-%#018Lx], contact BIOS vendor for fixes\n",
	  FIRMWARE, .needed = 2, .fields = "start,end" },
	{ FW_BUG "Your BIOS is broken; RHSA refers to non-existent DMAR unit at %llx\nBIOS vendor: %s; Ver: %s; Product Version: %s\n",
	  FIRMWARE, .needed = 1, .fields = "unit_address,bios_vendor,bios_version,product" },
	{ FW_BUG "Your BIOS is broken; ANDD object name is not NUL-terminated\n", FIRMWARE },
	{ FW_BUG "Record passes table end\n", FIRMWARE },
	{ FW_BUG "No DRHD structure found in DMAR table\n", FIRMWARE },
	{ FW_BUG "No DRHD structures in buffer returned by _DSM method\n", FIRMWARE },
	{ FW_BUG "BIOS assigned incorrect VT-d unit for Intel(R) QuickData Technology device\n",
	  FIRMWARE },
	{ FW_BUG "ioapic %d has no mapping iommu, interrupt remapping will be disabled\n",
	  "DMAR-IR: ", .kind = "vtd-firmware", .detail = "vtd.firmware_bug", .kernels = "all",
	  .fields = "ioapic", .decode = mark_related },
	{ "Parse DMAR table failure.\n", DMAR, .kind = "vtd-firmware",
	  .detail = "vtd.dmar_parse_failure", .kernels = "all", .decode = mark_related },
	{ "Invalid DMAR haw\n", DMAR, .kind = "vtd-firmware", .detail = "vtd.dmar_parse_failure",
	  .kernels = "all", .decode = mark_related },

	{ "IRQ remapping was enabled on %s but we are not in kdump mode\n", "DMAR-IR: ", CORE,
	  .detail = "vtd.ir_not_kdump", .kernels = "all", .fields = "unit" },
	{ "Failed to copy translation tables from previous kernel for %s\n", DMAR, CORE,
	  .detail = "vtd.copy_failed", .kernels = "all", .fields = "unit" },
	{ "Failed to copy IR table for %s from previous kernel\n", "DMAR-IR: ", CORE,
	  .detail = "vtd.copy_failed", .kernels = "all", .fields = "unit" },
	{ "Failed to enable irq remapping. You are vulnerable to irq-injection attacks.\n",
	  "DMAR-IR: ", CORE, .detail = "vtd.ir_disabled", .kernels = "all" },
	{ "Compatibility-format IRQs enabled despite intr remapping;\nyou are vulnerable to IRQ injection.\n",
	  .flags = DMS_MSG_WARN, CORE, .detail = "vtd.ir_disabled", .kernels = "all" },
	{ "Device is ineligible for IOMMU domain attach due to platform RMRR requirement.  Contact your platform vendor.\n",
	  DMAR, DMS_MSG_DEV, CORE, .detail = "vtd.rmrr_attach", .kernels = "-6.1" },
	{ "%s: iommu width (%d) is not sufficient for the mapped address (%llx)\n", DMAR, CORE,
	  .detail = "vtd.width", .kernels = "-6.12", .fields = "site,width,address" },
	{ "Allocating %ld-page iova failed\n", DMAR, DMS_MSG_DEV, .kind = "iova-failure",
	  .detail = "vtd.iova_alloc_failed", .kernels = "-5.10", .fields = "pages",
	  .decode = mark_related },
	{ "Allocating %ld-page iova for %s failed\n", DMAR, .kind = "iova-failure",
	  .detail = "vtd.iova_alloc_failed", .kernels = "-4.x", .fields = "pages,device",
	  .decode = mark_related },
	{ "Device request: %zx@%llx dir %d --- failed\n", DMAR, DMS_MSG_DEV, CORE,
	  .detail = "vtd.map_failed", .kernels = "5.10", .fields = "size,physical,direction" },
	{ "Device bounce map: %zx@%llx dir %d --- failed\n", DMAR, DMS_MSG_DEV, CORE,
	  .detail = "vtd.bounce_map_failed", .kernels = "5.10",
	  .fields = "size,physical,direction" },
	{ "Initialization failed\n", DMAR, CORE, .detail = "vtd.init_failed", .kernels = "all" },
};

const struct dms_subsystem dms_vtd_setup_subsystem = {
	.name = "Intel VT-d, setting up",
	.source = "drivers/iommu/intel/",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
