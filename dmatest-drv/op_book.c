// SPDX-License-Identifier: GPL-2.0
/* Ops that call nothing of the DMA API: forgetting an object, staying inside. */
#include <linux/err.h>

#include "leak.h"
#include "ops.h"
#include "share.h"

#define DMS_LEAK_TYPES	(DMS_BUF | DMS_MAP | DMS_SG | DMS_COHERENT | DMS_PAGES | \
			 DMS_NONCONTIGUOUS | DMS_RESOURCE)

static u64 dms_obj_bytes(const struct dms_obj *obj)
{
	if (obj->done || obj->type & (DMS_MAP | DMS_SG | DMS_RESOURCE))
		return 0;
	return dms_obj_len(obj);
}

/* LEAK: obj */
int dms_op_leak(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_LEAK_TYPES);
	int ret;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (obj->done)
		return -EALREADY;
	if (dms_share_is_used(f->dev, obj))
		return -EBUSY;
	ret = dms_leak_add(dms_dev_of(f->dev), dms_obj_get(obj));
	if (ret) {
		dms_obj_put(obj);
		return ret;
	}
	f->bytes -= dms_obj_bytes(obj);
	dms_obj_drop(f, obj);
	return 0;
}

/* HOLD: value=ms */
int dms_op_hold(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_dev *d = f->dev;
	long left;

	if (op->value > DMASCOPE_MAX_TIMEOUT)
		return -EINVAL;
	left = wait_event_interruptible_timeout(d->wq, READ_ONCE(d->gone),
						msecs_to_jiffies(op->value));
	if (left < 0)
		return -EINTR;
	return READ_ONCE(d->gone) ? -ENODEV : 0;
}
