// SPDX-License-Identifier: GPL-2.0
/*
 * Whose request it was: ids that belong to no device, and devices that work for an earlier owner.
 * Asked first, for every IOMMU: an address means nothing when the tables are somebody else's.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "catalogue/vtd.h"
#include "diagnose/diagnose.h"

/* A guest's driver has reset the device by then. */
#define OWNER_SECONDS 10
/* Without time stamps: so many lines. */
#define OWNER_LINES 200

/*
 * Devices that the kernel knows to use another function's requester id: drivers/pci/quirks.c,
 * quirk_dma_func0_alias() and quirk_dma_func1_alias().
 */
static const struct {
	unsigned int vendor, id, alias;
} quirks[] = {
	{ 0x1180, 0xe832, 0 }, { 0x1180, 0xe476, 0 }, { 0x6766, 0x3d40, 0 }, { 0x6766, 0x3d41, 0 },
	{ 0x1b4b, 0x9120, 1 }, { 0x1b4b, 0x9123, 1 }, { 0x1b4b, 0x9125, 1 }, { 0x1b4b, 0x9128, 1 },
	{ 0x1b4b, 0x9130, 1 }, { 0x1b4b, 0x9170, 1 }, { 0x1b4b, 0x9172, 1 }, { 0x1b4b, 0x917a, 1 },
	{ 0x1b4b, 0x9182, 1 }, { 0x1b4b, 0x9183, 1 }, { 0x1b4b, 0x91a0, 1 }, { 0x1b4b, 0x9215, 1 },
	{ 0x1b4b, 0x9220, 1 }, { 0x1b4b, 0x9230, 1 }, { 0x1b4b, 0x9235, 1 }, { 0x1103, 0x0642, 1 },
	{ 0x1103, 0x0645, 1 }, { 0x197b, 0x2392, 1 }, { 0x1c28, 0x0122, 1 },
};

/* Handed to a guest or a user-space driver, the device may still run the queues of its driver. */
static bool by_new_owner(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c), *n;
	size_t at = 0;

	while ((n = dms_note_next(c->report, &at, "device.driver"))) {
		if (!n->driver || strcmp(n->driver, "vfio-pci") || !e->device || !n->device ||
		    strcmp(n->device, e->device) ||
		    !dms_is_soon_after(n, e, OWNER_SECONDS, OWNER_LINES))
			continue;
		dms_verdict_prove(v, c, n->input, n->line,
				  "the device was just given to vfio-pci: it may still use what its driver had set up");
		dms_verdict_set(v, "stale-dma", DMS_CONF_LIKELY, "use-after-unmap",
				"config-error", NULL);
		return true;
	}
	return false;
}

/* "ssss:bb:dd.f" is 00:00.0 on any segment: the host bridge, which masters nothing. */
static bool is_host_bridge(const char *device)
{
	return dms_is_bus_address(device) && !strcmp(device + strlen(device) - 7, "00:00.0");
}

static bool by_host_bridge(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	/* Every function of s390 is 00:00.0, in a domain of its own. */
	if (!is_host_bridge(e->device) || !strncmp(e->detail, "s390.", 5))
		return false;
	dms_verdict_prove(v, c, 0, 0,
			  "%s is the host bridge, which does no DMA: a bridge or a phantom function put its own id on the request",
			  e->device);
	dms_verdict_set(v, "requester-id-alias", DMS_CONF_LIKELY, "firmware-bug",
			"hardware-erratum", NULL);
	return true;
}

/* The other functions of the slot, one of which may have sent it. */
static bool by_quirk(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c), *n;
	size_t at = 0, len = e->device ? strlen(e->device) : 0, i;

	if (!dms_is_bus_address(e->device))
		return false;
	while ((n = dms_note_next(c->report, &at, "pci.id"))) {
		const struct dms_field *vendor = dms_event_field(n, "vendor");
		const struct dms_field *id = dms_event_field(n, "id");

		if (!n->device || strlen(n->device) != len ||
		    strncmp(n->device, e->device, len - 1) || !strcmp(n->device, e->device) ||
		    !vendor || !id)
			continue;
		for (i = 0; i < ARRAY_SIZE(quirks); i++)
			if (quirks[i].vendor == vendor->num && quirks[i].id == id->num &&
			    e->device[len - 1] - '0' == (int)quirks[i].alias)
				break;
		if (i == ARRAY_SIZE(quirks))
			continue;
		dms_verdict_prove(v, c, n->input, n->line,
				  "%s is a %04x:%04x, which is known to do its DMA as function %u",
				  n->device, quirks[i].vendor, quirks[i].id, quirks[i].alias);
		dms_verdict_set(v, "requester-id-alias", DMS_CONF_CERTAIN, NULL);
		return true;
	}
	return false;
}

static bool is_no_context(const struct dms_event *e)
{
	const struct dms_vtd_reason *r = dms_vtd_reason_find(e->reason_code);

	if (strcmp(e->kind, "vtd-fault"))
		return false;
	return e->reason_name && r && (r->step == DMS_VTD_ROOT || r->step == DMS_VTD_CONTEXT);
}

/*
 * Another function than the first, of device 0: a link has one device, whose functions a driver
 * knows; bus 0 and its like have many devices of many functions.
 */
static bool by_link_function(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	size_t n = e->device ? strlen(e->device) : 0;

	if (!is_no_context(e) || n < 7 || strncmp(e->device + n - 5, ":00.", 4) ||
	    e->device[n - 1] == '0')
		return false;
	dms_verdict_prove(v, c, 0, 0,
			  "the IOMMU knows nothing about function %c: no driver set up DMA for this requester id",
			  e->device[n - 1]);
	dms_verdict_set(v, "requester-id-alias", DMS_CONF_POSSIBLE, "stale-dma", "firmware-bug",
			"config-error", NULL);
	return true;
}

/* The unit of the sound chip has no room in its TLB: the firmware did not set it up. */
static bool by_isoch(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	size_t i;

	if (strcmp(e->kind, "vtd-fault") || !e->device || strcmp(e->device, "0000:00:1b.0"))
		return false;
	for (i = 0; i < c->report->nr_events; i++) {
		const struct dms_event *o = &c->report->events[i];

		if (strcmp(o->kind, "vtd-firmware") || !o->raw || !strstr(o->raw, "ISOCH"))
			continue;
		dms_verdict_prove(v, c, o->input, o->line,
				  "the firmware gave the sound device's IOMMU no TLB entries");
		dms_verdict_set(v, "firmware-bug", DMS_CONF_LIKELY, "use-after-unmap", NULL);
		return true;
	}
	return false;
}

bool dms_rule_requester(const struct dms_case *c, struct dms_verdict *v)
{
	return by_host_bridge(c, v) || dms_judge_kexec(c, v) || by_new_owner(c, v) || by_quirk(c, v) ||
	       by_link_function(c, v) || by_isoch(c, v);
}
