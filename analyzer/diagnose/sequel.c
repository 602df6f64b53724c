// SPDX-License-Identifier: GPL-2.0
/*
 * What belongs to a fault besides its own lines: the driver that times out and resets its device,
 * the bus error at the device's port, the oops of a driver that took no answer for an answer.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "diagnose.h"

/* The longest common timeout, of block requests, is 30 s, and is tried twice. */
#define SEQUEL_SECONDS 65.0
#define SEQUEL_LINES 400
/* The port's interrupt may be handled before the IOMMU's. */
#define BEFORE_SECONDS 1.0
#define BEFORE_LINES 20
/* A driver trips over what it read at once. */
#define OOPS_SECONDS 5.0
#define OOPS_LINES 300
/* Both are printed by one interrupt handler. */
#define GERROR_LINES 20
#define QUOTES_MAX 6

/* One line of each is enough. */
static const char *const details[] = {
	"pcie.error", "driver.timeout", "driver.reset", "driver.gave_up", "pcie.link",
};

/* ---- events that are part of another ---- */

static bool is_near(const struct dms_event *a, const struct dms_event *b, double seconds,
		    unsigned long lines)
{
	if (a->input != b->input || a->boot != b->boot || b->line < a->line)
		return false;
	if (a->time >= 0 && b->time >= 0)
		return b->time >= a->time && b->time - a->time <= seconds;
	return b->line - a->last_line <= lines;
}

static bool is_command_error(const struct dms_event *gerror, const struct dms_event *e)
{
	unsigned long gap = gerror->line < e->line ? e->line - gerror->line : gerror->line - e->line;

	return !strcmp(e->kind, "smmuv3-cmdq") && e->input == gerror->input &&
	       gap <= GERROR_LINES && (!e->device || !gerror->device ||
				       !strcmp(e->device, gerror->device));
}

/* GERROR with nothing but CMDQ_ERR set announces the line about the command queue. */
static size_t command_error_of(const struct dms_report *r, size_t i)
{
	const struct dms_event *e = &r->events[i];

	if (strcmp(e->kind, "smmuv3-gerror") || e->reason_code != 1)
		return i;
	if (i + 1 < r->nr_events && is_command_error(e, &r->events[i + 1]))
		return i + 1;
	if (i && is_command_error(e, &r->events[i - 1]))
		return i - 1;
	return i;
}

static size_t fault_before_oops(const struct dms_report *r, size_t i)
{
	const struct dms_event *e = &r->events[i];
	size_t k;

	if (!e->driver || (strcmp(e->kind, "oops") && strcmp(e->kind, "bug")))
		return i;
	for (k = i; k--;) {
		const struct dms_event *o = &r->events[k];

		if (dms_is_fault(o) && is_near(o, e, OOPS_SECONDS, OOPS_LINES) && o->device &&
		    dms_same_name(dms_driver_of(r, o->device), e->driver))
			return k;
	}
	return i;
}

/* A full event queue is what a storm of events leads to. */
static size_t event_before_overflow(const struct dms_report *r, size_t i)
{
	const struct dms_event *e = &r->events[i];
	size_t k;

	if (strcmp(e->detail, "smmuv3.evtq_overflow"))
		return i;
	for (k = i; k--;) {
		const struct dms_event *o = &r->events[k];

		if (!strcmp(o->detail, "smmuv3.event") && is_near(o, e, OOPS_SECONDS, OOPS_LINES))
			return k;
	}
	return i;
}

size_t dms_part_of(const struct dms_report *r, size_t i)
{
	size_t k = command_error_of(r, i);

	if (k == i)
		k = event_before_overflow(r, i);
	return k != i ? k : fault_before_oops(r, i);
}

/* ---- notes that tell what became of the device ---- */

struct span {
	unsigned int input, boot;
	unsigned long first_line, last_line;
	double first, last;
};

static struct span span_of(const struct dms_report *r, const struct dms_finding *f)
{
	const struct dms_event *e = &r->events[f->events[0]];
	struct span s = { .input = e->input, .boot = e->boot, .first_line = e->line,
			  .last_line = e->last_line, .first = f->first, .last = f->last };
	size_t i;

