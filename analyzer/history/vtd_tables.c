// SPDX-License-Identifier: GPL-2.0
/*
 * Intel VT-d: iommu/intel/dmar_translation_struct, domain_translation_struct and
 * ir_translation_struct.
 *
 * 5.10:	one domain_translation_struct for all devices, "Device NAME with pasid %d @..."
 * 6.1:		the same, "Device NAME @..."
 * 6.6 on:	one file for each device and PASID, "Device NAME [with pasid %x ]@..."; the columns
 *		below a large page are left out instead of zero
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history.h"

#define PAGE_SHIFT 12
#define STRIDE 9
#define LEVELS 5
/* VT-d specification, 9.8 (second stage) and 9.7 (first stage): address, large page, permissions */
#define ENTRY_ADDRESS 0x000ffffffffff000ull
#define ENTRY_LARGE (1ull << 7)
#define ENTRY_READ (1ull << 0)
#define ENTRY_WRITE (1ull << 1)

/* VT-d specification, 9.3: translation type, address width, domain id of a legacy context entry */
static void decode_context(struct dms_context *c, uint64_t high, uint64_t low)
{
	switch (low >> 2 & 3) {
	case 0:
	case 1:
		c->type = DMS_TRANSLATION_TABLE;
		break;
	case 2:
		c->type = DMS_TRANSLATION_PASS_THROUGH;
		break;
	}
	c->bits = 30 + STRIDE * (high & 7);
	c->domain = high >> 8 & 0xffff;
}

/* VT-d specification, 9.6: the type and widths of a scalable-mode PASID table entry */
static void decode_pasid(struct dms_context *c, uint64_t middle, uint64_t low)
{
	static const enum dms_translation types[8] = {
		[1] = DMS_TRANSLATION_FIRST_LEVEL,
		[2] = DMS_TRANSLATION_TABLE,
		[3] = DMS_TRANSLATION_NESTED,
		[4] = DMS_TRANSLATION_PASS_THROUGH,
	};

	c->type = types[low >> 6 & 7];
	c->bits = 30 + STRIDE * (low >> 2 & 7);
	c->domain = middle & 0xffff;
}

static bool read_context(struct dms_history *h, const char *line, unsigned long nr)
{
	unsigned long long root_hi, root, hi, lo, high, middle, low;
	struct dms_state *s = &h->state;
	unsigned int bus, slot, fn;
	struct dms_context *c;
	int pasid, n = 0;

	if (sscanf(line, " %2x:%2x.%1x 0x%llx:0x%llx 0x%llx:0x%llx %d 0x%llx:0x%llx:0x%llx%n", &bus,
		   &slot, &fn, &root_hi, &root, &hi, &lo, &pasid, &high, &middle, &low, &n) != 11 ||
	    !n || !(lo & 1))
		return false;
	if (s->nr_contexts == DMS_STATE_MAX)
		return true;
	s->contexts = dms_state_grow(s->contexts, s->nr_contexts, sizeof(*s->contexts));
	c = &s->contexts[s->nr_contexts++];
	/* The file does not say which segment it is; nearly all machines have one. */
	snprintf(c->device, sizeof(c->device), "0000:%02x:%02x.%x", bus & 0xff, slot & 0x1f, fn & 7);
	c->snapshot = h->snapshot;
	c->input = h->input;
	c->line = nr;
	if (low & 1) {
		decode_pasid(c, middle, low);
		/* PASID 0 is the kernel's IOMMU_NO_PASID: what the device does without one. */
		c->pasid = pasid ? pasid : -1;
	} else {
		decode_context(c, hi, lo);
		c->pasid = -1;
	}
	return true;
}

bool dms_read_contexts(struct dms_history *h, const char *line, unsigned long nr)
{
	struct dms_state_reader *r = &h->state.reader;
	unsigned long long root;
	char name[32];

	if (!strncmp(line, "IOMMU ", 6) &&
	    sscanf(line, "IOMMU %31[^: ]: Root Table Address: 0x%llx", name, &root) == 2) {
		r->section = DMS_SECTION_CONTEXTS;
		return true;
	}
	if (r->section != DMS_SECTION_CONTEXTS)
		return false;
	return !strncmp(line, "B.D.F", 5) || read_context(h, line, nr);
}

/* ---- domain_translation_struct ---- */

