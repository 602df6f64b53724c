// SPDX-License-Identifier: GPL-2.0
/* What the command line chose. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/choice.h"
#include "runner/conf.h"
#include "runner/devices.h"
#include "runner/kunit.h"

/* The kernel of a platform for which none was named. */
#define DEFAULT_KERNEL	"6.12-%s-lean"

static void split_once(struct dms_strlist *names, const char *list)
{
	struct dms_strlist all = { 0 };
	size_t i;

	dms_strlist_split(&all, list, ", ");
	for (i = 0; i < all.nr; i++)
		if (!dms_strlist_has(names, all.v[i]))
			dms_strlist_add(names, all.v[i]);
	dms_strlist_free(&all);
}

static int load_kernels(struct dms_choice *c, const struct dms_strlist *names, const char *kdir)
{
	size_t i, external = 0;

	for (i = 0; i < names->nr; i++) {
		if (dms_kernel_load(names->v[i], kdir, &c->kernels[i]))
			return -1;
		c->nr_kernels++;
		external += !!c->kernels[i].external;
	}
	if (external < 2)
		return 0;
	dms_err("only one --kernel can be an image of your own");
	return -1;
}

/* One for each architecture; that of a new architecture may not be described yet. */
static int need_default_kernel(struct dms_choice *c, const char *arch)
{
	struct dms_kernel *k = &c->kernels[c->nr_kernels];
	struct dms_strlist known = { 0 };
	char *name;
	size_t i;
	int ret = 0;

	for (i = 0; i < c->nr_kernels; i++)
		if (!strcmp(c->kernels[i].arch, arch))
			return 0;
	name = dms_asprintf(DEFAULT_KERNEL, arch);
	dms_conf_names("kernels", &known);
	if (dms_strlist_has(&known, name))
		ret = dms_kernel_load(name, NULL, k);
	else
		dms_kernel_missing(name, arch, k);
	c->nr_kernels += !ret;
	dms_strlist_free(&known);
	free(name);
	return ret;
}

static int add_target(struct dms_choice *c, const char *platform, struct dms_kernel *k)
{
	struct dms_target *t = &c->targets[c->nr_targets];

	if (dms_platform_load(platform, &t->platform))
		return -1;
	t->label = dms_strdup(platform);
	t->kernel = k;
	/* until the machine was looked at; --list needs no more */
	t->accel = "tcg";
	c->nr_targets++;
	return 0;
}

/* With several kernels each has results of its own. */
static void label_targets(struct dms_target *t, size_t nr)
{
	size_t i;

	for (i = 0; nr > 1 && i < nr; i++) {
		free(t[i].label);
		t[i].label = dms_asprintf("%s@%s", t[i].platform.name, t[i].kernel->name);
	}
}

/* A platform runs with each kernel of its architecture. */
static int pair_platform(struct dms_choice *c, const char *name, bool all, bool named_kernels)
{
	size_t before = c->nr_targets, i;
	struct dms_platform p;
	int ret = 0;

	if (dms_platform_load(name, &p))
		return -1;
	if (!named_kernels)
		ret = need_default_kernel(c, p.arch);
	for (i = 0; i < c->nr_kernels && !ret; i++)
		if (!strcmp(c->kernels[i].arch, p.arch))
			ret = add_target(c, name, &c->kernels[i]);
	if (!ret && c->nr_targets == before && all) {
		dms_strlist_add(&c->left_out, name);
	} else if (!ret && c->nr_targets == before) {
		dms_err("platform %s is %s, and no kernel named is; try --kernel " DEFAULT_KERNEL,
			name, p.arch, p.arch);
		ret = -1;
	}
	dms_platform_free(&p);
	if (!ret)
		label_targets(c->targets + before, c->nr_targets - before);
	return ret;
}

