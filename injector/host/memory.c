// SPDX-License-Identifier: GPL-2.0
/* Reads and writes a guest's memory and registers through QEMU's qtest protocol. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host/memory.h"

#define ANSWER_MS	5000
#define MAX_ANSWER	65536
#define MAX_TRANSFER	4096

int dms_host_fail(struct dms_host_memory *m, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(m->err, sizeof(m->err), fmt, ap);
	va_end(ap);
	return -1;
}

static int wait_for(struct dms_host_memory *m, short events)
{
	struct pollfd p = { .fd = m->fd, .events = events };
	int ret;

	do {
		ret = poll(&p, 1, ANSWER_MS);
	} while (ret < 0 && errno == EINTR);
	return ret == 1 ? 0 : dms_host_fail(m, "QEMU does not answer on its memory socket");
}

static int send_all(struct dms_host_memory *m, const char *s, size_t len)
{
	while (len) {
		ssize_t n = send(m->fd, s, len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n > 0) {
			s += n;
			len -= n;
		} else if (n < 0 && errno != EAGAIN && errno != EINTR) {
			return dms_host_fail(m, "QEMU closed its memory socket");
		} else if (wait_for(m, POLLOUT)) {
			return -1;
		}
	}
	return 0;
}

/* One line of answer, without its end, to be freed. */
static char *receive_line(struct dms_host_memory *m)
{
	char buf[4096], *eol, *line;
	ssize_t n;

	while (!m->in.len || !(eol = memchr(m->in.s, '\n', m->in.len))) {
		n = recv(m->fd, buf, sizeof(buf), MSG_DONTWAIT);
		if (n > 0 && m->in.len < MAX_ANSWER) {
			dms_strbuf_add(&m->in, buf, n);
		} else if (n >= 0 || (errno != EAGAIN && errno != EINTR)) {
			dms_host_fail(m, "QEMU closed its memory socket");
			return NULL;
		} else if (wait_for(m, POLLIN)) {
			return NULL;
		}
	}
	line = dms_strndup(m->in.s, eol - m->in.s);
	m->in.len -= eol + 1 - m->in.s;
	memmove(m->in.s, eol + 1, m->in.len);
	return line;
}

/* Return: what follows "OK", to be freed, or NULL with @m->err. */
static char *ask(struct dms_host_memory *m, const struct dms_strbuf *request)
{
	char *line, *rest = NULL;

	if (m->fd < 0) {
		dms_host_fail(m, "QEMU has not opened its memory socket");
		return NULL;
	}
	if (send_all(m, request->s, request->len))
		return NULL;
	line = receive_line(m);
	if (!line)
		return NULL;
	if (!strcmp(line, "OK") || !strncmp(line, "OK ", 3))
		rest = dms_strdup(line + 2);
	else
		dms_host_fail(m, "QEMU refused: %.100s", line);
	free(line);
	return rest;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static int parse_bytes(struct dms_host_memory *m, const char *s, unsigned char *buf, size_t len)
{
	size_t i;

	if (strncmp(s, " 0x", 3) || strlen(s + 3) != 2 * len)
		return dms_host_fail(m, "QEMU's answer is not %zu bytes", len);
	for (i = 0, s += 3; i < len; i++, s += 2) {
		int high = hex_digit(s[0]), low = hex_digit(s[1]);

		if (high < 0 || low < 0)
			return dms_host_fail(m, "QEMU's answer is no number");
		buf[i] = high << 4 | low;
	}
	return 0;
}

static int check_ram(struct dms_host_memory *m, uint64_t addr, size_t len)
{
	if (!m->nr_map)
		return dms_host_fail(m, "the guest's memory map is not known");
	if (len && len <= MAX_TRANSFER && dms_host_memory_is_ram(m, addr, len))
		return 0;
	return dms_host_fail(m, "0x%" PRIx64 " is not in the guest's memory", addr);
}

int dms_host_read(struct dms_host_memory *m, uint64_t addr, void *buf, size_t len)
{
	struct dms_strbuf b = { 0 };
	char *answer;
	int ret = -1;

	if (!(len && len <= MAX_TRANSFER && dms_host_memory_is_rom(m, addr, len)) &&
	    check_ram(m, addr, len))
		return -1;
	dms_strbuf_printf(&b, "read 0x%" PRIx64 " 0x%zx\n", addr, len);
	answer = ask(m, &b);
	if (answer)
		ret = parse_bytes(m, answer, buf, len);
	free(answer);
	dms_strbuf_free(&b);
	return ret;
}

int dms_host_write(struct dms_host_memory *m, uint64_t addr, const void *buf, size_t len)
{
	const unsigned char *p = buf;
	struct dms_strbuf b = { 0 };
	char *answer;
	size_t i;

	if (check_ram(m, addr, len))
		return -1;
	dms_strbuf_printf(&b, "write 0x%" PRIx64 " 0x%zx 0x", addr, len);
	for (i = 0; i < len; i++)
		dms_strbuf_printf(&b, "%02x", p[i]);
	dms_strbuf_puts(&b, "\n");
	answer = ask(m, &b);
	free(answer);
	dms_strbuf_free(&b);
	return answer ? 0 : -1;
}

uint64_t dms_host_le64(const unsigned char *p)
{
	uint64_t value = 0;
	int i;

	for (i = 7; i >= 0; i--)
		value = value << 8 | p[i];
	return value;
}

int dms_host_read64(struct dms_host_memory *m, uint64_t addr, uint64_t *value)
{
	unsigned char buf[8];

	if (dms_host_read(m, addr, buf, sizeof(buf)))
		return -1;
	*value = dms_host_le64(buf);
	return 0;
}

int dms_host_write64(struct dms_host_memory *m, uint64_t addr, uint64_t value)
{
	unsigned char buf[8];
	int i;

	for (i = 0; i < 8; i++, value >>= 8)
		buf[i] = value & 0xff;
	return dms_host_write(m, addr, buf, sizeof(buf));
}

int dms_host_reg_read(struct dms_host_memory *m, uint64_t addr, unsigned int bytes,
		      uint64_t *value)
{
	struct dms_strbuf b = { 0 };
	char *answer, *end;

	dms_strbuf_printf(&b, "read%c 0x%" PRIx64 "\n", bytes == 8 ? 'q' : 'l', addr);
	answer = ask(m, &b);
	dms_strbuf_free(&b);
	if (!answer)
		return -1;
	errno = 0;
	*value = strtoull(answer, &end, 16);
	if (errno || end == answer || *end) {
		free(answer);
		return dms_host_fail(m, "QEMU's answer is no number");
	}
	free(answer);
	return 0;
}

int dms_host_reg_write(struct dms_host_memory *m, uint64_t addr, unsigned int bytes,
		       uint64_t value)
{
	struct dms_strbuf b = { 0 };
	char *answer;

	dms_strbuf_printf(&b, "write%c 0x%" PRIx64 " 0x%" PRIx64 "\n", bytes == 8 ? 'q' : 'l',
			  addr, value);
	answer = ask(m, &b);
	free(answer);
	dms_strbuf_free(&b);
	return answer ? 0 : -1;
}

void dms_host_memory_close(struct dms_host_memory *m)
{
	if (m->fd >= 0)
		close(m->fd);
	free(m->map);
	dms_strbuf_free(&m->in);
	*m = (struct dms_host_memory){ .fd = -1 };
}
