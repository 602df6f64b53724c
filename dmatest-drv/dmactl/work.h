/* SPDX-License-Identifier: GPL-2.0 */
/* Work for a device that a driver of the kernel has: blocks are read, frames are sent. */
#ifndef DMACTL_WORK_H
#define DMACTL_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WORK_NAME_LEN	64

/**
 * struct work_done - what came of it
 * @result:	0 or a negative errno: ENODEV the device never appeared, ETIMEDOUT not done in time,
 *		EILSEQ wrong data
 * @bytes:	moved in both directions together
 * @stuck:	the process that did it did not even die: it hangs in the kernel
 */
struct work_done {
	int result;
	uint64_t bytes;
	bool stuck;
};

/**
 * work_run() - do it, in a process of its own, within its time
 * @bdf:	the PCI device; what is meant is whatever its driver made of it
 * @class:	"block", "net", or "script": the guest's /lib/sweep/workload
 * @ms:		for all of it
 *
 * Return: 0, or -EINVAL: there is no such class.
 */
int work_run(const char *bdf, const char *class, unsigned int ms, struct work_done *done);

/** work_is_class() */
bool work_is_class(const char *class);

/** work_now() - milliseconds, monotonic */
int64_t work_now(void);

/**
 * work_find() - the first device of a class below a PCI device
 * @class:	folder of /sys/class
 * @usable:	is it one that can be used by now?  @path is its folder
 * @deadline:	by work_now(); until then it is waited for
 *
 * Return: 0 or -ENODEV.
 */
int work_find(const char *bdf, const char *class, bool (*usable)(const char *path),
	      int64_t deadline, char name[WORK_NAME_LEN]);

/* Each: 0 or a negative errno; @bytes is added to */
int work_block(const char *bdf, int64_t deadline, uint64_t *bytes);
int work_net(const char *bdf, int64_t deadline, uint64_t *bytes);

#endif /* DMACTL_WORK_H */
