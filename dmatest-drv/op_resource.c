// SPDX-License-Identifier: GPL-2.0
/* Another device's registers or memory as the target of DMA. */
#include <linux/err.h>
#include <linux/pci.h>

#include "ops.h"
#include "resource.h"

/* The function that DMASCOPE_BDF() names; a reference is the caller's. */
static struct pci_dev *dms_peer_find(u64 bdf)
{
	struct pci_dev *peer;

	if (bdf >> 32)
		return ERR_PTR(-EINVAL);
	peer = pci_get_domain_bus_and_slot(bdf >> 16, (bdf >> 8) & 0xff, bdf & 0xff);
	return peer ? peer : ERR_PTR(-ENODEV);
}

static int dms_peer_range(struct pci_dev *peer, const struct dmascope_op *op, struct dms_mem *m,
			  phys_addr_t *phys)
{
	u64 size;

	if (op->nents >= PCI_STD_NUM_BARS || op->dir == DMA_NONE ||
	    !(pci_resource_flags(peer, op->nents) & IORESOURCE_MEM))
		return -EINVAL;
	size = pci_resource_len(peer, op->nents);
	if (op->offset >= size)
		return -EINVAL;
	m->len = dms_op_len(op, size - op->offset);
	if (!m->len || !dms_range_ok(op->offset, m->len, size))
		return -EINVAL;
	if (m->len > DMASCOPE_MAX_BYTES)
		return -E2BIG;
	m->dir = op->dir;
	m->attrs = op->attrs;
	*phys = pci_resource_start(peer, op->nents) + op->offset;
	return 0;
}

/* The peer answers at these addresses until the object is released, whoever drives it. */
static int dms_resource_map(struct device *dev, struct dms_mem *m, phys_addr_t phys)
{
	int ret = pci_enable_device_mem(m->peer);

	if (ret)
		return ret;
	m->iova = dma_map_resource(dev, phys, m->len, m->dir, m->attrs);
	ret = dma_mapping_error(dev, m->iova);
	if (ret)
		pci_disable_device(m->peer);
	return ret;
}

/* MAP_RESOURCE: value=DMASCOPE_BDF(), nents=BAR, offset, len, dir, attrs -> obj, iova, phys */
int dms_op_map_resource(struct dms_file *f, struct dmascope_op *op)
{
	struct pci_dev *peer = dms_peer_find(op->value);
	struct dms_mem m = {};
	struct dms_obj *obj;
	phys_addr_t phys;
	int ret;

	if (IS_ERR(peer))
		return PTR_ERR(peer);
	m.peer = peer;
	ret = dms_peer_range(peer, op, &m, &phys);
	if (ret)
		goto put;
	obj = dms_obj_new(f, DMS_RESOURCE, op);
	ret = PTR_ERR_OR_ZERO(obj);
	if (ret)
		goto put;
	op->result = dms_resource_map(dms_dev_of(f->dev), &m, phys);
	if (op->result) {
		dms_obj_unmake(f, obj, op);
		goto put;
	}
	obj->mem = m;
	obj->done = false;
	op->out_iova = m.iova;
	op->out_phys = phys;
	op->out_len = m.len;
	return 0;
put:
	pci_dev_put(peer);
	return ret;
}

/* What the unmap call does not do. */
static void dms_resource_let_go(struct dms_mem *m)
{
	pci_disable_device(m->peer);
	pci_dev_put(m->peer);
	m->peer = NULL;
}

/* UNMAP_RESOURCE: obj; addr, len, dir, attrs; again=1 calls it once more */
int dms_op_unmap_resource(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_RESOURCE);
	struct dms_mem *m;
	u64 len;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (!dms_obj_is_live(obj, op))
		return -EALREADY;
	m = &obj->mem;
	len = dms_op_len(op, m->len);
	if (len > DMASCOPE_MAX_BYTES || (op->set & DMASCOPE_SET_DIR && op->dir == DMA_NONE))
		return -EINVAL;
	dma_unmap_resource(dms_dev_of(f->dev), op->set & DMASCOPE_SET_ADDR ? op->addr : m->iova,
			   len, op->set & DMASCOPE_SET_DIR ? op->dir : m->dir,
			   op->set & DMASCOPE_SET_ATTRS ? op->attrs : m->attrs);
	if (!obj->done)
		dms_resource_let_go(m);
	obj->done = true;
	return 0;
}

/**
 * dms_resource_release() - unmap it and let the peer go
 * @dev:	device that it was mapped for
 * @m:		DMS_RESOURCE, not done
 */
void dms_resource_release(struct device *dev, struct dms_mem *m)
{
	dma_unmap_resource(dev, m->iova, m->len, m->dir, m->attrs);
	dms_resource_let_go(m);
}
