// SPDX-License-Identifier: GPL-2.0
/* Making events and setting their fields. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "catalogue.h"

void dms_event_init(struct dms_event *e, const char *kind, const char *detail)
{
	memset(e, 0, sizeof(*e));
	e->kind = kind;
	e->detail = detail;
	e->source = "log";
	e->time = -1;
	e->last_time = -1;
	e->pasid = -1;
	e->count = 1;
}

static struct dms_event *append(struct dms_event **list, size_t *nr, const char *kind,
				const char *detail)
{
	struct dms_event *e;

	/* Grows by doubling: a power of two means that it is full. */
	if (*nr && !(*nr & (*nr - 1)))
		*list = dms_realloc(*list, *nr * 2 * sizeof(**list));
	else if (!*list)
		*list = dms_alloc(sizeof(**list));
	e = &(*list)[(*nr)++];
	dms_event_init(e, kind, detail);
	return e;
}

struct dms_event *dms_event_new(struct dms_report *r, const char *kind, const char *detail)
{
	return append(&r->events, &r->nr_events, kind, detail);
}

struct dms_event *dms_note_new(struct dms_report *r, const char *detail)
{
	return append(&r->notes, &r->nr_notes, "note", detail);
}

const struct dms_field *dms_event_field(const struct dms_event *e, const char *name)
{
	size_t i;

	for (i = 0; i < e->nr_fields; i++)
		if (!strcmp(e->fields[i].name, name))
			return &e->fields[i];
	return NULL;
}

const char *dms_event_text(const struct dms_event *e, const char *name)
{
	const struct dms_field *f = dms_event_field(e, name);

	return f ? f->text : "";
}

static struct dms_field *set_field(struct dms_event *e, const char *name, char *text)
{
	struct dms_field *f = (struct dms_field *)dms_event_field(e, name);

	if (f) {
		free(f->text);
	} else {
		e->fields = dms_realloc(e->fields, (e->nr_fields + 1) * sizeof(*e->fields));
		f = &e->fields[e->nr_fields++];
		f->name = name;
	}
	f->text = text;
	f->num = 0;
	f->is_num = false;
	return f;
}

bool dms_event_is_fault(const struct dms_event *e)
{
	return strstr(e->kind, "-fault") || !strcmp(e->kind, "amdvi-event") ||
	       !strcmp(e->kind, "smmuv3-event");
}

void dms_event_set(struct dms_event *e, const char *name, const char *text, size_t len)
{
	set_field(e, name, dms_strndup(text, len));
}

void dms_event_set_num(struct dms_event *e, const char *name, uint64_t num, bool hex)
{
	struct dms_field *f = set_field(e, name, hex ? dms_asprintf("0x%" PRIx64, num) :
						      dms_asprintf("%" PRIu64, num));

	f->num = num;
	f->is_num = true;
}

void dms_event_clear(struct dms_event *e)
{
	size_t i;

	for (i = 0; i < e->nr_fields; i++)
		free(e->fields[i].text);
	free(e->fields);
	free(e->device);
	free(e->driver);
	free(e->raw);
	free(e->host);
}

/* Its place is the next event's: what still refers to it refers to one like it. */
void dms_event_drop_last(struct dms_report *r)
{
	dms_event_clear(&r->events[--r->nr_events]);
}

void dms_note_drop_last(struct dms_report *r)
{
	dms_event_clear(&r->notes[--r->nr_notes]);
}

void dms_report_lose(struct dms_report *r, const struct dms_loss *loss)
{
	size_t i;

	for (i = 0; i < r->nr_losses; i++) {
		struct dms_loss *l = &r->losses[i];

		if (l->input != loss->input || l->what != loss->what || l->kind != loss->kind)
			continue;
		l->count = dms_count_add(l->count, loss->count);
		return;
	}
	r->losses = dms_realloc(r->losses, (r->nr_losses + 1) * sizeof(*r->losses));
	r->losses[r->nr_losses++] = *loss;
}

static void comparison_clear(struct dms_comparison *c)
{
	size_t i;

	for (i = 0; i < c->nr_growth; i++) {
		free(c->growth[i].driver);
		free(c->growth[i].device);
		free(c->growth[i].counts);
	}
	for (i = 0; i < c->nr_trends; i++) {
		free(c->trends[i].pool);
		free(c->trends[i].values);
	}
	free(c->snapshots);
	free(c->growth);
	free(c->trends);
}

void dms_report_note(struct dms_report *r, unsigned int input, const char *fmt, ...)
{
	struct dms_input *in = &r->inputs[input];
	struct dms_strbuf b = { 0 };
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	dms_strbuf_printf(&b, "%s%s%s", in->note ? in->note : "", in->note ? "; " : "", text);
	free(in->note);
	in->note = dms_strbuf_take(&b);
}

void dms_report_clear(struct dms_report *r)
{
	size_t i, k;

	for (i = 0; i < r->nr_inputs; i++) {
		free(r->inputs[i].path);
		free(r->inputs[i].note);
	}
	for (i = 0; i < r->nr_events; i++)
		dms_event_clear(&r->events[i]);
	for (i = 0; i < r->nr_notes; i++)
		dms_event_clear(&r->notes[i]);
	for (i = 0; i < r->nr_findings; i++) {
		struct dms_finding *f = &r->findings[i];

		for (k = 0; k < f->nr_evidence; k++)
			free(f->evidence[k].text);
		free(f->evidence);
		free(f->title);
		free(f->device);
		free(f->alternatives);
		free((void *)f->mitigation);
		free((void *)f->fix);
		free((void *)f->verify);
		free((void *)f->capture);
		free(f->events);
	}
	free(r->inputs);
	free(r->events);
	free(r->notes);
	free(r->findings);
	for (i = 0; i < r->nr_ranges; i++)
		free(r->ranges[i].device);
	free(r->ranges);
	free(r->losses);
	comparison_clear(&r->comparison);
	free(r->order);
	memset(r, 0, sizeof(*r));
}
