// SPDX-License-Identifier: GPL-2.0
/*
 * Completion records.  A transfer that was started with DMASCOPE_F_NOTIFY is waited for
 * by a work item, which holds the device's lock meanwhile: whatever else wants the engine
 * would have to wait for the end of the transfer just as well.
 */
#include <linux/ktime.h>
#include <linux/uaccess.h>

#include "device.h"
#include "done.h"
#include "object.h"
#include "pattern.h"
#include "stats.h"

static void dms_done_work(struct work_struct *work)
{
	struct dms_dev *d = container_of(work, struct dms_dev, done.work);

	mutex_lock(&d->lock);
	if (d->done.file && !READ_ONCE(d->gone) && !d->asleep)
		d->pending.result = dms_dev_finish(d, DMS_XFER_TIMEOUT_MS);
	mutex_unlock(&d->lock);
}

/**
 * dms_done_init() - make a device ready for records
 * @d:	device
 */
void dms_done_init(struct dms_dev *d)
{
	INIT_WORK(&d->done.work, dms_done_work);
}

/**
 * dms_done_exit() - no work of ours is left
 * @d:	device, gone, with no ioctl inside
 */
void dms_done_exit(struct dms_dev *d)
{
	cancel_work_sync(&d->done.work);
}

/**
 * dms_done_open() - an empty queue
 * @f:	file that is being opened
 *
 * Return: 0 or -ENOMEM.
 */
int dms_done_open(struct dms_file *f)
{
	mutex_init(&f->events.reading);
	return kfifo_alloc(&f->events.fifo, DMASCOPE_MAX_EVENTS, GFP_KERNEL);
}

/**
 * dms_done_close() - nobody is left to tell
 * @f:	file that is being closed
 */
void dms_done_close(struct dms_file *f)
{
	struct dms_dev *d = f->dev;

	mutex_lock(&d->lock);
	if (d->done.file == f)
		d->done.file = NULL;
	mutex_unlock(&d->lock);
	kfifo_free(&f->events.fifo);
}

/**
 * dms_done_expect() - a transfer is about to be started that @f wants to hear of
 * @d:	device, locked
 * @f:	file
 * @op:	its op; gets the number of the record
 */
void dms_done_expect(struct dms_dev *d, struct dms_file *f, struct dmascope_op *op)
{
	d->done.event = (struct dmascope_event){
		.version = DMASCOPE_EVENT_VERSION,
		.size = sizeof(d->done.event),
		.op = op->op,
		.seq = ++f->events.seq,
		.iova = op->out_iova,
		.len = op->out_len,
	};
	op->out[3] = d->done.event.seq;
	d->done.file = f;
}

/**
 * dms_done_wait() - the transfer has been started: see it to its end
 * @d:	device, locked
 */
void dms_done_wait(struct dms_dev *d)
{
	queue_work(system_long_wq, &d->done.work);
}

/**
 * dms_done_forget() - it has not been started after all
 * @d:	device, locked
 */
void dms_done_forget(struct dms_dev *d)
{
	d->done.file = NULL;
}

/**
 * dms_done_end() - the transfer that was under way has ended, or was given up
 * @d:		device, locked
 * @result:	0 or a negative errno
 */
void dms_done_end(struct dms_dev *d, int result)
{
	struct dmascope_event *e = &d->done.event;
	const struct dms_pending *p = &d->pending;
	struct dms_file *f = d->done.file;
	struct dms_diff diff = {};

	if (!f)
		return;
	d->done.file = NULL;
	/* bytes that got lost on the way of a read are a result: they are wrong */
	if (result == -EIO && p->check)
		result = 0;
	if (!result && p->check)
		dms_pattern_check(d->sink.cpu, p->seed, p->pos, p->len, &diff);
	e->result = result;
	e->wrong = diff.wrong;
	e->first = diff.first;
	e->time_ns = ktime_get_ns();
	if (!kfifo_put(&f->events.fifo, *e)) {
		WRITE_ONCE(f->events.lost, f->events.lost + 1);
		dms_stats_add(d, events_lost, 1);
	}
	wake_up_all(&d->wq);
}

/* As many records as fit into @len; 0: there is none. */
static ssize_t dms_done_copy(struct dms_events *q, char __user *buf, size_t len)
{
	struct dmascope_event e;
	size_t done = 0;

	while (len - done >= sizeof(e) && kfifo_peek(&q->fifo, &e)) {
		e.lost = READ_ONCE(q->lost);
		if (copy_to_user(buf + done, &e, sizeof(e)))
			return done ? done : -EFAULT;
		kfifo_skip(&q->fifo);
		done += sizeof(e);
	}
	return done;
}

/**
 * dms_done_read() - take records out of a file's queue
 * @f:		file
 * @buf:	where to
 * @len:	room there
 * @wait:	until there is one, or a signal
 *
 * Return: bytes, -EINVAL when not even one record fits, -EAGAIN when there is none and
 * @wait is false, -ENODEV when the device is gone.
 */
ssize_t dms_done_read(struct dms_file *f, char __user *buf, size_t len, bool wait)
{
	struct dms_events *q = &f->events;
	struct dms_dev *d = f->dev;
	ssize_t ret;

	if (len < sizeof(struct dmascope_event))
		return -EINVAL;
	for (;;) {
		if (READ_ONCE(d->gone))
			return -ENODEV;
		if (mutex_lock_interruptible(&q->reading))
			return -ERESTARTSYS;
		ret = dms_done_copy(q, buf, len);
		mutex_unlock(&q->reading);
		if (ret)
			return ret;
		if (!wait)
			return -EAGAIN;
		ret = wait_event_interruptible(d->wq, READ_ONCE(d->gone) ||
					       !kfifo_is_empty(&q->fifo));
		if (ret)
			return ret;
	}
}

/**
 * dms_done_poll() - is there something to read?
 * @f:		file
 * @file:	the kernel's side of it
 * @table:	who waits
 *
 * Return: mask of EPOLL*.
 */
__poll_t dms_done_poll(struct dms_file *f, struct file *file, poll_table *table)
{
	struct dms_dev *d = f->dev;

	poll_wait(file, &d->wq, table);
	if (READ_ONCE(d->gone))
		return EPOLLHUP | EPOLLERR;
	return kfifo_is_empty(&f->events.fifo) ? 0 : EPOLLIN | EPOLLRDNORM;
}
