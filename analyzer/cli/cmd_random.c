// SPDX-License-Identifier: GPL-2.0
/* dmascope random: the command line. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "cli/cmds.h"
#include "runner/random.h"

#define DEFAULT_COUNT	1000
#define VIOLATIONS	300
#define FAULTS		5

static const char usage[] =
"usage: dmascope random [OPTION...]\n"
"\n"
"Runs random sequences of DMA API calls in guests. A model of the API says what is\n"
"legal: such a sequence must cause no finding and keep all its data. Others have\n"
"just one violation and must cause just its finding. One that fails is made as\n"
"short as it still fails and kept as a scenario. KTAP on stdout.\n"
"\n"
"  --platform P,...   platforms to run on, or 'all' (default: vtd)\n"
"  --kernel K,...     kernels, as for 'dmascope run'\n"
"  --kdir DIR         build tree of an image of your own\n"
"  --seed N           seed of the first sequence (default: 1); the others follow\n"
"  --count N          sequences on each platform (default: 1000)\n"
"  --seconds N        or as many as so much time allows\n"
"  --violations W     no, yes (default: three of ten sequences), or only\n"
"  --faults N         so many of a thousand sequences make an IOMMU report a fault\n"
"                     (default: 5; the kernel logs few of them a second)\n"
"  --kind NAME        this violation only; --list names them\n"
"  --no-shrink        leave failing sequences as they are\n"
"  --show             print the sequence of --seed (and --kind) as a scenario\n"
"  --results DIR      folder for results (default: results)\n"
"  --list             list the violations\n"
"  --help             this text\n"
"\n"
"Exit status: 0 all as it should be, 1 a sequence failed, 2 could not run.\n";

enum {
	OPT_PLATFORM = 256,
	OPT_KERNEL,
	OPT_KDIR,
	OPT_SEED,
	OPT_COUNT,
	OPT_SECONDS,
	OPT_VIOLATIONS,
	OPT_FAULTS,
	OPT_KIND,
	OPT_NO_SHRINK,
	OPT_SHOW,
	OPT_RESULTS,
	OPT_LIST,
	OPT_HELP,
};

static const struct option long_options[] = {
	{ "platform", required_argument, NULL, OPT_PLATFORM },
	{ "kernel", required_argument, NULL, OPT_KERNEL },
	{ "kdir", required_argument, NULL, OPT_KDIR },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "count", required_argument, NULL, OPT_COUNT },
	{ "seconds", required_argument, NULL, OPT_SECONDS },
	{ "violations", required_argument, NULL, OPT_VIOLATIONS },
	{ "faults", required_argument, NULL, OPT_FAULTS },
	{ "kind", required_argument, NULL, OPT_KIND },
	{ "no-shrink", no_argument, NULL, OPT_NO_SHRINK },
	{ "show", no_argument, NULL, OPT_SHOW },
	{ "results", required_argument, NULL, OPT_RESULTS },
	{ "list", no_argument, NULL, OPT_LIST },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static int number(const char *what, const char *s, unsigned long long max,
		  unsigned long long *out)
{
	char *end;

	errno = 0;
	*out = strtoull(s, &end, 10);
	if (!errno && end != s && !*end && *s != '-' && *out <= max)
		return 0;
	dms_err("%s is a number from 0 to %llu, not '%s'", what, max, s);
	return -1;
}

static int take_violations(const char *s, struct dms_random_options *opt)
{
	static const struct {
		const char *word;
		unsigned int violations;
	} words[] = { { "no", 0 }, { "yes", VIOLATIONS }, { "only", 1000 } };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(s, words[i].word))
			continue;
		opt->violations = words[i].violations;
		return 0;
	}
	dms_err("--violations is no, yes or only, not '%s'", s);
	return -1;
}

static int take_number(int c, struct dms_random_options *opt)
{
	unsigned long long n;

	switch (c) {
	case OPT_SEED:
		if (number("--seed", optarg, 1ULL << 62, &n))
			return -1;
		opt->seed = n;
		return 0;
	case OPT_COUNT:
		if (number("--count", optarg, 1ULL << 31, &n))
			return -1;
		opt->count = n;
		return 0;
	case OPT_SECONDS:
		if (number("--seconds", optarg, 1000000, &n))
			return -1;
		opt->seconds = n;
		return 0;
	default:
		if (number("--faults", optarg, 1000, &n))
			return -1;
		opt->faults = n;
		return 0;
	}
}

static int list(void)
{
	size_t i;

	for (i = 0; i < rnd_nr_violations; i++)
		printf("%-24s%s\n", rnd_violations[i].name,
		       rnd_violations[i].fault ? "an IOMMU reports it" : "");
	return 1;
}

/* Return: 0 to go on, 1 when all is done, -1 after one line on stderr. */
static int take_option(int c, struct dms_random_options *opt, bool *show)
{
	switch (c) {
	case OPT_PLATFORM:
		opt->platforms = optarg;
		return 0;
	case OPT_KERNEL:
		opt->kernels = optarg;
		return 0;
	case OPT_KDIR:
		opt->kdir = optarg;
		return 0;
	case OPT_SEED:
	case OPT_COUNT:
	case OPT_SECONDS:
	case OPT_FAULTS:
		return take_number(c, opt);
	case OPT_VIOLATIONS:
		return take_violations(optarg, opt);
	case OPT_KIND:
		opt->kind = optarg;
		return 0;
	case OPT_NO_SHRINK:
		opt->no_shrink = true;
		return 0;
	case OPT_SHOW:
		*show = true;
		return 0;
	case OPT_RESULTS:
		opt->results = optarg;
		return 0;
	case OPT_LIST:
		return list();
	case OPT_HELP:
		fputs(usage, stdout);
		return 1;
	default:
		fputs("dmascope: 'dmascope random --help' lists the options\n", stderr);
		return -1;
	}
}

