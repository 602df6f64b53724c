// SPDX-License-Identifier: GPL-2.0
/* The contract of the IOVA-based API (dma_iova_*), where the kernel has it. */
#include "../dmatest-drv/compat.h"
#include "contract.h"

static const enum dma_data_direction dirs[] = {
	DMA_TO_DEVICE,
	DMA_FROM_DEVICE,
	DMA_BIDIRECTIONAL,
};

static void dir_desc(const enum dma_data_direction *dir, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", dms_ct_dir_name(*dir));
}
KUNIT_ARRAY_PARAM(dir, dirs, dir_desc);

static const unsigned int widths[] = { 64, 40, 32, 28, 24 };

static void width_desc(const unsigned int *bits, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u bits", *bits);
}
KUNIT_ARRAY_PARAM(width, widths, width_desc);

#ifdef DMS_HAVE_DMA_IOVA

#define PAGES	6

/**
 * struct links - addresses, and memory that is linked to them
 * @dev:	device
 * @state:	the kernel's
 * @dir:	direction
 * @linked:	bytes linked from the start on
 * @live:	it has to be destroyed
 */
struct links {
	struct device *dev;
	struct dma_iova_state state;
	enum dma_data_direction dir;
	size_t linked;
	bool live;
};

static void destroy(void *ctx)
{
	struct links *r = ctx;

	if (r->live)
		dma_iova_destroy(r->dev, &r->state, r->linked, r->dir, 0);
	r->live = false;
}

static struct links *range_new(struct kunit *test, struct device *dev, const void *cpu, size_t size,
			       enum dma_data_direction dir)
{
	struct links *r = kunit_kzalloc(test, sizeof(*r), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, r);
	if (!dms_ct_translated(dev))
		kunit_skip(test, "nothing translates: the regular API is to be used");
	r->dev = dev;
	r->dir = dir;
	KUNIT_ASSERT_TRUE(test, dma_iova_try_alloc(dev, &r->state, virt_to_phys((void *)cpu), size));
	r->live = true;
	dms_ct_at_end(test, destroy, r);
	return r;
}

static void link(struct kunit *test, struct links *r, const void *cpu, size_t size)
{
	KUNIT_ASSERT_EQ(test, 0, dma_iova_link(r->dev, &r->state, virt_to_phys((void *)cpu),
					       r->linked, size, r->dir, 0));
	r->linked += size;
}

/* Every second page of a buffer, last first: not what would be mapped in one piece anyway. */
static u8 *nth_page(u8 *buf, unsigned int i)
{
	return buf + (PAGES - 1 - i) * 2 * PAGE_SIZE;
}

/*
 * drivers/iommu/dma-iommu.c, dma_iova_link(): "link multiple physical addresses in contiguous IOVA space"; then one
 * dma_iova_sync().
 */
static void iova_links_lie_one_after_another(struct kunit *test)
{
	enum dma_data_direction dir = *(const enum dma_data_direction *)test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	u8 *buf = dms_ct_pages(test, 2 * PAGES * PAGE_SIZE);
	struct links *r = range_new(test, kd->dev, buf, PAGES * PAGE_SIZE, dir);
	dma_addr_t addr = r->state.addr;
	unsigned int i;

	for (i = 0; i < PAGES; i++) {
		dms_kunit_fill(nth_page(buf, i), PAGE_SIZE, DMS_CT_NEW, i * PAGE_SIZE);
		link(test, r, nth_page(buf, i), PAGE_SIZE);
	}
	KUNIT_ASSERT_EQ(test, dma_iova_sync(kd->dev, &r->state, 0, r->linked), 0);
	if (dir != DMA_FROM_DEVICE)
		KUNIT_EXPECT_EQ(test, 0ULL, dms_kunit_dev_read(test, kd, addr, r->linked,
							       DMS_CT_NEW, 0));
	if (dir == DMA_TO_DEVICE)
		return;
	dms_kunit_dev_write(test, kd, addr, r->linked, DMS_CT_THIRD, 0);
	destroy(r);
	for (i = 0; i < PAGES; i++)
		KUNIT_EXPECT_EQ(test, 0ULL, dms_kunit_wrong(nth_page(buf, i), PAGE_SIZE,
							    DMS_CT_THIRD, i * PAGE_SIZE));
}

