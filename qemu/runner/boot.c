// SPDX-License-Identifier: GPL-2.0
/* One boot: from the start of QEMU to its end. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/boot.h"

#define MAX_ERRORS	65536		/* of QEMU's stderr, enough to see why it ended */

double dms_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

void dms_boot_enter(struct dms_boot *b, enum dms_boot_state state, double seconds)
{
	b->state = state;
	b->deadline = dms_now() + seconds;
}

int dms_boot_start(struct dms_boot *b, struct dms_run *run, struct dms_batch *batch,
		   enum dms_machine_use use)
{
	char *path;
	int ret;

	*b = (struct dms_boot){
		.run = run, .target = batch->jobs[0]->target, .batch = *batch, .use = use,
		.guest = DMS_GUEST_NONE, .console = { .file = -1 },
	};
	*batch = (struct dms_batch){ 0 };
	b->channel.ops = &dms_boot_channel_ops;
	b->channel.ctx = b;
	b->qmp.breaker = DMS_BREAKER_NONE;
	b->qmp.done = dms_boot_step_done;
	b->qmp.ctx = b;
	b->dir = dms_results_boot_dir(&run->results, b->target, ++run->nr_boots);
	if (!b->dir)
		return -1;
	path = dms_asprintf("%s/console.log", b->dir);
	ret = dms_console_open(&b->console, path);
	free(path);
	if (!ret)
		dms_boot_prepare(b);
	if (!ret)
		ret = dms_guest_start(&b->guest, b->target, b->batch.jobs[0]->scenario, use);
	b->started = dms_now();
	dms_boot_enter(b, DMS_BOOT_COMING, run->boot_timeout);
	return ret;
}

static size_t add_fd(struct pollfd *fds, size_t n, int fd, short events)
{
	if (fd >= 0)
		fds[n++] = (struct pollfd){ .fd = fd, .events = events };
	return n;
}

size_t dms_boot_fds(const struct dms_boot *b, struct pollfd *fds)
{
	const struct dms_guest *g = &b->guest;
	size_t n = 0;

	n = add_fd(fds, n, g->pidfd, POLLIN);
	n = add_fd(fds, n, g->console, POLLIN);
	n = add_fd(fds, n, g->errors, POLLIN);
	n = add_fd(fds, n, g->listen_channel, POLLIN);
	n = add_fd(fds, n, g->listen_qmp, POLLIN);
	n = add_fd(fds, n, g->listen_wire, POLLIN);
	n = add_fd(fds, n, g->listen_memory, POLLIN);
	n = add_fd(fds, n, g->channel, POLLIN | (b->channel.out.len ? POLLOUT : 0));
	n = add_fd(fds, n, g->qmp, POLLIN | (b->qmp.out.len ? POLLOUT : 0));
	return n;
}

static int read_errors(struct dms_boot *b)
{
	char buf[4096];
	ssize_t n = read(b->guest.errors, buf, sizeof(buf));

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n > 0 && b->errors.len < MAX_ERRORS)
		dms_strbuf_add(&b->errors, buf, n);
	return n > 0;
}

static void close_if(int *fd, int more)
{
	if (more > 0)
		return;
	close(*fd);
	*fd = -1;
}

/* One round of reading; the guest's last words are read the same way as its first. */
static void read_all(struct dms_boot *b)
{
	struct dms_guest *g = &b->guest;
	int ret;

	if (g->listen_channel >= 0)
		dms_guest_accept(&g->listen_channel, &g->channel);
	if (g->listen_qmp >= 0)
		dms_guest_accept(&g->listen_qmp, &g->qmp);
	if (g->listen_wire >= 0)
		dms_guest_accept(&g->listen_wire, &g->wire);
	if (g->listen_memory >= 0)
		dms_guest_accept(&g->listen_memory, &b->qmp.breaker.memory.fd);
	if (g->console >= 0)
		close_if(&g->console, dms_console_read(&b->console, g->console));
	if (g->errors >= 0)
		close_if(&g->errors, read_errors(b));
	if (g->qmp >= 0)
		close_if(&g->qmp, dms_qmp_read(&b->qmp, g->qmp));
	if (g->channel >= 0) {
		ret = dms_channel_read(&b->channel, g->channel);
		close_if(&g->channel, ret);
		if (ret < 0 && b->state != DMS_BOOT_OVER) {
			dms_guest_kill(g);
			dms_boot_guest_gone(b, b->complaint ? b->complaint :
					    "the guest's agent broke the protocol");
		}
	}
	dms_channel_flush(&b->channel, g->channel);
	dms_qmp_flush(&b->qmp, g->qmp);
	dms_boot_check_console(b);
	dms_boot_check_snapshot(b);
}

