// SPDX-License-Identifier: GPL-2.0
/* The way to the real driver. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
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

/* As poll() returns: how many are ready. */
static int wait_by_epoll(int fd, int ms)
{
	struct epoll_event e = { .events = EPOLLIN };
	int ep = epoll_create1(EPOLL_CLOEXEC), ret, saved;

	if (ep < 0)
		return -1;
	ret = epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
	if (!ret)
		ret = epoll_wait(ep, &e, 1, ms);
	saved = errno;
	close(ep);
	errno = saved;
	return ret;
}

static int device_event(int fd, struct dmascope_event *event, enum script_wait how, int ms)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int ret;

	if (how != SCRIPT_READ && ms > 0) {
		ret = how == SCRIPT_EPOLL ? wait_by_epoll(fd, ms) : poll(&p, 1, ms);
		if (ret <= 0)
			return ret ? -errno : -ETIMEDOUT;
	}
	ret = set_blocking(fd, how == SCRIPT_READ);
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
