// SPDX-License-Identifier: GPL-2.0
/*
 * A disk's work: writes and reads past the page cache, small and large, so that the driver maps
 * one piece and many.  The disk is one that reads as zeroes, whatever was written.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "pci.h"
#include "work.h"

#define ROUNDS	2
/* What no disk of zeroes returns: the device must have written. */
#define FILL	0xdb

/*
 * Lengths and offsets in the buffer: a sector, a page, many pages, and pages that begin within one,
 * which no device can take in one piece.
 */
static const struct {
	size_t offset, len;
} pieces[] = {
	{ 0, 512 }, { 0, 4096 }, { 512, 4096 }, { 0, 65536 }, { 512, 131072 }, { 0, 524288 },
};

#define BUFFER	(1U << 20)

static bool is_disk(const char *path)
{
	char *file = dms_asprintf("%s/partition", path), size[32];
	bool whole = access(file, F_OK);

	free(file);
	file = dms_asprintf("%s/size", path);
	whole = whole && !pci_read_file(file, size, sizeof(size)) && strtoull(size, NULL, 10);
	free(file);
	return whole;
}

static int move(int fd, unsigned char *data, size_t len, uint64_t *bytes)
{
	size_t i;

	memset(data, 0, len);
	if (pwrite(fd, data, len, 0) != (ssize_t)len)
		return errno ? -errno : -EIO;
	memset(data, FILL, len);
	errno = 0;
	if (pread(fd, data, len, 0) != (ssize_t)len)
		return errno ? -errno : -EIO;
	for (i = 0; i < len; i++)
		if (data[i])
			return -EILSEQ;
	*bytes += 2 * len;
	return 0;
}

static int move_all(int fd, unsigned char *data, int64_t deadline, uint64_t *bytes)
{
	int ret = 0, first = 0;
	size_t i, k;

	for (k = 0; k < ROUNDS; k++) {
		for (i = 0; i < ARRAY_SIZE(pieces); i++) {
			if (work_now() > deadline)
				return -ETIMEDOUT;
			ret = move(fd, data + pieces[i].offset, pieces[i].len, bytes);
			/* the others shall be tried, too: one failed request is no failed device */
			if (ret && !first)
				first = ret;
		}
	}
	if (fsync(fd) && !first)
		first = -errno;
	return first;
}

/* The disk is in sysfs before it can be opened, and its node comes later still. */
static int open_disk(const char *path, int64_t deadline)
{
	const struct timespec pause = { .tv_nsec = 50000000L };
	int fd;

	for (;;) {
		fd = open(path, O_RDWR | O_DIRECT | O_CLOEXEC);
		if (fd >= 0 || (errno != ENXIO && errno != ENOENT) || work_now() > deadline)
			return fd >= 0 ? fd : -errno;
		nanosleep(&pause, NULL);
	}
}

int work_block(const char *bdf, int64_t deadline, uint64_t *bytes)
{
	char name[WORK_NAME_LEN], path[WORK_NAME_LEN + 8];
	unsigned char *data;
	int fd, ret = work_find(bdf, "block", is_disk, deadline, name);

	if (ret)
		return ret;
	snprintf(path, sizeof(path), "/dev/%s", name);
	fd = open_disk(path, deadline);
	if (fd < 0)
		return fd;
	/* pages of a process lie anywhere: segments for the device */
	data = mmap(NULL, BUFFER, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (data == MAP_FAILED) {
		close(fd);
		return -ENOMEM;
	}
	ret = move_all(fd, data, deadline, bytes);
	munmap(data, BUFFER);
	close(fd);
	return ret;
}
