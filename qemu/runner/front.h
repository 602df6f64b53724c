/* SPDX-License-Identifier: GPL-2.0 */
/* What `dmascope run` does, once its options are read. */
#ifndef DMS_FRONT_H
#define DMS_FRONT_H

#include <stdbool.h>

#include "runner/matrix.h"
#include "runner/strlist.h"

/**
 * struct dms_run_options - the command line
 * @patterns:	scenarios; empty: all
 * @platforms:	"vtd,none", or "all"; NULL: the default
 * @kernels:	names or one path; NULL: the default of each platform's architecture
 * @timeout:	seconds for each script; 0: as its header says
 * @parallel:	boots at once; 0: as many as the machine's processors carry
 * @shard, @shards: this part of so many; 0 of 0: all
 * @keep:	remove no old results
 * @matrix:	how the table is to be on stdout
 * @from:	the folder of a run whose table is wanted again
 * @no_snapshot: every guest boots
 * @kunit:	run the KUnit suites instead of scenarios: those that match this glob, "" for all
 * @junit:	where to write what the suites come to as JUnit XML, or NULL
 */
struct dms_run_options {
	struct dms_strlist patterns;
	const char *platforms;
	const char *kernels;
	const char *kdir;
	const char *results;
	unsigned int timeout;
	unsigned int boot_timeout;
	unsigned int parallel;
	unsigned int shard, shards;
	enum dms_matrix_format matrix;
	const char *from;
	bool meta;
	bool keep;
	bool no_snapshot;
	bool json;
	const char *kunit;
	const char *junit;
};

/* Each returns the exit status: 0, 1 (a scenario failed) or 2 (could not run). */
int dms_front_run(const struct dms_run_options *opt);
/* the table of an earlier run, whose status it is */
int dms_front_matrix(const struct dms_run_options *opt);
int dms_front_list(const struct dms_run_options *opt);
int dms_front_dry_run(const struct dms_run_options *opt);
int dms_front_shell(const struct dms_run_options *opt);

#endif /* DMS_FRONT_H */
