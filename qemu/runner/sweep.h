/* SPDX-License-Identifier: GPL-2.0 */
/* dmascope sweep: each DMA call of a driver fails once, in a guest, and what breaks is told. */
#ifndef DMS_RUNNER_SWEEP_H
#define DMS_RUNNER_SWEEP_H

#include <stdint.h>
#include <stdio.h>

#include "base/kv.h"
#include "runner/job.h"
#include "runner/run.h"

enum dms_sweep_format { DMS_SWEEP_TEXT, DMS_SWEEP_JSON };

/**
 * struct dms_sweep_options - the command line
 * @drivers:	names in qemu/sweep, or files of the user's own
 * @sites:	"CALL:FUNCTION+0xOFFSET"; empty: all that the workload reaches
 * @script:	the user's workload for the guest's shell, or NULL
 * @here:	a PCI device of this machine, which is swept instead of a guest's; or NULL
 * @repeat:	what breaks must break so often, each time in a guest of its own
 * @first_nth, @last_nth: which of a site's calls fail, one in each run
 * @timeout:	seconds for the script of one run; 0: the default
 */
struct dms_sweep_options {
	struct dms_strlist drivers, sites;
	const char *platforms, *kernels, *kdir, *results, *script, *here;
	unsigned int boot_timeout, timeout, parallel, repeat, first_nth, last_nth;
	uint64_t seed;
	enum dms_sweep_format format;
};

/** dms_sweep_run() - Return: exit status: 0 all handled, 1 something broke, 2 could not run */
int dms_sweep_run(const struct dms_sweep_options *opt);
/** dms_sweep_list() - the drivers that have a file; Return: exit status */
int dms_sweep_list(FILE *out);

/**
 * struct dms_sweep_driver - qemu/sweep/NAME.conf
 * @spec:	as the command line has it
 * @driver:	the PCI driver's name
 * @bdf:	where its device is, on every platform
 * @work:	what is done with the device: block, net, script, suspend; set when there is a target
 */
struct dms_sweep_driver {
	char *name;
	const char *spec;
	struct dms_kv_file kv;
	const char *description, *driver, *modules, *parameters, *cmdline, *bdf;
	struct dms_strlist work;
};

/** dms_sweep_driver_load() - @name or the path of a file; 0, or -1 after one line on stderr */
int dms_sweep_driver_load(const char *name, struct dms_sweep_driver *d);
/** dms_sweep_driver_choose() - the work of the last line whose condition holds on @t */
void dms_sweep_driver_choose(struct dms_sweep_driver *d, struct dms_target *t);
/**
 * dms_sweep_driver_fit() - choose the work, give @t the device, and its kernel the modules
 * Return: 0 or -1 as above; 1, after a line as well, when it is not for this platform or kernel.
 */
int dms_sweep_driver_fit(struct dms_sweep_driver *d, const char *script, struct dms_target *t);
void dms_sweep_driver_free(struct dms_sweep_driver *d);

struct dms_sweep_try;

enum dms_sweep_outcome {
	DMS_SWEEP_NOT_RUN,
	DMS_SWEEP_HANDLED,	/* nothing broke, and the device works when it is bound again */
	DMS_SWEEP_BROKE,
	DMS_SWEEP_UNSTABLE,	/* it broke, but not each time */
	DMS_SWEEP_NOT_REACHED,	/* this time the call was not made */
	DMS_SWEEP_ERROR,	/* the run could not be judged */
};

/**
 * struct dms_sweep_what - what came of a run
 * @broke:	what broke, the worst first
 * @response:	what the driver made of the failure; of a recording: why it is none, or NULL
 * @finding:	the worst that the analyzer found; kind NULL: none
 * @report:	folder of the results, relative to the run's; NULL: none
 * @leaks, @mappings: that the run without a failure left, too
 */
struct dms_sweep_what {
	enum dms_sweep_outcome outcome;
	struct dms_strlist broke;
	char *response;
	struct dms_found finding;
	char *report;
	unsigned long leaks, mappings;
};

