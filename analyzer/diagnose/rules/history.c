// SPDX-License-Identifier: GPL-2.0
/* A fault address compared with the device's live mappings. */
#include <byteswap.h>
#include <inttypes.h>
#include <string.h>

#include "base/array.h"
#include "diagnose/diagnose.h"

#define PAGE_MASK (~(uint64_t)0xfff)
#define PAGE 0x1000

static uint64_t page_up(uint64_t a)
{
	return (a + PAGE - 1) & PAGE_MASK;
}

static bool pages_contain(const struct dms_mapping *m, uint64_t address)
{
	return address >= (m->start & PAGE_MASK) && address < page_up(m->end);
}

/* Where device and physical addresses are equal nothing can be concluded from equality. */
static bool is_physical(const struct dms_mapping *m, uint64_t address)
{
	uint64_t offset = m->physical & 0xfff;

	return (m->start & PAGE_MASK) != (m->physical & PAGE_MASK) &&
	       address >= (m->physical & PAGE_MASK) &&
	       address < page_up((m->physical - offset) + offset + (m->end - m->start));
}

/*
 * A register, a descriptor field or a device with too few address bits: what is left of the
 * address is its low bits.  Below 24 bits no device is that narrow.
 */
static bool is_low_part(const struct dms_mapping *m, uint64_t address)
{
	unsigned int bits;

	for (bits = 24; bits < 64 && m->start >> bits; bits++) {
		uint64_t mask = (1ull << bits) - 1, start = m->start & mask;

		if (!(address >> bits) && address >= (start & PAGE_MASK) &&
		    address < page_up(start + (m->end - m->start)))
			return true;
	}
	return false;
}

/* VT-d prints page addresses, so the swapped address is known but for its low 12 bits. */
static bool is_swapped(const struct dms_mapping *m, uint64_t address)
{
	uint64_t swapped64 = bswap_64(m->start), swapped32 = bswap_32((uint32_t)m->start);

	if (!address)
		return false;
	return address == (swapped64 & PAGE_MASK) || address == swapped64 ||
	       (!(m->start >> 32) && (address == (swapped32 & PAGE_MASK) || address == swapped32));
}

static bool allows(enum dms_direction d, const char *access)
{
	if (d == DMS_DIR_BIDIRECTIONAL || !access)
		return true;
	return access[0] == 'w' ? d == DMS_DIR_FROM_DEVICE : d == DMS_DIR_TO_DEVICE;
}

static void prove(struct dms_verdict *v, const struct dms_case *c, const struct dms_mapping *m,
		  const char *relation)
{
	dms_verdict_prove(v, c, m->input, m->line,
			  "0x%" PRIx64 " %s the live mapping 0x%" PRIx64 "-0x%" PRIx64
			  " (%s, %s, physical 0x%" PRIx64 ") of %s",
			  dms_case_event(c)->address, relation, m->start, m->end - 1, m->type,
			  dms_direction_name(m->direction), m->physical, m->device);
}

static bool in_mapping(const struct dms_case *c, const struct dms_mapping *m,
		       struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	/* The SMMU found an entry there: where it leads to is not the mapping's fault. */
	if (e->reason_name && !strcmp(e->reason_name, "F_ADDR_SIZE"))
		return false;
	prove(v, c, m, "lies inside");
	if (!strcmp(e->kind, "vtd-fault") && !dms_vtd_leaf(e)) {
		dms_verdict_prove(v, c, e->input, e->last_line,
				  "the tables that were printed with the fault have nothing there: the mapping came later");
		dms_verdict_set(v, "use-after-unmap", DMS_CONF_LIKELY, "wild-dma", NULL);
		return true;
	}
	if (!allows(m->direction, e->access)) {
		dms_verdict_set(v, "wrong-direction", DMS_CONF_CERTAIN, NULL);
		dms_verdict_prove(v, c, 0, 0, "the device wanted to %s, the mapping is %s", e->access,
				  dms_direction_name(m->direction));
		return true;
	}
	/* Mapped at the time of the snapshot, which is later than the fault. */
	dms_verdict_prove(v, c, 0, 0,
			  "the mapping allows this access: at the time of the fault it cannot have been there");
	dms_verdict_set(v, "use-after-unmap", DMS_CONF_POSSIBLE, "iommu-driver-bug", NULL);
	return true;
}

static bool by_relation(const struct dms_case *c, struct dms_verdict *v)
{
	static const struct {
		dms_mapping_test test;
		const char *cause;
		const char *relation;
	} relations[] = {
		{ is_physical, "physical-address-used", "is the CPU physical address behind" },
		{ is_low_part, "address-truncated", "has the low bits of an address of" },
		{ is_swapped, "byte-swapped-address", "is, with its bytes swapped, the start of" },
	};
	const struct dms_event *e = dms_case_event(c);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(relations); i++) {
		const struct dms_mapping *m = dms_mapping_of(c->history, e->device,
							     relations[i].test, e->address);

		if (!m)
			continue;
		prove(v, c, m, relations[i].relation);
		dms_verdict_set(v, relations[i].cause, DMS_CONF_CERTAIN, NULL);
		return true;
	}
	return false;
}

