// SPDX-License-Identifier: GPL-2.0
/* The way to the real driver. */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "script.h"

static int device_open(const char *node)
{
	int fd = open(node, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int device_info(int fd, struct dmascope_info *info)
{
	return ioctl(fd, DMASCOPE_IOC_INFO, info) ? -errno : 0;
}

static int device_op(int fd, struct dmascope_op *op)
{
	return ioctl(fd, DMASCOPE_IOC_OP, op) ? -errno : 0;
}

static void device_close(int fd)
{
	close(fd);
}

const struct script_device script_device_real = {
	.open = device_open,
	.info = device_info,
	.op = device_op,
	.close = device_close,
};
