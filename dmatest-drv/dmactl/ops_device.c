// SPDX-License-Identifier: GPL-2.0
/* DMA by the device, and the device's settings. */
#include "interp.h"

static int transfer(struct call *c)
{
	if (!c->l->nr_args && !(call_key(c, "addr") && call_key(c, "len")))
		return call_fail(c, "write %s OBJECT, or addr= and len=", c->l->op->name);
	return call_device(c);
}

static int copy(struct call *c)
{
	bool from = call_key(c, "from"), to = call_key(c, "to");

	if (c->l->nr_args + from + to < 2)
		return call_fail(c, "write device-copy FROM TO; from= and to= can stand for them");
	/* one object beside from= is the target */
	if (c->l->nr_args == 1 && from) {
		c->op.peer = c->op.obj;
		c->op.obj = 0;
	}
	return call_device(c);
}

/* hold MS, mask BITS: one number, in op.value */
static int with_value(struct call *c)
{
	uint64_t value;
	int ret = call_num(c, c->l->args[0], &value);

	c->op.value = ret ? 0 : value;
	return ret ? ret : call_device(c);
}

static int set_limits(struct call *c)
{
	if (!c->l->nr_keys)
		return call_fail(c, "write seg-limits max=BYTES or boundary=MASK");
	return call_device(c);
}

static int wait_idle(struct call *c)
{
	if (!call_key(c, "timeout"))
		c->op.value = 5000;
	return call_device(c);
}

static int query(struct call *c)
{
	struct scope_object obj;
	uint64_t what;
	int ret;

	script_query_word(c->l->args[0], &what);
	c->op.fn = what;
	if (c->l->nr_args > 1) {
		ret = call_object(c, c->l->args[1], &obj);
		if (ret)
			return ret;
		c->op.obj = obj.id;
	}
	return call_device(c);
}

const struct script_op script_ops_device[] = {
	{
		.name = "device-read", .args = "o?", .usage = "[OBJECT]",
		.keys = "seed offset len addr wait poll notify", .facts = "wrong first irqs seq",
		.opcode = DMASCOPE_OP_DEV_READ, .run = transfer,
		.help = "the device reads; what it got is compared with a seed's pattern",
	}, {
		.name = "device-write", .args = "o?", .usage = "[OBJECT]",
		.keys = "seed offset len addr wait poll notify", .facts = "irqs seq",
		.opcode = DMASCOPE_OP_DEV_WRITE, .run = transfer,
		.help = "the device writes the pattern of a seed",
	}, {
		.name = "device-copy", .args = "o?o?", .usage = "[FROM] [TO]",
		.keys = "offset len from to wait poll notify", .facts = "irqs seq",
		.opcode = DMASCOPE_OP_DEV_COPY, .run = copy,
		.help = "the device reads one object and writes it to the other",
	}, {
		.name = "device-wait", .args = "", .usage = "", .keys = "timeout",
		.opcode = DMASCOPE_OP_DEV_WAIT, .run = wait_idle,
		.help = "wait until the device is idle; timeout=MS, 5000 by default",
	}, {
		.name = "device-listen", .args = "o", .usage = "MAPPING", .keys = "offset len",
		.facts = "iova len ring", .opcode = DMASCOPE_OP_DEV_LISTEN,
		.help = "the device receives into it whatever the wire brings; "
			"ring: address of the descriptor",
	}, {
		.name = "mask", .args = "n", .usage = "BITS", .keys = "which", .facts = "result",
		.opcode = DMASCOPE_OP_MASK, .fn = DMASCOPE_FN_MASK_BOTH, .run = with_value,
		.help = "dma_set_mask_and_coherent(); which=streaming or coherent: only that one",
	}, {
		.name = "seg-limits", .args = "", .usage = "", .keys = "max boundary",
		.opcode = DMASCOPE_OP_SEG_LIMITS, .run = set_limits,
		.help = "dma_set_max_seg_size(), dma_set_seg_boundary()",
	}, {
		.name = "query", .args = "wo?", .usage = "WHAT [MAPPING]", .facts = "value",
		.opcode = DMASCOPE_OP_QUERY, .run = query,
		.help = "max-mapping-size, opt-mapping-size, need-sync, merge-boundary, "
			"required-mask, streaming-mask, coherent-mask, max-seg-size, seg-boundary",
	}, {
		.name = "msi", .args = "", .usage = "", .keys = "addr data", .facts = "addr data",
		.opcode = DMASCOPE_OP_MSI,
		.help = "what the device shall send as its interrupt until the file is closed; "
			"facts: what it sent until now",
	}, {
		.name = "hold", .args = "n", .usage = "MS", .opcode = DMASCOPE_OP_HOLD,
		.run = with_value, .help = "stay inside an ioctl for so long",
	},
	{ 0 }
};
