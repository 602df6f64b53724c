// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that is not what it was: how a stray device write shows when no IOMMU stopped it.
 */
#include <string.h>

#include "base/array.h"
#include "decoder.h"

#define DAMAGE(name) .kind = "bug", .detail = "memory." name, .kernels = "all"

static const struct dms_message messages[] = {
	{ "pagealloc: memory corruption\n", .kind = "bug", .detail = "page_poison.corruption",
	  .flags = DMS_MSG_SPLAT, .kernels = "all" },
	{ "pagealloc: single bit error\n", .kind = "bug", .detail = "page_poison.corruption",
	  .flags = DMS_MSG_SPLAT, .kernels = "all" },
	{ "BUG %s (%s): Poison overwritten\n", DAMAGE("poison_overwritten"),
	  .flags = DMS_MSG_SPLAT, .fields = "cache,-" },
	{ "BUG %s (%s): %s overwritten\n", DAMAGE("redzone_overwritten"), .flags = DMS_MSG_SPLAT,
	  .fields = "cache,-,what" },
	{ "BUG %s (%s): Freepointer corrupt\n", DAMAGE("freepointer_corrupt"),
	  .flags = DMS_MSG_SPLAT, .fields = "cache,-" },
	{ "BUG: Bad page state in process %s  pfn:%05lx\n", DAMAGE("bad_page_state"),
	  .flags = DMS_MSG_SPLAT, .fields = "comm,pfn" },
	{ "list_add corruption.", DAMAGE("list_corruption"), .flags = DMS_MSG_SPLAT },
	{ "list_del corruption.", DAMAGE("list_corruption"), .flags = DMS_MSG_SPLAT },
	{ "refcount_t: %s.\n", .kind = "warning", .detail = "refcount.underflow",
	  .flags = DMS_MSG_WARN, .kernels = "all", .fields = "what" },
	{ "kmemleak: %d new suspected memory leaks (see /sys/kernel/debug/kmemleak)\n",
	  .kind = "warning", .detail = "kmemleak", .kernels = "all", .fields = "count" },
	{ "dma_pool_free %s, %p (bad vaddr)/%pad\n", .kind = "dma-pool", .detail = "dmapool.bad_free",
	  .flags = DMS_MSG_DEV, .kernels = "all", .fields = "pool,cpu_address,address" },
};

const struct dms_subsystem dms_memory_subsystem = {
	.name = "Damaged memory",
	.source = "mm/slub.c, mm/page_poison.c, lib/list_debug.c, lib/refcount.c, mm/kmemleak.c, mm/dmapool.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
