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

#include "domain.h"
#include "done.h"
#include "engine.h"
#include "pm.h"

/**
 * struct dms_window - the core's own memory that the device reads or writes
 * @cpu:	CPU address
 * @span:	device address and length
 */
struct dms_window {
	void *cpu;
	struct dms_span span;
};

#define DMS_MAX_VECTORS	8

/**
 * struct dms_vector - an interrupt vector
 * @dev:	its device
 * @irqs:	interrupts seen
 */
struct dms_vector {
	struct dms_dev *dev;
	atomic_t irqs;
};

/**
 * struct dms_pending - a transfer that was started and not waited for
 * @running:	nobody has seen its end yet
 * @check:	it is a read whose data should be checked at its end
 * @seed:	data that should arrive
 * @pos:	position of its first byte
 * @len:	bytes
 * @result:	what it came to, when that was found out before anybody asked
 */
struct dms_pending {
	bool running;
	bool check;
	u64 seed;
	u64 pos;
	u32 len;
	int result;
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
 * @pdev:	the device; not to be touched once @gone, by a closing file once @released
 * @engine:	how to drive it
 * @priv:	the engine's
 * @regs:	BAR 0
 * @caps:	DMASCOPE_CAP_*
 * @source:	test data for the device to read
 * @sink:	where the device puts what it read
 * @rings:	what the engine shares with the device, for those that have such memory
 * @wq:		woken by interrupts, by records of @done and when the device goes
 * @irqs:	interrupts seen
 * @vectors:	interrupt vectors
 * @nr_vectors:	how many there are
 * @vector:	the one that tells of the ends of transfers
 * @irq_lost:	an interrupt did not come: poll until the op ends
 * @lock:	the engine, @vector, everything from @irq_lost to @listening, @msi and @msi_changed
 * @pending:	what a DEV_* op left running
 * @done:	and who wants to hear of its end
 * @own:	IOMMU domain of a scenario
 * @pm:		power
 * @asleep:	the device has no power, or is about to lose it: do not touch it
 * @listening:	a DEV_LISTEN op left it open to the wire
 * @sem:	read: @pdev stays; write: the binding is being undone
 * @gone:	the binding is being undone
 * @released:	nothing is mapped any more, and @pdev is not to be touched; under @sem
 * @files_lock:	@files
 * @files:	open files
 * @stats:	counters
 * @atomic_lock: held around calls that shall be made in atomic context
 * @limits:	settings as they were before any op
 * @msi:	message as the kernel programmed it, while @msi_changed
 * @msi_changed: an op made the device send another one
 * @share_lock:	@areas to @nr_exports, and who sees which object: see share.c
 * @areas:	of user space, that show objects
 * @exports:	dma-bufs that are alive
 * @nr_exports:	how many
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
	struct dms_window rings;
	wait_queue_head_t wq;
	atomic_t irqs;
	struct dms_vector vectors[DMS_MAX_VECTORS];
	unsigned int nr_vectors;
	unsigned int vector;
	bool irq_lost;
	struct mutex lock;		/* see above */
	struct dms_pending pending;
	struct dms_done done;
	struct dms_own own;
	struct dms_pm pm;
	bool asleep;
	bool listening;
	struct rw_semaphore sem;
	bool gone;
	bool released;
	struct mutex files_lock;	/* see above */
	struct list_head files;
	struct dms_stats __percpu *stats;
	spinlock_t atomic_lock;		/* guards nothing: atomic context is the point */
	struct dms_limits limits;
	struct msi_msg msi;
	bool msi_changed;
	struct mutex share_lock;	/* see above */
	struct list_head areas;
	struct list_head exports;
	unsigned int nr_exports;
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
int dms_dev_finish(struct dms_dev *d, unsigned int ms);
void dms_dev_settle(struct dms_dev *d);
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
