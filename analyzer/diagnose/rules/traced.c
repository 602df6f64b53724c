// SPDX-License-Identifier: GPL-2.0
/*
 * A fault that was traced and printed as well.  Drivers call report_iommu_fault(), which traces
 * iommu:io_page_fault, and print when no handler took the fault: the line tells more, and
 * one fault is one finding.
 */
#include <string.h>

#include "diagnose/diagnose.h"

/* The clocks may differ a little, and printing takes its time. */
#define NEAR_SECONDS 1.0
#define PAGE_MASK (~(uint64_t)0xfff)

static bool is_near(const struct dms_event *a, const struct dms_event *b)
{
	double delta = a->time < b->time ? b->time - a->time : a->time - b->time;

	return a->time < 0 || b->time < 0 || delta < NEAR_SECONDS;
}

bool dms_rule_traced(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c), *o;
	size_t i;

	(void)v;
	if (strcmp(e->source, "trace") || !e->has_address)
		return false;
	for (i = 0; i < c->report->nr_events; i++) {
		o = &c->report->events[i];
		if (strcmp(o->source, "trace") && o->has_address && dms_event_is_fault(o) &&
		    (o->address & PAGE_MASK) == (e->address & PAGE_MASK) && is_near(e, o))
			return true;
	}
	return false;
}
