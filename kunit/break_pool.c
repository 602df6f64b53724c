// SPDX-License-Identifier: GPL-2.0
/* Broken rules of DMA pools. */
#include <linux/dmapool.h>
#include <linux/log2.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "break.h"

/* dma_pool_create(name, dev, size, align, boundary) */
#define CREATE_DEV	1
#define CREATE_SIZE	2
#define CREATE_ALIGN	3
#define CREATE_BOUNDARY	4
/* dma_pool_alloc(pool, gfp, handle), dma_pool_free(pool, cpu, handle) */
#define POOL		0
#define ALLOC_GFP	1
#define ALLOC_HANDLE	2
#define FREE_CPU	1
#define FREE_HANDLE	2

/* In new kernels the one is a wrapper of the other. */
#define CREATE		{ "dma_pool_create_node", "dma_pool_create" }
#define ALLOC		{ "dma_pool_alloc" }
#define FREE		{ "dma_pool_free" }

/* A pool does not say whose it is: that is seen when it is created. */
static unsigned long our_pool;
static struct device *our_dev;
static unsigned int nr_given;		/* blocks since then */

static struct device *dev_of_create(const struct dms_break_call *c)
{
	return (struct device *)c->arg[CREATE_DEV];
}

static struct device *dev_of_pool(const struct dms_break_call *c)
{
	return c->arg[POOL] && c->arg[POOL] == our_pool ? our_dev : NULL;
}

static bool remember_pool(struct dms_break_call *c)
{
	our_pool = c->result;
	our_dev = c->dev;
	nr_given = 0;
	return false;
}

#define REMEMBER_POOL { CREATE, .ret = remember_pool, .mends = true, .find = dev_of_create }

static bool is_possible(const struct dms_break_call *c)
{
	unsigned long boundary = c->arg[CREATE_BOUNDARY];

	return c->arg[CREATE_SIZE] && is_power_of_2(c->arg[CREATE_ALIGN]) &&
	       (!boundary || (is_power_of_2(boundary) && boundary >= c->arg[CREATE_SIZE]));
}

static bool no_boundary(struct dms_break_call *c)
{
	if (!is_possible(c) || !c->arg[CREATE_BOUNDARY])
		return false;
	c->arg[CREATE_BOUNDARY] = 0;
	return true;
}

static bool no_alignment(struct dms_break_call *c)
{
	if (!is_possible(c))
		return false;
	c->arg[CREATE_ALIGN] = 1;
	return true;
}

static bool make_possible(struct dms_break_call *c)
{
	if (is_possible(c))
		return false;
	c->arg[CREATE_SIZE] = 64;
	c->arg[CREATE_ALIGN] = 8;
	c->arg[CREATE_BOUNDARY] = 0;
	return true;
}

static bool dirty_block(struct dms_break_call *c)
{
	if (!c->result || !(c->arg[ALLOC_GFP] & (__force unsigned long)__GFP_ZERO))
		return false;
	memset((void *)c->result, 0xa5, sizeof(u64));
	return true;
}

/**
 * struct block - a block of a pool
 * @cpu:	CPU address
 * @addr:	device address
 */
struct block {
	unsigned long cpu;
	dma_addr_t addr;
};

/* The third block of a pool is given out again as the fourth, which is kept back. */
#define GIVEN	3
static struct block given, kept;

static bool give_twice(struct dms_break_call *c)
{
	dma_addr_t *handle = (dma_addr_t *)c->arg[ALLOC_HANDLE];
	struct block now = { c->result, c->result ? *handle : 0 };

	nr_given += !!now.cpu;
	if (nr_given == GIVEN)
		given = now;
	if (nr_given != GIVEN + 1 || !given.cpu || kept.cpu)
		return false;
	kept = now;
	c->result = given.cpu;
	*handle = given.addr;
	return true;
}

static bool take_back_once(struct dms_break_call *c)
{
	bool was_twice = kept.cpu && c->arg[FREE_CPU] == given.cpu;

	if (was_twice) {
		c->arg[FREE_CPU] = kept.cpu;
		c->arg[FREE_HANDLE] = kept.addr;
		memset(&kept, 0, sizeof(kept));
	} else if (c->arg[FREE_CPU] == given.cpu) {
		memset(&given, 0, sizeof(given));
	}
	return was_twice;
}

const struct dms_break_rule dms_break_pool[] = {
	{ "pool-ignores-boundary",
	  { { CREATE, .entry = no_boundary, .find = dev_of_create } } },
	{ "pool-ignores-alignment",
	  { { CREATE, .entry = no_alignment, .find = dev_of_create } } },
	{ "pool-creates-the-impossible",
	  { { CREATE, .entry = make_possible, .find = dev_of_create } } },
	{ "pool-zalloc-leaves-dirty",
	  { { ALLOC, .ret = dirty_block, .find = dev_of_pool }, REMEMBER_POOL } },
	{ "pool-gives-a-block-twice",
	  { { ALLOC, .ret = give_twice, .find = dev_of_pool },
	    { FREE, .entry = take_back_once, .mends = true, .find = dev_of_pool },
	    REMEMBER_POOL } },
	{}
};
