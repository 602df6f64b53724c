/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_DOMAIN_H
#define _DMS_DOMAIN_H

#include <linux/spinlock.h>
#include <linux/types.h>

struct dms_dev;
struct dms_domain;
struct iommu_domain;

/**
 * struct dms_own - the domain of a scenario that a device is attached to
 * @domain:	NULL: it is where the kernel put it.  Guarded by the device's lock
 * @lock:	the rest
 * @faults:	faults that the IOMMU's driver told of, in all domains of this binding
 * @iova:	address of the last one
 * @flags:	and its IOMMU_FAULT_*
 */
struct dms_own {
	struct iommu_domain *domain;
	spinlock_t lock;	/* see above */
	u64 faults;
	unsigned long iova;
	int flags;
};

int dms_domain_attach(struct dms_dev *d, struct dms_domain *own);
void dms_domain_release(struct dms_domain *own);

#endif /* _DMS_DOMAIN_H */
