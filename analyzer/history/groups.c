// SPDX-License-Identifier: GPL-2.0
/*
 * IOMMU groups: /sys/kernel/iommu_groups/N/{type,reserved_regions,devices/}, as a folder, as grep,
 * find or ls -l show it, as the scripts print it that everybody has for this, and as the kernel
 * said at boot.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "history.h"

#define FOLDER "iommu_groups/"

struct dms_group *dms_state_group(struct dms_history *h, unsigned int number, unsigned long nr)
{
	struct dms_state *s = &h->state;
	struct dms_group *g;
	size_t i;

	for (i = s->nr_groups; i--;)
		if (s->groups[i].number == number && s->groups[i].snapshot == h->snapshot)
			return &s->groups[i];
	if (s->nr_groups == DMS_STATE_MAX)
		return NULL;
	s->groups = dms_state_grow(s->groups, s->nr_groups, sizeof(*s->groups));
	g = &s->groups[s->nr_groups++];
	g->number = number;
	g->snapshot = h->snapshot;
	g->input = h->input;
	g->line = nr;
	return g;
}

void dms_group_add_device(struct dms_group *g, const char *device)
{
	size_t i;

	if (!g || g->nr_devices == DMS_STATE_MAX || !*device || strlen(device) >= sizeof(*g->devices))
		return;
	for (i = 0; i < g->nr_devices; i++)
		if (!strcmp(g->devices[i], device))
			return;
	g->devices = dms_state_grow(g->devices, g->nr_devices, sizeof(*g->devices));
	strcpy(g->devices[g->nr_devices++], device);
}

/* Behind "iommu_groups/N/": the number and what follows, or NULL. */
static const char *split(const char *path, unsigned int *number)
{
	const char *p = strstr(path, FOLDER);
	char *end;

	if (!p || !isdigit((unsigned char)p[sizeof(FOLDER) - 1]))
		return NULL;
	*number = (unsigned int)strtoul(p + sizeof(FOLDER) - 1, &end, 10);
	return *end == '/' ? end + 1 : NULL;
}

/* "0x%016llx 0x%016llx %s": first, last, iommu_group_resv_type_string[] */
static bool read_region(struct dms_history *h, struct dms_group *g, const char *line,
			unsigned long nr)
{
	static const char *const types[] = { "direct", "direct-relaxable", "reserved", "msi" };
	unsigned long long first, last;
	struct dms_region *r;
	char type[20];
	size_t i;

	if (sscanf(line, "0x%llx 0x%llx %19s", &first, &last, type) != 3 || first > last)
		return false;
	for (i = 0; i < ARRAY_SIZE(types) && strcmp(types[i], type);)
		i++;
	if (!g || i == ARRAY_SIZE(types) || g->nr_regions == DMS_STATE_MAX)
		return false;
	g->regions = dms_state_grow(g->regions, g->nr_regions, sizeof(*g->regions));
	r = &g->regions[g->nr_regions++];
	r->first = first;
	r->last = last;
	strcpy(r->type, types[i]);
	r->input = h->input;
	r->line = nr;
	return true;
}

/* iommu_group_show_type() */
static bool read_type(struct dms_group *g, const char *line)
{
	static const char *const types[] = {
		"blocked", "identity", "unmanaged", "DMA", "DMA-FQ", "unknown",
	};
	size_t i;

	for (i = 0; g && i < ARRAY_SIZE(types); i++) {
		if (strcmp(types[i], line))
			continue;
		strcpy(g->type, types[i]);
		return true;
	}
	return false;
}

bool dms_read_group_file(struct dms_history *h, const char *path, const char *line,
			 unsigned long nr)
{
	unsigned int number;
	const char *rest = split(path, &number);

	if (!rest)
		return false;
	if (!strcmp(rest, "type"))
		return read_type(dms_state_group(h, number, nr), line);
	if (!strcmp(rest, "reserved_regions"))
		return read_region(h, dms_state_group(h, number, nr), line, nr);
	return false;
}

