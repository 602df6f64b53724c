// SPDX-License-Identifier: GPL-2.0
/* The contract of dma_alloc_pages(), dma_alloc_noncoherent() and dma_alloc_noncontiguous(). */
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/sizes.h>

#include "contract.h"

/**
 * struct piece - what is allocated
 * @size:	bytes
 * @dir:	direction
 */
struct piece {
	size_t size;
	enum dma_data_direction dir;
};

#define EACH_DIR(size)                                                                             \
	{ size, DMA_TO_DEVICE }, { size, DMA_FROM_DEVICE }, { size, DMA_BIDIRECTIONAL }

static const struct piece pieces[] = {
	EACH_DIR(1),
	EACH_DIR(PAGE_SIZE),
	EACH_DIR(3 * PAGE_SIZE),
	EACH_DIR(SZ_64K),
};

static void piece_desc(const struct piece *p, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%zu bytes, %s", p->size, dms_ct_dir_name(p->dir));
}
KUNIT_ARRAY_PARAM(piece, pieces, piece_desc);

/**
 * struct area - memory of any of the three kinds
 * @dev:	device
 * @dir:	direction
 * @size:	bytes
 * @addr:	device address
 * @page:	of dma_alloc_pages()
 * @cpu:	CPU address
 * @sgt:	of dma_alloc_noncontiguous()
 */
struct area {
	struct device *dev;
	enum dma_data_direction dir;
	size_t size;
	dma_addr_t addr;
	struct page *page;
	void *cpu;
	struct sg_table *sgt;
};

static struct area *area_new(struct kunit *test, struct device *dev)
{
	const struct piece *p = test->param_value;
	struct area *a = kunit_kzalloc(test, sizeof(*a), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, a);
	a->dev = dev;
	a->dir = p->dir;
	a->size = p->size;
	return a;
}

/* dma-debug of old kernels (6.1) takes these allocations for mappings, whose errors have to be asked for. */
static void check_handle(struct kunit *test, struct device *dev, dma_addr_t addr)
{
	KUNIT_EXPECT_FALSE(test, dma_mapping_error(dev, addr));
}

static void free_page_area(void *ctx)
{
	struct area *a = ctx;

	dma_free_pages(a->dev, a->size, a->page, a->addr, a->dir);
}

static void free_noncoherent(void *ctx)
{
	struct area *a = ctx;

	dma_free_noncoherent(a->dev, a->size, a->cpu, a->addr, a->dir);
}

static void free_noncontiguous(void *ctx)
{
	struct area *a = ctx;

	dma_free_noncontiguous(a->dev, a->size, a->sgt, a->dir);
}

static void free_vmap(void *ctx)
{
	struct area *a = ctx;

	dma_vunmap_noncontiguous(a->dev, a->cpu);
}

static struct area *noncontiguous(struct kunit *test, struct device *dev, unsigned long attrs)
{
	struct area *a = area_new(test, dev);

	a->sgt = dma_alloc_noncontiguous(dev, a->size, a->dir, GFP_KERNEL, attrs);
	KUNIT_ASSERT_NOT_NULL(test, a->sgt);
	a->addr = sg_dma_address(a->sgt->sgl);
	dms_ct_at_end(test, free_noncontiguous, a);
	return a;
}

/* There and back, as far as the direction goes, with the synchronization that is the caller's. */
static void check_data(struct kunit *test, struct dms_kunit_dev *kd, struct area *a)
{
	if (a->dir != DMA_FROM_DEVICE) {
		dms_kunit_fill(a->cpu, a->size, DMS_CT_NEW, 0);
		dma_sync_single_for_device(a->dev, a->addr, a->size, a->dir);
		KUNIT_EXPECT_EQ(test, 0ULL, dms_kunit_dev_read(test, kd, a->addr, a->size,
							       DMS_CT_NEW, 0));
	}
	if (a->dir != DMA_TO_DEVICE) {
		dms_kunit_dev_write(test, kd, a->addr, a->size, DMS_CT_THIRD, 0);
		dma_sync_single_for_cpu(a->dev, a->addr, a->size, a->dir);
		KUNIT_EXPECT_EQ(test, dms_kunit_wrong(a->cpu, a->size, DMS_CT_THIRD, 0), 0ULL);
	}
}

/*
 * dma-api.rst, Part II: "pages that are guaranteed to be DMA addressable by the passed in device, but which need
 * explicit management of memory ownership".
 */
static void pages_keep_data(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	struct area *a = area_new(test, kd->dev);

	a->page = dma_alloc_pages(a->dev, a->size, &a->addr, a->dir, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, a->page);
	dms_ct_at_end(test, free_page_area, a);
	check_handle(test, a->dev, a->addr);
	a->cpu = page_address(a->page);
	KUNIT_ASSERT_EQ(test, a->addr & ~PAGE_MASK, 0ULL);
	check_data(test, kd, a);
}

/* dma-api.rst, Part II, dma_alloc_noncoherent(): the same with a CPU address. */
static void noncoherent_memory_keeps_data(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	struct area *a = area_new(test, kd->dev);

	a->cpu = dma_alloc_noncoherent(a->dev, a->size, &a->addr, a->dir, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, a->cpu);
	dms_ct_at_end(test, free_noncoherent, a);
	check_handle(test, a->dev, a->addr);
	check_data(test, kd, a);
}

