/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Expressions and conditions of scenario files (docs/scenario-format.md), used by
 * the guest tool for op arguments and by the runner for expectations.
 */
#ifndef DMS_EXPR_H
#define DMS_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** dms_fact_fn - look a fact up by name (without the '$'); NULL: no such fact */
typedef const char *(*dms_fact_fn)(void *ctx, const char *name);

/**
 * dms_expr_eval() - value of an integer expression
 * @err: buffer for one line that says what is wrong
 *
 * Return: 0, -EINVAL for bad syntax, -ENOENT for an unknown fact, -ERANGE on overflow of a literal.
 */
int dms_expr_eval(const char *s, dms_fact_fn lookup, void *ctx, uint64_t *out, char *err,
		  size_t errlen);

/** dms_cap_fn - is this capability word true? */
typedef bool (*dms_cap_fn)(void *ctx, const char *word);

/** dms_cond_eval() - truth of "a&!b|c"; -EINVAL with @err filled in for bad syntax. */
int dms_cond_eval(const char *s, dms_cap_fn has, void *ctx, bool *out, char *err, size_t errlen);

/** dms_cond_check() - is it one?  0 or as above, whatever words are true */
int dms_cond_check(const char *s, char *err, size_t errlen);

/** dms_compare() - apply "==" "!=" ">=" "<=" ">" "<" ; -EINVAL for another operator. */
int dms_compare(uint64_t a, const char *op, uint64_t b, bool *out);

#endif /* DMS_EXPR_H */
