// SPDX-License-Identifier: GPL-2.0
/* What lies where in a guest's physical address space: the text of "info mtree -f". */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/memory.h"

/* The processors' view starts with this line; views of devices behind the IOMMU differ. */
#define VIEW	" AS \"memory\", root: system"

static void add_region(struct dms_host_memory *m, const struct dms_host_region *r)
{
	m->map = dms_realloc(m->map, (m->nr_map + 1) * sizeof(*m->map));
	m->map[m->nr_map++] = *r;
}

/* "  0000000000100000-000000000fffffff (prio 0, ram): pc.ram @0000000000100000" */
static void take_line(struct dms_host_memory *m, const char *line)
{
	struct dms_host_region r = { 0 };
	char kind[16];

	if (sscanf(line, " %" SCNx64 "-%" SCNx64 " (prio %*d, %15[^)]): %39s", &r.first, &r.last,
		   kind, r.name) != 4 || r.last < r.first)
		return;
	r.ram = !strcmp(kind, "ram");
	r.rom = !strcmp(kind, "rom");
	/* a PCI host bridge's configuration space is a container on some machines */
	if (r.ram || r.rom || !strcmp(kind, "i/o") || !strcmp(kind, "container"))
		add_region(m, &r);
}

int dms_host_memory_set_map(struct dms_host_memory *m, const char *mtree)
{
	const char *at = strstr(mtree, VIEW), *eol;
	size_t i;

	free(m->map);
	m->map = NULL;
	m->nr_map = 0;
	for (; at && *at && *at != '\r' && *at != '\n'; at = eol + 1) {
		char *line;

		eol = strchr(at, '\n');
		if (!eol)
			break;
		line = dms_strndup(at, eol - at);
		take_line(m, line);
		free(line);
	}
	for (i = 0; i < m->nr_map; i++)
		if (m->map[i].ram)
			return 0;
	return dms_host_fail(m, "QEMU's memory map names no memory");
}

/* The region that all of the range lies in, or NULL; regions do not overlap. */
static const struct dms_host_region *region_of(const struct dms_host_memory *m, uint64_t addr,
					       size_t len)
{
	size_t i;

	for (i = 0; i < m->nr_map; i++) {
		const struct dms_host_region *r = &m->map[i];

		if (addr >= r->first && addr <= r->last && len - 1 <= r->last - addr)
			return r;
	}
	return NULL;
}

bool dms_host_memory_is_ram(const struct dms_host_memory *m, uint64_t addr, size_t len)
{
	const struct dms_host_region *r = region_of(m, addr, len);

	return r && r->ram;
}

bool dms_host_memory_is_rom(const struct dms_host_memory *m, uint64_t addr, size_t len)
{
	const struct dms_host_region *r = region_of(m, addr, len);

	return r && r->rom;
}

int dms_host_memory_registers(struct dms_host_memory *m, const char *name, uint64_t *base)
{
	size_t i;

	for (i = 0; i < m->nr_map; i++) {
		if (m->map[i].ram || m->map[i].rom || strcmp(m->map[i].name, name))
			continue;
		*base = m->map[i].first;
		return 0;
	}
	return dms_host_fail(m, "this machine has no %s", name);
}
