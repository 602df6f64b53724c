// SPDX-License-Identifier: GPL-2.0
/*
 * What the address of a blocked access suggests, for every IOMMU: an ordered list of rules, the
 * first that fits decides.  Whose memory the address is goes before where it lies.
 */
#include <byteswap.h>
#include <inttypes.h>
#include <string.h>

#include "base/array.h"
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
/* No driver has mapped anything yet: the IOMMU is switched on before the first initcalls end. */
#define BOOT_SECONDS 1.0
#define PAGE_MASK (~(uint64_t)0xfff)

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

/* ---- what is not memory ---- */

/* Intel SDM, 11.11: the local APICs; Linux's MSI_IOVA_BASE and _LENGTH of Arm's SMMU drivers. */
static const struct {
	const char *kinds;
	uint64_t first, last;
	const char *what;
} windows[] = {
	{ "vtd-fault amdvi-event virtio-iommu-fault", 0xfee00000, 0xfeefffff,
	  "the window in which a write is an interrupt (0xfee00000)" },
	{ "smmuv3-event smmuv2-context-fault", 0x08000000, 0x080fffff,
	  "the window that Linux keeps for MSI doorbells (0x08000000)" },
};

static bool by_interrupt_window(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(windows); i++) {
		if (!strstr(windows[i].kinds, e->kind) || e->address < windows[i].first ||
		    e->address > windows[i].last)
			continue;
		dms_verdict_prove(v, c, 0, 0, "0x%" PRIx64 " lies in %s", e->address,
				  windows[i].what);
		dms_verdict_set(v, "interrupt-remapping", DMS_CONF_LIKELY, "config-error",
				"stale-dma", "wild-dma", NULL);
		return true;
	}
	return false;
}

/* ---- whose memory it is ---- */

/* Region that the firmware named in a line about its own mistake. */
static const struct dms_event *bad_region_at(const struct dms_case *c, uint64_t address)
{
	size_t i;

	for (i = 0; c->firmware && i < c->report->nr_events; i++) {
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

static bool by_bad_region(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_event *region = bad_region_at(c, e->address);

	if (!region)
		return false;
	dms_verdict_prove(v, c, region->input, region->line,
			  "0x%" PRIx64 " lies in a region that the firmware describes wrongly",
			  e->address);
	dms_verdict_set(v, "missing-reserved-region", DMS_CONF_CERTAIN, "firmware-bug", NULL);
	return true;
}

/* An RMRR is mapped for the devices in its scope: this one is not among them, or was moved. */
static bool by_rmrr(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_event *n = dms_note_region(c->report, "memory.rmrr", e->address);

	if (!n)
		return false;
	dms_verdict_prove(v, c, n->input, n->line,
			  "0x%" PRIx64 " lies in a reserved region (RMRR) that is not mapped for this device",
			  e->address);
	dms_verdict_set(v, "missing-reserved-region", DMS_CONF_LIKELY, "firmware-bug",
			"config-error", NULL);
	return true;
}

static bool in_framebuffer(const struct dms_event *n, uint64_t address)
{
	const struct dms_field *start = dms_event_field(n, "start");
	const struct dms_field *kib = dms_event_field(n, "kib");
	const struct dms_field *bytes = dms_event_field(n, "bytes");
	uint64_t size = kib ? kib->num * 1024 : bytes ? bytes->num : 0;

	return start && address >= start->num && address - start->num < size;
}

static bool by_framebuffer(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c), *n;
	size_t at = 0;

	while ((n = dms_note_next(c->report, &at, "memory.framebuffer"))) {
		if (!in_framebuffer(n, e->address))
			continue;
		dms_verdict_prove(v, c, n->input, n->line,
				  "0x%" PRIx64 " lies in the picture that the firmware left on the screen",
				  e->address);
		dms_verdict_set(v, "missing-reserved-region", DMS_CONF_LIKELY, "stale-dma",
				"firmware-bug", NULL);
		return true;
	}
	return false;
}

/*
 * Device addresses look like the flash below 4 GiB, which is reserved on every PC, and those of a
 * narrow mask like the tables at the end of a small memory.
 */
static bool by_reserved(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_event *n = dms_note_region(c->report, "memory.reserved", e->address);
	bool early = e->time >= 0 && e->time < BOOT_SECONDS;

	if (!n || !e->address || is_device_window(e->address) ||
	    (!early && mask_window(e->address)))
		return false;
	dms_verdict_prove(v, c, n->input, n->line, "0x%" PRIx64 " lies in memory of the firmware",
			  e->address);
	dms_verdict_set(v, "missing-reserved-region", early ? DMS_CONF_LIKELY : DMS_CONF_POSSIBLE,
			"firmware-bug", "stale-dma", "wild-dma", NULL);
	return true;
}

/* Intel graphics read through tables at 0 until their driver sets up others. */
static bool is_intel_graphics(const struct dms_event *e)
{
	return !strcmp(e->kind, "vtd-fault") && e->device && !strcmp(e->device, "0000:00:02.0");
}

/* A fast machine has drivers within the first second. */
static bool has_driver(const struct dms_case *c)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_event *n;
	size_t at = 0;

	while ((n = dms_note_next(c->report, &at, "device.driver"))) {
		if (!dms_same_name(n->device, e->device))
			continue;
		/* A bundle has the boot and what came later in two files: there time decides. */
		if (n->input == e->input ? n->line < e->line : n->time >= 0 && n->time < e->time)
			return true;
	}
	return false;
}

