// SPDX-License-Identifier: GPL-2.0
/* All ops: find one by name. */
#include <string.h>

#include "base/array.h"
#include "interp.h"

static const struct script_op *const families[] = {
	script_ops_memory, script_ops_streaming, script_ops_sg,
	script_ops_device, script_ops_control, script_ops_system, script_ops_kexec,
	script_ops_alloc, script_ops_pool, script_ops_user, script_ops_dmabuf,
	script_ops_domain, script_ops_events, script_ops_vfio,
	script_ops_program,
	script_ops_kunit,
	script_ops_inject, script_ops_lockdown,
	script_ops_driver,
	script_ops_random,
};

#define NR_FAMILIES	ARRAY_SIZE(families)

const struct script_op *script_op_find(const char *name)
{
	const struct script_op *op;
	size_t i;

	for (i = 0; i < NR_FAMILIES; i++)
		for (op = families[i]; op->name; op++)
			if (!strcmp(op->name, name))
				return op;
	return NULL;
}

const char *script_op_nearest(const char *name)
{
	struct script_nearest near = { .word = name };
	const struct script_op *op;
	size_t i;

	for (i = 0; i < NR_FAMILIES; i++)
		for (op = families[i]; op->name; op++)
			script_near(&near, op->name);
	return near.found;
}

const struct script_op *script_op_at(size_t index)
{
	const struct script_op *op;
	size_t i;

	for (i = 0; i < NR_FAMILIES; i++)
		for (op = families[i]; op->name; op++)
			if (!index--)
				return op;
	return NULL;
}
