// SPDX-License-Identifier: GPL-2.0
/* IOMMU domains of the scenario's own: the API below the DMA API. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/vmalloc.h>

#include "compat.h"
#include "domain.h"
#include "ops.h"
#include "release.h"

#define DMS_PROT_KNOWN	(DMASCOPE_PROT_READ | DMASCOPE_PROT_WRITE | DMASCOPE_PROT_CACHE | \
			 DMASCOPE_PROT_NOEXEC | DMASCOPE_PROT_MMIO | DMASCOPE_PROT_PRIV)

/* The bits go through as they are. */
static_assert(DMASCOPE_PROT_READ == IOMMU_READ && DMASCOPE_PROT_WRITE == IOMMU_WRITE &&
	      DMASCOPE_PROT_CACHE == IOMMU_CACHE && DMASCOPE_PROT_NOEXEC == IOMMU_NOEXEC &&
	      DMASCOPE_PROT_MMIO == IOMMU_MMIO && DMASCOPE_PROT_PRIV == IOMMU_PRIV);

static struct dms_obj *dms_domain_find(struct dms_file *f, u32 id)
{
	struct dms_obj *obj = dms_obj_find(f, id, DMS_DOMAIN);

	return !IS_ERR(obj) && obj->done ? ERR_PTR(-EALREADY) : obj;
}

/* DOMAIN: -> obj, out[0]=smallest page, out[1]=first address, out[2]=last address */
int dms_op_domain(struct dms_file *f, struct dmascope_op *op)
{
	const struct iommu_domain_geometry *geometry;
	struct dms_obj *obj = dms_obj_new(f, DMS_DOMAIN, op);

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	op->result = dms_domain_attach(f->dev, &obj->domain);
	if (op->result) {
		dms_obj_unmake(f, obj, op);
		return 0;
	}
	obj->done = false;
	geometry = dms_domain_geometry(obj->domain.domain);
	op->out[0] = dms_domain_page(obj->domain.domain);
	op->out[1] = geometry->aperture_start;
	op->out[2] = geometry->aperture_end;
	return 0;
}

/* How many bytes from @offset on have physical addresses in one run. */
static u64 dms_domain_run(const struct dms_buf *b, u64 offset, u64 left)
{
	if (!is_vmalloc_addr(b->cpu))
		return left;
	return min_t(u64, left, PAGE_SIZE - offset_in_page(b->cpu + offset));
}

static int dms_domain_map(const struct dms_iomap *m, int prot)
{
	struct iommu_domain *domain = m->domain->domain.domain;
	const struct dms_buf *b = &m->buf->buf;
	u64 done = 0, run;
	int ret;

	while (done < m->len) {
		run = dms_domain_run(b, m->offset + done, m->len - done);
		ret = dms_iommu_map(domain, m->iova + done, dms_buf_phys(b, m->offset + done), run,
				    prot);
		if (ret) {
			if (done)
				iommu_unmap(domain, m->iova, done);
			return ret;
		}
		done += run;
	}
	return 0;
}

/* Drivers of IOMMUs differ in what they do about a second mapping, and none says "no". */
static bool dms_domain_is_free(struct iommu_domain *domain, u64 iova, u64 len)
{
	u64 off;

	for (off = 0; off < len; off += dms_domain_page(domain))
		if (iommu_iova_to_phys(domain, iova + off))
			return false;
	return true;
}

