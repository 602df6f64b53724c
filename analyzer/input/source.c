// SPDX-License-Identifier: GPL-2.0
/* Files and memory as sources, and what all sources share. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "source.h"

struct dms_source *dms_source_new(const struct dms_source_ops *ops, void *state,
				  struct dms_source *below)
{
	struct dms_source *s = dms_alloc(sizeof(*s));

	s->ops = ops;
	s->state = state;
	s->below = below;
	return s;
}

static size_t file_read(struct dms_source *s, char *buf, size_t len)
{
	FILE *in = s->state;
	size_t n;

	errno = 0;
	n = fread(buf, 1, len, in);
	if (!n && ferror(in))
		snprintf(s->problem, sizeof(s->problem), "%s", strerror(errno ? errno : EIO));
	return n;
}

struct dms_source *dms_source_file(FILE *in)
{
	static const struct dms_source_ops ops = { .read = file_read };

	return dms_source_new(&ops, in, NULL);
}

FILE *dms_source_is_file(const struct dms_source *s)
{
	return s->ops->read == file_read ? s->state : NULL;
}

struct memory {
	const char *data;
	size_t left;
};

static size_t memory_read(struct dms_source *s, char *buf, size_t len)
{
	struct memory *m = s->state;
	size_t n = len < m->left ? len : m->left;

	memcpy(buf, m->data, n);
	m->data += n;
	m->left -= n;
	return n;
}

static void memory_close(struct dms_source *s)
{
	free(s->state);
}

struct dms_source *dms_source_memory(const char *data, size_t len)
{
	static const struct dms_source_ops ops = { .read = memory_read, .close = memory_close };
	struct memory *m = dms_alloc(sizeof(*m));

	m->data = data;
	m->left = len;
	return dms_source_new(&ops, m, NULL);
}

/* A pipe gives a little at a time: ask until there is enough to judge. */
size_t dms_source_peek(struct dms_source *s, const char **data)
{
	size_t n;

	if (!s->head) {
		s->head = dms_alloc(DMS_SNIFF_BYTES);
		while (s->head_len < DMS_SNIFF_BYTES) {
			n = s->ops->read(s, s->head + s->head_len, DMS_SNIFF_BYTES - s->head_len);
			if (!n)
				break;
			s->head_len += n;
		}
	}
	*data = s->head + s->head_at;
	return s->head_len - s->head_at;
}

size_t dms_source_read(struct dms_source *s, char *buf, size_t len)
{
	size_t n = s->head_len - s->head_at;

	if (!n)
		return s->ops->read(s, buf, len);
	if (n > len)
		n = len;
	memcpy(buf, s->head + s->head_at, n);
	s->head_at += n;
	return n;
}

bool dms_source_read_all(struct dms_source *s, char *buf, size_t len)
{
	size_t n;

	for (; len; len -= n, buf += n) {
		n = dms_source_read(s, buf, len);
		if (!n)
			return false;
	}
	return true;
}

bool dms_source_skip(struct dms_source *s, unsigned long long n)
{
	char buf[4096];

	while (n) {
		size_t k = dms_source_read(s, buf, n < sizeof(buf) ? n : sizeof(buf));

		if (!k)
			return false;
		n -= k;
	}
	return true;
}

const char *dms_source_problem(const struct dms_source *s)
{
	const char *below = s->below ? dms_source_problem(s->below) : NULL;

	return below ? below : s->problem[0] ? s->problem : NULL;
}

void dms_source_close(struct dms_source *s)
{
	struct dms_source *below;

	for (; s; s = below) {
		below = s->below;
		if (s->ops->close)
			s->ops->close(s);
		free(s->head);
		free(s);
	}
}
