// SPDX-License-Identifier: GPL-2.0
/* Pools of small coherent blocks: what the poison and free checks found. */
#include "base/array.h"
#include "decoder.h"

#define BUSY .kind = "dma-pool", .detail = "dmapool.busy", .decode = dms_mark_related
#define CORRUPTED .kind = "dma-pool", .detail = "dmapool.corrupted", .decode = dms_mark_related
#define BAD_FREE .kind = "dma-pool", .detail = "dmapool.bad_free", .decode = dms_mark_related
#define DOUBLE_FREE .kind = "dma-pool", .detail = "dmapool.double_free", .decode = dms_mark_related

static const struct dms_message messages[] = {
	{ .format = "dma_pool_destroy %s, %p busy\n", .flags = DMS_MSG_DEV, BUSY,
	  .kernels = "-6.1", .fields = "pool,cpu_address" },
	{ .format = "dma_pool_alloc %s, %p (corrupted)\n", .flags = DMS_MSG_DEV, CORRUPTED,
	  .kernels = "all", .fields = "pool,cpu_address" },
	{ .format = "pool_check_block %s, %p (corrupted)\n", .flags = DMS_MSG_DEV, CORRUPTED,
	  .kernels = "all", .fields = "pool,cpu_address" },
	{ .format = "dma_pool_free %s, %p/%pad (bad dma)\n", .flags = DMS_MSG_DEV, BAD_FREE,
	  .kernels = "all", .fields = "pool,cpu_address,address" },
	{ .format = "pool_block_err %s, %p/%pad (bad dma)\n", .flags = DMS_MSG_DEV, BAD_FREE,
	  .kernels = "all", .fields = "pool,cpu_address,address" },
	{ .format = "dma_pool_free %s, dma %pad already free\n", .flags = DMS_MSG_DEV,
	  DOUBLE_FREE, .kernels = "all", .fields = "pool,address" },
	{ .format = "pool_block_err %s, dma %pad already free\n", .flags = DMS_MSG_DEV,
	  DOUBLE_FREE, .kernels = "all", .fields = "pool,address" },
	{ .format = "dma_pool_destroy %s busy\n", .flags = DMS_MSG_DEV, BUSY, .kernels = "6.12-",
	  .fields = "pool" },
};

const struct dms_subsystem dms_dmapool_subsystem = {
	.name = "dmapool",
	.source = "mm/dmapool.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
