// SPDX-License-Identifier: GPL-2.0
/* The records of one trace: which of them are kept, and the counting of the others. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "decoder.h"
#include "trace.h"

/* The last ones, whatever they are. */
#define LAST 4096
/* And those that stand shortly before a fault, up to so many. */
#define BEFORE_SECONDS 0.1
#define BEFORE_MAX 16384
/* A machine has some dozens of devices that map; a hostile file may name any number. */
#define FAMILIES 512
/* A line for people; arrays may be longer than they read. */
#define RAW_MAX 1024

struct slot {
	struct dms_event event;
	double time;		/* on the trace's own clock */
	bool keep;
};

/**
 * struct family - records that are counted only
 * @detail: NULL: of any event, once there are too many families
 */
struct family {
	const char *detail;
	char *device;
	unsigned long count, line, last_line;
	double time, last_time;
};

struct dms_tracer {
	struct dms_decoder *d;
	struct slot *ring;
	size_t first, nr;
	struct dms_event *saved;
	size_t nr_saved;
	struct family families[FAMILIES];
	size_t nr_families;
	unsigned long records, counted;
	double *faults;		/* that the logs read so far tell of, on the log's clock */
	size_t nr_faults;
	bool relative, counts;
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Of the last boot: the kernel that was traced is the one that ran last. */
static void gather_faults(struct dms_tracer *t)
{
	const struct dms_report *r = t->d->report;
	size_t i;

	for (i = 0; i < r->nr_events; i++) {
		const struct dms_event *e = &r->events[i];

		if (e->time < 0 || e->input == t->d->input || !dms_event_is_fault(e) ||
		    e->boot + 1 < r->inputs[e->input].boots)
			continue;
		if (!(t->nr_faults & (t->nr_faults - 1)))
			t->faults = dms_realloc(t->faults, (t->nr_faults ? 2 * t->nr_faults : 1) *
							   sizeof(*t->faults));
		t->faults[t->nr_faults++] = e->time;
	}
	if (t->nr_faults)
		qsort(t->faults, t->nr_faults, sizeof(*t->faults), by_value);
}

/* What to add for the log's time. */
static double shift(const struct dms_tracer *t)
{
	const struct dms_report *r = t->d->report;
	const struct dms_input *in = &r->inputs[t->d->input];

	if (!in->aligned)
		return 0;
	return in->clock == DMS_CLOCK_SCHED ? r->clocks.sched :
	       in->clock == DMS_CLOCK_MONO ? r->clocks.mono : 0;
}

struct dms_tracer *dms_tracer_new(struct dms_decoder *d)
{
	struct dms_tracer *t = dms_alloc(sizeof(*t));