/* What one device's live mappings have in common. */
struct extent {
	uint64_t low, high;		/* device addresses */
	uint64_t phys_low, phys_high;
	bool any;
};

static struct extent extent_of(const struct dms_history *h, const char *device)
{
	struct extent x = { .low = UINT64_MAX, .phys_low = UINT64_MAX };
	size_t i;

	for (i = 0; i < h->nr; i++) {
		const struct dms_mapping *m = &h->mappings[i];

		if (strcmp(m->device, device))
			continue;
		x.any = true;
		x.low = m->start < x.low ? m->start : x.low;
		x.high = m->end > x.high ? m->end : x.high;
		x.phys_low = m->physical < x.phys_low ? m->physical : x.phys_low;
		x.phys_high = m->physical > x.phys_high ? m->physical : x.phys_high;
	}
	return x;
}

/* The buffer itself may be gone by the time of the snapshot; its neighbours tell. */
#define NEIGHBOURS 0x1000000ull

static bool is_near(uint64_t address, uint64_t low, uint64_t high)
{
	return address + NEIGHBOURS >= low && address <= high + NEIGHBOURS;
}

static bool by_neighbours(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	struct extent x = extent_of(c->history, e->device);

	if (!x.any)
		return false;
	if (is_near(e->address, x.low, x.high)) {
		dms_verdict_prove(v, c, 0, 0,
				  "0x%" PRIx64 " lies among the addresses of this device (0x%" PRIx64
				  "-0x%" PRIx64 ") and is not mapped", e->address, x.low, x.high - 1);
		dms_verdict_set(v, "use-after-unmap", DMS_CONF_LIKELY, "overrun", "wild-dma", NULL);
		return true;
	}
	if (x.low >> 32 && !(e->address >> 32) &&
	    is_near(e->address, x.low & 0xffffffff, (x.high - 1) & 0xffffffff)) {
		dms_verdict_prove(v, c, 0, 0,
				  "all mappings of this device lie above 4 GiB (0x%" PRIx64 "-0x%" PRIx64
				  "), and 0x%" PRIx64 " is where their low halves are",
				  x.low, x.high - 1, e->address);
		dms_verdict_set(v, "address-truncated", DMS_CONF_LIKELY, "use-after-unmap", "wild-dma",
				NULL);
		return true;
	}
	if (is_near(e->address, x.phys_low, x.phys_high)) {
		dms_verdict_prove(v, c, 0, 0,
				  "0x%" PRIx64 " is far from all device addresses and among the CPU physical addresses (0x%"
				  PRIx64 "-0x%" PRIx64 ") of this device's buffers",
				  e->address, x.phys_low, x.phys_high);
		dms_verdict_set(v, "physical-address-used", DMS_CONF_LIKELY, "wild-dma",
				"use-after-unmap", NULL);
		return true;
	}
	return false;
}

/*
 * The IOMMU found an entry that forbids the access: then it was no stale address, though what was
 * mapped there is gone by the time of the snapshot.
 */
static bool was_mapped(const struct dms_event *e)
{
	/* of the walk that was aborted nobody knows; but a missing page does not abort it */
	static const char *const names[] = {
		"F_PERMISSION", "F_ACCESS", "F_ADDR_SIZE", "F_WALK_EABT", "PF", "AFF",
	};
	size_t i;

	for (i = 0; e->reason_name && i < ARRAY_SIZE(names); i++)
		if (!strcmp(e->reason_name, names[i]))
			return true;
	return false;
}

bool dms_rule_history(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_mapping *m;

	if (!e->has_address || !dms_history_has(c->history, e->device))
		return false;
	m = dms_mapping_of(c->history, e->device, pages_contain, e->address);
	if (m)
		return in_mapping(c, m, v);
	if (by_relation(c, v))
		return true;
	if (was_mapped(e))
		return false;
	m = dms_mapping_below(c->history, e->device, e->address + PAGE);
	/*
	 * Only the very next page: a buffer that was unmapped can have stood anywhere above a
	 * live one, and even there it may have.
	 */
	if (m && page_up(m->end) == (e->address & PAGE_MASK) && allows(m->direction, e->access)) {
		prove(v, c, m, "is the first page behind");
		dms_verdict_set(v, "overrun", DMS_CONF_LIKELY, "use-after-unmap", NULL);
		return true;
	}
	return by_neighbours(c, v);
}
