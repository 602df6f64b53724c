// SPDX-License-Identifier: GPL-2.0
/*
 * debugfs files that hold one number.  A number alone says nothing: here, and only here, the
 * name tells what it counts.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "history.h"

/* kernel/dma/debug.c, dma_debug_fs_init(); kernel/dma/swiotlb.c, swiotlb_create_debugfs_files() */
static const char *const names[DMS_NR_COUNTERS] = {
	[DMS_COUNTER_DISABLED] = "dma-api/disabled",
	[DMS_COUNTER_ERRORS] = "dma-api/error_count",
	[DMS_COUNTER_FREE] = "dma-api/num_free_entries",
	[DMS_COUNTER_MIN_FREE] = "dma-api/min_free_entries",
	[DMS_COUNTER_ENTRIES] = "dma-api/nr_total_entries",
	[DMS_COUNTER_SLABS] = "swiotlb/io_tlb_nslabs",
	[DMS_COUNTER_USED] = "swiotlb/io_tlb_used",
	[DMS_COUNTER_HIGH] = "swiotlb/io_tlb_used_hiwater",
};

static bool ends_in(const char *path, const char *name)
{
	size_t n = strlen(path), k = strlen(name);

	return n >= k && !strcmp(path + n - k, name) && (n == k || path[n - k - 1] == '/');
}

/* "12\n", or "Y\n" of debugfs_create_bool(). */
static bool read_value(const char *data, size_t len, uint64_t *value)
{
	char text[32];
	char *end;

	if (!len || len >= sizeof(text))
		return false;
	memcpy(text, data, len);
	text[len] = '\0';
	if (text[0] == 'Y' || text[0] == 'N') {
		*value = text[0] == 'Y';
		end = text + 1;
	} else if (isdigit((unsigned char)text[0])) {
		*value = strtoull(text, &end, 10);
	} else {
		return false;
	}
	return !end[strspn(end, "\n")];
}

struct dms_counter *dms_counter_read(struct dms_history *h, const char *path, const char *data,
				     size_t len)
{
	uint64_t value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!ends_in(path, names[i]) || !read_value(data, len, &value))
			continue;
		h->counters[i].known = true;
		h->counters[i].value = value;
		return &h->counters[i];
	}
	return NULL;
}
