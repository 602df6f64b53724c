// SPDX-License-Identifier: GPL-2.0
/*
 * A bound device: what all engines have in common.  PCI resources, the
 * two windows of coherent memory, and the end of a binding, which may
 * come at any time.
 */
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/slab.h>

#include "chardev.h"
#include "device.h"
#include "irq.h"
#include "leak.h"
#include "release.h"
#include "stats.h"
#include "trace.h"
#include "dmascope.h"

static void dms_dev_free(struct kref *ref)
{
	struct dms_dev *d = container_of(ref, struct dms_dev, ref);

	free_percpu(d->stats);
	kfree(d);
}

/**
 * dms_dev_put() - drop a reference
 * @d:	device
 */
void dms_dev_put(struct dms_dev *d)
{
	kref_put(&d->ref, dms_dev_free);
}

static int dms_window_init(struct dms_dev *d, struct dms_window *w)
{
	dma_addr_t dma;

	w->cpu = dma_alloc_coherent(dms_dev_of(d), d->engine->window, &dma, GFP_KERNEL);
	if (!w->cpu)
		return -ENOMEM;
	w->span.addr = dma;
	w->span.len = d->engine->window;
	return 0;
}

static void dms_window_exit(struct dms_dev *d, struct dms_window *w)
{
	if (w->cpu)
		dma_free_coherent(dms_dev_of(d), w->span.len, w->cpu, w->span.addr);
}

static int dms_dev_pci_init(struct dms_dev *d)
{
	unsigned int bits = d->engine->own_bits ? *d->engine->own_bits : d->engine->dma_bits;
	int ret;

	ret = pci_enable_device_mem(d->pdev);
	if (ret)
		return ret;
	ret = pci_request_mem_regions(d->pdev, KBUILD_MODNAME);
	if (ret)
		goto disable;
	ret = -ENOMEM;
	d->regs = pci_ioremap_bar(d->pdev, 0);
	if (!d->regs)
		goto release;
	ret = dma_set_mask_and_coherent(dms_dev_of(d), DMA_BIT_MASK(clamp(bits, 1U, 64U)));
	if (ret)
		goto unmap;
	pci_set_master(d->pdev);
	return 0;
unmap:
	iounmap(d->regs);
release:
	pci_release_mem_regions(d->pdev);
disable:
	pci_disable_device(d->pdev);
	return ret;
}

static void dms_dev_pci_exit(struct dms_dev *d)
{
	pci_clear_master(d->pdev);
	iounmap(d->regs);
	pci_release_mem_regions(d->pdev);
	pci_disable_device(d->pdev);
}

static int dms_dev_start(struct dms_dev *d)
{
	int ret;

	ret = dms_dev_pci_init(d);
	if (ret)
		return ret;
	ret = dms_window_init(d, &d->source);
	if (!ret)
		ret = dms_window_init(d, &d->sink);
	if (ret)
		goto windows;
	ret = dms_irq_init(d);
	if (ret)
		goto windows;
	ret = d->engine->probe(d);
	if (!ret)
		return 0;
	dms_irq_exit(d);
windows:
	dms_window_exit(d, &d->sink);
	dms_window_exit(d, &d->source);
	dms_dev_pci_exit(d);
	return ret;
}

static void dms_dev_stop(struct dms_dev *d)
{
	d->engine->remove(d);
	dms_irq_exit(d);
	dms_window_exit(d, &d->sink);
	dms_window_exit(d, &d->source);
	dms_dev_pci_exit(d);
}

static void dms_dev_save_limits(struct dms_dev *d)
{
	struct device *dev = dms_dev_of(d);

	d->limits.mask = dma_get_mask(dev);
	d->limits.coherent = dev->coherent_dma_mask;
	d->limits.max_seg = dma_get_max_seg_size(dev);
	d->limits.boundary = dma_get_seg_boundary(dev);
}

/**
 * dms_dev_restore_limits() - masks and segment limits as before any op
 * @d:	device, not gone
 */
void dms_dev_restore_limits(struct dms_dev *d)
{
	struct device *dev = dms_dev_of(d);

	dma_set_mask(dev, d->limits.mask);
	dma_set_coherent_mask(dev, d->limits.coherent);
	dma_set_max_seg_size(dev, d->limits.max_seg);
	dma_set_seg_boundary(dev, d->limits.boundary);
}

