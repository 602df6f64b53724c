// SPDX-License-Identifier: GPL-2.0
/*
 * Lockdown, and the injector in it.  A kernel that is locked down takes no module without a
 * signature, and so never comes to ask ours what it thinks of it; signed with a key of the machine's
 * owner it would.  Here it is locked down between the two: the kernel looks at the signature, then
 * copies the module's parameters, then runs it.  The parameters stand on a page that is not there
 * until we say so (userfaultfd), and before we say so we lock the kernel down.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "interp.h"
#include "pci.h"

#define MODULE	"/lib/dmascope/dmascope_inject.ko"
#define FILES	"/sys/kernel/security"
#define PAGE	4096
#define WAIT_MS	10000

/**
 * struct loading - a module that is being loaded
 * @thread:	in which
 * @fd:		the module
 * @params:	its parameters, a page that is not there yet
 * @uffd:	who is told when somebody wants it
 * @result:	0 or why it was not loaded, a negative errno
 */
struct loading {
	pthread_t thread;
	int fd, uffd;
	char *params;
	int result;
};

static void *load(void *arg)
{
	struct loading *l = arg;

	l->result = syscall(SYS_finit_module, l->fd, l->params, 0) ? -errno : 0;
	return NULL;
}

static int watch_page(struct loading *l)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register reg = { .mode = UFFDIO_REGISTER_MODE_MISSING };

	l->uffd = syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
	if (l->uffd < 0)
		return -errno;
	reg.range.start = (uintptr_t)l->params;
	reg.range.len = PAGE;
	if (ioctl(l->uffd, UFFDIO_API, &api) || ioctl(l->uffd, UFFDIO_REGISTER, &reg))
		return -errno;
	return 0;
}

static int lock_down(const char *level)
{
	if (access(FILES "/lockdown", F_OK) && mount("security", FILES, "securityfs", 0, NULL))
		return errno == ENOENT || errno == ENODEV ? -EOPNOTSUPP : -errno;
	return pci_write_file(FILES "/lockdown", level);
}

/* Empty parameters: zeroes.  Whoever waits for the page goes on. */
static int give_page(struct loading *l)
{
	struct uffdio_zeropage zero = { .range = { .start = (uintptr_t)l->params, .len = PAGE } };

	return ioctl(l->uffd, UFFDIO_ZEROPAGE, &zero) ? -errno : 0;
}

static int lock_meanwhile(struct loading *l, const char *level)
{
	struct pollfd p = { .fd = l->uffd, .events = POLLIN };
	int ret, given;

	ret = -pthread_create(&l->thread, NULL, load, l);
	if (ret)
		return ret;
	ret = poll(&p, 1, WAIT_MS) == 1 ? lock_down(level) : -ETIMEDOUT;
	given = give_page(l);
	pthread_join(l->thread, NULL);
	return ret ? ret : given;
}

static int run_loading(struct loading *l, const char *level)
{
	int ret = watch_page(l);

	if (!ret)
		ret = lock_meanwhile(l, level);
	if (l->uffd >= 0)
		close(l->uffd);
	return ret;
}

static int inject_locked(struct call *c)
{
	struct loading l = { .uffd = -1 };
	int ret;

	l.fd = open(MODULE, O_RDONLY | O_CLOEXEC);
	if (l.fd < 0)
		return call_fail(c, "%s: %s", MODULE, strerror(errno));
	l.params = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ret = l.params == MAP_FAILED ? -errno : run_loading(&l, c->l->args[0]);
	if (l.params != MAP_FAILED)
		munmap(l.params, PAGE);
	close(l.fd);
	/* it has been loaded: away with it, as at the end of each script that injects */
	c->run->injecting |= !ret && !l.result;
	if (ret)
		return call_fail(c, "the kernel could not be locked down meanwhile: %s",
				 strerror(-ret));
	c->result = l.result;
	return 0;
}

const struct script_op script_ops_lockdown[] = {
	{
		.name = "inject-locked", .args = "w", .usage = "integrity|confidentiality",
		.flags = OP_LASTING, .facts = "result", .run = inject_locked,
		.help = "loads the injector, and locks the kernel down for good after it has accepted the "
			"module's signature and before it runs the module",
	},
	{ 0 }
};
