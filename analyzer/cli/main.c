// SPDX-License-Identifier: GPL-2.0
/* dmascope: the commands. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "cmds.h"

#ifndef DMS_VERSION
#define DMS_VERSION "unknown"
#endif

static int cmd_help(int argc, char **argv);
static int cmd_version(int argc, char **argv);

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *help;	/* NULL: not for every day */
} cmds[] = {
	{ "triage", dms_cmd_triage, "say what a kernel log means for DMA" },
	{ "explain", dms_cmd_explain, "explain a line, a reason code or a cause" },
	{ "diff", dms_cmd_diff, "what is new or gone between two logs or reports" },
	{ "merge", dms_cmd_merge, "one table of many reports" },
	{ "run", dms_cmd_run, "run scenarios in QEMU" },
	{ "kunit", dms_cmd_kunit, "run the KUnit suites in QEMU" },
	{ "random", dms_cmd_random, "run random sequences of DMA API calls in QEMU" },
	{ "sweep", dms_cmd_sweep, "make each DMA call of a driver fail once, in QEMU" },
	{ "new", dms_cmd_new, "write a template: new scenario NAME" },
	{ "help", cmd_help, "this text; help COMMAND for one command" },
	{ "version", cmd_version, "the version" },
	{ "catalogue", dms_cmd_catalogue, NULL },
};

#define NR_CMDS (ARRAY_SIZE(cmds))

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < NR_CMDS; i++)
		if (!strcmp(cmds[i].name, name))
			return &cmds[i];
	return NULL;
}

static void print_usage(FILE *out)
{
	size_t i;

	fputs("usage: dmascope COMMAND [OPTION...] [ARGUMENT...]\n\n", out);
	for (i = 0; i < NR_CMDS; i++)
		if (cmds[i].help)
			fprintf(out, "  %-8s  %s\n", cmds[i].name, cmds[i].help);
	fputs("\n`dmascope COMMAND --help` tells more.\n", out);
}

static int cmd_help(int argc, char **argv)
{
	const struct command *c = argc > 1 ? find_command(argv[1]) : NULL;
	char *args[3] = { NULL };
	int status;

	if (argc > 1 && !c) {
		dms_err("no command '%s'", argv[1]);
		return 2;
	}
	if (c && c->run != cmd_help) {
		args[0] = argv[1];
		args[1] = dms_strdup("--help");
		status = c->run(2, args);
		free(args[1]);
		return status;
	}
	print_usage(stdout);
	return 0;
}

static int cmd_version(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	printf("dmascope %s\n", DMS_VERSION);
	return 0;
}

/* Changes of one letter that lead from @a to @b. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[32], i, k, n = (unsigned int)strlen(b);

	if (n >= 31)
		return 99;
	for (k = 0; k <= n; k++)
		row[k] = k;
	for (i = 1; *a; a++, i++) {
		unsigned int diagonal = row[0];

		row[0] = i;
		for (k = 1; k <= n; k++) {
			unsigned int up = row[k], best = diagonal + (*a != b[k - 1]);

			if (up + 1 < best)
				best = up + 1;
			if (row[k - 1] + 1 < best)
				best = row[k - 1] + 1;
			row[k] = best;
			diagonal = up;
		}
	}
	return row[n];
}

static const char *did_you_mean(const char *name)
{
	unsigned int best = 3;
	const char *found = NULL;
	size_t i;

	for (i = 0; i < NR_CMDS; i++) {
		unsigned int d = distance(name, cmds[i].name);

		if (cmds[i].help && d < best) {
			best = d;
			found = cmds[i].name;
		}
	}
	return found;
}

int main(int argc, char **argv)
{
	const struct command *c;
	const char *guess;

	if (argc < 2) {
		print_usage(stderr);
		return 2;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		print_usage(stdout);
		return 0;
	}
	c = find_command(!strcmp(argv[1], "--version") ? "version" : argv[1]);
	if (c)
		return c->run(argc - 1, argv + 1);
	guess = did_you_mean(argv[1]);
	if (guess)
		dms_err("no command '%s'; did you mean '%s'?", argv[1], guess);
	else
		dms_err("no command '%s'; `dmascope help` lists them", argv[1]);
	return 2;
}
