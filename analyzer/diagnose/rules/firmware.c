// SPDX-License-Identifier: GPL-2.0
/*
 * What was there before the driver: firmware tables, reserved regions, requester ids that
 * belong to no device, and devices that the kernel before left running.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "catalogue/vtd.h"
#include "diagnose/diagnose.h"

/* Drivers have reset their devices by then: kdump kernels probe within half a minute. */
#define KEXEC_SECONDS 30
/* Without time stamps: so many lines. */
#define KEXEC_LINES 2000
/* No driver has mapped anything yet: the IOMMU is switched on before the first initcalls end. */
#define BOOT_SECONDS 1.0

static const struct dms_told told[] = {
	{ "acpi.firmware_bug", "firmware-bug", DMS_CONF_CERTAIN, NULL,
	  "the kernel found a contradiction in the tables that describe the IOMMU" },
	{ "of.dma_ranges", "firmware-bug", DMS_CONF_LIKELY, "config-error",
	  "dma-ranges of the device tree cannot be true" },
	{ "reserved_memory.bad", "firmware-bug", DMS_CONF_LIKELY, "config-error",
	  "the reserved-memory node of the device tree is refused" },
	{ "gart.firmware", "firmware-bug", DMS_CONF_LIKELY, "config-error", NULL },
	{ "vtd.ir_scope", "firmware-bug", DMS_CONF_LIKELY, "interrupt-remapping",
	  "the DMAR table's scopes of IOAPIC and HPET do not fit the machine" },
	{ "vtd.setup_failed", "config-error", DMS_CONF_POSSIBLE, "firmware-bug",
	  "a unit could not be set up: the devices behind it are not protected, or do not work" },
	{ "vtd.not_kdump", "stale-dma", DMS_CONF_POSSIBLE, "firmware-bug",
	  "translation was on when this kernel started: devices may still use its old tables" },
	{ "vtd.no_irte", "interrupt-remapping", DMS_CONF_LIKELY, NULL,
	  "the interrupt remapping table has no free entry" },
	{ "vtd.identity_map_failed", "missing-reserved-region", DMS_CONF_LIKELY, NULL, NULL },
	{ "iommu.direct_map", "missing-reserved-region", DMS_CONF_LIKELY, "firmware-bug",
	  "the firmware asks for a 1:1 mapping that could not be kept" },
	{ "vtd.erratum", "hardware-erratum", DMS_CONF_CERTAIN, NULL, NULL },
	{ "iommu.range", "firmware-bug", DMS_CONF_LIKELY, "mask-too-small",
	  "the device's DMA range lies outside what the IOMMU can translate" },
};

static bool is_kexec_sign(const struct dms_event *e)
{
	static const char *const signs[] = {
		"kdump.notice", "vtd.not_kdump", "vtd.ir_not_kdump", "vtd.copy_failed",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signs); i++)
		if (!strcmp(e->detail, signs[i]))
			return true;
	return false;
}

static bool is_soon_after(const struct dms_event *sign, const struct dms_event *e)
{
	if (sign->input != e->input || sign->line > e->line)
		return false;
	if (sign->time >= 0 && e->time >= 0)
		return e->time >= sign->time && e->time - sign->time < KEXEC_SECONDS;
	return e->line - sign->line < KEXEC_LINES;
}

static const struct dms_event *kexec_before(const struct dms_case *c)
{
	const struct dms_event *e = dms_case_event(c);
	size_t i;

	for (i = c->index; i--;)
		if (is_kexec_sign(&c->report->events[i]) && is_soon_after(&c->report->events[i], e))
			return &c->report->events[i];
	return NULL;
}

static bool is_no_context(const struct dms_event *e)
{
	const struct dms_vtd_reason *r = dms_vtd_reason_find(e->reason_code);

	return e->reason_name && r && (r->step == DMS_VTD_ROOT || r->step == DMS_VTD_CONTEXT);
}

/* "ssss:bb:dd.f" is 00:00.0 on any segment: the host bridge, which masters nothing. */
static bool is_host_bridge(const char *device)
{
	size_t n = device ? strlen(device) : 0;

	return n >= 7 && !strcmp(device + n - 7, "00:00.0");
}

/*
 * Another function than the first, of device 0: a link has one device, whose functions a driver
 * knows; bus 0 and its like have many devices of many functions.
 */
static bool is_link_function(const char *device)
{
	size_t n = device ? strlen(device) : 0;

	return n >= 7 && !strncmp(device + n - 5, ":00.", 4) && device[n - 1] != '0';
}

bool dms_rule_requester(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c), *before;

	if (is_host_bridge(e->device)) {
		dms_verdict_prove(v, c, 0, 0,
				  "%s is the host bridge, which does no DMA: a bridge or a phantom function put its own id on the request",
				  e->device);
		dms_verdict_set(v, "requester-id-alias", DMS_CONF_LIKELY, "firmware-bug",
				"hardware-erratum", NULL);
		return true;
	}
	before = kexec_before(c);
	if (before) {
		dms_verdict_prove(v, c, before->input, before->line,
				  "this kernel was started by another one, which left devices running");
		dms_verdict_set(v, "stale-dma", DMS_CONF_LIKELY, "use-after-unmap",
				"missing-reserved-region", NULL);
		return true;
	}
	if (is_no_context(e) && is_link_function(e->device)) {
		dms_verdict_prove(v, c, 0, 0,
				  "the IOMMU knows nothing about function %c: no driver set up DMA for this requester id",
				  e->device[strlen(e->device) - 1]);
		dms_verdict_set(v, "requester-id-alias", DMS_CONF_POSSIBLE, "stale-dma",
				"firmware-bug", "config-error", NULL);
		return true;
	}
	return false;
}

/* Region that the firmware named in a line about its own mistake. */
static const struct dms_event *bad_region_at(const struct dms_case *c, uint64_t address)
{
	size_t i;

	for (i = 0; i < c->report->nr_events; i++) {
		const struct dms_event *e = &c->report->events[i];
		const struct dms_field *start, *end;

		if (strcmp(e->kind, "vtd-firmware"))
			continue;
		start = dms_event_field(e, "start");
		end = dms_event_field(e, "end");
		if (start && end && start->is_num && end->is_num && address >= start->num &&
		    address <= end->num)
			return e;
	}
	return NULL;
}

bool dms_rule_boot(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c), *region;

	if (!e->has_address || !e->address)
		return false;
	region = bad_region_at(c, e->address);
	if (region) {
		dms_verdict_prove(v, c, region->input, region->line,
				  "0x%" PRIx64 " lies in a region that the firmware describes wrongly", e->address);
		dms_verdict_set(v, "missing-reserved-region", DMS_CONF_CERTAIN, "firmware-bug", NULL);
		return true;
	}
	if (e->time < 0 || e->time >= BOOT_SECONDS || is_no_context(e) ||
	    dms_ram_at(c->history, e->address))
		return false;
	dms_verdict_prove(v, c, 0, 0,
			  "%.3f s after the start no driver has mapped anything: firmware set this DMA up",
			  e->time);
	dms_verdict_set(v, "missing-reserved-region", DMS_CONF_LIKELY, "stale-dma", "firmware-bug",
			NULL);
	return true;
}

bool dms_rule_firmware(const struct dms_case *c, struct dms_verdict *v)
{
	return dms_verdict_told(c, v, told, ARRAY_SIZE(told));
}