/* dma_iova_try_alloc(): "@phys is only used to calculate the IOVA alignment": its offset is kept. */
static void iova_keeps_the_offset_of_the_first_link(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	u8 *buf = dms_ct_pages(test, 2 * PAGE_SIZE);
	size_t offset = 520, first = PAGE_SIZE - offset;
	struct links *r = range_new(test, kd->dev, buf + offset, PAGE_SIZE, DMA_TO_DEVICE);

	KUNIT_EXPECT_EQ(test, r->state.addr & 4095, (u64)offset);
	link(test, r, buf + offset, first);
	link(test, r, buf + PAGE_SIZE, PAGE_SIZE - first);
	KUNIT_ASSERT_EQ(test, dma_iova_sync(kd->dev, &r->state, 0, r->linked), 0);
	KUNIT_EXPECT_EQ(test, 0ULL, dms_kunit_dev_read(test, kd, r->state.addr, r->linked,
						       DMS_CT_OLD, offset));
}

/* dma_iova_free(): "undoes a successful" allocation once all links are undone, one by one here. */
static void iova_can_be_unlinked_and_linked_again(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	u8 *buf = dms_ct_pages(test, 2 * PAGES * PAGE_SIZE);
	struct links *r = range_new(test, kd->dev, buf, 2 * PAGE_SIZE, DMA_TO_DEVICE);
	unsigned int i;

	for (i = 0; i < 4; i++) {
		r->linked = 0;
		dms_kunit_fill(nth_page(buf, i), PAGE_SIZE, DMS_CT_NEW, 0);
		dms_kunit_fill(nth_page(buf, i + 1), PAGE_SIZE, DMS_CT_NEW, PAGE_SIZE);
		link(test, r, nth_page(buf, i), PAGE_SIZE);
		link(test, r, nth_page(buf, i + 1), PAGE_SIZE);
		KUNIT_ASSERT_EQ(test, dma_iova_sync(kd->dev, &r->state, 0, r->linked), 0);
		KUNIT_EXPECT_EQ(test, 0ULL, dms_kunit_dev_read(test, kd, r->state.addr, r->linked,
							       DMS_CT_NEW, 0));
		dma_iova_unlink(kd->dev, &r->state, 0, PAGE_SIZE, r->dir, 0);
		dma_iova_unlink(kd->dev, &r->state, PAGE_SIZE, PAGE_SIZE, r->dir, 0);
		r->linked = 0;
	}
	dma_iova_free(kd->dev, &r->state);
	r->live = false;
}

/* dma-api.rst, Part Id: the notes for mappings apply to all, the mask's among them. */
static void iova_is_below_the_mask(struct kunit *test)
{
	unsigned int bits = *(const unsigned int *)test->param_value;
	struct device *dev = dms_kunit_device(test)->dev;
	struct links *r;

	dms_ct_set_mask(test, dev, bits);
	r = range_new(test, dev, dms_ct_pages(test, PAGE_SIZE), SZ_64K, DMA_TO_DEVICE);
	KUNIT_EXPECT_TRUE(test, dms_ct_below(r->state.addr, SZ_64K, bits));
}

/* dma_iova_try_alloc(): "%false if the regular DMA API should be used". */
static void iova_is_refused_where_nothing_translates(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	struct dma_iova_state state;

	if (dms_ct_translated(dev))
		kunit_skip(test, "an IOMMU translates");
	KUNIT_EXPECT_FALSE(test, dma_iova_try_alloc(dev, &state, 0, PAGE_SIZE));
	KUNIT_EXPECT_FALSE(test, dma_use_iova(&state));
}

#else /* !DMS_HAVE_DMA_IOVA */

#define iova_links_lie_one_after_another		no_iova_api
#define iova_keeps_the_offset_of_the_first_link		no_iova_api
#define iova_can_be_unlinked_and_linked_again		no_iova_api
#define iova_is_below_the_mask				no_iova_api
#define iova_is_refused_where_nothing_translates	no_iova_api

static void no_iova_api(struct kunit *test)
{
	kunit_skip(test, "this kernel has no dma_iova_*()");
}

#endif

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(iova_links_lie_one_after_another, dir_gen_params),
	KUNIT_CASE(iova_keeps_the_offset_of_the_first_link),
	KUNIT_CASE(iova_can_be_unlinked_and_linked_again),
	KUNIT_CASE_PARAM(iova_is_below_the_mask, width_gen_params),
	KUNIT_CASE(iova_is_refused_where_nothing_translates),
	{}
};

static struct kunit_suite suite = {
	.name = "dmascope_contract_iova",
	.test_cases = cases,
};
kunit_test_suite(suite);
