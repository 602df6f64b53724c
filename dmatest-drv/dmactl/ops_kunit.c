// SPDX-License-Identifier: GPL-2.0
/* The KUnit suites, which run when their module is loaded. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "interp.h"

#define FRAMEWORK	"/lib/modules/kunit.ko"
#define SUITES		"/lib/dmascope/dmascope_kunit.ko"
#define RESULTS		"/sys/kernel/debug/kunit"
#define CASE_INDENT	4	/* of a test case's result; its parameters stand further in */

struct tally {
	uint64_t passed, failed, skipped;
};

static int load_module(const char *path, const char *parameters)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), ret = 0;

	if (fd < 0)
		return -errno;
	if (syscall(SYS_finit_module, fd, parameters, 0))
		ret = -errno;
	close(fd);
	return ret;
}

static void count_line(struct tally *t, const char *line)
{
	if (strspn(line, " ") != CASE_INDENT)
		return;
	line += CASE_INDENT;
	if (!strncmp(line, "not ok ", 7))
		t->failed++;
	else if (!strncmp(line, "ok ", 3) && strstr(line, " # SKIP"))
		t->skipped++;
	else if (!strncmp(line, "ok ", 3))
		t->passed++;
}

static void count_file(struct tally *t, const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	while (f && getline(&line, &size, f) > 0)
		count_line(t, line);
	free(line);
	if (f)
		fclose(f);
}

static void count_all(struct tally *t)
{
	DIR *dir = opendir(RESULTS);
	struct dirent *d;

	while (dir && (d = readdir(dir))) {
		char *path = dms_asprintf(RESULTS "/%s/results", d->d_name);

		count_file(t, path);
		free(path);
	}
	if (dir)
		closedir(dir);
}

static int run_suites(struct call *c)
{
	const char *glob = c->l->nr_args ? c->l->args[0] : NULL;
	/* a kernel that does not know a parameter says so, and goes on */
	char *parameters = dms_asprintf("enable=1%s%s", glob ? " filter_glob=" : "",
					glob ? glob : "");
	struct tally t = { 0 };
	int ret;

	/* it may be built in */
	ret = load_module(FRAMEWORK, parameters);
	free(parameters);
	if (ret && ret != -ENOENT && ret != -EEXIST)
		return call_fail(c, "%s does not load: %s", FRAMEWORK, strerror(-ret));
	ret = load_module(SUITES, "");
	if (ret == -ENOENT)
		return call_fail(c, "this guest has no dmascope_kunit.ko: "
				 "its kernel has no KUnit (CONFIG_KUNIT), or too old a one");
	if (ret == -EEXIST)
		return call_fail(c, "the suites have run in this boot already");
	if (ret)
		return call_fail(c, "%s does not load: %s", SUITES, strerror(-ret));
	count_all(&t);
	if (!(t.passed + t.failed + t.skipped))
		return call_fail(c, "no test ran%s%s", glob ? ": none is named " : "",
				 glob ? glob : "");
	call_publish_num(c, "passed", t.passed, false);
	call_publish_num(c, "failed", t.failed, false);
	call_publish_num(c, "skipped", t.skipped, false);
	return 0;
}

const struct script_op script_ops_kunit[] = {
	{
		.name = "kunit", .args = "w?", .usage = "[SUITE.TEST]",
		.facts = "passed failed skipped", .flags = OP_LASTING, .run = run_suites,
		.help = "run the KUnit suites, or those that match a glob; once in a boot",
	},
	{ 0 }
};
