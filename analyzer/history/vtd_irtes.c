// SPDX-License-Identifier: GPL-2.0
/*
 * Intel VT-d: iommu/intel/ir_translation_struct, the same in all versions.  Entries for remapped
 * interrupts come first, of all units, then those for posted ones.
 */
#include <stdio.h>
#include <string.h>

#include "history.h"

/*
 * " %-5d %02x:%02x.%01x %08x %02x  %016llx\t%016llx\n" remapped: destination, vector
 * " %-5d %02x:%02x.%01x %08x %08x %02x  %016llx\t%016llx\n" posted: descriptor, vector
 */
static bool read_entry(struct dms_history *h, const char *line, unsigned long nr)
{
	unsigned int index, bus, slot, fn, first, second, vector;
	struct dms_state *s = &h->state;
	unsigned long long high, low;
	struct dms_irte *e;
	int n = 0;

	if (s->reader.posted)
		sscanf(line, " %u %2x:%2x.%1x %8x %8x %2x %16llx %16llx%n", &index, &bus, &slot, &fn,
		       &first, &second, &vector, &high, &low, &n);
	else
		sscanf(line, " %u %2x:%2x.%1x %8x %2x %16llx %16llx%n", &index, &bus, &slot, &fn,
		       &first, &vector, &high, &low, &n);
	if (!n || line[n])
		return false;
	if (s->nr_irtes == DMS_STATE_MAX)
		return true;
	s->irtes = dms_state_grow(s->irtes, s->nr_irtes, sizeof(*s->irtes));
	e = &s->irtes[s->nr_irtes++];
	strcpy(e->unit, s->reader.unit);
	snprintf(e->source, sizeof(e->source), "0000:%02x:%02x.%x", bus & 0xff, slot & 0x1f, fn & 7);
	e->index = index;
	e->vector = vector & 0xff;
	e->posted = s->reader.posted;
	e->input = h->input;
	e->line = nr;
	return true;
}

bool dms_read_irtes(struct dms_history *h, const char *line, unsigned long nr)
{
	struct dms_state_reader *r = &h->state.reader;
	const char *head = strstr(line, " Interrupt supported on IOMMU: ");
	unsigned long long address;

	if (head && (line[0] == 'R' || line[0] == 'P') &&
	    sscanf(head, " Interrupt supported on IOMMU: %31s", r->unit) == 1) {
		r->section = DMS_SECTION_IRTES;
		r->posted = line[0] == 'P';
		return true;
	}
	if (r->section != DMS_SECTION_IRTES)
		return false;
	if (sscanf(line, " IR table address:%llx", &address) == 1) {
		h->state.nr_irte_tables++;
		return true;
	}
	return strstr(line, "SrcID") || !strcmp(line, "Interrupt Remapping is not enabled") ||
	       !strcmp(line, "****") || read_entry(h, line, nr);
}
