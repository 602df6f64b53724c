/* SPDX-License-Identifier: GPL-2.0 */
/* Records of transfers that nobody waited for: made at their end, taken by read(). */
#ifndef _DMS_DONE_H
#define _DMS_DONE_H

#include <linux/kfifo.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/workqueue.h>

#include "dmascope.h"

struct dms_dev;
struct dms_file;

/**
 * struct dms_done - a device's transfer that somebody wants to hear of
 * @work:	waits for its end
 * @file:	who wants to; NULL: nobody
 * @event:	the record, as far as known
 */
struct dms_done {
	struct work_struct work;
	struct dms_file *file;
	struct dmascope_event event;
};

/**
 * struct dms_events - records that a file has not read yet
 * @fifo:	written under the device's lock, read under @reading
 * @reading:	one reader at a time
 * @lost:	records that found @fifo full
 * @seq:	transfers so far
 */
struct dms_events {
	DECLARE_KFIFO_PTR(fifo, struct dmascope_event);
	struct mutex reading;	/* see above */
	u32 lost;
	u64 seq;
};

void dms_done_init(struct dms_dev *d);
void dms_done_exit(struct dms_dev *d);
int dms_done_open(struct dms_file *f);
void dms_done_close(struct dms_file *f);
void dms_done_expect(struct dms_dev *d, struct dms_file *f, struct dmascope_op *op);
void dms_done_wait(struct dms_dev *d);
void dms_done_forget(struct dms_dev *d);
void dms_done_end(struct dms_dev *d, int result);
ssize_t dms_done_read(struct dms_file *f, char __user *buf, size_t len, bool wait);
__poll_t dms_done_poll(struct dms_file *f, struct file *file, poll_table *table);

#endif /* _DMS_DONE_H */