static bool open_table(struct dms_history *h, const char *line, unsigned long nr)
{
	struct dms_state *s = &h->state;
	unsigned int pasid = 0;
	unsigned long long pgd;
	struct dms_page_table *t;
	char device[64];
	int n = 0;

	if (sscanf(line, "Device %63s @0x%llx%n", device, &pgd, &n) != 2 &&
	    sscanf(line, "Device %63s with pasid %x @0x%llx%n", device, &pasid, &pgd, &n) != 3)
		return false;
	if (!n || line[n] || s->nr_tables == DMS_STATE_MAX)
		return false;
	s->tables = dms_state_grow(s->tables, s->nr_tables, sizeof(*s->tables));
	t = &s->tables[s->nr_tables++];
	strcpy(t->device, device);
	/* 5.10 prints the domain's default, 0 or -1, which no request carries. */
	t->pasid = pasid && pasid != UINT32_MAX ? (int64_t)pasid : -1;
	t->first = s->nr_pages;
	t->snapshot = h->snapshot;
	t->input = h->input;
	t->line = nr;
	s->reader.section = DMS_SECTION_PAGES;
	return true;
}

/* Neighbours that continue each other become one range: a table may have millions of rows. */
static void add_pages(struct dms_state *s, const struct dms_pages *p)
{
	struct dms_page_table *t = &s->tables[s->nr_tables - 1];
	struct dms_pages *last = t->nr ? &s->pages[s->nr_pages - 1] : NULL;

	if (last && last->end == p->start &&
	    last->physical + (last->end - last->start) == p->physical &&
	    last->readable == p->readable && last->writable == p->writable) {
		last->end = p->end;
		return;
	}
	s->pages = dms_state_grow(s->pages, s->nr_pages, sizeof(*s->pages));
	s->pages[s->nr_pages++] = *p;
	t->nr++;
}

/* "0x%013lx |\t" and an entry for every level from 5 down, zero where there is none */
static bool read_pages(struct dms_history *h, const char *line, unsigned long nr)
{
	unsigned long long pfn, entry, leaf = 0;
	struct dms_pages p = { .line = nr };
	unsigned int column, level = 0;
	uint64_t size;
	const char *at;
	int n = 0;

	if (sscanf(line, " 0x%llx |%n", &pfn, &n) != 1 || !n)
		return false;
	at = line + n;
	for (column = 0; column < LEVELS; column++) {
		n = 0;
		if (sscanf(at, " 0x%llx%n", &entry, &n) != 1 || !n)
			break;
		at += n;
		if (entry) {
			leaf = entry;
			level = LEVELS - column;
		}
	}
	if (!level || (level > 1 && !(leaf & ENTRY_LARGE)) || pfn >> (64 - PAGE_SHIFT))
		return false;
	size = 1ull << (PAGE_SHIFT + STRIDE * (level - 1));
	p.start = pfn << PAGE_SHIFT;
	p.end = p.start + size;
	p.physical = leaf & ENTRY_ADDRESS & ~(size - 1);
	p.readable = leaf & ENTRY_READ;
	p.writable = leaf & ENTRY_WRITE;
	if (p.end > p.start)
		add_pages(&h->state, &p);
	return true;
}

bool dms_read_pages(struct dms_history *h, const char *line, unsigned long nr)
{
	struct dms_state_reader *r = &h->state.reader;

	if (!strncmp(line, "Device ", 7) && open_table(h, line, nr))
		return true;
	if (r->section != DMS_SECTION_PAGES || !h->state.nr_tables)
		return false;
	return !strncmp(line, "IOVA_PFN", 8) || read_pages(h, line, nr);
}

/* ---- questions ---- */

const struct dms_context *dms_context_of(const struct dms_state *s, const char *device)
{
	size_t i;

	for (i = s->nr_contexts; device && i--;)
		if (!strcmp(s->contexts[i].device, device) && s->contexts[i].pasid < 0)
			return &s->contexts[i];
	return NULL;
}

const struct dms_page_table *dms_page_table_of(const struct dms_state *s, const char *device)
{
	size_t i;

	for (i = s->nr_tables; device && i--;)
		if (!strcmp(s->tables[i].device, device) && s->tables[i].pasid < 0)
			return &s->tables[i];
	return NULL;
}

/* How many ranges of @table begin at or below @address. */
static size_t count_below(const struct dms_state *s, const struct dms_page_table *table,
			  uint64_t address)
{
	size_t lo = 0, hi = table->nr;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->pages[table->first + mid].start <= address)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct dms_pages *dms_pages_at(const struct dms_state *s, const struct dms_page_table *table,
				     uint64_t address)
{
	size_t n = count_below(s, table, address);
	const struct dms_pages *p = n ? &s->pages[table->first + n - 1] : NULL;

	return p && address < p->end ? p : NULL;
}

const struct dms_pages *dms_pages_below(const struct dms_state *s,
					const struct dms_page_table *table, uint64_t address)
{
	size_t n = count_below(s, table, address);
	const struct dms_pages *p = n ? &s->pages[table->first + n - 1] : NULL;

	return p && p->end <= address ? p : NULL;
}
