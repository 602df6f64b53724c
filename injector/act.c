// SPDX-License-Identifier: GPL-2.0
/* What is done to a call that was hit.  Runs in the pre-handler: nothing here may sleep. */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/string.h>

#include "inject.h"
#include "skip.h"

/* Neither all zeroes nor all ones, and no byte that the test driver's patterns are fond of. */
#define POISON_BYTE	0xdb

const char *const dms_action_names[DMS_NR_ACTIONS] = {
	[DMS_FAIL] = "fail",
	[DMS_DROP] = "drop",
	[DMS_DELAY] = "delay",
	[DMS_NARROW] = "narrow",
	[DMS_POISON] = "poison",
	[DMS_BOUNCE] = "bounce",
};

static unsigned long dms_arg(struct pt_regs *regs, int arg)
{
	return regs_get_kernel_argument(regs, arg - 1);
}

static int dms_fail(const struct dms_target *t, struct pt_regs *regs, char *what, size_t len)
{
	s32 error = READ_ONCE(t->error);

	if (error)
		snprintf(what, len, "fails with %d", error);
	else
		snprintf(what, len, "fails with %s", t->row->error_text);
	dms_skip_function(regs, error ? (unsigned long)(long)error : t->row->error);
	return 1;
}

static int dms_drop(struct pt_regs *regs, char *what, size_t len)
{
	snprintf(what, len, "is left out");
	dms_skip_function(regs, 0);
	return 1;
}

/* Probes run with preemption off, so the wait is a busy one, bounded by the file's range. */
static int dms_delay(const struct dms_target *t, char *what, size_t len)
{
	u32 us = READ_ONCE(t->delay_us);

	snprintf(what, len, "is delayed by %u us", us);
	if (us >= 1000)
		mdelay(us / 1000);
	udelay(us % 1000);
	return 0;
}

static int dms_narrow(const struct dms_target *t, struct pt_regs *regs, char *what, size_t len)
{
	u32 bits = READ_ONCE(t->bits);
	u64 mask = dms_arg(regs, t->row->mask);

	snprintf(what, len, "gets a mask of %u bits instead of %#llx", bits, mask);
	dms_set_argument(regs, t->row->mask - 1, mask & DMA_BIT_MASK(bits));
	return 0;
}

/* Only what is ordinary memory: not a device's, which DMA can be mapped to as well. */
static void dms_poison_phys(phys_addr_t phys, size_t len)
{
	unsigned long pfn = PHYS_PFN(phys);

	if (len && pfn_valid(pfn) && !is_zone_device_page(pfn_to_page(pfn)))
		memset(phys_to_virt(phys), POISON_BYTE, len);
}

static void dms_poison_sg(struct scatterlist *sg, unsigned int nents)
{
	for (; sg && nents; nents--, sg = sg_next(sg))
		dms_poison_phys(sg_phys(sg), sg->length);
}

static int dms_poison(const struct dms_target *t, struct pt_regs *regs,
		      const struct dms_call *c, char *what, size_t len)
{
	const struct dms_target_row *row = t->row;
	unsigned long buffer = dms_arg(regs, row->buffer);
	unsigned long next = dms_arg(regs, row->buffer + 1);
	struct sg_table *table;

	switch (row->memory) {
	case DMS_MEMORY_PAGE:
		dms_poison_phys(page_to_phys((struct page *)buffer) + next, c->size);
		break;
	case DMS_MEMORY_PHYS:
		dms_poison_phys(buffer, c->size);
		break;
	case DMS_MEMORY_SG:
		dms_poison_sg((struct scatterlist *)buffer, next);
		break;
	case DMS_MEMORY_SGTABLE:
		table = (struct sg_table *)buffer;
		dms_poison_sg(table->sgl, table->orig_nents);
		break;
	case DMS_MEMORY_NONE:
		break;
	}
	snprintf(what, len, "gets its buffer filled with 0x%02x", POISON_BYTE);
	return 0;
}

/*
 * What the device shall write, nobody may expect to survive: only such a buffer is poisoned.  With
 * SKIP_CPU_SYNC the caller has his own time for the caches, and what is written here would be late.
 */
static bool dms_poison_possible(const struct dms_target_row *row, struct pt_regs *regs,
				const struct dms_call *c)
{
	return c->direction == DMA_FROM_DEVICE && dms_arg(regs, row->buffer) &&
	       !(dms_arg(regs, row->attrs) & DMA_ATTR_SKIP_CPU_SYNC);
}

bool dms_act_possible(const struct dms_target *t, u32 action, struct pt_regs *regs,
		      const struct dms_call *c)
{
	return action != DMS_POISON || dms_poison_possible(t->row, regs, c);
}

int dms_act(const struct dms_target *t, u32 action, struct pt_regs *regs,
	    const struct dms_call *c, char *what, size_t len)
{
	switch (action) {
	case DMS_FAIL:
		return dms_fail(t, regs, what, len);
	case DMS_DROP:
		return dms_drop(regs, what, len);
	case DMS_DELAY:
		return dms_delay(t, what, len);
	case DMS_NARROW:
		return dms_narrow(t, regs, what, len);
	case DMS_POISON:
		return dms_poison(t, regs, c, what, len);
	case DMS_BOUNCE:
		snprintf(what, len, "has to take a bounce buffer");
		dms_bounce_set(t, true);
		break;
	}
	return 0;
}
