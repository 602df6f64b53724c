// SPDX-License-Identifier: GPL-2.0
/*
 * dma-api/dump (since 5.2), and the same lines in a log (debug_dma_dump_mappings(), since 2.6.30).
 *
 * 5.10, 6.1:	device driver type idx N P=... N=... D=... L=... direction state
 * then:	driver device type idx N P=... N=... D=... L=... cln=0x... direction state
 * 6.12:	driver device type idx N P=0x... D=... L=... cln=0x... direction state
 * 7.3:		the same and attrs=0x...
 * In a log "driver device: " stands in front of the type, in all versions.  The cache line came
 * along with the new order of names, so it tells the order.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "history.h"
#include "input/sieve.h"

/* Rows of a section follow each other, with a heading and an empty line at most between them. */
#define SECTION_REACH 4

static bool read_number(const char *line, const char *tag, uint64_t *out)
{
	const char *p = strstr(line, tag);
	char *end;

	if (!p)
		return false;
	p += strlen(tag);
	*out = strtoull(p, &end, 16);
	return end != p;
}

static enum dms_direction read_direction(const char *line)
{
	if (strstr(line, "DMA_BIDIRECTIONAL"))
		return DMS_DIR_BIDIRECTIONAL;
	if (strstr(line, "DMA_TO_DEVICE"))
		return DMS_DIR_TO_DEVICE;
	if (strstr(line, "DMA_FROM_DEVICE"))
		return DMS_DIR_FROM_DEVICE;
	return DMS_DIR_NONE;
}

const char *dms_direction_name(enum dms_direction d)
{
	static const char *const names[] = {
		[DMS_DIR_BIDIRECTIONAL] = "DMA_BIDIRECTIONAL",
		[DMS_DIR_TO_DEVICE] = "DMA_TO_DEVICE",
		[DMS_DIR_FROM_DEVICE] = "DMA_FROM_DEVICE",
		[DMS_DIR_NONE] = "DMA_NONE",
	};

	return names[d];
}

/* The words before " idx ": two names and the type ("scatter-gather" is one word). */
static bool read_names(const char *line, const char *idx, char names[3][64])
{
	const char *p = line;
	int i;

	for (i = 0; i < 3; i++) {
		size_t n;

		p += strspn(p, " ");
		n = strcspn(p, " ");
		if (!n || n >= 64 || p >= idx)
			return false;
		memcpy(names[i], p, n);
		names[i][n] = '\0';
		p += n;
	}
	return p == idx;
}

static void add_mapping(struct dms_history *h, const struct dms_mapping *m)
{
	if (!(h->nr & (h->nr - 1)))
		h->mappings = dms_realloc(h->mappings,
					  (h->nr ? h->nr * 2 : 1) * sizeof(*h->mappings));
	h->mappings[h->nr++] = *m;
}

bool dms_dump_line(struct dms_history *h, const char *line, unsigned long nr)
{
	const char *idx = strstr(line, " idx ");
	struct dms_mapping m = { .input = h->input, .line = nr, .snapshot = h->snapshot };
	char names[3][64];
	bool in_log, device_first;
	uint64_t len;
	size_t n;

	if (!idx || !read_names(line, idx, names) || !read_number(line, " P=", &m.physical) ||
	    !read_number(line, " D=", &m.start) || !read_number(line, " L=", &len))
		return false;
	n = strlen(names[1]);
	in_log = names[1][n - 1] == ':';
	if (in_log)
		names[1][n - 1] = '\0';
	device_first = !in_log && strstr(line, " N=") && !strstr(line, " cln=");
	m.in_log = in_log;
	m.end = m.start + len;
	m.device = dms_strdup(names[device_first ? 0 : 1]);
	m.driver = dms_strdup(names[device_first ? 1 : 0]);
	memcpy(m.type, names[2], sizeof(m.type) - 1);
	m.direction = read_direction(line);
	add_mapping(h, &m);
	if (!in_log)
		dms_state_dump(h);
	return true;
}

/* "BIOS-e820: [mem 0x...-0x...] usable" and "  node   0: [mem 0x...-0x...]" of all others. */
static bool read_ram_line(struct dms_history *h, const char *line, unsigned long nr)
{
	const char *mem = strstr(line, "[mem 0x");
	struct dms_ram ram = { .input = h->input, .line = nr };
	const char *p = line + strspn(line, " ");
	char *end;

	if (!mem)
		return false;
	if (strstr(line, "BIOS-e820: ")) {
		if (!strstr(mem, "] usable"))
			return false;
	} else if (strncmp(p, "node ", 5)) {
		return false;
	}
	ram.first = strtoull(mem + 5, &end, 16);
	if (*end != '-')
		return false;
	ram.last = strtoull(end + 1, &end, 16);
	if (*end != ']')
		return false;
	h->ram = dms_realloc(h->ram, (h->nr_ram + 1) * sizeof(*h->ram));
	h->ram[h->nr_ram++] = ram;
	return true;
}

void dms_history_sieve(struct dms_sieve *s)
{
	static const char *const words[] = {
		"DMA_BIDIRECTIONAL", "DMA_TO_DEVICE", "DMA_FROM_DEVICE", "DMA_NONE",
		/* what begins a section of debugfs, or names one of its files */
		" Register Base Address: ", ": Root Table Address: 0x",
		"Invalidation queue on IOMMU: ", " Interrupt supported on IOMMU: ", "CMD Buffer Head Offset:", "QWORD[3]",
		"IOMMU Group ", "IOMMU group ", "/dma-api/", "/swiotlb/", "/iommu_groups/",
		"RMRR base: ", "/iommu/intel/", "/iommu/amd/",
		"Adding to iommu group ", "Adding device ",
	};
	/* "BIOS-e820: [mem 0x%016Lx" and "node %3d: [mem %#018Lx" */
	static const char mem[] = ": [mem 0x0000";
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		dms_sieve_add(s, &(struct dms_literal){ .text = words[i],
							.len = strlen(words[i]),
							.key_len = strlen(words[i]) });
	dms_sieve_add(s, &(struct dms_literal){ .text = mem, .len = sizeof(mem) - 1,
						.key_len = sizeof(mem) - 1,
						.before = DMS_SIDE_DEC });
}

unsigned long dms_history_reach(const struct dms_history *h, const struct dms_window *w)
{
	return h->state.reader.section ? w->lines[0].nr + SECTION_REACH : 0;
}

bool dms_history_window(struct dms_history *h, const struct dms_window *w)
{
	size_t len = w->lines[0].len;
	char line[512];

	if (dms_state_line(h, w->text, len, w->lines[0].nr))
		return true;
	if (!w->lines[0].marked || len < 16 || len >= sizeof(line))
		return false;
	if (!memmem(w->text, len, " idx ", 5) && !memmem(w->text, len, "[mem 0x", 7) &&
	    !memmem(w->text, len, " group ", 7) && !memmem(w->text, len, "RMRR base: ", 11))
		return false;
	memcpy(line, w->text, len);
	line[len] = '\0';
	if (dms_dump_line(h, line, w->lines[0].nr) || read_ram_line(h, line, w->lines[0].nr) ||
	    dms_read_group_message(h, line, w->lines[0].nr))
		return true;
	/* For the address map; the catalogue makes a note of it for the rules as well. */
	dms_reserved_read(h, line, w->lines[0].nr);
	return false;
}
