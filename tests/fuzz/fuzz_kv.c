// SPDX-License-Identifier: GPL-2.0
/* Data files: platforms, kernels, headers of scenarios. */
#include <string.h>

#include "base/kv.h"
#include "fuzz.h"

static void parse(const char *text, size_t size, char sep)
{
	struct dms_kv_file f = { 0 };
	char err[120] = "";
	size_t i;

	if (dms_kv_parse("fuzz.conf", text, size, sep, &f, err, sizeof(err))) {
		fuzz_check(*err, "refused without a reason");
		return;
	}
	for (i = 0; i < f.nr; i++) {
		fuzz_check(f.items[i].key && f.items[i].value && f.items[i].line, "item %zu", i);
		fuzz_check(f.items[i].cond || dms_kv_get(&f, f.items[i].key), "a key is lost");
	}
	dms_kv_free(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	parse((const char *)data, size, ':');
	parse((const char *)data, size, '=');
	return 0;
}
