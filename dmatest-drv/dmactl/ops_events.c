// SPDX-License-Identifier: GPL-2.0
/* Ends of transfers, power, interrupt vectors, and what the kernel's files say. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "interp.h"
#include "pci.h"

#define DEFAULT_TIMEOUT	5000
#define KERNEL_LOG	"/dev/kmsg"

static bool is_on(struct call *c, const char *key)
{
	const char *value = call_key(c, key);

	return value && *value == '1';
}

static int wait_for_event(struct call *c)
{
	const struct script_device *device = c->run->device;
	enum script_wait how = is_on(c, "block") ? SCRIPT_READ :
			       is_on(c, "epoll") ? SCRIPT_EPOLL : SCRIPT_POLL;
	struct dmascope_event e = { 0 };
	uint64_t ms;
	int fd, ret;

	ret = call_key_num(c, "timeout", DEFAULT_TIMEOUT, &ms);
	if (ret)
		return ret;
	if (ms > DMASCOPE_MAX_TIMEOUT)
		return call_fail(c, "timeout=%llu; it is %d at most", (unsigned long long)ms,
				 DMASCOPE_MAX_TIMEOUT);
	pthread_mutex_lock(&c->run->lock);
	fd = c->run->fd;
	pthread_mutex_unlock(&c->run->lock);
	if (!device->event)
		ret = -EOPNOTSUPP;
	else
		ret = device->event(fd, &e, how, (int)ms);
	c->result = ret ? ret : e.result;
	if (ret)
		return 0;
	call_publish_num(c, "seq", e.seq, false);
	call_publish_num(c, "lost", e.lost, false);
	call_publish_num(c, "iova", e.iova, true);
	call_publish_num(c, "len", e.len, false);
	call_publish_num(c, "wrong", e.wrong, false);
	call_publish_num(c, "first", e.first, false);
	return 0;
}

static int power(struct call *c)
{
	int ret = call_device(c);

	if (!ret && !c->result) {
		call_publish_num(c, "state", c->op.out[0], false);
		call_publish_num(c, "suspends", c->op.out[1], false);
		call_publish_num(c, "resumes", c->op.out[2], false);
	}
	return ret;
}

static int vector(struct call *c)
{
	int ret = call_device(c);

	if (!ret && !c->result) {
		call_publish_num(c, "was", c->op.out[0], false);
		call_publish_num(c, "vectors", c->op.out[1], false);
	}
	return ret;
}

static int check_path(struct call *c, const char *path)
{
	if (strncmp(path, "/sys/", 5) || strstr(path, ".."))
		return call_fail(c, "'%s' is not below /sys/", path);
	return 0;
}

static int read_number(struct call *c)
{
	char *path = call_words(c, 0), text[64], *end;
	unsigned long long value;
	int ret = path ? check_path(c, path) : -ECANCELED;

	if (!ret)
		c->result = pci_read_file(path, text, sizeof(text));
	if (!ret && !c->result) {
		value = strtoull(text, &end, 0);
		if (end == text || *end)
			ret = call_fail(c, "%s holds no number: '%.40s'", path, text);
		else
			call_publish_num(c, "value", value, false);
	}
	free(path);
	return ret;
}

/*
 * Lines of a file with @words in them; -errno when there is no such file.  The kernel's log has an
 * end for those only who do not wait for more; what was overwritten meanwhile is left out.
 */
static long count_lines(const char *path, const char *words)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	FILE *in = fd < 0 ? NULL : fdopen(fd, "r");
	char *line = NULL;
	size_t size = 0;
	long n = 0;

	if (!in)
		return -errno;
	while (getline(&line, &size, in) >= 0 || errno == EPIPE) {
		if (ferror(in))
			clearerr(in);
		else
			n += !!strstr(line, words);
	}
	free(line);
	fclose(in);
	return n;
}

static int count(struct call *c)
{
	char *path = call_words(c, 0), *words;
	int ret = path ? 0 : -ECANCELED;
	long n;

	if (ret)
		return ret;
	words = strchr(path, ' ');
	*words++ = '\0';
	ret = strcmp(path, KERNEL_LOG) ? check_path(c, path) : 0;
	if (!ret) {
		n = count_lines(path, words);
		c->result = n < 0 ? n : 0;
		if (n >= 0)
			call_publish_num(c, "value", n, false);
	}
	free(path);
	return ret;
}

const struct script_op script_ops_events[] = {
	{
		.name = "device-done", .args = "", .usage = "", .keys = "timeout block epoll",
		.facts = "result seq lost iova len wrong first", .run = wait_for_event,
		.help = "the end of a transfer that was started with wait=0 notify=1; timeout=MS, "
			"5000 by default, 0: only look; block=1: a read() that waits, epoll=1: epoll_wait()",
	}, {
		.name = "pm", .args = "", .usage = "", .keys = "do",
		.facts = "state suspends resumes", .opcode = DMASCOPE_OP_PM, .run = power,
		.help = "do=suspend or resume: the device loses its power, and gets it back; "
			"state: 0 active, 1 idle until the next transfer, 2 asleep",
	}, {
		.name = "vector", .args = "", .usage = "", .keys = "nr",
		.facts = "was vectors irqs", .opcode = DMASCOPE_OP_VECTOR, .run = vector,
		.help = "nr=N: ends of transfers shall be told through interrupt vector N; "
			"irqs: how many that one has told so far",
	}, {
		.name = "read", .args = "w", .usage = "PATH", .flags = OP_RAW, .facts = "value",
		.run = read_number, .help = "the number in a file under /sys",
	}, {
		.name = "count", .args = "www*", .usage = "PATH TEXT", .flags = OP_RAW,
		.facts = "value", .run = count,
		.help = "how many lines of a file under /sys, or of the kernel's log, " KERNEL_LOG
			", have this text in them",
	},
	{ 0 }
};
