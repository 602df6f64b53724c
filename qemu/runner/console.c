// SPDX-License-Identifier: GPL-2.0
/* The console of one boot. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/console.h"

int dms_console_open(struct dms_console *c, const char *path)
{
	*c = (struct dms_console){ .path = dms_strdup(path) };
	c->file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (c->file >= 0)
		return 0;
	dms_err("cannot write %s: %s", path, strerror(errno));
	return -1;
}

static void keep(struct dms_console *c, const char *data, size_t len)
{
	ssize_t n;

	for (; len && !c->broken; data += n, len -= n) {
		n = write(c->file, data, len);
		if (n < 0) {
			dms_err("cannot write %s: %s", c->path, strerror(errno));
			c->broken = true;
			return;
		}
	}
}

void dms_console_seed(struct dms_console *c, const char *text, size_t len)
{
	dms_strbuf_add(&c->text, text, len);
	keep(c, text, len);
}

int dms_console_read(struct dms_console *c, int fd)
{
	char buf[65536];
	ssize_t n = read(fd, buf, sizeof(buf));

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (!n)
		return 0;
	if (c->text.len - c->since + n > DMS_CONSOLE_MAX) {
		n = DMS_CONSOLE_MAX - (c->text.len - c->since);
		c->flooded = true;
	}
	dms_strbuf_add(&c->text, buf, n);
	keep(c, buf, n);
	return 1;
}

bool dms_console_find(const struct dms_console *c, size_t from, const char *mark, const char *id,
		      size_t *start, size_t *end)
{
	const char *s = c->text.s, *line, *at, *eol;
	size_t mark_len = strlen(mark), id_len = strlen(id);

	for (line = s + from; line < s + c->text.len; line = eol + 1) {
		eol = memchr(line, '\n', s + c->text.len - line);
		if (!eol)
			return false;
		at = memmem(line, eol - line, mark, mark_len);
		if (!at || (size_t)(eol - at) < mark_len + id_len ||
		    memcmp(at + mark_len, id, id_len))
			continue;
		at += mark_len + id_len;
		if (*at != '\n' && *at != '\r' && *at != ' ')
			continue;
		*start = line - s;
		*end = eol + 1 - s;
		return true;
	}
	return false;
}

void dms_console_close(struct dms_console *c)
{
	if (c->file >= 0)
		close(c->file);
	free(c->path);
	dms_strbuf_free(&c->text);
	*c = (struct dms_console){ .file = -1 };
}