/**
 * dms_dev_read_msi() - what the device sends to raise its interrupt
 * @d:		device with an interrupt
 * @addr:	where to
 * @data:	what
 */
void dms_dev_read_msi(struct dms_dev *d, u64 *addr, u32 *data)
{
	struct msi_msg msg;

	get_cached_msi_msg(pci_irq_vector(d->pdev, 0), &msg);
	*addr = (u64)msg.address_hi << 32 | msg.address_lo;
	*data = msg.data;
}

/**
 * dms_dev_write_msi() - make the device send something else
 * @d:		device with an interrupt
 * @addr:	where to
 * @data:	what
 */
void dms_dev_write_msi(struct dms_dev *d, u64 addr, u32 data)
{
	unsigned int irq = pci_irq_vector(d->pdev, 0);
	struct msi_msg msg;

	mutex_lock(&d->lock);
	get_cached_msi_msg(irq, &msg);
	if (!d->msi_changed)
		d->msi = msg;
	d->msi_changed = true;
	msg.address_hi = upper_32_bits(addr);
	msg.address_lo = lower_32_bits(addr);
	msg.data = data;
	pci_write_msi_msg(irq, &msg);
	mutex_unlock(&d->lock);
}

/**
 * dms_dev_restore_msi() - the message as it was before any op
 * @d:	device, not gone
 */
void dms_dev_restore_msi(struct dms_dev *d)
{
	mutex_lock(&d->lock);
	if (d->msi_changed)
		pci_write_msi_msg(pci_irq_vector(d->pdev, 0), &d->msi);
	d->msi_changed = false;
	mutex_unlock(&d->lock);
}

static struct dms_dev *dms_dev_alloc(struct pci_dev *pdev, const struct dms_engine *engine)
{
	struct dms_dev *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return NULL;
	d->stats = alloc_percpu(struct dms_stats);
	if (!d->stats) {
		kfree(d);
		return NULL;
	}
	kref_init(&d->ref);
	init_waitqueue_head(&d->wq);
	mutex_init(&d->lock);
	init_rwsem(&d->sem);
	mutex_init(&d->files_lock);
	INIT_LIST_HEAD(&d->files);
	spin_lock_init(&d->atomic_lock);
	mutex_init(&d->share_lock);
	mutex_init(&d->pm.turn);
	INIT_LIST_HEAD(&d->areas);
	INIT_LIST_HEAD(&d->exports);
	spin_lock_init(&d->own.lock);
	dms_done_init(d);
	d->pdev = pdev;
	d->engine = engine;
	strscpy(d->name, pci_name(pdev), sizeof(d->name));
	return d;
}

/**
 * dms_dev_probe() - bind a device
 * @pdev:	device
 * @engine:	the one that drives it
 *
 * Return: 0 or a negative errno.
 */
int dms_dev_probe(struct pci_dev *pdev, const struct dms_engine *engine)
{
	struct dms_dev *d = dms_dev_alloc(pdev, engine);
	int ret;

	if (!d)
		return -ENOMEM;
	dms_leak_reclaim(&pdev->dev);
	ret = dms_dev_start(d);
	if (ret)
		goto put;
	dms_dev_save_limits(d);
	pci_set_drvdata(pdev, d);
	ret = dms_chardev_add(d);
	if (ret)
		goto stop;
	dms_pm_init(d);
	pci_info(pdev, "engine %s, %s, node /dev/%s\n", engine->name, dms_irq_name(d),
		 d->node);
	return 0;
stop:
	d->engine->stop(d);
	dms_dev_stop(d);
put:
	dms_dev_put(d);
	return ret;
}

/**
 * dms_dev_remove() - end a binding
 * @pdev:	device, perhaps no longer there
 *
 * Threads inside an ioctl look at @gone wherever they wait, so the semaphore
 * comes soon.  What open files have mapped is released here, while there is
 * still a struct device to do it with.
 */
void dms_dev_remove(struct pci_dev *pdev)
{
	struct dms_dev *d = pci_get_drvdata(pdev);

	/* Their bindings, ours or another driver's, end in here. */
	if (pci_num_vf(pdev))
		pci_disable_sriov(pdev);
	dms_chardev_del(d);
	WRITE_ONCE(d->gone, true);
	wake_up_all(&d->wq);
	down_write(&d->sem);
	dms_done_exit(d);
	dms_pm_exit(d);
	d->engine->stop(d);
	dms_release_all(d);
	d->released = true;
	dms_dev_restore_limits(d);
	dms_dev_stop(d);
	up_write(&d->sem);
	dms_dev_put(d);
}

