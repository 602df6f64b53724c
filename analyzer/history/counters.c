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

#define DMA_API "dma-api"
#define SWIOTLB "swiotlb"

/*
 * kernel/dma/debug.c, dma_debug_fs_init(); kernel/dma/swiotlb.c, swiotlb_create_debugfs_files().
 * Names that nothing else has count wherever they are, the others only below their folder.
 */
static const struct {
	const char *name;
	const char *folder;
	bool unique;
} names[DMS_NR_COUNTERS] = {
	[DMS_COUNTER_DISABLED] = { "disabled", DMA_API, false },
	[DMS_COUNTER_ERRORS] = { "error_count", DMA_API, false },
	[DMS_COUNTER_ALL_ERRORS] = { "all_errors", DMA_API, false },
	[DMS_COUNTER_NUM_ERRORS] = { "num_errors", DMA_API, false },
	[DMS_COUNTER_FREE] = { "num_free_entries", DMA_API, false },
	[DMS_COUNTER_MIN_FREE] = { "min_free_entries", DMA_API, false },
	[DMS_COUNTER_ENTRIES] = { "nr_total_entries", DMA_API, false },
	[DMS_COUNTER_SLABS] = { "io_tlb_nslabs", SWIOTLB, true },
	[DMS_COUNTER_USED] = { "io_tlb_used", SWIOTLB, true },
	[DMS_COUNTER_HIGH] = { "io_tlb_used_hiwater", SWIOTLB, true },
	[DMS_COUNTER_TRANSIENT] = { "io_tlb_transient_nslabs", SWIOTLB, true },
};

const char *dms_counter_name(enum dms_counter_id id)
{
	return names[id].name;
}

/* Collectors flatten paths: "sys_kernel_debug_dma-api_error_count", "dma-api.error_count". */
static bool is_border(char c)
{
	return c == '/' || c == '.' || c == '_';
}

static bool is_below(const char *path, size_t len, const char *folder)
{
	size_t n = strlen(folder);
	const char *p;

	for (p = strstr(path, folder); p && p + n < path + len; p = strstr(p + 1, folder))
		if ((p == path || is_border(p[-1])) && (is_border(p[n]) || p[n] == '-'))
			return true;
	return false;
}

/* Does @path end in this name?  In a file known to be of debugfs it may stand alone. */
static bool names_counter(const char *path, const char *name, const char *folder, bool unique,
			  bool debugfs)
{
	size_t n = strlen(path), k = strlen(name);

	if (n < k || strcmp(path + n - k, name))
		return false;
	if (n == k)
		return unique || debugfs;
	if (is_below(path, n - k, folder))
		return is_border(path[n - k - 1]) || path[n - k - 1] == '-';
	return unique && path[n - k - 1] == '/';
}

/* The folder between swiotlb/ and the file, or nothing: the default pool. */
static void set_pool(struct dms_counter *c, const char *path)
{
	const char *end = strrchr(path, '/'), *p, *folder;

	c->pool[0] = '\0';
	if (!end || end == path)
		return;
	for (p = end; p > path && p[-1] != '/'; p--)
		;
	folder = strstr(path, SWIOTLB "/");
	if (!folder || p <= folder || (size_t)(end - p) >= sizeof(c->pool))
		return;
	memcpy(c->pool, p, (size_t)(end - p));
	c->pool[end - p] = '\0';
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
	return !end[strspn(end, "\r\n ")];
}

/* The name of the one driver that dma-debug reports about; empty while there is none. */
static bool read_filter(struct dms_history *h, const char *path, const char *data, size_t len)
{
	struct dms_state *s = &h->state;
	size_t n = 0;

	if (!names_counter(path, "driver_filter", DMA_API, false, s->reader.debugfs))
		return false;
	while (n < len && isgraph((unsigned char)data[n]))
		n++;
	if (n >= sizeof(s->filter))
		return false;
	memcpy(s->filter, data, n);
	s->filter[n] = '\0';
	s->filter_input = h->input;
	return true;
}

bool dms_read_counter(struct dms_history *h, const char *path, const char *data, size_t len,
		      unsigned long nr)
{
	struct dms_state *s = &h->state;
	struct dms_counter *c;
	uint64_t value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!names_counter(path, names[i].name, names[i].folder, names[i].unique,
				   s->reader.debugfs) ||
		    !read_value(data, len, &value))
			continue;
		if (s->nr_counters == DMS_STATE_MAX)
			return false;
		s->counters = dms_state_grow(s->counters, s->nr_counters, sizeof(*s->counters));
		c = &s->counters[s->nr_counters++];
		c->id = i;
		c->value = value;
		c->snapshot = h->snapshot;
		c->input = h->input;
		c->line = nr;
		if (!strcmp(names[i].folder, SWIOTLB))
			set_pool(c, path);
		return true;
	}
	return read_filter(h, path, data, len);
}

const struct dms_counter *dms_counter_get(const struct dms_state *s, enum dms_counter_id id,
					  const char *pool, int snapshot)
{
	size_t i;

	for (i = s->nr_counters; i--;)
		if (s->counters[i].id == id && !strcmp(s->counters[i].pool, pool) &&
		    (snapshot < 0 || s->counters[i].snapshot == (unsigned int)snapshot))
			return &s->counters[i];
	return NULL;
}