/* ".../devices/NAME" is a device; ".../devices:" is the head of a listing. */
bool dms_state_name(struct dms_history *h, const char *path, unsigned long line)
{
	unsigned int number;
	const char *rest = split(path, &number);

	if (!rest || strncmp(rest, "devices", 7))
		return false;
	if (!strcmp(rest, "devices:") || !strcmp(rest, "devices/:")) {
		h->state.reader.section = DMS_SECTION_GROUP;
		h->state.reader.group = number;
		return true;
	}
	if (rest[7] == '/' && rest[8] && !strchr(rest + 8, '/'))
		dms_group_add_device(dms_state_group(h, number, line), rest + 8);
	return true;
}

/* "bb:dd.f", with or without the segment before it: as everything else here names it. */
static bool read_bdf(const char *word, char *out, size_t size)
{
	unsigned int seg, bus, slot, fn;
	int n = 0;

	if (sscanf(word, "%4x:%2x:%2x.%1x%n", &seg, &bus, &slot, &fn, &n) != 4) {
		seg = 0;
		if (sscanf(word, "%2x:%2x.%1x%n", &bus, &slot, &fn, &n) != 3)
			return false;
	}
	if (word[n])
		return false;
	snprintf(out, size, "%04x:%02x:%02x.%x", seg, bus, slot, fn);
	return true;
}

static bool add_bdf(struct dms_history *h, const char *text, unsigned long nr)
{
	char word[32] = "", device[32];

	if (sscanf(text, " %31s", word) != 1 || !read_bdf(word, device, sizeof(device)))
		return false;
	dms_group_add_device(dms_state_group(h, h->state.reader.group, nr), device);
	return true;
}

/* "lrwxrwxrwx 1 root root 0 Nov 21 12:17 NAME -> ../../../../devices/..." */
static bool read_link(struct dms_history *h, const char *line, unsigned long nr)
{
	const char *arrow = strstr(line, " -> "), *p = arrow;
	char name[64];
	size_t n;

	if (line[0] != 'l' || !arrow)
		return !strncmp(line, "total ", 6);
	while (p > line && p[-1] != ' ')
		p--;
	n = (size_t)(arrow - p);
	if (!n || n >= sizeof(name))
		return false;
	memcpy(name, p, n);
	name[n] = '\0';
	dms_group_add_device(dms_state_group(h, h->state.reader.group, nr), name);
	return true;
}

bool dms_read_group(struct dms_history *h, const char *line, unsigned long nr)
{
	struct dms_state_reader *r = &h->state.reader;
	unsigned int number;
	int n = 0;

	/* "IOMMU Group 4:", then devices; or "IOMMU Group 4 01:00.0 ..." for each */
	if (!strncmp(line, "IOMMU ", 6) && sscanf(line, "IOMMU %*[Gg]roup %u%n", &number, &n) == 1 && n) {
		r->section = DMS_SECTION_GROUP;
		r->group = number;
		line += n + (line[n] == ':');
		return !line[strspn(line, " \t")] || add_bdf(h, line, nr);
	}
	return r->section == DMS_SECTION_GROUP && (read_link(h, line, nr) || add_bdf(h, line, nr));
}

/* iommu_group_add_device(): "pci NAME: Adding to iommu group %d", before 5.3 "Adding device NAME to group %d" */
bool dms_read_group_message(struct dms_history *h, const char *line, unsigned long nr)
{
	const char *adding = strstr(line, ": Adding to iommu group "), *p = adding;
	unsigned int number;
	char device[64];
	size_t n;

	if (!adding) {
		p = strstr(line, "Adding device ");
		if (!p || sscanf(p, "Adding device %63s to group %u", device, &number) != 2)
			return false;
		dms_group_add_device(dms_state_group(h, number, nr), device);
		return true;
	}
	while (p > line && p[-1] != ' ')
		p--;
	n = (size_t)(adding - p);
	if (!n || n >= sizeof(device) ||
	    sscanf(adding, ": Adding to iommu group %u", &number) != 1)
		return false;
	memcpy(device, p, n);
	device[n] = '\0';
	dms_group_add_device(dms_state_group(h, number, nr), device);
	return true;
}

const struct dms_group *dms_group_of(const struct dms_state *s, const char *device)
{
	size_t i, k;

	for (i = s->nr_groups; device && i--;)
		for (k = 0; k < s->groups[i].nr_devices; k++)
			if (!strcmp(s->groups[i].devices[k], device))
				return &s->groups[i];
	return NULL;
}
