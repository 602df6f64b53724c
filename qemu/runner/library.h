/* SPDX-License-Identifier: GPL-2.0 */
/* The scenarios that there are, and the choice that the command line makes of them. */
#ifndef DMS_LIBRARY_H
#define DMS_LIBRARY_H

#include <stdbool.h>

#include "runner/scenario.h"

struct dms_library {
	struct dms_scenario *v;		/* sorted by id */
	size_t nr;
};

/**
 * dms_library_select() - load what @patterns name
 * @patterns: ids, globs over ids, folders, or paths of .scn files; empty: all
 * @meta: also take meta scenarios that no pattern names exactly
 *
 * Return: 0, or -1 after one line on stderr: unknown name, or a file with an error.
 */
int dms_library_select(struct dms_library *lib, const struct dms_strlist *patterns, bool meta);
void dms_library_free(struct dms_library *lib);

#endif /* DMS_LIBRARY_H */
