// SPDX-License-Identifier: GPL-2.0
/* All ops: find one by name, help. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "interp.h"

static const struct script_op *const families[] = {
	script_ops_memory, script_ops_streaming, script_ops_sg,
	script_ops_device, script_ops_control, script_ops_system, script_ops_kexec,
	script_ops_alloc, script_ops_pool, script_ops_user, script_ops_dmabuf,
	script_ops_domain, script_ops_events, script_ops_vfio,
	script_ops_program,
	script_ops_kunit,
	script_ops_inject,
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

void script_list_ops(void)
{
	const struct script_op *op;
	size_t i;

	for (i = 0; i < NR_FAMILIES; i++)
		for (op = families[i]; op->name; op++)
			puts(op->name);
}

static void print_op(const struct script_op *op)
{
	const char *p;

	printf("%s%s%s", op->name, *op->usage ? " " : "", op->usage);
	for (p = op->keys ? op->keys : ""; *p; p += strspn(p, " ")) {
		int len = strcspn(p, " ");

		printf(" [%.*s=]", len, p);
		p += len;
	}
	printf("\n    %s\n", op->help);
	if (op->facts)
		printf("    facts: %s\n", op->facts);
}

int script_help_op(const char *name)
{
	const struct script_op *op = name ? script_op_find(name) : NULL;
	size_t i;

	if (name && !op)
		return -ENOENT;
	if (op) {
		print_op(op);
		return 0;
	}
	for (i = 0; i < NR_FAMILIES; i++)
		for (op = families[i]; op->name; op++)
			print_op(op);
	return 0;
}
