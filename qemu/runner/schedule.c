// SPDX-License-Identifier: GPL-2.0
/* The one event loop: all boots, signals, the watchdog. */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/boot.h"
#include "runner/ktap.h"
#include "runner/plan.h"
#include "runner/schedule.h"

struct schedule {
	struct dms_run *run;
	struct dms_plan plan;
	struct dms_boot *boots;
	size_t nr_slots;
	size_t nr_active;
	int signals;
	double deadline;
};

/*
 * Every wait below is bounded already; this is for the case that one of them is wrong.
 * Twice the longest that the boots can take one after the other.
 */
static double watchdog(const struct dms_run *run)
{
	double seconds = 60;
	size_t i;

	for (i = 0; i < run->nr_jobs; i++)
		seconds += 2 * (run->boot_timeout + 200.0 + run->jobs[i].scenario->timeout +
				run->timeout);
	return dms_now() + seconds;
}

static int block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void skip_batch(struct schedule *s, struct dms_batch *b, const char *reason)
{
	size_t i;

	for (i = 0; i < b->nr; i++) {
		b->jobs[i]->verdict = DMS_ERROR;
		dms_strlist_add(&b->jobs[i]->reasons, reason);
		dms_run_done(s->run, b->jobs[i]);
	}
	b->nr = 0;
}

static struct dms_target *target_of(const struct dms_batch *b)
{
	return b->nr ? b->jobs[0]->target : NULL;
}

/* A batch that was started is empty. */
static struct dms_batch *next_batch(struct schedule *s)
{
	size_t i;

	for (i = 0; i < s->plan.nr; i++)
		if (s->plan.v[i].nr && !dms_boot_waits(target_of(&s->plan.v[i]), &s->plan.v[i]))
			return &s->plan.v[i];
	return NULL;
}

static size_t count_restorable(struct schedule *s, const struct dms_target *t)
{
	size_t i, nr = 0;

	for (i = 0; i < s->plan.nr; i++)
		nr += target_of(&s->plan.v[i]) == t && s->plan.v[i].restorable;
	return nr;
}

/*
 * A guest that searches its memory for leaks before it powers off keeps one processor busy for
 * a quarter of a minute, and nobody waits for what it does: the next one need not.
 */
static bool has_room(struct schedule *s)
{
	size_t i, nr_busy = 0;

	for (i = 0; i < s->nr_slots; i++)
		nr_busy += s->boots[i].run && s->boots[i].state != DMS_BOOT_QUITTING;
	return nr_busy < s->run->parallel;
}

static void start_boots(struct schedule *s)
{
	size_t i;

	for (i = 0; i < s->nr_slots && has_room(s); i++) {
		struct dms_boot *b = &s->boots[i];
		struct dms_batch *batch;
		struct dms_target *t;

		if (b->run)
			continue;
		batch = next_batch(s);
		if (!batch)
			return;
		t = target_of(batch);
		if (dms_boot_start(b, s->run, batch,
				   dms_boot_use(t, batch, count_restorable(s, t)))) {
			s->run->broken = true;
			return;
		}
		s->nr_active++;
	}
}

/* A target whose guest does not come up would only cost the same time again. */
static void doom_target(struct schedule *s, const struct dms_target *t)
{
	size_t i;

	for (i = 0; i < s->plan.nr; i++)
		if (target_of(&s->plan.v[i]) == t)
			skip_batch(s, &s->plan.v[i], "an earlier guest of this platform never came up");
}

/* A guest's memory is kept no longer than somebody can start from it. */
static void drop_snapshot(struct schedule *s, struct dms_target *t)
{
	size_t i;

	for (i = 0; i < s->nr_slots; i++)
		if (s->boots[i].run && s->boots[i].target == t)
			return;
	if (t->snapshot.state == DMS_SNAPSHOT_READY && !count_restorable(s, t))
		dms_snapshot_drop(&t->snapshot, DMS_SNAPSHOT_NONE);
}

static void finish_boot(struct schedule *s, struct dms_boot *b)
{
	size_t left = b->batch.nr - b->next;
	struct dms_target *t = b->target;

	/* what a dead or dirty boot could not do any more goes on in a new one */
	if (left && !s->run->broken)
		dms_plan_add(&s->plan, b->batch.jobs + b->next, left, b->batch.alone);
	if (b->failed)
		doom_target(s, t);
	dms_boot_free(b);
	s->nr_active--;
	drop_snapshot(s, t);
}

static void wait_for_something(struct schedule *s)
{
	struct pollfd *fds = dms_alloc((s->nr_slots * DMS_BOOT_FDS + 1) * sizeof(*fds));
	double until = s->deadline, ms;
	size_t i, n = 0;

	fds[n++] = (struct pollfd){ .fd = s->signals, .events = POLLIN };
	for (i = 0; i < s->nr_slots; i++) {
		if (!s->boots[i].run)
			continue;
		n += dms_boot_fds(&s->boots[i], fds + n);
		if (s->boots[i].deadline < until)
			until = s->boots[i].deadline;
	}
	ms = (until - dms_now()) * 1000 + 1;
	poll(fds, n, ms < 0 ? 0 : ms > 3600000 ? 3600000 : (int)ms);
	if (fds[0].revents)
		s->run->interrupted = true;
	free(fds);
}

static void step_boots(struct schedule *s)
{
	size_t i;

	for (i = 0; i < s->nr_slots; i++) {
		struct dms_boot *b = &s->boots[i];

		if (!b->run)
			continue;
		dms_boot_step(b);
		if (b->job)
			dms_progress(s->run->nr_done, s->run->nr_jobs, b->job->scenario->id);
		else if (b->state == DMS_BOOT_COMING)
			dms_progress(s->run->nr_done, s->run->nr_jobs, "booting");
		if (b->state == DMS_BOOT_OVER)
			finish_boot(s, b);
	}
}

static bool must_stop(struct schedule *s)
{
	if (dms_now() > s->deadline) {
		dms_err("the run took far longer than its parts may; ending it");
		s->run->broken = true;
	}
	return s->run->broken || s->run->interrupted;
}

static void abort_boots(struct schedule *s)
{
	size_t i;

	for (i = 0; i < s->nr_slots; i++) {
		if (!s->boots[i].run)
			continue;
		dms_boot_abort(&s->boots[i]);
		dms_boot_free(&s->boots[i]);
	}
}

void dms_schedule(struct dms_run *run)
{
	/* as many that end as run */
	struct schedule s = {
		.run = run, .deadline = watchdog(run), .nr_slots = 2 * (size_t)run->parallel,
	};

	signal(SIGPIPE, SIG_IGN);
	s.signals = block_signals();
	s.boots = dms_alloc(s.nr_slots * sizeof(*s.boots));
	dms_plan_make(&s.plan, run->jobs, run->nr_jobs, run->parallel,
		      run->snapshots);
	for (;;) {
		start_boots(&s);
		if (must_stop(&s) || !s.nr_active)
			break;
		wait_for_something(&s);
		if (must_stop(&s))
			break;
		step_boots(&s);
	}
	abort_boots(&s);
	dms_progress_clear();
	dms_plan_free(&s.plan);
	free(s.boots);
	close(s.signals);
}
