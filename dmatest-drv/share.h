/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_SHARE_H
#define _DMS_SHARE_H

#include <linux/types.h>

struct dms_dev;
struct dms_file;
struct dms_obj;
struct vm_area_struct;

int dms_share_claim(struct dms_dev *d, struct dms_obj *obj);
bool dms_share_is_used(struct dms_dev *d, const struct dms_obj *obj);
int dms_share_mmap(struct dms_dev *d, struct dms_obj *obj, struct vm_area_struct *vma, u64 byte);
int dms_share_mmap_file(struct dms_file *f, struct vm_area_struct *vma);
void dms_share_orphan(struct dms_file *f);
void dms_share_revoke(struct dms_dev *d);

#endif /* _DMS_SHARE_H */
