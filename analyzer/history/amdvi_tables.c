// SPDX-License-Identifier: GPL-2.0
/*
 * AMD-Vi: iommu/amd/iommuNN/{cmdbuf,mmio,capability} and iommu/amd/devtbl, since 6.17; before it
 * the folder was empty.  Layouts of drivers/iommu/amd/debugfs.c.
 */
#include <stdio.h>
#include <string.h>

#include "history.h"

/* AMD IOMMU specification, 2.2.2.1: valid, translation valid, paging mode, domain */
#define DTE_V (1ull << 0)
#define DTE_TV (1ull << 1)
#define DTE_MODE(low) ((unsigned int)((low) >> 9 & 7))
#define DTE_GV (1ull << 55)
#define DTE_DOMAIN(second) ((unsigned int)((second) & 0xffff))

/* "%-12s %16s %16s %16s %16s iommu", then "%04x:%02x:%02x.%x " and four words "%016llx ", iommu%d */
static bool read_device(struct dms_history *h, const char *line, unsigned long nr)
{
	unsigned int seg, bus, slot, fn, unit, mode;
	struct dms_state *s = &h->state;
	unsigned long long w[4];
	struct dms_context *c;

	if (sscanf(line, "%4x:%2x:%2x.%1x %llx %llx %llx %llx iommu%u", &seg, &bus, &slot, &fn,
		   &w[3], &w[2], &w[1], &w[0], &unit) != 9)
		return false;
	if (s->nr_contexts == DMS_STATE_MAX)
		return true;
	/* Without V every access passes, without TV none is translated or allowed. */
	s->contexts = dms_state_grow(s->contexts, s->nr_contexts, sizeof(*s->contexts));
	c = &s->contexts[s->nr_contexts++];
	snprintf(c->device, sizeof(c->device), "%04x:%02x:%02x.%x", seg & 0xffff, bus & 0xff,
		 slot & 0x1f, fn & 7);
	c->pasid = -1;
	c->snapshot = h->snapshot;
	c->input = h->input;
	c->line = nr;
	c->domain = DTE_DOMAIN(w[1]);
	mode = DTE_MODE(w[0]);
	if (!(w[0] & DTE_V) || ((w[0] & DTE_TV) && !mode && !(w[0] & DTE_GV)))
		c->type = DMS_TRANSLATION_PASS_THROUGH;
	else if ((w[0] & DTE_TV) && mode)
		c->type = DMS_TRANSLATION_TABLE;
	else if (w[0] & DTE_TV)
		c->type = DMS_TRANSLATION_FIRST_LEVEL;
	/* Modes 1 to 6 have so many levels of 9 bits above the page. */
	c->bits = mode ? 12 + 9 * mode : 0;
	return true;
}

/* Which unit: only the path knows, and only where there is one. */
static void open_queue(struct dms_history *h, unsigned int head, unsigned int tail,
		       unsigned long nr)
{
	struct dms_unit *u = dms_state_unit(h, "AMD-Vi", true, nr);

	if (!u)
		return;
	u->has_queue = true;
	u->head = head;
	u->tail = tail;
	u->line = nr;
	h->state.reader.section = DMS_SECTION_QUEUE;
}

static bool is_command(const char *line)
{
	unsigned int index, word[4];

	return sscanf(line, " %u: %8x %8x %8x %8x", &index, &word[0], &word[1], &word[2],
		      &word[3]) == 5;
}

bool dms_read_amdvi(struct dms_history *h, const char *line, unsigned long nr)
{
	struct dms_state_reader *r = &h->state.reader;
	unsigned int head, tail;

	if (line[0] == 'C' &&
	    sscanf(line, "CMD Buffer Head Offset:%u Tail Offset:%u", &head, &tail) == 2) {
		open_queue(h, head, tail, nr);
		return true;
	}
	if (!strncmp(line, "DeviceId ", 9) && strstr(line, "QWORD[3]")) {
		r->section = DMS_SECTION_DEVICE_TABLE;
		return true;
	}
	if (r->section == DMS_SECTION_DEVICE_TABLE)
		return read_device(h, line, nr);
	return r->section == DMS_SECTION_QUEUE && is_command(line);
}
