/* SPDX-License-Identifier: GPL-2.0 */
/* QEMU's educational device, made to act from outside. */
#ifndef DMS_HOST_EDU_H
#define DMS_HOST_EDU_H

#include "host/memory.h"

/**
 * dms_host_edu_interrupt() - the device raises its interrupt
 * @sid: its requester ID
 *
 * Return: 0, or -1 with @m->err: it is no such device, or no driver set it up.
 */
int dms_host_edu_interrupt(struct dms_host_memory *m, unsigned int sid);

/**
 * dms_host_edu_read() - the device reads four bytes at @addr, 100 ms of guest time from now
 *
 * Whatever its driver, or nobody, thinks of it: bus mastering is switched on first.
 */
int dms_host_edu_read(struct dms_host_memory *m, unsigned int sid, uint64_t addr);

#endif /* DMS_HOST_EDU_H */
