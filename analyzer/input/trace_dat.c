// SPDX-License-Identifier: GPL-2.0
/*
 * A trace.dat, read by a child process (trace_child.c).  What comes over the pipe may be anything
 * once the child went wrong, so every frame is checked.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "trace.h"

/* A file that was cut off is read as if zeros followed: an empty page holds no records. */
#define PADDED_BYTES (1ull << 40)

/**
 * struct reader - one run of the child
 * @frame: the payload, and a NUL behind it
 */
struct reader {
	FILE *in;
	const struct dms_trace_sink *sink;
	char frame[DMS_TRACE_FRAME_MAX + 1];
	unsigned long records;
	bool opened, ended, bad;
};

/* The next string of a frame; NULL at its end. */
static const char *next(const char **p, const char *end)
{
	const char *s = *p;

	if (s >= end)
		return NULL;
	*p = s + strlen(s) + 1;
	return s;
}

static uint64_t next_number(const char **p, const char *end)
{
	const char *s = next(p, end);

	return s ? strtoull(s, NULL, 10) : 0;
}

static void next_name(const char **p, const char *end, char *to, size_t size)
{
	const char *s = next(p, end);

	snprintf(to, size, "%s", s ? s : "");
}

static void take_value(struct dms_trace_record *r, const char *name, const char *value)
{
	struct dms_trace_value *v = &r->values[r->nr_values];

	if (r->nr_values == DMS_TRACE_VALUES || !*value)
		return;
	*v = (struct dms_trace_value){ .name = name, .text = value + 1 };
	v->is_num = *value != 's';
	if (v->is_num)
		v->num = strtoull(v->text, NULL, 10);
	r->nr_values++;
}

static void take_record(struct reader *r, const char *p, const char *end)
{
	struct dms_trace_record record = { 0 };
	const char *name, *value;

	record.line = next_number(&p, end);
	record.time = (double)next_number(&p, end) / 1e9;
	record.cpu = (unsigned int)next_number(&p, end);
	record.pid = (long)next_number(&p, end);
	next_name(&p, end, record.comm, sizeof(record.comm));
	next_name(&p, end, record.system, sizeof(record.system));
	next_name(&p, end, record.event, sizeof(record.event));
	while ((name = next(&p, end)) && (value = next(&p, end)))
		take_value(&record, name, value);
	r->records = record.line;
	r->sink->record(r->sink->ctx, &record);
}

static void take_frame(struct reader *r, uint32_t type, size_t len)
{
	const char *p = r->frame, *end = r->frame + len, *clock;
	unsigned long line;

	switch (type) {
	case DMS_TRACE_CLOCK:
		clock = next(&p, end);
		r->opened = true;
		r->sink->clock(r->sink->ctx, clock ? clock : "");
		break;
	case DMS_TRACE_RECORD:
		take_record(r, p, end);
		break;
	case DMS_TRACE_LOST:
		line = next_number(&p, end);
		r->sink->lost(r->sink->ctx, line, next_number(&p, end));
		break;
	case DMS_TRACE_END:
		r->records = next_number(&p, end);
		r->ended = true;
		break;
	default:
		r->bad = true;
	}
}

static void read_frames(struct reader *r)
{
	struct dms_trace_frame head;

	while (!r->bad && fread(&head, sizeof(head), 1, r->in) == 1) {
		if (head.len > DMS_TRACE_FRAME_MAX || fread(r->frame, 1, head.len, r->in) != head.len)
			break;
		r->frame[head.len] = '\0';
		take_frame(r, head.type, head.len);
	}
}

/* Return: the child's wait status, or -1 when there was none. */
static int run(struct reader *r, int fd)
{
	int ends[2], status = -1;
	pid_t pid;

	lseek(fd, 0, SEEK_SET);
	if (pipe(ends))
		return -1;
	fflush(NULL);
	pid = fork();
	if (!pid) {
		close(ends[0]);
		dms_trace_child(fd, ends[1], r->sink->wants);
	}
	close(ends[1]);
	r->in = pid < 0 ? NULL : fdopen(ends[0], "r");
	if (!r->in) {
		close(ends[0]);
	} else {
		read_frames(r);
		fclose(r->in);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid < 0 ? -1 : status;
}

/* A copy that may be made longer, unless @fd is one already; -1: there is no room for it. */
static int padded(int fd, bool own)
{
	FILE *copy;
	char buf[65536];
	ssize_t n;
	off_t at;
	int to;

	if (own) {
		to = dup(fd);
	} else {
		copy = tmpfile();
		to = copy ? dup(fileno(copy)) : -1;
		for (at = 0; to >= 0 && (n = pread(fd, buf, sizeof(buf), at)) > 0; at += n)
			if (write(to, buf, (size_t)n) != n)
				break;
		if (copy)
			fclose(copy);
	}
	if (to >= 0 && ftruncate(to, (off_t)PADDED_BYTES)) {
		close(to);
		return -1;
	}
	return to;
}

static const char *verdict(const struct reader *r, int status)
{
	if (status == -1)
		return "cannot be read: no process could be started";
	if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
		return "is damaged: reading it does not end";
	if (!r->ended || r->bad || !WIFEXITED(status))
		return "is damaged";
	return NULL;
}

/* The magic, then the version.  From 7 on an index at the end of the file is needed to read it. */
static bool has_index(int fd)
{
	char head[12] = "";

	return pread(fd, head, sizeof(head), 0) != sizeof(head) || memcmp(head + 10, "6", 2);
}

/* Of a file that was cut off the library opens nothing, and often crashes on it. */
static const char *read_cut(struct reader *r, int fd, bool own)
{
	int longer = has_index(fd) ? -1 : padded(fd, own);

	if (longer < 0)
		return "ends before its end or is damaged";
	r->bad = r->ended = false;
	run(r, longer);
	close(longer);
	return r->opened ? "ends before its end" : "ends before its end or is damaged";
}

const char *dms_trace_dat_read(int fd, bool own, const struct dms_trace_sink *sink,
			       unsigned long *records)
{
	struct reader *r = dms_alloc(sizeof(*r));
	const char *problem;
	int status;

	r->sink = sink;
	status = run(r, fd);
	problem = verdict(r, status);
	if (!r->opened && status != -1)
		problem = read_cut(r, fd, own);
	*records = r->records;
	free(r);
	return problem;
}
