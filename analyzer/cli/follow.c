// SPDX-License-Identifier: GPL-2.0
/*
 * A log that grows is analyzed in windows: what is new together with some text before it, since a
 * report of the kernel has many lines.  Memory is bounded by the window and by the list of
 * fingerprints that were printed.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "follow.h"

/* Text is analyzed when it has this much, or when no more came for SETTLE_MS ... */
#define WINDOW_BYTES	(1024 * 1024)
#define SETTLE_MS	300
/* ... but not later than this, in a log that never rests. */
#define LATEST_MS	2000
/* So much of what was analyzed is kept before what is new. */
#define CONTEXT_BYTES	(64 * 1024)
/* A finding that was printed so many others ago may be printed again. */
#define SEEN_MAX	4096
/* The kernel's CONSOLE_EXT_LOG_MAX: a read of /dev/kmsg with less room fails. */
#define READ_BYTES	8192
#define IDLE_MS		100

struct follow {
	const char *path;
	int fd;
	bool kmsg;
	bool regular;
	enum dms_format format;
	struct dms_print_options opt;
	const struct dms_known *known;
	struct dms_strbuf text;
	size_t done;			/* bytes of @text that were analyzed */
	unsigned long first_line;	/* number of the first line of @text */
	char seen[SEEN_MAX][17];
	size_t nr_seen;
	unsigned long nr_printed;
	bool found;
};

static atomic_bool stopped;

