// SPDX-License-Identifier: GPL-2.0
/*
 * One device made to bounce.  dma-direct bounces what the device cannot reach, or everything
 * when the device's pool says so; the pool is everybody's.  So the device gets a copy of its
 * description, which leads to the same slots and their locks, and has the switch to itself.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/device.h>
#include <linux/err.h>
#include <linux/iommu.h>
#include <linux/kmemleak.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/swiotlb.h>

#include "inject.h"

/* A pool that grows keeps lists and a worker in its description, which cannot be copied. */
#if defined(DMS_HAVE_FORCE_BOUNCE) && defined(CONFIG_SWIOTLB) && !defined(CONFIG_SWIOTLB_DYNAMIC)

/**
 * struct dms_bounce - a device with a description of its own
 * @node:	in the list of all
 * @dev:	which; a reference
 * @was:	its pool
 * @own:	the copy
 * @users:	targets that make it bounce
 */
struct dms_bounce {
	struct list_head node;
	struct device *dev;
	struct io_tlb_mem *was, *own;
	unsigned int users;
};

static LIST_HEAD(bounces);

/* The sum that debugfs shows: a slot may be taken through the copy and given back through the pool. */
static void dms_bounce_settle(struct dms_bounce *b)
{
#if defined(CONFIG_DEBUG_FS) && defined(DMS_HAVE_TOTAL_USED)
	atomic_long_add(atomic_long_xchg(&b->own->total_used, 0), &b->was->total_used);
#endif
}

/* Of a device behind an IOMMU only what does not fill its pages would ever bounce. */
static int dms_bounce_check(struct device *dev)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(dev);

	if (domain && domain->type != IOMMU_DOMAIN_IDENTITY) {
		pr_info("%s is behind an IOMMU: it cannot be made to bounce\n", dev_name(dev));
		return -EOPNOTSUPP;
	}
	if (!dev->dma_io_tlb_mem || !dev->dma_io_tlb_mem->nslabs) {
		pr_info("%s has no bounce buffers: boot with swiotlb=\n", dev_name(dev));
		return -EOPNOTSUPP;
	}
	return 0;
}

static struct dms_bounce *dms_bounce_find(const struct device *dev)
{
	struct dms_bounce *b;

	list_for_each_entry(b, &bounces, node)
		if (b->dev == dev)
			return b;
	return NULL;
}

static struct dms_bounce *dms_bounce_new(struct device *dev)
{
	struct dms_bounce *b;
	int ret = dms_bounce_check(dev);

	if (ret)
		return ERR_PTR(ret);
	b = kzalloc(sizeof(*b), GFP_KERNEL);
	if (!b)
		return ERR_PTR(-ENOMEM);
	b->was = dev->dma_io_tlb_mem;
	b->own = kmemdup(b->was, sizeof(*b->was), GFP_KERNEL);
	if (!b->own) {
		kfree(b);
		return ERR_PTR(-ENOMEM);
	}
#if defined(CONFIG_DEBUG_FS) && defined(DMS_HAVE_TOTAL_USED)
	atomic_long_set(&b->own->total_used, 0);
#endif
	/* it stays: see dms_bounce_exit() */
	kmemleak_ignore(b->own);
	b->dev = get_device(dev);
	list_add(&b->node, &bounces);
	return b;
}

int dms_bounce_start(struct dms_target *t, const char *device)
{
	struct device *dev = dms_find_device(device);
	struct dms_bounce *b;

	if (!dev) {
		pr_info("%s: to bounce it needs a device, by its full name\n", t->row->name);
		return -ENODEV;
	}
	b = dms_bounce_find(dev);
	if (!b)
		b = dms_bounce_new(dev);
	put_device(dev);
	if (IS_ERR(b))
		return PTR_ERR(b);
	if (!b->users++)
		WRITE_ONCE(b->dev->dma_io_tlb_mem, b->own);
	t->bounce = b;
	return 0;
}

/* What is mapped stays mapped: both descriptions find its slot. */
void dms_bounce_end(struct dms_target *t)
{
	struct dms_bounce *b = t->bounce;

	if (!b)
		return;
	t->bounce = NULL;
	WRITE_ONCE(b->own->force_bounce, b->was->force_bounce);
	if (!--b->users)
		WRITE_ONCE(b->dev->dma_io_tlb_mem, b->was);
	dms_bounce_settle(b);
}

void dms_bounce_set(const struct dms_target *t, bool on)
{
	struct dms_bounce *b = t->bounce;

	if (b)
		WRITE_ONCE(b->own->force_bounce, on || b->was->force_bounce);
}

/*
 * A call that began before may use the copy for as long as it is preempted, and nobody could
 * tell when it came to its end: a few hundred bytes for each device stay behind.
 */
void dms_bounce_exit(void)
{
	struct dms_bounce *b, *next;

	list_for_each_entry_safe(b, next, &bounces, node) {
		put_device(b->dev);
		kfree(b);
	}
}

#else

int dms_bounce_start(struct dms_target *t, const char *device)
{
	pr_info("this kernel's bounce buffers are no device's own: nothing can be made to bounce\n");
	return -EOPNOTSUPP;
}

void dms_bounce_end(struct dms_target *t)
{
}

void dms_bounce_set(const struct dms_target *t, bool on)
{
}

void dms_bounce_exit(void)
{
}

#endif