static int dms_iomap_init(struct dms_iomap *m, const struct dmascope_op *op)
{
	struct iommu_domain *domain = m->domain->domain.domain;
	const struct dms_buf *b = &m->buf->buf;
	u64 last;

	if (!(op->set & DMASCOPE_SET_ADDR) || op->value & ~(u64)DMS_PROT_KNOWN)
		return -EINVAL;
	/* not one's own pages: a device that is let in for writing would destroy them */
	if (m->buf->done || b->kind == DMASCOPE_BUF_STACK || b->kind == DMASCOPE_BUF_RODATA)
		return -EPERM;
	m->offset = op->offset;
	m->iova = op->addr;
	m->len = dms_op_len(op, op->offset < b->len ? b->len - op->offset : 0);
	if (!m->len || !dms_range_ok(m->offset, m->len, b->len))
		return -EINVAL;
	if (check_add_overflow(m->iova, m->len - 1, &last) ||
	    m->iova < dms_domain_geometry(domain)->aperture_start ||
	    last > dms_domain_geometry(domain)->aperture_end)
		return -ERANGE;
	return dms_domain_is_free(domain, m->iova, m->len) ? 0 : -EEXIST;
}

/* DOMAIN_MAP: obj=domain, peer=buf, addr, offset, len, value=prot -> obj, iova, phys, len */
int dms_op_domain_map(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *domain = dms_domain_find(f, op->obj);
	struct dms_obj *buf = dms_obj_find(f, op->peer, DMS_BUF), *obj;
	struct dms_iomap m = { .domain = domain, .buf = buf };
	int ret;

	if (IS_ERR(domain) || IS_ERR(buf))
		return IS_ERR(domain) ? PTR_ERR(domain) : PTR_ERR(buf);
	ret = dms_iomap_init(&m, op);
	if (ret)
		return ret;
	obj = dms_obj_new(f, DMS_IOMAP, op);
	if (IS_ERR(obj))
		return PTR_ERR(obj);
	dms_obj_get(domain);
	dms_obj_get(buf);
	obj->iomap = m;
	op->result = dms_domain_map(&m, op->value);
	op->out_iova = m.iova;
	op->out_len = m.len;
	op->out_phys = dms_buf_phys(&buf->buf, m.offset);
	if (op->result)
		dms_obj_unmake(f, obj, op);
	else
		obj->done = false;
	return 0;
}

/* DOMAIN_UNMAP: obj=domain mapping -> out_len */
int dms_op_domain_unmap(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_obj_find(f, op->obj, DMS_IOMAP);

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (obj->done)
		return -EALREADY;
	obj->done = true;
	op->out_len = dms_iomap_release(&obj->iomap);
	return 0;
}

/* DOMAIN_QUERY: obj=domain, addr -> phys, out[0]=faults, out[1]=address, out[2]=flags */
int dms_op_domain_query(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_domain_find(f, op->obj);
	struct dms_own *own = &f->dev->own;

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (op->set & DMASCOPE_SET_ADDR)
		op->out_phys = iommu_iova_to_phys(obj->domain.domain, op->addr);
	spin_lock_irq(&own->lock);
	op->out[0] = own->faults;
	op->out[1] = own->iova;
	op->out[2] = own->flags;
	spin_unlock_irq(&own->lock);
	return 0;
}

/*
 * DOMAIN_FAULT: obj=domain, addr, value=flags -> result
 *
 * What an IOMMU's driver does when it takes the trouble.  Those of VT-d, SMMUv3 and virtio do
 * not, so this is how a handler can be seen to be told everywhere.
 */
int dms_op_domain_fault(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *obj = dms_domain_find(f, op->obj);

	if (IS_ERR(obj))
		return PTR_ERR(obj);
	if (op->value > IOMMU_FAULT_WRITE)
		return -EINVAL;
	op->result = report_iommu_fault(obj->domain.domain, dms_dev_of(f->dev), op->addr,
					op->value);
	return 0;
}

/* DOMAIN_FREE: obj=domain */
int dms_op_domain_free(struct dms_file *f, struct dmascope_op *op)
{
	struct dms_obj *domain = dms_domain_find(f, op->obj), *obj;
	unsigned long id;

	if (IS_ERR(domain))
		return PTR_ERR(domain);
	xa_for_each(&f->objs, id, obj)
		if (obj->type == DMS_IOMAP && obj->iomap.domain == domain)
			dms_release_obj(dms_dev_of(f->dev), obj);
	dms_release_obj(dms_dev_of(f->dev), domain);
	return 0;
}
