// SPDX-License-Identifier: GPL-2.0
/* Reads the agent's records and files; bounded whatever the guest sends. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guest/protocol.h"
#include "runner/channel.h"

#define MAX_FILE	(8U << 20)	/* a debugfs file of a guest is far below this */

static int start_file(struct dms_channel *c, const char *rest)
{
	const char *blank = strrchr(rest, ' ');
	unsigned long len;
	char *end;

	if (!blank || blank == rest)
		return -1;
	errno = 0;
	len = strtoul(blank + 1, &end, 10);
	if (errno || *end || len > MAX_FILE)
		return -1;
	free(c->file_name);
	c->file_name = dms_strndup(rest, blank - rest);
	c->file_len = len;
	return 0;
}

static int take_record(struct dms_channel *c, char *line)
{
	char *rest = strchr(line, ' ');

	if (rest)
		*rest++ = '\0';
	else
		rest = line + strlen(line);
	if (!strcmp(line, "file"))
		return start_file(c, rest);
	return c->ops->record(c->ctx, line, rest);
}

static void consume(struct dms_strbuf *b, size_t n)
{
	memmove(b->s, b->s + n, b->len - n + 1);
	b->len -= n;
}

/* Return: 1 when something was taken out of the buffer, 0 when it has to grow first. */
static int step(struct dms_channel *c)
{
	char *eol;
	int ret;

	if (c->file_name) {
		if (c->in.len < c->file_len + 1)
			return 0;
		ret = c->ops->file(c->ctx, c->file_name, c->in.s, c->file_len);
		free(c->file_name);
		c->file_name = NULL;
		consume(&c->in, c->file_len + 1);
		return ret ? -1 : 1;
	}
	eol = c->in.len ? memchr(c->in.s, '\n', c->in.len) : NULL;
	if (!eol)
		return c->in.len > DMS_PROTO_MAX_LINE ? -1 : 0;
	*eol = '\0';
	if (eol > c->in.s && eol[-1] == '\r')
		eol[-1] = '\0';
	ret = take_record(c, c->in.s);
	consume(&c->in, eol + 1 - c->in.s);
	return ret ? -1 : 1;
}

int dms_channel_read(struct dms_channel *c, int fd)
{
	char buf[65536];
	ssize_t n;
	int ret;

	n = read(fd, buf, sizeof(buf));
	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (!n)
		return 0;
	dms_strbuf_add(&c->in, buf, n);
	do {
		ret = step(c);
	} while (ret > 0);
	return ret < 0 ? -1 : 1;
}

void dms_channel_send(struct dms_channel *c, const char *fmt, ...)
{
	char *line = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&line, fmt, ap) >= 0)
		dms_strbuf_puts(&c->out, line);
	va_end(ap);
	free(line);
}

void dms_channel_flush(struct dms_channel *c, int fd)
{
	ssize_t n;

	if (fd < 0 || !c->out.len)
		return;
	n = send(fd, c->out.s, c->out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n > 0)
		consume(&c->out, n);
}

void dms_channel_free(struct dms_channel *c)
{
	dms_strbuf_free(&c->in);
	dms_strbuf_free(&c->out);
	free(c->file_name);
	c->file_name = NULL;
}
