// SPDX-License-Identifier: GPL-2.0
/* A report is read back, everything else is analyzed first. */
#include <stdio.h>
#include <sys/stat.h>

#include "input/input.h"
#include "load.h"

#define HEAD_BYTES 4096

/* Only regular files are looked at twice: a pipe gives its first bytes once. */
static bool is_json_report(const char *path)
{
	char head[HEAD_BYTES];
	struct stat st;
	size_t n;
	FILE *in;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return false;
	in = fopen(path, "re");
	if (!in)
		return false;
	n = fread(head, 1, sizeof(head), in);
	fclose(in);
	return n && head[0] == '{' && dms_input_sniff(head, n) == DMS_INPUT_REPORT;
}

int dms_load(struct dms_briefs *b, const char *path)
{
	struct dms_analysis *a;
	int err;

	if (is_json_report(path))
		return dms_briefs_add_json(b, path, path);
	a = dms_analysis_new();
	err = dms_analysis_add_file(a, path);
	if (!err)
		dms_briefs_add_report(b, path, dms_analysis_finish(a));
	dms_analysis_free(a);
	return err;
}
