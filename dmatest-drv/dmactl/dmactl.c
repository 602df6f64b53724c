// SPDX-License-Identifier: GPL-2.0
/* dmactl: run or check scripts by hand. */
#include <errno.h>
#include <getopt.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "help.h"
#include "interactive.h"
#include "json.h"
#include "script.h"

#define MAX_TEXT	(1U << 20)

/* Scripts and programs depend on them: docs/dmactl.md. */
enum { EXIT_DONE, EXIT_FAILED, EXIT_UNUSABLE };

static const char usage[] =
	"usage: dmactl [OPTION...] [FILE|-]        run a script or scenario; -, the default: stdin\n"
	"       dmactl [OPTION...] -- LINE [';' LINE...]   the same from the command line\n"
	"       dmactl [OPTION...] -i              line by line, as they come; help, quit\n"
	"       dmactl --check FILE                look for errors, run nothing\n"
	"       dmactl --help [OP], dmactl help [OP]\n"
	"       dmactl --list-ops [--json], --list-keys OP, --list-values KEY\n"
	"\n"
	"  --device NODE       /dev/dmascope-BDF; the only one there is by default\n"
	"  -i, --interactive   go on after a line that failed\n"
	"  --json              one JSON object for each op, docs/dmactl.schema.json\n"
	"\n"
	"A line is [?|!ERRNO] [NAME =] OP [ARGUMENT...] [KEY=VALUE...].  What an op publishes appears\n"
	"on stdout as NAME.FACT=VALUE, errors as FILE:LINE:COLUMN: text on stderr.  Exit code: 0 done,\n"
	"1 the script failed, 2 usage, syntax, or no device.\n";

static bool json;

static void print_fact(void *ctx, const char *name, const char *value)
{
	(void)ctx;
	if (json)
		return;
	printf("%s=%s\n", name, value);
	/* the next op may be the machine's last */
	fflush(stdout);
}

static void print_note(void *ctx, const char *text)
{
	char *safe = dms_escape(text);

	(void)ctx;
	fprintf(stderr, "%s\n", safe);
	free(safe);
}

static void complain(const char *text)
{
	print_note(NULL, text);
}

/* An op that failed has said so in its own object. */
static void complain_at(const char *path, unsigned int line, unsigned int column, const char *text,
			bool told)
{
	if (json && !told)
		json_error(path, line, column, text);
	complain(text);
}