void dms_sweep_what_free(struct dms_sweep_what *w);

/**
 * struct dms_sweep_site - a call site that the workload reaches
 * @call:	function of the DMA API
 * @offset, @module: of the caller
 * @reached:	calls in the run without a failure
 */
struct dms_sweep_site {
	char *call, *function, *module;
	uint64_t offset;
	uint64_t reached;
};

/**
 * struct dms_sweep_case - one call of one site that fails
 * @tried, @failed: runs, and those that broke, beside the first
 */
struct dms_sweep_case {
	const struct dms_sweep_site *site;
	unsigned int nth, tried, failed;
	struct dms_sweep_what what;
};

/**
 * struct dms_sweep - a driver on a target
 * @bdf:	the swept device
 * @run_tries:	makes runs, numbered @turn when they are repetitions; 0, or -1 after one line on
 *		stderr
 * @baseline:	of the run without a failure
 * @spoilt:	why there were no more runs, or NULL: this machine is not what it was
 */
struct dms_sweep {
	const struct dms_sweep_options *opt;
	const char *bdf;
	int (*run_tries)(struct dms_sweep *s, struct dms_sweep_try *tries, size_t nr,
			 unsigned int turn);
	const char *spoilt;
	const struct dms_sweep_driver *driver;
	struct dms_target *target;
	struct dms_run *run;
	struct dms_sweep_what baseline;
	struct dms_sweep_site *sites;
	size_t nr_sites;
	struct dms_sweep_case *cases;
	size_t nr_cases;
	bool sites_lost;
};

/**
 * struct dms_sweep_try - one run: a scenario, and what came of it
 * @site:	NULL: nothing fails, all sites are recorded
 */
struct dms_sweep_try {
	struct dms_sweep *sweep;
	const struct dms_sweep_site *site;
	unsigned int nth;
	struct dms_scenario scenario;
	struct dms_sweep_what what;
	char *again;
};

/** dms_sweep_try_init() - makes scenario and job; @turn: 0, or the number of a repetition */
int dms_sweep_try_init(struct dms_sweep_try *t, struct dms_job *job, unsigned int turn);
void dms_sweep_try_free(struct dms_sweep_try *t);

/** dms_sweep_calls() - functions whose callers are looked for, in turn; then NULL */
const char *dms_sweep_call(size_t index);

/** dms_sweep_again() - the command that does @site's failure again, to free */
char *dms_sweep_again(const struct dms_sweep *s, const struct dms_sweep_site *site,
		      unsigned int nth);

/** dms_sweep_judge() - a job's observe(): sets the try's @what, and for a recording the sites */
void dms_sweep_judge(struct dms_job *job, const struct dms_record *rec);

/** dms_sweep_left() - mappings that a run left behind its device's driver */
unsigned long dms_sweep_left(const struct dms_record *rec);

/* sweep_front.c */
/** dms_sweep_all() - record, fail each, repeat; 0 or -1 as above */
int dms_sweep_all(struct dms_sweep *s);
/** dms_sweep_finish() - print and keep the table; Return: exit status */
int dms_sweep_finish(const struct dms_sweep *s, int ret);
/** dms_sweep_here() - on this machine; Return: exit status */
int dms_sweep_here(const struct dms_sweep_options *opt, struct dms_run *run);

/* sweep_sites.c */
/** dms_sweep_take_sites() - from the facts of the recording */
void dms_sweep_take_sites(struct dms_sweep *s, const struct dms_facts *facts);
/** dms_sweep_choose() - make cases of those sites that the options name; 0 or -1 as above */
int dms_sweep_choose(struct dms_sweep *s);

const char *dms_sweep_outcome_name(enum dms_sweep_outcome o);
void dms_sweep_print_text(const struct dms_sweep *s, FILE *out);
void dms_sweep_print_json(const struct dms_sweep *s, FILE *out);
void dms_sweep_free(struct dms_sweep *s);

#endif /* DMS_RUNNER_SWEEP_H */
