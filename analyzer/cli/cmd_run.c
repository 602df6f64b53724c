// SPDX-License-Identifier: GPL-2.0
/* dmascope run: the command line. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "cli/cmds.h"
#include "cli/guest_options.h"

static const char usage[] =
"usage: dmascope run [OPTION...] [SCENARIO|GLOB|FOLDER...]\n"
"\n"
"Boots guests, runs scenarios in them and judges what the kernel said. KTAP on\n"
"stdout; results/latest/ has logs, reports and the QEMU commands.\n"
"\n"
"  --platform P,...   platforms to run on, or 'all' (default: vtd)\n"
"  --kernel K,...     kernels by name, or the path of an image of your own; a\n"
"                     platform runs with each one of its architecture\n"
"                     (default: 6.12-x86_64-lean, 6.12-aarch64-lean)\n"
"  --kdir DIR         build tree of that image, for modules (or KDIR=DIR)\n"
"  --timeout S        seconds for each script, instead of what it asks for\n"
"  --boot-timeout S   seconds until a guest must be up (default: 120)\n"
"  -j N               boots at once (default: half of the processors)\n"
"  --no-snapshot      boot every guest, start none from a snapshot of another\n"
"  --shard I/N        only part I of N equal parts\n"
"  --results DIR      folder for results (default: results)\n"
"  --keep             keep all earlier results (default: the newest 20 runs)\n"
"  --matrix[=FORMAT]  the table of scenarios, platforms and kernels on stdout, as\n"
"                     text, html or json; KTAP goes to ktap.txt in the results\n"
"  --from DIR         that table of an earlier run, such as results/latest;\n"
"                     nothing is run\n"
"  --meta             also the scenarios that must fail\n"
"  --list             list scenarios and stop; --format json for programs\n"
"  --dry-run          print the QEMU command line and stop\n"
"  --shell            a shell in a guest on that platform\n"
"  --help             this text\n"
"\n"
"Exit status: 0 all passed, 1 a scenario failed, 2 could not run.\n";

enum mode { MODE_RUN, MODE_LIST, MODE_DRY_RUN, MODE_SHELL };

enum {
	OPT_NO_SNAPSHOT = GUEST_OPT_NEXT,
	OPT_SHARD,
	OPT_MATRIX,
	OPT_FROM,
	OPT_META,
	OPT_LIST,
	OPT_FORMAT,
	OPT_DRY_RUN,
	OPT_SHELL,
};

static const struct option long_options[] = {
	GUEST_OPTIONS,
	{ "no-snapshot", no_argument, NULL, OPT_NO_SNAPSHOT },
	{ "shard", required_argument, NULL, OPT_SHARD },
	{ "matrix", optional_argument, NULL, OPT_MATRIX },
	{ "from", required_argument, NULL, OPT_FROM },
	{ "meta", no_argument, NULL, OPT_META },
	{ "list", no_argument, NULL, OPT_LIST },
	{ "format", required_argument, NULL, OPT_FORMAT },
	{ "dry-run", no_argument, NULL, OPT_DRY_RUN },
	{ "shell", no_argument, NULL, OPT_SHELL },
	{ NULL, 0, NULL, 0 },
};

static int parse_shard(const char *s, struct dms_run_options *opt)
{
	int end = 0;

	if (sscanf(s, "%u/%u%n", &opt->shard, &opt->shards, &end) == 2 && !s[end] &&
	    opt->shard && opt->shard <= opt->shards)
		return 0;
	dms_err("--shard is I/N with I from 1 to N, not '%s'", s);
	return -1;
}

static int parse_format(const char *s, struct dms_run_options *opt)
{
	opt->json = !strcmp(s, "json");
	if (opt->json || !strcmp(s, "text"))
		return 0;
	dms_err("--format is text or json, not '%s'", s);
	return -1;
}

static int parse_matrix(const char *s, struct dms_run_options *opt)
{
	static const char *const formats[] = {
		[DMS_MATRIX_TEXT] = "text", [DMS_MATRIX_HTML] = "html", [DMS_MATRIX_JSON] = "json",
	};
	size_t i;

	for (i = DMS_MATRIX_TEXT; i < ARRAY_SIZE(formats); i++) {
		if (s && strcmp(s, formats[i]))
			continue;
		opt->matrix = i;
		return 0;
	}
	dms_err("--matrix is text, html or json, not '%s'", s);
	return -1;
}

/* Return: 0 to go on, 1 when all is done, -1 after one line on stderr. */
static int take_option(int c, struct dms_run_options *opt, enum mode *mode)
{
	switch (c) {
	case OPT_SHARD:
		return parse_shard(optarg, opt);
	case OPT_NO_SNAPSHOT:
		opt->no_snapshot = true;
		return 0;
	case OPT_MATRIX:
		return parse_matrix(optarg, opt);
	case OPT_FROM:
		opt->from = optarg;
		return 0;
	case OPT_META:
		opt->meta = true;
		return 0;
	case OPT_LIST:
		*mode = MODE_LIST;
		return 0;
	case OPT_FORMAT:
		return parse_format(optarg, opt);
	case OPT_DRY_RUN:
		*mode = MODE_DRY_RUN;
		return 0;
	case OPT_SHELL:
		*mode = MODE_SHELL;
		return 0;
	default:
		return dms_take_guest_option(c, "run", usage, opt);
	}
}

/* What would be ignored is refused: somebody meant something by it. */
static int check_options(struct dms_run_options *opt, enum mode mode)
{
	if ((opt->matrix || opt->from) && mode != MODE_RUN) {
		dms_err("--matrix and --from do not go with --list, --dry-run and --shell");
		return -1;
	}
	if (!opt->from)
		return 0;
	if (opt->patterns.nr || opt->platforms || opt->kernels || opt->shards) {
		dms_err("--from prints all of an earlier run: no scenarios, platforms, kernels or shards");
		return -1;
	}
	if (opt->matrix == DMS_MATRIX_NONE)
		opt->matrix = DMS_MATRIX_TEXT;
	return 0;
}

static int dispatch(const struct dms_run_options *opt, enum mode mode)
{
	switch (mode) {
	case MODE_LIST:
		return dms_front_list(opt);
	case MODE_DRY_RUN:
		return dms_front_dry_run(opt);
	case MODE_SHELL:
		return dms_front_shell(opt);
	default:
		return opt->from ? dms_front_matrix(opt) : dms_front_run(opt);
	}
}

int dms_cmd_run(int argc, char **argv)
{
	struct dms_run_options opt = {
		.results = "results", .kdir = getenv("KDIR"),
	};
	enum mode mode = MODE_RUN;
	int c, ret = 0;

	optind = 1;
	while (!ret && (c = getopt_long(argc, argv, "j:h", long_options, NULL)) != -1)
		ret = take_option(c, &opt, &mode);
	if (ret)
		return ret < 0 ? 2 : 0;
	for (; optind < argc; optind++) {
		if (!strncmp(argv[optind], "KDIR=", 5))
			opt.kdir = argv[optind] + 5;
		else
			dms_strlist_add(&opt.patterns, argv[optind]);
	}
	ret = check_options(&opt, mode) ? 2 : dispatch(&opt, mode);
	dms_strlist_free(&opt.patterns);
	return ret;
}
