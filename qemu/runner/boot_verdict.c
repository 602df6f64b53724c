// SPDX-License-Identifier: GPL-2.0
/* From what happened in a boot to verdicts: whose the console is, and whose fault a death is. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "guest/protocol.h"
#include "runner/boot.h"
#include "runner/devices.h"
#include "runner/file.h"
#include "runner/verdict.h"

/* The agent may wait for the kernel's fault log to print again: its rate limit is 5 s. */
#define SETTLE_TIME	40

static int open_trace(const struct dms_boot *b)
{
	char *path = dms_asprintf("%s/trace.log", b->guest.dir);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	free(path);
	return fd;
}

void dms_boot_mark_trace(struct dms_boot *b)
{
	int fd = open_trace(b);
	struct stat st;

	b->trace_start = fd >= 0 && !fstat(fd, &st) ? st.st_size : 0;
	if (fd >= 0)
		close(fd);
}

void dms_boot_keep_trace(struct dms_boot *b)
{
	int fd = open_trace(b);

	free(b->rec.trace);
	b->rec.trace = fd >= 0 ? dms_file_read_from(fd, b->trace_start, &b->rec.trace_len) : NULL;
	if (!b->rec.trace)
		b->rec.trace_len = 0;
	if (fd >= 0)
		close(fd);
}

void dms_boot_script_ended(struct dms_boot *b, size_t console_end)
{
	dms_boot_judge_prev(b, b->begun ? b->begin : b->sent);
	b->prev = b->job;
	b->prev_rec = b->rec;
	b->prev_begin = b->begun ? b->begin : b->sent;
	b->prev_end = console_end;
	b->job = NULL;
	b->rec = (struct dms_record){ 0 };
	b->console.since = console_end;
	dms_boot_enter(b, DMS_BOOT_SETTLING, SETTLE_TIME);
	if (b->ready)
		dms_boot_send_next(b);
}

/* The memory map that the kernel printed when it came up tells a physical address from others. */
static void keep_boot_messages(struct dms_boot *b, const struct dms_record *rec)
{
	char *path;

	if (!rec->bundle || !b->boot_len || b->run->broken)
		return;
	path = dms_asprintf("%s/boot.log", rec->bundle);
	if (dms_file_write(path, b->console.text.s, b->boot_len))
		b->run->broken = true;
	free(path);
}

void dms_boot_judge_prev(struct dms_boot *b, size_t console_end)
{
	struct dms_record *rec = &b->prev_rec;
	const struct dms_report *report;
	struct dms_analysis *analysis;

	if (!b->prev)
		return;
	rec->console_len = b->prev_end - b->prev_begin;
	rec->tail_len = console_end - b->prev_end;
	rec->console = dms_alloc(rec->console_len + rec->tail_len + 1);
	memcpy(rec->console, b->console.text.s + b->prev_begin, rec->console_len + rec->tail_len);
	keep_boot_messages(b, rec);
	dms_verdict_give(b->prev, rec, &analysis, &report);
	/* what could not be written was said once: the next file would only say it again */
	if (!b->run->broken && dms_results_save(&b->run->results, b->prev, rec, b->dir, report))
		b->run->broken = true;
	if (b->prev->observe)
		b->prev->observe(b->prev, rec);
	dms_analysis_free(analysis);
	dms_run_done(b->run, b->prev);
	dms_record_free(rec);
	b->prev = NULL;
}

/* All jobs that this boot still had get the same verdict. */
static void give_up(struct dms_boot *b, enum dms_verdict verdict, const char *reason)
{
	struct dms_record rec = { 0 };

	if (b->job)
		b->next--;
	rec.console = b->console.text.s;
	rec.console_len = b->console.text.len;
	for (; b->next < b->batch.nr; b->next++) {
		struct dms_job *job = b->batch.jobs[b->next];

		job->verdict = verdict;
		dms_strlist_add(&job->reasons, reason);
		if (dms_results_save(&b->run->results, job, &rec, b->dir, NULL))
			b->run->broken = true;
		dms_run_done(b->run, job);
	}
	b->job = NULL;
	b->state = DMS_BOOT_OVER;
}

static void check_boot_messages(struct dms_boot *b)
{
	char *what, *reason;

	b->clean = true;
	b->boot_len = b->begin;
	what = dms_verdict_quiet(b->target, "console.log", b->console.text.s, b->begin, 1,
				 &b->job->found);
	if (!what)
		return;
	reason = dms_asprintf("the boot is not clean: %s", what);
	dms_guest_kill(&b->guest);
	give_up(b, DMS_FAIL, reason);
	free(reason);
	free(what);
}

