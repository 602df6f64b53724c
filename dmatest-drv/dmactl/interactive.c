// SPDX-License-Identifier: GPL-2.0
/* dmactl -i: lines are carried out as they come, from a person or from a program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "help.h"
#include "interactive.h"

/* Returns true when the line was one of ours. */
static bool is_command(char *line, bool *quit)
{
	char *save = NULL, *copy = line, *word = strtok_r(copy, " \t\n", &save);

	*quit = word && (!strcmp(word, "quit") || !strcmp(word, "exit"));
	if (!word || strcmp(word, "help"))
		return *quit;
	word = strtok_r(NULL, " \t\n", &save);
	if (word)
		help_op(stdout, word);
	else
		help_list_ops(stdout, false);
	fflush(stdout);
	return true;
}

static void prompt(const struct script_session *s)
{
	if (!isatty(STDIN_FILENO))
		return;
	printf("%*s%s", (int)script_session_depth(s) * 2, "",
	       script_session_depth(s) ? "> " : "dmactl> ");
	fflush(stdout);
}

int interactive_run(const struct script_sink *sink, const struct script_device *device,
		    const char *node, void (*complain)(const char *text))
{
	/* a thread in the background can fail at any time */
	static char err[512];
	struct script_session *s = script_session_open("-", sink, device, node, err, sizeof(err));
	bool quit = false, failed = false;
	size_t size = 0;
	char *line = NULL, *copy;

	if (!s) {
		complain(err);
		return 2;
	}
	while (prompt(s), !quit && getline(&line, &size, stdin) >= 0) {
		copy = strdup(line);
		if (copy && !is_command(copy, &quit) &&
		    script_session_line(s, line, err, sizeof(err))) {
			failed = true;
			complain(err);
		}
		free(copy);
	}
	if (!quit && script_session_depth(s)) {
		failed = true;
		complain("the last block has no 'end'; it was not carried out");
	}
	free(line);
	script_session_close(s);
	return failed;
}
