// SPDX-License-Identifier: GPL-2.0
/* Runs a script of qemu/setup and reads what it prints. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/root.h"
#include "runner/setup.h"
#include "runner/strlist.h"

#define LAST_WORDS	4096

struct talk {
	pid_t pid;
	int out, err;
	struct dms_strbuf said, told;
};

static _Noreturn void become(char *const *argv, int out, int err, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(2);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	execv(argv[0], argv);
	dms_err("cannot run %s: %s", argv[0], strerror(errno));
	_exit(2);
}

/* What it tells goes on at once, for it may work for minutes; only the end is kept. */
static void pass_on(struct dms_strbuf *told, const char *text, size_t len)
{
	if (fwrite(text, 1, len, stderr) == len)
		fflush(stderr);
	if (told->len > LAST_WORDS) {
		memmove(told->s, told->s + told->len - LAST_WORDS, LAST_WORDS + 1);
		told->len = LAST_WORDS;
	}
	dms_strbuf_add(told, text, len);
}

static void hear(struct talk *t)
{
	struct pollfd fds[2] = { { .fd = t->out, .events = POLLIN },
				 { .fd = t->err, .events = POLLIN } };
	char buf[4096];
	ssize_t n;
	int i;

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		if (poll(fds, 2, -1) < 0) {
			if (errno != EINTR)
				return;
			continue;
		}
		for (i = 0; i < 2; i++) {
			if (fds[i].fd < 0 || !fds[i].revents)
				continue;
			n = read(fds[i].fd, buf, sizeof(buf));
			if (n <= 0)
				fds[i].fd = -1;
			else if (i)
				pass_on(&t->told, buf, n);
			else
				dms_strbuf_add(&t->said, buf, n);
		}
	}
}

static void parse_lines(char *text, struct dms_facts *out)
{
	char *line, *save = NULL;

	/* a line that is no NAME=VALUE is meant for people */
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		dms_facts_parse(out, line);
}

static char *last_line(const char *script, struct dms_strbuf *told)
{
	static const char own[] = "dmascope: ";
	char *line;

	while (told->len && told->s[told->len - 1] == '\n')
		told->s[--told->len] = '\0';
	if (!told->len)
		return dms_asprintf("qemu/setup/%s failed and did not say why", script);
	line = strrchr(told->s, '\n');
	line = line ? line + 1 : told->s;
	return dms_strdup(line + (strncmp(line, own, strlen(own)) ? 0 : strlen(own)));
}

static int start(struct talk *t, const char *script, const char *const *args)
{
	struct dms_strlist argv = { 0 };
	pid_t parent = getpid();
	int out[2], err[2];

	if (pipe2(out, O_CLOEXEC))
		return -1;
	if (pipe2(err, O_CLOEXEC)) {
		close(out[0]);
		close(out[1]);
		return -1;
	}
	dms_strlist_addf(&argv, "%s/qemu/setup/%s", dms_root(), script);
	for (; args && *args; args++)
		dms_strlist_add(&argv, *args);
	t->pid = fork();
	if (!t->pid)
		become(argv.v, out[1], err[1], parent);
	close(out[1]);
	close(err[1]);
	dms_strlist_free(&argv);
	t->out = out[0];
	t->err = err[0];
	return t->pid < 0 ? -1 : 0;
}

int dms_setup_run(const char *script, const char *const *args, struct dms_facts *out, char **why)
{
	struct talk t = { .out = -1, .err = -1 };
	bool ok = false;
	int status = 0;

	if (!dms_root())
		return -1;
	if (start(&t, script, args)) {
		dms_err("cannot start qemu/setup/%s: %s", script, strerror(errno));
	} else {
		hear(&t);
		while (waitpid(t.pid, &status, 0) < 0 && errno == EINTR)
			;
		ok = WIFEXITED(status) && !WEXITSTATUS(status);
	}
	if (t.out >= 0) {
		close(t.out);
		close(t.err);
	}
	if (t.said.len)
		parse_lines(t.said.s, out);
	if (!ok && why)
		*why = last_line(script, &t.told);
	dms_strbuf_free(&t.said);
	dms_strbuf_free(&t.told);
	return ok ? 0 : -1;
}