/*
 * dma-api.rst, Part II, dma_alloc_noncontiguous(): "guaranteed to have 1 single DMA mapped segment as indicated by
 * sgt->nents, but it might have multiple CPU side segments as indicated by sgt->orig_nents".
 */
static void noncontiguous_table_covers_its_size(struct kunit *test)
{
	struct area *a = noncontiguous(test, dms_kunit_device(test)->dev, 0);
	struct scatterlist *entry;
	size_t sum = 0;
	unsigned int i;

	KUNIT_EXPECT_EQ(test, a->sgt->nents, 1u);
	KUNIT_EXPECT_GE(test, (size_t)sg_dma_len(a->sgt->sgl), a->size);
	for_each_sg(a->sgt->sgl, entry, a->sgt->orig_nents, i)
		sum += entry->length;
	KUNIT_EXPECT_GE(test, sum, a->size);
}

static void check_vmap(struct kunit *test, unsigned long attrs)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	struct area *a = noncontiguous(test, kd->dev, attrs);

	a->cpu = dma_vmap_noncontiguous(a->dev, a->size, a->sgt);
	KUNIT_ASSERT_NOT_NULL(test, a->cpu);
	dms_ct_at_end(test, free_vmap, a);
	if (a->dir != DMA_FROM_DEVICE) {
		dms_kunit_fill(a->cpu, a->size, DMS_CT_NEW, 0);
		flush_kernel_vmap_range(a->cpu, a->size);
		dma_sync_sgtable_for_device(a->dev, a->sgt, a->dir);
		KUNIT_EXPECT_EQ(test, 0ULL, dms_kunit_dev_read(test, kd, a->addr, a->size,
							       DMS_CT_NEW, 0));
	}
	if (a->dir != DMA_TO_DEVICE) {
		dms_kunit_dev_write(test, kd, a->addr, a->size, DMS_CT_THIRD, 0);
		dma_sync_sgtable_for_cpu(a->dev, a->sgt, a->dir);
		invalidate_kernel_vmap_range(a->cpu, a->size);
		KUNIT_EXPECT_EQ(test, dms_kunit_wrong(a->cpu, a->size, DMS_CT_THIRD, 0), 0ULL);
	}
}

/* dma-api.rst, Part II, dma_vmap_noncontiguous(): "a contiguous kernel mapping for an allocation". */
static void noncontiguous_vmap_shows_all_of_it(struct kunit *test)
{
	check_vmap(test, 0);
}

/* As above; dma-attributes.rst, DMA_ATTR_ALLOC_SINGLE_PAGES is a hint only. */
static void noncontiguous_single_pages_keep_data(struct kunit *test)
{
	check_vmap(test, DMA_ATTR_ALLOC_SINGLE_PAGES);
}

static const unsigned int widths[] = { 64, 32, 28 };

static void width_desc(const unsigned int *bits, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u bits", *bits);
}
KUNIT_ARRAY_PARAM(width, widths, width_desc);

/* dma-api.rst, Part II: "DMA addressable by the passed in device": below its mask. */
static void pages_are_below_the_mask(struct kunit *test)
{
	unsigned int bits = *(const unsigned int *)test->param_value;
	struct device *dev = dms_kunit_device(test)->dev;
	struct page *page;
	dma_addr_t addr;

	dms_ct_set_mask(test, dev, bits);
	page = dma_alloc_pages(dev, SZ_16K, &addr, DMA_BIDIRECTIONAL, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, page);
	check_handle(test, dev, addr);
	dma_free_pages(dev, SZ_16K, page, addr, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_TRUE(test, dms_ct_below(addr, SZ_16K, bits));
}

/* As above. */
static void noncontiguous_address_is_below_the_mask(struct kunit *test)
{
	unsigned int bits = *(const unsigned int *)test->param_value;
	struct device *dev = dms_kunit_device(test)->dev;
	struct sg_table *sgt;
	dma_addr_t addr;

	dms_ct_set_mask(test, dev, bits);
	sgt = dma_alloc_noncontiguous(dev, SZ_16K, DMA_BIDIRECTIONAL, GFP_KERNEL, 0);
	KUNIT_ASSERT_NOT_NULL(test, sgt);
	addr = sg_dma_address(sgt->sgl);
	dma_free_noncontiguous(dev, SZ_16K, sgt, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_TRUE(test, dms_ct_below(addr, SZ_16K, bits));
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(pages_keep_data, piece_gen_params),
	KUNIT_CASE_PARAM(noncoherent_memory_keeps_data, piece_gen_params),
	KUNIT_CASE_PARAM(noncontiguous_table_covers_its_size, piece_gen_params),
	KUNIT_CASE_PARAM(noncontiguous_vmap_shows_all_of_it, piece_gen_params),
	KUNIT_CASE_PARAM(noncontiguous_single_pages_keep_data, piece_gen_params),
	KUNIT_CASE_PARAM(pages_are_below_the_mask, width_gen_params),
	KUNIT_CASE_PARAM(noncontiguous_address_is_below_the_mask, width_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "dmascope_contract_memory",
	.test_cases = cases,
};
kunit_test_suite(suite);
