/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_POOL_H
#define _DMS_POOL_H

struct dms_obj;

void dms_pool_release(struct dms_obj *obj);

#endif /* _DMS_POOL_H */
