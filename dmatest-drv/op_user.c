// SPDX-License-Identifier: GPL-2.0
/*
 * User memory as a scatterlist: its pages are pinned, nothing is copied.  They
 * count against the owner's limit on locked memory, where it has one, and
 * against a limit of the driver's own.
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "compat.h"
#include "ops.h"

#define DMS_PIN_MAX_PAGES	(DMASCOPE_MAX_PINNED >> PAGE_SHIFT)

static atomic_long_t dms_pinned_pages;

static int dms_pin_account(struct mm_struct *mm, unsigned int nr)
{
	int ret;

	if (atomic_long_add_return(nr, &dms_pinned_pages) > DMS_PIN_MAX_PAGES) {
		atomic_long_sub(nr, &dms_pinned_pages);
		return -ENOMEM;
	}
	ret = account_locked_vm(mm, nr, true);
	if (ret)
		atomic_long_sub(nr, &dms_pinned_pages);
	return ret;
}

static void dms_pin_unaccount(struct mm_struct *mm, unsigned int nr)
{
	account_locked_vm(mm, nr, false);
	atomic_long_sub(nr, &dms_pinned_pages);
}

/**
 * dms_pin_drop() - let user memory go
 * @pin:	memory, perhaps none
 * @dirty:	it was written to
 */
void dms_pin_drop(struct dms_pin *pin, bool dirty)
{
	if (!pin->nr)
		return;
	unpin_user_pages_dirty_lock(pin->pages, pin->nr, dirty);
	dms_pin_unaccount(pin->mm, pin->nr);
	mmdrop(pin->mm);
	kvfree(pin->pages);
	*pin = (struct dms_pin){};
}

/* All of it or nothing. */
static int dms_pin_pages(struct dms_pin *pin, unsigned long start, unsigned int nr,
			 unsigned int flags)
{
	int got;

	pin->pages = kvcalloc(nr, sizeof(*pin->pages), GFP_KERNEL);
	if (!pin->pages)
		return -ENOMEM;
	got = pin_user_pages_fast(start, nr, flags, pin->pages);
	if (got == nr)
		return 0;
	if (got > 0)
		unpin_user_pages(pin->pages, got);
	kvfree(pin->pages);
	pin->pages = NULL;
	return got < 0 ? got : -EFAULT;
}

static int dms_pin_take(struct dms_pin *pin, const struct dmascope_op *op, unsigned int nr)
{
	unsigned int flags = 0;
	int ret;

	if (op->value & DMASCOPE_PIN_WRITE)
		flags |= FOLL_WRITE;
	if (op->value & DMASCOPE_PIN_LONGTERM)
		flags |= FOLL_LONGTERM;
	ret = dms_pin_account(current->mm, nr);
	if (ret)
		return ret;
	ret = dms_pin_pages(pin, op->cpu & PAGE_MASK, nr, flags);
	if (ret) {
		dms_pin_unaccount(current->mm, nr);
		return ret;
	}
	pin->nr = nr;
	pin->mm = current->mm;
	mmgrab(pin->mm);
	return 0;
}

static int dms_pin_count(const struct dmascope_op *op, unsigned int *nr)
{
	unsigned long start = op->cpu;

	if (op->value & ~(u64)(DMASCOPE_PIN_WRITE | DMASCOPE_PIN_LONGTERM) || !op->len)
		return -EINVAL;
	if (op->len > DMASCOPE_MAX_PINNED - PAGE_SIZE)
		return -E2BIG;
	/* 32-bit callers have no more, others are checked by the pin call */
	if (start != op->cpu || op->cpu + op->len < op->cpu)
		return -EFAULT;
	*nr = DIV_ROUND_UP(offset_in_page(start) + op->len, PAGE_SIZE);
	return 0;
}

/* Entries no longer than the device takes, in whole pages as the call wants it. */
static int dms_pin_table(struct dms_dev *d, struct dms_sg *sg, const struct dmascope_op *op)
{
	unsigned int max = dma_get_max_seg_size(dms_dev_of(d));

	return sg_alloc_table_from_pages_segment(&sg->table, sg->pin.pages, sg->pin.nr,
						 offset_in_page(op->cpu), op->len,
						 max_t(unsigned int, PAGE_SIZE,
						       ALIGN_DOWN(max, PAGE_SIZE)), GFP_KERNEL);
}

/* PIN: cpu=user address, len, value=DMASCOPE_PIN_* -> obj (a scatterlist), len, out[0]=entries */
int dms_op_pin(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj;
	struct dms_sg *sg;
	unsigned int nr;
	int ret;

	ret = dms_pin_count(op, &nr);
	if (ret)
		return ret;
	obj = dms_obj_new(f, DMS_SG, op);
	if (IS_ERR(obj))
		return PTR_ERR(obj);
	sg = &obj->sg;
	op->result = dms_pin_take(&sg->pin, op, nr);
	if (!op->result)
		op->result = dms_pin_table(f->dev, sg, op);
	if (op->result) {
		dms_obj_unmake(f, obj, op);
		return 0;
	}
	sg->pin_write = op->value & DMASCOPE_PIN_WRITE;
	sg->nr = sg->table.orig_nents;
	sg->nents = sg->nr;
	obj->done = false;
	op->out_len = op->len;
	op->out_phys = sg_phys(sg->table.sgl);
	op->out[0] = sg->nr;
	return 0;
}

/* UNPIN: obj; value=1: its pages were written to */
int dms_op_unpin(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_SG);

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (op->value > 1 || obj->sg.segs)
		return -EINVAL;
	if (!obj->sg.pin.nr)
		return -EALREADY;
	/* the device would reach pages that are anybody's by then */
	if (obj->sg.is_mapped)
		return -EBUSY;
	dms_pin_drop(&obj->sg.pin, op->value);
	obj->done = true;
	return 0;
}
