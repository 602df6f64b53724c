/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_LEAK_H
#define _DMS_LEAK_H

struct device;
struct dms_obj;

int dms_leak_add(struct device *dev, struct dms_obj *obj);
void dms_leak_reclaim(struct device *dev);
void dms_leak_abandon_all(void);

#endif /* _DMS_LEAK_H */
