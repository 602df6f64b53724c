/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_OBJECT_H
#define _DMS_OBJECT_H

#include <linux/dma-mapping.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/scatterlist.h>
#include <linux/xarray.h>

#include "dmascope.h"
#include "done.h"

struct dms_dev;
struct dms_obj;
struct iommu_domain;

/* A mask of types says what an op accepts. */
enum dms_type {
	DMS_BUF = 1 << 0,
	DMS_MAP = 1 << 1,
	DMS_SG = 1 << 2,
	DMS_COHERENT = 1 << 3,
	DMS_PAGES = 1 << 8,
	DMS_NONCONTIGUOUS = 1 << 9,
	DMS_POOL = 1 << 10,
	DMS_BLOCK = 1 << 11,
	DMS_RESOURCE = 1 << 12,
	DMS_IMPORT = 1 << 13,
	DMS_DOMAIN = 1 << 16,
	DMS_IOMAP = 1 << 17,
};

/* What is described by struct dms_mem. */
#define DMS_MEMS	(DMS_PAGES | DMS_NONCONTIGUOUS | DMS_BLOCK | DMS_RESOURCE | DMS_IMPORT)
/* What user space and other devices can be shown: see share.c. */
#define DMS_SHAREABLE	(DMS_COHERENT | DMS_PAGES | DMS_NONCONTIGUOUS)

/**
 * struct dms_buf - memory that is not DMA memory yet
 * @kind:	enum dmascope_buf_kind
 * @order:	of the pages, for the page kinds
 * @base:	what the allocator returned
 * @cpu:	first byte; NULL for DMASCOPE_BUF_STACK
 * @len:	bytes
 */
struct dms_buf {
	u32 kind;
	unsigned int order;
	void *base;
	void *cpu;
	u64 len;
};

/**
 * struct dms_map - a streaming mapping
 * @buf:	what is mapped; a reference is held
 * @fn:		DMASCOPE_FN_SINGLE or _PAGE
 * @offset:	first byte within @buf
 * @len:	bytes
 * @iova:	device address, perhaps DMA_MAPPING_ERROR when nobody looked
 * @attrs:	DMA_ATTR_*
 * @dir:	direction
 */
struct dms_map {
	struct dms_obj *buf;
	u32 fn;
	u64 offset;
	u64 len;
	dma_addr_t iova;
	unsigned long attrs;
	enum dma_data_direction dir;
};

/**
 * struct dms_sgseg - one entry of a scatterlist, as it was asked for
 * @buf:	buffer; a reference is held
 * @offset:	first byte within it
 * @len:	bytes
 */
struct dms_sgseg {
	struct dms_obj *buf;
	u64 offset;
	u32 len;
};

/**
 * struct dms_pin - user memory that must not move
 * @pages:	its pages
 * @nr:		how many; 0: it was let go of
 * @mm:		whose limit on locked memory they count against; a reference is held
 */
struct dms_pin {
	struct page **pages;
	unsigned int nr;
	struct mm_struct *mm;
};

/**
 * struct dms_sg - a scatterlist
 * @table:	the kernel's
 * @segs:	what its entries stand for; NULL: pinned user memory
 * @pin:	that memory
 * @nr:		entries
 * @fn:		DMASCOPE_FN_SG or _SGTABLE
 * @is_mapped:	between MAP_SG and UNMAP_SG
 * @nents:	entries handed to the map call
 * @mapped:	segments that it made of them
 * @attrs:	DMA_ATTR_*
 * @dir:	direction
 * @pin_write:	the pages were pinned for writing
 * @broken:	entry changed by SG_CORRUPT, NULL: none
 * @link:	what that entry's page_link was
 */
struct dms_sg {
	struct sg_table table;
	struct dms_sgseg *segs;
	struct dms_pin pin;
	unsigned int nr;
	u32 fn;
	bool is_mapped;
	unsigned int nents;
	unsigned int mapped;
	unsigned long attrs;
	enum dma_data_direction dir;
	bool pin_write;
	struct scatterlist *broken;
	unsigned long link;
};

/**
 * struct dms_coherent - memory from dma_alloc_attrs()
 * @cpu:	CPU address, a cookie with DMA_ATTR_NO_KERNEL_MAPPING
 * @iova:	device address
 * @len:	bytes
 * @attrs:	DMA_ATTR_*
 */
struct dms_coherent {
	void *cpu;
	dma_addr_t iova;
	u64 len;
	unsigned long attrs;
};

/**
 * struct dms_mem - memory as CPU and device see it, wherever it comes from
 * @cpu:	first byte; NULL: the CPU does not see it in one piece
 * @iova:	device address of the first byte, while @sgt is NULL
 * @sgt:	its pages and their device addresses; an import has none until it is mapped
 * @len:	bytes
 * @attrs:	DMA_ATTR_*
 * @dir:	direction
 * @fn:		enum dmascope_alloc
 * @vmapped:	@cpu was made by VMAP
 * @pool:	DMS_BLOCK: where it comes from; a reference is held
 * @peer:	DMS_RESOURCE: whose memory it is; a reference is held, its decoder is on
 * @attach:	DMS_IMPORT: the device's attachment to the dma-buf
 */
