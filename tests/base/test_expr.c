// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/expr.h"
#include "tap.h"

static const struct {
	const char *name, *value;
} facts[] = {
	{ "m.iova", "0xffffc123" },
	{ "big", "0x123456789abcdef0" },
	{ "ten", "010" },
	{ "neg", "-12" },
	{ "word", "kmalloc" },
	{ "empty", "" },
	{ "huge", "0x1ffffffffffffffff" },
	{ "tail", "12 " },
};

static const char *lookup(void *ctx, const char *name)
{
	size_t i;

	if (ctx)
		++*(int *)ctx;
	for (i = 0; i < ARRAY_SIZE(facts); i++)
		if (!strcmp(facts[i].name, name))
			return facts[i].value;
	return NULL;
}

static void test_values(void)
{
	static const struct {
		const char *expr;
		uint64_t want;
	} t[] = {
		{ "0", 0 },
		{ "4096", 4096 },
		{ "0x1000", 4096 },
		{ "0XfF", 255 },
		{ "4K", 4096 },
		{ "1M", 1048576 },
		{ "2G", 2147483648 },
		{ "0x10K", 16384 },
		{ "18446744073709551615", UINT64_MAX },
		{ "0xffffffffffffffff", UINT64_MAX },
		{ "010", 10 },
		{ "2+3*4", 14 },
		{ "(2+3)*4", 20 },
		{ "10-3-2", 5 },
		{ "1|2&3+4", 1 | (2 & (3 + 4)) },
		{ "7&1|8", 9 },
		{ "((((1))))+((2)*(3))", 7 },
		{ "-12", (uint64_t)-12 },
		{ "3*-2", (uint64_t)-6 },
		{ "5-6", UINT64_MAX },
		{ "0xffffffffffffffff+2", 1 },
		{ "$m.iova", 0xffffc123 },
		{ "$m.iova-0x23", 0xffffc100 },
		{ "page($m.iova)", 0xffffc000 },
		{ "page($m.iova+4K)", 0xffffd000 },
		{ "page(0xfff)", 0 },
		{ "page(0xffffffffffffffff)", 0xfffffffffffff000 },
		{ "low32($big)", 0x9abcdef0 },
		{ "low32(page($big))+1", 0x9abcd001 },
		{ "$ten", 10 },
		{ "$neg", (uint64_t)-12 },
	};
	char err[160];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(t); i++) {
		uint64_t v = 0xdead;
		int ret = dms_expr_eval(t[i].expr, lookup, NULL, &v, err, sizeof(err));

		if (ret)
			ok(false, "%s: %d %s", t[i].expr, ret, err);
		else
			is_u64(v, t[i].want, t[i].expr);
	}
}

