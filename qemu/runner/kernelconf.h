/* SPDX-License-Identifier: GPL-2.0 */
/* A kernel: qemu/kernels/NAME.conf, or an image that a developer built. */
#ifndef DMS_KERNELCONF_H
#define DMS_KERNELCONF_H

#include "base/kv.h"
#include "runner/facts.h"
#include "runner/strlist.h"

/**
 * struct dms_kernel - a kernel that can be booted
 * @name:	"6.12-x86_64-lean", "external"
 * @external:	path given by the user, or NULL
 * @kdir:	its build tree for modules, or NULL
 * @memory:	guest memory, MiB
 * @setup:	what qemu/setup/kernel and qemu/setup/guest printed; empty until set up
 * @unfit:	why it cannot be had here; NULL when it can, and until set up
 */
struct dms_kernel {
	char *name;
	char *external;
	char *kdir;
	struct dms_kv_file kv;
	char *arch;
	const char *cmdline;
	const char *memory;
	struct dms_strlist caps;
	struct dms_facts setup;
	char *unfit;
};

/**
 * dms_kernel_load() - @spec is a name, or a path when it has a '/' in it
 * Return: 0, or -1 after one line on stderr.
 */
int dms_kernel_load(const char *spec, const char *kdir, struct dms_kernel *k);

/** dms_kernel_missing() - stands for the kernel @name that nobody has described yet */
void dms_kernel_missing(const char *name, const char *arch, struct dms_kernel *k);

/**
 * dms_kernel_setup() - build or fetch image, modules and initrd
 * Return: 0, or -1 after one line on stderr; then @k->unfit is set.
 */
int dms_kernel_setup(struct dms_kernel *k);
void dms_kernel_free(struct dms_kernel *k);

#endif /* DMS_KERNELCONF_H */
