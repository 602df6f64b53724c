// SPDX-License-Identifier: GPL-2.0
/*
 * Which device has which StreamID: the property iommu-map of a PCI host bridge, in a device tree as
 * "dtc -I fs -O dts /sys/firmware/devicetree/base" prints it (bindings/pci/pci-iommu.yaml).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "history.h"

#define HEAD "/dts-v1/;"

/* The value of a property NAME = <VALUE>; or NULL. */
static const char *value_of(const char *line, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(line, name, len) || strncmp(line + len, " = <", 4))
		return NULL;
	return line + len + 4;
}

static void open_node(struct dms_state *s)
{
	s->reader.domain = 0;
	s->reader.masked = false;
	s->reader.first_stream = s->nr_streams;
}

/* Several devices share an ID when bits are masked out: then it names none of them. */
static void drop_node(struct dms_state *s)
{
	s->reader.masked = true;
	s->nr_streams = s->reader.first_stream;
}

static void set_domain(struct dms_state *s, unsigned int domain)
{
	size_t i;

	s->reader.domain = domain;
	for (i = s->reader.first_stream; i < s->nr_streams; i++)
		s->streams[i].domain = domain;
}

/* (requester, phandle of the IOMMU, stream, length) for each range */
static void add_ranges(struct dms_state *s, const char *cells)
{
	struct dms_stream_range r = { .domain = s->reader.domain };
	int n;

	if (s->reader.masked)
		return;
	while (s->nr_streams < DMS_STATE_MAX &&
	       sscanf(cells, " %" SCNi32 " %*i %" SCNi32 " %" SCNi32 "%n", (int32_t *)&r.requester,
		      (int32_t *)&r.stream, (int32_t *)&r.length, &n) == 3) {
		s->streams = dms_state_grow(s->streams, s->nr_streams, sizeof(*s->streams));
		s->streams[s->nr_streams++] = r;
		cells += n;
	}
}

static bool read_property(struct dms_state *s, const char *line)
{
	const char *map = value_of(line, "iommu-map"), *domain = value_of(line, "linux,pci-domain");

	if (map)
		add_ranges(s, map);
	else if (domain)
		set_domain(s, (unsigned int)strtoul(domain, NULL, 0));
	else if (value_of(line, "iommu-map-mask"))
		drop_node(s);
	return true;
}

bool dms_read_device_tree(struct dms_history *h, const char *line, unsigned long nr)
{
	struct dms_state *s = &h->state;
	size_t len;

	(void)nr;
	line += strspn(line, " \t");
	len = strlen(line);
	if (!strcmp(line, HEAD)) {
		s->reader.section = DMS_SECTION_DEVICE_TREE;
		open_node(s);
		return true;
	}
	if (s->reader.section != DMS_SECTION_DEVICE_TREE || !len)
		return false;
	if (line[len - 1] == '{') {
		open_node(s);
		return true;
	}
	return line[len - 1] == ';' && read_property(s, line);
}

bool dms_stream_device(const struct dms_state *s, unsigned int stream, char *out, size_t size)
{
	char other[32];
	size_t i;

	*out = '\0';
	for (i = 0; i < s->nr_streams; i++) {
		const struct dms_stream_range *r = &s->streams[i];
		unsigned int id;

		if (stream < r->stream || stream - r->stream >= r->length)
			continue;
		id = r->requester + (stream - r->stream);
		snprintf(other, sizeof(other), "%04x:%02x:%02x.%x", r->domain & 0xffff,
			 id >> 8 & 0xff, id >> 3 & 0x1f, id & 7);
		/* two IOMMUs, or two machines: the number alone does not tell them apart */
		if (*out && strcmp(out, other))
			return false;
		snprintf(out, size, "%s", other);
	}
	return *out;
}

void dms_name_streams(struct dms_report *r, const struct dms_history *h)
{
	char device[32];
	size_t i;

	for (i = 0; i < r->nr_events && h->state.nr_streams; i++) {
		struct dms_event *e = &r->events[i];

		if (!e->device || strncmp(e->device, "sid:", 4) ||
		    !dms_stream_device(&h->state, (unsigned int)strtoul(e->device + 4, NULL, 0),
				       device, sizeof(device)))
			continue;
		free(e->device);
		e->device = dms_strdup(device);
	}
}
