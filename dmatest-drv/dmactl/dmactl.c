// SPDX-License-Identifier: GPL-2.0
/* dmactl: run or check the script of a scenario by hand. */
#include <errno.h>
#include <getopt.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "script.h"

#define MAX_TEXT	(1U << 20)

static const char usage[] =
	"usage: dmactl [--device /dev/dmascope-BDF] [FILE|-]   run a script or scenario\n"
	"       dmactl --check FILE                            look for errors, run nothing\n"
	"       dmactl --help [OP]                             ops and their arguments\n"
	"       dmactl --list-ops\n"
	"Facts appear on stdout as NAME=VALUE.  Exit code: 0 done, 1 the script failed,\n"
	"2 usage, syntax, or no device.\n";

static void print_fact(void *ctx, const char *name, const char *value)
{
	(void)ctx;
	printf("%s=%s\n", name, value);
	/* the next op may be the machine's last */
	fflush(stdout);
}

static void complain(const char *text)
{
	char *safe = dms_escape(text);

	fprintf(stderr, "%s\n", safe);
	free(safe);
}

static char *read_text(const char *path, char *err, size_t errlen)
{
	FILE *in = strcmp(path, "-") ? fopen(path, "re") : stdin;
	struct dms_strbuf b = { 0 };
	char buf[4096];
	size_t n;
	int bad = 0;

	while (in && b.len <= MAX_TEXT && (n = fread(buf, 1, sizeof(buf), in)) > 0)
		dms_strbuf_add(&b, buf, n);
	if (!in || ferror(in))
		bad = errno;
	else if (b.len > MAX_TEXT)
		bad = EFBIG;
	if (in && in != stdin)
		fclose(in);
	if (bad) {
		snprintf(err, errlen, "%s: %s", path, strerror(bad));
		dms_strbuf_free(&b);
		return NULL;
	}
	return dms_strbuf_take(&b);
}

/* The only device there is, when none is named. */
static char *find_node(void)
{
	char *node = NULL;
	glob_t g;

	if (!glob("/dev/dmascope-*", 0, NULL, &g) && g.gl_pathc == 1)
		node = dms_strdup(g.gl_pathv[0]);
	globfree(&g);
	return node;
}

static int run(const char *path, const char *node)
{
	const struct script_sink sink = { .fact = print_fact };
	char err[512] = "", *text, *found = NULL;
	int ret = -EINVAL;

	text = read_text(path, err, sizeof(err));
	if (text && !script_check(path, text, err, sizeof(err))) {
		if (!node)
			node = found = find_node();
		if (node)
			ret = script_run(path, text, &sink, node, err, sizeof(err));
		else
			snprintf(err, sizeof(err), "no device, or more than one; name it with "
				 "--device /dev/dmascope-BDF");
	}
	if (ret)
		complain(err);
	free(found);
	free(text);
	return !ret ? 0 : ret == -ECANCELED ? 1 : 2;
}

static int check(const char *path)
{
	char err[512] = "", *text = read_text(path, err, sizeof(err));
	int ret = text ? script_check(path, text, err, sizeof(err)) : -EINVAL;

	if (ret)
		complain(err);
	free(text);
	return ret ? 2 : 0;
}

static int help(const char *op)
{
	if (!op)
		fputs(usage, stdout);
	if (script_help_op(op)) {
		fprintf(stderr, "no op '%s'; dmactl --list-ops names them\n", op);
		return 2;
	}
	return 0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "check", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ "list-ops", no_argument, NULL, 'l' },
		{ 0 }
	};
	const char *node = NULL;
	int opt;

	while ((opt = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (opt) {
		case 'd':
			node = optarg;
			break;
		case 'c':
			return check(optarg);
		case 'h':
			return help(argv[optind]);
		case 'l':
			script_list_ops();
			return 0;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	if (argc - optind > 1) {
		fputs(usage, stderr);
		return 2;
	}
	return run(optind < argc ? argv[optind] : "-", node);
}
