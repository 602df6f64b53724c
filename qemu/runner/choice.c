// SPDX-License-Identifier: GPL-2.0
/* What the command line chose. */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/choice.h"
#include "runner/conf.h"

static int load_target(struct dms_choice *c, const char *name, bool only_if_fits)
{
	struct dms_target *t = &c->targets[c->nr_targets];

	if (dms_platform_load(name, &t->platform))
		return -1;
	t->kernel = &c->kernel;
	/* until the machine was looked at; --list needs no more */
	t->accel = "tcg";
	if (only_if_fits && strcmp(t->platform.arch, c->kernel.arch))
		dms_platform_free(&t->platform);
	else
		c->nr_targets++;
	return 0;
}

static int load_targets(struct dms_choice *c, const char *platforms)
{
	struct dms_strlist names = { 0 };
	bool all = !strcmp(platforms, "all");
	size_t i;
	int ret = 0;

	if (all)
		dms_conf_names("platforms", &names);
	else
		dms_strlist_split(&names, platforms, ", ");
	if (!names.nr) {
		dms_err("no platform named");
		ret = -1;
	}
	c->targets = dms_alloc(names.nr * sizeof(*c->targets));
	for (i = 0; i < names.nr && !ret; i++)
		ret = load_target(c, names.v[i], all);
	dms_strlist_free(&names);
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
	if (dms_kernel_load(opt->kernel, opt->kdir, &c->kernel) ||
	    load_targets(c, opt->platforms) ||
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
	size_t i;

	if (dms_kernel_setup(&c->kernel))
		return -1;
	for (i = 0; i < c->nr_targets; i++)
		if (dms_target_setup(&c->targets[i]))
			return -1;
	return 0;
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
	dms_kernel_free(&c->kernel);
	dms_library_free(&c->library);
	*c = (struct dms_choice){ 0 };
}
