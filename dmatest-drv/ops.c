// SPDX-License-Identifier: GPL-2.0
/*
 * One table: which op is carried out by whom, and which fields of the request
 * mean something to it.  Everything else must be zero, so that a later version
 * of the interface can give it a meaning.
 */
#include "ops.h"
#include "stats.h"
#include "trace.h"

enum {
	DMS_A_OBJ = 1 << 0,
	DMS_A_PEER = 1 << 1,
	DMS_A_FN = 1 << 2,
	DMS_A_DIR = 1 << 3,
	DMS_A_NENTS = 1 << 4,
	DMS_A_OFFSET = 1 << 5,
	DMS_A_LEN = 1 << 6,
	DMS_A_ADDR = 1 << 7,
	DMS_A_CPU = 1 << 8,
	DMS_A_ATTRS = 1 << 9,
	DMS_A_VALUE = 1 << 10,
	DMS_A_SEED = 1 << 11,
	DMS_A_SEGS = 1 << 12,
};

#define DMS_A_RANGE	(DMS_A_OBJ | DMS_A_OFFSET | DMS_A_LEN)
#define DMS_A_DEVICE	(DMS_A_RANGE | DMS_A_ADDR | DMS_A_SEED)
#define DMS_F_DEVICE	(DMASCOPE_F_NO_WAIT | DMASCOPE_F_POLL | DMASCOPE_F_NOTIFY)

/**
 * struct dms_op_desc - how an op is carried out
 * @run:	handler, called with the device there
 * @args:	fields that it looks at, DMS_A_*
 * @flags:	DMASCOPE_F_* that it knows
 * @unlocked:	it may take long: it takes the file's lock itself
 */
struct dms_op_desc {
	int (*run)(struct dms_file *f, struct dmascope_op *op);
	u32 args;
	u32 flags;
	bool unlocked;
};

