// SPDX-License-Identifier: GPL-2.0
/*
 * Integer expressions and capability conditions: recursive descent, one function
 * a level of precedence.  As in C, '*' binds closest, then '+' and '-', '&', '|'.
 * Arithmetic is modulo 2^64, as addresses are.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expr.h"

#define MAX_DEPTH	64	/* of parentheses; a file must not choose our stack's size */
#define MAX_WORD	128

struct parser {
	const char *start, *p;
	dms_fact_fn lookup;
	dms_cap_fn has;
	void *ctx;
	unsigned int depth;
	char *err;
	size_t errlen;
};

static int __attribute__((format(printf, 3, 4)))
fail(struct parser *ps, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	if (ps->errlen)
		vsnprintf(ps->err, ps->errlen, fmt, ap);
	va_end(ap);
	return code;
}

static int unexpected(struct parser *ps, const char *wanted)
{
	if (!*ps->p)
		return fail(ps, -EINVAL, "'%s' ends where %s should follow", ps->start, wanted);
	return fail(ps, -EINVAL, "'%s': %s should stand at '%s'", ps->start, wanted, ps->p);
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : INT_MAX;
}

static int multiply(struct parser *ps, uint64_t *v, uint64_t by, uint64_t plus)
{
	if (__builtin_mul_overflow(*v, by, v) || __builtin_add_overflow(*v, plus, v))
		return fail(ps, -ERANGE, "'%s': a number does not fit into 64 bits", ps->start);
	return 0;
}

/* A literal: decimal or 0x, with K, M or G behind it. */
static int literal(struct parser *ps, uint64_t *out)
{
	bool hex = ps->p[0] == '0' && (ps->p[1] == 'x' || ps->p[1] == 'X');
	int base = hex ? 16 : 10, shift = 0, ret;
	const char *first;

	if (hex)
		ps->p += 2;
	*out = 0;
	for (first = ps->p; digit_value(*ps->p) < base; ps->p++) {
		ret = multiply(ps, out, base, digit_value(*ps->p));
		if (ret)
			return ret;
	}
	if (ps->p == first)
		return unexpected(ps, "a digit");
	if (*ps->p == 'K')
		shift = 10;
	else if (*ps->p == 'M')
		shift = 20;
	else if (*ps->p == 'G')
		shift = 30;
	if (shift)
		ps->p++;
	if (isalnum((unsigned char)*ps->p) || *ps->p == '_')
		return unexpected(ps, "an operator");
	return multiply(ps, out, 1ULL << shift, 0);
}

static bool is_fact_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

static int fact(struct parser *ps, uint64_t *out)
{
	size_t len = 0;
	char name[MAX_WORD];
	const char *value;
	char *end;

	ps->p++;
	while (is_fact_char(ps->p[len]))
		len++;
	if (!len)
		return unexpected(ps, "the name of a fact");
	if (len >= sizeof(name))
		return fail(ps, -EINVAL, "'%s': a fact's name is too long", ps->start);
	memcpy(name, ps->p, len);
	name[len] = '\0';
	ps->p += len;

	value = ps->lookup ? ps->lookup(ps->ctx, name) : NULL;
	if (!value)
		return fail(ps, -ENOENT, "there is no fact '%s'", name);
	/* strtoull() negates modulo 2^64, which is what a negative errno needs; 010 is ten here */
	errno = 0;
	*out = strtoull(value, &end, strchr(value, 'x') ? 16 : 10);
	if (errno == ERANGE)
		return fail(ps, -ERANGE, "fact '%s' is '%s': too large", name, value);
	if (end == value || *end)
		return fail(ps, -EINVAL, "fact '%s' is '%s', not a number", name, value);
	return 0;
}

static int or_level(struct parser *ps, uint64_t *out);

static int parenthesised(struct parser *ps, uint64_t *out)
{
	int ret;

	if (++ps->depth > MAX_DEPTH)
		return fail(ps, -EINVAL, "parentheses are nested more than %d deep", MAX_DEPTH);
	ps->p++;
	ret = or_level(ps, out);
	if (ret)
		return ret;
	if (*ps->p != ')')
		return unexpected(ps, "an operator or ')'");
	ps->p++;
	ps->depth--;
	return 0;
}

static int call(struct parser *ps, size_t name_len, uint64_t mask, uint64_t *out)
{
	int ret;

	ps->p += name_len;
	ret = parenthesised(ps, out);
	*out &= mask;
	return ret;
}

static int primary(struct parser *ps, uint64_t *out)
{
	if (*ps->p == '(')
		return parenthesised(ps, out);
	if (*ps->p == '$')
		return fact(ps, out);
	if (isdigit((unsigned char)*ps->p))
		return literal(ps, out);
	if (!strncmp(ps->p, "page(", 5))
		return call(ps, 4, ~0xfffULL, out);
	if (!strncmp(ps->p, "low32(", 6))
		return call(ps, 5, 0xffffffffULL, out);
	return unexpected(ps, "a number, $FACT, page(, low32( or (");
}

