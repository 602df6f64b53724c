// SPDX-License-Identifier: GPL-2.0
/* A kernel log, from bytes to findings, in the two ways of judging reports of many lines. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int strict;

	for (strict = 0; strict < 2; strict++) {
		struct dms_analysis *a = dms_analysis_new();

		if (strict)
			dms_analysis_set_strict(a);
		dms_analysis_add_text(a, "dmesg", (const char *)data, size, 1);
		dms_analysis_finish(a);
		dms_analysis_free(a);
	}
	return 0;
}
