// SPDX-License-Identifier: GPL-2.0
/*
 * Tar archives, read member by member from a stream: nothing is extracted, so a name
 * is a label and a link is nothing.
 *
 * The formats are POSIX.1-1988 ustar, POSIX.1-2001 pax (POSIX, pax, "ustar Interchange Format"
 * and "pax Interchange Format") and GNU's (GNU tar manual, "Basic Tar Format").
 */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "source.h"

#define BLOCK 512
/* Longer names and pax headers belong to no log: what is above it is dropped. */
#define EXTRA_MAX 16384

/* Offsets and lengths of struct posix_header. */
#define NAME_LEN 100
#define AT_SIZE 124
#define AT_CHECKSUM 148
#define AT_TYPE 156
#define AT_MAGIC 257
#define AT_PREFIX 345
#define PREFIX_LEN 155
#define AT_SPARSE_MORE 482	/* struct oldgnu_header: isextended */
#define AT_SPARSE_NEXT 504	/* struct sparse_header: isextended */

struct dms_tar {
	struct dms_source *below;
	unsigned long long left;	/* of the member's data */
	unsigned int padding;
	char *name;
	char *long_name;		/* from an extended header, for the next member */
	bool has_size;
	unsigned long long pax_size;
	const char *problem;
	void (*link)(void *ctx, const char *name);
	void *link_ctx;
};

/* Octal digits between blanks, or GNU's base 256 when the first bit is set. */
static bool read_number(const char *field, size_t len, unsigned long long *out)
{
	const unsigned char *p = (const unsigned char *)field;
	size_t i = 0;

	*out = 0;
	if (p[0] & 0x80) {
		*out = p[0] & 0x3f;
		for (i = 1; i < len; i++) {
			if (*out >> 54)
				return false;
			*out = *out << 8 | p[i];
		}
		return !(p[0] & 0x40);
	}
	while (i < len && p[i] == ' ')
		i++;
	for (; i < len && p[i] >= '0' && p[i] <= '7'; i++)
		*out = *out << 3 | (p[i] - '0');
	return i == len || !p[i] || p[i] == ' ';
}

/* Old archives summed signed characters. */
bool dms_tar_is_header(const char *block, size_t len)
{
	unsigned long long want;
	long sum = 0, old = 0;
	int i;

	if (len < BLOCK || !read_number(block + AT_CHECKSUM, 8, &want))
		return false;
	for (i = 0; i < BLOCK; i++) {
		bool blank = i >= AT_CHECKSUM && i < AT_CHECKSUM + 8;

		sum += blank ? ' ' : (unsigned char)block[i];
		old += blank ? ' ' : (signed char)block[i];
	}
	return block[0] && want && ((long)want == sum || (long)want == old);
}

struct dms_tar *dms_tar_open(struct dms_source *below)
{
	struct dms_tar *t = dms_alloc(sizeof(*t));

	t->below = below;
	return t;
}

void dms_tar_close(struct dms_tar *t)
{
	free(t->name);
	free(t->long_name);
	free(t);
}

const char *dms_tar_problem(const struct dms_tar *t)
{
	const char *below = dms_source_problem(t->below);

	return below ? below : t->problem;
}

static size_t member_read(struct dms_source *s, char *buf, size_t len)
{
	struct dms_tar *t = s->state;
	size_t n = len < t->left ? len : t->left;

	if (!n)
		return 0;
	n = dms_source_read(t->below, buf, n);
	if (!n)
		t->problem = "the archive ends too early; what came before was read";
	t->left -= n;
	return n;
}

static bool skip_rest(struct dms_tar *t)
{
	bool there = dms_source_skip(t->below, t->left + t->padding);

	if (!there && !t->problem)
		t->problem = "the archive ends too early; what came before was read";
	t->left = t->padding = 0;
	return there;
}

/* The data of an extended header, terminated; what is too long is cut. */
static char *read_extra(struct dms_tar *t)
{
	size_t n = t->left < EXTRA_MAX ? t->left : EXTRA_MAX;
	char *data = dms_alloc(n + 1);

	if (!dms_source_read_all(t->below, data, n)) {
		t->problem = "the archive ends too early; what came before was read";
		free(data);
		return NULL;
	}
	t->left -= n;
	if (!skip_rest(t)) {
		free(data);
		return NULL;
	}
	return data;
}

