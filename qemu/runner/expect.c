// SPDX-License-Identifier: GPL-2.0
/* Parses expect, allow and leaves lines: "KIND field=VALUE ...", "fact A==B", "nothing". */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/expect.h"
#include "runner/strlist.h"

/* The kinds of the report's contract; a typo must not become a line that nothing can meet. */
static const char *const kinds[] = {
	"vtd-fault", "vtd-ir-fault", "vtd-status", "vtd-pte-set", "vtd-invalidation",
	"vtd-firmware", "amdvi-event", "smmuv3-event", "smmuv3-gerror", "smmuv3-cmdq",
	"smmuv2-context-fault", "smmuv2-global-fault", "smmu-tlb-timeout", "virtio-iommu-fault",
	"iommu-fault", "dma-api", "swiotlb-full", "dma-overflow", "cma-failure", "dma-pool",
	"iova-failure", "iommu-core", "kasan", "kfence", "oops", "bug", "warning", "panic",
	"hung-task", "lockdep", "kmemleak", "sleeping-in-atomic",
};

static const char *const fault_kinds[] = {
	"vtd-fault", "vtd-ir-fault", "amdvi-event", "smmuv3-event", "smmuv2-context-fault",
	"virtio-iommu-fault", "iommu-fault",
};

static const char *const finding_ops[] = { "!=", ">=", "<=", "~=", "=" };
static const char *const fact_ops[] = { "==", "!=", ">=", "<=", ">", "<" };

bool dms_kind_is_fault(const char *kind)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fault_kinds); i++)
		if (!strcmp(kind, fault_kinds[i]))
			return true;
	return false;
}

bool dms_expect_is_fault(const struct dms_expect *e)
{
	return e->type == DMS_EXPECT_FINDING && dms_kind_is_fault(e->kind);
}

/* Splits @word at its first operator; the longer operators come first in @ops. */
static int parse_clause(const char *word, const char *const *ops, size_t nr_ops,
			struct dms_clause *c)
{
	const char *p;
	size_t i;

	for (p = word; *p; p++) {
		for (i = 0; i < nr_ops; i++) {
			size_t len = strlen(ops[i]);

			if (strncmp(p, ops[i], len))
				continue;
			if (p == word || !p[len])
				return -EINVAL;
			c->field = dms_strndup(word, p - word);
			c->value = dms_strdup(p + len);
			memcpy(c->op, ops[i], len + 1);
			return 0;
		}
	}
	return -EINVAL;
}

static int parse_fact(const struct dms_strlist *words, struct dms_expect *e, char *err,
		      size_t errlen)
{
	e->type = DMS_EXPECT_FACT;
	if (e->role != DMS_ROLE_EXPECT) {
		snprintf(err, errlen, "a fact can only be expected");
		return -EINVAL;
	}
	e->clauses = dms_alloc(sizeof(*e->clauses));
	e->nr_clauses = 1;
	if (words->nr != 2 ||
	    parse_clause(words->v[1], fact_ops, ARRAY_SIZE(fact_ops),
			 e->clauses)) {
		snprintf(err, errlen, "write 'fact EXPR==EXPR' (or != >= <= > <), no blanks");
		return -EINVAL;
	}
	return 0;
}

static int check_kind(const char *kind, char *err, size_t errlen)
{
	struct dms_strlist all = { 0 };
	const char *near;
	size_t i;
	bool ok;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		dms_strlist_add(&all, kinds[i]);
	ok = dms_strlist_has(&all, kind);
	near = dms_strlist_nearest(&all, kind);
	if (!ok)
		snprintf(err, errlen, "unknown kind of finding '%s'%s%s%s", kind,
			 near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	dms_strlist_free(&all);
	return ok ? 0 : -EINVAL;
}

static int parse_finding(const struct dms_strlist *words, struct dms_expect *e, char *err,
			 size_t errlen)
{
	const size_t nr_ops = ARRAY_SIZE(finding_ops);
	size_t i;

	e->kind = dms_strdup(words->v[0]);
	if (check_kind(e->kind, err, errlen))
		return -EINVAL;
	e->clauses = dms_alloc(words->nr * sizeof(*e->clauses));
	for (i = 1; i < words->nr; i++) {
		struct dms_clause *c = &e->clauses[e->nr_clauses];

		if (!strncmp(words->v[i], "count", 5) && strchr("!><=", words->v[i][5]))
			c = &e->count;
		if (c->field || parse_clause(words->v[i], finding_ops, nr_ops, c)) {
			snprintf(err, errlen, "'%s' is not field=VALUE (or != >= <= ~=)",
				 words->v[i]);
			return -EINVAL;
		}
		if (c != &e->count)
			e->nr_clauses++;
	}
	return 0;
}

static const char *const roles[] = {
	[DMS_ROLE_EXPECT] = "expect",
	[DMS_ROLE_ALLOW] = "allow",
	[DMS_ROLE_LEAVES] = "leaves",
};

bool dms_expect_is_key(const char *key)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(roles); i++)
		if (!strcmp(key, roles[i]))
			return true;
	return false;
}

static enum dms_expect_role role_of(const char *key)
{
	enum dms_expect_role role = DMS_ROLE_EXPECT;

	while (role < DMS_ROLE_LEAVES && strcmp(key, roles[role]))
		role++;
	return role;
}

int dms_expect_parse(const struct dms_kv *kv, struct dms_expect *e, char *err, size_t errlen)
{
	struct dms_strlist words = { 0 };
	int ret = 0;

	*e = (struct dms_expect){
		.role = role_of(kv->key),
		.cond = kv->cond, .text = kv->value, .line = kv->line,
	};
	dms_strlist_split(&words, kv->value, " \t");
	if (!words.nr) {
		snprintf(err, errlen, "'%s' says nothing; write 'nothing' if that is meant",
			 kv->key);
		ret = -EINVAL;
	} else if (!strcmp(words.v[0], "nothing") && words.nr == 1 && e->role == DMS_ROLE_EXPECT) {
		e->type = DMS_EXPECT_NOTHING;
	} else if (!strcmp(words.v[0], "fact")) {
		ret = parse_fact(&words, e, err, errlen);
	} else {
		ret = parse_finding(&words, e, err, errlen);
	}
	dms_strlist_free(&words);
	if (ret)
		dms_expect_free(e);
	return ret;
}

static void free_clause(struct dms_clause *c)
{
	free(c->field);
	free(c->value);
}

void dms_expect_free(struct dms_expect *e)
{
	size_t i;

	for (i = 0; i < e->nr_clauses; i++)
		free_clause(&e->clauses[i]);
	free(e->clauses);
	free_clause(&e->count);
	free(e->kind);
	*e = (struct dms_expect){ 0 };
}
