// SPDX-License-Identifier: GPL-2.0
/*
 * The device file: /dev/dmascope-<bdf>, root's.  A file outlives the binding
 * that it was opened on, but then answers -ENODEV only.
 */
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "chardev.h"
#include "device.h"
#include "irq.h"
#include "object.h"
#include "ops.h"
#include "release.h"
#include "share.h"
#include "stats.h"

/**
 * dms_file_open() - a table of objects of its own on a device
 * @d:	device; a reference is taken
 *
 * Return: the file, or NULL when there is no memory.
 */
struct dms_file *dms_file_open(struct dms_dev *d)
{
	struct dms_file *f = kzalloc(sizeof(*f), GFP_KERNEL);

	if (!f)
		return NULL;
	mutex_init(&f->lock);
	xa_init_flags(&f->objs, XA_FLAGS_ALLOC1);
	if (dms_done_open(f)) {
		kfree(f);
		return NULL;
	}
	f->dev = d;
	kref_get(&d->ref);
	mutex_lock(&d->files_lock);
	list_add_tail(&f->node, &d->files);
	mutex_unlock(&d->files_lock);
	return f;
}

/**
 * dms_file_close() - release what was made through a file, and the file
 * @f:	file; the caller holds @f->dev->sem for reading, and keeps the reference on @f->dev
 */
void dms_file_close(struct dms_file *f)
{
	struct dms_dev *d = f->dev;
	struct dms_obj *obj;
	unsigned long id;

	dms_done_close(f);
	/* @gone alone says that dms_dev_remove() is on its way to this file, not that it was here */
	if (!d->released) {
		if (f->slept && !d->gone)
			dms_pm_wake(d);
		dms_dev_quiesce(d);
		dms_share_orphan(f);
		dms_release_file(f);
		if (f->limits)
			dms_dev_restore_limits(d);
		if (f->msi)
			dms_dev_restore_msi(d);
		if (f->vector)
			dms_irq_restore(d);
	}
	mutex_lock(&d->files_lock);
	list_del(&f->node);
	mutex_unlock(&d->files_lock);
	xa_for_each(&f->objs, id, obj)
		dms_obj_drop(f, obj);
	xa_destroy(&f->objs);
	kfree(f);
}

static int dms_open(struct inode *inode, struct file *file)
{
	/* The misc core calls this under the lock that misc_deregister() takes. */
	struct dms_dev *d = container_of(file->private_data, struct dms_dev, misc);
	struct dms_file *f = dms_file_open(d);

	if (!f)
		return -ENOMEM;
	file->private_data = f;
	return nonseekable_open(inode, file);
}

static int dms_release(struct inode *inode, struct file *file)
{
	struct dms_file *f = file->private_data;
	struct dms_dev *d = f->dev;

	down_read(&d->sem);
	dms_file_close(f);
	up_read(&d->sem);
	dms_dev_put(d);
	return 0;
}

static long dms_ioctl_info(struct dms_file *f, void __user *arg)
{
	struct dms_dev *d = f->dev;
	struct dmascope_info info = {
		.abi = DMASCOPE_ABI,
		.caps = d->caps | DMASCOPE_CAP_COPY,
		.min_write = d->engine->min_write,
		.max_xfer = d->engine->max_xfer,
	};

	if (READ_ONCE(d->gone))
		return -ENODEV;
	strscpy(info.engine, d->engine->name, sizeof(info.engine));
	strscpy(info.device, d->name, sizeof(info.device));
	return copy_to_user(arg, &info, sizeof(info)) ? -EFAULT : 0;
}

static long dms_ioctl_op(struct dms_file *f, void __user *arg)
{
	struct dmascope_op op;
	int ret;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	down_read(&f->dev->sem);
	ret = f->dev->gone ? -ENODEV : dms_op_run(f, &op);
	up_read(&f->dev->sem);
	if (ret)
		return ret;
	return copy_to_user(arg, &op, sizeof(op)) ? -EFAULT : 0;
}

static long dms_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case DMASCOPE_IOC_INFO:
		return dms_ioctl_info(file->private_data, (void __user *)arg);
	case DMASCOPE_IOC_OP:
		return dms_ioctl_op(file->private_data, (void __user *)arg);
	}
	return -ENOTTY;
}

static int dms_mmap(struct file *file, struct vm_area_struct *vma)
{
	return dms_share_mmap_file(file->private_data, vma);
}

static ssize_t dms_read(struct file *file, char __user *buf, size_t len, loff_t *pos)
{
	return dms_done_read(file->private_data, buf, len, !(file->f_flags & O_NONBLOCK));
}

static __poll_t dms_poll(struct file *file, poll_table *table)
{
	return dms_done_poll(file->private_data, file, table);
}

static const struct file_operations dms_fops = {
	.owner = THIS_MODULE,
	.open = dms_open,
	.release = dms_release,
	.read = dms_read,
	.poll = dms_poll,
	.unlocked_ioctl = dms_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.mmap = dms_mmap,
};

/**
 * dms_chardev_add() - make the device node
 * @d:	device, ready for ops
 *
 * Return: 0 or a negative errno.
 */
int dms_chardev_add(struct dms_dev *d)
{
	snprintf(d->node, sizeof(d->node), "dmascope-%s", d->name);
	d->misc.minor = MISC_DYNAMIC_MINOR;
	d->misc.name = d->node;
	d->misc.fops = &dms_fops;
	d->misc.groups = dms_stats_groups;
	d->misc.parent = &d->pdev->dev;
	d->misc.mode = 0600;
	return misc_register(&d->misc);
}

/**
 * dms_chardev_del() - remove the device node: no file is opened after that
 * @d:	device
 */
void dms_chardev_del(struct dms_dev *d)
{
	misc_deregister(&d->misc);
}
