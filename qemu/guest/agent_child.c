// SPDX-License-Identifier: GPL-2.0
/*
 * The script's process.  It may be killed at any point, by itself, by the kernel or
 * by the clock, so it never touches the serial line: it hands every record to the
 * agent and goes on when the agent says that the record is out.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "agent.h"

#define KILL_TIMEOUT_MS	5000	/* from SIGKILL to the process being gone */

/* First byte of a message from the script. */
enum {
	MSG_FACT = 'f',
	MSG_NOTE = 'n',
	MSG_SNAPSHOT = 's',
	MSG_PREPARE = 'p',
	MSG_FAREWELL = 'k',
	MSG_KEXEC = 'x',
	MSG_END = 'e',
};

/*
 * Packet pipes: one write is one read.  (A small kernel has no Unix sockets.)  Steps of
 * the host have their own, because a thread can wait for one while another waits for its
 * record to be out.
 */
enum { RECORD, RECORD_ACK, STEP, STEP_REPLY, NR_PIPES };

struct link {
	int pipe[NR_PIPES][2];		/* [0] to read from, [1] to write to */
};

static int send_packet(struct link *l, int which, const char *text)
{
	size_t len = strlen(text);

	/* longer ones would be cut in two */
	if (len > DMS_PROTO_MAX_LINE - 1)
		len = DMS_PROTO_MAX_LINE - 1;
	return write(l->pipe[which][1], text, len) < 0 ? -errno : 0;
}

/* A packet as a string; an error when the other side is gone. */
static int receive_packet(struct link *l, int which, char text[DMS_PROTO_MAX_LINE])
{
	ssize_t n = read(l->pipe[which][0], text, DMS_PROTO_MAX_LINE - 1);

	if (n <= 0)
		return -EPIPE;
	text[n] = '\0';
	return 0;
}

static void close_end(struct link *l, int which, int end)
{
	if (l->pipe[which][end] >= 0)
		close(l->pipe[which][end]);
	l->pipe[which][end] = -1;
}

/* ---- the script's side ---- */

static void tell(struct link *l, char type, const char *text)
{
	char *msg = dms_asprintf("%c%s", type, text), ack[DMS_PROTO_MAX_LINE];

	if (send_packet(l, RECORD, msg) || receive_packet(l, RECORD_ACK, ack))
		_exit(1);
	free(msg);
}

static void child_fact(void *ctx, const char *name, const char *value)
{
	char *text = dms_asprintf("%s=%s", name, value);

	tell(ctx, MSG_FACT, text);
	free(text);
}

static void child_note(void *ctx, const char *text)
{
	tell(ctx, MSG_NOTE, text);
}

static void child_snapshot(void *ctx, const char *folder)
{
	tell(ctx, MSG_SNAPSHOT, folder);
}

static void child_prepare(void *ctx, bool fault)
{
	tell(ctx, MSG_PREPARE, fault ? "fault" : "");
}

static void child_farewell(void *ctx)
{
	tell(ctx, MSG_FAREWELL, "");
}

static void child_kexec(void *ctx)
{
	tell(ctx, MSG_KEXEC, "");
}

static int child_host(void *ctx, const char *line, char *err, size_t errlen)
{
	struct link *l = ctx;
	char reply[DMS_PROTO_MAX_LINE];

	if (send_packet(l, STEP, line) || receive_packet(l, STEP_REPLY, reply))
		return -EPIPE;
	if (*reply == '+') {
		snprintf(err, errlen, "%s", reply + 1);
		return 0;
	}
	snprintf(err, errlen, "the runner: %.150s", reply + 1);
	return -EIO;
}

static void __attribute__((noreturn))
child_main(struct agent *a, struct link *l, const struct child_job *job)
{
	const struct script_sink sink = {
		.ctx = l, .fact = child_fact, .note = child_note, .snapshot = child_snapshot,
		.host = child_host, .farewell = child_farewell, .kexec = child_kexec,
		.prepare = child_prepare,
	};
	char err[512] = "", path[300];
	int ret;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(a->ch.fd);
	close_end(l, RECORD, 0);
	close_end(l, RECORD_ACK, 1);
	close_end(l, STEP, 0);
	close_end(l, STEP_REPLY, 1);
	snprintf(path, sizeof(path), "%s.scn", job->id);
	ret = (job->resume ? script_resume_on : script_run_on)
		(path, job->text, &sink, a->env->device, job->node, err, sizeof(err));
	tell(l, MSG_END, ret ? err : "");
	_exit(0);
}

/* ---- the agent's side ---- */

