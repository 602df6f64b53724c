// SPDX-License-Identifier: GPL-2.0
/* What the report's notes say about a device, a bus or an address. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "diagnose.h"

bool dms_is_fault(const struct dms_event *e)
{
	static const char *const kinds[] = {
		"vtd-fault", "amdvi-event", "smmuv3-event", "smmuv2-context-fault",
		"smmuv2-global-fault", "virtio-iommu-fault", "iommu-fault",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(e->kind, kinds[i]))
			return true;
	return false;
}

const struct dms_event *dms_note_next(const struct dms_report *r, size_t *at, const char *detail)
{
	while (*at < r->nr_notes) {
		const struct dms_event *n = &r->notes[(*at)++];

		if (!strcmp(n->detail, detail))
			return n;
	}
	return NULL;
}

bool dms_same_name(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

const struct dms_event *dms_note_region(const struct dms_report *r, const char *detail,
					uint64_t address)
{
	const struct dms_event *n;
	size_t at = 0;

	while ((n = dms_note_next(r, &at, detail))) {
		const struct dms_field *start = dms_event_field(n, "start");
		const struct dms_field *end = dms_event_field(n, "end");

		if (start && end && start->is_num && end->is_num && address >= start->num &&
		    address <= end->num)
			return n;
	}
	return NULL;
}

const struct dms_event *dms_note_of_device(const struct dms_report *r, const char *detail,
					   const char *device)
{
	const struct dms_event *n;
	size_t at = 0;

	while ((n = dms_note_next(r, &at, detail)))
		if (dms_same_name(n->device, device))
			return n;
	return NULL;
}

bool dms_is_bus_address(const char *device)
{
	size_t n = device ? strlen(device) : 0;

	return n >= 12 && device[n - 2] == '.' && device[n - 5] == ':' && device[n - 8] == ':';
}

/* "ssss:bb:dd.f" */
static unsigned int bus_of(const char *device)
{
	return (unsigned int)strtoul(device + strlen(device) - 7, NULL, 16);
}

static bool same_segment(const char *a, const char *b)
{
	size_t n = strlen(a);

	return n == strlen(b) && !strncmp(a, b, n - 7);
}

bool dms_is_upstream(const struct dms_report *r, const char *port, const char *device)
{
	const struct dms_event *n;
	size_t at = 0;

	if (!dms_is_bus_address(port) || !dms_is_bus_address(device) || !same_segment(port, device))
		return false;
	while ((n = dms_note_next(r, &at, "pci.bridge"))) {
		const struct dms_field *first = dms_event_field(n, "first");
		const struct dms_field *last = dms_event_field(n, "last");

		if (dms_same_name(n->device, port) && first && bus_of(device) >= first->num &&
		    bus_of(device) <= (last ? last->num : first->num))
			return true;
	}
	return false;
}

static const char *driver_in(const struct dms_event *list, size_t nr, const char *device)
{
	static const char *const buses[] = { "pci", "pcieport", "iommu", "DMAR", "vfio-pci" };
	size_t i, k;

	for (i = 0; i < nr; i++) {
		if (!list[i].driver || !dms_same_name(list[i].device, device))
			continue;
		for (k = 0; k < ARRAY_SIZE(buses); k++)
			if (!strcmp(list[i].driver, buses[k]))
				break;
		if (k == ARRAY_SIZE(buses))
			return list[i].driver;
	}
	return NULL;
}

const char *dms_driver_of(const struct dms_report *r, const char *device)
{
	const char *driver = driver_in(r->notes, r->nr_notes, device);

	return driver ? driver : driver_in(r->events, r->nr_events, device);
}

const char *dms_device_named(const struct dms_report *r, const char *name)
{
	const struct dms_event *n = dms_note_of_device(r, "device.name", name);

	return n ? dms_event_text(n, "parent") : name;
}
