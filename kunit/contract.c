// SPDX-License-Identifier: GPL-2.0
/* What the suites of the DMA API's contract share. */
#include <kunit/resource.h>
#include <linux/gfp.h>
#include <linux/iommu.h>
#include <linux/mm.h>

#include "contract.h"

/**
 * struct dms_ct_end - what to do at the end of a test
 * @fn:		what
 * @ctx:	its argument
 */
struct dms_ct_end {
	void (*fn)(void *ctx);
	void *ctx;
};

static int dms_ct_end_init(struct kunit_resource *res, void *context)
{
	res->data = kmemdup(context, sizeof(struct dms_ct_end), GFP_KERNEL);
	return res->data ? 0 : -ENOMEM;
}

static void dms_ct_end_free(struct kunit_resource *res)
{
	struct dms_ct_end *end = res->data;

	/* NULL where dms_ct_end_init() failed: old kernels free nonetheless. */
	if (end)
		end->fn(end->ctx);
	kfree(end);
}

void dms_ct_at_end(struct kunit *test, void (*fn)(void *ctx), void *ctx)
{
	struct dms_ct_end end = { fn, ctx };

	if (kunit_alloc_resource(test, dms_ct_end_init, dms_ct_end_free, GFP_KERNEL, &end))
		return;
	fn(ctx);
	KUNIT_ASSERT_TRUE_MSG(test, false, "no memory left");
}

