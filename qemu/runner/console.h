/* SPDX-License-Identifier: GPL-2.0 */
/* The console of one boot: kept whole on disk, cut into scenarios in memory. */
#ifndef DMS_CONSOLE_H
#define DMS_CONSOLE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/strbuf.h"

/* What one scenario (or the boot before the first) may print; a flood is a verdict. */
#define DMS_CONSOLE_MAX	(4U << 20)

/**
 * struct dms_console - what came so far
 * @file:	 the boot's console.log
 * @path:	 its name, for messages
 * @since:	 start of the part that the flood limit counts
 */
struct dms_console {
	struct dms_strbuf text;
	int file;
	char *path;
	size_t since;
	bool flooded;
	bool broken;
};

/** dms_console_open() - @path is created; 0, or -1 after one line on stderr */
int dms_console_open(struct dms_console *c, const char *path);

/** dms_console_seed() - begin with @text, which this guest's past printed elsewhere */
void dms_console_seed(struct dms_console *c, const char *text, size_t len);

/**
 * dms_console_read() - take what is there
 * Return: 1: more may come; 0: closed.  @flooded and @broken (disk full) say more.
 */
int dms_console_read(struct dms_console *c, int fd);

/**
 * dms_console_find() - look for a complete line that ends in @mark @id
 * @from: where to start
 * @start, @end: the line found, @end is past its newline
 */
bool dms_console_find(const struct dms_console *c, size_t from, const char *mark, const char *id,
		      size_t *start, size_t *end);

void dms_console_close(struct dms_console *c);

#endif /* DMS_CONSOLE_H */
