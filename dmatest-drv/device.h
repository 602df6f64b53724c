/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_DEVICE_H
#define _DMS_DEVICE_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/msi.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "engine.h"

/**
 * struct dms_window - the core's own memory that the device reads or writes
 * @cpu:	CPU address
 * @span:	device address and length
 */
struct dms_window {
	void *cpu;
	struct dms_span span;
};

/**
 * struct dms_pending - a transfer that was started and not waited for
 * @check:	it is a read whose data should be checked at its end
 * @seed:	data that should arrive
 * @pos:	position of its first byte
 * @len:	bytes
 */
struct dms_pending {
	bool check;
	u64 seed;
	u64 pos;
	u32 len;
};

/**
 * struct dms_limits - settings of a struct device that ops may change
 * @mask:	streaming mask
 * @coherent:	coherent mask
 * @max_seg:	longest segment
 * @boundary:	segment boundary mask
 */
struct dms_limits {
	u64 mask;
	u64 coherent;
	unsigned int max_seg;
	unsigned long boundary;
};

/**
 * struct dms_dev - a bound device
 * @ref:	the binding and every open file hold one
 * @pdev:	the device; not to be touched once @gone
 * @engine:	how to drive it
 * @priv:	the engine's
 * @regs:	BAR 0
 * @caps:	DMASCOPE_CAP_*
 * @source:	test data for the device to read
 * @sink:	where the device puts what it read
 * @wq:		woken by interrupts and when the device goes
 * @irqs:	interrupts seen
 * @irq_lost:	an interrupt did not come: poll until the op ends
 * @lock:	the engine and everything from @irq_lost to @pending, @msi and @msi_changed
 * @pending:	what a DEV_* op left running
 * @sem:	read: @pdev stays; write: the binding is being undone
 * @gone:	the binding is being undone
 * @files_lock:	@files
 * @files:	open files
 * @atomic_lock: held around calls that shall be made in atomic context
 * @limits:	settings as they were before any op
 * @msi:	message as the kernel programmed it, while @msi_changed
 * @msi_changed: an op made the device send another one
 * @misc:	the device node
 * @name:	dev_name() of the device
 * @node:	name of the device node
 */
struct dms_dev {
	struct kref ref;
	struct pci_dev *pdev;
	const struct dms_engine *engine;
	void *priv;
	void __iomem *regs;
	u32 caps;
	struct dms_window source;
	struct dms_window sink;
	wait_queue_head_t wq;
	atomic_t irqs;
	bool irq_lost;
	struct mutex lock;		/* see above */
	struct dms_pending pending;
	struct rw_semaphore sem;
	bool gone;
	struct mutex files_lock;	/* see above */
	struct list_head files;
	spinlock_t atomic_lock;		/* guards nothing: atomic context is the point */
	struct dms_limits limits;
	struct msi_msg msi;
	bool msi_changed;
	struct miscdevice misc;
	char name[32];
	char node[48];
};

struct dms_dev *dms_dev_find(const char *engine);
void dms_dev_put(struct dms_dev *d);
int dms_dev_probe(struct pci_dev *pdev, const struct dms_engine *engine);
void dms_dev_remove(struct pci_dev *pdev);
int dms_dev_set_vfs(struct pci_dev *pdev, int nr);
int dms_dev_wait(struct dms_dev *d, bool (*done)(struct dms_dev *d), int irqs, bool poll,
		 unsigned int ms);
void dms_dev_quiesce(struct dms_dev *d);
void dms_dev_restore_limits(struct dms_dev *d);
void dms_dev_read_msi(struct dms_dev *d, u64 *addr, u32 *data);
void dms_dev_write_msi(struct dms_dev *d, u64 addr, u32 data);
void dms_dev_restore_msi(struct dms_dev *d);
void dms_dev_call(struct dms_dev *d, bool atomic, void (*call)(void *arg), void *arg);

static inline struct device *dms_dev_of(struct dms_dev *d)
{
	return &d->pdev->dev;
}

#endif /* _DMS_DEVICE_H */
