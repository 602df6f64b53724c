// SPDX-License-Identifier: GPL-2.0
/* The driver, and what stands in for it where there is none. */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "fuzz.h"

static int real_open(const char *node)
{
	int fd = open(node, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int real_request(int fd, unsigned long number, void *arg)
{
	return ioctl(fd, number, arg) ? -errno : 0;
}

static void real_close(int fd)
{
	close(fd);
}

const struct fuzz_port fuzz_port_real = {
	.open = real_open, .request = real_request, .close = real_close,
};

/* Copies as the kernel does: from and to memory that may not be there. */
static int copy_in(void *mine, void *arg, size_t len)
{
	struct iovec to = { mine, len }, from = { arg, len };

	return process_vm_readv(getpid(), &to, 1, &from, 1, 0) == (ssize_t)len ? 0 : -EFAULT;
}

static int copy_out(void *arg, void *mine, size_t len)
{
	struct iovec from = { mine, len }, to = { arg, len };

	return process_vm_writev(getpid(), &from, 1, &to, 1, 0) == (ssize_t)len ? 0 : -EFAULT;
}

static int dry_open(const char *node)
{
	(void)node;
	return 0;
}

/* Everything succeeds, so that the same seed leads to the same requests. */
static int dry_request(int fd, unsigned long number, void *arg)
{
	struct dmascope_info info = { .abi = DMASCOPE_ABI, .engine = "dry",
				      .device = "0000:00:00.0", .max_xfer = 1 << 20 };
	static uint32_t next;
	struct dmascope_op op;

	(void)fd;
	if (number == DMASCOPE_IOC_INFO)
		return copy_out(arg, &info, sizeof(info));
	if (number != DMASCOPE_IOC_OP)
		return -ENOTTY;
	if (copy_in(&op, arg, sizeof(op)))
		return -EFAULT;
	op.result = 0;
	op.out_len = op.len ? op.len : FUZZ_PAGE;
	op.out_obj = ++next;
	op.out_iova = op.out_cpu = (uint64_t)next * FUZZ_PAGE;
	op.out[0] = 1 << 20;
	return copy_out(arg, &op, sizeof(op));
}

static void dry_close(int fd)
{
	(void)fd;
}

const struct fuzz_port fuzz_port_dry = {
	.open = dry_open, .request = dry_request, .close = dry_close,
};