/* Records "LENGTH KEYWORD=VALUE\n"; LENGTH counts all of the record. */
static void read_pax(struct dms_tar *t, const char *data, size_t len)
{
	const char *p = data, *end = data + len;

	while (p < end) {
		char *key;
		unsigned long n = strtoul(p, &key, 10);

		if (key == p || *key != ' ' || n > (size_t)(end - p) || p + n < key + 2 ||
		    p[n - 1] != '\n')
			return;
		key++;
		if (!strncmp(key, "path=", 5)) {
			free(t->long_name);
			t->long_name = dms_strndup(key + 5, (size_t)(p + n - 1 - key - 5));
		} else if (!strncmp(key, "size=", 5)) {
			t->pax_size = strtoull(key + 5, NULL, 10);
			t->has_size = true;
		}
		p += n;
	}
}

static bool read_extended(struct dms_tar *t, char type)
{
	size_t len = t->left < EXTRA_MAX ? t->left : EXTRA_MAX;
	char *data = read_extra(t);

	if (!data)
		return false;
	if (type == 'L') {
		free(t->long_name);
		t->long_name = data;
		return true;
	}
	if (type == 'x')
		read_pax(t, data, len);
	free(data);
	return true;
}

static void set_name(struct dms_tar *t, const char *header)
{
	const char *name;
	char *whole;

	if (t->long_name)
		whole = dms_strdup(t->long_name);
	else if (!memcmp(header + AT_MAGIC, "ustar\0", 6) && header[AT_PREFIX])
		whole = dms_asprintf("%.*s/%.*s", PREFIX_LEN, header + AT_PREFIX, NAME_LEN, header);
	else
		whole = dms_asprintf("%.*s", NAME_LEN, header);
	for (name = whole; *name == '/' || !strncmp(name, "./", 2);)
		name += *name == '/' ? 1 : 2;
	free(t->name);
	t->name = dms_strdup(name);
	free(whole);
}

/* A sparse member's map may go on behind its header. */
static bool skip_sparse_map(struct dms_tar *t, const char *header)
{
	char block[BLOCK];
	bool more = header[AT_SPARSE_MORE];

	while (more) {
		if (!dms_source_read_all(t->below, block, BLOCK))
			return false;
		more = block[AT_SPARSE_NEXT];
	}
	return true;
}

/* Two blocks of zeros are the end; a stream that just ends is taken as one. */
static bool read_header(struct dms_tar *t, char *header)
{
	static const char zeros[BLOCK];
	unsigned long long size;

	if (!dms_source_read_all(t->below, header, BLOCK) || !memcmp(header, zeros, BLOCK))
		return false;
	if (!dms_tar_is_header(header, BLOCK) || !read_number(header + AT_SIZE, 12, &size) ||
	    size >> 62) {
		t->problem = "the archive is damaged; what came before was read";
		return false;
	}
	t->left = size;
	t->padding = (BLOCK - size % BLOCK) % BLOCK;
	return true;
}

static void take_pax_size(struct dms_tar *t)
{
	if (t->has_size && !(t->pax_size >> 62)) {
		t->left = t->pax_size;
		t->padding = (BLOCK - t->left % BLOCK) % BLOCK;
	}
	t->has_size = false;
}

void dms_tar_set_links(struct dms_tar *t, void (*fn)(void *ctx, const char *name), void *ctx)
{
	t->link = fn;
	t->link_ctx = ctx;
}

struct dms_source *dms_tar_next(struct dms_tar *t, const char **name)
{
	static const struct dms_source_ops ops = { .read = member_read };
	char header[BLOCK];

	while (!t->problem && skip_rest(t) && read_header(t, header)) {
		char type = header[AT_TYPE];

		if (type == 'L' || type == 'K' || type == 'x' || type == 'g') {
			if (!read_extended(t, type))
				break;
			continue;
		}
		take_pax_size(t);
		set_name(t, header);
		free(t->long_name);
		t->long_name = NULL;
		if (type == '2' && t->link)
			t->link(t->link_ctx, t->name);
		/* A hard link has no data, whatever its header says; nor has a folder. */
		if (type >= '1' && type <= '6')
			t->left = t->padding = 0;
		if (type == 'S' && !skip_sparse_map(t, header))
			break;
		if (type == '0' || !type || type == '7') {
			*name = t->name;
			return dms_source_new(&ops, t, NULL);
		}
	}
	return NULL;
}