void dms_boot_check_console(struct dms_boot *b)
{
	size_t start, end;

	if (!b->job || b->state == DMS_BOOT_OVER)
		return;
	if (!b->begun &&
	    dms_console_find(&b->console, b->sent, DMS_PROTO_MARK_BEGIN, b->job->scenario->id,
			     &start, &end)) {
		b->begun = true;
		b->begin = start;
		b->console.since = start;
		dms_boot_judge_prev(b, start);
		if (!b->clean)
			check_boot_messages(b);
	}
	if (b->state == DMS_BOOT_CLOSING &&
	    dms_console_find(&b->console, b->begun ? b->begin : b->sent, DMS_PROTO_MARK_END,
			     b->job->scenario->id, &start, &end))
		dms_boot_script_ended(b, end);
}

static char *last_error_line(const struct dms_boot *b)
{
	const char *s = b->errors.s ? b->errors.s : "", *nl;
	size_t len = strlen(s);

	while (len && s[len - 1] == '\n')
		len--;
	for (nl = s + len; nl > s && nl[-1] != '\n'; nl--)
		;
	return dms_strndup(nl, s + len - nl);
}

/* How a guest died that nobody killed, as a phrase that starts with who did it. */
static char *death_of(const struct dms_boot *b, size_t from)
{
	char *panic = dms_verdict_panic(b->console.text.s + from, b->console.text.len - from);
	int status = b->guest.status;
	char *line, *how;

	if (panic)
		how = dms_asprintf("the guest panicked: %s", panic);
	else if (b->qmp.panicked)
		how = dms_strdup("the guest panicked without a word on the console");
	else if (!strcmp(b->qmp.shutdown_reason, "guest-reset"))
		how = dms_strdup("the guest reset itself (a triple fault or a reboot)");
	else if (!strcmp(b->qmp.shutdown_reason, "guest-shutdown"))
		how = dms_strdup("the guest powered itself off");
	else {
		line = last_error_line(b);
		how = dms_asprintf("QEMU ended with %s %d%s%s",
				   WIFSIGNALED(status) ? "signal" : "status",
				   WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status),
				   *line ? ": " : "", line);
		free(line);
	}
	free(panic);
	return how;
}

/* The running job is to blame, unless the guest died before it had begun. */
static void blame(struct dms_boot *b, char *how, bool ours)
{
	size_t all = b->console.text.len;

	if (b->job && b->state == DMS_BOOT_SENDING && b->prev) {
		b->next--;
		b->job = NULL;
		dms_record_free(&b->rec);
	}
	if (b->job) {
		dms_boot_keep_trace(b);
		b->job->seconds = dms_now() - b->started;
		if (ours)
			b->rec.trouble = how;
		else
			b->rec.death = how;
		b->ready = false;
		dms_boot_script_ended(b, all);
	} else if (b->prev) {
		b->prev_rec.late_death = how;
	} else {
		free(how);
	}
	dms_boot_judge_prev(b, all);
}

/* Then it is the scenario that keeps its guest from coming up, not this machine. */
static bool brings_own_machine(const struct dms_boot *b)
{
	const struct dms_scenario *s = b->batch.jobs[0]->scenario;

	return b->batch.alone && (s->second ||
				  dms_scenario_value(s, "cmdline", dms_target_has, b->target) ||
				  dms_scenario_value(s, "devices", dms_target_has, b->target));
}

void dms_boot_guest_gone(struct dms_boot *b, const char *trouble)
{
	/* with -no-reboot QEMU exits with 0 after a reset, too */
	bool off = !strcmp(b->qmp.shutdown_reason, "guest-shutdown") ||
		   (!b->qmp.shutdown_reason[0] && WIFEXITED(b->guest.status) &&
		    !WEXITSTATUS(b->guest.status));
	char *how, *reason;

	if (dms_boot_lost_snapshot(b, trouble))
		return;
	if (b->state == DMS_BOOT_QUITTING && !trouble && off) {
		dms_boot_judge_prev(b, b->console.text.len);
	} else {
		how = trouble ? dms_strdup(trouble) :
				death_of(b, b->begun ? b->begin : b->prev_begin);
		if (b->state == DMS_BOOT_COMING) {
			/* the platform itself is to blame only if nothing was added to it */
			b->failed = !b->batch.alone &&
				    !dms_devices_of(b->batch.jobs[0]->scenario->engine);
			reason = dms_asprintf("%s%s", trouble ? "" : "the guest never came up: ",
					      how);
			give_up(b, brings_own_machine(b) ? DMS_FAIL : DMS_ERROR, reason);
			free(reason);
			free(how);
		} else {
			blame(b, how, trouble);
		}
	}
	b->state = DMS_BOOT_OVER;
}
