// SPDX-License-Identifier: GPL-2.0
/* dma-api/dump, then the log whose faults are looked up in it. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dms_analysis *a = dms_analysis_new();
	const uint8_t *log;
	size_t len;

	size = fuzz_split(data, size, &log, &len);
	if (log)
		dms_analysis_add_text(a, "dmesg", (const char *)log, len, 1);
	dms_analysis_add_text(a, "dma-api/dump", (const char *)data, size, 1);
	fuzz_check_report(dms_analysis_finish(a));
	dms_analysis_free(a);
	return 0;
}