static const struct dms_op_desc dms_ops[DMASCOPE_OP_MAX] = {
	[DMASCOPE_OP_BUF] = {
		.run = dms_op_buf,
		.args = DMS_A_FN | DMS_A_LEN | DMS_A_OFFSET,
	},
	[DMASCOPE_OP_FREE] = {
		.run = dms_op_free,
		.args = DMS_A_OBJ,
		.flags = DMASCOPE_F_AGAIN,
	},
	[DMASCOPE_OP_MAP] = {
		.run = dms_op_map,
		.args = DMS_A_RANGE | DMS_A_FN | DMS_A_DIR | DMS_A_ATTRS,
		.flags = DMASCOPE_F_NO_CHECK | DMASCOPE_F_ATOMIC,
	},
	[DMASCOPE_OP_UNMAP] = {
		.run = dms_op_unmap,
		.args = DMS_A_OBJ | DMS_A_FN | DMS_A_ADDR | DMS_A_LEN | DMS_A_DIR | DMS_A_ATTRS,
		.flags = DMASCOPE_F_AGAIN | DMASCOPE_F_ATOMIC,
	},
	[DMASCOPE_OP_MAPPING_ERROR] = {
		.run = dms_op_mapping_error,
		.args = DMS_A_OBJ,
	},
	[DMASCOPE_OP_SYNC] = {
		.run = dms_op_sync,
		.args = DMS_A_RANGE | DMS_A_FN | DMS_A_ADDR | DMS_A_DIR | DMS_A_NENTS,
		.flags = DMASCOPE_F_ATOMIC,
	},
	[DMASCOPE_OP_SG] = {
		.run = dms_op_sg,
		.args = DMS_A_SEGS | DMS_A_NENTS,
	},
	[DMASCOPE_OP_MAP_SG] = {
		.run = dms_op_map_sg,
		.args = DMS_A_OBJ | DMS_A_FN | DMS_A_NENTS | DMS_A_DIR | DMS_A_ATTRS,
		.flags = DMASCOPE_F_NO_CHECK | DMASCOPE_F_ATOMIC,
	},
	[DMASCOPE_OP_UNMAP_SG] = {
		.run = dms_op_unmap_sg,
		.args = DMS_A_OBJ | DMS_A_FN | DMS_A_NENTS | DMS_A_DIR | DMS_A_ATTRS,
		.flags = DMASCOPE_F_AGAIN | DMASCOPE_F_ATOMIC,
	},
	[DMASCOPE_OP_SG_SEG] = {
		.run = dms_op_sg_seg,
		.args = DMS_A_OBJ | DMS_A_VALUE,
	},
	[DMASCOPE_OP_SG_CORRUPT] = {
		.run = dms_op_sg_corrupt,
		.args = DMS_A_OBJ | DMS_A_VALUE | DMS_A_ADDR,
	},
	[DMASCOPE_OP_COHERENT] = {
		.run = dms_op_coherent,
		.args = DMS_A_LEN | DMS_A_ATTRS,
	},
	[DMASCOPE_OP_FREE_COHERENT] = {
		.run = dms_op_free_coherent,
		.args = DMS_A_OBJ | DMS_A_ADDR | DMS_A_LEN | DMS_A_CPU,
		.flags = DMASCOPE_F_AGAIN,
	},
	[DMASCOPE_OP_FILL] = {
		.run = dms_op_fill,
		.args = DMS_A_RANGE | DMS_A_SEED,
	},
	[DMASCOPE_OP_VERIFY] = {
		.run = dms_op_verify,
		.args = DMS_A_RANGE | DMS_A_SEED,
		.flags = DMASCOPE_F_AGAIN,
	},
	[DMASCOPE_OP_DEV_READ] = {
		.run = dms_op_dev_read,
		.args = DMS_A_DEVICE,
		.flags = DMS_F_DEVICE,
		.unlocked = true,
	},
	[DMASCOPE_OP_DEV_WRITE] = {
		.run = dms_op_dev_write,
		.args = DMS_A_DEVICE,
		.flags = DMS_F_DEVICE,
		.unlocked = true,
	},
	[DMASCOPE_OP_DEV_COPY] = {
		.run = dms_op_dev_copy,
		.args = DMS_A_RANGE | DMS_A_ADDR | DMS_A_PEER | DMS_A_VALUE,
		.flags = DMS_F_DEVICE,
		.unlocked = true,
	},
	[DMASCOPE_OP_DEV_WAIT] = {
		.run = dms_op_dev_wait,
		.args = DMS_A_VALUE,
		.unlocked = true,
	},
	[DMASCOPE_OP_DEV_LISTEN] = {
		.run = dms_op_dev_listen,
		.args = DMS_A_RANGE,
		.unlocked = true,
	},
	[DMASCOPE_OP_MASK] = {
		.run = dms_op_mask,
		.args = DMS_A_FN | DMS_A_VALUE,
	},
	[DMASCOPE_OP_SEG_LIMITS] = {
		.run = dms_op_seg_limits,
		.args = DMS_A_LEN | DMS_A_VALUE,
	},
	[DMASCOPE_OP_QUERY] = {
		.run = dms_op_query,
		.args = DMS_A_OBJ | DMS_A_FN,
	},
	[DMASCOPE_OP_LEAK] = {
		.run = dms_op_leak,
		.args = DMS_A_OBJ,
	},
	[DMASCOPE_OP_HOLD] = {
		.run = dms_op_hold,
		.args = DMS_A_VALUE,
		.unlocked = true,
	},
	[DMASCOPE_OP_MSI] = {
		.run = dms_op_msi,
		.args = DMS_A_ADDR | DMS_A_VALUE,
	},
	[DMASCOPE_OP_ALLOC] = {
		.run = dms_op_alloc,
		.args = DMS_A_FN | DMS_A_LEN | DMS_A_DIR | DMS_A_ATTRS,
	},
	[DMASCOPE_OP_FREE_ALLOC] = {
		.run = dms_op_free_alloc,
		.args = DMS_A_OBJ | DMS_A_LEN | DMS_A_DIR,
	},
	[DMASCOPE_OP_VMAP] = {
		.run = dms_op_vmap,
		.args = DMS_A_OBJ,
	},
	[DMASCOPE_OP_VUNMAP] = {
		.run = dms_op_vunmap,
		.args = DMS_A_OBJ,
	},
	[DMASCOPE_OP_POOL] = {
		.run = dms_op_pool,
		.args = DMS_A_LEN | DMS_A_OFFSET | DMS_A_VALUE,
	},
	[DMASCOPE_OP_POOL_DESTROY] = {
		.run = dms_op_pool_destroy,
		.args = DMS_A_OBJ,
	},
	[DMASCOPE_OP_POOL_ALLOC] = {
		.run = dms_op_pool_alloc,
		.args = DMS_A_OBJ | DMS_A_VALUE,
	},
	[DMASCOPE_OP_POOL_FREE] = {
		.run = dms_op_pool_free,
		.args = DMS_A_OBJ | DMS_A_PEER,
		.flags = DMASCOPE_F_AGAIN,
	},
	[DMASCOPE_OP_MAP_RESOURCE] = {
		.run = dms_op_map_resource,
		.args = DMS_A_VALUE | DMS_A_NENTS | DMS_A_OFFSET | DMS_A_LEN | DMS_A_DIR |
			DMS_A_ATTRS,
	},
	[DMASCOPE_OP_UNMAP_RESOURCE] = {
		.run = dms_op_unmap_resource,
		.args = DMS_A_OBJ | DMS_A_ADDR | DMS_A_LEN | DMS_A_DIR | DMS_A_ATTRS,
		.flags = DMASCOPE_F_AGAIN,
	},
	[DMASCOPE_OP_PIN] = {
		.run = dms_op_pin,
		.args = DMS_A_CPU | DMS_A_LEN | DMS_A_VALUE,
	},
	[DMASCOPE_OP_UNPIN] = {
		.run = dms_op_unpin,
		.args = DMS_A_OBJ | DMS_A_VALUE,
	},
	[DMASCOPE_OP_EXPORT] = {
		.run = dms_op_export,
		.args = DMS_A_OBJ,
	},
	[DMASCOPE_OP_IMPORT] = {
		.run = dms_op_import,
		.args = DMS_A_VALUE,
	},
	[DMASCOPE_OP_MAP_IMPORT] = {
		.run = dms_op_map_import,
		.args = DMS_A_OBJ | DMS_A_DIR,
	},
	[DMASCOPE_OP_UNMAP_IMPORT] = {
		.run = dms_op_unmap_import,
		.args = DMS_A_OBJ,
	},
	[DMASCOPE_OP_DETACH] = {
		.run = dms_op_detach,
		.args = DMS_A_OBJ,
	},
	[DMASCOPE_OP_DOMAIN] = {
		.run = dms_op_domain,
	},
	[DMASCOPE_OP_DOMAIN_MAP] = {
		.run = dms_op_domain_map,
		.args = DMS_A_RANGE | DMS_A_PEER | DMS_A_ADDR | DMS_A_VALUE,
	},
	[DMASCOPE_OP_DOMAIN_UNMAP] = {
		.run = dms_op_domain_unmap,
		.args = DMS_A_OBJ,
	},
	[DMASCOPE_OP_DOMAIN_QUERY] = {
		.run = dms_op_domain_query,
		.args = DMS_A_OBJ | DMS_A_ADDR,
	},
	[DMASCOPE_OP_DOMAIN_FREE] = {
		.run = dms_op_domain_free,
		.args = DMS_A_OBJ,
	},
	[DMASCOPE_OP_DOMAIN_FAULT] = {
		.run = dms_op_domain_fault,
		.args = DMS_A_OBJ | DMS_A_ADDR | DMS_A_VALUE,
	},
	[DMASCOPE_OP_PM] = {
		.run = dms_op_pm,
		.args = DMS_A_FN,
	},
	[DMASCOPE_OP_VECTOR] = {
		.run = dms_op_vector,
		.args = DMS_A_NENTS,
	},
	[DMASCOPE_OP_TIME_MAP] = {
		.run = dms_op_time_map,
		.args = DMS_A_RANGE | DMS_A_DIR | DMS_A_VALUE,
	},
};

