// SPDX-License-Identifier: GPL-2.0
/*
 * One time line.  Without traces, events are listed as they were read: two logs may be of two
 * machines.  A trace is the kernel's whose log lies beside it, so with one they are merged by time.
 */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "catalogue/catalogue.h"
#include "history.h"

/* A log that was read after the trace told how their clocks stand to each other. */
static void shift_input(struct dms_report *r, unsigned int input)
{
	double shift = r->inputs[input].clock == DMS_CLOCK_SCHED ? r->clocks.sched : r->clocks.mono;
	size_t i;

	for (i = 0; i < r->nr_events; i++) {
		struct dms_event *e = &r->events[i];

		if (e->input != input || strcmp(e->source, "trace") || e->time < 0)
			continue;
		e->time = e->time + shift < 0 ? 0 : e->time + shift;
		if (e->last_time >= 0)
			e->last_time += shift;
	}
	r->inputs[input].aligned = true;
}

/* Are there times of a trace and of a log, so that they are compared? */
static bool has_both(const struct dms_report *r, unsigned int input)
{
	bool trace = false, log = false;
	size_t i;

	for (i = 0; i < r->nr_events; i++) {
		bool traced = !strcmp(r->events[i].source, "trace");

		trace |= traced && r->events[i].input == input && r->events[i].time >= 0;
		log |= !traced && r->events[i].time >= 0;
	}
	return trace && log;
}

void dms_timeline_align(struct dms_report *r)
{
	unsigned int i;

	for (i = 0; i < r->nr_inputs; i++) {
		enum dms_clock clock = r->inputs[i].clock;

		if (r->inputs[i].aligned || (clock != DMS_CLOCK_SCHED && clock != DMS_CLOCK_MONO))
			continue;
		if (r->clocks.known)
			shift_input(r, i);
		else if (has_both(r, i))
			dms_report_note(r, i, "its clock and the log's may be some tenths of a second apart: "
					"no log has the boot's line 'sched_clock: Marking stable'");
	}
}

/**
 * struct place - where an event stands
 * @time: its own, or that of the event in front of it in the same input
 */
struct place {
	const struct dms_event *event;
	double time;
	size_t index;
};

static int by_line(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->event->input != y->event->input)
		return x->event->input < y->event->input ? -1 : 1;
	if (x->event->line != y->event->line)
		return x->event->line < y->event->line ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static int by_time(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->time < y->time || x->time > y->time)
		return x->time < y->time ? -1 : 1;
	return by_line(a, b);
}

static bool has_trace(const struct dms_report *r)
{
	size_t i;

	for (i = 0; i < r->nr_events; i++)
		if (!strcmp(r->events[i].source, "trace"))
			return true;
	return false;
}

/* Earlier boots come first; a trace, and what never had a time, stays where its neighbours are. */
static void set_times(const struct dms_report *r, struct place *places)
{
	const struct dms_event *e, *last = NULL;
	double time = -1;
	size_t i;

	for (i = 0; i < r->nr_events; i++) {
		e = places[i].event;
		if (!last || e->input != last->input)
			time = -1;
		if (e->boot + 1 < r->inputs[e->input].boots)
			time = -1;
		else if (e->time >= 0)
			time = e->time;
		places[i].time = time;
		last = e;
	}
}

void dms_timeline(struct dms_report *r)
{
	struct place *places = dms_alloc((r->nr_events + 1) * sizeof(*places));
	size_t i;

	free(r->order);
	r->order = dms_alloc((r->nr_events + 1) * sizeof(*r->order));
	for (i = 0; i < r->nr_events; i++)
		places[i] = (struct place){ .event = &r->events[i], .index = i };
	if (has_trace(r)) {
		qsort(places, r->nr_events, sizeof(*places), by_line);
		set_times(r, places);
		qsort(places, r->nr_events, sizeof(*places), by_time);
	}
	for (i = 0; i < r->nr_events; i++)
		r->order[i] = places[i].index;
	free(places);
}
