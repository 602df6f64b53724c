/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_RESOURCE_H
#define _DMS_RESOURCE_H

struct device;
struct dms_mem;

void dms_resource_release(struct device *dev, struct dms_mem *m);

#endif /* _DMS_RESOURCE_H */
