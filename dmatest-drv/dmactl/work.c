// SPDX-License-Identifier: GPL-2.0
/* Work for a device: in a process of its own, which may hang in the kernel for all we know. */
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "pci.h"
#include "work.h"

/* Where a guest has it; the variable is for other machines. */
#define SCRIPT		"/lib/sweep/workload"
#define SCRIPT_VARIABLE	"DMASCOPE_WORKLOAD"
#define LOOK_EVERY_MS	50
#define KILL_MS		3000

int64_t work_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool look(const char *bdf, const char *class, bool (*usable)(const char *path),
		 char name[WORK_NAME_LEN])
{
	char *folder = dms_asprintf("/sys/class/%s", class), *below = dms_asprintf("/%s/", bdf);
	DIR *dir = opendir(folder);
	struct dirent *d;
	bool found = false;

	while (dir && !found && (d = readdir(dir))) {
		char *link = dms_asprintf("%s/%s", folder, d->d_name);
		char *path = *d->d_name == '.' ? NULL : realpath(link, NULL);

		found = path && strstr(path, below) && usable(path);
		if (found)
			snprintf(name, WORK_NAME_LEN, "%.60s", d->d_name);
		free(path);
		free(link);
	}
	if (dir)
		closedir(dir);
	free(below);
	free(folder);
	return found;
}

int work_find(const char *bdf, const char *class, bool (*usable)(const char *path),
	      int64_t deadline, char name[WORK_NAME_LEN])
{
	const struct timespec pause = { .tv_nsec = LOOK_EVERY_MS * 1000000L };
	char driver[64];

	/* nothing will come of a device that nobody drives */
	pci_driver_of(bdf, driver, sizeof(driver));
	if (!*driver)
		return -ENODEV;
	/* the other half of the time is for the work */
	deadline -= (deadline - work_now()) / 2;
	/* drivers look for what hangs on their device when they feel like it: no event tells the end */
	while (!look(bdf, class, usable, name)) {
		if (work_now() > deadline)
			return -ENODEV;
		nanosleep(&pause, NULL);
	}
	return 0;
}

/* Its own exit status would not tell an error of its own from one of the shell. */
static int work_script(const char *bdf, int64_t deadline, uint64_t *bytes)
{
	const char *script = getenv(SCRIPT_VARIABLE);
	int status;
	pid_t pid;

	(void)deadline;
	(void)bytes;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl("/bin/sh", "sh", script ? script : SCRIPT, bdf, (char *)NULL);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid)
		return -ECHILD;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -EIO;
}

static const struct work_class {
	const char *name;
	int (*run)(const char *bdf, int64_t deadline, uint64_t *bytes);
} classes[] = {
	{ "block", work_block },
	{ "net", work_net },
	{ "script", work_script },
};

static const struct work_class *class_named(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(classes); i++)
		if (!strcmp(classes[i].name, name))
			return &classes[i];
	return NULL;
}

bool work_is_class(const char *class)
{
	return class_named(class);
}

static void __attribute__((noreturn))
become_worker(const struct work_class *class, const char *bdf, unsigned int ms, int out)
{
	struct work_done done = { 0 };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	done.result = class->run(bdf, work_now() + ms, &done.bytes);
	_exit(write(out, &done, sizeof(done)) != sizeof(done));
}

/* A process in an uninterruptible sleep is left behind: there is no way to end it. */
static bool kill_worker(pid_t pid)
{
	const struct timespec pause = { .tv_nsec = LOOK_EVERY_MS * 1000000L };
	int64_t deadline = work_now() + KILL_MS;

	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, WNOHANG) != pid) {
		if (work_now() > deadline)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

int work_run(const char *bdf, const char *name, unsigned int ms, struct work_done *done)
{
	const struct work_class *class = class_named(name);
	struct pollfd p = { .events = POLLIN };
	int pipes[2];
	pid_t pid;

	*done = (struct work_done){ 0 };
	if (!class)
		return -EINVAL;
	if (pipe(pipes)) {
		done->result = -errno;
		return 0;
	}
	pid = fork();
	if (!pid)
		become_worker(class, bdf, ms, pipes[1]);
	close(pipes[1]);
	p.fd = pipes[0];
	/* it looks at the clock between its steps: only one that hangs needs the rest */
	if (pid < 0) {
		done->result = -errno;
	} else if (poll(&p, 1, (int)ms + KILL_MS) != 1) {
		done->result = -ETIMEDOUT;
		done->stuck = !kill_worker(pid);
	} else {
		if (read(pipes[0], done, sizeof(*done)) != sizeof(*done))
			*done = (struct work_done){ .result = -EIO };
		waitpid(pid, NULL, 0);
	}
	close(pipes[0]);
	return 0;
}
