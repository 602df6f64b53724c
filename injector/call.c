// SPDX-License-Identifier: GPL-2.0
/* What a probed call is about, read from the registers at its first instruction. */
#include <linux/device.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/preempt.h>
#include <linux/scatterlist.h>
#include <linux/sched.h>

#include "inject.h"

/* As far into a struct dma_pool as its device is looked for: no version has it behind that. */
#define POOL_WORDS	24

static size_t dms_pool_device;		/* in words; 0: not known */

/*
 * struct dma_pool is private to dmapool.c, and was laid out anew several times.  A pool of a device of
 * our own shows where the device is.  The search ends at it, so it never leaves the object.
 */
int dms_pool_learn(void)
{
	struct device *dev = root_device_register("dmascope_inject");
	struct dma_pool *pool;
	size_t i;
	int ret = -ENOENT;

	if (IS_ERR(dev))
		return PTR_ERR(dev);
	pool = dma_pool_create("dmascope_inject", dev, 64, 64, 0);
	for (i = 1; pool && ret && i < POOL_WORDS; i++) {
		if (((struct device **)pool)[i] == dev) {
			dms_pool_device = i;
			ret = 0;
		}
	}
	dma_pool_destroy(pool);
	root_device_unregister(dev);
	return ret;
}

struct device *dms_find_device(const char *name)
{
	struct device *dev = NULL;

#ifdef CONFIG_PCI
	dev = bus_find_device_by_name(&pci_bus_type, NULL, name);
#endif
	return dev ? dev : bus_find_device_by_name(&platform_bus_type, NULL, name);
}

static struct device *dms_call_device(const struct dms_target_row *row, void *subject)
{
	if (!subject)
		return NULL;
	switch (row->subject) {
	case DMS_SUBJECT_DEVICE:
		return subject;
	case DMS_SUBJECT_POOL:
		return dms_pool_device ? ((struct device **)subject)[dms_pool_device] : NULL;
	default:
		return NULL;
	}
}

static void dms_call_read_device(const struct dms_target *t, const struct dms_config *config,
				 struct pt_regs *regs, struct dms_call *c)
{
	const struct dms_target_row *row = t->row;
	struct device_driver *driver;
	struct device *dev;
	void *subject;

	if (!row->device)
		return;
	subject = (void *)regs_get_kernel_argument(regs, row->device - 1);
	if (row->subject == DMS_SUBJECT_DOMAIN) {
		if (subject && subject == config->domain)
			c->device = config->filter.device;
		return;
	}
	dev = dms_call_device(row, subject);
	if (!dev)
		return;
	driver = READ_ONCE(dev->driver);
	c->device = dev_name(dev);
	c->driver = driver ? driver->name : NULL;
}

static u64 dms_sg_bytes(struct scatterlist *sg, unsigned int nents)
{
	u64 bytes = 0;

	for (; sg && nents; nents--, sg = sg_next(sg))
		bytes += sg->length;
	return bytes;
}

static void dms_call_read_size(const struct dms_target_row *row, struct pt_regs *regs,
			       struct dms_call *c)
{
	struct sg_table *table;
	unsigned long buffer;

	c->size = 1;
	c->has_size = true;
	if (row->size) {
		c->size = regs_get_kernel_argument(regs, row->size - 1);
		if (row->pages)
			c->size <<= PAGE_SHIFT;
		return;
	}
	buffer = row->buffer ? regs_get_kernel_argument(regs, row->buffer - 1) : 0;
	if (buffer && row->memory == DMS_MEMORY_SG) {
		c->size = dms_sg_bytes((struct scatterlist *)buffer,
				       regs_get_kernel_argument(regs, row->buffer));
	} else if (buffer && row->memory == DMS_MEMORY_SGTABLE) {
		table = (struct sg_table *)buffer;
		c->size = dms_sg_bytes(table->sgl, table->orig_nents);
	} else {
		c->has_size = false;
	}
}

/* On x86 a breakpoint counts as an NMI and as an interrupt of its own. */
static bool dms_called_by_task(void)
{
	return !in_serving_softirq() && hardirq_count() == (in_nmi() ? HARDIRQ_OFFSET : 0);
}

void dms_call_read(const struct dms_target *t, const struct dms_config *config,
		   struct pt_regs *regs, struct dms_call *c)
{
	const struct dms_target_row *row = t->row;

	*c = (struct dms_call){ .direction = DMS_ANY_DIRECTION };
	dms_call_read_device(t, config, regs, c);
	dms_call_read_size(row, regs, c);
	if (row->direction)
		c->direction = (u32)regs_get_kernel_argument(regs, row->direction - 1);
	if (dms_called_by_task()) {
		c->comm = current->comm;
		c->pid = task_tgid_nr(current);
	}
}
