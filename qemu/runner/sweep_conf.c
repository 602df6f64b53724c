// SPDX-License-Identifier: GPL-2.0
/* qemu/sweep: the drivers that can be swept, each with a device of QEMU's and what to do with it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/conf.h"
#include "runner/setup.h"
#include "runner/sweep.h"

/**
 * struct place - where a device can be
 * @bus:	as the driver's file has it
 * @qemu:	what QEMU needs for that, or NULL
 * @device:	behind the device's own options
 */
struct place {
	const char *bus, *bdf, *qemu, *device;
};

static const struct place places[] = {
	/*
	 * Bus 3 on every platform, whose own devices have the first two: the engines' devices are
	 * those with the lowest addresses, and stay so.
	 */
	{ "express", "0000:03:00.0",
	  "-device pcie-root-port,id=rp-sweep,bus=pcie.0,addr=0x1a,chassis=26,slot=26",
	  ",id=sweep0,bus=rp-sweep,addr=0x0" },
	/* nothing stands between a conventional device and IOMMU and interrupt controller */
	{ "conventional", "0000:00:1b.0", NULL, ",id=sweep0,bus=pcie.0,addr=0x1b" },
};

static const char *const known_keys[] = {
	"description", "driver", "modules", "parameters", "workload", "device", "qemu", "cmdline",
	"requires", "bus", NULL,
};

static const char *const known_work[] = { "block", "net", "script", "suspend" };

static int load_file(const char *name, struct dms_kv_file *kv)
{
	char err[256];

	if (!strchr(name, '/'))
		return dms_conf_load("sweep", "driver to sweep", name, kv);
	if (!dms_kv_read(name, '=', kv, err, sizeof(err)))
		return 0;
	dms_err("%s", err);
	return -1;
}

/* "folder/mine.conf" is called "mine": it names folders of results. */
static char *name_of(const char *name)
{
	const char *slash = strrchr(name, '/'), *dot;

	if (!slash)
		return dms_strdup(name);
	dot = strstr(slash, ".conf");
	return dms_strndup(slash + 1, dot ? (size_t)(dot - slash - 1) : strlen(slash + 1));
}

static const char *unknown_step(const struct dms_strlist *steps)
{
	size_t i, k;

	for (i = 0; i < steps->nr; i++) {
		for (k = 0; k < ARRAY_SIZE(known_work); k++)
			if (!strcmp(steps->v[i], known_work[k]))
				break;
		if (k == ARRAY_SIZE(known_work))
			return steps->v[i];
	}
	return NULL;
}

/* Whatever kernel will be chosen, a file is good or it is not. */
static int check_line(const struct dms_kv *item, const char *file)
{
	bool is_work = !strcmp(item->key, "workload");
	struct dms_strlist steps = { 0 };
	const char *unknown = NULL;
	char why[200];
	int ret = 0;

	if (item->cond && !is_work) {
		dms_err("%s:%u: '%s' takes no condition", file, item->line, item->key);
		return -1;
	}
	if (item->cond && dms_cond_check(item->cond, why, sizeof(why))) {
		dms_err("%s:%u: %s", file, item->line, why);
		return -1;
	}
	if (is_work) {
		dms_strlist_split(&steps, item->value, " \t");
		unknown = unknown_step(&steps);
	}
	if (unknown) {
		dms_err("%s:%u: no workload '%s'; there is block, net, script and suspend", file,
			item->line, unknown);
		ret = -1;
	}
	dms_strlist_free(&steps);
	return ret;
}

void dms_sweep_driver_choose(struct dms_sweep_driver *d, struct dms_target *t)
{
	const char *work = dms_cond_value(&d->kv, "workload", dms_target_has, t);

	dms_strlist_free(&d->work);
	if (work)
		dms_strlist_split(&d->work, work, " \t");
}

static const struct place *place_of(const struct dms_sweep_driver *d)
{
	const char *bus = dms_kv_get(&d->kv, "bus");
	size_t i;

	for (i = 0; bus && i < ARRAY_SIZE(places); i++)
		if (!strcmp(places[i].bus, bus))
			return &places[i];
	return bus ? NULL : &places[0];
}

static int check_place(struct dms_sweep_driver *d, const char *file)
{
	const struct place *p = place_of(d);

	if (!p)
		dms_err("%s: bus is express or conventional, not '%s'", file,
			dms_kv_get(&d->kv, "bus"));
	d->bdf = p ? p->bdf : NULL;
	return p ? 0 : -1;
}

