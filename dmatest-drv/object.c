// SPDX-License-Identifier: GPL-2.0
/*
 * The object table of an open file.  An object that is done keeps its place,
 * so that a scenario can misuse it once more; when the table is full, the
 * oldest of those make room.
 */
#include <linux/err.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "object.h"

/**
 * dms_cpu_page() - the page behind an address of the kernel
 * @cpu:	in its linear map or in the vmalloc area
 *
 * Return: its struct page.
 */
struct page *dms_cpu_page(const void *cpu)
{
	return is_vmalloc_addr(cpu) ? vmalloc_to_page(cpu) : virt_to_page(cpu);
}

/**
 * dms_buf_page() - the page behind a byte of a buffer
 * @b:		buffer with memory of its own
 * @offset:	which byte
 *
 * Return: its struct page.
 */
struct page *dms_buf_page(const struct dms_buf *b, u64 offset)
{
	return dms_cpu_page(b->cpu + offset);
}

/**
 * dms_buf_phys() - CPU physical address of a byte of a buffer
 * @b:		buffer with memory of its own
 * @offset:	which byte
 *
 * Return: the address.
 */
phys_addr_t dms_buf_phys(const struct dms_buf *b, u64 offset)
{
	return page_to_phys(dms_buf_page(b, offset)) + offset_in_page(b->cpu + offset);
}

/**
 * dms_buf_free() - give the memory back
 * @b:	buffer
 */
void dms_buf_free(struct dms_buf *b)
{
	switch (b->kind) {
	case DMASCOPE_BUF_KMALLOC:
		kfree(b->base);
		break;
	case DMASCOPE_BUF_PAGES:
	case DMASCOPE_BUF_LOWPAGES:
		free_pages((unsigned long)b->base, b->order);
		break;
	case DMASCOPE_BUF_VMALLOC:
		vfree(b->base);
		break;
	}
}

/**
 * dms_sg_mend() - undo SG_CORRUPT
 * @sg:	scatterlist, corrupt or not
 */
void dms_sg_mend(struct dms_sg *sg)
{
	if (sg->broken)
		sg->broken->page_link = sg->link;
	sg->broken = NULL;
}

/**
 * dms_sg_len() - bytes of a scatterlist
 * @sg:	scatterlist, corrupt or not
 *
 * Return: how many its entries have together.
 */
u64 dms_sg_len(const struct dms_sg *sg)
{
	struct scatterlist *entry;
	unsigned int i;
	u64 total = 0;

	if (sg->segs) {
		for (i = 0; i < sg->nr; i++)
			total += sg->segs[i].len;
		return total;
	}
	for_each_sg(sg->table.sgl, entry, sg->nr, i)
		total += entry->length;
	return total;
}

static void dms_sg_free(struct dms_sg *sg)
{
	unsigned int i;

	dms_sg_mend(sg);
	for (i = 0; sg->segs && i < sg->nr; i++)
		dms_obj_put(sg->segs[i].buf);
	kvfree(sg->segs);
	sg_free_table(&sg->table);
	/* whatever the device wrote is there, whether the scenario says so or not */
	dms_pin_drop(&sg->pin, true);
}

static void dms_obj_free(struct kref *ref)
{
	struct dms_obj *obj = container_of(ref, struct dms_obj, ref);

	switch (obj->type) {
	case DMS_BUF:
		if (!obj->done)
			dms_buf_free(&obj->buf);
		break;
	case DMS_MAP:
		if (obj->map.buf)
			dms_obj_put(obj->map.buf);
		break;
	case DMS_SG:
		dms_sg_free(&obj->sg);
		break;
	case DMS_BLOCK:
		if (obj->mem.pool)
			dms_obj_put(obj->mem.pool);
		break;
	case DMS_IOMAP:
		dms_obj_put(obj->iomap.domain);
		dms_obj_put(obj->iomap.buf);
		break;
	default:
		break;
	}
	kfree(obj);
}

/**
 * dms_obj_get() - take a reference
 * @obj:	object
 *
 * Return: @obj.
 */
struct dms_obj *dms_obj_get(struct dms_obj *obj)
{
	kref_get(&obj->ref);
	return obj;
}

