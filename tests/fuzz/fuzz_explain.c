// SPDX-License-Identifier: GPL-2.0
/* The argument of `dmascope explain`, and every pattern of the catalogue at every place of it. */
#include <stdlib.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "cli/cmds.h"
#include "fuzz.h"

static void find_all(const char *text, size_t len)
{
	struct dms_match m;
	size_t at = 0;
	unsigned int i;

	while (at < len && dms_catalogue_find(text, len, at, len, len, &m)) {
		fuzz_check(m.start >= at && m.end > m.start && m.end <= len, "match %zu-%zu of %zu",
			   m.start, m.end, len);
		fuzz_check(m.nr_values <= DMS_MAX_CONVS, "%u values", m.nr_values);
		for (i = 0; i < m.nr_values; i++)
			fuzz_check(m.values[i].text >= text &&
				   m.values[i].text + m.values[i].len <= text + len,
				   "value %u of \"%s\" lies outside", i, m.msg->format);
		at = m.end;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), *argv[] = { (char *)"explain", text, NULL }, *out;
	size_t len;
	int status;

	find_all(text, size);
	fuzz_capture();
	status = dms_cmd_explain(2, argv);
	out = fuzz_captured(&len);
	fuzz_check(status == 0 || status == 2, "exit status %d", status);
	fuzz_check(status || len, "explained with nothing");
	fuzz_check_plain(out, len, "explain");
	free(out);
	free(text);
	return 0;
}