struct watch {
	struct agent *a;
	struct link l;
	pid_t pid;
	int pidfd;
	int64_t deadline;
	bool farewell, ended, hosting;
	bool closed;			/* the script's ends of the pipes */
	char *why;
	size_t whylen;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A record of the script; it goes on when it has the answer. */
static void serve_record(struct watch *w)
{
	char msg[DMS_PROTO_MAX_LINE];

	w->closed = receive_packet(&w->l, RECORD, msg);
	if (w->closed)
		return;
	switch (*msg) {
	case MSG_FACT:
		channel_say(&w->a->ch, "fact %s", msg + 1);
		break;
	case MSG_NOTE:
		channel_say(&w->a->ch, "note %s", msg + 1);
		break;
	case MSG_SNAPSHOT:
		snapshot_send(w->a, msg + 1);
		break;
	case MSG_PREPARE:
		kernel_prepare(w->a, msg[1] ? BUDGET_FAULT : 0);
		break;
	case MSG_FAREWELL:
		w->farewell = true;
		break;
	case MSG_KEXEC:
		channel_say(&w->a->ch, "kexec");
		break;
	case MSG_END:
		w->ended = true;
		snprintf(w->why, w->whylen, "%s", msg + 1);
		break;
	}
	send_packet(&w->l, RECORD_ACK, "+");
}

static void serve_host_request(struct watch *w)
{
	char msg[DMS_PROTO_MAX_LINE];

	w->closed = receive_packet(&w->l, STEP, msg);
	if (w->closed)
		return;
	w->hosting = true;
	channel_say(&w->a->ch, "host %u %s", ++w->a->host_steps, msg);
}

/* "ok N [FIELD=VALUE...]" or "fail N TEXT"; an answer to an older step is stale. */
static void serve_host_answer(struct watch *w)
{
	char line[DMS_PROTO_MAX_LINE], reply[DMS_PROTO_MAX_LINE];
	unsigned int nr;
	int text = 0;

	if (channel_read_line(&w->a->ch, line, sizeof(line), 1000))
		return;
	if (sscanf(line, "ok %u%n", &nr, &text) == 1 && nr == w->a->host_steps)
		snprintf(reply, sizeof(reply), "+%s", line[text] ? line + text + 1 : "");
	else if (sscanf(line, "fail %u%n", &nr, &text) == 1 && nr == w->a->host_steps)
		snprintf(reply, sizeof(reply), "-%s", line[text] ? line + text + 1 : "failed");
	else
		return;
	w->hosting = false;
	send_packet(&w->l, STEP_REPLY, reply);
}

/* Until the process is gone or time is over; true: gone. */
static bool serve(struct watch *w)
{
	for (;;) {
		int64_t left = w->deadline - now_ms();
		struct pollfd p[] = {
			{ .fd = w->closed ? -1 : w->l.pipe[RECORD][0], .events = POLLIN },
			{ .fd = w->closed ? -1 : w->l.pipe[STEP][0], .events = POLLIN },
			{ .fd = w->pidfd, .events = POLLIN },
			{ .fd = w->hosting ? w->a->ch.fd : -1, .events = POLLIN },
		};

		if (left <= 0)
			return false;
		if (w->hosting && channel_has_line(&w->a->ch)) {
			serve_host_answer(w);
			continue;
		}
		if (poll(p, 4, left) < 0 && errno != EINTR)
			return false;
		if (p[0].revents)
			serve_record(w);
		else if (p[1].revents)
			serve_host_request(w);
		else if (p[2].revents)
			return true;
		else if (p[3].revents)
			serve_host_answer(w);
	}
}

static enum child_end reap(struct watch *w)
{
	int status = 0;

	waitpid(w->pid, &status, 0);
	if (w->ended)
		return *w->why ? CHILD_FAILED : CHILD_DONE;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && w->farewell)
		return CHILD_KILLED_ITSELF;
	if (WIFSIGNALED(status))
		snprintf(w->why, w->whylen, "the script's process was killed by signal %d (%s)",
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		snprintf(w->why, w->whylen, "the script's process ended before the script did");
	return CHILD_DIED;
}

static enum child_end end_by_force(struct watch *w, unsigned int seconds)
{
	struct pollfd p = { .fd = w->pidfd, .events = POLLIN };

	snprintf(w->why, w->whylen, "not done after %u s", seconds);
	snapshot_send(w->a, "");
	kill(w->pid, SIGKILL);
	if (poll(&p, 1, KILL_TIMEOUT_MS) != 1)
		return CHILD_STUCK;
	waitpid(w->pid, NULL, 0);
	return CHILD_TIMEOUT;
}

static int start(struct watch *w, const struct child_job *job)
{
	int i;

	for (i = 0; i < NR_PIPES; i++)
		if (pipe2(w->l.pipe[i], O_DIRECT | O_CLOEXEC))
			return -errno;
	w->pid = fork();
	if (w->pid < 0)
		return -errno;
	if (!w->pid)
		child_main(w->a, &w->l, job);
	close_end(&w->l, RECORD, 1);
	close_end(&w->l, RECORD_ACK, 0);
	close_end(&w->l, STEP, 1);
	close_end(&w->l, STEP_REPLY, 0);
	w->pidfd = syscall(SYS_pidfd_open, w->pid, 0);
	return w->pidfd < 0 ? -errno : 0;
}

static void close_all(struct watch *w)
{
	int i;

	for (i = 0; i < NR_PIPES; i++) {
		close_end(&w->l, i, 0);
		close_end(&w->l, i, 1);
	}
	if (w->pidfd >= 0)
		close(w->pidfd);
}

enum child_end child_run(struct agent *a, const struct child_job *job, char *why, size_t whylen)
{
	struct watch w = {
		.a = a, .l = { { [0 ... NR_PIPES - 1] = { -1, -1 } } }, .pidfd = -1,
		.why = why, .whylen = whylen,
		.deadline = now_ms() + (int64_t)job->seconds * 1000,
	};
	enum child_end end;
	int ret;

	*why = '\0';
	ret = start(&w, job);
	if (ret) {
		snprintf(why, whylen, "no process for the script: %s", strerror(-ret));
		if (w.pid > 0) {
			kill(w.pid, SIGKILL);
			waitpid(w.pid, NULL, 0);
		}
		end = CHILD_DIED;
	} else {
		end = serve(&w) ? reap(&w) : end_by_force(&w, job->seconds);
	}
	close_all(&w);
	return end;
}
