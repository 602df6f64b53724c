// SPDX-License-Identifier: GPL-2.0
/*
 * Cause of a VT-d fault from the log alone: reason, table dump, and where the address lies.
 */
#include <inttypes.h>
#include <string.h>

#include "base/array.h"
#include "catalogue/vtd.h"
#include "diagnose/diagnose.h"

/*
 * The IOVA allocator hands out addresses from the top of the device's mask downwards, and
 * first tries below 4 GiB.  A machine with few mappings never leaves this window.
 */
#define IOVA_TOP 0x100000000ull
#define IOVA_WINDOW 0xf0000000ull
/* For masks of other widths only so much below the top: there memory can be anywhere. */
#define MASK_WINDOW 0x100000ull
#define MASK_BITS_MIN 24

/* First-level entries: bit 0 present, bit 1 writable.  Second-level: bit 0 read, bit 1 write. */
#define PTE_LOW_BITS 3

static bool is_device_window(uint64_t address)
{
	return address >= IOVA_WINDOW && address < IOVA_TOP;
}

/* Width of a mask below whose top the address lies, or 0. */
static unsigned int mask_window(uint64_t address)
{
	unsigned int bits;

	for (bits = MASK_BITS_MIN; bits < 48; bits++)
		if (bits != 32 && address < 1ull << bits && address >= (1ull << bits) - MASK_WINDOW)
			return bits;
	return 0;
}

static bool is_poison(uint64_t address)
{
	static const uint32_t patterns[] = {
		0xdeadbeef, 0xdeadb000, 0x6b6b6b6b, 0x6b6b6000, 0x5a5a5a5a, 0x5a5a5000, 0xa5a5a5a5,
		0xbaadf00d, 0xcafebabe, 0xfeedface, 0xaaaaaaaa, 0xaaaaa000, 0xcccccccc, 0xccccc000,
	};
	uint32_t low = (uint32_t)address, high = (uint32_t)(address >> 32);
	size_t i;

	if (address < 0x10000)
		return true;
	if (high == 0xdeadbeef || high == 0x6b6b6b6b || high == 0xdead0000)
		return true;
	for (i = 0; i < ARRAY_SIZE(patterns); i++)
		if (low == patterns[i] || (low & ~0xfffu) == (patterns[i] & ~0xfffu))
			return true;
	return false;
}

/* DMA_MAPPING_ERROR is all ones: a driver that does not check hands it to the device. */
static bool is_mapping_error(uint64_t address)
{
	return (address | 0xfff) == UINT64_MAX || (address | 0xfff) == 0xffffffffffffull ||
	       (address | 0xfff) == 0x1ffffffffffffffull;
}

/* What the dump's last entry says: 1 present but refusing, 0 not present, -1 no dump. */
static int leaf_state(const struct dms_event *e)
{
	const struct dms_field *pte = dms_event_field(e, "pte");

	if (dms_event_field(e, "missing") || dms_event_field(e, "missing_level"))
		return 0;
	if (!pte)
		return -1;
	return (pte->num & PTE_LOW_BITS) ? 1 : 0;
}

void dms_judge_address(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_ram *ram = dms_ram_at(c->history, e->address);

	if (is_mapping_error(e->address)) {
		dms_verdict_prove(v, c, 0, 0, "0x%" PRIx64 " is the page of DMA_MAPPING_ERROR",
				  e->address);
		dms_verdict_set(v, "missing-error-check", DMS_CONF_LIKELY, "wild-dma", NULL);
	} else if (is_poison(e->address)) {
		dms_verdict_prove(v, c, 0, 0, "0x%" PRIx64 " is zero, small or a poison pattern",
				  e->address);
		dms_verdict_set(v, "wild-dma", DMS_CONF_LIKELY, "use-after-unmap",
				"missing-reserved-region", NULL);
	} else if (ram && !is_device_window(e->address)) {
		dms_verdict_prove(v, c, ram->input, ram->line,
				  "0x%" PRIx64 " lies in usable memory 0x%" PRIx64 "-0x%" PRIx64
				  ", outside the window from which device addresses are handed out",
				  e->address, ram->first, ram->last);
		dms_verdict_set(v, "physical-address-used", DMS_CONF_LIKELY, "stale-dma", "wild-dma",
				"use-after-unmap", NULL);
	} else if (is_device_window(e->address)) {
		dms_verdict_prove(v, c, 0, 0,
				  "0x%" PRIx64 " lies where device addresses are handed out (down from 4 GiB)",
				  e->address);
		/* without a dump of the tables a refused permission looks the same */
		dms_verdict_set(v, "use-after-unmap", DMS_CONF_LIKELY, "overrun",
				"address-truncated", "wild-dma",
				leaf_state(e) < 0 ? "wrong-direction" : NULL, NULL);
	} else if (mask_window(e->address)) {
		dms_verdict_prove(v, c, 0, 0,
				  "0x%" PRIx64 " lies at the top of %u bits, where the addresses of a device with such a mask begin",
				  e->address, mask_window(e->address));
		dms_verdict_set(v, "use-after-unmap", DMS_CONF_POSSIBLE, "overrun",
				"missing-reserved-region", "wild-dma", NULL);
	} else if (e->address >> 40) {
		dms_verdict_prove(v, c, 0, 0, "0x%" PRIx64 " is far above any memory", e->address);
		dms_verdict_set(v, "wild-dma", DMS_CONF_POSSIBLE, "use-after-unmap",
				"byte-swapped-address", NULL);
	} else {
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, "use-after-unmap",
				"missing-reserved-region", "physical-address-used", "wild-dma",
				"address-truncated", NULL);
	}
}

