// SPDX-License-Identifier: GPL-2.0
/* Expressions and conditions of scenario files; facts refer to hostile values. */
#include <stdlib.h>
#include <string.h>

#include "base/expr.h"
#include "fuzz.h"

static const char *fact(void *ctx, const char *name)
{
	(void)ctx;
	if (!strcmp(name, "a"))
		return "0xffffffffffffffff";
	return !strcmp(name, "bad") ? "no number" : NULL;
}

static bool capability(void *ctx, const char *word)
{
	(void)ctx;
	return word[0] < 'm';
}

/* Whatever is there must be read to its end, or refused with a reason. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), err[80] = "";
	uint64_t value;
	bool yes;

	if (dms_expr_eval(text, fact, NULL, &value, err, sizeof(err)))
		fuzz_check(*err, "expression refused without a reason");
	err[0] = '\0';
	if (dms_cond_eval(text, capability, NULL, &yes, err, sizeof(err)))
		fuzz_check(*err, "condition refused without a reason");
	dms_compare(size, text, size / 2, &yes);
	free(text);
	return 0;
}
