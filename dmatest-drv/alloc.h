/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_ALLOC_H
#define _DMS_ALLOC_H

#include <linux/dma-direction.h>
#include <linux/types.h>

struct device;
struct dms_file;
struct dms_obj;
struct dmascope_op;

void dms_alloc_release(struct device *dev, struct dms_obj *obj, u64 len,
		       enum dma_data_direction dir);
int dms_alloc_sync(struct dms_file *f, struct dms_obj *obj, const struct dmascope_op *op);

#endif /* _DMS_ALLOC_H */
