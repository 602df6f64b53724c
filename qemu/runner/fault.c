// SPDX-License-Identifier: GPL-2.0
/* Scenarios speak of faults in general words; a platform's data file says what they mean there. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/fault.h"

/* No valid mapping at that address, or one that does not allow this access. */
static const char *const reasons[] = {
	"unmapped-read", "unmapped-write", "denied-read", "denied-write",
};

static bool is_reason_word(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(reasons); i++)
		if (strlen(reasons[i]) == len && !strncmp(reasons[i], s, len))
			return true;
	return false;
}

static int check_code(const char *code, char *err, size_t errlen)
{
	size_t len = strcspn(code, "=");

	if (is_reason_word(code, len) && code[len] && code[len + 1])
		return 0;
	snprintf(err, errlen,
		 "'%s' is not lost=FIELD,... or WORD=CODE with a WORD among %s, %s, %s, %s", code,
		 reasons[0], reasons[1], reasons[2], reasons[3]);
	return -EINVAL;
}

int dms_fault_parse(const char *line, struct dms_fault_words *w, char *err, size_t errlen)
{
	struct dms_strlist words = { 0 };
	size_t i;
	int ret = 0;

	*w = (struct dms_fault_words){ 0 };
	dms_strlist_split(&words, line, " \t");
	if (!words.nr || !dms_kind_is_fault(words.v[0])) {
		snprintf(err, errlen, "'%s' is not the kind of an IOMMU's fault",
			 words.nr ? words.v[0] : "");
		ret = -EINVAL;
	}
	for (i = 1; i < words.nr && !ret; i++) {
		if (!strncmp(words.v[i], "lost=", 5)) {
			dms_strlist_split(&w->lost, words.v[i] + 5, ",");
			continue;
		}
		ret = check_code(words.v[i], err, errlen);
		if (!ret)
			dms_strlist_add(&w->codes, words.v[i]);
	}
	if (!ret)
		w->kind = dms_strdup(words.v[0]);
	dms_strlist_free(&words);
	if (ret)
		dms_fault_free(w);
	return ret;
}

void dms_fault_free(struct dms_fault_words *w)
{
	free(w->kind);
	dms_strlist_free(&w->codes);
	dms_strlist_free(&w->lost);
	*w = (struct dms_fault_words){ 0 };
}

/* What @value stands for: itself, unless it is a word for a reason; NULL: no code for it here. */
static const char *code_of(const struct dms_fault_words *w, const char *value)
{
	size_t i, len = strlen(value);

	if (!is_reason_word(value, len))
		return value;
	for (i = 0; i < w->codes.nr; i++)
		if (!strncmp(w->codes.v[i], value, len) && w->codes.v[i][len] == '=')
			return w->codes.v[i] + len + 1;
	return NULL;
}

static void copy_clause(const struct dms_clause *c, const char *value, struct dms_clause *out)
{
	*out = *c;
	if (c->field)
		out->field = dms_strdup(c->field);
	if (value)
		out->value = dms_strdup(value);
}

void dms_fault_translate(const struct dms_expect *e, const struct dms_fault_words *w,
			 struct dms_expect *out)
{
	bool any = e->type == DMS_EXPECT_FINDING && w->kind && !strcmp(e->kind, DMS_FAULT_ANY);
	size_t i;

	*out = *e;
	out->kind = e->kind ? dms_strdup(any ? w->kind : e->kind) : NULL;
	out->clauses = dms_alloc((e->nr_clauses + 1) * sizeof(*out->clauses));
	out->nr_clauses = 0;
	copy_clause(&e->count, e->count.value, &out->count);
	for (i = 0; i < e->nr_clauses; i++) {
		const struct dms_clause *c = &e->clauses[i];
		const char *value = c->value;

		if (any && !strcmp(c->field, "reason"))
			value = code_of(w, value);
		if (!value)
			continue;
		copy_clause(c, value, &out->clauses[out->nr_clauses]);
		out->clauses[out->nr_clauses++].lost = any && dms_strlist_has(&w->lost, c->field);
	}
}
