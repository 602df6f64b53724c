/* SPDX-License-Identifier: GPL-2.0 */
/* The QEMU command line of a target. */
#ifndef DMS_MACHINE_H
#define DMS_MACHINE_H

#include "runner/scenario.h"
#include "runner/strlist.h"
#include "runner/target.h"

/**
 * enum dms_machine_use - who sits at the other end
 * @DMS_MACHINE_RUNNER:	 the runner: sockets for channel and QMP, a trace log
 * @DMS_MACHINE_TEMPLATE: the same, and the target's snapshot is made of this guest
 * @DMS_MACHINE_RESTORED: the same, and the guest starts from the target's snapshot
 * @DMS_MACHINE_BY_HAND: a person: the console is the terminal, the guest gives a shell
 */
enum dms_machine_use {
	DMS_MACHINE_RUNNER,
	DMS_MACHINE_TEMPLATE,
	DMS_MACHINE_RESTORED,
	DMS_MACHINE_BY_HAND,
};

/** dms_machine_memory() - MiB: what the kernel needs, or more where the platform wants it */
const char *dms_machine_memory(const struct dms_target *t);

/** dms_machine_cpu() - model, NULL: QEMU's default */
const char *dms_machine_cpu(const struct dms_target *t);

/** dms_machine_cpus() - how many, and how they are arranged: -smp's argument */
const char *dms_machine_cpus(const struct dms_target *t);

/**
 * dms_machine_args() - arguments for QEMU, without the program itself
 * @s:	 adds its "cmdline" and "devices"; may be NULL
 * @dir: folder of the sockets and of the trace log; unused by hand
 */
void dms_machine_args(struct dms_target *t, const struct dms_scenario *s,
		      enum dms_machine_use use, const char *dir, struct dms_strlist *args);

/** dms_machine_command() - the same as one line for a shell; to free */
char *dms_machine_command(struct dms_target *t, const struct dms_scenario *s,
			  enum dms_machine_use use, const char *dir);

#endif /* DMS_MACHINE_H */
