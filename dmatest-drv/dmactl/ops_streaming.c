// SPDX-License-Identifier: GPL-2.0
/* Streaming mappings of one buffer. */
#include "interp.h"

/* range=1 asks for the _range_ call of the same direction. */
static int sync_object(struct call *c)
{
	const char *range = call_key(c, "range");

	if (range && *range == '1')
		c->op.fn = c->op.fn == DMASCOPE_FN_SYNC_CPU ? DMASCOPE_FN_SYNC_CPU_RANGE :
							       DMASCOPE_FN_SYNC_DEVICE_RANGE;
	return call_device(c);
}

static int time_map(struct call *c)
{
	if (!call_key(c, "rounds"))
		c->op.value = 1000;
	return call_device(c);
}

const struct script_op script_ops_streaming[] = {
	{
		.name = "map", .args = "o", .usage = "BUFFER",
		.keys = "fn offset len dir attrs check atomic", .facts = "iova len phys result",
		.opcode = DMASCOPE_OP_MAP,
		.help = "dma_map_single() or, with fn=page, dma_map_page(); check=0: "
			"no dma_mapping_error()",
	}, {
		.name = "unmap", .args = "o", .usage = "MAPPING",
		.keys = "fn addr len dir attrs again atomic", .opcode = DMASCOPE_OP_UNMAP,
		.help = "the matching unmap, with wrong arguments if given",
	}, {
		.name = "mapping-error", .args = "o", .usage = "MAPPING", .facts = "result",
		.opcode = DMASCOPE_OP_MAPPING_ERROR, .help = "dma_mapping_error()",
	}, {
		.name = "sync-cpu", .args = "o", .usage = "MAPPING",
		.keys = "offset len dir addr nents range again", .opcode = DMASCOPE_OP_SYNC,
		.fn = DMASCOPE_FN_SYNC_CPU, .run = sync_object,
		.help = "dma_sync_*_for_cpu(); range=1: the _range_ call",
	}, {
		.name = "sync-device", .args = "o", .usage = "MAPPING",
		.keys = "offset len dir addr nents range again", .opcode = DMASCOPE_OP_SYNC,
		.fn = DMASCOPE_FN_SYNC_DEVICE, .run = sync_object,
		.help = "dma_sync_*_for_device(); range=1: the _range_ call",
	}, {
		.name = "time-map", .args = "o", .usage = "BUFFER", .keys = "offset len dir rounds",
		.facts = "map_ns unmap_ns best_ns failed", .opcode = DMASCOPE_OP_TIME_MAP,
		.run = time_map,
		.help = "dma_map_single() and dma_unmap_single(), rounds=N times (1000): ns of each, "
			"the fastest map, and how many failed",
	},
	{ 0 }
};
