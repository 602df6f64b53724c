// SPDX-License-Identifier: GPL-2.0
/* Broken rules of allocations, of user space's view of them, and of other devices' registers. */
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "break.h"

/* dma_alloc_attrs(dev, size, handle, gfp, attrs) */
#define ALLOC_SIZE	1
#define ALLOC_HANDLE	2
#define ALLOC_ATTRS	4
/* dma_free_attrs(dev, size, cpu, handle, attrs), dma_free_pages(dev, size, page, handle, dir) */
#define FREE_SIZE	1
#define FREE_CPU	2
#define FREE_HANDLE	3
/* dma_unmap_resource(dev, addr, size, dir, attrs); dma_map_resource(dev, phys, size, dir, attrs) */
#define RES_ADDR	1
#define RES_SIZE	2
/* dma_alloc_noncontiguous(dev, size, dir, gfp, attrs); dma_free_noncontiguous(dev, size, sgt, dir) */
#define FREE_SGT	2

#define ALLOC		{ "dma_alloc_attrs" }
#define FREE		{ "dma_free_attrs" }

static dma_addr_t *handle_of(const struct dms_break_call *c)
{
	return (dma_addr_t *)c->arg[ALLOC_HANDLE];
}

static bool leave_dirty(struct dms_break_call *c)
{
	if (!c->result || c->arg[ALLOC_ATTRS] & DMA_ATTR_NO_KERNEL_MAPPING)
		return false;
	memset((void *)c->result, 0xa5, c->arg[ALLOC_SIZE]);
	return true;
}

/* Sizes that have to be rounded up: a page more is allocated, and the first is left out. */
static bool add_a_page(struct dms_break_call *c)
{
	size_t size = PAGE_ALIGN(c->arg[ALLOC_SIZE]);

	c->note = !is_power_of_2(size);
	if (c->note)
		c->arg[ALLOC_SIZE] += PAGE_SIZE;
	return false;
}

static bool leave_out_first_page(struct dms_break_call *c)
{
	if (!c->note || !c->result)
		return false;
	*handle_of(c) += PAGE_SIZE;
	c->result = dms_break_lie(c->result + PAGE_SIZE, c->result);
	return true;
}

static bool free_with_first_page(struct dms_break_call *c)
{
	if (!dms_break_truth(c->arg[FREE_CPU], &c->arg[FREE_CPU]))
		return false;
	c->arg[FREE_SIZE] += PAGE_SIZE;
	c->arg[FREE_HANDLE] -= PAGE_SIZE;
	return true;
}

static bool handle_above_mask(struct dms_break_call *c, u64 mask)
{
	dma_addr_t truth = *handle_of(c);

	if (!c->result || mask >= DMA_BIT_MASK(63))
		return false;
	*handle_of(c) = dms_break_lie(truth | (mask + 1), truth);
	return true;
}

/* What DMA pools take is a page at a time, and their rule is another. */
static bool alloc_above_mask(struct dms_break_call *c)
{
	return c->arg[ALLOC_SIZE] > PAGE_SIZE && handle_above_mask(c, c->dev->coherent_dma_mask);
}

static bool pages_above_mask(struct dms_break_call *c)
{
	return handle_above_mask(c, c->dev->coherent_dma_mask);
}

static bool free_the_truth(struct dms_break_call *c)
{
	return dms_break_truth(c->arg[FREE_HANDLE], &c->arg[FREE_HANDLE]);
}

static bool hide_failure(struct dms_break_call *c)
{
	if (c->result)
		return false;
	c->result = (unsigned long)ZERO_SIZE_PTR;
	return true;
}

static bool shorten(struct dms_break_call *c)
{
	struct sg_table *sgt = (struct sg_table *)c->result;

	if (!sgt)
		return false;
	sg_dma_len(sgt->sgl) -= PAGE_SIZE;
	return true;
}

static bool lengthen(struct dms_break_call *c)
{
	struct sg_table *sgt = (struct sg_table *)c->arg[FREE_SGT];

	sg_dma_len(sgt->sgl) += PAGE_SIZE;
	return true;
}

static bool accept_any_length(struct dms_break_call *c)
{
	bool refused = (int)c->result == -ENXIO;

	if (refused)
		c->result = 0;
	return refused;
}

static bool resource_says(struct dms_break_call *c, unsigned long said)
{
	if (c->result == (unsigned long)DMA_MAPPING_ERROR)
		return false;
	c->result = dms_break_lie(said, c->result);
	return true;
}

/* Less than a page: eight bytes beside it, in the same page. */
static bool resource_beside(struct dms_break_call *c)
{
	return c->arg[RES_SIZE] < PAGE_SIZE && resource_says(c, c->result ^ 8);
}

static bool resource_above_mask(struct dms_break_call *c)
{
	u64 mask = dma_get_mask(c->dev);

	return mask < DMA_BIT_MASK(63) && resource_says(c, c->result | (mask + 1));
}

static bool unmap_resource_truth(struct dms_break_call *c)
{
	return dms_break_truth(c->arg[RES_ADDR], &c->arg[RES_ADDR]);
}

#define UNMAP_RESOURCE { { "dma_unmap_resource" }, .entry = unmap_resource_truth, .mends = true }

const struct dms_break_rule dms_break_alloc[] = {
	{ "alloc-leaves-dirty", { { ALLOC, .ret = leave_dirty } } },
	{ "alloc-not-aligned",
	  { { ALLOC, .entry = add_a_page, .ret = leave_out_first_page },
	    { FREE, .entry = free_with_first_page, .mends = true } } },
	{ "alloc-above-mask",
	  { { ALLOC, .ret = alloc_above_mask }, { FREE, .entry = free_the_truth, .mends = true } } },
	{ "alloc-hides-failure", { { ALLOC, .ret = hide_failure } } },
	{ "pages-above-mask",
	  { { { "dma_alloc_pages" }, .ret = pages_above_mask },
	    { { "dma_free_pages" }, .entry = free_the_truth, .mends = true } } },
	{ "noncontiguous-too-short",
	  { { { "dma_alloc_noncontiguous" }, .ret = shorten },
	    { { "dma_free_noncontiguous" }, .entry = lengthen, .mends = true } } },
	{ "mmap-accepts-any-length", { { { "dma_mmap_attrs" }, .ret = accept_any_length } } },
	{ "resource-beside",
	  { { { "dma_map_resource" }, .ret = resource_beside }, UNMAP_RESOURCE } },
	{ "resource-above-mask",
	  { { { "dma_map_resource" }, .ret = resource_above_mask }, UNMAP_RESOURCE } },
	{}
};