static int refuse_idle_kernel(const struct dms_choice *c)
{
	size_t i, j;

	for (i = 0; i < c->nr_kernels; i++) {
		for (j = 0; j < c->nr_targets; j++)
			if (c->targets[j].kernel == &c->kernels[i])
				break;
		if (j < c->nr_targets)
			continue;
		dms_err("kernel %s is %s, and no platform named is; name one with --platform",
			c->kernels[i].name, c->kernels[i].arch);
		return -1;
	}
	return 0;
}

static void split_kernels(struct dms_strlist *names, const char *list)
{
	/* the path of an image may have a comma in it */
	if (list && strchr(list, '/') && !access(list, R_OK))
		dms_strlist_add(names, list);
	else if (list)
		split_once(names, list);
}

static int load_targets(struct dms_choice *c, const struct dms_run_options *opt)
{
	const char *list = opt->platforms ? opt->platforms : "vtd";
	struct dms_strlist platforms = { 0 }, kernels = { 0 };
	bool all = !strcmp(list, "all");
	size_t i;
	int ret = 0;

	if (all)
		dms_conf_names("platforms", &platforms);
	else
		split_once(&platforms, list);
	split_kernels(&kernels, opt->kernels);
	if (!platforms.nr || (opt->kernels && !kernels.nr)) {
		dms_err("no %s named", platforms.nr ? "kernel" : "platform");
		ret = -1;
	}
	/* targets point at kernels: neither list may move when it grows */
	c->kernels = dms_alloc((kernels.nr + platforms.nr) * sizeof(*c->kernels));
	c->targets = dms_alloc((kernels.nr + 1) * platforms.nr * sizeof(*c->targets));
	if (!ret)
		ret = load_kernels(c, &kernels, opt->kdir);
	for (i = 0; i < platforms.nr && !ret; i++)
		ret = pair_platform(c, platforms.v[i], all, opt->kernels);
	if (!ret)
		ret = refuse_idle_kernel(c);
	dms_strlist_free(&platforms);
	dms_strlist_free(&kernels);
	return ret;
}

/* Every N-th job of the same order on every machine: shards need no word between them. */
static void make_jobs(struct dms_choice *c, const struct dms_run_options *opt)
{
	size_t i, j, number = 0;

	c->jobs = dms_alloc(c->nr_targets * c->library.nr * sizeof(*c->jobs));
	for (i = 0; i < c->nr_targets; i++) {
		for (j = 0; j < c->library.nr; j++, number++) {
			if (opt->shards && number % opt->shards != opt->shard - 1)
				continue;
			c->jobs[c->nr_jobs++] = (struct dms_job){
				.scenario = &c->library.v[j], .target = &c->targets[i],
			};
		}
	}
}

int dms_choice_make(struct dms_choice *c, const struct dms_run_options *opt)
{
	size_t i;

	*c = (struct dms_choice){ 0 };
	if (dms_devices_load() || load_targets(c, opt))
		return -1;
	if (opt->kunit ? dms_kunit_library(&c->library, opt->kunit) :
			 dms_library_select(&c->library, &opt->patterns, opt->meta))
		return -1;
	for (i = 0; i < c->library.nr; i++)
		if (dms_target_check_words(&c->library.v[i]))
			return -1;
	make_jobs(c, opt);
	return 0;
}

int dms_choice_setup(struct dms_choice *c)
{
	size_t i, fit = 0;

	for (i = 0; i < c->nr_kernels; i++)
		dms_kernel_setup(&c->kernels[i]);
	for (i = 0; i < c->nr_targets; i++)
		fit += !dms_target_setup(&c->targets[i]);
	return fit ? 0 : -1;
}

void dms_choice_free(struct dms_choice *c)
{
	size_t i;

	for (i = 0; i < c->nr_jobs; i++)
		dms_job_free(&c->jobs[i]);
	free(c->jobs);
	for (i = 0; i < c->nr_targets; i++)
		dms_target_free(&c->targets[i]);
	free(c->targets);
	for (i = 0; i < c->nr_kernels; i++)
		dms_kernel_free(&c->kernels[i]);
	free(c->kernels);
	dms_strlist_free(&c->left_out);
	dms_library_free(&c->library);
	*c = (struct dms_choice){ 0 };
}
