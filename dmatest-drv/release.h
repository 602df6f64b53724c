/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_RELEASE_H
#define _DMS_RELEASE_H

struct device;
struct dms_dev;
struct dms_file;
struct dms_iomap;
struct dms_obj;

void dms_release_obj(struct device *dev, struct dms_obj *obj);
u64 dms_iomap_release(struct dms_iomap *m);
void dms_release_file(struct dms_file *f);
void dms_release_all(struct dms_dev *d);

#endif /* _DMS_RELEASE_H */
