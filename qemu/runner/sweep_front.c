// SPDX-License-Identifier: GPL-2.0
/* dmascope sweep: recording, a run for each site, and those that broke over again. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/boot.h"
#include "runner/choice.h"
#include "runner/conf.h"
#include "runner/file.h"
#include "runner/ktap.h"
#include "runner/schedule.h"
#include "runner/sweep.h"

#define BOOT_TIMEOUT	180
/* All drivers of the distribution, as modules: ready in a minute. */
#define DEFAULT_KERNEL	"6.12-x86_64-full"

/* In guests, as many to a boot as it stands. */
static int run_tries(struct dms_sweep *s, struct dms_sweep_try *tries, size_t nr,
		     unsigned int turn)
{
	struct dms_job *jobs = dms_alloc(nr * sizeof(*jobs));
	struct dms_run *run = s->run;
	size_t i;
	int ret = 0;

	for (i = 0; i < nr && !ret; i++)
		ret = dms_sweep_try_init(&tries[i], &jobs[i], turn);
	run->jobs = jobs;
	run->nr_jobs = ret ? 0 : nr;
	run->nr_done = 0;
	if (!ret)
		dms_schedule(run);
	for (i = 0; i < nr; i++) {
		struct dms_sweep_what *w = &tries[i].what;

		/* it never came to be judged */
		if (w->outcome == DMS_SWEEP_NOT_RUN && jobs[i].reasons.nr) {
			w->outcome = DMS_SWEEP_ERROR;
			dms_strlist_add(&w->broke, jobs[i].reasons.v[0]);
		}
		dms_job_free(&jobs[i]);
	}
	free(jobs);
	run->jobs = NULL;
	run->nr_jobs = 0;
	return ret || run->broken || run->interrupted ? -1 : 0;
}

static int record(struct dms_sweep *s)
{
	struct dms_sweep_try t = { .sweep = s };
	int ret = s->run_tries(s, &t, 1, 0);

	s->baseline = t.what;
	t.what = (struct dms_sweep_what){ 0 };
	dms_sweep_try_free(&t);
	if (ret)
		return -1;
	if (s->baseline.outcome != DMS_SWEEP_HANDLED) {
		dms_err("%s: the workload fails without any failed call: %s; see %s/%s",
			s->driver->name, s->baseline.response ? s->baseline.response :
			s->baseline.broke.nr ? s->baseline.broke.v[0] : "?", s->run->results.dir,
		 s->baseline.report ? s->baseline.report : "");
		return -1;
	}
	if (!s->nr_sites) {
		dms_err("%s: the workload makes no call of the DMA API that can be recorded; see %s/%s",
			s->driver->name, s->run->results.dir, s->baseline.report);
		return -1;
	}
	return dms_sweep_choose(s);
}

static void free_tries(struct dms_sweep_try *tries, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		dms_sweep_try_free(&tries[i]);
	free(tries);
}

static int run_cases(struct dms_sweep *s)
{
	struct dms_sweep_try *tries = dms_alloc(s->nr_cases * sizeof(*tries));
	size_t i;
	int ret;

	for (i = 0; i < s->nr_cases; i++)
		tries[i] = (struct dms_sweep_try){
			.sweep = s, .site = s->cases[i].site, .nth = s->cases[i].nth,
		};
	ret = s->run_tries(s, tries, s->nr_cases, 0);
	for (i = 0; i < s->nr_cases; i++) {
		s->cases[i].what = tries[i].what;
		tries[i].what = (struct dms_sweep_what){ 0 };
	}
	free_tries(tries, s->nr_cases);
	return ret;
}

/*
 * In a guest that others used before, it may be theirs what broke, or that the call was not reached:
 * what was not handled says nothing yet.
 */
static bool is_doubtful(const struct dms_sweep_case *c)
{
	return c->what.outcome != DMS_SWEEP_HANDLED;
}

/* What breaks each time is believed: the last that broke stands for them. */
static void take_turn(struct dms_sweep_case *c, struct dms_sweep_what *w)
{
	bool broke = w->outcome == DMS_SWEEP_BROKE;

	/* a guest that never came up, say, speaks neither for nor against the driver */
	if (w->outcome == DMS_SWEEP_ERROR && c->tried)
		return;
	if (w->outcome != DMS_SWEEP_ERROR)
		c->tried++;
	c->failed += broke;
	if (c->tried <= 1 || broke) {
		dms_sweep_what_free(&c->what);
		c->what = *w;
		*w = (struct dms_sweep_what){ 0 };
	}
	if (c->failed && c->failed < c->tried)
		c->what.outcome = DMS_SWEEP_UNSTABLE;
}

static int repeat_cases(struct dms_sweep *s, unsigned int turn)
{
	struct dms_sweep_try *tries = dms_alloc(s->nr_cases * sizeof(*tries));
	size_t *which = dms_alloc(s->nr_cases * sizeof(*which));
	size_t i, nr = 0;
	int ret = 0;

	for (i = 0; i < s->nr_cases; i++) {
		if (!is_doubtful(&s->cases[i]))
			continue;
		which[nr] = i;
		tries[nr++] = (struct dms_sweep_try){
			.sweep = s, .site = s->cases[i].site, .nth = s->cases[i].nth,
		};
	}
	if (nr)
		ret = s->run_tries(s, tries, nr, turn);
	for (i = 0; i < nr; i++)
		take_turn(&s->cases[which[i]], &tries[i].what);
	free_tries(tries, nr);
	free(which);
	return ret;
}

