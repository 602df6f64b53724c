// SPDX-License-Identifier: GPL-2.0
/*
 * Storms.  Of one kind of event so many are kept as examples; those that follow are counted by
 * one more, so that ten million faults take the memory of a few.
 */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/strbuf.h"
#include "decoder.h"

#define EXAMPLES 256
#define BUCKETS 1024
/* Notes of one kind and device, and of one input. */
#define NOTES 128
#define NOTES_MAX 8192

struct family {
	struct family *next;
	uint64_t hash;
	unsigned long seen;
	size_t rest;		/* the event that stands for all others */
};

struct dms_fold {
	struct family *buckets[BUCKETS];
	size_t nr_notes;
};

struct dms_fold *dms_fold_new(void)
{
	return dms_alloc(sizeof(struct dms_fold));
}

void dms_fold_free(struct dms_fold *f)
{
	struct family *next, *p;
	size_t i;

	for (i = 0; i < BUCKETS; i++) {
		for (p = f->buckets[i]; p; p = next) {
			next = p->next;
			free(p);
		}
	}
	free(f);
}

/* What makes two events one problem; neither address nor time. */
static uint64_t family_hash(const struct dms_event *e)
{
	uint64_t h = DMS_HASH_START;

	h = dms_hash_text(h, e->kind);
	h = dms_hash_text(h, e->detail);
	h = dms_hash_text(h, e->device);
	h = dms_hash_text(h, e->driver);
	h = dms_hash_text(h, e->access);
	h = dms_hash_text(h, dms_event_text(e, "function"));
	h = dms_hash_text(h, dms_event_text(e, "site"));
	h = dms_hash_text(h, dms_event_text(e, "message"));
	h = dms_hash_number(h, e->reason_code);
	return dms_hash_number(h, e->boot);
}

static struct family *family_of(struct dms_fold *f, uint64_t hash)
{
	struct family **slot = &f->buckets[hash % BUCKETS];

	while (*slot && (*slot)->hash != hash)
		slot = &(*slot)->next;
	if (!*slot) {
		*slot = dms_alloc(sizeof(**slot));
		(*slot)->hash = hash;
	}
	return *slot;
}

static void merge(struct dms_event *rest, const struct dms_event *e)
{
	rest->count = dms_count_add(rest->count, e->count);
	rest->last_time = e->time;
	rest->last_line = e->last_line;
	if (!e->has_address || !rest->has_address)
		return;
	if (e->address > rest->high)
		rest->high = e->address;
	if (e->address < rest->address) {
		rest->high = rest->high ? rest->high : rest->address;
		rest->address = e->address;
	}
}

/* Notes only explain: more than the first ones of a kind about a device add nothing. */
void dms_fold_note(struct dms_decoder *d)
{
	struct dms_report *r = d->report;
	const struct dms_event *e = &r->notes[r->nr_notes - 1];

	if (family_of(d->fold, family_hash(e))->seen++ < NOTES && d->fold->nr_notes++ < NOTES_MAX)
		return;
	dms_note_drop_last(r);
}

/* The newest event is complete once another one begins, unless lines still belong to it. */
void dms_fold_last(struct dms_decoder *d)
{
	struct dms_report *r = d->report;
	size_t last = r->nr_events - 1;
	struct family *f;

	if (!r->nr_events || last < d->first_event || d->folded == r->nr_events ||
	    d->splat.event == last || d->mapped.event == last)
		return;
	d->folded = r->nr_events;
	if (!strcmp(r->events[last].kind, "trace"))
		return;
	f = family_of(d->fold, family_hash(&r->events[last]));
	if (++f->seen == EXAMPLES + 1)
		f->rest = last;
	if (f->seen <= EXAMPLES + 1)
		return;
	merge(&r->events[f->rest], &r->events[last]);
	dms_event_drop_last(r);
	if (d->vtd.fault == last)
		d->vtd.fault = f->rest;
	d->folded = r->nr_events;
}
