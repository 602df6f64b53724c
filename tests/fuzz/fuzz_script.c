// SPDX-License-Identifier: GPL-2.0
/* The test driver's script language, as the host checks it. */
#include <stdlib.h>

#include "dmactl/script.h"
#include "fuzz.h"

#define ERR_LEN 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), err[ERR_LEN] = "";
	int ret = script_check("fuzz.scn", text, err, sizeof(err));

	fuzz_check(!ret || *err, "refused without a reason");
	fuzz_check(ret || !*err, "taken with a complaint: %s", err);
	script_publishes(text, "m.iova");
	script_changes_system(text);
	free(text);
	return 0;
}
