// SPDX-License-Identifier: GPL-2.0
/* What platform and kernel data files have in common. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/conf.h"
#include "runner/root.h"

void dms_conf_names(const char *folder, struct dms_strlist *names)
{
	char *dir = dms_asprintf("%s/qemu/%s", dms_root() ? dms_root() : "", folder);
	DIR *d = opendir(dir);
	struct dirent *e;

	free(dir);
	if (!d)
		return;
	while ((e = readdir(d))) {
		size_t len = strlen(e->d_name);

		if (len > 5 && !strcmp(e->d_name + len - 5, ".conf"))
			dms_strlist_addf(names, "%.*s", (int)(len - 5), e->d_name);
	}
	closedir(d);
	dms_strlist_sort(names);
}

static void say_unknown(const char *folder, const char *what, const char *name)
{
	struct dms_strlist names = { 0 };
	struct dms_strbuf all = { 0 };
	const char *near;
	size_t i;

	dms_conf_names(folder, &names);
	near = dms_strlist_nearest(&names, name);
	for (i = 0; i < names.nr; i++)
		dms_strbuf_printf(&all, "%s%s", i ? ", " : "", names.v[i]);
	if (near)
		dms_err("unknown %s '%s'; did you mean '%s'?", what, name, near);
	else
		dms_err("unknown %s '%s'; there are: %s", what, name, all.s ? all.s : "none");
	dms_strbuf_free(&all);
	dms_strlist_free(&names);
}

int dms_conf_load(const char *folder, const char *what, const char *name, struct dms_kv_file *kv)
{
	char *path, err[256];
	int ret;

	if (!dms_root())
		return -1;
	path = dms_asprintf("%s/qemu/%s/%s.conf", dms_root(), folder, name);
	if (strchr(name, '/') || access(path, F_OK)) {
		say_unknown(folder, what, name);
		free(path);
		return -1;
	}
	ret = dms_kv_read(path, '=', kv, err, sizeof(err));
	free(path);
	if (ret)
		dms_err("%s", err);
	return ret ? -1 : 0;
}

void dms_conf_words(const struct dms_kv_file *kv, const char *key, struct dms_strlist *words)
{
	size_t i;

	for (i = 0; i < kv->nr; i++)
		if (!strcmp(kv->items[i].key, key))
			dms_strlist_split(words, kv->items[i].value, " \t");
}

int dms_conf_check_keys(const struct dms_kv_file *kv, const char *file, const char *const *known)
{
	struct dms_strlist keys = { 0 };
	const char *near;
	size_t i;
	int ret = 0;

	for (; *known; known++)
		dms_strlist_add(&keys, *known);
	for (i = 0; i < kv->nr && !ret; i++) {
		if (dms_strlist_has(&keys, kv->items[i].key))
			continue;
		near = dms_strlist_nearest(&keys, kv->items[i].key);
		dms_err("%s:%u: unknown key '%s'%s%s%s", file, kv->items[i].line,
			kv->items[i].key, near ? "; did you mean '" : "", near ? near : "",
			near ? "'?" : "");
		ret = -1;
	}
	dms_strlist_free(&keys);
	return ret;
}