static bool by_boot(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	if (e->time < 0 || e->time >= BOOT_SECONDS || has_driver(c) || dms_ram_at(c->history, e->address) ||
	    (!e->address && !is_intel_graphics(e)))
		return false;
	dms_verdict_prove(v, c, 0, 0,
			  "%.3f s after the start no driver has mapped anything: firmware set this DMA up",
			  e->time);
	dms_verdict_set(v, "missing-reserved-region", DMS_CONF_LIKELY, "stale-dma", "firmware-bug",
			NULL);
	return true;
}

/* ---- addresses that the same log has for the same device ---- */

static bool is_swapped(uint64_t address, uint64_t known)
{
	return address && known &&
	       ((address & PAGE_MASK) == (bswap_64(known) & PAGE_MASK) ||
		(!(known >> 32) && address == bswap_32((uint32_t)known)));
}

static uint64_t size_of(const struct dms_event *e)
{
	const struct dms_field *size = dms_event_field(e, "size");

	return size && size->is_num && size->num ? size->num : 1;
}

static bool relate(const struct dms_case *c, struct dms_verdict *v, const struct dms_event *o)
{
	uint64_t a = dms_case_event(c)->address, first = o->address & PAGE_MASK;
	uint64_t last = (o->address + size_of(o) - 1) | ~PAGE_MASK;

	if (a >= first && a <= last) {
		dms_verdict_prove(v, c, o->input, o->line,
				  "dma-debug complains about the buffer in which 0x%" PRIx64 " lies", a);
		dms_verdict_set(v, "use-after-unmap", DMS_CONF_LIKELY, "size-mismatch", "overrun",
				NULL);
	} else if (o->address >> 32 && !(a >> 32) && a >= (first & 0xffffffff) &&
		   a <= (last & 0xffffffff)) {
		dms_verdict_prove(v, c, o->input, o->line,
				  "0x%" PRIx64 " has the low 32 bits of 0x%" PRIx64 ", an address of this device",
				  a, o->address);
		dms_verdict_set(v, "address-truncated", DMS_CONF_LIKELY, "use-after-unmap",
				"wild-dma", NULL);
	} else if (is_swapped(a, o->address)) {
		dms_verdict_prove(v, c, o->input, o->line,
				  "0x%" PRIx64 " is 0x%" PRIx64 ", an address of this device, with its bytes swapped",
				  a, o->address);
		dms_verdict_set(v, "byte-swapped-address", DMS_CONF_LIKELY, "wild-dma", NULL);
	} else {
		return false;
	}
	return true;
}

static bool by_other_report(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	size_t i;

	for (i = 0; c->dma_api && e->device && i < c->report->nr_events; i++) {
		const struct dms_event *o = &c->report->events[i];

		if (!strcmp(o->kind, "dma-api") && o->has_address && o->address && o->device &&
		    !strcmp(o->device, e->device) && relate(c, v, o))
			return true;
	}
	return false;
}

/* ---- what it looks like ---- */

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

