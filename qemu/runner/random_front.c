// SPDX-License-Identifier: GPL-2.0
/* dmascope random: rounds of batches until there were enough sequences, and what came of them. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/boot.h"
#include "runner/choice.h"
#include "runner/file.h"
#include "runner/ktap.h"
#include "runner/random.h"
#include "runner/schedule.h"

#define BOOT_TIMEOUT	120
#define BATCH		250		/* sequences of one script: its log stays handy */
#define BATCHES		16		/* of one round, and as a rule of one boot, at most */

/* Failing sequences are often of one kind: so many of them are made small. */
#define MAX_SHRUNK	3
#define MAX_SHOWN	20

/**
 * struct campaign - the sequences of one target
 * @next:	seed that no batch has yet
 * @left:	sequences to go
 * @ends:	on the monotonic clock; 0: never
 * @round:	batches of the next round: few at first, since time is looked at between rounds
 */
struct campaign {
	const struct dms_random_options *opt;
	struct dms_run *run;
	struct dms_target *target;
	struct dms_random_tally tally;
	struct rnd_mix mix;
	uint64_t next;
	unsigned long left;
	double ends;
	size_t round;
};

/* The violations that this target can show, each with its expectations. */
static uint64_t kinds_of(struct dms_target *t, const char *only)
{
	struct rnd_seq *s = dms_alloc(sizeof(*s));
	struct dms_scenario scenario;
	uint64_t kinds = 0;
	size_t i;

	for (i = 0; i < rnd_nr_violations; i++) {
		char *reason;

		if (only && strcmp(only, rnd_violations[i].name))
			continue;
		rnd_generate(s, 0, &rnd_violations[i]);
		if (dms_random_scenario(s, "random", &scenario))
			continue;
		reason = dms_target_skip_reason(t, &scenario);
		if (!reason)
			kinds |= 1ULL << i;
		free(reason);
		dms_scenario_free(&scenario);
	}
	free(s);
	return kinds;
}

static unsigned int take_batch(struct campaign *c)
{
	unsigned int nr = c->opt->count && c->left < BATCH ? c->left : BATCH;

	c->next += nr;
	if (c->opt->count)
		c->left -= nr;
	return nr;
}

/* What a batch did not come to is the next round's. */
static void start_batch(struct campaign *c, struct dms_random_batch *b, struct dms_job *job)
{
	uint64_t next = b->next, end = b->first + b->nr;

	*b = (struct dms_random_batch){
		.mix = c->mix, .tally = &c->tally, .results = &c->run->results,
	};
	if (next < end) {
		b->first = next;
		b->nr = end - next;
	} else {
		b->first = c->next;
		b->nr = take_batch(c);
	}
	if (b->nr && dms_random_batch_init(b, job, c->target))
		c->run->broken = true;
}

static void end_batches(struct campaign *c, struct dms_random_batch *batches)
{
	struct dms_run *run = c->run;
	size_t i;

	for (i = 0; i < run->nr_jobs; i++) {
		if (run->jobs[i].verdict == DMS_ERROR || (run->jobs[i].verdict == DMS_FAIL &&
							  batches[i].next == batches[i].first)) {
			dms_err("platform %s: %s", c->target->label,
				run->jobs[i].reasons.nr ? run->jobs[i].reasons.v[0] : "?");
			run->broken = true;
		}
		dms_job_free(&run->jobs[i]);
		dms_scenario_free(&batches[i].scenario);
	}
}

/* Return: false when there was nothing left to do. */
static bool do_round(struct campaign *c, struct dms_random_batch *batches)
{
	struct dms_job jobs[BATCHES] = { 0 };
	struct dms_run *run = c->run;
	struct dms_random_batch old[BATCHES];
	size_t i, nr = 0;

	memcpy(old, batches, sizeof(old));
	for (i = 0; i < c->round && !run->broken; i++) {
		batches[nr] = old[i];
		start_batch(c, &batches[nr], &jobs[nr]);
		nr += !!batches[nr].nr;
	}
	for (i = nr; i < BATCHES; i++)
		batches[i] = (struct dms_random_batch){ 0 };
	run->jobs = jobs;
	run->nr_jobs = nr;
	if (nr && !run->broken)
		dms_schedule(run);
	end_batches(c, batches);
	if (c->round < BATCHES)
		c->round *= 2;
	run->jobs = NULL;
	run->nr_jobs = 0;
	return nr;
}

static bool is_over(const struct campaign *c)
{
	return c->run->broken || c->run->interrupted || (c->ends && dms_now() > c->ends);
}

