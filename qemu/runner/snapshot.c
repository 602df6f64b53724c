// SPDX-License-Identifier: GPL-2.0
/* The files of a snapshot, and who may start from one. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/array.h"
#include "dmactl/script.h"
#include "runner/snapshot.h"

/*
 * Engines whose device QEMU saves and brings back. Not edu: hw/misc/edu.c describes no state,
 * so QEMU would silently bring back a device whose BAR is nowhere. A scenario of an engine
 * that is not named here gets a guest that booted.
 */
static const char *const saved_engines[] = { "e1000e" };

bool dms_snapshot_fits(const struct dms_scenario *s, dms_cap_fn has, void *target)
{
	size_t i;

	if (s->second || s->wire || dms_scenario_value(s, "cmdline", has, target) ||
	    dms_scenario_value(s, "devices", has, target))
		return false;
	/* it is the edu that the host has do this */
	if (script_find_op(s->text, "host", "dma", 0, NULL))
		return false;
	for (i = 0; i < ARRAY_SIZE(saved_engines); i++)
		if (!strcmp(s->engine, saved_engines[i]))
			return true;
	return false;
}

int dms_snapshot_start(struct dms_snapshot *s, const char *megabytes)
{
	s->memory = memfd_create("dmascope-memory", MFD_CLOEXEC);
	s->devices = memfd_create("dmascope-devices", MFD_CLOEXEC);
	s->state = DMS_SNAPSHOT_TAKING;
	if (s->memory >= 0 && s->devices >= 0 &&
	    !ftruncate(s->memory, strtoul(megabytes, NULL, 10) << 20))
		return 0;
	dms_snapshot_drop(s, DMS_SNAPSHOT_REFUSED);
	return -1;
}

void dms_snapshot_drop(struct dms_snapshot *s, enum dms_snapshot_state state)
{
	if (s->state == DMS_SNAPSHOT_TAKING || s->state == DMS_SNAPSHOT_READY) {
		if (s->memory >= 0)
			close(s->memory);
		if (s->devices >= 0)
			close(s->devices);
	}
	dms_strbuf_free(&s->console);
	*s = (struct dms_snapshot){ .state = state };
}

void dms_snapshot_inherit(const struct dms_snapshot *s)
{
	fcntl(s->memory, F_SETFD, 0);
	fcntl(s->devices, F_SETFD, 0);
}

char *dms_snapshot_uri(const struct dms_snapshot *s)
{
	return dms_asprintf("file:/proc/self/fd/%d", s->devices);
}