	for (i = 1; i < f->nr_events; i++) {
		const struct dms_event *o = &r->events[f->events[i]];

		if (o->input != s.input || o->boot != s.boot)
			continue;
		s.first_line = o->line < s.first_line ? o->line : s.first_line;
		s.last_line = o->last_line > s.last_line ? o->last_line : s.last_line;
	}
	return s;
}

static bool is_inside(const struct span *s, const struct dms_event *n)
{
	if (n->input != s->input || n->boot != s->boot)
		return false;
	if (n->time >= 0 && s->first >= 0)
		return n->time >= s->first - BEFORE_SECONDS && n->time <= s->last + SEQUEL_SECONDS;
	return n->line + BEFORE_LINES >= s->first_line && n->line <= s->last_line + SEQUEL_LINES;
}

/* "error message received from ssss:bb:dd.f": the port speaks of another device. */
static char *source_of(const struct dms_event *n)
{
	static const char *const names[] = { "segment", "bus", "slot", "fn" };
	unsigned int value[ARRAY_SIZE(names)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const struct dms_field *f = dms_event_field(n, names[i]);

		if (!f)
			return NULL;
		value[i] = (unsigned int)f->num;
	}
	return dms_asprintf("%04x:%02x:%02x.%u", value[0], value[1], value[2], value[3]);
}

static bool is_bus_error_of(const struct dms_report *r, const struct dms_event *n,
			    const char *device)
{
	char *source = source_of(n);
	bool is;

	if (source)
		is = dms_same_name(source, device);
	else
		is = dms_same_name(n->device, device) || dms_is_upstream(r, n->device, device);
	free(source);
	return is;
}

/* Many drivers print their IOMMU as the device; the stream tells the device then. */
static bool same_requester(const struct dms_event *a, const struct dms_event *b)
{
	static const char *const names[] = { "sid", "endpoint" };
	size_t i;

	if (a->device && b->device && strcmp(a->device, b->device))
		return false;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(dms_event_text(a, names[i]), dms_event_text(b, names[i])))
			return false;
	return true;
}

/* Is only one device in trouble there?  Then a name that tells no device can only be its. */
static bool is_alone(const struct dms_report *r, const struct span *s,
		     const struct dms_event *lead)
{
	size_t i;

	for (i = 0; i < r->nr_events; i++) {
		const struct dms_event *e = &r->events[i];

		if (is_inside(s, e) && dms_is_fault(e) && !same_requester(e, lead))
			return false;
	}
	return true;
}

static bool is_of_device(const struct dms_report *r, const struct span *s,
			 const struct dms_event *n, const struct dms_event *lead)
{
	const char *name = n->device ? dms_device_named(r, n->device) : NULL, *driver;

	if (!strncmp(n->detail, "pcie.", 5))
		return is_bus_error_of(r, n, lead->device);
	if (dms_same_name(name, lead->device))
		return true;
	if (dms_is_bus_address(lead->device)) {
		if (dms_is_bus_address(name))
			return false;
		driver = dms_driver_of(r, lead->device);
		if (driver && n->driver)
			return !strcmp(driver, n->driver);
	}
	return is_alone(r, s, lead);
}

void dms_join_notes(const struct dms_report *r, struct dms_finding *f, dms_quote quote)
{
	const struct dms_event *lead = &r->events[f->events[0]];
	struct span s = span_of(r, f);
	unsigned int quoted = 0;
	size_t i, at;

	if (!dms_is_fault(lead))
		return;
	for (i = 0; i < ARRAY_SIZE(details) && quoted < QUOTES_MAX; i++) {
		const struct dms_event *n;

		for (at = 0; (n = dms_note_next(r, &at, details[i]));) {
			if (!is_inside(&s, n) || !is_of_device(r, &s, n, lead))
				continue;
			quote(f, n->input, n->line, dms_strdup(n->raw));
			quoted++;
			break;
		}
	}
}