struct dms_mem {
	void *cpu;
	dma_addr_t iova;
	struct sg_table *sgt;
	u64 len;
	unsigned long attrs;
	enum dma_data_direction dir;
	u32 fn;
	bool vmapped;
	union {
		struct dms_obj *pool;
		struct pci_dev *peer;
		struct dma_buf_attachment *attach;
	};
};

/**
 * struct dms_pool - a pool of coherent blocks
 * @pool:	the kernel's
 * @size:	bytes of a block
 */
struct dms_pool {
	struct dma_pool *pool;
	u64 size;
};

/**
 * struct dms_domain - an IOMMU domain that the device is attached to
 * @dev:	device
 * @domain:	the kernel's
 */
struct dms_domain {
	struct dms_dev *dev;
	struct iommu_domain *domain;
};

/**
 * struct dms_iomap - a mapping in a domain
 * @domain:	where; a reference is held
 * @buf:	what is mapped; a reference is held
 * @offset:	first byte within @buf
 * @len:	bytes
 * @iova:	device address
 */
struct dms_iomap {
	struct dms_obj *domain;
	struct dms_obj *buf;
	u64 offset;
	u64 len;
	u64 iova;
};

/**
 * struct dms_obj - what ops make and name
 * @ref:	the table holds one, and every object made of this one
 * @id:		name within the file
 * @type:	which of the union
 * @done:	unmapped or freed once, rightly or wrongly
 * @buf:	DMS_BUF
 * @map:	DMS_MAP
 * @sg:		DMS_SG
 * @coherent:	DMS_COHERENT
 * @mem:	DMS_MEMS
 * @pool:	DMS_POOL
 * @users:	areas of user space and dma-bufs that show it, under the device's @share_lock,
 *		which @done is changed under, too, for what can be shown
 * @orphan:	its file was closed: the last of them releases it
 * @domain:	DMS_DOMAIN
 * @iomap:	DMS_IOMAP
 */
struct dms_obj {
	struct kref ref;
	u32 id;
	enum dms_type type;
	bool done;
	bool orphan;
	unsigned int users;
	union {
		struct dms_buf buf;
		struct dms_map map;
		struct dms_sg sg;
		struct dms_coherent coherent;
		struct dms_mem mem;
		struct dms_pool pool;
		struct dms_domain domain;
		struct dms_iomap iomap;
	};
};

/**
 * struct dms_file - an open device file
 * @dev:	device; a reference is held
 * @node:	in dev->files
 * @lock:	everything below, and the state of every object
 * @objs:	objects by id
 * @next:	where the search for a free id starts
 * @nr:		objects
 * @bytes:	memory in buffers and coherent objects
 * @limits:	masks or segment limits were changed through this file
 * @msi:	the device was made to send another interrupt message through it
 * @slept:	the device was put to sleep through it
 * @vector:	another interrupt vector was chosen through it
 * @events:	completion records
 */
struct dms_file {
	struct dms_dev *dev;
	struct list_head node;
	struct mutex lock;	/* see above */
	struct xarray objs;
	u32 next;
	unsigned int nr;
	u64 bytes;
	bool limits;
	bool msi;
	bool slept;
	bool vector;
	struct dms_events events;
};

struct dms_obj *dms_obj_new(struct dms_file *f, enum dms_type type, struct dmascope_op *op);
struct dms_obj *dms_obj_find(struct dms_file *f, u32 id, unsigned int types);
struct dms_obj *dms_obj_get(struct dms_obj *obj);
void dms_obj_put(struct dms_obj *obj);
void dms_obj_drop(struct dms_file *f, struct dms_obj *obj);
void dms_obj_unmake(struct dms_file *f, struct dms_obj *obj, struct dmascope_op *op);
bool dms_obj_is_live(const struct dms_obj *obj, const struct dmascope_op *op);
u64 dms_obj_len(const struct dms_obj *obj);

struct page *dms_cpu_page(const void *cpu);
struct page *dms_buf_page(const struct dms_buf *b, u64 offset);
phys_addr_t dms_buf_phys(const struct dms_buf *b, u64 offset);
void dms_buf_free(struct dms_buf *b);
void dms_sg_mend(struct dms_sg *sg);
u64 dms_sg_len(const struct dms_sg *sg);
void dms_pin_drop(struct dms_pin *pin, bool dirty);

/* [offset, offset + len) within so many bytes, whatever the caller sent */
static inline bool dms_range_ok(u64 offset, u64 len, u64 total)
{
	return offset <= total && len <= total - offset;
}

#endif /* _DMS_OBJECT_H */
