/* SPDX-License-Identifier: GPL-2.0 */
/* One boot: a guest that carries out the jobs of one batch. */
#ifndef DMS_BOOT_H
#define DMS_BOOT_H

#include <poll.h>

#include "runner/channel.h"
#include "runner/console.h"
#include "runner/guest.h"
#include "runner/plan.h"
#include "runner/qmp.h"
#include "runner/run.h"

/**
 * enum dms_boot_state - what the guest is expected to do next
 * @DMS_BOOT_COMING:	say "ready" for the first time
 * @DMS_BOOT_SAVING:	nothing: it becomes the snapshot that others start from
 * @DMS_BOOT_SENDING:	say "begin" to a scenario's text
 * @DMS_BOOT_RUNNING:	say "end" to "go"
 * @DMS_BOOT_AGAIN:	say "ready" in the kernel that the script started
 * @DMS_BOOT_CLOSING:	print the end marker on the console, too
 * @DMS_BOOT_SETTLING:	say "ready" again
 * @DMS_BOOT_QUITTING:	power off
 * @DMS_BOOT_OVER:	the process is gone, all verdicts are given
 */
enum dms_boot_state {
	DMS_BOOT_COMING,
	DMS_BOOT_SAVING,
	DMS_BOOT_SENDING,
	DMS_BOOT_RUNNING,
	DMS_BOOT_AGAIN,
	DMS_BOOT_CLOSING,
	DMS_BOOT_SETTLING,
	DMS_BOOT_QUITTING,
	DMS_BOOT_OVER,
};

/**
 * struct dms_boot - one boot
 * @use:	does it leave a snapshot, does it start from one?
 * @next:	index of the batch's next job
 * @job, @rec:	the running job
 * @prev, @prev_rec: ended, but what the console still says belongs to it
 * @prev_begin, @prev_end: its part of the console
 * @sent:	length of the console when the running job was sent
 * @begin:	where its begin marker stands, once @begun
 * @again:	the kernel that the script started is running
 * @clean:	the console before the first scenario was looked at
 * @ready:	the guest is ready for the next scenario
 * @failed:	the guest never came up: the rest of the target would fare no better
 * @deadline:	on the monotonic clock
 * @errors:	what QEMU said on stderr
 * @complaint:	why a record of the agent was refused, or NULL
 */
struct dms_boot {
	struct dms_run *run;
	struct dms_target *target;
	struct dms_batch batch;
	enum dms_machine_use use;
	size_t next;
	enum dms_boot_state state;
	struct dms_guest guest;
	struct dms_channel channel;
	struct dms_qmp qmp;
	struct dms_console console;
	struct dms_strbuf errors;
	char *dir;
	char *complaint;
	double deadline;
	double started;
	struct dms_job *job, *prev;
	struct dms_record rec, prev_rec;
	size_t boot_len, sent, begin, prev_begin, prev_end;
	off_t trace_start;
	bool begun;
	bool again;
	bool clean;
	bool ready;
	bool dirty;
	bool failed;
};

#define DMS_BOOT_FDS	9

/** dms_boot_start() - Return: 0, or -1 after one line on stderr. Takes over @batch. */
int dms_boot_start(struct dms_boot *b, struct dms_run *run, struct dms_batch *batch,
		   enum dms_machine_use use);

/** dms_boot_fds() - what to poll; Return: how many of @fds were filled in */
size_t dms_boot_fds(const struct dms_boot *b, struct pollfd *fds);

/** dms_boot_step() - do all that can be done without waiting */
void dms_boot_step(struct dms_boot *b);

/** dms_boot_abort() - the whole run ends: kill the guest, keep what there is */
void dms_boot_abort(struct dms_boot *b);

/** dms_boot_free() - the jobs from @next on were not run */
void dms_boot_free(struct dms_boot *b);

/* boot_snapshot.c: boots that leave a snapshot, and boots that start from one */
/** dms_boot_waits() - true while @batch's guest could start from a snapshot that is being taken */
bool dms_boot_waits(const struct dms_target *t, const struct dms_batch *batch);
/** dms_boot_use() - @nr_restorable: batches of @t that could start from a snapshot, with this */
enum dms_machine_use dms_boot_use(struct dms_target *t, const struct dms_batch *batch,
				  size_t nr_restorable);
/** dms_boot_prepare() - before the guest is started */
void dms_boot_prepare(struct dms_boot *b);
/** dms_boot_save() - Return: true when the guest that is now ready becomes a snapshot */
bool dms_boot_save(struct dms_boot *b);
/** dms_boot_check_snapshot() - is it written, or read? */
void dms_boot_check_snapshot(struct dms_boot *b);
/** dms_boot_lost_snapshot() - Return: true when the guest went over it: its jobs are to boot */
bool dms_boot_lost_snapshot(struct dms_boot *b, const char *trouble);
/** dms_boot_leave_snapshot() - the boot ends: who waits for its snapshot need not any more */
void dms_boot_leave_snapshot(struct dms_boot *b);

/* boot_talk.c: the agent's side of the conversation */
extern const struct dms_channel_ops dms_boot_channel_ops;
/** dms_boot_send_next() - send the next scenario, or "quit" when there is none */
void dms_boot_send_next(struct dms_boot *b);
/** dms_boot_timeout() - seconds that the running job's script may take */
unsigned int dms_boot_timeout(const struct dms_boot *b);
/** dms_boot_step_done() - a dms_qmp_done_fn */
void dms_boot_step_done(void *boot, unsigned long number, const char *error, const char *reply);

/* boot_verdict.c: from what happened to verdicts */
/** dms_boot_mark_trace() - QEMU's trace from here on belongs to the running job */
void dms_boot_mark_trace(struct dms_boot *b);
/** dms_boot_keep_trace() - up to here */
void dms_boot_keep_trace(struct dms_boot *b);
/** dms_boot_script_ended() - the running job has all but what still follows on the console */
void dms_boot_script_ended(struct dms_boot *b, size_t console_end);
/** dms_boot_judge_prev() - @console_end: where the part after its end ends; no-op without one */
void dms_boot_judge_prev(struct dms_boot *b, size_t console_end);
/** dms_boot_check_console() - look for the markers that are waited for */
void dms_boot_check_console(struct dms_boot *b);
/** dms_boot_guest_gone() - the process ended or was killed, with @trouble when by us */
void dms_boot_guest_gone(struct dms_boot *b, const char *trouble);

/** dms_boot_enter() - @state must be left within @seconds */
void dms_boot_enter(struct dms_boot *b, enum dms_boot_state state, double seconds);

/** dms_now() - seconds on the monotonic clock */
double dms_now(void);

#endif /* DMS_BOOT_H */