static void show_failures(struct campaign *c)
{
	size_t i, k;

	for (i = 0; i < c->tally.nr_failures && i < MAX_SHOWN; i++) {
		const struct dms_random_failure *f = &c->tally.failures[i];

		printf("# seed %" PRIu64 " (%s) failed:\n", f->seed,
		       f->violation ? f->violation->name : "legal");
		for (k = 0; k < f->why.nr; k++) {
			char *safe = dms_escape(f->why.v[k]);

			printf("#   %s\n", safe);
			free(safe);
		}
	}
	if (i < c->tally.nr_failures)
		printf("# and %zu more\n", c->tally.nr_failures - i);
	for (i = 0; i < c->tally.nr_failures && i < MAX_SHRUNK && !c->opt->no_shrink; i++)
		dms_random_shrink(c->run, c->target, &c->tally.failures[i]);
}

static void report(struct campaign *c, size_t number, double seconds)
{
	bool good = dms_random_tally_clean(&c->tally) && dms_random_tally_run(&c->tally);
	unsigned long nr = dms_random_tally_run(&c->tally);

	printf("# platform %s, kernel %s: %lu sequences from seed %" PRIu64 " on in %.0f s (%.1f/s), "
	       "%u boots\n", c->target->platform.name, c->target->kernel->name, nr, c->opt->seed,
	       seconds, nr / seconds, c->run->nr_boots);
	dms_random_tally_print(&c->tally, stdout);
	if (c->tally.loud)
		printf("# %lu batches with findings that belong to no sequence: see %s/batches.txt\n",
		       c->tally.loud, c->run->results.dir);
	show_failures(c);
	printf("%s %zu %s/random\n", good ? "ok" : "not ok", number, c->target->label);
	fflush(stdout);
}

static bool run_target(struct campaign *c, size_t number)
{
	struct dms_random_batch batches[BATCHES] = { 0 };
	double start = dms_now();
	bool clean;

	c->next = c->opt->seed;
	c->left = c->opt->count;
	c->round = 1;
	c->ends = c->opt->seconds ? start + c->opt->seconds : 0;
	c->mix = (struct rnd_mix){
		.violations = c->opt->violations, .faults = c->opt->faults,
		.kinds = kinds_of(c->target, c->opt->kind),
	};
	c->run->nr_boots = 0;
	dms_random_tally_init(&c->tally);
	while (!is_over(c) && do_round(c, batches))
		dms_progress(dms_random_tally_run(&c->tally), c->opt->count, c->target->label);
	dms_progress_clear();
	report(c, number, dms_now() - start);
	clean = dms_random_tally_clean(&c->tally);
	dms_random_tally_free(&c->tally);
	return clean;
}

static int run_targets(struct dms_choice *choice, const struct dms_random_options *opt,
		       struct dms_run *run)
{
	size_t i;
	int ret = 0;

	printf("KTAP version 1\n1..%zu\n", choice->nr_targets);
	for (i = 0; i < choice->nr_targets && !run->broken && !run->interrupted; i++) {
		struct campaign c = { .opt = opt, .run = run, .target = &choice->targets[i] };

		if (c.target->unfit)
			printf("ok %zu %s/random # SKIP %s\n", i + 1, c.target->label,
			       c.target->unfit);
		else if (!run_target(&c, i + 1))
			ret = 1;
	}
	return run->broken || run->interrupted ? 2 : ret;
}

/* KTAP of the batches, which says where each one's log is. */
static int open_books(struct dms_run *run, const char *results)
{
	char *path;

	if (dms_results_open(&run->results, results))
		return -1;
	path = dms_asprintf("%s/batches.txt", run->results.dir);
	run->ktap = fopen(path, "we");
	if (!run->ktap)
		dms_err("cannot write %s: %s", path, strerror(errno));
	free(path);
	path = dms_asprintf("%s/random", run->results.dir);
	if (run->ktap && dms_file_mkdirs(path)) {
		fclose(run->ktap);
		run->ktap = NULL;
	}
	free(path);
	return run->ktap ? 0 : -1;
}

int dms_random_run(const struct dms_random_options *opt)
{
	struct dms_run_options targets = {
		.platforms = opt->platforms, .kernels = opt->kernels, .kdir = opt->kdir,
	};
	struct dms_run run = { .boot_timeout = BOOT_TIMEOUT, .parallel = 1 };
	struct dms_choice choice;
	int ret = 2;

	if (opt->kind && !rnd_violation_named(opt->kind)) {
		dms_err("unknown violation '%s'; 'dmascope random --list' names them", opt->kind);
		return 2;
	}
	if (!dms_choice_make(&choice, &targets) && !dms_choice_setup(&choice) &&
	    !open_books(&run, opt->results)) {
		ret = run_targets(&choice, opt, &run);
		fclose(run.ktap);
		dms_results_latest(&run.results);
	}
	dms_choice_free(&choice);
	dms_results_free(&run.results);
	return ret;
}
