// SPDX-License-Identifier: GPL-2.0
/* Broken rules of streaming mappings, of their synchronization, and of masks. */
#include <linux/dma-mapping.h>

#include "break.h"

/* dma_map_page_attrs(dev, page, offset, size, dir, attrs) */
#define MAP_SIZE	3
#define MAP_ATTRS	5
/* dma_unmap_page_attrs(dev, addr, size, dir, attrs) */
#define UNMAP_ADDR	1
#define UNMAP_ATTRS	4
/* dma_sync_single_for_*(dev, addr, size, dir) */
#define SYNC_ADDR	1
#define SYNC_SIZE	2

#define MAP		{ "dma_map_page_attrs" }
#define UNMAP		{ "dma_unmap_page_attrs" }
#define SYNC_CPU	{ "__dma_sync_single_for_cpu", "dma_sync_single_for_cpu" }
#define SYNC_DEVICE	{ "__dma_sync_single_for_device", "dma_sync_single_for_device" }

static bool failed(const struct dms_break_call *c)
{
	return c->result == (unsigned long)DMA_MAPPING_ERROR;
}

static bool lie(struct dms_break_call *c, unsigned long said)
{
	unsigned long truth = c->result;

	c->result = said == truth ? truth : dms_break_lie(said, truth);
	return c->result != truth;
}

static bool unmap_what_was_mapped(struct dms_break_call *c)
{
	return dms_break_truth(c->arg[UNMAP_ADDR], &c->arg[UNMAP_ADDR]);
}

#define UNMAP_THE_TRUTH	{ .symbols = UNMAP, .entry = unmap_what_was_mapped, .mends = true }

static bool map_drops_offset(struct dms_break_call *c)
{
	if (failed(c) || dma_get_min_align_mask(c->dev))
		return false;
	return lie(c, c->result & PAGE_MASK);
}

static bool map_loses_alignment(struct dms_break_call *c)
{
	unsigned int mask = dma_get_min_align_mask(c->dev);

	return mask && !failed(c) && lie(c, c->result ^ ((mask + 1) / 2));
}

static bool map_above_mask(struct dms_break_call *c)
{
	u64 mask = dma_get_mask(c->dev);

	return !failed(c) && mask < DMA_BIT_MASK(63) && lie(c, c->result | (mask + 1));
}

static bool map_hides_failure(struct dms_break_call *c)
{
	if (!failed(c))
		return false;
	/* the zero page of the bus: there is nothing that unmapping it could harm */
	c->result = 0;
	return true;
}

static bool map_warns(struct dms_break_call *c)
{
	bool had = c->arg[MAP_ATTRS] & DMA_ATTR_NO_WARN;

	c->arg[MAP_ATTRS] &= ~DMA_ATTR_NO_WARN;
	return had;
}

static bool unmap_does_not_sync(struct dms_break_call *c)
{
	c->arg[UNMAP_ATTRS] |= DMA_ATTR_SKIP_CPU_SYNC;
	return true;
}

static bool unmap_syncs(struct dms_break_call *c)
{
	bool had = c->arg[UNMAP_ATTRS] & DMA_ATTR_SKIP_CPU_SYNC;

	c->arg[UNMAP_ATTRS] &= ~DMA_ATTR_SKIP_CPU_SYNC;
	return had;
}

static bool sync_nothing(struct dms_break_call *c)
{
	c->arg[SYNC_SIZE] = 0;
	return true;
}

/* The mapping that was made last; the tests have one at a time. */
static unsigned long last_addr, last_size;

static bool remember_mapping(struct dms_break_call *c)
{
	if (!failed(c)) {
		last_addr = c->result;
		last_size = c->arg[MAP_SIZE];
	}
	return false;
}

static bool sync_everything(struct dms_break_call *c)
{
	unsigned long from_start = c->arg[SYNC_ADDR] - last_addr;

	if (from_start >= last_size || c->arg[SYNC_SIZE] == last_size)
		return false;
	c->arg[SYNC_ADDR] = last_addr;
	c->arg[SYNC_SIZE] = last_size;
	return true;
}

#define REMEMBER_MAPPING { .symbols = MAP, .ret = remember_mapping, .mends = true }

static bool no(struct dms_break_call *c)
{
	c->result = 0;
	return true;
}

static bool twice_the_size(struct dms_break_call *c)
{
	if (c->result > LONG_MAX)
		return false;
	c->result *= 2;
	return true;
}

static bool note_mask(struct dms_break_call *c)
{
	c->note = dma_get_mask(c->dev);
	return false;
}

/* Only a narrower one, and one that no address of a test exceeds: nothing else goes wrong. */
static bool forget_mask(struct dms_break_call *c)
{
	if (c->result || (u64)c->arg[1] <= DMA_BIT_MASK(32) || c->arg[1] >= c->note)
		return false;
	*c->dev->dma_mask = c->note;
	return true;
}

static bool never_refuse(struct dms_break_call *c)
{
	bool refused = (int)c->result != 0;

	c->result = 0;
	return refused;
}

const struct dms_break_rule dms_break_stream[] = {
	{ "map-drops-offset", { { MAP, .ret = map_drops_offset }, UNMAP_THE_TRUTH } },
	{ "map-loses-min-align", { { MAP, .ret = map_loses_alignment }, UNMAP_THE_TRUTH } },
	{ "map-above-mask", { { MAP, .ret = map_above_mask }, UNMAP_THE_TRUTH } },
	{ "map-hides-failure", { { MAP, .ret = map_hides_failure } } },
	{ "map-ignores-no-warn", { { MAP, .entry = map_warns } } },
	{ "unmap-does-not-sync", { { UNMAP, .entry = unmap_does_not_sync } } },
	{ "unmap-ignores-skip-cpu-sync", { { UNMAP, .entry = unmap_syncs } } },
	{ "sync-cpu-nothing", { { SYNC_CPU, .entry = sync_nothing } } },
	{ "sync-device-nothing", { { SYNC_DEVICE, .entry = sync_nothing } } },
	{ "sync-cpu-everything", { { SYNC_CPU, .entry = sync_everything }, REMEMBER_MAPPING } },
	{ "sync-device-everything", { { SYNC_DEVICE, .entry = sync_everything }, REMEMBER_MAPPING } },
	{ "need-sync-denied", { { { "__dma_need_sync", "dma_need_sync" }, .ret = no } } },
	{ "max-mapping-size-doubled", { { { "dma_max_mapping_size" }, .ret = twice_the_size } } },
	{ "mask-not-saved", { { { "dma_set_mask" }, .entry = note_mask, .ret = forget_mask } } },
	{ "coherent-mask-never-refused", { { { "dma_set_coherent_mask" }, .ret = never_refuse } } },
	{}
};