/* The highest page may be a buffer, and be mapped; then the next one is refused, or 0 where it wraps. */
static bool is_end_of_32_bits(uint64_t address)
{
	uint64_t page = address & PAGE_MASK;

	return !page || page == (UINT32_MAX & PAGE_MASK) || page == IOVA_TOP;
}

/* DMA_MAPPING_ERROR is all ones: a driver that does not check hands it to the device. */
static bool by_mapping_error(const struct dms_case *c, struct dms_verdict *v)
{
	uint64_t a = dms_case_event(c)->address;

	if ((a | 0xfff) == UINT64_MAX || (a | 0xfff) == 0xffffffffffffull ||
	    (a | 0xfff) == 0x1ffffffffffffffull) {
		dms_verdict_prove(v, c, 0, 0, "0x%" PRIx64 " is the page of DMA_MAPPING_ERROR", a);
		dms_verdict_set(v, "missing-error-check", DMS_CONF_LIKELY, "wild-dma", NULL);
		return true;
	}
	if (is_end_of_32_bits(a) && dms_injected_error(c)) {
		dms_verdict_prove(v, c, 0, 0,
				  "0x%" PRIx64 " is where 32 bits of DMA_MAPPING_ERROR lead, which a mapping had just failed with",
				  a);
		dms_verdict_set(v, "missing-error-check", DMS_CONF_LIKELY, "use-after-unmap",
				"overrun", NULL);
		return true;
	}
	/* An IOMMU that prints pages shows the highest page instead, which may be a buffer. */
	if (a != UINT32_MAX)
		return false;
	dms_verdict_prove(v, c, 0, 0,
			  "all 32 bits are ones: half of DMA_MAPPING_ERROR, or a register of a device that is gone");
	dms_verdict_set(v, "missing-error-check", DMS_CONF_POSSIBLE, "hardware-erratum",
			"address-truncated", "wild-dma", NULL);
	return true;
}

/* One address over and over, 0, and only read: a stream that nobody ever set up. */
static bool is_idle_stream(const struct dms_case *c)
{
	const struct dms_event *e = dms_case_event(c);
	unsigned long n = 0;
	size_t i;

	if (strncmp(e->kind, "smmu", 4) || e->address || !e->access || strcmp(e->access, "read"))
		return false;
	for (i = 0; i < c->report->nr_events; i++) {
		const struct dms_event *o = &c->report->events[i];

		if (strcmp(o->kind, e->kind) || strcmp(dms_event_text(o, "sid"),
						       dms_event_text(e, "sid")))
			continue;
		if (o->address || o->high)
			return false;
		n += o->count;
	}
	return n >= 3;
}

static bool by_small_or_poison(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	if (!is_poison(e->address))
		return false;
	if (is_idle_stream(c)) {
		dms_verdict_prove(v, c, 0, 0,
				  "every access of this stream is a read of 0: it was never set up, and no memory is touched");
		dms_verdict_set(v, "config-error", DMS_CONF_POSSIBLE, "wild-dma", "firmware-bug",
				"hardware-erratum", NULL);
		return true;
	}
	dms_verdict_prove(v, c, 0, 0, "0x%" PRIx64 " is zero, small or a poison pattern",
			  e->address);
	dms_verdict_set(v, "wild-dma", DMS_CONF_LIKELY, "use-after-unmap",
			"missing-reserved-region", NULL);
	return true;
}

/* Windows of the host bridges are kept out of the device addresses: this cannot be one. */
static bool by_bar(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_event *n = dms_note_region(c->report, "pci.bar", e->address);

	if (!n)
		return false;
	dms_verdict_prove(v, c, n->input, n->line,
			  "0x%" PRIx64 " lies in a BAR of %s: a peer's registers or memory, by CPU address",
			  e->address, n->device ? n->device : "a device");
	dms_verdict_set(v, "physical-address-used", DMS_CONF_LIKELY, "config-error", "wild-dma",
			NULL);
	return true;
}

