// SPDX-License-Identifier: GPL-2.0
/* Runs the chosen jobs and says how it went. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/boot.h"
#include "runner/choice.h"
#include "runner/front.h"
#include "runner/ktap.h"
#include "runner/kunit.h"
#include "runner/machine.h"
#include "runner/schedule.h"
#include "runner/summary.h"

#define BOOT_TIMEOUT	120

void dms_run_done(struct dms_run *run, struct dms_job *job)
{
	if (run->kunit)
		dms_kunit_done(run, job);
	else
		dms_ktap_result(run->ktap, ++run->nr_done, job);
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

/* With --matrix the table has stdout to itself. */
static int open_ktap(struct dms_run *run, const struct dms_run_options *opt)
{
	char *path;

	run->ktap = stdout;
	if (opt->matrix == DMS_MATRIX_NONE)
		return 0;
	path = dms_asprintf("%s/ktap.txt", run->results.dir);
	run->ktap = fopen(path, "we");
	if (!run->ktap)
		dms_err("cannot write %s: %s", path, strerror(errno));
	free(path);
	return run->ktap ? 0 : -1;
}

static void close_ktap(struct dms_run *run)
{
	bool bad = fflush(run->ktap) || ferror(run->ktap);

	if (run->ktap != stdout)
		bad |= fclose(run->ktap);
	if (bad && !run->broken) {
		dms_err("cannot write KTAP: %s", strerror(errno));
		run->broken = true;
	}
}

static void begin_ktap(struct dms_run *run, const struct dms_choice *c)
{
	size_t i;

	dms_ktap_plan(run->ktap, run->nr_jobs);
	for (i = 0; i < c->nr_targets; i++)
		dms_ktap_target(run->ktap, &c->targets[i]);
	for (i = 0; i < c->left_out.nr; i++)
		fprintf(run->ktap, "# platform %s: left out, no kernel of its architecture was named\n",
			c->left_out.v[i]);
}

static int print_matrix(const struct dms_matrix *m, const struct dms_run_options *opt)
{
	if (!dms_matrix_print(m, opt->matrix, stdout))
		return 0;
	dms_err("cannot write the table: %s", strerror(errno));
	return -1;
}

static int finish(struct dms_run *run, const struct dms_run_options *opt, double seconds)
{
	struct dms_matrix m;
	int ret;

	dms_matrix_of_run(&m, run, seconds);
	if (!run->broken && (dms_summary_write(run, &m) || dms_matrix_write(&m) ||
			     (run->kunit && dms_kunit_finish(run, opt->junit)) ||
			     dms_results_latest(&run->results)))
		run->broken = true;
	dms_matrix_grid(&m, "# ", run->ktap);
	close_ktap(run);
	ret = dms_matrix_status(&m);
	if (opt->matrix != DMS_MATRIX_NONE && print_matrix(&m, opt))
		run->broken = true;
	dms_matrix_free(&m);
	if (run->broken || ret == 2)
		return 2;
	if (!opt->keep)
		dms_results_prune(&run->results);
	return ret;
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
		.snapshots = !opt->no_snapshot,
		.kunit = opt->kunit,
	};
	double start;
	int ret = 2;

	/* first: an hour of building for a folder that cannot be written helps nobody */
	if (!dms_results_open(&run.results, opt->results) && !dms_choice_setup(c) &&
	    !open_ktap(&run, opt)) {
		start = dms_now();
		begin_ktap(&run, c);
		skip_unfit(&run);
		dms_schedule(&run);
		ret = finish(&run, opt, dms_now() - start);
	} else if (run.results.dir) {
		rmdir(run.results.dir);
	}
	dms_results_free(&run.results);
	dms_strbuf_free(&run.junit);
	return ret;
}

int dms_front_matrix(const struct dms_run_options *opt)
{
	struct dms_matrix m;
	int ret = 2;

	if (!dms_matrix_load(&m, opt->from) && !print_matrix(&m, opt))
		ret = dms_matrix_status(&m);
	dms_matrix_free(&m);
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
			char *command;

			dms_ktap_target(stdout, &c.targets[i]);
			if (c.targets[i].unfit)
				continue;
			command = dms_machine_command(&c.targets[i], single(&c, opt),
						      DMS_MACHINE_BY_HAND, NULL);
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
		dms_err("--shell is for one platform and one kernel");
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
