// SPDX-License-Identifier: GPL-2.0
/* Old runs go, so that `make run` in a loop does not fill the disk. */
#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/results.h"

#define KEPT_RUNS	20

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* Only what this program made: a name made of a time, with a summary in it. */
static bool is_run(const char *top, const char *name)
{
	static const char shape[] = "dddddddd-dddddd";
	char *summary;
	size_t i;
	bool ok;

	for (i = 0; shape[i]; i++)
		if (shape[i] == 'd' ? name[i] < '0' || name[i] > '9' : name[i] != shape[i])
			return false;
	summary = dms_asprintf("%s/%s/summary.json", top, name);
	ok = !access(summary, F_OK);
	free(summary);
	return ok;
}

void dms_results_prune(const struct dms_results *r)
{
	struct dms_strlist runs = { 0 };
	DIR *d = opendir(r->top);
	struct dirent *e;
	size_t i;

	while (d && (e = readdir(d)))
		if (is_run(r->top, e->d_name))
			dms_strlist_add(&runs, e->d_name);
	if (d)
		closedir(d);
	dms_strlist_sort(&runs);
	for (i = 0; i + KEPT_RUNS < runs.nr; i++) {
		char *path = dms_asprintf("%s/%s", r->top, runs.v[i]);

		nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
		free(path);
	}
	dms_strlist_free(&runs);
}