static void test_errors(void)
{
	static const struct {
		const char *expr;
		int want;
		const char *says;
	} t[] = {
		{ "", -EINVAL, "a number" },
		{ "1+", -EINVAL, "ends where" },
		{ "+1", -EINVAL, "a number" },
		{ "--1", -EINVAL, "'-1'" },
		{ "1 +2", -EINVAL, "' +2'" },
		{ "(1", -EINVAL, "')'" },
		{ "1)", -EINVAL, "')'" },
		{ "()", -EINVAL, "')'" },
		{ "1 ", -EINVAL, "an operator" },
		{ "0x", -EINVAL, "a digit" },
		{ "0xg", -EINVAL, "a digit" },
		{ "12a", -EINVAL, "'a'" },
		{ "4KB", -EINVAL, "'B'" },
		{ "4k", -EINVAL, "'k'" },
		{ "1/2", -EINVAL, "'/2'" },
		{ "page", -EINVAL, "page(" },
		{ "page(", -EINVAL, "ends where" },
		{ "page(1", -EINVAL, "')'" },
		{ "Page(1)", -EINVAL, "page(" },
		{ "m.iova", -EINVAL, "$FACT" },
		{ "$", -EINVAL, "name of a fact" },
		{ "$+1", -EINVAL, "name of a fact" },
		{ "$nope", -ENOENT, "no fact 'nope'" },
		{ "1+page($m.nope)", -ENOENT, "no fact 'm.nope'" },
		{ "$word", -EINVAL, "'kmalloc', not a number" },
		{ "$empty", -EINVAL, "not a number" },
		{ "$tail", -EINVAL, "not a number" },
		{ "$huge", -ERANGE, "too large" },
		{ "18446744073709551616", -ERANGE, "64 bits" },
		{ "0x10000000000000000", -ERANGE, "64 bits" },
		{ "0xffffffffffffffffM", -ERANGE, "64 bits" },
		{ "99999999999999999999999999999999999999", -ERANGE, "64 bits" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(t); i++) {
		char err[160] = "", name[96];
		uint64_t v = 0xdead;
		int ret = dms_expr_eval(t[i].expr, lookup, NULL, &v, err, sizeof(err));

		snprintf(name, sizeof(name), "'%s' is refused", t[i].expr);
		is_int(ret, t[i].want, name);
		has_str(err, t[i].says, "... and the text says why");
		is_u64(v, 0xdead, "... and the result is left alone");
	}
}

static void test_limits(void)
{
	char deep[512], name[400], err[160], tiny[8];
	uint64_t v = 0;
	int calls = 0;

	memset(deep, '(', 64);
	strcpy(deep + 64, "7");
	memset(deep + 65, ')', 64);
	deep[129] = '\0';
	is_int(dms_expr_eval(deep, NULL, NULL, &v, err, sizeof(err)), 0, "64 parentheses");
	is_u64(v, 7, "... have a value");
	memset(deep, '(', 200);
	deep[200] = '\0';
	is_int(dms_expr_eval(deep, NULL, NULL, &v, err, sizeof(err)), -EINVAL, "200 do not");
	has_str(err, "nested", "... and the text says so");

	memset(name, 'a', sizeof(name));
	name[0] = '$';
	name[sizeof(name) - 1] = '\0';
	is_int(dms_expr_eval(name, lookup, &calls, &v, err, sizeof(err)), -EINVAL, "a long name");
	is_int(calls, 0, "... is never looked up");
	dms_expr_eval("$m.iova", lookup, &calls, &v, err, sizeof(err));
	is_int(calls, 1, "the context reaches the lookup");
	is_int(dms_expr_eval("$x", NULL, NULL, &v, err, sizeof(err)), -ENOENT,
	       "no lookup: no fact");

	memset(tiny, 'Z', sizeof(tiny));
	dms_expr_eval("$word", lookup, NULL, &v, tiny, 4);
	ok(!memchr(tiny + 4, '\0', 4) && strlen(tiny) == 3, "a small error buffer is not overrun");
}

static bool has(void *ctx, const char *word)
{
	++*(int *)ctx;
	return !strcmp(word, "yes") || !strcmp(word, "a-b.c_1");
}

static void test_conditions(void)
{
	static const struct {
		const char *cond;
		int want;	/* 0, 1, or -EINVAL */
	} t[] = {
		{ "yes", 1 }, { "no", 0 }, { "!yes", 0 }, { "!no", 1 }, { "a-b.c_1", 1 },
		{ "yes&yes", 1 }, { "yes&no", 0 }, { "no|yes", 1 }, { "no|no", 0 },
		{ "yes|yes&no", 1 }, { "no&no|yes", 1 }, { "no&yes|no", 0 },
		{ "no|yes&!no", 1 }, { " yes & !no ", 1 },
		{ "", -EINVAL }, { "!", -EINVAL }, { "&yes", -EINVAL }, { "yes&", -EINVAL },
		{ "yes|", -EINVAL }, { "yes||no", -EINVAL }, { "yes yes", -EINVAL },
		{ "!!yes", -EINVAL }, { "(yes)", -EINVAL }, { "yes,no", -EINVAL },
	};
	int calls = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(t); i++) {
		char err[160] = "";
		bool v = false;
		int ret = dms_cond_eval(t[i].cond, has, &calls, &v, err, sizeof(err));

		if (!ok((ret ? ret : v) == t[i].want, "condition '%s'", t[i].cond))
			printf("# got %d, %d %s\n", ret, v, err);
		if (t[i].want < 0)
			has_str(err, "'", "... and the text quotes it");
	}
	calls = 0;
	dms_cond_eval("yes|no&maybe", has, &calls, &(bool){ false }, NULL, 0);
	is_int(calls, 3, "every word is asked for, whatever the first ones were");
}

static void test_compare(void)
{
	static const struct {
		uint64_t a;
		const char *op;
		uint64_t b;
		int want;
	} t[] = {
		{ 1, "==", 1, 1 }, { 1, "==", 2, 0 }, { 1, "!=", 2, 1 }, { 1, "!=", 1, 0 },
		{ 2, ">=", 2, 1 }, { 1, ">=", 2, 0 }, { 2, "<=", 2, 1 }, { 3, "<=", 2, 0 },
		{ 3, ">", 2, 1 }, { 2, ">", 2, 0 }, { 1, "<", 2, 1 }, { 2, "<", 2, 0 },
		{ UINT64_MAX, ">", 0, 1 },
		{ 1, "=", 1, -EINVAL }, { 1, "", 1, -EINVAL }, { 1, "=>", 1, -EINVAL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(t); i++) {
		bool v = false;
		int ret = dms_compare(t[i].a, t[i].op, t[i].b, &v);

		ok((ret ? ret : v) == t[i].want, "%" PRIu64 " %s %" PRIu64, t[i].a, t[i].op,
		   t[i].b);
	}
}

int main(void)
{
	test_values();
	test_errors();
	test_limits();
	test_conditions();
	test_compare();
	return tap_done();
}
