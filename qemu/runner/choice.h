/* SPDX-License-Identifier: GPL-2.0 */
/* What the command line chose: scenarios, targets and the jobs made of them. */
#ifndef DMS_CHOICE_H
#define DMS_CHOICE_H

#include "runner/front.h"
#include "runner/job.h"
#include "runner/library.h"

/**
 * struct dms_choice - what a command line stands for
 * @targets:	those of one platform stand together
 * @left_out:	platforms of "all" for whose architecture no kernel was named
 */
struct dms_choice {
	struct dms_library library;
	struct dms_kernel *kernels;
	size_t nr_kernels;
	struct dms_strlist left_out;
	struct dms_target *targets;
	size_t nr_targets;
	struct dms_job *jobs;
	size_t nr_jobs;
};

/** dms_choice_make() - load all and refuse what is wrong; 0, or -1 after one line on stderr */
int dms_choice_make(struct dms_choice *c, const struct dms_run_options *opt);

/**
 * dms_choice_setup() - build or fetch kernels, guests and QEMU
 *
 * A target that cannot run says why in its @unfit.  Return: 0, or -1 when none can.
 */
int dms_choice_setup(struct dms_choice *c);
void dms_choice_free(struct dms_choice *c);

#endif /* DMS_CHOICE_H */
