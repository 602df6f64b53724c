// SPDX-License-Identifier: GPL-2.0
/* Loads qemu/devices: what engines need that is not on every platform. */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/conf.h"
#include "runner/devices.h"

static const char *const known_keys[] = { "description", "engines", "device", NULL };

static struct dms_devices *files;
static size_t nr_files;

static int load(const char *name, struct dms_devices *d)
{
	struct dms_kv_file kv;
	char *file;
	size_t i;
	int ret;

	*d = (struct dms_devices){ 0 };
	if (dms_conf_load("devices", "devices file", name, &kv))
		return -1;
	file = dms_asprintf("qemu/devices/%s.conf", name);
	ret = dms_conf_check_keys(&kv, file, known_keys);
	dms_conf_words(&kv, "engines", &d->engines);
	for (i = 0; i < kv.nr; i++)
		if (!strcmp(kv.items[i].key, "device"))
			dms_strlist_add(&d->args, kv.items[i].value);
	if (!ret && (!d->engines.nr || !d->args.nr)) {
		dms_err("%s: lacks '%s'", file, d->engines.nr ? "device" : "engines");
		ret = -1;
	}
	free(file);
	dms_kv_free(&kv);
	return ret;
}

int dms_devices_load(void)
{
	struct dms_strlist names = { 0 };
	size_t i;
	int ret = 0;

	if (files)
		return 0;
	dms_conf_names("devices", &names);
	files = dms_alloc((names.nr + 1) * sizeof(*files));
	for (i = 0; i < names.nr && !ret; i++)
		ret = load(names.v[i], &files[nr_files++]);
	dms_strlist_free(&names);
	return ret;
}

const struct dms_devices *dms_devices_of(const char *engine)
{
	size_t i;

	for (i = 0; i < nr_files; i++)
		if (dms_strlist_has(&files[i].engines, engine))
			return &files[i];
	return NULL;
}
