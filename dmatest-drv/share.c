// SPDX-License-Identifier: GPL-2.0
/*
 * Memory of the device that others see, too: areas of user space and, through
 * dma-bufs (op_export.c), other devices.  An object counts both as users, and
 * is not freed while it has any.
 *
 * The end of a binding does not ask: areas are emptied, and what touches them
 * afterwards gets SIGBUS.  They are listed for that, since nothing but the
 * lock of their owner's memory map says whether mmap() is through with one.
 *
 * The device's share_lock is taken below mmap_lock and below dma_resv locks,
 * and none of these, nor any fault, happens under it.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "compat.h"
#include "device.h"
#include "export.h"
#include "object.h"
#include "share.h"

/**
 * struct dms_area - what one mmap() made; copies by fork() share it
 * @ref:	every copy holds one
 * @node:	in d->areas
 * @d:		device; a reference is held
 * @obj:	what is seen; a reference is held, and a user counted
 * @mm:		memory map that mmap() worked on; a reference is held
 * @file:	through which it was mapped, alive while a copy is there
 * @emptied:	the binding ended
 */
struct dms_area {
	struct kref ref;
	struct list_head node;
	struct dms_dev *d;
	struct dms_obj *obj;
	struct mm_struct *mm;
	struct file *file;
	bool emptied;
};

/**
 * dms_share_claim() - the end of an object that may be shared
 * @d:		device
 * @obj:	object; it is done from now on, and nobody new can see it
 *
 * Return: 0, or -EBUSY when somebody sees it.
 */
int dms_share_claim(struct dms_dev *d, struct dms_obj *obj)
{
	int ret = 0;

	mutex_lock(&d->share_lock);
	if (obj->users)
		ret = -EBUSY;
	else
		obj->done = true;
	mutex_unlock(&d->share_lock);
	return ret;
}

/**
 * dms_share_is_used() - does anybody else see it?
 * @d:		device
 * @obj:	object; may be seen in the next moment, unless it cannot be shared
 *
 * Return: true when somebody does.
 */
bool dms_share_is_used(struct dms_dev *d, const struct dms_obj *obj)
{
	bool used;

	mutex_lock(&d->share_lock);
	used = obj->users;
	mutex_unlock(&d->share_lock);
	return used;
}

/* Called with share_lock held, as kref_put_mutex() does it. */
static void dms_area_end(struct kref *ref)
{
	struct dms_area *a = container_of(ref, struct dms_area, ref);
	struct dms_dev *d = a->d;

	list_del(&a->node);
	a->obj->users--;
	mutex_unlock(&d->share_lock);
	dms_obj_put(a->obj);
	mmdrop(a->mm);
	kfree(a);
	dms_dev_put(d);
}

static void dms_area_put(struct dms_area *a)
{
	kref_put_mutex(&a->ref, dms_area_end, &a->d->share_lock);
}

static void dms_area_open(struct vm_area_struct *vma)
{
	struct dms_area *a = vma->vm_private_data;

	kref_get(&a->ref);
}

static void dms_area_close(struct vm_area_struct *vma)
{
	dms_area_put(vma->vm_private_data);
}

/* There is no fault handler: an area that was emptied raises SIGBUS. */
static const struct vm_operations_struct dms_area_ops = {
	.open = dms_area_open,
	.close = dms_area_close,
};

static int dms_share_insert(struct dms_dev *d, struct dms_obj *obj, struct vm_area_struct *vma)
{
	struct dms_coherent *c = &obj->coherent;
	struct device *dev = dms_dev_of(d);

	switch (obj->type) {
	case DMS_COHERENT:
		return dma_mmap_attrs(dev, vma, c->cpu, c->iova, c->len, c->attrs);
	case DMS_PAGES:
		return dma_mmap_pages(dev, vma, obj->mem.len, dms_cpu_page(obj->mem.cpu));
	default:
		return dma_mmap_noncontiguous(dev, vma, obj->mem.len, obj->mem.sgt);
	}
}

static struct dms_area *dms_area_new(struct dms_dev *d, struct dms_obj *obj,
				     struct vm_area_struct *vma)
{
	struct dms_area *a = kzalloc(sizeof(*a), GFP_KERNEL);

	if (!a)
		return NULL;
	kref_init(&a->ref);
	a->d = d;
	a->obj = obj;
	a->mm = vma->vm_mm;
	a->file = vma->vm_file;
	return a;
}

