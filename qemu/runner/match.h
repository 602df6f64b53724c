/* SPDX-License-Identifier: GPL-2.0 */
/* Compares a finding with an expect or allow line, field by field. */
#ifndef DMS_MATCH_H
#define DMS_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "model.h"
#include "runner/expect.h"
#include "runner/facts.h"

/**
 * struct dms_value - a value as text and, where it is one, as a number
 * @text: owned
 */
struct dms_value {
	char *text;
	bool is_num;
	uint64_t num;
};

/** dms_value_of_finding() - false when the finding has no field @name */
bool dms_value_of_finding(const struct dms_report *r, const struct dms_finding *f,
			  const char *name, struct dms_value *v);

/**
 * dms_value_expand() - what the right side of a clause stands for
 *
 * A lone "$fact" may be any text; else an expression over facts; what is no
 * expression is a word.  Return: 0, or -ENOENT with @err filled in: no such fact.
 */
int dms_value_expand(const char *s, const struct dms_facts *facts, struct dms_value *v, char *err,
		     size_t errlen);
void dms_value_free(struct dms_value *v);

/** dms_value_equal() - as numbers when both are, else as text */
bool dms_value_equal(const struct dms_value *a, const struct dms_value *b);

/**
 * dms_clause_match() - does one clause hold for a finding?
 * @why: when not, one line that says so; to free
 */
bool dms_clause_match(const struct dms_clause *c, const struct dms_report *r,
		      const struct dms_finding *f, const struct dms_facts *facts, char **why);

/** dms_expect_match() - do kind and all clauses hold? */
bool dms_expect_match(const struct dms_expect *e, const struct dms_report *r,
		      const struct dms_finding *f, const struct dms_facts *facts);

/** dms_fact_match() - does a "fact A==B" line hold?  @why as above. */
bool dms_fact_match(const struct dms_expect *e, const struct dms_facts *facts, char **why);

#endif /* DMS_MATCH_H */
