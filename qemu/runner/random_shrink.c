// SPDX-License-Identifier: GPL-2.0
/* Makes failing sequences small, in guests, and keeps them as scenarios. */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/file.h"
#include "runner/random.h"
#include "runner/schedule.h"

/**
 * struct shrinking - one sequence being made small
 * @signature:	how it fails: its first reason without its numbers
 */
struct shrinking {
	struct dms_run *run;
	struct dms_target *target;
	uint64_t seed;
	char *signature;
};

char *dms_random_path(const struct dms_results *r, const struct dms_target *t, uint64_t seed,
		      const char *end)
{
	return dms_asprintf("%s/random/%s-%" PRIu64 "%s", r->dir, t->label, seed, end);
}

/* Addresses, lines and counts differ from try to try. */
static char *signature_of(const struct dms_job *job)
{
	const char *s = job->reasons.nr ? job->reasons.v[0] : "";
	struct dms_strbuf b = { 0 };

	if (job->verdict != DMS_FAIL)
		return NULL;
	for (; *s; s++)
		if (!isxdigit((unsigned char)*s))
			dms_strbuf_add(&b, s, 1);
	return dms_strbuf_take(&b);
}

/* Runs all of them as scenarios; @jobs and @scenarios have room for so many. */
static void run_all(struct shrinking *k, const struct rnd_seq *seqs, size_t nr,
		    struct dms_job *jobs, struct dms_scenario *scenarios)
{
	struct dms_run *run = k->run;
	size_t i;

	for (i = 0; i < nr; i++) {
		char *id = dms_asprintf("random/%" PRIu64 "-%zu", k->seed, i);

		if (dms_random_scenario(&seqs[i], id, &scenarios[i]))
			run->broken = true;
		jobs[i] = (struct dms_job){ .scenario = &scenarios[i], .target = k->target };
		free(id);
	}
	run->jobs = jobs;
	run->nr_jobs = nr;
	if (!run->broken)
		dms_schedule(run);
	run->jobs = NULL;
	run->nr_jobs = 0;
}

static size_t first_alike(void *ctx, const struct rnd_seq *seqs, size_t nr)
{
	struct shrinking *k = ctx;
	struct dms_scenario *scenarios = dms_alloc(nr * sizeof(*scenarios));
	struct dms_job *jobs = dms_alloc(nr * sizeof(*jobs));
	size_t i, found = nr;

	if (!k->run->interrupted && !k->run->broken)
		run_all(k, seqs, nr, jobs, scenarios);
	for (i = nr; i-- > 0;) {
		char *signature = signature_of(&jobs[i]);

		/* the first time it says how the sequence fails */
		if (signature && !k->signature)
			k->signature = dms_strdup(signature);
		if (signature && !strcmp(signature, k->signature))
			found = i;
		free(signature);
		dms_job_free(&jobs[i]);
		dms_scenario_free(&scenarios[i]);
	}
	free(scenarios);
	free(jobs);
	return found;
}

static int keep(const struct rnd_seq *s, const char *path)
{
	char *text = rnd_text(s);
	int ret = dms_file_write(path, text, strlen(text));

	free(text);
	return ret;
}

void dms_random_shrink(struct dms_run *run, struct dms_target *t,
		       const struct dms_random_failure *f)
{
	struct shrinking k = { .run = run, .target = t, .seed = f->seed };
	char *path = dms_random_path(&run->results, t, f->seed, ".scn");
	struct rnd_seq *s = dms_alloc(sizeof(*s));
	size_t before, tests;

	rnd_generate(s, f->seed, f->violation);
	before = s->nr;
	if (run->interrupted || keep(s, path)) {
		/* its log is there, and the seed makes it again */
	} else if (first_alike(&k, s, 1)) {
		printf("# seed %" PRIu64 ": alone in a boot it does not fail\n", f->seed);
	} else {
		tests = rnd_shrink(s, first_alike, &k);
		keep(s, path);
		printf("# seed %" PRIu64 ": %zu ops made %zu, in %zu tries\n", f->seed, before,
		       s->nr, tests);
	}
	printf("# again: dmascope run --platform %s --kernel %s %s\n", t->platform.name,
	       t->kernel->name, path);
	fflush(stdout);
	free(k.signature);
	free(path);
	free(s);
}
