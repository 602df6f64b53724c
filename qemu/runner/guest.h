/* SPDX-License-Identifier: GPL-2.0 */
/* One QEMU process and the lines to it. */
#ifndef DMS_GUEST_H
#define DMS_GUEST_H

#include <stdbool.h>
#include <sys/types.h>

#include "runner/machine.h"
#include "runner/scenario.h"
#include "runner/target.h"

/**
 * struct dms_guest - one QEMU process
 * @dir:	private folder: sockets and trace log
 * @pid:	0 when there is no process
 * @pidfd:	readable when it ended
 * @console:	its standard output
 * @errors:	its standard error
 * @channel, @qmp: connected sockets; -1 until QEMU connected and after it closed them
 * @listen_channel, @listen_qmp: -1 after that connection
 * @wire, @listen_wire: the same for the other end of a device's network, if it has one
 * @listen_memory: -1 after that connection, which is the caller's: a way to the guest's memory
 * @status:	of waitpid(), once @reaped
 *
 * All descriptors are non-blocking and not inherited by other QEMUs.
 */
struct dms_guest {
	char *dir;
	pid_t pid;
	int pidfd;
	int console;
	int errors;
	int channel, listen_channel;
	int qmp, listen_qmp;
	int wire, listen_wire;
	int listen_memory;
	int status;
	bool reaped;
};

/* no process, no descriptor */
#define DMS_GUEST_NONE \
	((struct dms_guest){ .pidfd = -1, .console = -1, .errors = -1, .channel = -1, .qmp = -1, \
			     .wire = -1, .listen_channel = -1, .listen_qmp = -1, \
			     .listen_wire = -1, .listen_memory = -1 })

/**
 * dms_guest_start() - start QEMU in a process group of its own
 * @use: not by hand
 *
 * It dies with us, whatever kills us.  Return: 0, or -1 after one line on stderr.
 */
int dms_guest_start(struct dms_guest *g, struct dms_target *t, const struct dms_scenario *s,
		    enum dms_machine_use use);

/** dms_guest_accept() - take QEMU's connection; true when @listen became *@conn */
bool dms_guest_accept(int *listen, int *conn);

/** dms_guest_send_frame() - an Ethernet frame to the wired device; NULL or what is wrong */
const char *dms_guest_send_frame(struct dms_guest *g);

/** dms_guest_reap() - true when the process is gone (and its status is known) */
bool dms_guest_reap(struct dms_guest *g);

/** dms_guest_kill() - kill its process group and wait for the end */
void dms_guest_kill(struct dms_guest *g);

/** dms_guest_close() - kill, close all, remove the private folder */
void dms_guest_close(struct dms_guest *g);

#endif /* DMS_GUEST_H */