static bool by_ram(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_ram *ram = dms_ram_at(c->history, e->address);

	if (!ram || is_device_window(e->address))
		return false;
	dms_verdict_prove(v, c, ram->input, ram->line,
			  "0x%" PRIx64 " lies in usable memory 0x%" PRIx64 "-0x%" PRIx64
			  ", outside the window from which device addresses are handed out",
			  e->address, ram->first, ram->last);
	dms_verdict_set(v, "physical-address-used", DMS_CONF_LIKELY, "stale-dma", "wild-dma",
			"use-after-unmap", NULL);
	return true;
}

/* The top of 4 GiB read backwards; 32 bits only where the low bits are printed. */
static bool by_swapped_window(const struct dms_case *c, struct dms_verdict *v)
{
	uint64_t a = dms_case_event(c)->address;
	uint64_t b = bswap_64(a), b32 = bswap_32((uint32_t)a);

	if (!is_device_window(b) && ((a >> 32) || (b32 & 0xff000000) != 0xff000000 ||
				     is_device_window(a)))
		return false;
	dms_verdict_prove(v, c, 0, 0,
			  "0x%" PRIx64 " with its bytes swapped is 0x%" PRIx64 ", where device addresses are handed out",
			  a, is_device_window(b) ? b : b32);
	dms_verdict_set(v, "byte-swapped-address", is_device_window(b) ? DMS_CONF_LIKELY :
			DMS_CONF_POSSIBLE, "wild-dma", "use-after-unmap", NULL);
	return true;
}

static bool by_device_window(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const char *more = NULL;

	if (!is_device_window(e->address))
		return false;
	dms_verdict_prove(v, c, 0, 0,
			  "0x%" PRIx64 " lies where device addresses are handed out (down from 4 GiB)",
			  e->address);
	if ((e->address | 0xfff) == UINT32_MAX)
		more = "missing-error-check";
	/* without a dump of the tables a refused permission looks the same */
	else if (dms_vtd_leaf(e) < 0)
		more = "wrong-direction";
	dms_verdict_set(v, "use-after-unmap", DMS_CONF_LIKELY, "overrun", "address-truncated",
			"wild-dma", more, NULL);
	return true;
}

/* Either such a mask was set, or more bits were and the device has no more. */
static bool by_mask_window(const struct dms_case *c, struct dms_verdict *v)
{
	uint64_t a = dms_case_event(c)->address;

	if (!mask_window(a))
		return false;
	dms_verdict_prove(v, c, 0, 0,
			  "0x%" PRIx64 " lies at the top of %u bits: where the addresses of a device with such a mask begin, and what is left of the highest ones of a wider mask",
			  a, mask_window(a));
	dms_verdict_set(v, "use-after-unmap", DMS_CONF_POSSIBLE, "address-truncated", "overrun",
			"missing-reserved-region", "wild-dma", NULL);
	return true;
}

static bool by_distance(const struct dms_case *c, struct dms_verdict *v)
{
	uint64_t a = dms_case_event(c)->address;

	if (!(a >> 40))
		return false;
	dms_verdict_prove(v, c, 0, 0, "0x%" PRIx64 " is far above any memory", a);
	dms_verdict_set(v, "wild-dma", DMS_CONF_POSSIBLE, "use-after-unmap",
			"byte-swapped-address", NULL);
	return true;
}

static bool (*const rules[])(const struct dms_case *c, struct dms_verdict *v) = {
	by_interrupt_window, by_bad_region, by_rmrr, by_framebuffer, by_boot, by_reserved,
	by_other_report, by_mapping_error, by_small_or_poison, by_bar, by_ram, by_swapped_window,
	by_device_window, by_mask_window, by_distance,
};

/* Lazy invalidation hides what comes at once; strict shows all of it. */
static void say_policy(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *n;
	size_t at = 0;

	if (strcmp(v->cause, "use-after-unmap"))
		return;
	n = dms_note_next(c->report, &at, "iommu.policy");
	if (n && !strcmp(dms_event_text(n, "policy"), "lazy"))
		dms_verdict_prove(v, c, n->input, n->line,
				  "in lazy mode an address works for up to 10 ms after its unmap: this access came later, and earlier ones went unnoticed");
}

void dms_judge_address(const struct dms_case *c, struct dms_verdict *v)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i](c, v)) {
			say_policy(c, v);
			return;
		}
	dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, "use-after-unmap",
			"missing-reserved-region", "physical-address-used", "wild-dma",
			"address-truncated", NULL);
}
