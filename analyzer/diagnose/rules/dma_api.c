// SPDX-License-Identifier: GPL-2.0
/*
 * dma-debug's messages to causes.  The message names the broken rule, so the cause is mostly
 * certain; where the contract has no name of its own the nearest one is taken:
 *
 * free_wrong_function, free_wrong_cpu_address, free_wrong_attributes: size-mismatch, since
 *	what is released is not what was mapped, just as with a wrong size; the object
 *	itself is mapped, so it is no double unmap.
 * sync_not_allocated: use-after-unmap, by the CPU instead of the device: mostly a sync that
 *	comes after the unmap.
 * maps_ram_as_resource, maps_kernel_text, maps_invalid_area: map-of-stack-or-vmalloc, memory
 *	that this call may not map.
 */
#include <string.h>

#include "base/array.h"
#include "diagnose/diagnose.h"

static const struct {
	const char *detail;
	const char *cause;
	enum dms_confidence confidence;
	const char *alternatives[3];
} causes[] = {
	{ "free_not_allocated", "double-unmap", DMS_CONF_LIKELY, { "size-mismatch" } },
	{ "free_invalid_address", "missing-error-check", DMS_CONF_LIKELY, { "double-unmap" } },
	{ "free_invalid_coherent", "double-unmap", DMS_CONF_LIKELY, { "size-mismatch" } },
	{ "free_wrong_size", "size-mismatch", DMS_CONF_CERTAIN, { NULL } },
	{ "free_wrong_function", "size-mismatch", DMS_CONF_CERTAIN, { NULL } },
	{ "free_wrong_cpu_address", "size-mismatch", DMS_CONF_CERTAIN, { NULL } },
	{ "free_wrong_attributes", "size-mismatch", DMS_CONF_CERTAIN, { NULL } },
	{ "sg_entry_count_mismatch", "size-mismatch", DMS_CONF_CERTAIN, { NULL } },
	{ "free_wrong_direction", "wrong-direction", DMS_CONF_CERTAIN, { NULL } },
	{ "map_error_not_checked", "missing-error-check", DMS_CONF_CERTAIN, { NULL } },
	{ "pending_allocations", "leak", DMS_CONF_CERTAIN, { NULL } },
	{ "page_still_mapped", "leak", DMS_CONF_LIKELY, { "use-after-unmap" } },
	{ "maps_stack", "map-of-stack-or-vmalloc", DMS_CONF_CERTAIN, { NULL } },
	{ "maps_vmalloc", "map-of-stack-or-vmalloc", DMS_CONF_CERTAIN, { NULL } },
	{ "rejects_vmalloc", "map-of-stack-or-vmalloc", DMS_CONF_CERTAIN, { NULL } },
	{ "maps_kernel_text", "map-of-stack-or-vmalloc", DMS_CONF_LIKELY, { "use-after-unmap" } },
	{ "maps_invalid_area", "map-of-stack-or-vmalloc", DMS_CONF_LIKELY, { NULL } },
	{ "maps_ram_as_resource", "map-of-stack-or-vmalloc", DMS_CONF_LIKELY, { NULL } },
	{ "sync_not_allocated", "use-after-unmap", DMS_CONF_LIKELY, { "size-mismatch" } },
	{ "sync_outside_range", "size-mismatch", DMS_CONF_CERTAIN, { NULL } },
	{ "sync_wrong_direction", "wrong-direction", DMS_CONF_CERTAIN, { NULL } },
	{ "sync_for_cpu_read_only", "wrong-direction", DMS_CONF_CERTAIN, { NULL } },
	{ "sync_for_device_write_only", "wrong-direction", DMS_CONF_CERTAIN, { NULL } },
	{ "sync_entry_count_mismatch", "size-mismatch", DMS_CONF_CERTAIN, { NULL } },
	{ "bounce_overflow", "size-mismatch", DMS_CONF_LIKELY, { "overrun" } },
	{ "sg_segment_too_long", "segment-limit", DMS_CONF_CERTAIN, { NULL } },
	{ "sg_across_boundary", "segment-limit", DMS_CONF_CERTAIN, { NULL } },
	/* Buffers that merely share a cache line are reported as well, harmless where coherent. */
	{ "cacheline_eexist", "overlapping-mapping", DMS_CONF_POSSIBLE, { "leak", "double-map" } },
	{ "cacheline_overlap_exceeded", "overlapping-mapping", DMS_CONF_LIKELY, { "leak" } },
	{ "cpu_touching_active_cacheline", "missing-sync", DMS_CONF_LIKELY, { NULL } },
	{ "cacheline_enomem", "config-error", DMS_CONF_CERTAIN, { NULL } },
	{ "out_of_memory", "config-error", DMS_CONF_CERTAIN, { "leak" } },
	{ "leaks_encrypted", "leak", DMS_CONF_CERTAIN, { NULL } },
};

static bool is_slab_poison(uint64_t address)
{
	return address == 0x6b6b6b6b6b6b6b6bull || address >> 32 == 0x6b6b6b6b ||
	       (uint32_t)address == 0x6b6b6b6b;
}

static void refine(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	if (!e->has_address || strcmp(v->cause, "double-unmap"))
		return;
	if (is_slab_poison(e->address)) {
		dms_verdict_prove(v, c, 0, 0,
				  "the address is slab poison: the driver read it from memory that it had freed");
		v->confidence = DMS_CONF_POSSIBLE;
	} else if (!e->address) {
		dms_verdict_prove(v, c, 0, 0,
				  "the address is 0: the field was never set, or cleared by the first unmap");
		v->alternatives[0] = "missing-error-check";
		v->alternatives[1] = NULL;
	}
}

bool dms_rule_dma_api(const struct dms_case *c, struct dms_verdict *v)
{
	const char *detail = strchr(dms_case_event(c)->detail, '.');
	size_t i;

	for (i = 0; detail && i < ARRAY_SIZE(causes); i++) {
		if (strcmp(causes[i].detail, detail + 1))
			continue;
		dms_verdict_set(v, causes[i].cause, causes[i].confidence, causes[i].alternatives[0],
				causes[i].alternatives[0] ? causes[i].alternatives[1] : NULL, NULL);
		refine(c, v);
		return true;
	}
	return false;
}