static void on_signal(int sig)
{
	(void)sig;
	stopped = true;
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static unsigned long count_lines(const char *s, size_t len)
{
	unsigned long n = 0;
	size_t i;

	for (i = 0; i < len; i++)
		n += s[i] == '\n';
	return n;
}

/* ---- windows to findings ---- */

static bool was_seen(struct follow *f, const char *fingerprint)
{
	size_t i, n = f->nr_seen < SEEN_MAX ? f->nr_seen : SEEN_MAX;

	for (i = 0; i < n; i++)
		if (!strcmp(f->seen[i], fingerprint))
			return true;
	memcpy(f->seen[f->nr_seen++ % SEEN_MAX], fingerprint, sizeof(f->seen[0]));
	return false;
}

/* Old text that lost its beginning may be read differently: that is no news. */
static bool is_news(const struct dms_report *r, const struct dms_finding *finding,
		    unsigned long first_new)
{
	size_t i;

	for (i = 0; i < finding->nr_events; i++)
		if (r->events[finding->events[i]].last_line >= first_new ||
		    r->events[finding->events[i]].line >= first_new)
			return true;
	return false;
}

static int print_news(struct follow *f, const struct dms_report *r, unsigned long first_new)
{
	struct dms_report news = *r;
	size_t i;
	int err = 0;

	news.findings = dms_alloc((r->nr_findings + 1) * sizeof(*news.findings));
	news.nr_findings = 0;
	for (i = 0; i < r->nr_findings; i++) {
		struct dms_finding *finding = &news.findings[news.nr_findings];

		if (r->findings[i].severity < f->opt.min_severity ||
		    !is_news(r, &r->findings[i], first_new) ||
		    was_seen(f, r->findings[i].fingerprint))
			continue;
		*finding = r->findings[i];
		snprintf(finding->id, sizeof(finding->id), "F%lu", ++f->nr_printed);
		f->found |= !finding->expected;
		news.nr_findings++;
	}
	if (news.nr_findings)
		err = dms_report_print(&news, f->format, &f->opt, stdout);
	free(news.findings);
	return err;
}

static void drop_front(struct follow *f)
{
	size_t drop = f->done > CONTEXT_BYTES ? f->done - CONTEXT_BYTES : 0;
	const char *nl = drop ? memchr(f->text.s + drop, '\n', f->done - drop) : NULL;

	if (!drop)
		return;
	/* A line longer than the context goes as a whole. */
	drop = nl ? (size_t)(nl + 1 - f->text.s) : f->done;
	f->first_line += count_lines(f->text.s, drop);
	memmove(f->text.s, f->text.s + drop, f->text.len - drop + 1);
	f->text.len -= drop;
	f->done -= drop;
}

/* @all: the last line is finished, though no newline has come. */
static int analyze(struct follow *f, bool all)
{
	const char *nl = f->text.len ? memrchr(f->text.s, '\n', f->text.len) : NULL;
	size_t len = nl && !all && f->text.len < WINDOW_BYTES ? (size_t)(nl + 1 - f->text.s) :
							       f->text.len;
	struct dms_analysis *a;
	unsigned long first_new;
	const struct dms_report *r;
	int err = 0;

	if (len <= f->done || (!nl && !all && len < WINDOW_BYTES))
		return 0;
	first_new = f->first_line + count_lines(f->text.s, f->done);
	a = dms_analysis_new();
	if (!dms_analysis_add_text(a, f->path, f->text.s, len, f->first_line)) {
		r = dms_analysis_finish(a);
		dms_known_mark(f->known, r);
		err = print_news(f, r, first_new);
	}
	dms_analysis_free(a);
	f->done = len;
	drop_front(f);
	return err;
}

/* ---- reading ---- */

/* Documentation/ABI/testing/dev-kmsg: "prio,sequence,usec,flags;text", then " KEY=value" lines. */
static void add_kmsg(struct follow *f, char *record)
{
	unsigned long long usec;
	char *text = strchr(record, ';');

	if (!text || sscanf(record, "%*u,%*u,%llu", &usec) != 1)
		return;
	text[1 + strcspn(text + 1, "\n")] = '\0';
	dms_strbuf_printf(&f->text, "[%5llu.%06llu] %s\n", usec / 1000000, usec % 1000000,
			  text + 1);
}

/* A log that was replaced or cut starts anew. */
static void reopen_if_replaced(struct follow *f)
{
	struct stat old, new;
	int fd;

	if (fstat(f->fd, &old) || stat(f->path, &new))
		return;
	if (old.st_ino == new.st_ino && old.st_dev == new.st_dev &&
	    old.st_size >= lseek(f->fd, 0, SEEK_CUR))
		return;
	fd = open(f->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	close(f->fd);
	f->fd = fd;
	dms_strbuf_free(&f->text);
	f->done = 0;
	f->first_line = 1;
}

/* Return: bytes read, 0 nothing yet, -1 the end, -2 an error that was said. */
static int read_some(struct follow *f)
{
	struct pollfd p = { .fd = f->fd, .events = POLLIN };
	char buf[READ_BYTES + 1];
	ssize_t n;

	if (!f->regular && poll(&p, 1, IDLE_MS) <= 0)
		return 0;
	n = read(f->fd, buf, READ_BYTES);
	/* EPIPE: the kernel overwrote records before they were read; the next read goes on. */
	if (n < 0 && (errno == EINTR || errno == EAGAIN || (f->kmsg && errno == EPIPE)))
		return 0;
	if (n < 0) {
		dms_err("%s: %s", f->path, strerror(errno));
		return -2;
	}
	if (!n)
		return f->regular ? 0 : -1;
	buf[n] = '\0';
	if (f->kmsg)
		add_kmsg(f, buf);
	else
		dms_strbuf_add(&f->text, buf, n);
	return (int)n;
}

/* Return: 0 to go on, 1 the end, -1 an error that was said. */
static int step(struct follow *f, long *first_ms, long *last_ms)
{
	int n = read_some(f), err = 0;
	long now = now_ms();

	if (n > 0) {
		*last_ms = now;
		if (!*first_ms)
			*first_ms = now;
	}
	if (n < 0 || f->text.len - f->done >= WINDOW_BYTES - CONTEXT_BYTES ||
	    (*first_ms && (now - *last_ms >= SETTLE_MS || now - *first_ms >= LATEST_MS))) {
		err = analyze(f, n < 0);
		*first_ms = 0;
	}
	if (err) {
		dms_err("standard output: %s", strerror(-err));
		return -1;
	}
	if (!n && f->regular) {
		poll(NULL, 0, IDLE_MS);
		if (!*first_ms)
			reopen_if_replaced(f);
	}
	return n == -1 ? 1 : n < 0 ? -1 : 0;
}

static int open_log(struct follow *f)
{
	struct stat st;

	f->fd = strcmp(f->path, "-") ? open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) :
				       dup(STDIN_FILENO);
	if (f->fd < 0 || fstat(f->fd, &st)) {
		dms_err("%s: %s", f->path, strerror(errno));
		return -1;
	}
	if (S_ISDIR(st.st_mode)) {
		dms_err("%s: is a directory; --follow reads one log", f->path);
		return -1;
	}
	f->regular = S_ISREG(st.st_mode);
	f->kmsg = S_ISCHR(st.st_mode) && !strcmp(f->path, "/dev/kmsg");
	return 0;
}

static void catch_signals(void)
{
	/* No SA_RESTART: a read that waits must end. */
	struct sigaction sa = { .sa_handler = on_signal };

	sigemptyset(&sa.sa_mask);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
}

int dms_follow(const char *path, enum dms_format format, const struct dms_print_options *opt,
	       const struct dms_known *known)
{
	struct follow *f = dms_alloc(sizeof(*f));
	long first_ms = 0, last_ms = 0;
	int end = 0, status = 2;

	f->path = path;
	f->format = format;
	f->opt = *opt;
	f->opt.no_summary = 1;
	f->known = known;
	f->first_line = 1;
	if (!open_log(f)) {
		catch_signals();
		while (!end && !stopped)
			end = step(f, &first_ms, &last_ms);
		if (end >= 0 && stopped && analyze(f, true))
			end = -1;
		status = end < 0 ? 2 : f->found;
	}
	if (f->fd >= 0)
		close(f->fd);
	dms_strbuf_free(&f->text);
	free(f);
	return status;
}
