// SPDX-License-Identifier: GPL-2.0
/*
 * Two logs in one report, through every printer.  The name of the second is hostile, too: names of
 * files in an archive are the sender's.
 */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dms_analysis *a = dms_analysis_new();
	const uint8_t *second;
	size_t len;

	size = fuzz_split(data, size, &second, &len);
	dms_analysis_set_strict(a);
	dms_analysis_add_text(a, "dmesg", (const char *)data, size, 1);
	if (second)
		dms_analysis_add_text(a, "a/<zz>\"'&\x1b[31m\xff{0}[b](c)", (const char *)second, len,
				      7);
	fuzz_check_report(dms_analysis_finish(a));
	dms_analysis_free(a);
	return 0;
}
