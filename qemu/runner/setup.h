/* SPDX-License-Identifier: GPL-2.0 */
/* The set-up scripts of qemu/setup: they find or build what a machine needs. */
#ifndef DMS_SETUP_H
#define DMS_SETUP_H

#include "runner/facts.h"

/**
 * dms_setup_run() - run qemu/setup/@script and read the NAME=VALUE lines it prints
 * @args: further arguments, NULL-terminated
 * @why: set, when it fails, to the last line that it said, to free; NULL: not wanted
 *
 * Its progress goes to our stderr, and so does the one line that says why it failed.
 * Return: 0, or -1 when it did not exit with 0.
 */
int dms_setup_run(const char *script, const char *const *args, struct dms_facts *out, char **why);

#endif /* DMS_SETUP_H */
