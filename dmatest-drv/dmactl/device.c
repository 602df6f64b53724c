// SPDX-License-Identifier: GPL-2.0
/* The way to the real driver. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
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

static int read_event(int fd, struct dmascope_event *event)
{
	ssize_t n = read(fd, event, sizeof(*event));

	if (n < 0)
		return -errno;
	if (n != sizeof(*event) || event->version != DMASCOPE_EVENT_VERSION)
		return -EPROTO;
	return 0;
}

static int set_blocking(int fd, bool blocking)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags < 0)
		return -errno;
	flags = blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK;
	return fcntl(fd, F_SETFL, flags) ? -errno : 0;
}

/* Each of the ways to wait that a program may take. */
static int device_event(int fd, struct dmascope_event *event, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int ret;

	if (ms > 0) {
		ret = poll(&p, 1, ms);
		if (ret <= 0)
			return ret ? -errno : -ETIMEDOUT;
	}
	ret = set_blocking(fd, ms < 0);
	return ret ? ret : read_event(fd, event);
}

static void device_close(int fd)
{
	close(fd);
}

const struct script_device script_device_real = {
	.open = device_open,
	.info = device_info,
	.op = device_op,
	.event = device_event,
	.close = device_close,
};
