// SPDX-License-Identifier: GPL-2.0
/* Anything that may be an archive or compressed; names of its members reach the report. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dms_analysis *a = dms_analysis_new();

	dms_analysis_add_text(a, "bundle", (const char *)data, size, 1);
	fuzz_check_report(dms_analysis_finish(a));
	dms_analysis_free(a);
	return 0;
}
