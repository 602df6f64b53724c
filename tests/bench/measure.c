// SPDX-License-Identifier: GPL-2.0
/*
 * measure FILE COMMAND [ARGUMENT...]: run it with its output in FILE.out (grep stops early when it
 * sees /dev/null), and add to FILE one line: seconds of wall clock, seconds of processor time,
 * largest resident size in kB.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
	struct timespec start, end;
	struct rusage use;
	char name[4096];
	int status, fd;
	FILE *out;
	pid_t pid;

	if (argc < 3)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &start);
	pid = fork();
	if (!pid) {
		snprintf(name, sizeof(name), "%s.out", argv[1]);
		fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		if (fd < 0 || dup2(fd, 1) < 0)
			_exit(127);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &use) != pid)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &end);
	out = fopen(argv[1], "a");
	if (!out)
		return 2;
	fprintf(out, "%.3f %.3f %ld\n",
		(double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9,
		seconds(use.ru_utime) + seconds(use.ru_stime), use.ru_maxrss);
	fclose(out);
	/* 1: grep found nothing, dmascope found something */
	return WIFEXITED(status) && WEXITSTATUS(status) < 2 ? 0 : 1;
}
