// SPDX-License-Identifier: GPL-2.0
/* Which jobs share a boot. */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/devices.h"
#include "runner/plan.h"

/*
 * The platform says how many faults fit into the kernel's rate limit; the agent waits where more
 * come.  A start from a snapshot takes a hundredth of that time: then not even what follows the
 * third fault has to wait.  With kmemleak the end of a boot takes longest, and scenarios are so
 * slow that faults lie apart.
 */
#define FAULTS_PER_START	2
#define FAULTS_PER_LEAK_SCAN	8

static bool needs_own_boot(struct dms_job *j)
{
	const struct dms_scenario *s = j->scenario;
	void *t = j->target;

	return s->second || s->wire || dms_scenario_flag(s, "isolate", dms_target_has, t) ||
	       dms_scenario_flag(s, "in-turn", dms_target_has, t) ||
	       dms_scenario_flag(s, "dies", dms_target_has, t) ||
	       dms_scenario_value(s, "cmdline", dms_target_has, t) ||
	       dms_scenario_value(s, "devices", dms_target_has, t);
}

static bool expects_fault(struct dms_job *j)
{
	const struct dms_scenario *s = j->scenario;
	size_t i;

	for (i = 0; i < s->nr_expects; i++)
		if (dms_expect_is_fault(&s->expects[i]) &&
		    dms_cond_holds(s->expects[i].cond, dms_target_has, j->target))
			return true;
	return false;
}

/* Where boots take long: with KVM they do not, and its state was never tried. */
static bool is_restorable(struct dms_job *j)
{
	return dms_target_has(j->target, "tcg") &&
	       dms_snapshot_fits(j->scenario, dms_target_has, j->target);
}

void dms_plan_add(struct dms_plan *plan, struct dms_job *const *jobs, size_t nr, bool alone)
{
	struct dms_batch *b;
	size_t i;

	if (!nr)
		return;
	plan->v = dms_realloc(plan->v, (plan->nr + 1) * sizeof(*plan->v));
	b = &plan->v[plan->nr++];
	*b = (struct dms_batch){ .nr = nr, .alone = alone, .restorable = true };
	b->jobs = dms_alloc(nr * sizeof(*jobs));
	memcpy(b->jobs, jobs, nr * sizeof(*jobs));
	for (i = 0; i < nr; i++)
		b->restorable = b->restorable && plan->snapshots && is_restorable(jobs[i]);
}

static size_t faults_per_boot(const struct dms_plan *plan, struct dms_target *t)
{
	size_t nr = t->platform.faults_per_boot;

	if (dms_target_has(t, "kmemleak"))
		return FAULTS_PER_LEAK_SCAN;
	if (plan->snapshots && dms_target_has(t, "tcg") && nr > FAULTS_PER_START)
		return FAULTS_PER_START;
	return nr;
}

/* Faults evenly among the others, at the end of their share: time passes between them. */
static void spread(struct dms_job **faults, size_t nr_faults, struct dms_job **others,
		   size_t nr_others, struct dms_job **out)
{
	size_t i, f = 0, o = 0, nr = nr_faults + nr_others;

	for (i = 0; i < nr; i++) {
		if (f < nr_faults && (f + 1) * nr / nr_faults <= i + 1)
			out[i] = faults[f++];
		else if (o < nr_others)
			out[i] = others[o++];
		else
			out[i] = faults[f++];
	}
}

/* @min_boots: so many at least */
static void plan_shared(struct dms_plan *plan, struct dms_job **shared, size_t nr,
			unsigned int min_boots)
{
	struct dms_job **faults = dms_alloc(nr * sizeof(*faults));
	struct dms_job **others = dms_alloc(nr * sizeof(*others));
	struct dms_job **order = dms_alloc(nr * sizeof(*order));
	size_t nr_faults = 0, nr_others = 0, per_boot, boots, i, k, n;

	if (!nr)
		goto out;
	for (i = 0; i < nr; i++) {
		if (expects_fault(shared[i]))
			faults[nr_faults++] = shared[i];
		else
			others[nr_others++] = shared[i];
	}
	spread(faults, nr_faults, others, nr_others, order);
	per_boot = faults_per_boot(plan, shared[0]->target);
	boots = (nr_faults + per_boot - 1) / per_boot;
	if (boots < min_boots)
		boots = min_boots;
	for (k = 0; k < boots; k++) {
		/* pieces of the order, not every n-th: that could be all faults */
		for (i = k * nr / boots, n = 0; i < (k + 1) * nr / boots; i++)
			others[n++] = order[i];
		dms_plan_add(plan, others, n, false);
	}
out:
	free(faults);
	free(others);
	free(order);
}

/* Boots that need the same devices: first those with what every platform has. */
static void plan_by_devices(struct dms_plan *plan, struct dms_job **shared, size_t nr,
			    unsigned int parallel)
{
	struct dms_job **group = dms_alloc(nr * sizeof(*group));
	const struct dms_devices *devices = NULL;
	size_t left = nr, i, n;

	while (left) {
		for (i = n = 0; i < nr; i++) {
			if (!shared[i] || dms_devices_of(shared[i]->scenario->engine) != devices)
				continue;
			group[n++] = shared[i];
			shared[i] = NULL;
		}
		plan_shared(plan, group, n, devices ? 1 : parallel);
		left -= n;
		for (i = 0; left && !shared[i]; i++)
			;
		if (left)
			devices = dms_devices_of(shared[i]->scenario->engine);
	}
	free(group);
}

static void plan_target(struct dms_plan *plan, struct dms_job *jobs, size_t nr,
			unsigned int parallel)
{
	struct dms_job **shared = dms_alloc(nr * sizeof(*shared));
	struct dms_job **booting = dms_alloc(nr * sizeof(*booting));
	size_t nr_shared = 0, nr_booting = 0, i;

	for (i = 0; i < nr; i++) {
		if (jobs[i].verdict != DMS_NOT_RUN || needs_own_boot(&jobs[i]))
			continue;
		/* one that must boot would keep its neighbours from the snapshot */
		if (plan->snapshots && !is_restorable(&jobs[i]))
			booting[nr_booting++] = &jobs[i];
		else
			shared[nr_shared++] = &jobs[i];
	}
	/* the long boots first: nothing is left running alone at the end */
	plan_by_devices(plan, shared, nr_shared, parallel);
	plan_by_devices(plan, booting, nr_booting, 1);
	for (i = 0; i < nr; i++) {
		struct dms_job *job = &jobs[i];

		if (job->verdict == DMS_NOT_RUN && needs_own_boot(job))
			dms_plan_add(plan, &job, 1, true);
	}
	free(shared);
	free(booting);
}

void dms_plan_make(struct dms_plan *plan, struct dms_job *jobs, size_t nr, unsigned int parallel,
		   bool snapshots)
{
	size_t start = 0, i;

	*plan = (struct dms_plan){ .snapshots = snapshots };
	for (i = 1; i <= nr; i++) {
		if (i < nr && jobs[i].target == jobs[start].target)
			continue;
		plan_target(plan, jobs + start, i - start, parallel);
		start = i;
	}
}

void dms_plan_free(struct dms_plan *plan)
{
	size_t i;

	for (i = 0; i < plan->nr; i++)
		free(plan->v[i].jobs);
	free(plan->v);
	*plan = (struct dms_plan){ 0 };
}
