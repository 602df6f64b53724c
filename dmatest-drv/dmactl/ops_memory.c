// SPDX-License-Identifier: GPL-2.0
/* Buffers, coherent memory, and what the CPU does with them. */
#include "interp.h"

static int alloc_sized(struct call *c)
{
	uint64_t len;
	int ret = call_num(c, c->l->args[0], &len);

	c->op.len = ret ? 0 : len;
	return ret ? ret : call_device(c);
}

const struct script_op script_ops_memory[] = {
	{
		.name = "buf", .args = "n", .usage = "SIZE", .keys = "kind offset",
		.facts = "phys cpu len", .opcode = DMASCOPE_OP_BUF, .run = alloc_sized,
		.help = "allocate memory; kind=kmalloc (default), pages, vmalloc, stack, rodata, "
			"lowpages",
	}, {
		.name = "free", .args = "o", .usage = "BUFFER", .keys = "again",
		.opcode = DMASCOPE_OP_FREE,
		.help = "free a buffer, mapped or not; again=1: although that was done",
	}, {
		.name = "coherent", .args = "n", .usage = "SIZE", .keys = "attrs",
		.facts = "iova cpu phys len result", .opcode = DMASCOPE_OP_COHERENT,
		.run = alloc_sized, .help = "dma_alloc_attrs()",
	}, {
		.name = "free-coherent", .args = "o", .usage = "COHERENT",
		.keys = "addr len cpu again", .opcode = DMASCOPE_OP_FREE_COHERENT,
		.help = "dma_free_attrs(), with wrong arguments if given",
	}, {
		.name = "cpu-fill", .args = "o", .usage = "OBJECT", .keys = "seed offset len",
		.opcode = DMASCOPE_OP_FILL, .help = "the CPU writes the pattern of a seed",
	}, {
		.name = "cpu-verify", .args = "o", .usage = "OBJECT",
		.keys = "seed offset len again",
		.facts = "wrong first", .opcode = DMASCOPE_OP_VERIFY,
		.help = "the CPU compares all bytes with the pattern of a seed",
	}, {
		.name = "leak", .args = "o", .usage = "OBJECT", .opcode = DMASCOPE_OP_LEAK,
		.help = "the driver forgets the object until the device is bound again",
	},
	{ 0 }
};
