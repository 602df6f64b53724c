// SPDX-License-Identifier: GPL-2.0
/* A source as a file: the file that it is, or a temporary copy that has no name. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "source.h"

/* A few bytes may unpack to any number. */
#define COPY_MAX (8ull << 30)

static int open_temporary(void)
{
	const char *folder = getenv("TMPDIR");
	int fd = open(folder && *folder ? folder : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	FILE *in;

	if (fd >= 0)
		return fd;
	/* Not every file system has files without a name. */
	in = tmpfile();
	fd = in ? fcntl(fileno(in), F_DUPFD_CLOEXEC, 3) : -1;
	if (in)
		fclose(in);
	return fd;
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

static int copy(struct dms_source *s)
{
	char *buf = dms_alloc(DMS_SNIFF_BYTES);
	unsigned long long total = 0;
	int fd = open_temporary();
	size_t n;

	while (fd >= 0 && (n = dms_source_read(s, buf, DMS_SNIFF_BYTES))) {
		total += n;
		if (total > COPY_MAX || !write_all(fd, buf, n)) {
			if (total > COPY_MAX)
				errno = EFBIG;
			close(fd);
			fd = -1;
		}
	}
	if (fd < 0)
		snprintf(s->problem, sizeof(s->problem), "cannot be copied to a temporary file: %s",
			 strerror(errno));
	free(buf);
	return fd;
}

int dms_source_fd(struct dms_source *s, bool *own)
{
	FILE *in = dms_source_is_file(s);
	struct stat st;

	*own = !in || fstat(fileno(in), &st) || !S_ISREG(st.st_mode) ||
	       lseek(fileno(in), 0, SEEK_SET) < 0;
	return *own ? copy(s) : fcntl(fileno(in), F_DUPFD_CLOEXEC, 3);
}
