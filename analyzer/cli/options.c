// SPDX-License-Identifier: GPL-2.0
/* Options that several commands share. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "cli/cmds.h"

int dms_parse_text_or_json(int argc, char **argv, const char *command, const char *usage,
			   bool *json)
{
	static const struct option longs[] = {
		{ "format", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 1;
	opterr = 0;
	while ((c = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		if (c == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		*json = c == 'f' && !strcmp(optarg, "json");
		if (c != 'f' || (!*json && strcmp(optarg, "text"))) {
			dms_err("%s: options are --format text|json and --help", command);
			return 2;
		}
	}
	return -1;
}

/* no-color.org: set and not empty means without colours. */
bool dms_wants_color(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no && *no) && term && strcmp(term, "dumb");
}

int dms_parse_number(const char *what, const char *s, unsigned int max, unsigned int *out)
{
	unsigned long n;
	char *end;

	errno = 0;
	n = strtoul(s, &end, 10);
	if (errno || end == s || *end || *s == '-' || !n || n > max) {
		dms_err("%s is a number from 1 to %u, not '%s'", what, max, s);
		return -1;
	}
	*out = n;
	return 0;
}
