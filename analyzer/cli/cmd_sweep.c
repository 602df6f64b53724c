// SPDX-License-Identifier: GPL-2.0
/* dmascope sweep: the command line. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "cli/cmds.h"
#include "cli/guest_options.h"
#include "runner/sweep.h"

#define MAX_NTH		1000
#define MAX_REPEAT	100

static const char usage[] =
"usage: dmascope sweep --driver NAME [OPTION...]\n"
"\n"
"Makes each DMA call of a driver fail once, in guests. A first run records from where\n"
"the driver calls the DMA API while it is bound, works and is unbound; then there is a\n"
"run for each of these sites with just that call failing. The table says which\n"
"failures the driver handled and what the others broke: an oops, a KASAN, dma-debug or\n"
"other report, an IOMMU fault, a leak, a hang, a device that does not work any more.\n"
"\n"
"  --driver D,...     drivers to sweep, of those that --list names, files of your own\n"
"                     (with a '/'; see docs/sweep.md), or 'all'\n"
"  --platform P,...   platforms to run on, or 'all' (default: vtd)\n"
"  --kernel K,...     kernels, as for 'dmascope run' (default: 6.12-x86_64-full)\n"
"  --kdir DIR         build tree of an image of your own\n"
"  --script FILE      the work of drivers whose workload is 'script': run by the guest's\n"
"                     shell, with the PCI device as its argument; 0 when all went well\n"
"  --here BDF         sweep this PCI device of this machine instead of a guest's; as root,\n"
"                     with the injector loaded. What breaks, breaks here\n"
"  --site SITE        only CALL:FUNCTION[+0xOFFSET]; may be given several times\n"
"  --nth N[-M]        which of a site's calls fails, one in each run (default: 1)\n"
"  --repeat N         what breaks must break in N runs more, each in a guest of its own\n"
"                     (default: 3)\n"
"  --seed N           for the injector (default: 1)\n"
"  --format F         text or json: a line for each driver and platform\n"
"  --timeout N        seconds for the script of one run\n"
"  --boot-timeout N   seconds until a guest must be up (default: 180)\n"
"  -j, --jobs N       guests at once (default: 1)\n"
"  --results DIR      folder for results (default: results)\n"
"  --list             list the drivers\n"
"  --help             this text\n"
"\n"
"Exit status: 0 all handled, 1 something broke, 2 could not run.\n";

enum {
	OPT_DRIVER = GUEST_OPT_NEXT,
	OPT_SCRIPT,
	OPT_HERE,
	OPT_SITE,
	OPT_NTH,
	OPT_REPEAT,
	OPT_SEED,
	OPT_FORMAT,
	OPT_LIST,
};

static const struct option long_options[] = {
	GUEST_OPTIONS,
	{ "driver", required_argument, NULL, OPT_DRIVER },
	{ "script", required_argument, NULL, OPT_SCRIPT },
	{ "here", required_argument, NULL, OPT_HERE },
	{ "site", required_argument, NULL, OPT_SITE },
	{ "nth", required_argument, NULL, OPT_NTH },
	{ "repeat", required_argument, NULL, OPT_REPEAT },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "format", required_argument, NULL, OPT_FORMAT },
	{ "list", no_argument, NULL, OPT_LIST },
	{ NULL, 0, NULL, 0 },
};

static int take_nth(char *s, struct dms_sweep_options *opt)
{
	char *dash = strchr(s, '-');

	if (dash)
		*dash++ = '\0';
	if (dms_parse_number("--nth", s, MAX_NTH, &opt->first_nth) ||
	    dms_parse_number("--nth", dash ? dash : s, MAX_NTH, &opt->last_nth))
		return -1;
	if (opt->first_nth <= opt->last_nth)
		return 0;
	dms_err("--nth %s-%s: the first is behind the last", s, dash);
	return -1;
}

static int take_seed(const char *s, struct dms_sweep_options *opt)
{
	char *end;

	errno = 0;
	opt->seed = strtoull(s, &end, 0);
	if (!errno && end != s && !*end && *s != '-' && opt->seed < 1ULL << 63)
		return 0;
	dms_err("--seed is a number, not '%s'", s);
	return -1;
}

static int take_format(const char *s, struct dms_sweep_options *opt)
{
	if (!strcmp(s, "json")) {
		opt->format = DMS_SWEEP_JSON;
	} else if (strcmp(s, "text")) {
		dms_err("--format is text or json, not '%s'", s);
		return -1;
	}
	return 0;
}

/* Return: 0 to go on, 1 when all is done, -1 after one line on stderr. */
static int take_option(int c, struct dms_sweep_options *opt, struct dms_run_options *guest)
{
	switch (c) {
	case OPT_DRIVER:
		dms_strlist_split(&opt->drivers, optarg, ",");
		return 0;
	case OPT_SCRIPT:
		opt->script = optarg;
		return 0;
	case OPT_HERE:
		opt->here = optarg;
		return 0;
	case OPT_SITE:
		dms_strlist_add(&opt->sites, optarg);
		return 0;
	case OPT_NTH:
		return take_nth(optarg, opt);
	case OPT_REPEAT:
		return dms_parse_number("--repeat", optarg, MAX_REPEAT, &opt->repeat);
	case OPT_SEED:
		return take_seed(optarg, opt);
	case OPT_FORMAT:
		return take_format(optarg, opt);
	case OPT_LIST:
		return dms_sweep_list(stdout) ? -1 : 1;
	default:
		return dms_take_guest_option(c, "sweep", usage, guest);
	}
}

int dms_cmd_sweep(int argc, char **argv)
{
	struct dms_run_options guest = { .results = "results", .kdir = getenv("KDIR") };
	struct dms_sweep_options opt = {
		.repeat = 3, .first_nth = 1, .last_nth = 1, .seed = 1,
	};
	int c, ret = 0;

	optind = 1;
	while (!ret && (c = getopt_long(argc, argv, "hj:", long_options, NULL)) != -1)
		ret = take_option(c, &opt, &guest);
	if (!ret && optind < argc) {
		dms_err("'%s': dmascope sweep takes options only", argv[optind]);
		ret = -1;
	}
	if (!ret && !opt.drivers.nr) {
		dms_err("no --driver named; 'dmascope sweep --list' names those that there are");
		ret = -1;
	}
	if (!ret) {
		opt.platforms = guest.platforms;
		opt.kernels = guest.kernels;
		opt.kdir = guest.kdir;
		opt.results = guest.results;
		opt.timeout = guest.timeout;
		opt.boot_timeout = guest.boot_timeout;
		opt.parallel = guest.parallel;
		ret = dms_sweep_run(&opt);
	} else {
		ret = ret < 0 ? 2 : 0;
	}
	dms_strlist_free(&opt.drivers);
	dms_strlist_free(&opt.sites);
	return ret;
}
