// SPDX-License-Identifier: GPL-2.0
/*
 * Regions that firmware reserved, as the boot log lists them:
 *
 * drivers/iommu/intel/dmar.c:	"RMRR base: %#016Lx end: %#016Lx\n"
 * arch/x86/kernel/e820.c:	"%s: [mem %#018Lx-%#018Lx] " and the region's type
 */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "history.h"

/* Real tables have a few; a log that was made up may have any number. */
#define RESERVED_MAX 1024

static bool read_range(const char *first, const char *between, struct dms_reserved *res)
{
	char *end;

	res->first = strtoull(first, &end, 16);
	if (end == first || strncmp(end, between, strlen(between)))
		return false;
	first = end + strlen(between);
	res->last = strtoull(first, &end, 16);
	return end != first && res->last >= res->first;
}

bool dms_reserved_read(struct dms_history *h, const char *line, unsigned long nr)
{
	struct dms_reserved res = { .input = h->input, .line = nr };
	const char *rmrr = strstr(line, "RMRR base: "), *mem = strstr(line, "[mem 0x");

	if (rmrr && read_range(rmrr + strlen("RMRR base: "), " end: ", &res))
		res.by = "RMRR";
	else if (mem && strstr(line, "BIOS-e820: ") && strstr(mem, "] reserved") &&
		 read_range(mem + strlen("[mem "), "-", &res))
		res.by = "e820";
	if (!res.by || h->nr_reserved == RESERVED_MAX)
		return false;
	h->reserved = dms_realloc(h->reserved, (h->nr_reserved + 1) * sizeof(*h->reserved));
	h->reserved[h->nr_reserved++] = res;
	return true;
}
