// SPDX-License-Identifier: GPL-2.0
/* Finds scenario files and picks those that the command line names. */
#include <fnmatch.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/library.h"
#include "runner/root.h"

#define META_FOLDER	"meta/"

/* "streaming/map-single" of ".../scenarios/streaming/map-single.scn", or NULL */
static char *id_of(const char *path, const char *top)
{
	size_t len = strlen(path), top_len = strlen(top);

	if (strncmp(path, top, top_len) || path[top_len] != '/' || len < top_len + 6 ||
	    strcmp(path + len - 4, ".scn"))
		return NULL;
	return dms_strndup(path + top_len + 1, len - top_len - 5);
}

static int list_ids(const char *top, struct dms_strlist *ids)
{
	char *const roots[] = { (char *)top, NULL };
	FTS *fts = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *e;

	while (fts && (e = fts_read(fts))) {
		char *id = e->fts_info == FTS_F ? id_of(e->fts_path, top) : NULL;

		if (id)
			dms_strlist_add(ids, id);
		free(id);
	}
	if (fts)
		fts_close(fts);
	dms_strlist_sort(ids);
	if (!ids->nr)
		dms_err("no scenarios in %s", top);
	return ids->nr ? 0 : -1;
}

static bool matches(const char *id, const char *pattern)
{
	size_t len = strlen(pattern);

	while (len && pattern[len - 1] == '/')
		len--;
	if (!strncmp(id, pattern, len) && (id[len] == '/' || !id[len]))
		return true;
	return !fnmatch(pattern, id, 0);
}

/* A path as the shell completes it, "scenarios/iommu/wild.scn", stands for its id. */
static char *pattern_of(const char *arg, const char *top)
{
	char *real = realpath(arg, NULL), *id = NULL;

	if (real)
		id = id_of(real, top);
	free(real);
	if (!id && !strncmp(arg, "scenarios/", 10))
		arg += 10;
	return id ? id : dms_strdup(arg);
}

static int pick(const struct dms_strlist *ids, const char *arg, const char *top, bool meta,
		bool *chosen)
{
	char *pattern = pattern_of(arg, top);
	bool any = false, named = !strncmp(pattern, META_FOLDER, strlen(META_FOLDER)) ||
				  !strcmp(pattern, "meta");
	const char *near;
	size_t i;

	for (i = 0; i < ids->nr; i++) {
		if (!matches(ids->v[i], pattern))
			continue;
		any = true;
		if (meta || named || strncmp(ids->v[i], META_FOLDER, strlen(META_FOLDER)))
			chosen[i] = true;
	}
	if (!any) {
		near = dms_strlist_nearest(ids, pattern);
		dms_err("unknown scenario '%s'%s%s%s", pattern, near ? "; did you mean '" : "",
			near ? near : "", near ? "'?" : "; 'dmascope run --list' shows all");
	}
	free(pattern);
	return any ? 0 : -1;
}

/* A scenario that is none of ours, such as one that a random run kept. */
static bool is_loose(const char *arg, const char *top)
{
	size_t len = strlen(arg);
	char *real, *id;

	if (len < 5 || strcmp(arg + len - 4, ".scn") || access(arg, R_OK))
		return false;
	real = realpath(arg, NULL);
	id = real ? id_of(real, top) : NULL;
	free(real);
	free(id);
	return !id;
}

static int load_loose(struct dms_library *lib, const char *path)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	char *id = dms_asprintf("file/%.*s", (int)strlen(name) - 4, name), err[512];
	int ret;

	lib->v = dms_realloc(lib->v, (lib->nr + 1) * sizeof(*lib->v));
	ret = dms_scenario_load(path, id, &lib->v[lib->nr], err, sizeof(err));
	if (ret)
		dms_err("%s", err);
	else
		lib->nr++;
	free(id);
	return ret;
}

static int load_chosen(struct dms_library *lib, const struct dms_strlist *ids, const char *top,
		       const bool *chosen)
{
	char err[512];
	size_t i;

	lib->v = dms_alloc(ids->nr * sizeof(*lib->v));
	for (i = 0; i < ids->nr; i++) {
		char *path;
		int ret;

		if (!chosen[i])
			continue;
		path = dms_asprintf("%s/%s.scn", top, ids->v[i]);
		ret = dms_scenario_load(path, ids->v[i], &lib->v[lib->nr], err, sizeof(err));
		free(path);
		if (ret) {
			dms_err("%s", err);
			return -1;
		}
		lib->nr++;
	}
	return 0;
}

int dms_library_select(struct dms_library *lib, const struct dms_strlist *patterns, bool meta)
{
	struct dms_strlist ids = { 0 };
	bool *chosen = NULL;
	char *top;
	size_t i;
	int ret;

	*lib = (struct dms_library){ 0 };
	if (!dms_root())
		return -1;
	top = dms_asprintf("%s/scenarios", dms_root());
	ret = list_ids(top, &ids);
	if (!ret) {
		chosen = dms_alloc(ids.nr * sizeof(*chosen));
		if (!patterns->nr)
			ret = pick(&ids, "*", top, meta, chosen);
		for (i = 0; i < patterns->nr && !ret; i++)
			if (!is_loose(patterns->v[i], top))
				ret = pick(&ids, patterns->v[i], top, meta, chosen);
	}
	if (!ret)
		ret = load_chosen(lib, &ids, top, chosen);
	for (i = 0; i < patterns->nr && !ret; i++)
		if (is_loose(patterns->v[i], top))
			ret = load_loose(lib, patterns->v[i]);
	free(chosen);
	free(top);
	dms_strlist_free(&ids);
	if (ret)
		dms_library_free(lib);
	return ret;
}

void dms_library_free(struct dms_library *lib)
{
	size_t i;

	for (i = 0; i < lib->nr; i++)
		dms_scenario_free(&lib->v[i]);
	free(lib->v);
	*lib = (struct dms_library){ 0 };
}