/**
 * dms_obj_put() - drop a reference
 * @obj:	object; with the last one its memory goes, so its DMA mappings
 *		must have gone before
 */
void dms_obj_put(struct dms_obj *obj)
{
	kref_put(&obj->ref, dms_obj_free);
}

/**
 * dms_obj_drop() - take an object out of its file's table
 * @f:		file
 * @obj:	object; the table's reference is dropped
 */
void dms_obj_drop(struct dms_file *f, struct dms_obj *obj)
{
	xa_erase(&f->objs, obj->id);
	f->nr--;
	dms_obj_put(obj);
}

/**
 * dms_obj_unmake() - an object that came to nothing
 * @f:		file
 * @obj:	object, as dms_obj_new() returned it
 * @op:		op that should have made it
 */
void dms_obj_unmake(struct dms_file *f, struct dms_obj *obj, struct dmascope_op *op)
{
	op->out_obj = 0;
	dms_obj_drop(f, obj);
}

static bool dms_file_make_room(struct dms_file *f)
{
	struct dms_obj *obj;
	unsigned long id;

	if (f->nr < DMASCOPE_MAX_OBJECTS)
		return true;
	xa_for_each(&f->objs, id, obj) {
		if (!obj->done || kref_read(&obj->ref) > 1)
			continue;
		dms_obj_drop(f, obj);
		return true;
	}
	return false;
}

/**
 * dms_obj_new() - make an object and give it a name
 * @f:		file, locked
 * @type:	what it will be
 * @op:		op that makes it; gets the name
 *
 * The object is born done: an op that fails before it has anything to release
 * only drops it.
 *
 * Return: the object, -ENOMEM, or -ENOSPC when the table is full of live ones.
 */
struct dms_obj *dms_obj_new(struct dms_file *f, enum dms_type type, struct dmascope_op *op)
{
	struct dms_obj *obj;
	int ret;

	if (!dms_file_make_room(f))
		return ERR_PTR(-ENOSPC);
	obj = kzalloc(sizeof(*obj), GFP_KERNEL);
	if (!obj)
		return ERR_PTR(-ENOMEM);
	kref_init(&obj->ref);
	obj->type = type;
	obj->done = true;
	ret = xa_alloc_cyclic(&f->objs, &obj->id, obj, XA_LIMIT(1, INT_MAX), &f->next, GFP_KERNEL);
	if (ret < 0) {
		kfree(obj);
		return ERR_PTR(ret);
	}
	f->nr++;
	op->out_obj = obj->id;
	return obj;
}

/**
 * dms_obj_find() - the object of that name
 * @f:		file, locked
 * @id:		name
 * @types:	mask of enum dms_type that the op accepts
 *
 * Return: the object, -ENOENT, or -EINVAL when it is of another type.
 */
struct dms_obj *dms_obj_find(struct dms_file *f, u32 id, unsigned int types)
{
	struct dms_obj *obj = xa_load(&f->objs, id);

	if (!obj)
		return ERR_PTR(-ENOENT);
	return obj->type & types ? obj : ERR_PTR(-EINVAL);
}

/**
 * dms_obj_is_live() - may this op release or look into the object?
 * @obj:	object
 * @op:		op
 *
 * Return: false when it is done and the caller did not say "again".
 */
bool dms_obj_is_live(const struct dms_obj *obj, const struct dmascope_op *op)
{
	return !obj->done || op->flags & DMASCOPE_F_AGAIN;
}

/**
 * dms_obj_len() - bytes of an object
 * @obj:	object
 *
 * Return: how many.
 */
u64 dms_obj_len(const struct dms_obj *obj)
{
	switch (obj->type) {
	case DMS_BUF:
		return obj->buf.len;
	case DMS_MAP:
		return obj->map.len;
	case DMS_COHERENT:
		return obj->coherent.len;
	case DMS_SG:
		return dms_sg_len(&obj->sg);
	case DMS_IOMAP:
		return obj->iomap.len;
	case DMS_POOL:
	case DMS_DOMAIN:
		return 0;
	default:
		return obj->mem.len;
	}
}
