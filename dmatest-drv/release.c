// SPDX-License-Identifier: GPL-2.0
/*
 * Releasing what scenarios leave mapped, the way a correct driver would: with
 * the arguments that each thing was mapped with, and nothing twice.
 */
#include <linux/iommu.h>

#include "alloc.h"
#include "device.h"
#include "import.h"
#include "object.h"
#include "pool.h"
#include "release.h"
#include "resource.h"
#include "share.h"

/* Memory that was freed while mapped may be another's now: copy nothing back. */
static unsigned long dms_release_attrs(unsigned long attrs, const struct dms_obj *buf)
{
	return buf->done ? attrs | DMA_ATTR_SKIP_CPU_SYNC : attrs;
}

static void dms_release_map(struct device *dev, struct dms_map *m)
{
	unsigned long attrs = dms_release_attrs(m->attrs, m->buf);

	/* A missing check is the scenario's finding, not one of its clean-up. */
	if (dma_mapping_error(dev, m->iova))
		return;
	if (m->fn == DMASCOPE_FN_PAGE)
		dma_unmap_page_attrs(dev, m->iova, m->len, m->dir, attrs);
	else
		dma_unmap_single_attrs(dev, m->iova, m->len, m->dir, attrs);
}

static void dms_release_sg(struct device *dev, struct dms_sg *sg)
{
	unsigned long attrs = sg->attrs;
	unsigned int i;

	dms_sg_mend(sg);
	if (!sg->is_mapped)
		return;
	for (i = 0; sg->segs && i < sg->nr; i++)
		attrs = dms_release_attrs(attrs, sg->segs[i].buf);
	dma_unmap_sg_attrs(dev, sg->table.sgl, sg->nents, sg->dir, attrs);
	sg->is_mapped = false;
}

/**
 * dms_iomap_release() - undo a mapping in a domain
 * @m:	mapping
 *
 * Return: bytes that were mapped.
 */
u64 dms_iomap_release(struct dms_iomap *m)
{
	return iommu_unmap(m->domain->domain.domain, m->iova, m->len);
}

/**
 * dms_release_obj() - undo the DMA side of an object
 * @dev:	device that it was made for
 * @obj:	object; done ones are left alone
 */
void dms_release_obj(struct device *dev, struct dms_obj *obj)
{
	if (obj->done)
		return;
	switch (obj->type) {
	case DMS_BUF:
		return;
	case DMS_MAP:
		dms_release_map(dev, &obj->map);
		break;
	case DMS_SG:
		dms_release_sg(dev, &obj->sg);
		break;
	case DMS_COHERENT:
		dma_free_attrs(dev, obj->coherent.len, obj->coherent.cpu, obj->coherent.iova,
			       obj->coherent.attrs);
		break;
	case DMS_PAGES:
	case DMS_NONCONTIGUOUS:
		dms_alloc_release(dev, obj, obj->mem.len, obj->mem.dir);
		break;
	case DMS_POOL:
	case DMS_BLOCK:
		dms_pool_release(obj);
		break;
	case DMS_RESOURCE:
		dms_resource_release(dev, &obj->mem);
		break;
	case DMS_IMPORT:
		dms_import_release(&obj->mem);
		break;
	case DMS_IOMAP:
		dms_iomap_release(&obj->iomap);
		break;
	case DMS_DOMAIN:
		dms_domain_release(&obj->domain);
		break;
	}
	obj->done = true;
}

/* Ways to memory, which may be another file's; then the memory. */
static const enum dms_type dms_release_ways[] = {
	DMS_MAP, DMS_SG, DMS_IMPORT, DMS_RESOURCE, DMS_IOMAP, DMS_DOMAIN,
};
static const enum dms_type dms_release_memory[] = {
	DMS_BLOCK, DMS_POOL, DMS_PAGES, DMS_NONCONTIGUOUS, DMS_COHERENT,
};

static void dms_release_types(struct dms_file *f, const enum dms_type *order, unsigned int nr)
{
	struct dms_obj *obj;
	unsigned long id;
	unsigned int i;

	for (i = 0; i < nr; i++)
		xa_for_each(&f->objs, id, obj)
			if (obj->type == order[i] && !obj->orphan)
				dms_release_obj(dms_dev_of(f->dev), obj);
}

/**
 * dms_release_file() - undo the DMA side of all objects of a file
 * @f:	file whose device is not gone, and idle
 */
void dms_release_file(struct dms_file *f)
{
	dms_release_types(f, dms_release_ways, ARRAY_SIZE(dms_release_ways));
	dms_release_types(f, dms_release_memory, ARRAY_SIZE(dms_release_memory));
}

/**
 * dms_release_all() - undo the DMA side of everything that is open
 * @d:	device, idle, its semaphore held for writing
 */
void dms_release_all(struct dms_dev *d)
{
	struct dms_file *f;

	mutex_lock(&d->files_lock);
	list_for_each_entry(f, &d->files, node)
		dms_release_types(f, dms_release_ways, ARRAY_SIZE(dms_release_ways));
	mutex_unlock(&d->files_lock);
	dms_share_revoke(d);
	mutex_lock(&d->files_lock);
	list_for_each_entry(f, &d->files, node)
		dms_release_types(f, dms_release_memory, ARRAY_SIZE(dms_release_memory));
	mutex_unlock(&d->files_lock);
}
