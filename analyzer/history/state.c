// SPDX-License-Identifier: GPL-2.0
/*
 * Which file of debugfs or sysfs a line is from.  Three things tell: the line's own words (a
 * header opens a section, the rows below belong to it), the path that "grep . FILE..." put
 * before it, or the "==> FILE <==" that head and tail put above it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "history.h"

/* A log has millions of lines: outside of a section only these characters begin one of ours. */
#define FIRST "/=ICDORP"

void *dms_state_grow(void *list, size_t nr, size_t size)
{
	/* Doubled at each power of two. */
	if (!(nr & (nr - 1)))
		list = dms_realloc(list, (nr ? nr * 2 : 1) * size);
	memset((char *)list + nr * size, 0, size);
	return list;
}

void dms_state_open(struct dms_history *h, bool debugfs)
{
	struct dms_state_reader *r = &h->state.reader;

	memset(r, 0, sizeof(*r));
	r->input = h->input;
	r->debugfs = debugfs;
}

void dms_state_clear(struct dms_state *s)
{
	size_t i;

	for (i = 0; i < s->nr_groups; i++) {
		free(s->groups[i].devices);
		free(s->groups[i].regions);
	}
	free(s->counters);
	free(s->units);
	free(s->contexts);
	free(s->tables);
	free(s->pages);
	free(s->irtes);
	free(s->groups);
	free(s->streams);
	free(s->dumps);
}

void dms_state_dump(struct dms_history *h)
{
	struct dms_state *s = &h->state;
	struct dms_dump *last = s->nr_dumps ? &s->dumps[s->nr_dumps - 1] : NULL;

	if (last && last->input == h->input && last->snapshot == h->snapshot)
		return;
	s->dumps = dms_state_grow(s->dumps, s->nr_dumps, sizeof(*s->dumps));
	s->dumps[s->nr_dumps].snapshot = h->snapshot;
	s->dumps[s->nr_dumps++].input = h->input;
}

struct dms_unit *dms_state_unit(struct dms_history *h, const char *name, bool amd,
				unsigned long nr)
{
	struct dms_state *s = &h->state;
	struct dms_unit *u = s->nr_units ? &s->units[s->nr_units - 1] : NULL;

	if (u && u->input == h->input && u->amd == amd && !strcmp(u->name, name))
		return u;
	if (s->nr_units == DMS_STATE_MAX)
		return NULL;
	s->units = dms_state_grow(s->units, s->nr_units, sizeof(*s->units));
	u = &s->units[s->nr_units++];
	snprintf(u->name, sizeof(u->name), "%s", name);
	u->amd = amd;
	u->snapshot = h->snapshot;
	u->input = h->input;
	u->line = nr;
	return u;
}

/* ---- one line ---- */

static bool read_row(struct dms_history *h, const char *line, unsigned long nr)
{
	switch (h->state.reader.section) {
	case DMS_SECTION_REGISTERS:
		return dms_read_registers(h, line, nr);
	case DMS_SECTION_QUEUE:
		return dms_read_queue(h, line, nr) || dms_read_amdvi(h, line, nr);
	case DMS_SECTION_CONTEXTS:
		return dms_read_contexts(h, line, nr);
	case DMS_SECTION_PAGES:
		return dms_read_pages(h, line, nr);
	case DMS_SECTION_DEVICE_TABLE:
		return dms_read_amdvi(h, line, nr);
	case DMS_SECTION_GROUP:
		return dms_read_group(h, line, nr);
	case DMS_SECTION_IRTES:
		return dms_read_irtes(h, line, nr);
	case DMS_SECTION_DEVICE_TREE:
		return dms_read_device_tree(h, line, nr);
	default:
		return false;
	}
}

/* Rows of the open section first: they are many, and headers are few. */
static bool read_content(struct dms_history *h, const char *line, unsigned long nr)
{
	if (read_row(h, line, nr))
		return true;
	return dms_read_registers(h, line, nr) || dms_read_queue(h, line, nr) ||
	       dms_read_contexts(h, line, nr) || dms_read_pages(h, line, nr) ||
	       dms_read_irtes(h, line, nr) || dms_read_amdvi(h, line, nr) ||
	       dms_read_group(h, line, nr) || dms_read_device_tree(h, line, nr);
}

/* A line of the file @path, one way or another. */
static bool read_of_path(struct dms_history *h, const char *path, const char *line,
			 unsigned long nr)
{
	return dms_read_counter(h, path, line, strlen(line), nr) ||
	       dms_read_group_file(h, path, line, nr) || dms_dump_line(h, line, nr) ||
	       read_content(h, line, nr);
}