/* Which field each DMASCOPE_SET_ bit speaks of, by bit number. */
static const u32 dms_set_args[] = {
	DMS_A_ADDR, DMS_A_OFFSET, DMS_A_LEN, DMS_A_DIR, DMS_A_NENTS, DMS_A_ATTRS, DMS_A_CPU,
	DMS_A_SEED, DMS_A_PEER,
};

static u32 dms_op_args_set(const struct dmascope_op *op)
{
	u32 args = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(dms_set_args); i++)
		if (op->set & BIT(i))
			args |= dms_set_args[i];
	return args;
}

static u32 dms_op_args_nonzero(const struct dmascope_op *op)
{
	return (op->obj ? DMS_A_OBJ : 0) | (op->peer ? DMS_A_PEER : 0) |
	       (op->fn ? DMS_A_FN : 0) | (op->dir ? DMS_A_DIR : 0) |
	       (op->nents ? DMS_A_NENTS : 0) | (op->offset ? DMS_A_OFFSET : 0) |
	       (op->len ? DMS_A_LEN : 0) | (op->addr ? DMS_A_ADDR : 0) |
	       (op->cpu ? DMS_A_CPU : 0) | (op->attrs ? DMS_A_ATTRS : 0) |
	       (op->value ? DMS_A_VALUE : 0) | (op->seed ? DMS_A_SEED : 0) |
	       (op->segs ? DMS_A_SEGS : 0);
}

