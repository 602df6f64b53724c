// SPDX-License-Identifier: GPL-2.0
/* The contract of dma_map_sg() and dma_map_sgtable(). */
#include <linux/iommu.h>
#include <linux/sizes.h>

#include "contract.h"

static const struct dms_ct_layout layouts[] = {
	{ "1 page", 1, PAGE_SIZE, PAGE_SIZE, 0 },
	{ "16 pages in a row", 16, PAGE_SIZE, PAGE_SIZE, 0 },
	{ "16 pages with gaps", 16, PAGE_SIZE, 2 * PAGE_SIZE, 0 },
	{ "5 of 1000 bytes at 24", 5, 1000, PAGE_SIZE, 24 },
	{ "3 of 3 pages at 512", 3, 3 * PAGE_SIZE, 4 * PAGE_SIZE, 512 },
	/* more than fit into one page of a list: it is a chain */
	{ "200 of 256 bytes", 200, 256, 512, 0 },
};
KUNIT_ARRAY_PARAM(layout, layouts, dms_ct_layout_desc);

static u64 mapped_bytes(struct dms_ct_sg *sg)
{
	struct scatterlist *entry;
	unsigned int i;
	u64 sum = 0;

	for_each_sg(sg->table.sgl, entry, sg->table.nents, i)
		sum += sg_dma_len(entry);
	return sum;
}

static u64 all_bytes(const struct dms_ct_sg *sg)
{
	return (u64)sg->layout->nents * sg->layout->len;
}

/* The device reads the segments, one after another. */
static u64 dev_wrong(struct kunit *test, struct dms_kunit_dev *kd, struct dms_ct_sg *sg, u64 seed)
{
	struct scatterlist *entry;
	unsigned int i;
	u64 pos = 0, wrong = 0;

	for_each_sg(sg->table.sgl, entry, sg->table.nents, i) {
		wrong += dms_kunit_dev_read(test, kd, sg_dma_address(entry), sg_dma_len(entry),
					    seed, pos);
		pos += sg_dma_len(entry);
	}
	return wrong;
}

/*
 * dma-api.rst, Part Id, dma_map_sg(): the segments that it returns are those of the list, some merged: all bytes,
 * in their order.
 */
static void sg_mapping_covers_all_bytes_in_order(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	struct dms_ct_sg *sg = dms_ct_sg_new(test, kd->dev, test->param_value);

	dms_ct_sg_fill(sg, DMS_CT_NEW);
	dms_ct_sg_map(test, sg, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, mapped_bytes(sg), all_bytes(sg));
	KUNIT_EXPECT_EQ(test, dev_wrong(test, kd, sg, DMS_CT_NEW), 0ULL);
}

/* As above, from the device; dma_unmap_sg() with the number of entries that were passed in hands over all of them. */
static void sg_unmap_with_orig_nents_shows_every_entry(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	struct dms_ct_sg *sg = dms_ct_sg_new(test, kd->dev, test->param_value);
	struct scatterlist *entry;
	unsigned int i;
	u64 pos = 0;

	dms_ct_sg_map(test, sg, DMA_FROM_DEVICE);
	for_each_sg(sg->table.sgl, entry, sg->table.nents, i) {
		dms_kunit_dev_write(test, kd, sg_dma_address(entry), sg_dma_len(entry), DMS_CT_NEW,
				    pos);
		pos += sg_dma_len(entry);
	}
	dms_ct_sg_unmap(sg);
	KUNIT_EXPECT_EQ(test, dms_ct_sg_wrong(sg, DMS_CT_NEW), 0ULL);
}

/* dma-api.rst, Part Id, dma_map_sg(): "this may be shorter than <nents> passed in", and never longer. */
static void sg_nents_never_exceeds_orig_nents(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	struct dms_ct_sg *sg = dms_ct_sg_new(test, dev, test->param_value);

	dms_ct_sg_map(test, sg, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_LE(test, sg->table.nents, sg->table.orig_nents);
}

/*
 * dma_map_sgtable() (kernel/dma/mapping.c) returns 0, sets nents and leaves orig_nents, with which
 * dma_unmap_sgtable() unmaps.  Pages, offsets and lengths are the CPU's side: they are the same afterwards.
 */
static void sgtable_keeps_the_cpu_side_of_the_list(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	struct dms_ct_sg *sg = dms_ct_sg_new(test, dev, test->param_value);
	const struct dms_ct_layout *l = sg->layout;
	u8 *first = sg_virt(sg->table.sgl);
	struct scatterlist *entry;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, dma_map_sgtable(dev, &sg->table, DMA_TO_DEVICE, 0), 0);
	KUNIT_EXPECT_LE(test, sg->table.nents, l->nents);
	KUNIT_EXPECT_EQ(test, sg->table.orig_nents, l->nents);
	dma_unmap_sgtable(dev, &sg->table, DMA_TO_DEVICE, 0);
	for_each_sg(sg->table.sgl, entry, l->nents, i) {
		KUNIT_EXPECT_PTR_EQ(test, (u8 *)sg_virt(entry), first + i * l->stride);
		KUNIT_EXPECT_EQ(test, entry->length, l->len);
	}
}

static const unsigned int max_segs[] = { PAGE_SIZE, 2 * PAGE_SIZE, 5 * PAGE_SIZE, SZ_64K };

static void max_seg_desc(const unsigned int *max, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u bytes", *max);
}
KUNIT_ARRAY_PARAM(max_seg, max_segs, max_seg_desc);

