/* SPDX-License-Identifier: GPL-2.0 */
/* QEMU's machine protocol: events that tell how a guest ended, and steps of scenarios. */
#ifndef DMS_QMP_H
#define DMS_QMP_H

#include <stdbool.h>

#include <jansson.h>

#include "base/strbuf.h"
#include "host/breaker.h"
#include "runner/platform.h"
#include "runner/strlist.h"

struct dms_qmp;

/**
 * struct dms_qmp_step - a step that a scenario asked for and waits for
 * @number:	the guest's number of it; answered with "ok N" or "fail N TEXT"
 * @device:	a removal is done when QEMU says that this device is gone; else NULL
 * @words:	the step's own words, for those that take several commands
 * @next:	what to do with the answer to the command that is under way; NULL: the step is done.
 *		@error is NULL, or why QEMU refused
 * @reply:	what to tell the guest when all went well
 * @error:	why it failed, kept while the guest is made to run again
 */
struct dms_qmp_step {
	bool pending;
	unsigned long number;
	char *device;
	struct dms_strlist words;
	void (*next)(struct dms_qmp *q, json_t *result, const char *error);
	struct dms_strbuf reply;
	char *error;
};

/** dms_qmp_done_fn() - a step ended; @error is NULL when it worked, then @reply is the answer */
typedef void (*dms_qmp_done_fn)(void *ctx, unsigned long number, const char *error,
				const char *reply);

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
 * @breaker:	the guest's memory and what is broken there
 */
struct dms_qmp {
	struct dms_strbuf in, out;
	struct dms_qmp_step step;
	struct dms_qmp_snapshot snapshot;
	struct dms_breaker breaker;
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

/** dms_qmp_execute() - queue a command; takes over @arguments, which may be NULL */
void dms_qmp_execute(struct dms_qmp *q, const char *command, json_t *arguments);
/** dms_qmp_finish_step() - @error NULL: it worked; no-op when no step is under way */
void dms_qmp_finish_step(struct dms_qmp *q, const char *error);

/* break_step.c: steps of the host that change the guest's memory while it stands still */
void dms_qmp_break(struct dms_qmp *q, const struct dms_platform *p, char *const *arg);
void dms_qmp_dma(struct dms_qmp *q, const struct dms_platform *p, char *const *arg);
void dms_qmp_restore(struct dms_qmp *q, const struct dms_platform *p, char *const *arg);

/* device_step.c: what befalls a device from outside */
void dms_qmp_link(struct dms_qmp *q, const struct dms_platform *p, char *const *arg);
void dms_qmp_aer(struct dms_qmp *q, const struct dms_platform *p, char *const *arg);

void dms_qmp_flush(struct dms_qmp *q, int fd);
void dms_qmp_free(struct dms_qmp *q);

#endif /* DMS_QMP_H */
