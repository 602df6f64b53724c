// SPDX-License-Identifier: GPL-2.0
/* The index: mappings by device and address. */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "history.h"

static int compare(const void *a, const void *b)
{
	const struct dms_mapping *x = a, *y = b;
	int c = strcmp(x->device, y->device);

	if (c)
		return c;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return 0;
}

void dms_history_sort(struct dms_history *h)
{
	if (h->nr)
		qsort(h->mappings, h->nr, sizeof(*h->mappings), compare);
}

void dms_history_clear(struct dms_history *h)
{
	size_t i;

	for (i = 0; i < h->nr; i++) {
		free(h->mappings[i].device);
		free(h->mappings[i].driver);
	}
	free(h->mappings);
	free(h->ram);
	dms_state_clear(&h->state);
	free(h->reserved);
	memset(h, 0, sizeof(*h));
}

/* First mapping of @device, or h->nr. */
static size_t first_of(const struct dms_history *h, const char *device)
{
	size_t lo = 0, hi = h->nr;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(h->mappings[mid].device, device) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static bool is_of(const struct dms_history *h, size_t i, const char *device)
{
	return i < h->nr && !strcmp(h->mappings[i].device, device);
}

bool dms_history_has(const struct dms_history *h, const char *device)
{
	return device && is_of(h, first_of(h, device), device);
}

const struct dms_mapping *dms_mapping_of(const struct dms_history *h, const char *device,
					 dms_mapping_test test, uint64_t address)
{
	size_t i;

	if (!device)
		return NULL;
	for (i = first_of(h, device); is_of(h, i, device); i++)
		if (test(&h->mappings[i], address))
			return &h->mappings[i];
	return NULL;
}

static bool contains(const struct dms_mapping *m, uint64_t address)
{
	return address >= m->start && address < m->end;
}

const struct dms_mapping *dms_mapping_at(const struct dms_history *h, const char *device,
					 uint64_t address)
{
	return dms_mapping_of(h, device, contains, address);
}

const struct dms_mapping *dms_mapping_below(const struct dms_history *h, const char *device,
					    uint64_t address)
{
	const struct dms_mapping *best = NULL;
	size_t i;

	if (!device)
		return NULL;
	for (i = first_of(h, device); is_of(h, i, device) && h->mappings[i].start < address; i++)
		if (h->mappings[i].end <= address && (!best || h->mappings[i].end > best->end))
			best = &h->mappings[i];
	return best;
}

const struct dms_ram *dms_ram_at(const struct dms_history *h, uint64_t address)
{
	size_t i;

	for (i = 0; i < h->nr_ram; i++)
		if (address >= h->ram[i].first && address <= h->ram[i].last)
			return &h->ram[i];
	return NULL;
}
