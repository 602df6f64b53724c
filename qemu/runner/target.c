// SPDX-License-Identifier: GPL-2.0
/* What a platform and a kernel together can do. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/conf.h"
#include "runner/machine.h"
#include "runner/setup.h"
#include "runner/target.h"

/* True by construction, not by a caps line: see dms_target_has(). */
static const char *const derived_words[] = { "kvm", "tcg", "x86_64", "aarch64", "external" };

bool dms_target_has(void *ctx, const char *word)
{
	struct dms_target *t = ctx;

	return dms_strlist_has(&t->platform.caps, word) ||
	       dms_strlist_has(&t->kernel->caps, word) || !strcmp(word, t->accel) ||
	       !strcmp(word, t->platform.arch) ||
	       (t->kernel->external && !strcmp(word, "external"));
}

char *dms_target_skip_reason(struct dms_target *t, const struct dms_scenario *s)
{
	size_t i;

	if (t->unfit)
		return dms_strdup(t->unfit);
	for (i = 0; i < s->kv.nr; i++) {
		const struct dms_kv *kv = &s->kv.items[i];

		if (!strcmp(kv->key, "requires") &&
		    !dms_cond_holds(kv->value, dms_target_has, t))
			return dms_asprintf("It requires %s; platform and kernel are not so.",
					    kv->value);
	}
	return NULL;
}

static int find_qemu(struct dms_target *t)
{
	const char *min = t->platform.min_qemu ? t->platform.min_qemu : "8.0";
	const char *const args[] = { "--min", min, "--arch", t->platform.arch, NULL };
	struct dms_facts out = { 0 };
	const char *command, *version;
	int ret = dms_setup_run("qemu", args, &out, &t->unfit);

	command = dms_facts_get(&out, "command");
	version = dms_facts_get(&out, "version");
	if (!ret && !command) {
		t->unfit = dms_strdup("qemu/setup/qemu named no command");
		dms_err("%s", t->unfit);
		ret = -1;
	}
	if (!ret) {
		t->qemu = dms_strdup(command);
		t->qemu_version = dms_strdup(version ? version : "unknown");
		dms_platform_fit(&t->platform, t->qemu_version);
	}
	dms_facts_free(&out);
	return ret;
}

/* QEMU's own tree with what the platform lays over it. */
static int make_device_tree(struct dms_target *t)
{
	const char *overlay = dms_kv_get(&t->platform.kv, "device-tree"), *dtb;
	const char *const args[] = {
		overlay, t->qemu, t->platform.machine, dms_machine_cpu(t), dms_machine_cpus(t),
		dms_machine_memory(t), NULL,
	};
	struct dms_facts out = { 0 };
	int ret;

	if (!overlay)
		return 0;
	ret = dms_setup_run("device-tree", args, &out, &t->unfit);
	dtb = dms_facts_get(&out, "dtb");
	if (!ret && !dtb) {
		t->unfit = dms_strdup("qemu/setup/device-tree named no file");
		dms_err("%s", t->unfit);
		ret = -1;
	}
	if (!ret)
		t->dtb = dms_strdup(dtb);
	dms_facts_free(&out);
	return ret;
}

int dms_target_setup(struct dms_target *t)
{
	struct dms_facts unused = { 0 };

	if (t->kernel->unfit) {
		t->unfit = dms_strdup(t->kernel->unfit);
		return -1;
	}
	if (find_qemu(t) || make_device_tree(t))
		return -1;
	t->accel = dms_setup_run("kvm-works", NULL, &unused, NULL) ? "tcg" : "kvm";
	dms_facts_free(&unused);
	return 0;
}

void dms_target_free(struct dms_target *t)
{
	dms_platform_free(&t->platform);
	dms_snapshot_drop(&t->snapshot, DMS_SNAPSHOT_NONE);
	free(t->qemu);
	free(t->qemu_version);
	free(t->dtb);
	free(t->label);
	free(t->unfit);
	t->qemu = t->qemu_version = t->dtb = t->label = t->unfit = NULL;
}

static void add_words_of(const char *folder, struct dms_strlist *words)
{
	struct dms_strlist names = { 0 };
	struct dms_kv_file kv;
	size_t i;

	dms_conf_names(folder, &names);
	for (i = 0; i < names.nr; i++) {
		if (dms_conf_load(folder, folder, names.v[i], &kv))
			continue;
		dms_conf_words(&kv, "caps", words);
		dms_kv_free(&kv);
	}
	dms_strlist_free(&names);
}

static const struct dms_strlist *known_words(void)
{
	static struct dms_strlist words;
	size_t i;

	if (words.nr)
		return &words;
	for (i = 0; i < ARRAY_SIZE(derived_words); i++)
		dms_strlist_add(&words, derived_words[i]);
	add_words_of("platforms", &words);
	add_words_of("kernels", &words);
	return &words;
}

int dms_target_check_words(const struct dms_scenario *s)
{
	struct dms_strlist used = { 0 };
	size_t i, j;
	int ret = 0;

	for (i = 0; i < s->kv.nr && !ret; i++) {
		const struct dms_kv *kv = &s->kv.items[i];

		dms_strlist_free(&used);
		dms_strlist_split(&used, kv->cond, "&|! ");
		if (!strcmp(kv->key, "requires"))
			dms_strlist_split(&used, kv->value, "&|! ");
		for (j = 0; j < used.nr && !ret; j++) {
			const char *near = dms_strlist_nearest(known_words(), used.v[j]);

			if (dms_strlist_has(known_words(), used.v[j]))
				continue;
			dms_err("%s:%u: no platform and no kernel has capability '%s'%s%s%s",
				s->path, kv->line, used.v[j], near ? "; did you mean '" : "",
				near ? near : "", near ? "'?" : "");
			ret = -1;
		}
	}
	dms_strlist_free(&used);
	return ret;
}
