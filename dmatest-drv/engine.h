/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an engine is: the few things that the core must know of a device
 * model to make it move bytes.  PCI plumbing, interrupts, test data and
 * checking are the core's; an engine only drives registers.
 */
#ifndef _DMS_ENGINE_H
#define _DMS_ENGINE_H

#include <linux/pci.h>

#include "span.h"

struct dms_dev;

/**
 * struct dms_xfer - bytes that the device shall move
 * @src:		where it reads, at least @len bytes left
 * @dst:		where it writes, at least @len bytes left
 * @len:		bytes, at most the engine's window
 * @dst_internal:	@dst is the core's sink: the read is what is tested
 * @poll:		use no interrupt
 * @no_wait:		return once the last access under test has been started
 */
struct dms_xfer {
	struct dms_cursor *src;
	struct dms_cursor *dst;
	u32 len;
	bool dst_internal;
	bool poll;
	bool no_wait;
};

/**
 * struct dms_engine - one device model
 * @name:	for people and for struct dmascope_info
 * @ids:	PCI devices that it drives, ends with an empty entry
 * @pf:		they are virtual functions of this engine's devices
 * @dma_bits:	width of the addresses that the device can put on the bus
 * @own_bits:	where the model can be given another width, what it was given; else NULL
 * @window:	bytes that one @start can move
 * @max_xfer:	bytes that one DEV_* op can move
 * @min_write:	smallest segment that the device can write
 * @max_vfs:	virtual functions that the device can have while @start works
 * @vectors:	MSI-X vectors that it has a use for; 0: one
 * @probe:	reset the device and make it ready; d->priv is the engine's
 * @remove:	undo @probe; @stop was called before
 * @route:	let the ends of transfers be told through d->vector.  NULL: there is one
 * @resume:	the device lost its state while it had no power: make it ready as @probe did.
 *		NULL: it has no state.  @stop was called before it lost the power
 * @ack_irq:	hard interrupt: quieten the device; may run before @probe.  false: on
 *		a line that devices share, this one was not it
 * @start:	move bytes; wait for the end unless told otherwise.  -EIO: the
 *		device says that it is done, but some bytes did not arrive
 * @finish:	wait, at most so many ms, for what @start left running
 * @listen:	give the device memory to receive into, and leave it so: what
 *		comes over the wire goes there, whenever it comes.  @ring: bus
 *		address of the descriptor.  Ended by @start, @finish and @stop.
 *		NULL: it has no wire
 * @stop:	no DMA is under way when it returns, and @start works again
 *
 * The core serialises @start, @finish, @listen, @stop, @route, @resume and @remove.  All of them return
 * within bounded time, even when the device is not there any more.
 */
struct dms_engine {
	const char *name;
	const struct pci_device_id *ids;
	const struct dms_engine *pf;
	unsigned int dma_bits;
	const unsigned int *own_bits;
	u32 window;
	u32 max_xfer;
	u32 min_write;
	unsigned int max_vfs;
	unsigned int vectors;
	int (*probe)(struct dms_dev *d);
	void (*remove)(struct dms_dev *d);
	void (*route)(struct dms_dev *d);
	int (*resume)(struct dms_dev *d);
	bool (*ack_irq)(struct dms_dev *d);
	int (*start)(struct dms_dev *d, struct dms_xfer *x);
	int (*finish)(struct dms_dev *d, unsigned int ms);
	int (*listen)(struct dms_dev *d, struct dms_cursor *dst, u32 len, u64 *ring);
	void (*stop)(struct dms_dev *d);
};

/* A device that does not answer for so long will not answer at all. */
#define DMS_XFER_TIMEOUT_MS	1000

extern const struct dms_engine dms_engine_e1000;
extern const struct dms_engine dms_engine_e1000e;
extern const struct dms_engine dms_engine_edu;
extern const struct dms_engine dms_engine_igb;
extern const struct dms_engine dms_engine_igbvf;
/* stands in for any of them when a device is not to be touched */
extern const struct dms_engine dms_engine_adopted;

#endif /* _DMS_ENGINE_H */
