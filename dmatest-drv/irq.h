/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_IRQ_H
#define _DMS_IRQ_H

#include <linux/types.h>

struct dms_dev;

int dms_irq_init(struct dms_dev *d);
void dms_irq_exit(struct dms_dev *d);
void dms_irq_sync(struct dms_dev *d);
void dms_irq_route(struct dms_dev *d, unsigned int vector);
void dms_irq_restore(struct dms_dev *d);
const char *dms_irq_name(const struct dms_dev *d);

#endif /* _DMS_IRQ_H */
