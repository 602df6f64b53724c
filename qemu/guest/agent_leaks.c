// SPDX-License-Identifier: GPL-2.0
/* Kernel memory that the scenarios of this boot lost, where the kernel has kmemleak. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/strbuf.h"
#include "agent.h"

#define KMEMLEAK "/sys/kernel/debug/kmemleak"

/* mm/kmemleak.c: younger objects are not reported (MSECS_MIN_AGE), nor those seen changing. */
#define MIN_AGE_S	5
#define SCANS		2

/* Of the first objects only: what follows is most often the same leak again. */
#define MAX_LINES	40

static void log_report(struct agent *a, char *report)
{
	char *line, *save = NULL;
	unsigned int n = 0;

	for (line = strtok_r(report, "\n", &save); line && n < MAX_LINES;
	     line = strtok_r(NULL, "\n", &save), n++)
		kernel_mark(a, "kmemleak: ", line);
}

void kernel_check_leaks(struct agent *a)
{
	const struct timespec age = { .tv_sec = MIN_AGE_S };
	char *report = kernel_read(a, KMEMLEAK, NULL);
	unsigned int i;

	if (!report || !a->scenarios || a->searched)
		goto out;
	/* nothing but time makes an object old enough */
	clock_nanosleep(CLOCK_MONOTONIC, 0, &age, NULL);
	for (i = 0; i < SCANS; i++)
		kernel_write(a, KMEMLEAK, "scan");
	free(report);
	report = kernel_read(a, KMEMLEAK, NULL);
	if (report)
		log_report(a, report);
out:
	free(report);
}
