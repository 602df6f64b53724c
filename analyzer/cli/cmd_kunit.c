// SPDX-License-Identifier: GPL-2.0
/* dmascope kunit: the command line. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "cli/cmds.h"
#include "cli/guest_options.h"
#include "runner/kunit.h"

static const char usage[] =
"usage: dmascope kunit [OPTION...]\n"
"\n"
"Boots a guest for each platform and runs the KUnit suites of dmascope_kunit.ko in\n"
"it: does the DMA API keep its contract there, and does dmascope's own kernel code\n"
"do what it says? KTAP on stdout, the kernel's own as subtests of each platform.\n"
"What the kernel complains about meanwhile fails the run, too.\n"
"\n"
"  --platform P,...   platforms to run on, or 'all' (default: vtd)\n"
"  --kernel K,...     kernels by name, or the path of an image of your own\n"
"                     (default: 6.12-x86_64-lean, 6.12-aarch64-lean)\n"
"  --kdir DIR         build tree of that image, for modules\n"
"  --filter GLOB      only these suites, or SUITE.TEST (6.6 and later; older\n"
"                     kernels run all)\n"
"  --junit FILE       also write JUnit XML of all platforms\n"
"  --timeout S        seconds for the suites of a platform (default: 300)\n"
"  --boot-timeout S   seconds until a guest must be up (default: 120)\n"
"  -j N               boots at once (default: half of the processors)\n"
"  --results DIR      folder for results (default: results)\n"
"  --keep             keep all earlier results (default: the newest 20 runs)\n"
"  --list             list the tests and stop\n"
"  --help             this text\n"
"\n"
"results/latest/PLATFORM/kunit/ has kunit.ktap, junit.xml, console.log and the QEMU\n"
"command. A kernel without KUnit is a SKIP.\n"
"\n"
"Exit status: 0 all passed, 1 a test failed, 2 could not run.\n";

enum {
	OPT_FILTER = GUEST_OPT_NEXT,
	OPT_JUNIT,
	OPT_LIST,
};

static const struct option long_options[] = {
	GUEST_OPTIONS,
	{ "filter", required_argument, NULL, OPT_FILTER },
	{ "junit", required_argument, NULL, OPT_JUNIT },
	{ "list", no_argument, NULL, OPT_LIST },
	{ NULL, 0, NULL, 0 },
};

/* Return: 0 to go on, 1 when all is done, -1 after one line on stderr. */
static int take_option(int c, struct dms_run_options *opt, bool *list)
{
	switch (c) {
	case OPT_FILTER:
		opt->kunit = optarg;
		return 0;
	case OPT_JUNIT:
		opt->junit = optarg;
		return 0;
	case OPT_LIST:
		*list = true;
		return 0;
	default:
		return dms_take_guest_option(c, "kunit", usage, opt);
	}
}

static int print_list(void)
{
	struct dms_ktap_node root;
	size_t i, k;

	if (dms_kunit_sources(&root)) {
		dms_err("no suites are found: this is neither a checkout nor an installation");
		return 2;
	}
	for (i = 0; i < root.nr; i++)
		for (k = 0; k < root.kids[i].nr; k++)
			printf("%s.%s\n", root.kids[i].name, root.kids[i].kids[k].name);
	dms_ktap_free(&root);
	return fflush(stdout) ? 2 : 0;
}

int dms_cmd_kunit(int argc, char **argv)
{
	struct dms_run_options opt = {
		.results = "results", .kdir = getenv("KDIR"), .kunit = "",
	};
	bool list = false;
	int c, ret = 0;

	optind = 1;
	while (!ret && (c = getopt_long(argc, argv, "j:h", long_options, NULL)) != -1)
		ret = take_option(c, &opt, &list);
	if (ret)
		return ret < 0 ? 2 : 0;
	if (optind < argc) {
		dms_err("kunit takes no arguments; --filter '%s' names suites and tests",
			argv[optind]);
		return 2;
	}
	return list ? print_list() : dms_front_run(&opt);
}
