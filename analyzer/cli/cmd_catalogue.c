// SPDX-License-Identifier: GPL-2.0
/* dmascope catalogue: docs/messages.md out of the tables. */
#include <stdio.h>

#include "catalogue/catalogue.h"
#include "cmds.h"

int dms_cmd_catalogue(int argc, char **argv)
{
	if (argc > 1) {
		fprintf(stderr, "usage: dmascope %s > docs/messages.md\n", argv[0]);
		return 2;
	}
	dms_catalogue_print(stdout);
	return fflush(stdout) ? 2 : 0;
}
