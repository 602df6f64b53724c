// SPDX-License-Identifier: GPL-2.0
/* RISC-V IOMMU: fault queue, command queue. */
#include "base/array.h"
#include "base/strbuf.h"
#include "iommu_fault.h"

/* RISC-V IOMMU Architecture Specification, fault queue, encodings of CAUSE */
static const struct {
	unsigned int code;
	const char *name, *access;
} causes[] = {
	{ 1, "instruction access fault", "read" }, { 4, "read address misaligned", "read" },
	{ 5, "read access fault", "read" }, { 6, "write/AMO address misaligned", "write" },
	{ 7, "write/AMO access fault", "write" }, { 12, "instruction page fault", "read" },
	{ 13, "read page fault", "read" }, { 15, "write/AMO page fault", "write" },
	{ 20, "instruction guest page fault", "read" }, { 21, "read guest-page fault", "read" },
	{ 23, "write/AMO guest-page fault", "write" },
	{ 256, "all inbound transactions disallowed", NULL },
	{ 257, "DDT entry load access fault", NULL }, { 258, "DDT entry not valid", NULL },
	{ 259, "DDT entry misconfigured", NULL }, { 260, "transaction type disallowed", NULL },
	{ 261, "MSI PTE load access fault", NULL }, { 262, "MSI PTE not valid", NULL },
	{ 263, "MSI PTE misconfigured", NULL }, { 264, "MRIF access fault", NULL },
	{ 265, "PDT entry load access fault", NULL }, { 266, "PDT entry not valid", NULL },
	{ 267, "PDT entry misconfigured", NULL }, { 268, "DDT data corruption", NULL },
	{ 269, "PDT data corruption", NULL }, { 270, "MSI PT data corruption", NULL },
	{ 271, "MSI MRIF data corruption", NULL }, { 272, "internal data path error", NULL },
	{ 273, "IOMMU MSI write access fault", NULL },
	{ 274, "first/second-stage PT data corruption", NULL },
};

static void decode_fault(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	size_t i;

	(void)d;
	e->related = true;
	e->reason_code = (unsigned int)dms_value_num(r->match, "cause");
	dms_fault_by_iommu(e);
	e->device = dms_asprintf("devid:0x%x", (unsigned int)dms_value_num(r->match, "devid"));
	for (i = 0; i < ARRAY_SIZE(causes); i++) {
		if (causes[i].code != e->reason_code)
			continue;
		e->reason_name = causes[i].name;
		e->reason_text = causes[i].name;
		e->access = causes[i].access;
	}
}

#define QUEUE .kind = "smmu-tlb-timeout", .flags = DMS_MSG_DEV, .kernels = "6.13-", \
	.decode = dms_fault_mark

static const struct dms_message messages[] = {
	{ "Fault %d devid: 0x%x iotval: %llx iotval2: %llx\n", .kind = "iommu-fault",
	  .detail = "riscv.fault", .flags = DMS_MSG_DEV, .kernels = "6.13-",
	  .fields = "cause,devid,address,iotval2", .decode = decode_fault },
	{ "Hardware error: queue access timeout\n", QUEUE, .detail = "riscv.queue_timeout" },
	{ "Hardware error: command enqueue failed\n", QUEUE, .detail = "riscv.queue_timeout" },
	{ "Hardware error: command execution timeout\n", QUEUE, .detail = "riscv.command_timeout" },
	{ "Queue #%u error; fault:%d timeout:%d illegal:%d fence_w_ip:%d\n", QUEUE,
	  .detail = "riscv.command_error", .fields = "queue,fault,timeout,illegal,fence" },
	{ "Queue #%u error; memory fault:%d overflow:%d\n", .kind = "iommu-core",
	  .detail = "riscv.fault_queue", .flags = DMS_MSG_DEV, .kernels = "6.13-",
	  .fields = "queue,fault,overflow", .decode = dms_fault_mark },
};

const struct dms_subsystem dms_riscv_subsystem = {
	.name = "RISC-V IOMMU",
	.source = "drivers/iommu/riscv/iommu.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