/**
 * dms_dev_set_vfs() - give a device virtual functions, or take them away
 * @pdev:	bound device
 * @nr:		how many; 0: none
 *
 * The PCI core calls this, and dms_dev_remove(), under the device's lock.
 *
 * Return: @nr or a negative errno.
 */
int dms_dev_set_vfs(struct pci_dev *pdev, int nr)
{
	struct dms_dev *d = pci_get_drvdata(pdev);
	int ret;

	if (!nr) {
		pci_disable_sriov(pdev);
		return 0;
	}
	if (nr > d->engine->max_vfs)
		return -ERANGE;
	ret = pci_enable_sriov(pdev, nr);
	return ret ? ret : nr;
}

static bool dms_dev_poll(struct dms_dev *d, bool (*done)(struct dms_dev *d), unsigned int ms)
{
	ktime_t end = ktime_add_ms(ktime_get(), ms);

	while (!done(d)) {
		if (READ_ONCE(d->gone) || ktime_after(ktime_get(), end))
			return false;
		usleep_range(20, 100);
	}
	return true;
}

/**
 * dms_dev_wait() - wait for the device, by interrupt or by looking
 * @d:		device
 * @done:	looks at the device or its descriptors
 * @irqs:	d->irqs before the device was started
 * @poll:	use no interrupt
 * @ms:		patience
 *
 * A device that is done without an interrupt, or whose interrupt was blocked, is taken for done at the end of
 * the patience, and then polled until the op ends.
 *
 * Return: 0, -ETIMEDOUT, or -ENODEV when the device went meanwhile.
 */
int dms_dev_wait(struct dms_dev *d, bool (*done)(struct dms_dev *d), int irqs, bool poll,
		 unsigned int ms)
{
	if (poll || d->irq_lost || d->caps & DMASCOPE_CAP_POLL)
		dms_dev_poll(d, done, ms);
	else if (!wait_event_timeout(d->wq, READ_ONCE(d->gone) ||
				     (atomic_read(&d->irqs) != irqs && done(d)),
				     msecs_to_jiffies(ms))) {
		d->irq_lost = true;
		/* some devices raise no other interrupt before that */
		d->engine->ack_irq(d);
	}
	if (READ_ONCE(d->gone))
		return -ENODEV;
	if (done(d))
		return 0;
	return pci_device_is_present(d->pdev) ? -ETIMEDOUT : -ENODEV;
}

/**
 * dms_dev_finish() - wait for what is under way, and tell who wants to know
 * @d:	device, locked
 * @ms:	patience
 *
 * Return: 0 or a negative errno.
 */
int dms_dev_finish(struct dms_dev *d, unsigned int ms)
{
	int ret = d->engine->finish(d, ms);

	if (d->pending.running) {
		trace_dev_done(d, ret);
		/* patience may end before the transfer does */
		d->pending.running = ret == -ETIMEDOUT;
	}
	d->listening = false;
	dms_done_end(d, ret);
	return ret;
}

/**
 * dms_dev_settle() - let what is under way come to its end, or end it
 * @d:	device, locked
 *
 * Nothing is under way when a device sleeps or was released.
 */
void dms_dev_settle(struct dms_dev *d)
{
	if (!d->asleep && !d->released && dms_dev_finish(d, DMS_XFER_TIMEOUT_MS)) {
		pci_dbg(d->pdev, "a transfer is cut off\n");
		d->engine->stop(d);
	}
	d->pending = (struct dms_pending){};
}

/**
 * dms_dev_quiesce() - dms_dev_settle() for those who have no lock
 * @d:	device, not released
 */
void dms_dev_quiesce(struct dms_dev *d)
{
	mutex_lock(&d->lock);
	dms_dev_settle(d);
	mutex_unlock(&d->lock);
}

/**
 * dms_dev_call() - call a function of the DMA API in the context asked for
 * @d:		device
 * @atomic:	under a spinlock, interrupts off
 * @call:	does exactly one call
 * @arg:	its argument
 */
void dms_dev_call(struct dms_dev *d, bool atomic, void (*call)(void *arg), void *arg)
{
	unsigned long flags;

	if (!atomic) {
		call(arg);
		return;
	}
	spin_lock_irqsave(&d->atomic_lock, flags);
	call(arg);
	spin_unlock_irqrestore(&d->atomic_lock, flags);
}
