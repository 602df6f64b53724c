/* SPDX-License-Identifier: GPL-2.0 */
/* A job: one scenario on one target, and what running it left behind. */
#ifndef DMS_JOB_H
#define DMS_JOB_H

#include <stdbool.h>
#include <stddef.h>

#include "runner/facts.h"
#include "runner/scenario.h"
#include "runner/found.h"
#include "runner/strlist.h"
#include "runner/target.h"

/**
 * enum dms_verdict - how a job ended
 * @DMS_NOT_RUN: not yet, or interrupted
 * @DMS_ERROR:	 it could not be run: the guest never came up
 */
enum dms_verdict { DMS_NOT_RUN, DMS_PASS, DMS_FAIL, DMS_SKIP, DMS_ERROR };

struct dms_record;

/**
 * struct dms_job - one scenario on one target
 * @reasons:	why it is no PASS; the first one is the headline
 * @proofs:	what each of its lines was met by
 * @found:	what the analyzer found
 * @seconds:	wall time from "run" to "end"
 * @dir:	its results folder, relative to the run's
 * @judge:	gives the verdict instead of the scenario's lines, or NULL
 * @judge_ctx:	for it, and for @observe
 * @observe:	sees what was left behind, beside the verdict, or NULL
 * @again:	command that does it again; NULL: `dmascope run` does
 */
struct dms_job {
	struct dms_scenario *scenario;
	struct dms_target *target;
	enum dms_verdict verdict;
	struct dms_strlist reasons;
	struct dms_strlist proofs;
	struct dms_found_list found;
	double seconds;
	char *dir;
	void (*judge)(struct dms_job *job, const struct dms_record *rec);
	void *judge_ctx;
	void (*observe)(struct dms_job *job, const struct dms_record *rec);
	const char *again;
};

/**
 * struct dms_record - what running a job left behind, to be judged
 * @console:	from its begin marker up to the next scenario's; line 1 is the marker
 * @console_len: up to and with the line of the end marker
 * @tail_len:	what follows until the next scenario began
 * @trace:	QEMU's trace log from "go" to "end"
 * @bundle:	folder of the files that the guest sent, or NULL
 * @state:	the guest's word: "ok", "fail", "skip"; NULL: the script never ended
 * @text:	what the guest said beside it
 * @trouble:	the runner ended it: hung, flooded, ...; NULL when not
 * @death:	how the guest died in it; NULL when it lives
 * @late_death:	how it died after the end of the script
 * @notes:	what the guest wanted people to know
 */
struct dms_record {
	char *console;
	size_t console_len;
	size_t tail_len;
	char *trace;
	size_t trace_len;
	struct dms_facts facts;
	char *bundle;
	char *state;
	char *text;
	char *trouble;
	char *death;
	char *late_death;
	struct dms_strlist notes;
};

const char *dms_verdict_name(enum dms_verdict v);
/** dms_verdict_parse() - the verdict of that name, or -1 */
int dms_verdict_parse(const char *name);
void dms_record_free(struct dms_record *r);
void dms_job_free(struct dms_job *j);

#endif /* DMS_JOB_H */
