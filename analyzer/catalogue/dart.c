// SPDX-License-Identifier: GPL-2.0
/* Apple DART. */
#include <string.h>

#include "base/array.h"
#include "iommu_fault.h"

static void decode_fault(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	e->related = true;
	e->reason_code = (unsigned int)dms_value_num(r->match, "code");
}

#define TIMEOUT .kind = "smmu-tlb-timeout", .detail = "dart.busy", .flags = DMS_MSG_DEV, \
	.decode = dms_fault_mark

static const struct dms_message messages[] = {
	{ "translation fault: status:0x%x stream:%d code:0x%x (%s) at 0x%llx", .kind = "iommu-fault",
	  .detail = "dart.translation_fault", .flags = DMS_MSG_DEV, .kernels = "6.1-",
	  .fields = "status,stream,code,what,address", .decode = decode_fault },
	{ "busy bit did not clear after command %x for streams %lx\n", TIMEOUT, .kernels = "6.1-",
	  .fields = "command,streams" },
	{ "busy bit did not clear after command %x for stream %d\n", TIMEOUT, .kernels = "6.3-",
	  .fields = "command,stream" },
};

const struct dms_subsystem dms_dart_subsystem = {
	.name = "Apple DART",
	.source = "drivers/iommu/apple-dart.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