static bool has_input(const struct dms_boot *b)
{
	struct pollfd fds[DMS_BOOT_FDS];
	size_t i, n = 0;

	n = add_fd(fds, n, b->guest.console, POLLIN);
	n = add_fd(fds, n, b->guest.errors, POLLIN);
	n = add_fd(fds, n, b->guest.channel, POLLIN);
	n = add_fd(fds, n, b->guest.qmp, POLLIN);
	if (poll(fds, n, 0) <= 0)
		return false;
	for (i = 0; i < n; i++)
		if (fds[i].revents)
			return true;
	return false;
}

static void time_out(struct dms_boot *b)
{
	char *trouble;

	if (b->state == DMS_BOOT_QUITTING)
		trouble = dms_strdup("the guest did not power off in time");
	else if (b->state == DMS_BOOT_COMING)
		trouble = dms_asprintf("the guest did not come up within %u s",
				       b->run->boot_timeout);
	else if (b->state == DMS_BOOT_AGAIN)
		trouble = dms_asprintf("the next kernel did not come up within %u s",
				       b->run->boot_timeout);
	else if (b->state == DMS_BOOT_SAVING)
		trouble = dms_strdup("QEMU did not save the machine in time");
	else if (b->state == DMS_BOOT_CLOSING)
		trouble = dms_strdup("the guest hangs: its end marker never came on the console");
	else if (b->state == DMS_BOOT_SETTLING)
		trouble = dms_strdup("the guest hangs: not ready again after the script");
	else
		trouble = dms_asprintf("the guest hangs: no end of the script within %u s",
				       dms_boot_timeout(b));
	dms_guest_kill(&b->guest);
	dms_boot_guest_gone(b, trouble);
	free(trouble);
}

void dms_boot_step(struct dms_boot *b)
{
	bool gone = dms_guest_reap(&b->guest);

	read_all(b);
	while (gone && b->state != DMS_BOOT_OVER && has_input(b))
		read_all(b);
	if (b->state == DMS_BOOT_OVER)
		return;
	if (b->console.broken || b->run->broken) {
		b->run->broken = true;
	} else if (b->console.flooded) {
		dms_guest_kill(&b->guest);
		dms_boot_guest_gone(b, "the console was flooded");
	} else if (gone) {
		dms_boot_guest_gone(b, NULL);
	} else if (dms_now() > b->deadline) {
		time_out(b);
	}
}

void dms_boot_abort(struct dms_boot *b)
{
	if (b->state == DMS_BOOT_OVER)
		return;
	dms_guest_kill(&b->guest);
	read_all(b);
	if (b->run->broken || b->state == DMS_BOOT_OVER) {
		b->state = DMS_BOOT_OVER;
		return;
	}
	dms_boot_judge_prev(b, b->prev_end);
	if (b->job) {
		b->rec.console_len = b->console.text.len - b->sent;
		b->rec.console = dms_alloc(b->rec.console_len);
		memcpy(b->rec.console, b->console.text.s + b->sent, b->rec.console_len);
		dms_strlist_add(&b->job->reasons, "interrupted");
		dms_results_save(&b->run->results, b->job, &b->rec, b->dir, NULL);
	}
	b->state = DMS_BOOT_OVER;
}

void dms_boot_free(struct dms_boot *b)
{
	dms_boot_leave_snapshot(b);
	dms_guest_close(&b->guest);
	dms_channel_free(&b->channel);
	dms_qmp_free(&b->qmp);
	dms_console_close(&b->console);
	dms_strbuf_free(&b->errors);
	dms_record_free(&b->rec);
	dms_record_free(&b->prev_rec);
	free(b->batch.jobs);
	free(b->complaint);
	free(b->dir);
	*b = (struct dms_boot){ .state = DMS_BOOT_OVER, .console = { .file = -1 } };
}