int dms_sweep_all(struct dms_sweep *s)
{
	unsigned int turn;
	int ret = record(s);

	if (!ret)
		ret = run_cases(s);
	for (turn = 1; !ret && !s->spoilt && turn <= s->opt->repeat; turn++)
		ret = repeat_cases(s, turn);
	return ret;
}

static int status_of(const struct dms_sweep *s)
{
	size_t i;
	int ret = !!s->baseline.broke.nr;

	for (i = 0; i < s->nr_cases; i++) {
		if (s->cases[i].what.outcome == DMS_SWEEP_BROKE && !ret)
			ret = 1;
		else if (s->cases[i].what.outcome == DMS_SWEEP_ERROR)
			ret = 2;
	}
	return ret;
}

/* KTAP of the single runs, which says where each one's log is. */
static int open_books(struct dms_run *run, const char *results)
{
	char *path;

	if (dms_results_open(&run->results, results))
		return -1;
	path = dms_asprintf("%s/runs.txt", run->results.dir);
	run->ktap = fopen(path, "we");
	if (!run->ktap)
		dms_err("cannot write %s: %s", path, strerror(errno));
	free(path);
	return run->ktap ? 0 : -1;
}

/* The table once more, for whoever looks into the folder later. */
static void keep_tables(const struct dms_sweep *s)
{
	static const struct {
		const char *end;
		void (*print)(const struct dms_sweep *s, FILE *out);
	} tables[] = {
		{ "txt", dms_sweep_print_text }, { "json", dms_sweep_print_json },
	};
	size_t i;

	for (i = 0; i < 2; i++) {
		char *path = dms_asprintf("%s/%s/sweep/%s/table.%s", s->run->results.dir,
					  s->target->label, s->driver->name, tables[i].end);
		FILE *out = fopen(path, "we");

		if (out)
			tables[i].print(s, out);
		if (!out || fclose(out))
			dms_err("cannot write %s: %s", path, strerror(errno));
		free(path);
	}
}

int dms_sweep_finish(const struct dms_sweep *s, int ret)
{
	if (!ret)
		ret = status_of(s);
	dms_progress_clear();
	if (!s->nr_cases)
		return ret;
	if (s->opt->format == DMS_SWEEP_JSON)
		dms_sweep_print_json(s, stdout);
	else
		dms_sweep_print_text(s, stdout);
	fflush(stdout);
	keep_tables(s);
	return ret;
}

static int sweep_target(const struct dms_sweep_options *opt, struct dms_sweep_driver *d,
			struct dms_target *t, struct dms_run *run)
{
	struct dms_sweep s = {
		.opt = opt, .driver = d, .target = t, .run = run, .bdf = d->bdf,
		.run_tries = run_tries,
	};
	int ret = t->unfit ? -1 : dms_sweep_driver_fit(d, opt->script, t);

	if (t->unfit)
		dms_err("%s cannot run: %s", t->label, t->unfit);
	/* of all drivers some fit nowhere; of one that was named it must be said */
	if (ret == 1 && dms_strlist_has(&opt->drivers, "all"))
		return 0;
	ret = dms_sweep_finish(&s, ret || dms_sweep_all(&s) ? 2 : 0);
	dms_sweep_free(&s);
	return ret;
}

static int sweep_driver(const struct dms_sweep_options *opt, const char *name,
			struct dms_run *run)
{
	struct dms_run_options targets = {
		.platforms = opt->platforms, .kdir = opt->kdir,
		.kernels = opt->kernels ? opt->kernels : DEFAULT_KERNEL,
	};
	struct dms_sweep_driver d;
	struct dms_choice choice = { 0 };
	int ret = 0, one;
	size_t i;

	if (dms_sweep_driver_load(name, &d))
		return 2;
	if (dms_choice_make(&choice, &targets) || dms_choice_setup(&choice))
		ret = 2;
	for (i = 0; !ret && i < choice.nr_targets && !run->broken && !run->interrupted; i++) {
		one = sweep_target(opt, &d, &choice.targets[i], run);
		ret = one > ret ? one : ret;
	}
	dms_choice_free(&choice);
	dms_sweep_driver_free(&d);
	return run->broken || run->interrupted ? 2 : ret;
}

static void name_drivers(const struct dms_sweep_options *opt, struct dms_strlist *names)
{
	size_t i;

	for (i = 0; i < opt->drivers.nr; i++) {
		if (!strcmp(opt->drivers.v[i], "all"))
			dms_conf_names("sweep", names);
		else
			dms_strlist_add(names, opt->drivers.v[i]);
	}
}

int dms_sweep_run(const struct dms_sweep_options *opt)
{
	struct dms_run run = {
		.boot_timeout = opt->boot_timeout ? opt->boot_timeout : BOOT_TIMEOUT,
		.parallel = opt->parallel ? opt->parallel : 1,
	};
	struct dms_strlist names = { 0 };
	int ret = 0, one;
	size_t i;

	name_drivers(opt, &names);
	if (open_books(&run, opt->results))
		ret = 2;
	/* the others are swept, too, when one cannot be */
	if (run.ktap && opt->here)
		ret = dms_sweep_here(opt, &run);
	for (i = 0; run.ktap && !opt->here && i < names.nr && !run.broken && !run.interrupted; i++) {
		one = sweep_driver(opt, names.v[i], &run);
		ret = one > ret ? one : ret;
	}
	if (run.ktap) {
		fclose(run.ktap);
		dms_results_latest(&run.results);
	}
	dms_strlist_free(&names);
	dms_results_free(&run.results);
	return ret;
}
