/* SPDX-License-Identifier: GPL-2.0 */
/* Target: a platform and a kernel together; what is true there. */
#ifndef DMS_TARGET_H
#define DMS_TARGET_H

#include <stdbool.h>

#include "runner/kernelconf.h"
#include "runner/platform.h"
#include "runner/scenario.h"
#include "runner/snapshot.h"

/**
 * struct dms_target - where scenarios run
 * @label:	its name in a run: that of the platform, with "@kernel" where that has several
 * @qemu:	shell-quoted command that starts QEMU
 * @qemu_version: as it says itself
 * @dtb:	device tree to start it with; NULL: its own
 * @accel:	"kvm" or "tcg"
 * @unfit:	why nothing can run here; NULL when it can, and until set up
 * @snapshot:	of one of its guests
 */
struct dms_target {
	char *label;
	struct dms_platform platform;
	struct dms_kernel *kernel;
	char *qemu;
	char *qemu_version;
	char *dtb;
	const char *accel;
	char *unfit;
	struct dms_snapshot snapshot;
};

/** dms_target_has() - a dms_cap_fn over a struct dms_target */
bool dms_target_has(void *target, const char *word);

/**
 * dms_target_skip_reason() - why @s cannot run here
 * Return: a sentence to free, or NULL when it can.
 */
char *dms_target_skip_reason(struct dms_target *t, const struct dms_scenario *s);

/**
 * dms_target_setup() - find QEMU and an accelerator; its kernel is set up
 * Return: 0, or -1 after one line on stderr; then @t->unfit is set.
 */
int dms_target_setup(struct dms_target *t);
void dms_target_free(struct dms_target *t);

/**
 * dms_target_check_words() - refuse capability words that no platform and no kernel has
 * A mistyped word would make a condition silently false.
 * Return: 0, or -1 after one line on stderr.
 */
int dms_target_check_words(const struct dms_scenario *s);

#endif /* DMS_TARGET_H */
