// SPDX-License-Identifier: GPL-2.0
/* The device node's attributes: docs/ABI/testing/sysfs-driver-dmascope says what they mean. */
#include <linux/device.h>
#include <linux/miscdevice.h>

#include "device.h"
#include "stats.h"
#include "dmascope.h"

/* The misc core's drvdata; attributes are gone before the binding is. */
static struct dms_dev *dms_stats_dev(struct device *dev)
{
	return container_of(dev_get_drvdata(dev), struct dms_dev, misc);
}

#define DMS_STAT_ATTR(_name)							\
static ssize_t _name##_show(struct device *dev, struct device_attribute *attr,	\
			    char *buf)						\
{										\
	struct dms_dev *d = dms_stats_dev(dev);					\
	unsigned long sum = 0;							\
	int cpu;								\
										\
	for_each_possible_cpu(cpu)						\
		sum += per_cpu_ptr(d->stats, cpu)->_name;			\
	return sysfs_emit(buf, "%lu\n", sum);					\
}										\
static DEVICE_ATTR_RO(_name)

DMS_STAT_ATTR(ops);
DMS_STAT_ATTR(bytes_read);
DMS_STAT_ATTR(bytes_written);
DMS_STAT_ATTR(maps);
DMS_STAT_ATTR(unmaps);
DMS_STAT_ATTR(interrupts);
DMS_STAT_ATTR(faults);
DMS_STAT_ATTR(events_lost);

static struct attribute *dms_stats_attrs[] = {
	&dev_attr_ops.attr,
	&dev_attr_bytes_read.attr,
	&dev_attr_bytes_written.attr,
	&dev_attr_maps.attr,
	&dev_attr_unmaps.attr,
	&dev_attr_interrupts.attr,
	&dev_attr_faults.attr,
	&dev_attr_events_lost.attr,
	NULL,
};

static const struct attribute_group dms_stats_group = {
	.name = "stats",
	.attrs = dms_stats_attrs,
};

static ssize_t engine_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", dms_stats_dev(dev)->engine->name);
}
static DEVICE_ATTR_RO(engine);

static ssize_t abi_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", DMASCOPE_ABI);
}
static DEVICE_ATTR_RO(abi);

static ssize_t vectors_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct dms_dev *d = dms_stats_dev(dev);
	unsigned int i;
	int len = 0;

	for (i = 0; i < d->nr_vectors; i++)
		len += sysfs_emit_at(buf, len, "%u %u\n", i,
				     (unsigned int)atomic_read(&d->vectors[i].irqs));
	return len;
}
static DEVICE_ATTR_RO(vectors);

static struct attribute *dms_node_attrs[] = {
	&dev_attr_engine.attr,
	&dev_attr_abi.attr,
	&dev_attr_vectors.attr,
	NULL,
};

static const struct attribute_group dms_node_group = {
	.attrs = dms_node_attrs,
};

const struct attribute_group *dms_stats_groups[] = {
	&dms_node_group,
	&dms_stats_group,
	NULL,
};

/**
 * dms_stats_op() - count an op
 * @d:	device
 * @op:	op that was carried out
 */
void dms_stats_op(struct dms_dev *d, const struct dmascope_op *op)
{
	dms_stats_add(d, ops, 1);
	if (op->result)
		return;
	switch (op->op) {
	case DMASCOPE_OP_MAP:
	case DMASCOPE_OP_MAP_SG:
	case DMASCOPE_OP_COHERENT:
	case DMASCOPE_OP_DOMAIN_MAP:
		dms_stats_add(d, maps, 1);
		break;
	case DMASCOPE_OP_UNMAP:
	case DMASCOPE_OP_UNMAP_SG:
	case DMASCOPE_OP_FREE_COHERENT:
	case DMASCOPE_OP_DOMAIN_UNMAP:
		dms_stats_add(d, unmaps, 1);
		break;
	}
}
