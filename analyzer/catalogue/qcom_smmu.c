// SPDX-License-Identifier: GPL-2.0
/*
 * What Qualcomm's variant of the SMMU driver finds out about a fault or a timeout
 * (drivers/iommu/arm/arm-smmu/arm-smmu-qcom-debug.c).
 */
#include <string.h>

#include "base/array.h"
#include "iommu_fault.h"

static void decode_walk(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	static const char *const names[] = { "soft_phys", "hard_phys", "par", "before", "after" };
	const char *text = r->match->msg->format;

	e = dms_fault_last(d, r, "smmuv2-context-fault");
	if (!e)
		return;
	e->last_line = r->last_line;
	dms_fault_copy(e, r->match, names, ARRAY_SIZE(names));
	if (!strncmp(text, "SOFTWARE TABLE WALK", 19))
		dms_fault_text(e, "table_walk", "failed");
	if (!strncmp(text, "ATOS results differed", 21))
		dms_fault_text(e, "stale_tlb", "1");
}

static void decode_power(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	static const char *const names[] = { "power_status", "sync_inv_ack", "sync_inv_progress" };

	e = dms_fault_last(d, r, "smmu-tlb-timeout");
	if (!e)
		return;
	e->last_line = r->last_line;
	dms_fault_copy(e, r->match, names, ARRAY_SIZE(names));
}

#define WALK .flags = DMS_MSG_PART, .kernels = "6.10-", .decode = decode_walk
#define CORE .kind = "iommu-core", .detail = "smmuv2.tbu", .flags = DMS_MSG_DEV, \
	.decode = dms_fault_mark

static const struct dms_message messages[] = {
	{ "soft iova-to-phys=%pa\n", WALK, .fields = "soft_phys" },
	{ "SOFTWARE TABLE WALK FAILED! Looks like %s accessed an unmapped address!\n", WALK,
	  .fields = "who" },
	{ "hard iova-to-phys (ATOS)=%pa\n", WALK, .fields = "hard_phys" },
	{ "hard iova-to-phys (ATOS) failed\n", WALK },
	{ "ATOS results differed across TLBIALL... (before: %pa after: %pa)\n", WALK,
	  .fields = "before,after" },
	{ "ATOS generated a fault interrupt! PAR = %llx, SID=0x%x\n", WALK, .fields = "par,sid" },
	{ "ATOS translation timed out!\n", WALK },
	{ "TBU: power_status %#x sync_inv_ack %#x sync_inv_progress %#x\n", .flags = DMS_MSG_PART,
	  .kernels = "5.18-", .fields = "power_status,sync_inv_ack,sync_inv_progress",
	  .decode = decode_power },
	{ "Failed to read TBU power status: %d\n", CORE, .kernels = "5.18-", .fields = "error" },
	{ "Failed to read TBU sync/inv ack status: %d\n", CORE, .kernels = "5.18-",
	  .fields = "error" },
	{ "Failed to read TCU syn/inv progress: %d\n", CORE, .kernels = "5.18-", .fields = "error" },
	{ "Unable to find TBU for sid 0x%x\n", CORE, .kernels = "6.10-", .fields = "sid" },
	{ "Timeout while trying to halt TBU!\n", CORE, .kernels = "6.10-" },
	{ "%s: halt_count is 0", .kind = "iommu-core", .detail = "smmuv2.tbu", .flags = DMS_MSG_WARN,
	  .kernels = "6.10-", .fields = "device", .decode = dms_fault_mark },
};

const struct dms_subsystem dms_qcom_smmu_subsystem = {
	.name = "Qualcomm's SMMU, what it adds to a fault",
	.source = "drivers/iommu/arm/arm-smmu/arm-smmu-qcom-debug.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
