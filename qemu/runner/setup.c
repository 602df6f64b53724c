// SPDX-License-Identifier: GPL-2.0
/* Runs a script of qemu/setup and reads what it prints. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/root.h"
#include "runner/setup.h"
#include "runner/strlist.h"

static _Noreturn void become(char *const *argv, int out, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(2);
	dup2(out, STDOUT_FILENO);
	execv(argv[0], argv);
	dms_err("cannot run %s: %s", argv[0], strerror(errno));
	_exit(2);
}

static void read_lines(int fd, struct dms_facts *out)
{
	FILE *f = fdopen(fd, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	if (!f) {
		close(fd);
		return;
	}
	while ((len = getline(&line, &cap, f)) > 0) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		/* a line that is no NAME=VALUE is meant for people */
		dms_facts_parse(out, line);
	}
	free(line);
	fclose(f);
}

int dms_setup_run(const char *script, const char *const *args, struct dms_facts *out)
{
	struct dms_strlist argv = { 0 };
	pid_t parent = getpid(), pid;
	int fds[2], status;

	if (!dms_root() || pipe2(fds, O_CLOEXEC))
		return -1;
	dms_strlist_addf(&argv, "%s/qemu/setup/%s", dms_root(), script);
	for (; args && *args; args++)
		dms_strlist_add(&argv, *args);
	pid = fork();
	if (!pid)
		become(argv.v, fds[1], parent);
	close(fds[1]);
	dms_strlist_free(&argv);
	if (pid < 0) {
		dms_err("cannot start qemu/setup/%s: %s", script, strerror(errno));
		close(fds[0]);
		return -1;
	}
	read_lines(fds[0], out);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -1;
}
