/* SPDX-License-Identifier: GPL-2.0 */
/* The expect, allow and leaves lines of a scenario, parsed. */
#ifndef DMS_EXPECT_H
#define DMS_EXPECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/kv.h"

/** enum dms_expect_role - which key the line stands behind */
enum dms_expect_role {
	DMS_ROLE_EXPECT,	/* must be found in the scenario's part of the log */
	DMS_ROLE_ALLOW,		/* may be found there */
	DMS_ROLE_LEAVES,	/* must be found behind it, when what is left is cleaned up */
};

enum dms_expect_type {
	DMS_EXPECT_FINDING,
	DMS_EXPECT_FACT,
	DMS_EXPECT_NOTHING,
};

/**
 * struct dms_clause - "field op value"
 * @op:   "=", "!=", ">=", "<=", "~=" (and "==", ">", "<" in a fact line)
 * @lost: the platform's log may lack this field; then QEMU's trace alone is compared with the fact
 */
struct dms_clause {
	char *field;
	char op[3];
	char *value;
	bool lost;
};

/**
 * struct dms_expect - one line
 * @cond:	capability condition or NULL; owned by the scenario's kv
 * @text:	the line as written; owned by the scenario's kv
 * @kind:	kind of finding
 * @count:	its op is empty when the line says none: then exactly one
 * @clauses:	for a fact: one, left side as field
 */
struct dms_expect {
	enum dms_expect_type type;
	enum dms_expect_role role;
	const char *cond;
	const char *text;
	unsigned int line;
	char *kind;
	struct dms_clause count;
	struct dms_clause *clauses;
	size_t nr_clauses;
};

/** dms_expect_is_key() - is this a header key that dms_expect_parse() reads? */
bool dms_expect_is_key(const char *key);

/** dms_expect_parse() - Return: 0, or -EINVAL with what is wrong in @err. */
int dms_expect_parse(const struct dms_kv *kv, struct dms_expect *e, char *err, size_t errlen);
void dms_expect_free(struct dms_expect *e);

/** dms_expect_is_fault() - does the line expect an IOMMU to report a fault? */
bool dms_expect_is_fault(const struct dms_expect *e);

/** dms_kind_is_fault() - a kind of finding that an IOMMU's fault record leads to */
bool dms_kind_is_fault(const char *kind);

#endif /* DMS_EXPECT_H */