/* A record that was lost may have been the first one: say so, and be less sure. */
static void weigh_loss(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	if (!dms_event_field(e, "overflow") && !dms_event_field(e, "suppressed"))
		return;
	dms_verdict_prove(v, c, 0, 0, "fault records were lost: this may not be the first one");
}

static enum dms_vtd_step step_of(const struct dms_event *e)
{
	const struct dms_vtd_reason *reason = dms_vtd_reason_find(e->reason_code);

	/* Cut off before the reason: most faults are of this kind. */
	if (!e->reason_name)
		return DMS_VTD_NOT_PRESENT;
	return reason ? reason->step : DMS_VTD_OTHER;
}

bool dms_rule_vtd_tables(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	switch (step_of(e)) {
	case DMS_VTD_PERMISSION:
		if (leaf_state(e) != 1)
			return false;
		dms_verdict_prove(v, c, e->input, e->last_line,
				  "the table entry is present (%s) and lacks the %s permission",
				  dms_event_text(e, "pte"), e->access ? e->access : "needed");
		dms_verdict_set(v, "wrong-direction", DMS_CONF_CERTAIN, NULL);
		break;
	case DMS_VTD_DENIED:
		dms_verdict_set(v, "wrong-direction", DMS_CONF_LIKELY, "iommu-driver-bug", NULL);
		break;
	case DMS_VTD_ROOT:
	case DMS_VTD_CONTEXT:
		dms_verdict_prove(v, c, 0, 0,
				  "the IOMMU has no entry for this requester: no driver set up DMA for it");
		dms_verdict_set(v, "stale-dma", DMS_CONF_POSSIBLE, "requester-id-alias",
				"firmware-bug", "config-error", NULL);
		break;
	case DMS_VTD_PASID:
		dms_verdict_set(v, "stale-dma", DMS_CONF_POSSIBLE, "use-after-unmap",
				"iommu-driver-bug", NULL);
		break;
	case DMS_VTD_TABLE:
		dms_verdict_prove(v, c, 0, 0, "a table of the IOMMU itself is malformed");
		dms_verdict_set(v, "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", "wild-dma",
				NULL);
		break;
	default:
		return false;
	}
	weigh_loss(c, v);
	return true;
}

bool dms_rule_vtd_address(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	enum dms_vtd_step step = step_of(e);

	if (!e->has_address) {
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, NULL);
	} else if (step == DMS_VTD_RANGE) {
		dms_verdict_prove(v, c, 0, 0, "the address is wider than the IOMMU's tables");
		dms_judge_address(c, v);
		if (strcmp(v->cause, "missing-error-check"))
			dms_verdict_set(v, "wild-dma", DMS_CONF_LIKELY, "byte-swapped-address",
					"missing-error-check", NULL);
	} else if (step == DMS_VTD_PERMISSION || step == DMS_VTD_NOT_PRESENT) {
		if (!leaf_state(e))
			dms_verdict_prove(v, c, e->input, e->last_line,
					  "the table dump shows that nothing is mapped there");
		dms_judge_address(c, v);
	} else {
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, "hardware-erratum", "config-error",
				NULL);
	}
	weigh_loss(c, v);
	return true;
}
