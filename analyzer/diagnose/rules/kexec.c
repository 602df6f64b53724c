// SPDX-License-Identifier: GPL-2.0
/*
 * Devices that still work for the kernel before.  Neither kexec nor a crash kernel resets the
 * machine: what a driver did not stop goes on, with addresses that the tables of this kernel do
 * not have, or have for something else.
 */
#include <inttypes.h>
#include <string.h>

#include "base/array.h"
#include "diagnose/diagnose.h"

/*
 * Drivers have reset their devices by then.  A crash kernel does nothing but bring up the devices
 * it dumps to, in little memory, and then dumps; any other kernel goes to work.
 */
#define KEXEC_SECONDS 120
#define CRASH_SECONDS 300
/* Without time stamps: so many lines. */
#define KEXEC_LINES 2000
/* A driver resets its device soon after it enabled it. */
#define DRIVER_SECONDS 10
#define DRIVER_LINES 200

#define LEFT "and devices were left running"

static const struct {
	const char *detail, *says;
} signs[] = {
	{ "kdump.notice", "this is a crash kernel, started by another one, " LEFT },
	/* intel_iommu_is_attach_deferred(), drivers/iommu/intel/iommu.c */
	{ "kdump.copied.notice", "the tables of the kernel before were copied, " LEFT
	  ": a device keeps them until the first call of the DMA API for it" },
	{ "vtd.not_kdump", "this kernel was started by another one, " LEFT },
	{ "vtd.ir_not_kdump", "this kernel was started by another one, " LEFT },
	{ "vtd.copy_failed", "the tables of the kernel before were lost, " LEFT },
	{ "kexec.start", "the kernel before started this one, " LEFT },
	{ "kexec.tables", "this kernel was started by another one, " LEFT },
	{ "smmu.was_enabled", "the SMMU was in use before this kernel started, " LEFT },
};

bool dms_is_soon_after(const struct dms_event *sign, const struct dms_event *e, double seconds,
		       unsigned long lines)
{
	if (sign->input != e->input || sign->line > e->line)
		return false;
	if (sign->boot == e->boot && sign->time >= 0 && e->time >= 0)
		return e->time >= sign->time && e->time - sign->time < seconds;
	return e->line - sign->line < lines;
}

static const char *sign_says(const struct dms_event *e)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signs); i++)
		if (!strcmp(e->detail, signs[i].detail))
			return signs[i].says;
	return NULL;
}

bool dms_is_kexec_sign(const struct dms_event *e)
{
	return sign_says(e);
}

static double patience(const struct dms_event *sign)
{
	return strncmp(sign->detail, "kdump.", 6) ? KEXEC_SECONDS : CRASH_SECONDS;
}

static const struct dms_event *last_sign(const struct dms_event *list, size_t nr,
					 const struct dms_event *e)
{
	while (nr--)
		if (dms_is_soon_after(&list[nr], e, CRASH_SECONDS, KEXEC_LINES) &&
		    dms_is_kexec_sign(&list[nr]) &&
		    dms_is_soon_after(&list[nr], e, patience(&list[nr]), KEXEC_LINES))
			return &list[nr];
	return NULL;
}

/* The line with which a driver of this boot turned the device on, before or after @e. */
static const struct dms_event *driver_line(const struct dms_case *c, bool before)
{
	const struct dms_event *e = dms_case_event(c), *n;
	size_t at = 0;

	while ((n = dms_note_next(c->report, &at, "device.driver")))
		if (n->input == e->input && n->boot == e->boot && dms_same_name(n->device, e->device) &&
		    (n->line < e->line) == before)
			return n;
	return NULL;
}

static bool ends_mapping(const struct dms_event *o, const struct dms_event *map)
{
	return (strstr(o->detail, ".unmap") || strstr(o->detail, ".free")) &&
	       o->boot == map->boot && o->line > map->line && o->has_address &&
	       o->address == map->address && dms_same_name(o->device, map->device);
}

static bool covers(const struct dms_event *o, const struct dms_event *e)
{
	const struct dms_field *size = dms_event_field(o, "size");

	return (!strncmp(o->detail, "dma.map", 7) || !strncmp(o->detail, "dma.alloc", 9)) &&
	       size && size->is_num && o->has_address && e->address >= o->address &&
	       e->address - o->address < size->num && dms_same_name(o->device, e->device);
}

/*
 * The traced mapping of the kernel before that held the address when that kernel ended: a trace
 * that was dumped into the log, which goes on with this kernel.
 */
static const struct dms_event *old_mapping(const struct dms_case *c)
{
	const struct dms_event *e = dms_case_event(c), *found = NULL;
	size_t i;

	for (i = 0; e->boot && e->has_address && i < c->report->nr_events; i++) {
		const struct dms_event *o = &c->report->events[i];

		if (strcmp(o->source, "trace") || o->input != e->input || o->boot + 1 != e->boot)
			continue;
		if (covers(o, e))
			found = o;
		else if (found && ends_mapping(o, found))
			found = NULL;
	}
	return found;
}

/* Where the log also has the end of the kernel before. */
static void prove_end(const struct dms_case *c, struct dms_verdict *v,
		      const struct dms_event *sign)
{
	const struct dms_event *e = dms_case_event(c);
	size_t i;

	for (i = 0; sign->boot == e->boot && i < c->report->nr_events; i++) {
		const struct dms_event *o = &c->report->events[i];

		if (o->input != e->input || o->boot + 1 != e->boot || strcmp(o->kind, "panic"))
			continue;
		dms_verdict_prove(v, c, o->input, o->line,
				  "the kernel before died here, without stopping its devices");
		return;
	}
}

static bool prove_mapping(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *map = old_mapping(c);

	if (!map)
		return false;
	dms_verdict_prove(v, c, map->input, map->line,
			  "the kernel before had given 0x%" PRIx64 "-0x%" PRIx64
			  " to this device and did not take it back", map->address,
			  map->address + dms_event_field(map, "size")->num - 1);
	return true;
}

bool dms_judge_kexec(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c), *sign, *driver;

	sign = last_sign(c->report->notes, c->report->nr_notes, e);
	if (!sign && c->kexec)
		sign = last_sign(c->report->events, c->index, e);
	/* A boot that runs for long already has reset its devices. */
	if (!sign || (sign->boot != e->boot && e->time >= KEXEC_SECONDS))
		return false;
	driver = driver_line(c, true);
	if (driver && !dms_is_soon_after(driver, e, DRIVER_SECONDS, DRIVER_LINES))
		return false;
	prove_end(c, v, sign);
	dms_verdict_prove(v, c, sign->input, sign->line, "%s", sign_says(sign));
	if (!prove_mapping(c, v)) {
		dms_verdict_set(v, "stale-dma", DMS_CONF_LIKELY, "use-after-unmap",
				"missing-reserved-region", NULL);
		return true;
	}
	/* Both kernels hand out the same addresses: this one's driver may have had it, too. */
	dms_verdict_set(v, "stale-dma", DMS_CONF_LIKELY, "use-after-unmap", NULL);
	driver = driver ? NULL : driver_line(c, false);
	if (driver) {
		dms_verdict_prove(v, c, driver->input, driver->line,
				  "only later did a driver of this kernel turn the device on");
		dms_verdict_set(v, "stale-dma", DMS_CONF_CERTAIN, NULL);
	}
	return true;
}
