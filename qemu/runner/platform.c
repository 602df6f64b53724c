// SPDX-License-Identifier: GPL-2.0
/* Loads qemu/platforms/NAME.conf. */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/conf.h"
#include "runner/platform.h"

static const char *const known_keys[] = {
	"description", "arch", "requires-qemu", "machine", "cpu", "smp", "qemu", "cmdline",
	"caps", "trace", "fault", "device", "bdf", "allow", NULL,
};

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

static int read_fault(struct dms_platform *p, const char *file)
{
	const char *line = dms_kv_get(&p->kv, "fault");
	char err[256];

	if (!line || !dms_fault_parse(line, &p->fault, err, sizeof(err)))
		return 0;
	dms_err("%s: fault: %s", file, err);
	return -1;
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
		ret = read_fault(p, file);
	free(file);
	if (ret)
		dms_platform_free(p);
	return ret;
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

const char *dms_platform_device(const struct dms_platform *p, const char *id)
{
	size_t i, len = strlen(id);

	for (i = 0; i < p->kv.nr; i++) {
		const char *at = strstr(p->kv.items[i].value, ",id=");

		if (!strcmp(p->kv.items[i].key, "device") && at && !strncmp(at + 4, id, len) &&
		    (!at[4 + len] || at[4 + len] == ','))
			return p->kv.items[i].value;
	}
	return NULL;
}
