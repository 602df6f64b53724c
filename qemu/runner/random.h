/* SPDX-License-Identifier: GPL-2.0 */
/* Random sequences (dmatest-drv/random/): batches of them in guests, each one judged. */
#ifndef DMS_RUNNER_RANDOM_H
#define DMS_RUNNER_RANDOM_H

#include "random/random.h"
#include "runner/run.h"

/**
 * struct dms_random_options - the command line
 * @seed:	of the first sequence; those behind it have the numbers behind it
 * @count:	sequences on each platform; 0: as many as @seconds allow
 * @seconds:	wall time for each platform; 0: no limit
 * @violations:	of a thousand sequences so many misuse the API
 * @faults:	and so many in a way that an IOMMU reports
 * @kind:	the only violation, or NULL: all that the platform can show
 * @no_shrink:	leave failing sequences as they are
 */
struct dms_random_options {
	const char *platforms, *kernels, *kdir, *results;
	uint64_t seed;
	unsigned long count;
	unsigned int seconds;
	unsigned int violations, faults;
	const char *kind;
	bool no_shrink;
};

/** dms_random_run() - Return: exit status: 0, 1 (a sequence failed) or 2 (could not run) */
int dms_random_run(const struct dms_random_options *opt);

/**
 * struct dms_random_count - what became of the sequences of one kind
 * @exact:	just what was to be found, and all data
 * @missing:	something that was to be found was not
 * @extra:	something else was found
 * @broken:	the script failed: data was wrong, or a call did
 */
struct dms_random_count {
	unsigned long run, exact, missing, extra, broken;
};

/**
 * struct dms_random_failure - a sequence that failed
 * @why:	its reasons
 */
struct dms_random_failure {
	uint64_t seed;
	const struct rnd_violation *violation;
	struct dms_strlist why;
};

/**
 * struct dms_random_tally - what became of all sequences of a target
 * @legal:	of those without a violation
 * @kinds:	of the others
 * @loud:	batches whose boot said something that belongs to no sequence
 */
struct dms_random_tally {
	struct dms_random_count legal;
	struct dms_random_count *kinds;
	struct dms_random_failure *failures;
	size_t nr_failures;
	unsigned long loud;
};

void dms_random_tally_init(struct dms_random_tally *t);
void dms_random_tally_free(struct dms_random_tally *t);
void dms_random_tally_print(const struct dms_random_tally *t, FILE *out);
unsigned long dms_random_tally_run(const struct dms_random_tally *t);
bool dms_random_tally_clean(const struct dms_random_tally *t);

/**
 * struct dms_random_batch - seeds that one script carries out
 * @next:	the first one that was not carried out
 * @results:	where failing ones are kept
 */
struct dms_random_batch {
	uint64_t first, next;
	unsigned int nr;
	struct rnd_mix mix;
	struct dms_scenario scenario;
	struct dms_random_tally *tally;
	const struct dms_results *results;
};

/** dms_random_batch_init() - Return: 0, or -1 after one line on stderr */
int dms_random_batch_init(struct dms_random_batch *b, struct dms_job *job,
			  struct dms_target *target);

/** dms_random_scenario() - @s as a loaded scenario; 0, or -1 after one line on stderr */
int dms_random_scenario(const struct rnd_seq *s, const char *id, struct dms_scenario *out);

/** dms_random_path() - where the sequence of a failure is kept, to be freed */
char *dms_random_path(const struct dms_results *r, const struct dms_target *t, uint64_t seed,
		      const char *end);

/**
 * dms_random_shrink() - make a failing sequence small, and keep it as a scenario
 * @run: of the target's earlier rounds; it lends its settings
 */
void dms_random_shrink(struct dms_run *run, struct dms_target *t,
		       const struct dms_random_failure *f);

#endif /* DMS_RUNNER_RANDOM_H */