/* Pages that an IOMMU makes one segment of, when it may. */
static const struct dms_ct_layout row = { "32 pages in a row", 32, PAGE_SIZE, PAGE_SIZE, 0 };

/*
 * include/linux/device.h, dma_parms: "a low level driver may set these to teach IOMMU code about segment limitations".
 * No entry of the list is longer than the limit, so no segment may be.
 */
static void sg_segments_honour_max_seg_size(struct kunit *test)
{
	unsigned int max = *(const unsigned int *)test->param_value, i;
	struct device *dev = dms_kunit_device(test)->dev;
	struct dms_ct_sg *sg = dms_ct_sg_new(test, dev, &row);
	struct scatterlist *entry;

	dma_set_max_seg_size(dev, max);
	dms_ct_sg_map(test, sg, DMA_TO_DEVICE);
	for_each_sg(sg->table.sgl, entry, sg->table.nents, i)
		KUNIT_EXPECT_LE(test, sg_dma_len(entry), max);
}

static const unsigned long boundaries[] = { PAGE_SIZE - 1, SZ_8K - 1, SZ_32K - 1, SZ_1M - 1 };

static void boundary_desc(const unsigned long *boundary, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "mask 0x%lx", *boundary);
}
KUNIT_ARRAY_PARAM(boundary, boundaries, boundary_desc);

/* As above: no entry crosses the boundary, so no segment may. */
static void sg_segments_honour_the_boundary(struct kunit *test)
{
	unsigned long mask = *(const unsigned long *)test->param_value;
	struct device *dev = dms_kunit_device(test)->dev;
	struct dms_ct_sg *sg = dms_ct_sg_new(test, dev, &row);
	struct scatterlist *entry;
	unsigned int i;

	dma_set_seg_boundary(dev, mask);
	/* So long that the other limit does not keep this one. */
	dma_set_max_seg_size(dev, SZ_1M);
	dms_ct_sg_map(test, sg, DMA_TO_DEVICE);
	for_each_sg(sg->table.sgl, entry, sg->table.nents, i)
		KUNIT_EXPECT_LE(test, (sg_dma_address(entry) & mask) + sg_dma_len(entry) - 1,
				(u64)mask);
}

/*
 * dma-api.rst, Part Id, dma_unmap_sg() ends what dma_map_sg() began: addresses and bounce slots are there for the
 * next one.  With 1 MiB of addresses, or 16 MiB of slots, they would run out soon.
 */
static void unmapping_gives_everything_back(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	struct dms_ct_sg *sg = dms_ct_sg_new(test, dev, &row);
	unsigned int i, turns = 160;

	if (dms_ct_translated(dev)) {
		/* What was unmapped there comes back with a flush that nobody waits for. */
		if (iommu_get_domain_for_dev(dev)->type == IOMMU_DOMAIN_DMA_FQ)
			kunit_skip(test, "addresses are flushed in batches");
		dms_ct_set_mask(test, dev, 20);
		turns = 16;
	}
	for (i = 0; i < turns; i++) {
		dms_ct_sg_map(test, sg, DMA_TO_DEVICE);
		dms_ct_sg_unmap(sg);
		dms_ct_sg_reset(sg);
	}
}

/* More than 1 MiB of the same memory: the device only reads, so a page may be mapped many times. */
static const struct dms_ct_layout too_much = { "600 times a page", 600, PAGE_SIZE, 0, 0 };

/* dma-api.rst, Part Id, dma_map_sg(): "on failure, 0 is returned"; dma_map_sgtable() says why. */
static void failing_sg_mapping_returns_an_error(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	struct dms_ct_sg *sg;
	int ret;

	if (!dms_ct_translated(dev))
		kunit_skip(test, "there are no addresses here that could run out");
	dms_ct_set_mask(test, dev, 20);
	sg = dms_ct_sg_new(test, dev, &too_much);
	ret = dma_map_sg(dev, sg->table.sgl, too_much.nents, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, ret, 0);
	if (ret)
		dma_unmap_sg(dev, sg->table.sgl, too_much.nents, DMA_TO_DEVICE);
	dms_ct_sg_reset(sg);
	ret = dma_map_sgtable(dev, &sg->table, DMA_TO_DEVICE, 0);
	KUNIT_EXPECT_LT(test, ret, 0);
	if (!ret)
		dma_unmap_sgtable(dev, &sg->table, DMA_TO_DEVICE, 0);
	/* What fits can still be mapped. */
	dms_ct_map(test, dev, sg->mem, PAGE_SIZE, DMA_TO_DEVICE, 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(sg_mapping_covers_all_bytes_in_order, layout_gen_params),
	KUNIT_CASE_PARAM(sg_unmap_with_orig_nents_shows_every_entry, layout_gen_params),
	KUNIT_CASE_PARAM(sg_nents_never_exceeds_orig_nents, layout_gen_params),
	KUNIT_CASE_PARAM(sgtable_keeps_the_cpu_side_of_the_list, layout_gen_params),
	KUNIT_CASE_PARAM(sg_segments_honour_max_seg_size, max_seg_gen_params),
	KUNIT_CASE_PARAM(sg_segments_honour_the_boundary, boundary_gen_params),
	KUNIT_CASE(unmapping_gives_everything_back),
	KUNIT_CASE(failing_sg_mapping_returns_an_error),
	{}
};

static struct kunit_suite suite = {
	.name = "dmascope_contract_sg",
	.test_cases = cases,
};
kunit_test_suite(suite);