	t->d = d;
	t->ring = dms_alloc(LAST * sizeof(*t->ring));
	gather_faults(t);
	dms_tracer_clock(t, "");
	return t;
}

/*
 * printk's stamps are local_clock()'s, and so are the tracing clocks global and perf.  local, the
 * default, is sched_clock() and mono is ktime_get(): a constant away (kernel/trace/trace_clock.c).
 * What the others count is not the log's time.
 */
void dms_tracer_clock(struct dms_tracer *t, const char *clock)
{
	struct dms_input *in = &t->d->report->inputs[t->d->input];

	if (!*clock || !strcmp(clock, "local"))
		in->clock = DMS_CLOCK_SCHED;
	else if (!strcmp(clock, "global") || !strcmp(clock, "perf"))
		in->clock = DMS_CLOCK_LOG;
	else if (!strcmp(clock, "boot") || !strncmp(clock, "mono", 4))
		in->clock = DMS_CLOCK_MONO;
	else
		in->clock = DMS_CLOCK_OTHER;
	if (in->clock == DMS_CLOCK_MONO)
		dms_report_note(t->d->report, t->d->input,
				"clock '%s' drifts away from the log's, and may be some milliseconds off",
				clock);
	if (in->clock == DMS_CLOCK_OTHER)
		dms_report_note(t->d->report, t->d->input,
				"clock '%s' is not the log's: its records stand apart from the log's", clock);
	in->aligned = in->clock == DMS_CLOCK_LOG || t->d->report->clocks.known;
}

static bool is_before_fault(const struct dms_tracer *t, const struct slot *s)
{
	size_t low = 0, high = t->nr_faults;

	if (s->event.time < 0)
		return false;
	while (low < high) {
		size_t mid = (low + high) / 2;

		if (t->faults[mid] < s->event.time)
			low = mid + 1;
		else
			high = mid;
	}
	return low < t->nr_faults && t->faults[low] <= s->event.time + BEFORE_SECONDS;
}

static bool same_device(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static struct family *family_of(struct dms_tracer *t, const struct dms_event *e)
{
	struct family *f;
	size_t i;

	for (i = 0; i < t->nr_families; i++) {
		f = &t->families[i];
		if (!f->detail || (f->detail == e->detail && same_device(f->device, e->device)))
			return f;
	}
	f = &t->families[t->nr_families++];
	f->time = f->last_time = -1;
	f->line = e->line;
	if (t->nr_families < FAMILIES) {
		f->detail = e->detail;
		f->device = e->device ? dms_strdup(e->device) : NULL;
	}
	return f;
}

static void count(struct dms_tracer *t, struct dms_event *e)
{
	struct family *f = family_of(t, e);

	f->count++;
	f->last_line = e->line;
	if (f->time < 0)
		f->time = e->time;
	if (e->time >= 0)
		f->last_time = e->time;
	t->counted++;
	dms_event_clear(e);
}

static void evict(struct dms_tracer *t)
{
	struct slot *s = &t->ring[t->first];

	t->first = (t->first + 1) % LAST;
	t->nr--;
	if (t->nr_saved == BEFORE_MAX || !(s->keep || is_before_fault(t, s))) {
		count(t, &s->event);
		return;
	}
	if (!(t->nr_saved & (t->nr_saved - 1)))
		t->saved = dms_realloc(t->saved, (t->nr_saved ? 2 * t->nr_saved : 1) *
						 sizeof(*t->saved));
	t->saved[t->nr_saved++] = s->event;
}

static void keep_before(struct dms_tracer *t, double time)
{
	size_t i;

	for (i = t->nr; i--;) {
		struct slot *s = &t->ring[(t->first + i) % LAST];

		if (s->time < time - BEFORE_SECONDS)
			break;
		s->keep = true;
	}
}

/* A binary record as a line, for people. */
static char *make_raw(const struct dms_event *e, const struct dms_trace_record *r)
{
	struct dms_strbuf b = { 0 };
	size_t i;

	dms_strbuf_printf(&b, "%s-%ld [%03u] %.6f: %s:", r->comm, r->pid, r->cpu, r->time, r->event);
	if (e->driver)
		dms_strbuf_printf(&b, " driver=%s", e->driver);
	if (e->device)
		dms_strbuf_printf(&b, " device=%s", e->device);
	for (i = 0; i < e->nr_fields && b.len < RAW_MAX; i++)
		if (strcmp(e->fields[i].name, "cpu") && strcmp(e->fields[i].name, "pid") &&
		    strcmp(e->fields[i].name, "comm"))
			dms_strbuf_printf(&b, " %s=%s", e->fields[i].name, e->fields[i].text);
	return dms_strbuf_take(&b);
}

static void set_time(struct dms_tracer *t, struct dms_event *e, const struct dms_trace_record *r)
{
	bool other = t->d->report->inputs[t->d->input].clock == DMS_CLOCK_OTHER;
	char text[32];

	if (r->time < 0 && !t->counts)
		dms_report_note(t->d->report, t->d->input,
				"times of trace records are counts of something else than seconds");
	t->counts |= r->time < 0;
	if (!other && !r->relative) {
		e->time = r->time < 0 ? -1 : r->time + shift(t) < 0 ? 0 : r->time + shift(t);
		return;
	}
	if (r->time < 0)
		return;
	snprintf(text, sizeof(text), "%.6f", r->time);
	if (!r->relative)
		snprintf(text, sizeof(text), "%.0f", r->time * 1e9);
	dms_event_set(e, "trace_time", text, strlen(text));
	if (r->relative && !t->relative)
		dms_report_note(t->d->report, t->d->input,
				"times of trace records count from when the buffer was cleared last");
	t->relative |= r->relative;
}

bool dms_tracer_record(struct dms_tracer *t, const struct dms_trace_record *r, const char *raw)
{
	struct dms_event e = { 0 };

	dms_event_init(&e, "trace", NULL);
	if (!dms_trace_event(&e, r)) {
		dms_event_clear(&e);
		return false;
	}
	e.input = t->d->input;
	e.boot = t->d->boot;
	e.line = e.last_line = r->line;
	set_time(t, &e, r);
	e.raw = raw ? dms_strdup(raw) : make_raw(&e, r);
	t->records++;
	if (dms_trace_is_fault(&e)) {
		keep_before(t, r->time);
		dms_fold_last(t->d);
		*dms_event_new(t->d->report, e.kind, e.detail) = e;
		return true;
	}
	if (t->nr == LAST)
		evict(t);
	t->ring[(t->first + t->nr++) % LAST] = (struct slot){ .event = e, .time = r->time };
	return true;
}

void dms_tracer_lost(struct dms_tracer *t, unsigned long line, unsigned long records)
{
	dms_report_lose(t->d->report, &(struct dms_loss){
		.input = t->d->input, .line = line, .what = "trace records", .count = records });
}

static void append(struct dms_tracer *t, const struct dms_event *e)
{
	*dms_event_new(t->d->report, e->kind, e->detail) = *e;
}

static void append_family(struct dms_tracer *t, struct family *f)
{
	struct dms_event e = { 0 };

	dms_event_init(&e, "trace", f->detail ? f->detail : "trace.other");
	e.source = "trace";
	e.input = t->d->input;
	e.line = f->line;
	e.last_line = f->last_line;
	e.time = f->time;
	e.last_time = f->last_time;
	e.count = f->count;
	e.device = f->device;
	append(t, &e);
}

void dms_tracer_end(struct dms_tracer *t)
{
	size_t i;

	if (!t)
		return;
	dms_fold_last(t->d);
	for (i = 0; i < t->nr_families; i++)
		append_family(t, &t->families[i]);
	for (i = 0; i < t->nr_saved; i++)
		append(t, &t->saved[i]);
	for (i = 0; i < t->nr; i++)
		append(t, &t->ring[(t->first + i) % LAST].event);
	t->d->folded = t->d->report->nr_events;
	if (t->counted)
		dms_report_note(t->d->report, t->d->input,
				"%lu of %lu trace records are counted by event and device; the last %d, "
				"and those up to %d ms before a fault, are listed", t->counted,
				t->records, LAST, (int)(BEFORE_SECONDS * 1000));
	free(t->saved);
	free(t->ring);
	free(t->faults);
	free(t);
}
