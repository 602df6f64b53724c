// SPDX-License-Identifier: GPL-2.0
/* What stands around a DMA failure: the page allocator, fault injection, lost records. */
#include "base/array.h"
#include "decoder.h"

#define NOTICE .kind = "iommu-core", .detail = "kernel.notice"
#define FAILED .kind = "warning", .detail = "page_alloc.failed"

static const struct dms_message messages[] = {
	{ .format = "FAULT_INJECTION: forcing a failure.\nname %pd, interval %lu, probability %lu, space %d, times %d\n",
	  NOTICE, .kernels = "-6.1", .fields = "name,interval,probability,space,times" },
	{ .format = "FAULT_INJECTION: forcing a failure.\nname %s, interval %lu, probability %lu, space %d, times %d\n",
	  NOTICE, .kernels = "6.12-", .fields = "name,interval,probability,space,times" },
	{ .format = "Failed to find error inject entry at %p\n", NOTICE, .kernels = "all",
	  .fields = "entry" },
	{ .format = "FAULT_INJECTION: failed to parse arguments\n", NOTICE, .kernels = "all" },
	{ .format = "FAULT_INJECTION: name '%s' truncated to '%s'\n", NOTICE, .kernels = "6.12-",
	  .fields = "name,name2" },
	{ .format = "%s: page allocation failure: order:%u, mode:%#x(%pGg), nodemask=%*pbl",
	  .flags = DMS_MSG_SPLAT, FAILED, .kernels = "all",
	  .fields = "comm,order,gfp,gfp_names,nodemask" },
	{ .format = "page allocation failure: order:%u", .flags = DMS_MSG_SPLAT, FAILED,
	  .kernels = "all", .fields = "order" },
	{ .format = "%s: page allocation stall for %lu secs: order:%d, mode:%#x(%pGg) nodemask=%*pbl",
	  .flags = DMS_MSG_SPLAT, FAILED, .kernels = "7.3-",
	  .fields = "comm,seconds,order,gfp,gfp_names,nodemask" },
};

const struct dms_subsystem dms_kernel_misc_subsystem = {
	.name = "allocator, fault injection, lost records",
	.source = "mm/page_alloc.c, lib/fault-inject.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
