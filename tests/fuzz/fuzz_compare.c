// SPDX-License-Identifier: GPL-2.0
/* diff and merge: two files that say that they are our reports, or logs. */
#include <getopt.h>
#include <stdlib.h>

#include "cli/cmds.h"
#include "fuzz.h"

static void run(int (*command)(int argc, char **argv), const char *name, const char *format,
		const struct fuzz_file *a, const struct fuzz_file *b)
{
	char *argv[] = { (char *)name, (char *)"--format", (char *)format, (char *)a->path,
			 (char *)b->path, NULL };
	size_t len;
	char *out;
	int status;

	optind = 0;
	fuzz_capture();
	status = command(5, argv);
	out = fuzz_captured(&len);
	fuzz_check(status >= 0 && status <= 2, "%s: exit status %d", name, status);
	if (len && *format == 'j')
		fuzz_check_json(out, len, name);
	fuzz_check_plain(out, len, name);
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_file a, b;
	const uint8_t *second;
	size_t len;

	size = fuzz_split(data, size, &second, &len);
	fuzz_file_make(&a, data, size);
	fuzz_file_make(&b, second, len);
	run(dms_cmd_diff, "diff", "text", &a, &b);
	run(dms_cmd_diff, "diff", "json", &a, &b);
	run(dms_cmd_merge, "merge", "text", &a, &b);
	run(dms_cmd_merge, "merge", "json", &b, &a);
	fuzz_file_close(&b);
	fuzz_file_close(&a);
	return 0;
}
