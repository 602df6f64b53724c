// SPDX-License-Identifier: GPL-2.0
/* Loads qemu/platforms/NAME.conf. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/conf.h"
#include "runner/platform.h"
#include "runner/version.h"

static const char *const known_keys[] = {
	"description", "arch", "requires-qemu", "machine", "cpu", "smp", "memory", "qemu", "cmdline",
	"caps", "trace", "fault", "faults-per-boot", "device", "bdf", "allow", "device-tree", NULL,
};

/* Read when QEMU is started; the others are needed before its version is known. */
static const char *const version_keys[] = { "qemu", "device" };

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

/*
 * Messages about faults are limited to ten in five seconds.  VT-d prints three for a fault, however
 * many accesses it was; another boot takes half that time.
 */
#define FAULTS_PER_BOOT	3

static int read_fault(struct dms_platform *p, const char *file)
{
	const char *line = dms_kv_get(&p->kv, "fault");
	const char *number = dms_kv_get(&p->kv, "faults-per-boot");
	char err[256], *end;

	p->faults_per_boot = number ? strtoul(number, &end, 10) : FAULTS_PER_BOOT;
	if (number && (*end || *number == '-' || !p->faults_per_boot)) {
		dms_err("%s: faults-per-boot: '%s' is not a number of 1 or more", file, number);
		return -1;
	}
	if (!line || !dms_fault_parse(line, &p->fault, err, sizeof(err)))
		return 0;
	dms_err("%s: fault: %s", file, err);
	return -1;
}

static int check_conditions(const struct dms_kv_file *kv, const char *file)
{
	char err[256];
	size_t i, j;

	for (i = 0; i < kv->nr; i++) {
		const struct dms_kv *line = &kv->items[i];

		if (!line->cond)
			continue;
		for (j = 0; j < ARRAY_SIZE(version_keys); j++)
			if (!strcmp(line->key, version_keys[j]))
				break;
		if (j == ARRAY_SIZE(version_keys))
			snprintf(err, sizeof(err), "'%s' cannot depend on QEMU's version; '%s' and '%s' can",
				 line->key, version_keys[0], version_keys[1]);
		else if (!dms_version_check(line->cond, err, sizeof(err)))
			continue;
		dms_err("%s:%u: %s", file, line->line, err);
		return -1;
	}
	return 0;
}

int dms_platform_load(const char *name, struct dms_platform *p)
{
	char *file;
	int ret;

	*p = (struct dms_platform){ 0 };
	if (dms_conf_load("platforms", "platform", name, &p->kv))
		return -1;
	file = dms_asprintf("qemu/platforms/%s.conf", name);
	ret = dms_conf_check_keys(&p->kv, file, known_keys);
	p->name = dms_strdup(name);
	p->description = or_empty(dms_kv_get(&p->kv, "description"));
	p->arch = dms_kv_get(&p->kv, "arch");
	p->min_qemu = dms_kv_get(&p->kv, "requires-qemu");
	p->machine = dms_kv_get(&p->kv, "machine");
	p->cmdline = or_empty(dms_kv_get(&p->kv, "cmdline"));
	dms_conf_words(&p->kv, "caps", &p->caps);
	dms_conf_words(&p->kv, "trace", &p->trace);
	if (!ret && (!p->arch || !p->machine)) {
		dms_err("%s: lacks '%s'", file, p->arch ? "machine" : "arch");
		ret = -1;
	}
	if (!ret)
		ret = check_conditions(&p->kv, file);
	if (!ret)
		ret = read_fault(p, file);
	free(file);
	if (ret)
		dms_platform_free(p);
	return ret;
}

void dms_platform_fit(struct dms_platform *p, const char *version)
{
	size_t i, kept = 0;

	for (i = 0; i < p->kv.nr; i++) {
		struct dms_kv *line = &p->kv.items[i];

		if (line->cond && !dms_version_holds(line->cond, version)) {
			free(line->key);
			free(line->cond);
			free(line->value);
		} else {
			p->kv.items[kept++] = *line;
		}
	}
	p->kv.nr = kept;
}

void dms_platform_free(struct dms_platform *p)
{
	free(p->name);
	dms_kv_free(&p->kv);
	dms_strlist_free(&p->caps);
	dms_strlist_free(&p->trace);
	dms_fault_free(&p->fault);
	*p = (struct dms_platform){ 0 };
}

bool dms_device_is(const char *device, const char *id)
{
	const char *at = strstr(device, ",id=");
	size_t len = strlen(id);

	return at && !strncmp(at + 4, id, len) && (!at[4 + len] || at[4 + len] == ',');
}

const char *dms_platform_device(const struct dms_platform *p, const char *id)
{
	size_t i;

	for (i = 0; i < p->kv.nr; i++)
		if (!strcmp(p->kv.items[i].key, "device") &&
		    dms_device_is(p->kv.items[i].value, id))
			return p->kv.items[i].value;
	return NULL;
}
