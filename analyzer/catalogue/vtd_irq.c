// SPDX-License-Identifier: GPL-2.0
/* Intel VT-d: interrupt remapping that could not be set up. */
#include "base/array.h"
#include "decoder.h"

#define DMAR_IR "DMAR-IR: "
#define NO_IRTE .kind = "iommu-core", .detail = "vtd.no_irte", .decode = dms_mark_related
#define IR_SCOPE .kind = "iommu-core", .detail = "vtd.ir_scope", .decode = dms_mark_related
#define SETUP_FAILED .kind = "iommu-core", .detail = "vtd.setup_failed", .decode = dms_mark_related

static const struct dms_message messages[] = {
	{ .format = "Requested mask %x exceeds the max invalidation handle mask value %llx\n",
	  .prefix = DMAR_IR, NO_IRTE, .kernels = "all", .fields = "mask,limit" },
	{ .format = "IR%d: can't allocate an IRTE\n", .prefix = DMAR_IR, NO_IRTE,
	  .kernels = "all", .fields = "unit_index" },
	{ .format = "Failed to set source-id of IOAPIC (%d)\n", .prefix = DMAR_IR, IR_SCOPE,
	  .kernels = "all", .fields = "apic" },
	{ .format = "Failed to set source-id of HPET block (%d)\n", .prefix = DMAR_IR, IR_SCOPE,
	  .kernels = "all", .fields = "id" },
	{ .format = "IR%d: failed to allocate pages of order %d\n", .prefix = DMAR_IR,
	  SETUP_FAILED, .kernels = "-6.12", .fields = "unit_index,order" },
	{ .format = "IR%d: failed to allocate bitmap\n", .prefix = DMAR_IR, SETUP_FAILED,
	  .kernels = "all", .fields = "unit_index" },
	{ .format = "IR%d: failed to allocate irqdomain\n", .prefix = DMAR_IR, SETUP_FAILED,
	  .kernels = "all", .fields = "unit_index" },
	{ .format = "Failed to enable queued invalidation\n", .prefix = DMAR_IR, SETUP_FAILED,
	  .kernels = "all" },
	{ .format = "This system BIOS has enabled interrupt remapping\non a chipset that contains an erratum making that\nfeature unstable.  To maintain system stability\ninterrupt remapping is being disabled.  Please\ncontact your BIOS vendor for an update\n",
	  .prefix = DMAR_IR, .kind = "iommu-core", .detail = "vtd.erratum",
	  .decode = dms_mark_related, .kernels = "all" },
	{ .format = "Failed to setup irq remapping for %s\n", .prefix = DMAR_IR, SETUP_FAILED,
	  .kernels = "all", .fields = "unit" },
	{ .format = "Exceeded Max HPET blocks\n", .prefix = DMAR_IR, IR_SCOPE, .kernels = "all" },
	{ .format = "Exceeded Max IO APICS\n", .prefix = DMAR_IR, IR_SCOPE, .kernels = "all" },
	{ .format = "Failed to allocate IRTE\n", .prefix = DMAR_IR, NO_IRTE, .kernels = "all" },
	{ .format = "DRHD %llx: failed to parse managed IOAPIC/HPET\n", .prefix = DMAR_IR,
	  IR_SCOPE, .kernels = "all", .fields = "unit_address" },
	{ .format = "Failed to setup IRQ %d for posted mode", .prefix = DMAR_IR,
	  .kind = "iommu-core", .detail = "vtd.notice", .kernels = "6.12-", .fields = "irq" },
	{ .format = "IR%d: failed to allocate 1M of pages\n", .prefix = DMAR_IR, SETUP_FAILED,
	  .kernels = "7.3-", .fields = "unit_index" },
};

const struct dms_subsystem dms_vtd_irq_subsystem = {
	.name = "Intel VT-d, interrupt remapping",
	.source = "drivers/iommu/intel/irq_remapping.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
