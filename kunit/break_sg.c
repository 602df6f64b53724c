// SPDX-License-Identifier: GPL-2.0
/* Broken rules of scatterlists. */
#include <linux/dma-mapping.h>
#include <linux/scatterlist.h>

#include "break.h"

/* dma_map_sg_attrs(dev, sg, nents, dir, attrs); the same for dma_unmap_sg_attrs() */
#define SG_LIST		1
#define SG_NENTS	2
#define SG_DIR		3
#define SG_ATTRS	4

#define MAP_SG		{ "dma_map_sg_attrs" }
#define UNMAP_SG	{ "dma_unmap_sg_attrs" }
#define SYNC_CPU	{ "__dma_sync_sg_for_cpu", "dma_sync_sg_for_cpu" }
#define SYNC_DEVICE	{ "__dma_sync_sg_for_device", "dma_sync_sg_for_device" }

static struct scatterlist *list(const struct dms_break_call *c)
{
	return (struct scatterlist *)c->arg[SG_LIST];
}

/* The limit is lifted for the time of the call. */
static bool lift_max_seg(struct dms_break_call *c)
{
	c->note = dma_get_max_seg_size(c->dev);
	c->dev->dma_parms->max_segment_size = UINT_MAX;
	return true;
}

static bool restore_max_seg(struct dms_break_call *c)
{
	c->dev->dma_parms->max_segment_size = c->note;
	return false;
}

static bool lift_boundary(struct dms_break_call *c)
{
	c->note = dma_get_seg_boundary(c->dev);
	c->dev->dma_parms->segment_boundary_mask = ULONG_MAX;
	return true;
}

static bool restore_boundary(struct dms_break_call *c)
{
	c->dev->dma_parms->segment_boundary_mask = c->note;
	return false;
}

static struct scatterlist *nth(struct scatterlist *sg, unsigned int n)
{
	while (n--)
		sg = sg_next(sg);
	return sg;
}

/* The last segment becomes a byte shorter; the list's address tells which at its end. */
static bool cut_last_segment(struct dms_break_call *c)
{
	struct scatterlist *last;

	if (!c->result || c->arg[SG_DIR] != DMA_TO_DEVICE)
		return false;
	last = nth(list(c), c->result - 1);
	if (dms_break_lie((unsigned long)list(c), (unsigned long)last) == (unsigned long)last &&
	    list(c) != last)
		return false;
	sg_dma_len(last)--;
	return true;
}

static bool restore_last_segment(struct dms_break_call *c)
{
	unsigned long last;

	if (!dms_break_truth(c->arg[SG_LIST], &last))
		return false;
	sg_dma_len((struct scatterlist *)last)++;
	return true;
}

static void swap_first_two(struct scatterlist *sg)
{
	struct scatterlist *next = sg_next(sg);
	dma_addr_t addr = sg_dma_address(sg);

	sg_dma_address(sg) = sg_dma_address(next);
	sg_dma_address(next) = addr;
}

/* Of long lists from the device, so that it is a matter of one test. */
static bool swap_segments(struct dms_break_call *c)
{
	if (c->result <= 16 || c->arg[SG_DIR] != DMA_FROM_DEVICE)
		return false;
	dms_break_lie(c->arg[SG_LIST], c->arg[SG_LIST]);
	swap_first_two(list(c));
	return true;
}

static bool swap_segments_back(struct dms_break_call *c)
{
	unsigned long list_at;

	if (!dms_break_truth(c->arg[SG_LIST], &list_at))
		return false;
	swap_first_two(list(c));
	return true;
}

static bool unmap_does_not_sync(struct dms_break_call *c)
{
	c->arg[SG_ATTRS] |= DMA_ATTR_SKIP_CPU_SYNC;
	return true;
}

static bool first_entry_only(struct dms_break_call *c)
{
	bool more = c->arg[SG_NENTS] > 1;

	c->arg[SG_NENTS] = 1;
	return more;
}

const struct dms_break_rule dms_break_sg[] = {
	{ "sg-ignores-max-seg-size",
	  { { MAP_SG, .entry = lift_max_seg, .ret = restore_max_seg } } },
	{ "sg-ignores-boundary",
	  { { MAP_SG, .entry = lift_boundary, .ret = restore_boundary } } },
	{ "sg-cuts-last-segment",
	  { { MAP_SG, .ret = cut_last_segment },
	    { UNMAP_SG, .entry = restore_last_segment, .mends = true } } },
	{ "sg-swaps-segments",
	  { { MAP_SG, .ret = swap_segments },
	    { UNMAP_SG, .entry = swap_segments_back, .mends = true } } },
	{ "sg-unmap-does-not-sync", { { UNMAP_SG, .entry = unmap_does_not_sync } } },
	{ "sg-sync-cpu-first-entry-only", { { SYNC_CPU, .entry = first_entry_only } } },
	{ "sg-sync-device-first-entry-only", { { SYNC_DEVICE, .entry = first_entry_only } } },
	{}
};