static int dms_share_allowed(const struct dms_obj *obj, const struct vm_area_struct *vma, u64 byte)
{
	u64 total = PAGE_ALIGN(dms_obj_len(obj));

	/* a private copy of memory that a device writes to would be a surprise */
	if (!(obj->type & DMS_SHAREABLE) || !(vma->vm_flags & VM_SHARED))
		return -EINVAL;
	/* old kernels may make it of pages from everywhere, and have no call for that */
	if (obj->type == DMS_PAGES && is_vmalloc_addr(obj->mem.cpu))
		return -EOPNOTSUPP;
	return dms_range_ok(byte, vma->vm_end - vma->vm_start, total) ? 0 : -EINVAL;
}

/**
 * dms_share_mmap() - show an object to user space
 * @d:		device
 * @obj:	object
 * @vma:	where; its file, mmap_lock held
 * @byte:	first byte of the object, a multiple of a page
 *
 * Return: 0 or a negative errno.
 */
int dms_share_mmap(struct dms_dev *d, struct dms_obj *obj, struct vm_area_struct *vma, u64 byte)
{
	struct dms_area *a;
	int ret;

	ret = dms_share_allowed(obj, vma, byte);
	if (ret)
		return ret;
	a = dms_area_new(d, obj, vma);
	if (!a)
		return -ENOMEM;
	dms_vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_pgoff = byte >> PAGE_SHIFT;
	mutex_lock(&d->share_lock);
	if (READ_ONCE(d->gone))
		ret = -ENODEV;
	else if (obj->done)
		ret = -EALREADY;
	else
		ret = dms_share_insert(d, obj, vma);
	if (!ret) {
		list_add(&a->node, &d->areas);
		obj->users++;
		dms_obj_get(obj);
		mmgrab(a->mm);
		kref_get(&d->ref);
		vma->vm_private_data = a;
		vma->vm_ops = &dms_area_ops;
	}
	mutex_unlock(&d->share_lock);
	if (ret)
		kfree(a);
	return ret;
}

/* mmap_lock is held: the file's lock, which copies from user space, is out of reach. */
static struct dms_obj *dms_share_find(struct dms_file *f, u64 id)
{
	struct dms_obj *obj;

	if (id > INT_MAX)
		return NULL;
	xa_lock(&f->objs);
	obj = xa_load(&f->objs, id);
	if (obj)
		dms_obj_get(obj);
	xa_unlock(&f->objs);
	return obj;
}

/**
 * dms_share_mmap_file() - mmap() of the device node
 * @f:		file
 * @vma:	where, and by its offset what: DMASCOPE_MMAP_OFFSET()
 *
 * Return: 0 or a negative errno.
 */
int dms_share_mmap_file(struct dms_file *f, struct vm_area_struct *vma)
{
	u64 offset = (u64)vma->vm_pgoff << PAGE_SHIFT;
	struct dms_obj *obj;
	int ret;

	obj = dms_share_find(f, offset >> DMASCOPE_MMAP_SHIFT);
	if (!obj)
		return -ENOENT;
	ret = dms_share_mmap(f->dev, obj, vma, offset & (BIT(DMASCOPE_MMAP_SHIFT) - 1));
	dms_obj_put(obj);
	return ret;
}

/**
 * dms_share_orphan() - a file is being closed: what others still see outlives it
 * @f:	file, which no area shows objects of any more
 */
void dms_share_orphan(struct dms_file *f)
{
	struct dms_obj *obj;
	unsigned long id;

	mutex_lock(&f->dev->share_lock);
	xa_for_each(&f->objs, id, obj)
		obj->orphan = obj->users;
	mutex_unlock(&f->dev->share_lock);
}

/* The next area that shows something; references to it and its file are the caller's. */
static struct dms_area *dms_area_next(struct dms_dev *d)
{
	struct dms_area *a, *found = NULL;

	mutex_lock(&d->share_lock);
	list_for_each_entry(a, &d->areas, node) {
		if (a->emptied)
			continue;
		a->emptied = true;
		kref_get(&a->ref);
		get_file(a->file);
		found = a;
		break;
	}
	mutex_unlock(&d->share_lock);
	return found;
}

/**
 * dms_share_revoke() - nobody sees memory of the device any more
 * @d:	device that is going, its semaphore held for writing
 *
 * What another device has mapped cannot be taken from it: see dms_export_revoke().
 */
void dms_share_revoke(struct dms_dev *d)
{
	struct dms_area *a;
	struct file *file;

	while ((a = dms_area_next(d))) {
		file = a->file;
		/* the area can be found through its file once mmap() is through with it */
		mmap_write_lock(a->mm);
		mmap_write_unlock(a->mm);
		unmap_mapping_range(file->f_mapping, 0, 0, 1);
		dms_area_put(a);
		fput(file);
	}
	dms_export_revoke(d);
}
