// SPDX-License-Identifier: GPL-2.0
/* Whole files, read and written. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "runner/file.h"

#define MAX_FILE	(64U << 20)

char *dms_file_read_from(int fd, off_t offset, size_t *len)
{
	struct dms_strbuf b = { 0 };
	char buf[65536];
	ssize_t n;

	while ((n = pread(fd, buf, sizeof(buf), offset)) > 0 && b.len < MAX_FILE) {
		dms_strbuf_add(&b, buf, n);
		offset += n;
	}
	if (n) {
		errno = n < 0 ? errno : EFBIG;
		dms_strbuf_free(&b);
		return NULL;
	}
	*len = b.len;
	return dms_strbuf_take(&b);
}

char *dms_file_read(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), saved;
	char *text;

	if (fd < 0)
		return NULL;
	text = dms_file_read_from(fd, 0, len);
	saved = errno;
	close(fd);
	errno = saved;
	return text;
}

int dms_file_write(const char *path, const char *data, size_t len)
{
	FILE *f = fopen(path, "we");
	int bad;

	if (!f) {
		dms_err("cannot write %s: %s", path, strerror(errno));
		return -1;
	}
	bad = fwrite(data, 1, len, f) != len;
	/* a full disk shows here at the latest */
	bad |= fclose(f);
	if (bad)
		dms_err("cannot write %s: %s", path, strerror(errno));
	return bad ? -1 : 0;
}

int dms_file_mkdirs(const char *path)
{
	char *copy = dms_strdup(path), *p;
	int ret = 0;

	for (p = copy + 1; !ret; p++) {
		char c = *p;

		if (c && c != '/')
			continue;
		*p = '\0';
		if (mkdir(copy, 0777) && errno != EEXIST) {
			dms_err("cannot create the folder %s: %s", copy, strerror(errno));
			ret = -1;
		}
		*p = c;
		if (!c)
			break;
	}
	free(copy);
	return ret;
}
