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

/* Letters to change, add or drop to make @a of @b (Levenshtein); @b is shorter than 32. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[32], diagonal, up;
	size_t i, j, len = strlen(b);

	for (j = 0; j <= len; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		diagonal = row[0];
		row[0] = i + 1;
		for (j = 0; j < len; j++) {
			up = row[j + 1];
			row[j + 1] = diagonal + (a[i] != b[j]);
			if (up + 1 < row[j + 1])
				row[j + 1] = up + 1;
			if (row[j] + 1 < row[j + 1])
				row[j + 1] = row[j] + 1;
			diagonal = up;
		}
	}
	return row[len];
}

const char *script_op_nearest(const char *name)
{
	unsigned int best = 3, d;
	const struct script_op *op;
	const char *found = NULL;
	size_t i;

	for (i = 0; i < NR_FAMILIES; i++) {
		for (op = families[i]; op->name; op++) {
			d = distance(name, op->name);
			if (d < best && 2 * d < strlen(op->name)) {
				best = d;
				found = op->name;
			}
		}
	}
	return found;
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
