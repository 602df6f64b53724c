// SPDX-License-Identifier: GPL-2.0
/* Looks for something in the machine's firmware that an IOMMU takes for a table and cannot write to. */
#include <inttypes.h>

#include "host/tables.h"

#define PAGE		4096
#define LOWER_HALF	256

static int find_in_page(struct dms_host_memory *m, uint64_t page, bool (*fits)(uint64_t entry),
			struct dms_table_entry *e)
{
	unsigned char buf[8 * LOWER_HALF];
	uint64_t i;

	if (dms_host_read(m, page, buf, sizeof(buf)))
		return -1;
	for (i = 0; i < LOWER_HALF; i++) {
		if (!fits(dms_host_le64(buf + 8 * i)))
			continue;
		*e = (struct dms_table_entry){ .addr = page + 8 * i, .index = i, .words = 1 };
		return 1;
	}
	return 0;
}

int dms_rom_find(struct dms_host_memory *m, bool (*fits)(uint64_t entry),
		 struct dms_table_entry *e)
{
	size_t i = m->nr_map;

	/* from the end: the copy below 1 MiB is RAM, and takes what a device writes */
	while (i--) {
		const struct dms_host_region *r = &m->map[i];
		uint64_t page = (r->first + PAGE - 1) & ~(uint64_t)(PAGE - 1);

		for (; r->rom && page + PAGE - 1 <= r->last; page += PAGE) {
			int ret = find_in_page(m, page, fits, e);

			if (ret)
				return ret < 0 ? -1 : 0;
		}
	}
	return dms_host_fail(m, "nothing in this machine's ROM looks like a page table");
}
