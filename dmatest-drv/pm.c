// SPDX-License-Identifier: GPL-2.0
/*
 * Power.  Mappings outlive a suspend, the state of a device does not: its engine
 * is quiet before it, and set up anew behind it.
 *
 * Nobody may ask for power while holding the device's lock: the callbacks take it.
 */
#include <linux/pm_runtime.h>

#include "device.h"
#include "irq.h"
#include "pm.h"

static int dms_pm_down(struct dms_dev *d)
{
	int ret;

	mutex_lock(&d->lock);
	if (!d->asleep) {
		/* who started it may still ask what came of it, after the resume */
		ret = dms_dev_finish(d, DMS_XFER_TIMEOUT_MS);
		if (ret)
			d->pending.result = ret;
		d->engine->stop(d);
		WRITE_ONCE(d->asleep, true);
		dms_irq_sync(d);
		pci_clear_master(d->pdev);
		d->pm.suspends++;
		pci_dbg(d->pdev, "suspended\n");
	}
	mutex_unlock(&d->lock);
	return 0;
}

static int dms_pm_up(struct dms_dev *d)
{
	int ret = 0;

	mutex_lock(&d->lock);
	if (d->asleep && !d->pm.forced) {
		pci_set_master(d->pdev);
		WRITE_ONCE(d->asleep, false);
		if (d->engine->resume)
			ret = d->engine->resume(d);
		d->pm.resumes++;
		pci_dbg(d->pdev, "resumed: %d\n", ret);
	}
	mutex_unlock(&d->lock);
	return ret;
}

static int dms_pm_suspend(struct device *dev)
{
	return dms_pm_down(dev_get_drvdata(dev));
}

static int dms_pm_resume(struct device *dev)
{
	return dms_pm_up(dev_get_drvdata(dev));
}

/* What listens to the wire is in use, although no op is under way. */
static int dms_pm_runtime_suspend(struct device *dev)
{
	struct dms_dev *d = dev_get_drvdata(dev);

	if (READ_ONCE(d->listening) && !READ_ONCE(d->pm.forced))
		return -EBUSY;
	return dms_pm_down(d);
}

const struct dev_pm_ops dms_pm_ops = {
	SYSTEM_SLEEP_PM_OPS(dms_pm_suspend, dms_pm_resume)
	RUNTIME_PM_OPS(dms_pm_runtime_suspend, dms_pm_resume, NULL)
};

/**
 * dms_pm_init() - the device may be suspended from now on, when user space allows it
 * @d:	device, ready for ops
 */
void dms_pm_init(struct dms_dev *d)
{
	pm_runtime_put_noidle(dms_dev_of(d));
}

/**
 * dms_pm_exit() - undo dms_pm_init(): the device has power when this returns
 * @d:	device, with no ioctl inside
 */
void dms_pm_exit(struct dms_dev *d)
{
	pm_runtime_get_noresume(dms_dev_of(d));
	if (d->pm.forced)
		dms_pm_wake(d);
	else
		pm_runtime_resume(dms_dev_of(d));
}

/**
 * dms_pm_get() - the engine will be needed
 * @d:	device, not locked
 *
 * Return: 0 when it has power until dms_pm_put(), or -ESHUTDOWN when it was put to sleep.
 */
int dms_pm_get(struct dms_dev *d)
{
	if (READ_ONCE(d->pm.forced))
		return -ESHUTDOWN;
	return pm_runtime_resume_and_get(dms_dev_of(d)) < 0 ? -ESHUTDOWN : 0;
}

/**
 * dms_pm_put() - undo dms_pm_get()
 * @d:	device, not locked
 */
void dms_pm_put(struct dms_dev *d)
{
	pm_runtime_put(dms_dev_of(d));
}

/* Called with the turn held: two of these at once leave the core with a state of its own. */
static int dms_pm_force_down(struct dms_dev *d)
{
	int ret = 0;

	mutex_lock(&d->lock);
	if (d->pm.forced)
		ret = -EALREADY;
	WRITE_ONCE(d->pm.forced, true);
	mutex_unlock(&d->lock);
	if (ret)
		return ret;
	ret = pm_runtime_force_suspend(dms_dev_of(d));
	if (ret)
		WRITE_ONCE(d->pm.forced, false);
	return ret;
}

/**
 * dms_pm_sleep() - put the device to sleep until dms_pm_wake()
 * @d:	device
 *
 * Return: 0, -EALREADY, -EOPNOTSUPP, -EINTR, or what the PM core says.
 */
int dms_pm_sleep(struct dms_dev *d)
{
	int ret;

	if (!IS_ENABLED(CONFIG_PM))
		return -EOPNOTSUPP;
	ret = mutex_lock_killable(&d->pm.turn);
	if (ret)
		return ret;
	ret = dms_pm_force_down(d);
	mutex_unlock(&d->pm.turn);
	return ret;
}

static int dms_pm_force_up(struct dms_dev *d)
{
	int ret = 0;

	mutex_lock(&d->lock);
	if (!d->pm.forced)
		ret = -EALREADY;
	WRITE_ONCE(d->pm.forced, false);
	mutex_unlock(&d->lock);
	if (ret)
		return ret;
	/* This one may leave the device suspended, for the next user to wake. */
	ret = pm_runtime_force_resume(dms_dev_of(d));
	if (!ret)
		ret = pm_runtime_resume(dms_dev_of(d));
	return ret < 0 ? ret : 0;
}

/**
 * dms_pm_wake() - undo dms_pm_sleep()
 * @d:	device
 *
 * Return: 0, -EALREADY, -EOPNOTSUPP, or what the PM core says.
 */
int dms_pm_wake(struct dms_dev *d)
{
	int ret;

	if (!IS_ENABLED(CONFIG_PM))
		return -EOPNOTSUPP;
	mutex_lock(&d->pm.turn);
	ret = dms_pm_force_up(d);
	mutex_unlock(&d->pm.turn);
	return ret;
}

/**
 * dms_pm_state() - has the device power?
 * @d:	device
 *
 * Return: enum dmascope_pm_state
 */
enum dmascope_pm_state dms_pm_state(struct dms_dev *d)
{
	if (READ_ONCE(d->pm.forced))
		return DMASCOPE_PM_ASLEEP;
	return READ_ONCE(d->asleep) ? DMASCOPE_PM_IDLE : DMASCOPE_PM_ACTIVE;
}
