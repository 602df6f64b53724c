/* SPDX-License-Identifier: GPL-2.0 */
/* The options of all commands that boot guests: which, and how. */
#ifndef DMS_GUEST_OPTIONS_H
#define DMS_GUEST_OPTIONS_H

#include <getopt.h>

#include "runner/front.h"

enum {
	GUEST_OPT_PLATFORM = 256,
	GUEST_OPT_KERNEL,
	GUEST_OPT_KDIR,
	GUEST_OPT_TIMEOUT,
	GUEST_OPT_BOOT_TIMEOUT,
	GUEST_OPT_RESULTS,
	GUEST_OPT_KEEP,
	/* a command's own ones begin here */
	GUEST_OPT_NEXT,
};

#define GUEST_OPTIONS \
	{ "platform", required_argument, NULL, GUEST_OPT_PLATFORM }, \
	{ "kernel", required_argument, NULL, GUEST_OPT_KERNEL }, \
	{ "kdir", required_argument, NULL, GUEST_OPT_KDIR }, \
	{ "timeout", required_argument, NULL, GUEST_OPT_TIMEOUT }, \
	{ "boot-timeout", required_argument, NULL, GUEST_OPT_BOOT_TIMEOUT }, \
	{ "jobs", required_argument, NULL, 'j' }, \
	{ "results", required_argument, NULL, GUEST_OPT_RESULTS }, \
	{ "keep", no_argument, NULL, GUEST_OPT_KEEP }, \
	{ "help", no_argument, NULL, 'h' }

/**
 * dms_take_guest_option() - an option that getopt_long() found in GUEST_OPTIONS
 * @c:		what it returned
 * @command:	name of the command, for a word on options that do not exist
 * @usage:	its help text
 * @opt:	gets the value
 *
 * Return: 0 to go on, 1 when all is done, -1 after one line on stderr.
 */
int dms_take_guest_option(int c, const char *command, const char *usage,
			  struct dms_run_options *opt);

#endif /* DMS_GUEST_OPTIONS_H */
