// SPDX-License-Identifier: GPL-2.0
/* Boots that leave a snapshot, and boots that start from one. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/boot.h"

#define SAVE_TIME	30	/* seconds; it takes a hundredth of one */

/* So that a guest that is up saves the others at least as much as it costs itself. */
#define MIN_BATCHES	3

bool dms_boot_waits(const struct dms_target *t, const struct dms_batch *batch)
{
	return batch->restorable && t->snapshot.state == DMS_SNAPSHOT_TAKING;
}

enum dms_machine_use dms_boot_use(struct dms_target *t, const struct dms_batch *batch,
				  size_t nr_restorable)
{
	if (!batch->restorable)
		return DMS_MACHINE_RUNNER;
	if (t->snapshot.state == DMS_SNAPSHOT_READY)
		return DMS_MACHINE_RESTORED;
	if (t->snapshot.state == DMS_SNAPSHOT_NONE && nr_restorable >= MIN_BATCHES &&
	    !dms_snapshot_start(&t->snapshot, dms_machine_memory(t)))
		return DMS_MACHINE_TEMPLATE;
	return DMS_MACHINE_RUNNER;
}

void dms_boot_prepare(struct dms_boot *b)
{
	struct dms_snapshot *s = &b->target->snapshot;

	if (b->use == DMS_MACHINE_TEMPLATE)
		b->qmp.snapshot.wanted = true;
	if (b->use != DMS_MACHINE_RESTORED)
		return;
	b->run->nr_restored++;
	b->qmp.snapshot.wanted = true;
	b->qmp.snapshot.from = dms_snapshot_uri(s);
	/* the guest goes on behind these lines, and they are what the boot is judged by */
	dms_console_seed(&b->console, s->console.s, s->console.len);
}

bool dms_boot_save(struct dms_boot *b)
{
	char *uri;

	if (b->use != DMS_MACHINE_TEMPLATE || b->state != DMS_BOOT_COMING)
		return false;
	uri = dms_snapshot_uri(&b->target->snapshot);
	dms_qmp_save(&b->qmp, uri);
	free(uri);
	dms_boot_enter(b, DMS_BOOT_SAVING, SAVE_TIME);
	return true;
}

/* Said once a target, because it costs the run minutes and nothing else would show it. */
static void refuse(struct dms_boot *b, const char *why)
{
	if (b->target->snapshot.state != DMS_SNAPSHOT_REFUSED)
		dms_err("platform %s: every guest boots, none starts from a snapshot: %s",
			b->target->platform.name, why);
	dms_snapshot_drop(&b->target->snapshot, DMS_SNAPSHOT_REFUSED);
}

/* The process is gone, so the console ends; until then its last lines may be on their way. */
static void read_last_words(struct dms_boot *b)
{
	struct pollfd p = { .fd = b->guest.console, .events = POLLIN };

	while (b->guest.console >= 0 && poll(&p, 1, 1000) == 1)
		if (!dms_console_read(&b->console, b->guest.console) || b->console.flooded)
			break;
}

/* The jobs are left to guests that start from what this one became. */
static void keep(struct dms_boot *b)
{
	struct dms_snapshot *s = &b->target->snapshot;

	dms_guest_kill(&b->guest);
	read_last_words(b);
	dms_strbuf_add(&s->console, b->console.text.s, b->console.text.len);
	s->state = DMS_SNAPSHOT_READY;
	b->state = DMS_BOOT_OVER;
}

void dms_boot_check_snapshot(struct dms_boot *b)
{
	const struct dms_qmp_snapshot *s = &b->qmp.snapshot;
	bool restoring = b->state == DMS_BOOT_COMING && b->use == DMS_MACHINE_RESTORED;

	if (b->state != DMS_BOOT_SAVING && !restoring)
		return;
	if (s->error) {
		if (restoring)
			dms_guest_kill(&b->guest);
		refuse(b, s->error);
		if (restoring) {
			b->state = DMS_BOOT_OVER;
			return;
		}
	} else if (!s->done) {
		return;
	} else if (!restoring) {
		keep(b);
		return;
	}
	dms_qmp_continue(&b->qmp);
	dms_boot_send_next(b);
}

bool dms_boot_lost_snapshot(struct dms_boot *b, const char *trouble)
{
	if (b->state != DMS_BOOT_SAVING &&
	    !(b->state == DMS_BOOT_COMING && b->use == DMS_MACHINE_RESTORED))
		return false;
	refuse(b, trouble ? trouble : "QEMU ended over it");
	b->state = DMS_BOOT_OVER;
	return true;
}

void dms_boot_leave_snapshot(struct dms_boot *b)
{
	if (b->use == DMS_MACHINE_TEMPLATE && b->target->snapshot.state == DMS_SNAPSHOT_TAKING)
		dms_snapshot_drop(&b->target->snapshot, DMS_SNAPSHOT_REFUSED);
}
