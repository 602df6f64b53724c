// SPDX-License-Identifier: GPL-2.0
/* What is around the device: its power and its interrupt vectors. */
#include "irq.h"
#include "ops.h"
#include "pm.h"

/* PM: fn=enum dmascope_pm -> out[0]=state, out[1]=suspends, out[2]=resumes */
int dms_op_pm(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_dev *d = f->dev;

	switch (op->fn) {
	case DMASCOPE_PM_QUERY:
		break;
	case DMASCOPE_PM_SUSPEND:
		op->result = dms_pm_sleep(d);
		if (!op->result)
			f->slept = true;
		break;
	case DMASCOPE_PM_RESUME:
		op->result = dms_pm_wake(d);
		break;
	default:
		return -EINVAL;
	}
	mutex_lock(&d->lock);
	op->out[0] = dms_pm_state(d);
	op->out[1] = d->pm.suspends;
	op->out[2] = d->pm.resumes;
	mutex_unlock(&d->lock);
	return 0;
}

/* VECTOR: nents -> out[0]=in use until now, out[1]=vectors, out[2]=interrupts of it */
int dms_op_vector(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_dev *d = f->dev;
	int ret;

	if (!d->nr_vectors)
		return -EOPNOTSUPP;
	if (op->set & DMASCOPE_SET_NENTS && op->nents >= d->nr_vectors)
		return -ERANGE;
	ret = dms_pm_get(d);
	if (ret)
		return ret;
	mutex_lock(&d->lock);
	op->out[0] = d->vector;
	op->out[1] = d->nr_vectors;
	if (op->set & DMASCOPE_SET_NENTS) {
		f->vector = true;
		dms_irq_route(d, op->nents);
	}
	op->out[2] = (u32)atomic_read(&d->vectors[d->vector].irqs);
	mutex_unlock(&d->lock);
	dms_pm_put(d);
	return 0;
}
