/* SPDX-License-Identifier: GPL-2.0 */
/* What the driver counts, per CPU, so that counting never makes one op wait for another. */
#ifndef _DMS_STATS_H
#define _DMS_STATS_H

#include <linux/percpu.h>
#include <linux/sysfs.h>

struct dms_dev;
struct dmascope_op;

/**
 * struct dms_stats - counters of a binding on one CPU
 * @ops:		ops carried out
 * @bytes_read:		bytes that the device was told to read from a scenario's memory
 * @bytes_written:	bytes that it was told to write there
 * @maps:		mappings made, coherent allocations and mappings of domains included
 * @unmaps:		those undone by an op
 * @interrupts:		interrupts of the device
 * @faults:		faults that the IOMMU's driver told the fault handler of
 * @events_lost:	completion records that found a full queue
 */
struct dms_stats {
	unsigned long ops;
	unsigned long bytes_read;
	unsigned long bytes_written;
	unsigned long maps;
	unsigned long unmaps;
	unsigned long interrupts;
	unsigned long faults;
	unsigned long events_lost;
};

/* Any context.  @field: a member of struct dms_stats */
#define dms_stats_add(d, field, n)	this_cpu_add((d)->stats->field, n)

extern const struct attribute_group *dms_stats_groups[];

void dms_stats_op(struct dms_dev *d, const struct dmascope_op *op);

#endif /* _DMS_STATS_H */
