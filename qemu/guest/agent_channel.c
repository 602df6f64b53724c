// SPDX-License-Identifier: GPL-2.0
/* The serial line: whole records out, lines and counted bytes in. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "agent.h"

int channel_open(struct channel *ch, const char *name)
{
	struct termios t;
	char path[128];

	*ch = (struct channel){ .fd = -1 };
	snprintf(path, sizeof(path), "/dev/%s", name);
	ch->fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (ch->fd < 0)
		return -errno;
	if (!tcgetattr(ch->fd, &t)) {
		ch->tty = true;
		cfmakeraw(&t);
		t.c_cflag |= CLOCAL | CREAD;
		cfsetspeed(&t, B115200);
		tcsetattr(ch->fd, TCSANOW, &t);
	}
	return 0;
}

static void write_all(struct channel *ch, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(ch->fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;		/* the host is gone: the next read says so */
		data += n;
		len -= n;
	}
}

void channel_say(struct channel *ch, const char *fmt, ...)
{
	char line[DMS_PROTO_MAX_LINE], *safe;
	va_list ap;
	size_t len;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	safe = dms_escape(line);
	len = strlen(safe);
	if (len > DMS_PROTO_MAX_LINE - 1)
		len = DMS_PROTO_MAX_LINE - 1;
	safe[len] = '\n';
	write_all(ch, safe, len + 1);
	free(safe);
	/* the next thing that happens may be a panic */
	if (ch->tty)
		tcdrain(ch->fd);
}

void channel_send_file(struct channel *ch, const char *name, const char *data, size_t len)
{
	channel_say(ch, "file %s %zu", name, len);
	write_all(ch, data, len);
	write_all(ch, "\n", 1);
	if (ch->tty)
		tcdrain(ch->fd);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* More bytes into the buffer, or an error; @deadline -1: none. */
static int fill(struct channel *ch, int64_t deadline)
{
	struct pollfd p = { .fd = ch->fd, .events = POLLIN };
	int64_t left = -1;
	ssize_t n;
	int ret;

	do {
		if (deadline >= 0) {
			left = deadline - now_ms();
			if (left < 0)
				left = 0;
		}
		ret = poll(&p, 1, (int)left);
	} while (ret < 0 && errno == EINTR);
	if (!ret)
		return -ETIMEDOUT;
	n = read(ch->fd, ch->buf + ch->len, sizeof(ch->buf) - ch->len);
	if (n <= 0)
		return -EPIPE;
	ch->len += n;
	return 0;
}

static void take(struct channel *ch, size_t len)
{
	ch->len -= len;
	memmove(ch->buf, ch->buf + len, ch->len);
}

bool channel_has_line(const struct channel *ch)
{
	return memchr(ch->buf, '\n', ch->len);
}

int channel_read_line(struct channel *ch, char *line, size_t size, int timeout_ms)
{
	int64_t deadline = timeout_ms < 0 ? -1 : now_ms() + timeout_ms;
	size_t len, keep;
	int ret;

	while (!channel_has_line(ch)) {
		/* a line that fills the buffer is noise: drop it, its end ends the noise */
		if (ch->len == sizeof(ch->buf))
			ch->len = 0;
		ret = fill(ch, deadline);
		if (ret)
			return ret;
	}
	len = (char *)memchr(ch->buf, '\n', ch->len) - ch->buf;
	keep = len < size ? len : size - 1;
	memcpy(line, ch->buf, keep);
	line[keep] = '\0';
	take(ch, len + 1);
	return 0;
}

int channel_read_bytes(struct channel *ch, char *data, size_t len, int timeout_ms)
{
	int64_t deadline = timeout_ms < 0 ? -1 : now_ms() + timeout_ms;
	size_t n;
	int ret;

	while (len) {
		if (!ch->len) {
			ret = fill(ch, deadline);
			if (ret)
				return ret;
		}
		n = ch->len < len ? ch->len : len;
		memcpy(data, ch->buf, n);
		take(ch, n);
		data += n;
		len -= n;
	}
	return 0;
}
