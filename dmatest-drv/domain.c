// SPDX-License-Identifier: GPL-2.0
/*
 * A device in an IOMMU domain of the scenario's own, which holds what the scenario
 * maps and nothing else but what the engine cannot do without: its rings, the
 * windows of test data, and where its interrupts go.  These keep the addresses
 * that they have in the default domain, so the engine notices nothing.
 *
 * The DMA API goes on working on the default domain meanwhile: what it maps, the
 * device cannot see.
 */
#include <linux/dma-map-ops.h>
#include <linux/err.h>

#include "compat.h"
#include "device.h"
#include "domain.h"
#include "object.h"
#include "stats.h"

/* The IOMMU driver's context: a hard interrupt on some, a thread on others. */
static int dms_domain_fault(struct iommu_domain *domain, struct device *dev,
			    unsigned long iova, int flags, void *token)
{
	struct dms_dev *d = token;
	unsigned long irq;

	spin_lock_irqsave(&d->own.lock, irq);
	d->own.faults++;
	d->own.iova = iova;
	d->own.flags = flags;
	spin_unlock_irqrestore(&d->own.lock, irq);
	dms_stats_add(d, faults, 1);
	/* "not handled": the IOMMU's driver shall say what it would say anyway */
	return -ENOSYS;
}

/* @len: whole pages.  What is not mapped in @from has no place in @to, either. */
static int dms_domain_copy(struct iommu_domain *to, struct iommu_domain *from, u64 addr, u64 len,
			   int prot)
{
	phys_addr_t phys;
	u64 off;
	int ret;

	for (off = 0; off < len; off += PAGE_SIZE) {
		phys = iommu_iova_to_phys(from, addr + off);
		if (!phys || iommu_iova_to_phys(to, addr + off))
			continue;
		ret = dms_iommu_map(to, addr + off, phys, PAGE_SIZE, prot);
		if (ret)
			return ret;
	}
	return 0;
}

/* Where messages of interrupts go is an address like any other on some machines. */
static int dms_domain_copy_msi(struct dms_dev *d, struct iommu_domain *to,
			       struct iommu_domain *from)
{
	u64 addr;
	u32 data;

	if (d->caps & (DMASCOPE_CAP_POLL | DMASCOPE_CAP_INTX))
		return 0;
	dms_dev_read_msi(d, &addr, &data);
	return dms_domain_copy(to, from, addr & PAGE_MASK, PAGE_SIZE, IOMMU_WRITE | IOMMU_MMIO);
}

static int dms_domain_share(struct dms_dev *d, struct iommu_domain *to, struct iommu_domain *from)
{
	const struct dms_window *const windows[] = { &d->source, &d->sink, &d->rings };
	int prot = IOMMU_READ | IOMMU_WRITE, ret = 0;
	unsigned int i;

	if (dev_is_dma_coherent(dms_dev_of(d)))
		prot |= IOMMU_CACHE;
	for (i = 0; i < ARRAY_SIZE(windows) && !ret; i++)
		ret = dms_domain_copy(to, from, windows[i]->span.addr,
				      PAGE_ALIGN(windows[i]->span.len), prot);
	return ret ? ret : dms_domain_copy_msi(d, to, from);
}

/* A bridge does no DMA of its own; its interrupts go where the device's go. */
static int dms_domain_is_bystander(struct device *dev, void *data)
{
	struct dms_dev *d = data;

	if (dev == dms_dev_of(d) || (dev_is_pci(dev) && pci_is_bridge(to_pci_dev(dev))))
		return 0;
	return -EINVAL;
}

/* Where bridges do not keep devices apart (no ACS), they are in one group with what is below. */
static int dms_domain_attach_group(struct dms_dev *d, struct iommu_domain *domain)
{
	struct iommu_group *group = iommu_group_get(dms_dev_of(d));
	int ret;

	if (!group)
		return -ENODEV;
	ret = iommu_group_for_each_dev(group, d, dms_domain_is_bystander);
	if (!ret)
		ret = iommu_attach_group(domain, group);
	iommu_group_put(group);
	return ret;
}

static void dms_domain_detach_group(struct dms_dev *d, struct iommu_domain *domain)
{
	struct iommu_group *group = iommu_group_get(dms_dev_of(d));

	if (group)
		iommu_detach_group(domain, group);
	iommu_group_put(group);
}

static int dms_domain_enter(struct dms_dev *d, struct iommu_domain *domain)
{
	struct iommu_domain *home = iommu_get_domain_for_dev(dms_dev_of(d));
	int ret;

	if (d->own.domain || !home)
		return -EBUSY;
	dms_dev_settle(d);
	/* virtio-iommu learns from the device what a domain is made of: nothing is mapped before */
	ret = dms_domain_attach_group(d, domain);
	if (ret)
		return ret;
	ret = dms_domain_page(domain) > PAGE_SIZE ? -EOPNOTSUPP : dms_domain_share(d, domain, home);
	if (ret) {
		dms_domain_detach_group(d, domain);
		return ret;
	}
	d->own.domain = domain;
	pci_dbg(d->pdev, "attached to a domain of its own\n");
	return 0;
}

/**
 * dms_domain_attach() - make a domain and put the device into it
 * @d:		device
 * @own:	result
 *
 * Return: 0; -EBUSY when it is in one already, -ENODEV when there is no IOMMU for it,
 * -EINVAL when it shares its IOMMU group with a device that is no bridge, -EOPNOTSUPP where the kernel's
 * DMA API would trip over the domain.
 */
int dms_domain_attach(struct dms_dev *d, struct dms_domain *own)
{
	struct iommu_domain *domain;
	int ret;

	if (DMS_DOMAIN_CONFUSES_DMA_API)
		return -EOPNOTSUPP;
	if (!device_iommu_mapped(dms_dev_of(d)))
		return -ENODEV;
	domain = iommu_paging_domain_alloc(dms_dev_of(d));
	if (IS_ERR(domain))
		return PTR_ERR(domain);
	iommu_set_fault_handler(domain, dms_domain_fault, d);
	ret = mutex_lock_killable(&d->lock);
	if (!ret) {
		ret = dms_domain_enter(d, domain);
		mutex_unlock(&d->lock);
	}
	if (ret) {
		iommu_domain_free(domain);
		return ret;
	}
	own->dev = d;
	own->domain = domain;
	return 0;
}

/**
 * dms_domain_release() - bring the device back to its default domain
 * @own:	domain, from which all mappings of the scenario are gone
 *
 * What a device has under way then ends where it began.
 */
void dms_domain_release(struct dms_domain *own)
{
	struct dms_dev *d = own->dev;

	mutex_lock(&d->lock);
	dms_dev_settle(d);
	dms_domain_detach_group(d, own->domain);
	d->own.domain = NULL;
	mutex_unlock(&d->lock);
	iommu_domain_free(own->domain);
	own->domain = NULL;
	pci_dbg(d->pdev, "back in the default domain\n");
}
