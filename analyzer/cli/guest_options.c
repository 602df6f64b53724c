// SPDX-License-Identifier: GPL-2.0
/* What all commands that boot guests are asked in the same words. */
#include <stdio.h>

#include "cli/cmds.h"
#include "cli/guest_options.h"

int dms_take_guest_option(int c, const char *command, const char *usage,
			  struct dms_run_options *opt)
{
	switch (c) {
	case GUEST_OPT_PLATFORM:
		opt->platforms = optarg;
		return 0;
	case GUEST_OPT_KERNEL:
		opt->kernels = optarg;
		return 0;
	case GUEST_OPT_KDIR:
		opt->kdir = optarg;
		return 0;
	case GUEST_OPT_TIMEOUT:
		return dms_parse_number("--timeout", optarg, 86400, &opt->timeout);
	case GUEST_OPT_BOOT_TIMEOUT:
		return dms_parse_number("--boot-timeout", optarg, 86400, &opt->boot_timeout);
	case 'j':
		return dms_parse_number("-j", optarg, 256, &opt->parallel);
	case GUEST_OPT_RESULTS:
		opt->results = optarg;
		return 0;
	case GUEST_OPT_KEEP:
		opt->keep = true;
		return 0;
	case 'h':
		fputs(usage, stdout);
		return 1;
	default:
		/* getopt has said what is wrong */
		fprintf(stderr, "dmascope: 'dmascope %s --help' lists the options\n", command);
		return -1;
	}
}
