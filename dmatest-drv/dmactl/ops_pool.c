// SPDX-License-Identifier: GPL-2.0
/* Pools of small coherent blocks. */
#include "interp.h"

static int make_pool(struct call *c)
{
	uint64_t len;
	int ret = call_num(c, c->l->args[0], &len);

	c->op.len = ret ? 0 : len;
	return ret ? ret : call_device(c);
}

static int take_block(struct call *c)
{
	const char *zero = call_key(c, "zero");

	c->op.value = zero && *zero == '1';
	return call_device(c);
}

static int give_block(struct call *c)
{
	const char *name = call_key(c, "pool");
	struct scope_object pool;
	int ret;

	if (!name)
		return call_device(c);
	ret = call_object(c, name, &pool);
	c->op.peer = pool.id;
	return ret ? ret : call_device(c);
}

const struct script_op script_ops_pool[] = {
	{
		.name = "pool", .args = "n", .usage = "SIZE", .keys = "align boundary",
		.facts = "result", .opcode = DMASCOPE_OP_POOL, .run = make_pool,
		.help = "dma_pool_create(): blocks of SIZE bytes",
	}, {
		.name = "pool-destroy", .args = "o", .usage = "POOL",
		.opcode = DMASCOPE_OP_POOL_DESTROY,
		.help = "dma_pool_destroy(), blocks in use or not",
	}, {
		.name = "pool-alloc", .args = "o", .usage = "POOL", .keys = "zero",
		.facts = "iova cpu phys len result", .opcode = DMASCOPE_OP_POOL_ALLOC,
		.run = take_block, .help = "dma_pool_alloc(); zero=1: dma_pool_zalloc()",
	}, {
		.name = "pool-free", .args = "o", .usage = "BLOCK", .keys = "pool again",
		.opcode = DMASCOPE_OP_POOL_FREE, .run = give_block,
		.help = "dma_pool_free(); pool=OTHER: to the wrong one; again=1: although that "
			"was done",
	},
	{ 0 }
};