static struct script_sink make_sink(void)
{
	return (struct script_sink){
		.fact = print_fact, .note = print_note, .done = json ? json_done : NULL,
	};
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

/* Words of the command line: a ';' of its own ends a line. */
static char *join_words(char **words, int nr)
{
	struct dms_strbuf b = { 0 };
	int i;

	for (i = 0; i < nr; i++)
		dms_strbuf_printf(&b, "%s%s", strcmp(words[i], ";") ? words[i] : "\n", " ");
	return dms_strbuf_take(&b);
}

/* The device that was named, or the only one there is; to be freed. */
static char *find_node(const char *named)
{
	char *node = named ? dms_strdup(named) : NULL;
	glob_t g;

	if (node)
		return node;
	if (!glob("/dev/dmascope-*", 0, NULL, &g) && g.gl_pathc == 1)
		node = dms_strdup(g.gl_pathv[0]);
	globfree(&g);
	if (!node)
		complain_at("-", 0, 0, "no device, or more than one; name it with "
			    "--device /dev/dmascope-BDF", false);
	return node;
}

static int run_text(const char *path, const char *text, const char *named)
{
	const struct script_sink sink = make_sink();
	unsigned int line, column;
	char err[512] = "", *node;
	int ret;

	if (script_check_at(path, text, err, sizeof(err), &line, &column)) {
		complain_at(path, line, column, err, false);
		return EXIT_UNUSABLE;
	}
	node = find_node(named);
	if (!node)
		return EXIT_UNUSABLE;
	ret = script_run(path, text, &sink, node, err, sizeof(err));
	if (ret)
		complain_at(path, 0, 0, err, json_has_failed());
	free(node);
	return !ret ? EXIT_DONE : ret == -ECANCELED ? EXIT_FAILED : EXIT_UNUSABLE;
}

static int run_file(const char *path, const char *node)
{
	char err[512] = "", *text = read_text(path, err, sizeof(err));
	int ret = EXIT_UNUSABLE;

	if (text)
		ret = run_text(path, text, node);
	else
		complain_at(path, 0, 0, err, false);
	free(text);
	return ret;
}

static int run_words(char **words, int nr, const char *node)
{
	char *text = join_words(words, nr);
	int ret = run_text("--", text, node);

	free(text);
	return ret;
}

static int run_interactive(const char *named)
{
	const struct script_sink sink = make_sink();
	char *node = find_node(named);
	int ret = EXIT_UNUSABLE;

	if (node)
		ret = interactive_run(&sink, &script_device_real, node, complain);
	free(node);
	return ret;
}

static int check(const char *path)
{
	char err[512] = "", *text = read_text(path, err, sizeof(err));
	unsigned int line = 0, column = 0;
	int ret = -EINVAL;

	if (text)
		ret = script_check_at(path, text, err, sizeof(err), &line, &column);
	if (ret)
		complain_at(path, line, column, err, false);
	free(text);
	return ret ? EXIT_UNUSABLE : EXIT_DONE;
}

static int help(const char *op)
{
	if (op)
		return help_op(stdout, op) ? EXIT_UNUSABLE : EXIT_DONE;
	fputs(usage, stdout);
	puts("\nOps; dmactl --help OP says all about one:");
	help_list_ops(stdout, false);
	return EXIT_DONE;
}

static int list(int which, const char *of)
{
	int ret = 0;

	switch (which) {
	case 'l':
		if (json)
			json_list_ops();
		else
			help_list_ops(stdout, true);
		break;
	case 'k':
		ret = help_list_keys(of);
		break;
	case 'v':
		ret = help_list_values(of);
		break;
	case 'm':
		help_man();
	}
	return ret ? EXIT_UNUSABLE : EXIT_DONE;
}

/**
 * struct request - what the command line asks for
 * @what:	's' script, 'i' interactive, 'c' check, 'h' help, or one of the lists
 * @of:		its argument
 */
struct request {
	int what;
	const char *of, *node;
	bool words;
};

static bool read_options(struct request *r, int argc, char **argv)
{
	static const struct option options[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "check", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ "interactive", no_argument, NULL, 'i' },
		{ "json", no_argument, NULL, 'j' },
		{ "list-ops", no_argument, NULL, 'l' },
		{ "list-keys", required_argument, NULL, 'k' },
		{ "list-values", required_argument, NULL, 'v' },
		{ "man", no_argument, NULL, 'm' },
		{ 0 }
	};
	int opt;

	while ((opt = getopt_long(argc, argv, "i", options, NULL)) != -1) {
		if (opt == '?')
			return false;
		if (opt == 'd') {
			r->node = optarg;
		} else if (opt == 'j') {
			json = true;
		} else {
			r->what = opt;
			r->of = optarg;
		}
	}
	r->words = optind > 1 && !strcmp(argv[optind - 1], "--");
	return true;
}

int main(int argc, char **argv)
{
	struct request r = { .what = 's' };
	char **rest;
	int nr;

	if (!read_options(&r, argc, argv))
		goto bad;
	rest = argv + optind;
	nr = argc - optind;
	if (r.what == 's' && !r.words && nr && nr <= 2 && !strcmp(rest[0], "help")) {
		r.what = 'h';
		rest++;
		nr--;
	}
	if (r.what == 's' && r.words && nr)
		return run_words(rest, nr, r.node);
	if (r.what == 'h' && nr <= 1)
		return help(nr ? rest[0] : NULL);
	if (r.what == 's' && nr <= 1)
		return run_file(nr ? rest[0] : "-", r.node);
	if (nr)
		goto bad;
	if (r.what == 'i')
		return run_interactive(r.node);
	return r.what == 'c' ? check(r.of) : list(r.what, r.of);
bad:
	fputs(usage, stderr);
	return EXIT_UNUSABLE;
}