int dms_sweep_driver_load(const char *name, struct dms_sweep_driver *d)
{
	static const char *const needed[] = { "description", "driver" };
	char *file;
	size_t i;
	int ret;

	*d = (struct dms_sweep_driver){ .spec = name };
	if (load_file(name, &d->kv))
		return -1;
	d->name = name_of(name);
	file = strchr(name, '/') ? dms_strdup(name) : dms_asprintf("qemu/sweep/%s.conf", name);
	ret = dms_conf_check_keys(&d->kv, file, known_keys);
	for (i = 0; !ret && i < ARRAY_SIZE(needed); i++) {
		if (dms_kv_get(&d->kv, needed[i]))
			continue;
		dms_err("%s: lacks '%s'", file, needed[i]);
		ret = -1;
	}
	d->description = dms_kv_get(&d->kv, "description");
	d->driver = dms_kv_get(&d->kv, "driver");
	d->modules = dms_kv_get(&d->kv, "modules");
	d->parameters = dms_kv_get(&d->kv, "parameters");
	d->cmdline = dms_kv_get(&d->kv, "cmdline");
	for (i = 0; !ret && i < d->kv.nr; i++)
		ret = check_line(&d->kv.items[i], file);
	if (!ret)
		ret = check_place(d, file);
	free(file);
	if (ret)
		dms_sweep_driver_free(d);
	return ret;
}

void dms_sweep_driver_free(struct dms_sweep_driver *d)
{
	dms_kv_free(&d->kv);
	dms_strlist_free(&d->work);
	free(d->name);
	*d = (struct dms_sweep_driver){ 0 };
}

/* Takes over @value. */
static char *add_item(struct dms_kv_file *kv, const char *key, char *value)
{
	kv->items = dms_realloc(kv->items, (kv->nr + 1) * sizeof(*kv->items));
	kv->items[kv->nr++] = (struct dms_kv){ .key = dms_strdup(key), .value = value };
	return value;
}

/* The first device is the driver's, and stands where all of them do. */
static void add_devices(const struct dms_sweep_driver *d, struct dms_target *t)
{
	const struct place *place = place_of(d);
	struct dms_kv_file *kv = &t->platform.kv;
	bool first = true;
	size_t i;

	if (place->qemu)
		add_item(kv, "qemu", dms_strdup(place->qemu));
	for (i = 0; i < d->kv.nr; i++) {
		const struct dms_kv *item = &d->kv.items[i];

		if (!strcmp(item->key, "qemu")) {
			add_item(kv, "qemu", dms_strdup(item->value));
		} else if (!strcmp(item->key, "device")) {
			add_item(kv, "device", dms_asprintf("%s%s", item->value, first ? place->device : ""));
			first = false;
		}
	}
	if (d->cmdline)
		t->platform.cmdline = add_item(kv, "cmdline", dms_asprintf("%s %s",
					       t->platform.cmdline ? t->platform.cmdline : "",
					       d->cmdline));
}

static void add_option(struct dms_strlist *args, const char *option, const char *value)
{
	if (!value)
		return;
	dms_strlist_add(args, option);
	dms_strlist_add(args, value);
}

int dms_sweep_driver_fit(struct dms_sweep_driver *d, const char *script, struct dms_target *t)
{
	struct dms_kernel *k = t->kernel;
	const char *requires = dms_kv_get(&d->kv, "requires");
	bool has_device = dms_kv_get(&d->kv, "device");
	struct dms_strlist args = { 0 };
	struct dms_facts out = { 0 };
	const char *initrd;
	int ret;

	dms_sweep_driver_choose(d, t);
	if (requires && !dms_cond_holds(requires, dms_target_has, t)) {
		dms_err("%s is left out on %s: it requires %s, see its file", d->name,
			t->platform.name, requires);
		return 1;
	}
	if (!has_device) {
		dms_err("%s: no 'device' for QEMU; only --here can do without", d->spec);
		return -1;
	}
	if (k->external) {
		dms_strlist_add(&args, "--external");
		dms_strlist_add(&args, k->external);
		add_option(&args, "--kdir", k->kdir);
	} else {
		dms_strlist_add(&args, k->name);
	}
	dms_strlist_add(&args, "--");
	dms_strlist_add(&args, d->name);
	add_option(&args, "--modules", d->modules);
	add_option(&args, "--parameters", d->parameters);
	add_option(&args, "--script", script);
	ret = dms_setup_run("sweep", (const char *const *)args.v, &out, NULL);
	dms_strlist_free(&args);
	initrd = dms_facts_get(&out, "initrd");
	if (!ret && initrd) {
		dms_facts_set(&k->setup, "initrd", strlen("initrd"), initrd);
		add_devices(d, t);
	} else if (!ret) {
		dms_err("qemu/setup/sweep named no initramfs");
		ret = -1;
	}
	dms_facts_free(&out);
	return ret;
}

int dms_sweep_list(FILE *out)
{
	struct dms_strlist names = { 0 };
	size_t i;
	int ret = 0;

	dms_conf_names("sweep", &names);
	for (i = 0; i < names.nr && !ret; i++) {
		struct dms_sweep_driver d;

		ret = dms_sweep_driver_load(names.v[i], &d);
		if (!ret)
			fprintf(out, "%-14s  %s\n", d.name, d.description);
		dms_sweep_driver_free(&d);
	}
	dms_strlist_free(&names);
	return ret ? 2 : 0;
}
