/* SPDX-License-Identifier: GPL-2.0 */
/* A booted guest, kept so that others start where it was ready. */
#ifndef DMS_SNAPSHOT_H
#define DMS_SNAPSHOT_H

#include <stdbool.h>

#include "base/strbuf.h"
#include "runner/scenario.h"
#include "runner/strlist.h"

/**
 * enum dms_snapshot_state - of one target
 * @DMS_SNAPSHOT_NONE:	 not tried yet
 * @DMS_SNAPSHOT_TAKING: a guest boots for it; who could start from it waits
 * @DMS_SNAPSHOT_READY:	 guests start from it
 * @DMS_SNAPSHOT_REFUSED: this machine cannot be kept or brought back; every guest boots
 */
enum dms_snapshot_state {
	DMS_SNAPSHOT_NONE,
	DMS_SNAPSHOT_TAKING,
	DMS_SNAPSHOT_READY,
	DMS_SNAPSHOT_REFUSED,
};

/**
 * struct dms_snapshot - a guest whose agent said "ready", before any driver was bound
 * @memory:	the guest's memory, a file without a name: nobody has to remove it. Who starts
 *		from it maps it privately, and pays only for the pages that it writes.
 * @devices:	what QEMU saved of processors and devices
 * @console:	what the kernel printed on its way there
 *
 * The descriptors are open while it is being taken and while it is ready.
 */
struct dms_snapshot {
	enum dms_snapshot_state state;
	int memory, devices;
	struct dms_strbuf console;
};

/**
 * dms_snapshot_fits() - can @s run in a guest that was not booted for it?
 * @has, @target: what holds where it is to run
 */
bool dms_snapshot_fits(const struct dms_scenario *s, dms_cap_fn has, void *target);

/** dms_snapshot_start() - files for a guest of @megabytes; Return: 0, or -1: refused */
int dms_snapshot_start(struct dms_snapshot *s, const char *megabytes);

/** dms_snapshot_drop() - give its memory back; @state: NONE or REFUSED */
void dms_snapshot_drop(struct dms_snapshot *s, enum dms_snapshot_state state);

/** dms_snapshot_inherit() - in a child process: let the program to come have the files */
void dms_snapshot_inherit(const struct dms_snapshot *s);

/** dms_snapshot_uri() - where @devices is, as QEMU wants it; to free */
char *dms_snapshot_uri(const struct dms_snapshot *s);

#endif /* DMS_SNAPSHOT_H */
