// SPDX-License-Identifier: GPL-2.0
/* Starts and ends QEMU. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/guest.h"
#include "runner/machine.h"

static char *private_dir(void)
{
	const char *tmp = getenv("TMPDIR");
	char *dir;

	/* a socket's path has room for 107 characters */
	if (!tmp || *tmp != '/' || strlen(tmp) > 70)
		tmp = "/tmp";
	dir = dms_asprintf("%s/dmascope-XXXXXX", tmp);
	if (mkdtemp(dir))
		return dir;
	dms_err("cannot create a folder in %s: %s", tmp, strerror(errno));
	free(dir);
	return NULL;
}

static int listen_at(const char *dir, const char *name)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	char *path = dms_asprintf("%s/%s", dir, name);
	int fd;

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	free(path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof(addr)) || listen(fd, 1)) {
		dms_err("cannot listen at %s: %s", addr.sun_path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static _Noreturn void become_qemu(const char *command, char *const *args, int out,
						   int err, pid_t parent)
{
	struct dms_strlist argv = { 0 };
	char *script = dms_asprintf("exec %s \"$@\"", command);
	sigset_t none;
	int null = open("/dev/null", O_RDONLY);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	dup2(null, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	/* the command may be a loader with a library path: a prefix of words, quoted for a shell */
	dms_strlist_add(&argv, "bash");
	dms_strlist_add(&argv, "-c");
	dms_strlist_add(&argv, script);
	dms_strlist_add(&argv, "qemu");
	for (; *args; args++)
		dms_strlist_add(&argv, *args);
	execvp("bash", argv.v);
	dms_err("cannot run bash: %s", strerror(errno));
	_exit(127);
}

/* @snapshot: whose files the guest needs, or NULL */
static int spawn(struct dms_guest *g, const char *command, char *const *args,
		 const struct dms_snapshot *snapshot)
{
	int out[2] = { -1, -1 }, err[2] = { -1, -1 };
	pid_t parent = getpid();

	if (pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		goto failed;
	g->pid = fork();
	if (g->pid < 0)
		goto failed;
	if (!g->pid && snapshot)
		dms_snapshot_inherit(snapshot);
	if (!g->pid)
		become_qemu(command, args, out[1], err[1], parent);
	/* both sides set it, so that a kill of the group works from here on */
	setpgid(g->pid, g->pid);
	close(out[1]);
	close(err[1]);
	g->console = out[0];
	g->errors = err[0];
	fcntl(g->console, F_SETFL, O_NONBLOCK);
	fcntl(g->errors, F_SETFL, O_NONBLOCK);
	g->pidfd = pidfd_open(g->pid, 0);
	if (g->pidfd >= 0) {
		fcntl(g->pidfd, F_SETFD, FD_CLOEXEC);
		return 0;
	}
	dms_err("cannot watch QEMU: %s", strerror(errno));
	return -1;

failed:
	dms_err("cannot start QEMU: %s", strerror(errno));
	close(out[0]);
	close(out[1]);
	close(err[0]);
	close(err[1]);
	g->pid = 0;
	return -1;
}

int dms_guest_start(struct dms_guest *g, struct dms_target *t, const struct dms_scenario *s,
		    enum dms_machine_use use)
{
	struct dms_strlist args = { 0 };
	int ret;

	*g = DMS_GUEST_NONE;
	g->dir = private_dir();
	if (!g->dir)
		return -1;
	g->listen_channel = listen_at(g->dir, "channel");
	g->listen_qmp = listen_at(g->dir, "qmp");
	if (s && s->wire)
		g->listen_wire = listen_at(g->dir, "wire");
	g->listen_memory = listen_at(g->dir, "memory");
	if (g->listen_channel < 0 || g->listen_qmp < 0 || g->listen_memory < 0 ||
	    (s && s->wire && g->listen_wire < 0)) {
		dms_guest_close(g);
		return -1;
	}
	dms_machine_args(t, s, use, g->dir, &args);
	ret = spawn(g, t->qemu, args.v, use == DMS_MACHINE_RUNNER ? NULL : &t->snapshot);
	dms_strlist_free(&args);
	if (ret)
		dms_guest_close(g);
	return ret;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

bool dms_guest_accept(int *listener, int *conn)
{
	int fd = accept4(*listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return false;
	*conn = fd;
	close_fd(listener);
	return true;
}

/*
 * To everybody, of an EtherType reserved for experiments, as short as frames can be.  QEMU's
 * stream of frames has their length before each, in network order.
 */
const char *dms_guest_send_frame(struct dms_guest *g)
{
	unsigned char buf[4 + 60] = {
		0, 0, 0, 60, 255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 3, 0x88, 0xb5,
	};

	memset(buf + 18, 0xd5, sizeof(buf) - 18);
	if (g->wire < 0)
		return "the device has no wire";
	if (send(g->wire, buf, sizeof(buf), MSG_NOSIGNAL | MSG_DONTWAIT) != sizeof(buf))
		return "QEMU does not take the frame";
	return NULL;
}

bool dms_guest_reap(struct dms_guest *g)
{
	if (!g->reaped && g->pid && waitpid(g->pid, &g->status, WNOHANG) == g->pid)
		g->reaped = true;
	return g->reaped || !g->pid;
}

void dms_guest_kill(struct dms_guest *g)
{
	if (!g->pid)
		return;
	/* the group's id stays ours until the leader is reaped; later it may be another's */
	if (!g->reaped) {
		kill(-g->pid, SIGKILL);
		while (waitpid(g->pid, &g->status, 0) < 0 && errno == EINTR)
			;
		g->reaped = true;
	}
}

void dms_guest_close(struct dms_guest *g)
{
	static const char *const files[] = { "channel", "qmp", "wire", "memory", "trace.log" };
	size_t i;

	dms_guest_kill(g);
	close_fd(&g->pidfd);
	close_fd(&g->console);
	close_fd(&g->errors);
	close_fd(&g->channel);
	close_fd(&g->qmp);
	close_fd(&g->wire);
	close_fd(&g->listen_channel);
	close_fd(&g->listen_qmp);
	close_fd(&g->listen_wire);
	close_fd(&g->listen_memory);
	for (i = 0; g->dir && i < ARRAY_SIZE(files); i++) {
		char *path = dms_asprintf("%s/%s", g->dir, files[i]);

		unlink(path);
		free(path);
	}
	if (g->dir)
		rmdir(g->dir);
	free(g->dir);
	g->dir = NULL;
	g->pid = 0;
}
