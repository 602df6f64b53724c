// SPDX-License-Identifier: GPL-2.0
/* Programs that talk to the driver by themselves: their "fact NAME=VALUE" lines are facts. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "interp.h"

#define FUZZER	"/bin/dmafuzz"
#define IA32	"/bin/ia32"

static void take_line(struct call *c, char *line)
{
	char *eq = strchr(line, '=');

	line[strcspn(line, "\n")] = '\0';
	if (!strncmp(line, "fact ", 5) && eq) {
		*eq = '\0';
		call_publish(c, line + 5, eq + 1);
		return;
	}
	pthread_mutex_lock(&c->run->out_lock);
	if (c->run->sink->note)
		c->run->sink->note(c->run->sink->ctx, line);
	pthread_mutex_unlock(&c->run->out_lock);
}

static int start(const char *const args[], pid_t *pid, FILE **out)
{
	posix_spawn_file_actions_t actions;
	int ends[2], ret;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
	ret = posix_spawn(pid, args[0], &actions, NULL, (char *const *)args, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	*out = ret ? NULL : fdopen(ends[0], "re");
	if (!*out)
		close(ends[0]);
	return ret ? -ret : *out ? 0 : -ENOMEM;
}

static int watch(struct call *c, const char *const args[])
{
	char line[512];
	int ret, status;
	FILE *out = NULL;
	pid_t pid;

	ret = start(args, &pid, &out);
	if (ret)
		return call_fail(c, "%s: %s", args[0], strerror(-ret));
	while (fgets(line, sizeof(line), out))
		take_line(c, line);
	fclose(out);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) > 1)
		return call_fail(c, "it did not come to its end");
	return 0;
}

static int fuzz(struct call *c)
{
	uint64_t seconds, seed;
	char text[2][32];
	int ret;

	ret = call_num(c, c->l->args[0], &seconds);
	if (!ret)
		ret = call_key_num(c, "seed", 1, &seed);
	if (ret)
		return ret;
	snprintf(text[0], sizeof(text[0]), "%llu", (unsigned long long)seconds);
	snprintf(text[1], sizeof(text[1]), "%llu", (unsigned long long)seed);
	return watch(c, (const char *const []){ FUZZER, "--device", c->run->node, "--seconds",
						text[0], "--seed", text[1], "--safe", NULL });
}

static int ia32(struct call *c)
{
	return watch(c, (const char *const []){ IA32, c->run->node, NULL });
}

const struct script_op script_ops_program[] = {
	{
		.name = "fuzz", .args = "n", .usage = "SECONDS", .keys = "seed", .run = fuzz,
		.facts = "requests refused failed sessions forks races rebinds unreached accepted odd",
		.help = "random requests to the driver, none of which may do harm; seed=1 by default",
	}, {
		.name = "ia32", .args = "", .usage = "", .run = ia32,
		.facts = "errno pointer_bytes abi max_xfer iova_high iova_low wrong sg_len",
		.help = "a 32-bit program opens the device, lets it write to a mapping and looks",
	},
	{ 0 }
};
