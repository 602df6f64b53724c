// SPDX-License-Identifier: GPL-2.0
/* Walks a page table as an IOMMU does. */
#include <inttypes.h>

#include "host/tables.h"

#define MAX_LEVEL	6

int dms_walk_find(struct dms_host_memory *m, const struct dms_walk *w,
		  const struct dms_table_request *r, struct dms_table_entry *e)
{
	uint64_t table = w->base, entry;
	unsigned int level;

	if (!r->has_iova)
		return dms_host_fail(m, "which page? say at=IOVA");
	if (!w->top || w->top > MAX_LEVEL || r->level > w->top)
		return dms_host_fail(m, "the page table has %u levels", w->top);
	for (level = w->top; level; level--) {
		unsigned int shift = 12 + 9 * (level - 1);

		/* the top table may be several in a row: its index is not cut */
		e->index = r->iova >> shift;
		if (level != w->top)
			e->index &= 511;
		e->addr = table + 8 * e->index;
		e->words = 1;
		if (level == r->level)
			return 0;
		if (dms_host_read64(m, e->addr, &entry))
			return -1;
		if (!(entry & w->present))
			return dms_host_fail(m, "nothing is mapped at 0x%" PRIx64
					     ": the entry of level %u is 0x%" PRIx64, r->iova,
					     level, entry);
		if (w->is_leaf(entry, level))
			return r->level ? dms_host_fail(m, "the walk ends at level %u", level) : 0;
		table = entry & w->address;
	}
	return dms_host_fail(m, "the page table has no end");
}
