// SPDX-License-Identifier: GPL-2.0
/* dmascope catalogue: docs/messages.md out of the tables, or words for other tools to search. */
#include <stdio.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "cmds.h"

int dms_cmd_catalogue(int argc, char **argv)
{
	bool literals = argc == 2 && !strcmp(argv[1], "--literals");

	if (argc > 1 && !literals) {
		fprintf(stderr, "usage: dmascope %s [--literals] > docs/messages.md\n", argv[0]);
		return 2;
	}
	if (literals)
		dms_catalogue_print_literals(stdout);
	else
		dms_catalogue_print(stdout);
	return fflush(stdout) ? 2 : 0;
}