/* "==> PATH <==" */
static bool read_banner(struct dms_history *h, const char *line)
{
	struct dms_state_reader *r = &h->state.reader;
	size_t n = strlen(line);

	if (strncmp(line, "==> ", 4) || n < 9 || strcmp(line + n - 4, " <==") ||
	    n - 8 >= sizeof(r->path))
		return false;
	r->section = DMS_SECTION_FILE;
	memcpy(r->path, line + 4, n - 8);
	r->path[n - 8] = '\0';
	return true;
}

/*
 * Where the path ends that grep put before the line.  Devices' names have colons as well: the
 * path is the shortest one that ends in the name of a file that is known.
 */
static size_t path_len(const char *line, bool absolute)
{
	static const char *const names[] = {
		"disabled", "error_count", "all_errors", "num_errors", "num_free_entries",
		"min_free_entries", "nr_total_entries", "driver_filter", "dump", "io_tlb_nslabs",
		"io_tlb_used", "io_tlb_used_hiwater", "io_tlb_transient_nslabs", "iommu_regset",
		"dmar_translation_struct", "domain_translation_struct", "invalidation_queue",
		"ir_translation_struct", "dmar_perf_latency", "cmdbuf", "devtbl", "irqtbl", "mmio",
		"capability", "type", "reserved_regions",
	};
	const char *colon;
	size_t i;

	for (colon = strchr(line, ':'); colon; colon = strchr(colon + 1, ':')) {
		for (i = 0; i < ARRAY_SIZE(names); i++) {
			size_t n = strlen(names[i]), at = (size_t)(colon - line);

			if (at < n || memcmp(colon - n, names[i], n))
				continue;
			if (at == n ? !absolute : colon[-(long)n - 1] == '/')
				return at;
		}
	}
	return 0;
}

static bool read_grep(struct dms_history *h, const char *line, unsigned long nr)
{
	struct dms_state_reader *r = &h->state.reader;
	size_t n = path_len(line, !r->debugfs);
	char path[256];

	if (!n || n >= sizeof(path))
		return false;
	memcpy(path, line, n);
	path[n] = '\0';
	/* Not to be mistaken for a row: the rows of two files may be alike. */
	if (r->section == DMS_SECTION_FILE)
		r->section = DMS_SECTION_NONE;
	return read_of_path(h, path, line + n + 1, nr);
}

/* A path alone, as find prints it, or with a colon, as ls puts it above a folder. */
static bool read_listing(struct dms_history *h, const char *line, unsigned long nr)
{
	return line[0] == '/' && !strchr(line, ' ') && dms_state_name(h, line, nr);
}

static bool read_line(struct dms_history *h, const char *line, unsigned long nr)
{
	struct dms_state_reader *r = &h->state.reader;

	if (read_banner(h, line))
		return true;
	if ((line[0] == '/' || r->debugfs) && read_grep(h, line, nr))
		return true;
	if (read_listing(h, line, nr))
		return true;
	if (r->section == DMS_SECTION_FILE && read_of_path(h, r->path, line, nr))
		return true;
	return read_content(h, line, nr);
}

bool dms_state_line(struct dms_history *h, const char *text, size_t len, unsigned long nr)
{
	struct dms_state_reader *r = &h->state.reader;
	char line[512];

	if (r->input != h->input)
		dms_state_open(h, false);
	if (!len)
		return false;
	if (!r->section && !r->debugfs && !memchr(FIRST, text[0], sizeof(FIRST) - 1))
		return false;
	if (len >= sizeof(line))
		return false;
	memcpy(line, text, len);
	line[len] = '\0';
	if (read_line(h, line, nr))
		return true;
	/* What follows is something else; a file goes on until the next one begins. */
	if (r->section != DMS_SECTION_FILE)
		r->section = DMS_SECTION_NONE;
	return false;
}

/* ---- files that are too short to tell what they are ---- */

#define SMALL 4096

/* No mapping is live: the file that says so is empty. */
static bool read_empty(struct dms_history *h, const char *path)
{
	size_t n = strlen(path);

	if (n < 12 || strcmp(path + n - 12, "dma-api/dump"))
		return false;
	dms_state_dump(h);
	return true;
}

bool dms_state_file(struct dms_history *h, const char *path, const char *data, size_t len)
{
	bool any = dms_read_counter(h, path, data, len, 1);
	const char *p = data, *end = data + len;
	unsigned long nr;
	char line[256];

	if (any || len > SMALL)
		return any;
	if (!len)
		return read_empty(h, path);
	for (nr = 1; p < end; nr++) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		size_t n = (size_t)((nl ? nl : end) - p);

		if (n >= sizeof(line))
			return any;
		memcpy(line, p, n);
		line[n] = '\0';
		if (n && !dms_read_group_file(h, path, line, nr))
			return any;
		any |= n > 0;
		p += n + 1;
	}
	return any;
}