/* One minus sign, so that a negative errno can be written down. */
static int unary(struct parser *ps, uint64_t *out)
{
	bool minus = *ps->p == '-';
	int ret;

	ps->p += minus;
	ret = primary(ps, out);
	if (!ret && minus)
		*out = 0 - *out;
	return ret;
}

static int product(struct parser *ps, uint64_t *out)
{
	int ret = unary(ps, out);
	uint64_t b;

	while (!ret && *ps->p == '*') {
		ps->p++;
		ret = unary(ps, &b);
		if (!ret)
			*out *= b;
	}
	return ret;
}

static int sum(struct parser *ps, uint64_t *out)
{
	int ret = product(ps, out);
	uint64_t b;

	while (!ret && (*ps->p == '+' || *ps->p == '-')) {
		char op = *ps->p++;

		ret = product(ps, &b);
		if (!ret)
			*out = op == '+' ? *out + b : *out - b;
	}
	return ret;
}

static int and_level(struct parser *ps, uint64_t *out)
{
	int ret = sum(ps, out);
	uint64_t b;

	while (!ret && *ps->p == '&') {
		ps->p++;
		ret = sum(ps, &b);
		if (!ret)
			*out &= b;
	}
	return ret;
}

static int or_level(struct parser *ps, uint64_t *out)
{
	int ret = and_level(ps, out);
	uint64_t b;

	while (!ret && *ps->p == '|') {
		ps->p++;
		ret = and_level(ps, &b);
		if (!ret)
			*out |= b;
	}
	return ret;
}

int dms_expr_eval(const char *s, dms_fact_fn lookup, void *ctx, uint64_t *out, char *err,
		  size_t errlen)
{
	struct parser ps = {
		.start = s, .p = s, .lookup = lookup, .ctx = ctx, .err = err, .errlen = errlen,
	};
	uint64_t value = 0;
	int ret;

	ret = or_level(&ps, &value);
	if (!ret && *ps.p)
		ret = unexpected(&ps, "an operator or the end");
	if (!ret)
		*out = value;
	return ret;
}

static void skip_blanks(struct parser *ps)
{
	while (*ps->p == ' ' || *ps->p == '\t')
		ps->p++;
}

static bool is_cap_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("_-.", c));
}

static int cond_word(struct parser *ps, bool *out)
{
	char word[MAX_WORD];
	size_t len = 0;
	bool not;

	skip_blanks(ps);
	not = *ps->p == '!';
	ps->p += not;
	while (is_cap_char(ps->p[len]))
		len++;
	if (!len)
		return unexpected(ps, "a capability word");
	if (len >= sizeof(word))
		return fail(ps, -EINVAL, "'%s': a capability word is too long", ps->start);
	memcpy(word, ps->p, len);
	word[len] = '\0';
	ps->p += len;
	skip_blanks(ps);
	*out = ps->has(ps->ctx, word) != not;
	return 0;
}

/* Every word is parsed even when the result is known: a typing error must show on any platform. */
static int cond_all(struct parser *ps, bool *out)
{
	int ret = cond_word(ps, out);
	bool b;

	while (!ret && *ps->p == '&') {
		ps->p++;
		ret = cond_word(ps, &b);
		if (!ret)
			*out = *out && b;
	}
	return ret;
}

int dms_cond_eval(const char *s, dms_cap_fn has, void *ctx, bool *out, char *err, size_t errlen)
{
	struct parser ps = {
		.start = s, .p = s, .has = has, .ctx = ctx, .err = err, .errlen = errlen,
	};
	bool value = false, b;
	int ret;

	ret = cond_all(&ps, &value);
	while (!ret && *ps.p == '|') {
		ps.p++;
		ret = cond_all(&ps, &b);
		if (!ret)
			value = value || b;
	}
	if (!ret && *ps.p)
		ret = unexpected(&ps, "'&', '|' or the end");
	if (!ret)
		*out = value;
	return ret;
}

static bool any_word(void *ctx, const char *word)
{
	(void)ctx;
	(void)word;
	return true;
}

int dms_cond_check(const char *s, char *err, size_t errlen)
{
	bool unused;

	return dms_cond_eval(s, any_word, NULL, &unused, err, errlen);
}

int dms_compare(uint64_t a, const char *op, uint64_t b, bool *out)
{
	if (!strcmp(op, "=="))
		*out = a == b;
	else if (!strcmp(op, "!="))
		*out = a != b;
	else if (!strcmp(op, ">="))
		*out = a >= b;
	else if (!strcmp(op, "<="))
		*out = a <= b;
	else if (!strcmp(op, ">"))
		*out = a > b;
	else if (!strcmp(op, "<"))
		*out = a < b;
	else
		return -EINVAL;
	return 0;
}
