// SPDX-License-Identifier: GPL-2.0
/* debugfs files: lines "NAME=CONTENT", each a file of its own, beside a log. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dms_analysis *a = dms_analysis_new();
	char *text, *line, *save = NULL;
	const uint8_t *log;
	size_t len;

	size = fuzz_split(data, size, &log, &len);
	if (log)
		dms_analysis_add_text(a, "dmesg", (const char *)log, len, 1);
	text = fuzz_string(data, size);
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		char *content = strchr(line, '=');

		if (!content)
			continue;
		*content++ = '\0';
		dms_analysis_add_text(a, line, content, strlen(content), 1);
	}
	fuzz_check_report(dms_analysis_finish(a));
	dms_analysis_free(a);
	free(text);
	return 0;
}