static void *dms_ct_zalloc(struct kunit *test, size_t size)
{
	void *p = kunit_kzalloc(test, size, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	return p;
}

/**
 * struct dms_ct_mem - pages
 * @cpu:	address
 * @order:	how many
 */
struct dms_ct_mem {
	void *cpu;
	unsigned int order;
};

static void dms_ct_mem_free(void *ctx)
{
	struct dms_ct_mem *mem = ctx;

	free_pages((unsigned long)mem->cpu, mem->order);
}

void *dms_ct_pages(struct kunit *test, size_t size)
{
	struct dms_ct_mem *mem = dms_ct_zalloc(test, sizeof(*mem));

	mem->order = get_order(size);
	mem->cpu = (void *)__get_free_pages(GFP_KERNEL, mem->order);
	KUNIT_ASSERT_NOT_NULL(test, mem->cpu);
	dms_ct_at_end(test, dms_ct_mem_free, mem);
	dms_kunit_fill(mem->cpu, PAGE_SIZE << mem->order, DMS_CT_OLD, 0);
	return mem->cpu;
}

struct dms_ct_map *dms_ct_map(struct kunit *test, struct device *dev, void *cpu, size_t size,
			      enum dma_data_direction dir, unsigned long attrs)
{
	struct dms_ct_map *m = dms_ct_zalloc(test, sizeof(*m));

	*m = (struct dms_ct_map){
		.dev = dev,
		.addr = dma_map_single_attrs(dev, cpu, size, dir, attrs),
		.size = size,
		.dir = dir,
		.attrs = attrs,
	};
	KUNIT_ASSERT_FALSE_MSG(test, dma_mapping_error(dev, m->addr), "mapping of %zu bytes",
			       size);
	m->live = true;
	dms_ct_at_end(test, dms_ct_unmap, m);
	return m;
}

void dms_ct_unmap(void *ctx)
{
	struct dms_ct_map *m = ctx;

	if (m->live)
		dma_unmap_single_attrs(m->dev, m->addr, m->size, m->dir, m->attrs);
	m->live = false;
}

struct dms_ct_coherent *dms_ct_alloc(struct kunit *test, struct device *dev, size_t size,
				     unsigned long attrs)
{
	struct dms_ct_coherent *c = dms_ct_zalloc(test, sizeof(*c));

	c->dev = dev;
	c->size = size;
	c->attrs = attrs;
	c->cpu = dma_alloc_attrs(dev, size, &c->addr, GFP_KERNEL, attrs);
	KUNIT_ASSERT_NOT_NULL_MSG(test, c->cpu, "allocation of %zu bytes", size);
	dms_ct_at_end(test, dms_ct_free, c);
	return c;
}

void dms_ct_free(void *ctx)
{
	struct dms_ct_coherent *c = ctx;

	if (c->cpu)
		dma_free_attrs(c->dev, c->size, c->cpu, c->addr, c->attrs);
	c->cpu = NULL;
}

void dms_ct_layout_desc(const struct dms_ct_layout *layout, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", layout->name);
}

static void dms_ct_sg_end(void *ctx)
{
	struct dms_ct_sg *sg = ctx;

	dms_ct_sg_unmap(sg);
	sg_free_table(&sg->table);
}

void dms_ct_sg_reset(struct dms_ct_sg *sg)
{
	const struct dms_ct_layout *l = sg->layout;
	struct scatterlist *entry;
	unsigned int i;

	sg->table.nents = l->nents;
	for_each_sg(sg->table.sgl, entry, l->nents, i)
		sg_set_buf(entry, sg->mem + l->offset + i * l->stride, l->len);
}

struct dms_ct_sg *dms_ct_sg_new(struct kunit *test, struct device *dev,
				const struct dms_ct_layout *layout)
{
	struct dms_ct_sg *sg = dms_ct_zalloc(test, sizeof(*sg));

	sg->dev = dev;
	sg->layout = layout;
	sg->mem = dms_ct_pages(test, max(PAGE_SIZE, layout->offset + layout->nents *
							      (size_t)layout->stride));
	KUNIT_ASSERT_EQ(test, sg_alloc_table(&sg->table, layout->nents, GFP_KERNEL), 0);
	dms_ct_at_end(test, dms_ct_sg_end, sg);
	dms_ct_sg_reset(sg);
	dms_ct_sg_fill(sg, DMS_CT_OLD);
	return sg;
}

void dms_ct_sg_map(struct kunit *test, struct dms_ct_sg *sg, enum dma_data_direction dir)
{
	sg->dir = dir;
	sg->table.nents = dma_map_sg(sg->dev, sg->table.sgl, sg->table.orig_nents, dir);
	KUNIT_ASSERT_GT(test, sg->table.nents, 0u);
	sg->live = true;
}

void dms_ct_sg_unmap(struct dms_ct_sg *sg)
{
	if (sg->live)
		dma_unmap_sg(sg->dev, sg->table.sgl, sg->table.orig_nents, sg->dir);
	sg->live = false;
}

void dms_ct_sg_fill(struct dms_ct_sg *sg, u64 seed)
{
	struct scatterlist *entry;
	unsigned int i;

	for_each_sg(sg->table.sgl, entry, sg->table.orig_nents, i)
		dms_kunit_fill(sg_virt(entry), entry->length, seed, i * sg->layout->len);
}

u64 dms_ct_sg_wrong(struct dms_ct_sg *sg, u64 seed)
{
	struct scatterlist *entry;
	unsigned int i;
	u64 wrong = 0;

	for_each_sg(sg->table.sgl, entry, sg->table.orig_nents, i)
		wrong += dms_kunit_wrong(sg_virt(entry), entry->length, seed,
					 i * sg->layout->len);
	return wrong;
}

bool dms_ct_translated(struct device *dev)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(dev);

	return domain && domain->type & __IOMMU_DOMAIN_PAGING;
}

bool dms_ct_bounced(const struct dms_ct_map *m, const void *cpu)
{
	return !dms_ct_translated(m->dev) && m->addr != virt_to_phys((void *)cpu);
}

const char *dms_ct_dir_name(enum dma_data_direction dir)
{
	static const char *const names[] = {
		[DMA_BIDIRECTIONAL] = "bidirectional",
		[DMA_TO_DEVICE] = "to the device",
		[DMA_FROM_DEVICE] = "from the device",
	};

	return names[dir];
}

void dms_ct_set_mask(struct kunit *test, struct device *dev, unsigned int bits)
{
	int ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(bits));

	if (ret && bits < 32)
		kunit_skip(test, "this platform refuses a mask of %u bits, as it may", bits);
	KUNIT_ASSERT_EQ(test, ret, 0);
}

bool dms_ct_below(dma_addr_t addr, size_t size, unsigned int bits)
{
	u64 mask = DMA_BIT_MASK(bits);

	return addr <= mask && size - 1 <= mask - addr;
}
