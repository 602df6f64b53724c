/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_CHARDEV_H
#define _DMS_CHARDEV_H

struct dms_dev;
struct dms_file;

struct dms_file *dms_file_open(struct dms_dev *d);
void dms_file_close(struct dms_file *f);
int dms_chardev_add(struct dms_dev *d);
void dms_chardev_del(struct dms_dev *d);

#endif /* _DMS_CHARDEV_H */