static const struct dms_op_desc *dms_op_find(const struct dmascope_op *op)
{
	const struct dms_op_desc *desc;

	if (op->op >= DMASCOPE_OP_MAX)
		return NULL;
	desc = &dms_ops[op->op];
	if (!desc->run || op->flags & ~desc->flags || op->set >> ARRAY_SIZE(dms_set_args))
		return NULL;
	if ((dms_op_args_set(op) | dms_op_args_nonzero(op)) & ~desc->args)
		return NULL;
	/* DMA_NONE is a misuse that the kernel knows; beyond it there is nothing. */
	if (op->dir > DMA_NONE || op->attrs & ~DMS_ATTRS_KNOWN)
		return NULL;
	return desc;
}

/**
 * dms_op_check() - is the request one that its op understands?
 * @op:	request; ids, lengths and addresses are for the handler to check
 *
 * Return: 0, or -EINVAL: unknown op, unknown bits, or a field that means nothing to it.
 */
int dms_op_check(const struct dmascope_op *op)
{
	return dms_op_find(op) ? 0 : -EINVAL;
}

static void dms_op_clear_results(struct dmascope_op *op)
{
	op->result = 0;
	op->out_obj = 0;
	op->out_iova = 0;
	op->out_phys = 0;
	op->out_cpu = 0;
	op->out_len = 0;
	memset(op->out, 0, sizeof(op->out));
}

/**
 * dms_op_run() - carry out an op
 * @f:	file that it came through; its device stays during the call
 * @op:	request, and results
 *
 * Return: 0, or a negative errno when the request is not acceptable.
 */
int dms_op_run(struct dms_file *f, struct dmascope_op *op)
{
	const struct dms_op_desc *desc = dms_op_find(op);
	int ret;

	if (!desc)
		return -EINVAL;
	dms_op_clear_results(op);
	trace_op_start(f->dev, op);
	if (!desc->unlocked)
		mutex_lock(&f->lock);
	ret = desc->run(f, op);
	if (!desc->unlocked)
		mutex_unlock(&f->lock);
	if (!ret)
		dms_stats_op(f->dev, op);
	trace_op_end(f->dev, op, ret);
	dev_dbg(dms_dev_of(f->dev), "op %u on object %u: %d, result %d, object %u at %#llx\n", op->op,
		op->obj, ret, op->result, op->out_obj, op->out_iova);
	return ret;
}
