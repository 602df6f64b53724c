// SPDX-License-Identifier: GPL-2.0
/* A log of which only the lines that look like it are read (input/sieve.h): nothing is lost count of. */
#include "fuzz.h"

static struct dms_analysis *read_log(const char *path, unsigned long long sieve_after)
{
	struct dms_analysis *a = dms_analysis_new();

	dms_analysis_set_sieve_after(a, sieve_after);
	dms_analysis_add_file(a, path);
	return a;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dms_analysis *whole, *sieved;
	const struct dms_report *a, *b;
	struct fuzz_file f;
	size_t i;

	fuzz_file_make(&f, data, size);
	whole = read_log(f.path, UINT64_MAX);
	sieved = read_log(f.path, 0);
	a = dms_analysis_finish(whole);
	b = dms_analysis_finish(sieved);
	fuzz_check(a->nr_inputs == b->nr_inputs, "%zu and %zu inputs", a->nr_inputs, b->nr_inputs);
	for (i = 0; i < a->nr_inputs; i++)
		fuzz_check(a->inputs[i].bytes == b->inputs[i].bytes &&
			   a->inputs[i].lines == b->inputs[i].lines, "%lu and %lu lines",
			   a->inputs[i].lines, b->inputs[i].lines);
	fuzz_check_report(b);
	dms_analysis_free(sieved);
	dms_analysis_free(whole);
	fuzz_file_close(&f);
	return 0;
}
