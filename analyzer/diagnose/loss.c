// SPDX-License-Identifier: GPL-2.0
/*
 * Lost records.  What a record states stays certain; what was concluded from several, or from
 * one that is not there, may look different with the missing ones.
 */
#include <string.h>

#include "diagnose.h"

static bool concerns(const struct dms_report *r, const struct dms_finding *f,
		     const struct dms_loss *l)
{
	size_t i;

	if (l->kind && strcmp(l->kind, f->kind))
		return false;
	for (i = 0; i < f->nr_events; i++)
		if (r->events[f->events[i]].input == l->input)
			return true;
	return false;
}

/* Hardware that had no room for a fault says so beside the last one that it kept. */
void dms_find_losses(struct dms_report *r)
{
	static const char what[] = "faults for which the hardware had no room";
	size_t i;

	for (i = 0; i < r->nr_events; i++) {
		const struct dms_event *e = &r->events[i];
		struct dms_loss loss = { .input = e->input, .line = e->line, .what = what,
					 .kind = e->kind };

		if (!strcmp(e->detail, "smmuv3.evtq_overflow") ||
		    (dms_is_fault(e) && dms_event_field(e, "overflow")))
			dms_report_lose(r, &loss);
	}
}

void dms_weigh_loss(const struct dms_report *r, struct dms_finding *f)
{
	size_t i;

	for (i = 0; i < r->nr_losses; i++) {
		if (!concerns(r, f, &r->losses[i]))
			continue;
		if (f->confidence == DMS_CONF_LIKELY)
			f->confidence = DMS_CONF_POSSIBLE;
		return;
	}
}
