// SPDX-License-Identifier: GPL-2.0
/*
 * The script's process.  It may be killed at any point, by itself, by the kernel or
 * by the clock, so it never touches the serial line: it hands every record to the
 * agent and goes on when the agent says that the record is out.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "agent.h"

#define KILL_TIMEOUT_MS	5000	/* from SIGKILL to the process being gone */

/* First byte of a message from the script. */
enum { MSG_FACT = 'f', MSG_NOTE = 'n', MSG_SNAPSHOT = 's', MSG_FAREWELL = 'k', MSG_END = 'e' };

/*
 * Two sockets, because two threads can wait at once: one for a step of the host,
 * and another for its own record to be out.
 */
struct link {
	int out[2], host[2];		/* [0] the agent's end, [1] the script's */
};

/* ---- the script's side ---- */

static void tell(struct link *l, char type, const char *text)
{
	char *msg = dms_asprintf("%c%s", type, text), ack;

	if (send(l->out[1], msg, strlen(msg), MSG_NOSIGNAL) < 0 || recv(l->out[1], &ack, 1, 0) != 1)
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

static void child_snapshot(void *ctx)
{
	tell(ctx, MSG_SNAPSHOT, "");
}

static void child_farewell(void *ctx)
{
	tell(ctx, MSG_FAREWELL, "");
}

static int child_host(void *ctx, const char *line, char *err, size_t errlen)
{
	struct link *l = ctx;
	char reply[DMS_PROTO_MAX_LINE];
	ssize_t n;

	if (send(l->host[1], line, strlen(line), MSG_NOSIGNAL) < 0)
		return -EPIPE;
	n = recv(l->host[1], reply, sizeof(reply) - 1, 0);
	if (n <= 0)
		return -EPIPE;
	reply[n] = '\0';
	if (*reply == '+')
		return 0;
	snprintf(err, errlen, "the runner: %.150s", reply + 1);
	return -EIO;
}

static void __attribute__((noreturn))
child_main(struct agent *a, struct link *l, const char *id, const char *text, const char *node)
{
	const struct script_sink sink = {
		.ctx = l, .fact = child_fact, .note = child_note, .snapshot = child_snapshot,
		.host = child_host, .farewell = child_farewell,
	};
	char err[512] = "", path[300];
	int ret;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close(a->ch.fd);
	close(l->out[0]);
	close(l->host[0]);
	snprintf(path, sizeof(path), "%s.scn", id);
	ret = script_run_on(path, text, &sink, a->env->device, node, err, sizeof(err));
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
	bool closed;			/* the script's ends of the sockets */
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
	ssize_t n = recv(w->l.out[0], msg, sizeof(msg) - 1, 0);

	w->closed = n <= 0;
	if (w->closed)
		return;
	msg[n] = '\0';
	switch (*msg) {
	case MSG_FACT:
		channel_say(&w->a->ch, "fact %s", msg + 1);
		break;
	case MSG_NOTE:
		channel_say(&w->a->ch, "note %s", msg + 1);
		break;
	case MSG_SNAPSHOT:
		snapshot_send(w->a);
		break;
	case MSG_FAREWELL:
		w->farewell = true;
		break;
	case MSG_END:
		w->ended = true;
		snprintf(w->why, w->whylen, "%s", msg + 1);
		break;
	}
	send(w->l.out[0], "", 1, MSG_NOSIGNAL);
}

static void serve_host_request(struct watch *w)
{
	char msg[DMS_PROTO_MAX_LINE];
	ssize_t n = recv(w->l.host[0], msg, sizeof(msg) - 1, 0);

	w->closed = n <= 0;
	if (w->closed)
		return;
	msg[n] = '\0';
	w->hosting = true;
	channel_say(&w->a->ch, "host %u %s", ++w->a->host_steps, msg);
}

/* "ok N" or "fail N TEXT"; an answer to an older step is stale. */
static void serve_host_answer(struct watch *w)
{
	char line[DMS_PROTO_MAX_LINE], reply[DMS_PROTO_MAX_LINE];
	unsigned int nr;
	int text = 0;

	if (channel_read_line(&w->a->ch, line, sizeof(line), 1000))
		return;
	if (sscanf(line, "ok %u", &nr) == 1 && nr == w->a->host_steps)
		snprintf(reply, sizeof(reply), "+");
	else if (sscanf(line, "fail %u%n", &nr, &text) == 1 && nr == w->a->host_steps)
		snprintf(reply, sizeof(reply), "-%s", line[text] ? line + text + 1 : "failed");
	else
		return;
	w->hosting = false;
	send(w->l.host[0], reply, strlen(reply), MSG_NOSIGNAL);
}

/* Until the process is gone or time is over; true: gone. */
static bool serve(struct watch *w)
{
	for (;;) {
		int64_t left = w->deadline - now_ms();
		struct pollfd p[] = {
			{ .fd = w->closed ? -1 : w->l.out[0], .events = POLLIN },
			{ .fd = w->closed ? -1 : w->l.host[0], .events = POLLIN },
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
		if (p[0].revents & POLLIN)
			serve_record(w);
		else if (p[1].revents & POLLIN)
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
	snapshot_send(w->a);
	kill(w->pid, SIGKILL);
	if (poll(&p, 1, KILL_TIMEOUT_MS) != 1)
		return CHILD_STUCK;
	waitpid(w->pid, NULL, 0);
	return CHILD_TIMEOUT;
}

static int start(struct watch *w, const char *id, const char *text, const char *node)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, w->l.out) ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, w->l.host))
		return -errno;
	w->pid = fork();
	if (w->pid < 0)
		return -errno;
	if (!w->pid)
		child_main(w->a, &w->l, id, text, node);
	close(w->l.out[1]);
	close(w->l.host[1]);
	w->l.out[1] = w->l.host[1] = -1;
	w->pidfd = syscall(SYS_pidfd_open, w->pid, 0);
	return w->pidfd < 0 ? -errno : 0;
}

static void close_all(struct watch *w)
{
	int fds[] = { w->l.out[0], w->l.out[1], w->l.host[0], w->l.host[1], w->pidfd };
	size_t i;

	for (i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

enum child_end child_run(struct agent *a, const char *id, const char *text, const char *node,
			 unsigned int seconds, char *why, size_t whylen)
{
	struct watch w = {
		.a = a, .l = { { -1, -1 }, { -1, -1 } }, .pidfd = -1, .why = why, .whylen = whylen,
		.deadline = now_ms() + (int64_t)seconds * 1000,
	};
	enum child_end end;
	int ret;

	*why = '\0';
	ret = start(&w, id, text, node);
	if (ret) {
		snprintf(why, whylen, "no process for the script: %s", strerror(-ret));
		if (w.pid > 0) {
			kill(w.pid, SIGKILL);
			waitpid(w.pid, NULL, 0);
		}
		end = CHILD_DIED;
	} else {
		end = serve(&w) ? reap(&w) : end_by_force(&w, seconds);
	}
	close_all(&w);
	return end;
}
