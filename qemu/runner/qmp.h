/* SPDX-License-Identifier: GPL-2.0 */
/* QEMU's machine protocol: events that tell how a guest ended, and steps of scenarios. */
#ifndef DMS_QMP_H
#define DMS_QMP_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "runner/platform.h"

/**
 * struct dms_qmp_step - a step that a scenario asked for and waits for
 * @number:	the guest's number of it; answered with "ok N" or "fail N TEXT"
 * @device:	a removal is done when QEMU says that this device is gone; else NULL
 */
struct dms_qmp_step {
	bool pending;
	unsigned long number;
	char *device;
};

/** dms_qmp_done_fn() - a step ended; @error is NULL when it worked */
typedef void (*dms_qmp_done_fn)(void *ctx, unsigned long number, const char *error);

/**
 * struct dms_qmp_snapshot - the guest's state goes to a file or comes from one
 * @wanted:	QEMU is told how, as soon as it listens
 * @from:	and where to read it, or NULL; owned
 * @done:	it is written or read; the guest stands still
 * @error:	or QEMU could not; owned
 */
struct dms_qmp_snapshot {
	bool wanted, done;
	char *from;
	char *error;
};

/**
 * struct dms_qmp - the connection's state
 * @shutdown_reason: of the SHUTDOWN event ("guest-reset", ...), or ""
 * @panicked:	QEMU reported GUEST_PANICKED
 */
struct dms_qmp {
	struct dms_strbuf in, out;
	struct dms_qmp_step step;
	struct dms_qmp_snapshot snapshot;
	dms_qmp_done_fn done;
	void *ctx;
	char shutdown_reason[32];
	bool panicked;
};

/** dms_qmp_read() - Return: 1: more may come; 0: QEMU closed it or sent what is no QMP. */
int dms_qmp_read(struct dms_qmp *q, int fd);

/**
 * dms_qmp_host_step() - carry out "N STEP ARGS..." of a guest's host record
 *
 * The end is told through @q->done, at once when the step makes no sense.
 */
void dms_qmp_host_step(struct dms_qmp *q, const struct dms_platform *p, const char *text);

/** dms_qmp_save() - stop the guest and write its state to @uri; @q->snapshot tells the end */
void dms_qmp_save(struct dms_qmp *q, const char *uri);

/** dms_qmp_continue() - let the guest run again */
void dms_qmp_continue(struct dms_qmp *q);

void dms_qmp_flush(struct dms_qmp *q, int fd);
void dms_qmp_free(struct dms_qmp *q);

#endif /* DMS_QMP_H */
