/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_PM_H
#define _DMS_PM_H

#include <linux/mutex.h>
#include <linux/pm.h>

#include "dmascope.h"

struct dms_dev;

/**
 * struct dms_pm - a device's power
 * @turn:	one scenario at a time puts it to sleep or wakes it; outside the device's lock
 * @forced:	a scenario put it to sleep
 * @suspends:	times that it was made idle and left without power
 * @resumes:	times that it was brought back
 */
struct dms_pm {
	struct mutex turn;
	bool forced;
	unsigned int suspends;
	unsigned int resumes;
};

extern const struct dev_pm_ops dms_pm_ops;

void dms_pm_init(struct dms_dev *d);
void dms_pm_exit(struct dms_dev *d);
int dms_pm_get(struct dms_dev *d);
void dms_pm_put(struct dms_dev *d);
int dms_pm_sleep(struct dms_dev *d);
int dms_pm_wake(struct dms_dev *d);
enum dmascope_pm_state dms_pm_state(struct dms_dev *d);

#endif /* _DMS_PM_H */