static int show_sequence(const struct dms_random_options *opt)
{
	const struct rnd_violation *v = opt->kind ? rnd_violation_named(opt->kind) : NULL;
	struct rnd_seq *s;
	char *text;

	if (opt->kind && !v) {
		dms_err("unknown violation '%s'; 'dmascope random --list' names them", opt->kind);
		return 2;
	}
	s = dms_alloc(sizeof(*s));
	rnd_generate(s, opt->seed, v);
	text = rnd_text(s);
	fputs(text, stdout);
	free(text);
	free(s);
	return 0;
}

/* The parts of a thousand must fit, and one kind is of one sort. */
static void settle(struct dms_random_options *opt)
{
	const struct rnd_violation *v = opt->kind ? rnd_violation_named(opt->kind) : NULL;

	if (!opt->count && !opt->seconds)
		opt->count = DEFAULT_COUNT;
	if (!opt->violations)
		opt->faults = 0;
	if (v && v->fault) {
		opt->faults = opt->violations;
		opt->violations = 0;
	} else if (v) {
		opt->faults = 0;
	} else if (opt->faults > 1000 - opt->violations) {
		opt->violations = 1000 - opt->faults;
	}
}

int dms_cmd_random(int argc, char **argv)
{
	struct dms_random_options opt = {
		.results = "results", .kdir = getenv("KDIR"), .seed = 1,
		.violations = VIOLATIONS, .faults = FAULTS,
	};
	bool show = false;
	int c, ret = 0;

	optind = 1;
	while (!ret && (c = getopt_long(argc, argv, "h", long_options, NULL)) != -1)
		ret = take_option(c == 'h' ? OPT_HELP : c, &opt, &show);
	if (ret)
		return ret < 0 ? 2 : 0;
	if (optind < argc) {
		dms_err("'%s': dmascope random takes options only", argv[optind]);
		return 2;
	}
	if (show)
		return show_sequence(&opt);
	settle(&opt);
	return dms_random_run(&opt);
}
