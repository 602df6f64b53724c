/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_IMPORT_H
#define _DMS_IMPORT_H

#include <linux/errno.h>
#include <linux/types.h>

struct dmascope_op;
struct dms_mem;
struct dms_obj;

#ifdef DMS_HAVE_DMA_BUF
int dms_import_vmap(struct dms_mem *m);
void dms_import_vunmap(struct dms_mem *m);
int dms_import_sync(struct dms_obj *obj, struct dmascope_op *op);
void dms_import_release(struct dms_mem *m);
#else
static inline int dms_import_vmap(struct dms_mem *m)
{
	return -EOPNOTSUPP;
}

static inline void dms_import_vunmap(struct dms_mem *m)
{
}

static inline int dms_import_sync(struct dms_obj *obj, struct dmascope_op *op)
{
	return -EOPNOTSUPP;
}

static inline void dms_import_release(struct dms_mem *m)
{
}
#endif

#endif /* _DMS_IMPORT_H */
