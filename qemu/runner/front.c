// SPDX-License-Identifier: GPL-2.0
/* Runs the chosen jobs and says how it went. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/boot.h"
#include "runner/choice.h"
#include "runner/front.h"
#include "runner/ktap.h"
#include "runner/machine.h"
#include "runner/schedule.h"
#include "runner/summary.h"

#define BOOT_TIMEOUT	120

void dms_run_done(struct dms_run *run, struct dms_job *job)
{
	dms_ktap_result(++run->nr_done, job);
}

/* Known before anything boots. */
static void skip_unfit(struct dms_run *run)
{
	size_t i;

	for (i = 0; i < run->nr_jobs; i++) {
		struct dms_job *job = &run->jobs[i];
		char *reason = dms_target_skip_reason(job->target, job->scenario);

		if (!reason)
			continue;
		job->verdict = DMS_SKIP;
		dms_strlist_add(&job->reasons, reason);
		free(reason);
		dms_run_done(run, job);
	}
}

static int finish(struct dms_run *run, const struct dms_run_options *opt, double seconds)
{
	struct dms_counts c = dms_summary_count(run);

	if (!run->broken &&
	    (dms_summary_write(run, seconds) || dms_results_latest(&run->results)))
		run->broken = true;
	dms_summary_table(run, "# ", stdout);
	printf("# %u boots, %.1f s; %s/summary.txt\n", run->nr_boots, seconds, run->results.dir);
	fflush(stdout);
	if (run->broken || run->interrupted || c.error || c.not_run)
		return 2;
	if (!opt->keep)
		dms_results_prune(&run->results);
	return c.fail ? 1 : 0;
}

static unsigned int default_parallel(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	/* a guest has two processors, and under TCG they are busy ones */
	return n >= 4 ? n / 2 : 1;
}

static int run_choice(struct dms_choice *c, const struct dms_run_options *opt)
{
	struct dms_run run = {
		.boot_timeout = opt->boot_timeout ? opt->boot_timeout : BOOT_TIMEOUT,
		.timeout = opt->timeout,
		.parallel = opt->parallel ? opt->parallel : default_parallel(),
		.jobs = c->jobs, .nr_jobs = c->nr_jobs,
	};
	double start;
	size_t i;
	int ret = 2;

	/* first: an hour of building for a folder that cannot be written helps nobody */
	if (!dms_results_open(&run.results, opt->results) && !dms_choice_setup(c)) {
		start = dms_now();
		dms_ktap_plan(run.nr_jobs);
		for (i = 0; i < c->nr_targets; i++)
			dms_ktap_target(&c->targets[i]);
		skip_unfit(&run);
		dms_schedule(&run);
		ret = finish(&run, opt, dms_now() - start);
	} else if (run.results.dir) {
		rmdir(run.results.dir);
	}
	dms_results_free(&run.results);
	return ret;
}

int dms_front_run(const struct dms_run_options *opt)
{
	struct dms_choice c;
	int ret = 2;

	if (!dms_choice_make(&c, opt))
		ret = run_choice(&c, opt);
	dms_choice_free(&c);
	return ret;
}

/* A single named scenario brings its own parameters and devices. */
static const struct dms_scenario *single(const struct dms_choice *c,
					 const struct dms_run_options *opt)
{
	return opt->patterns.nr && c->library.nr == 1 ? &c->library.v[0] : NULL;
}

int dms_front_dry_run(const struct dms_run_options *opt)
{
	struct dms_choice c;
	size_t i;
	int ret = 2;

	if (!dms_choice_make(&c, opt) && !dms_choice_setup(&c)) {
		for (i = 0; i < c.nr_targets; i++) {
			char *command = dms_machine_command(&c.targets[i], single(&c, opt),
							    DMS_MACHINE_BY_HAND, NULL);

			dms_ktap_target(&c.targets[i]);
			printf("%s\n", command);
			free(command);
		}
		ret = 0;
	}
	dms_choice_free(&c);
	return ret;
}

int dms_front_shell(const struct dms_run_options *opt)
{
	struct dms_choice c;
	char *command;

	if (!dms_choice_make(&c, opt) && c.nr_targets != 1)
		dms_err("--shell is for one platform");
	else if (c.nr_targets == 1 && c.library.nr && !dms_choice_setup(&c)) {
		command = dms_machine_command(&c.targets[0], single(&c, opt), DMS_MACHINE_BY_HAND,
					      NULL);
		fputs("dmascope: Ctrl-a x ends the guest, Ctrl-a c is QEMU's monitor\n", stderr);
		execlp("bash", "bash", "-c", command, (char *)NULL);
		dms_err("cannot run bash");
		free(command);
	}
	dms_choice_free(&c);
	return 2;
}
