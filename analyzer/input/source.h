/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where bytes come from: a file, a pipe, memory, a member of an archive, and any of them
 * through a decompressor.  All are read once, from front to end, in bounded memory.
 */
#ifndef DMS_SOURCE_H
#define DMS_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* So much of a source is looked at to find out what it is. */
#define DMS_SNIFF_BYTES 65536

struct dms_source;

/**
 * struct dms_source_ops - one kind of source
 * @read: up to @len bytes into @buf; Return: how many, 0 at the end.  What went wrong is
 *	  written into dms_source.problem.
 * @close: free @state; may be NULL
 */
struct dms_source_ops {
	size_t (*read)(struct dms_source *s, char *buf, size_t len);
	void (*close)(struct dms_source *s);
};

/**
 * struct dms_source - a stream of bytes
 * @below:	the source that this one decodes, closed with it, or NULL
 * @problem:	why it ended before its end; empty while all is well
 */
struct dms_source {
	const struct dms_source_ops *ops;
	void *state;
	struct dms_source *below;
	char *head;
	size_t head_len, head_at;
	char problem[128];
};

struct dms_source *dms_source_new(const struct dms_source_ops *ops, void *state,
				  struct dms_source *below);
/** dms_source_file() - @in stays the caller's */
struct dms_source *dms_source_file(FILE *in);
/** dms_source_is_file() - the FILE behind it, or NULL when it is something else */
FILE *dms_source_is_file(const struct dms_source *s);
/** dms_source_memory() - @data must live as long as the source */
struct dms_source *dms_source_memory(const char *data, size_t len);
/** dms_source_peek() - the first bytes, left to be read; Return: how many, DMS_SNIFF_BYTES at most */
size_t dms_source_peek(struct dms_source *s, const char **data);
/** dms_source_read() - Return: number of bytes, 0 at the end */
size_t dms_source_read(struct dms_source *s, char *buf, size_t len);
/** dms_source_skip() - read and drop; Return: false when the source ended before */
bool dms_source_skip(struct dms_source *s, unsigned long long n);
/** dms_source_read_all() - exactly @len bytes, or false */
bool dms_source_read_all(struct dms_source *s, char *buf, size_t len);
/** dms_source_problem() - the first thing that went wrong, nearest to the file; or NULL */
const char *dms_source_problem(const struct dms_source *s);
void dms_source_close(struct dms_source *s);

/**
 * dms_source_fd() - a regular file with all of the source's bytes, for libraries that want one
 * @own: set when it is an unlinked copy, of its own
 *
 * Nothing may have been read but by dms_source_peek().  Return: a descriptor for the caller to
 * close, or -1; dms_source_problem() says why.
 */
int dms_source_fd(struct dms_source *s, bool *own);

/**
 * dms_source_unpack() - put the right decompressor on top of @s (gzip, xz, zstd, bzip2)
 *
 * Return: the source to read from now on, which owns @s; NULL when the data is none of these.
 */
struct dms_source *dms_source_unpack(struct dms_source *s);

/* ---- tar archives: ustar, pax, GNU ---- */

struct dms_tar;

/** dms_tar_is_header() - a block of 512 bytes with a right checksum */
bool dms_tar_is_header(const char *block, size_t len);
/** dms_tar_open() - @below stays the caller's */
struct dms_tar *dms_tar_open(struct dms_source *below);
/** dms_tar_set_links() - call @fn with the name of every symbolic link that is passed over */
void dms_tar_set_links(struct dms_tar *t, void (*fn)(void *ctx, const char *name), void *ctx);
/**
 * dms_tar_next() - the next regular file
 * @name: set to its name, without leading slashes and "./"; valid until the next call
 *
 * What the caller left unread of the member before is skipped.  Return: a source for the
 * caller to close, or NULL at the end.
 */
struct dms_source *dms_tar_next(struct dms_tar *t, const char **name);
/** dms_tar_problem() - why the archive ended before its end, or NULL */
const char *dms_tar_problem(const struct dms_tar *t);
void dms_tar_close(struct dms_tar *t);

#endif /* DMS_SOURCE_H */
