// SPDX-License-Identifier: GPL-2.0
/* The contract of dma_set_mask() and of the addresses below it. */
#include <linux/dmapool.h>
#include <linux/sizes.h>

#include "contract.h"

static const unsigned int widths[] = { 64, 48, 40, 33, 32, 31, 28, 24 };

static void width_desc(const unsigned int *bits, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u bits", *bits);
}
KUNIT_ARRAY_PARAM(width, widths, width_desc);

static unsigned int param_bits(struct kunit *test)
{
	return *(const unsigned int *)test->param_value;
}

/*
 * dma-api-howto.rst, DMA addressing capabilities: "dma_set_mask_and_coherent() will never return failure when bigger
 * than 32", and "when ... successful, ... the kernel saves away this mask".
 */
static void accepted_mask_is_saved(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	unsigned int bits = param_bits(test);

	dms_ct_set_mask(test, dev, bits);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), DMA_BIT_MASK(bits));
	KUNIT_EXPECT_EQ(test, dev->coherent_dma_mask, DMA_BIT_MASK(bits));
}

/*
 * dma-api-howto.rst: an error "if the mask is too small to be supportable on the given system".  Without a
 * translation that is a mask that does not even reach the start of memory (kernel/dma/direct.c,
 * dma_direct_supported()); with one any mask will do.  "Updates the device parameters if it is" possible
 * (dma-api.rst, Part Ic): a refused mask changes nothing.
 */
static void mask_that_is_too_small_is_refused(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	u64 mask = dma_get_mask(dev), coherent = dev->coherent_dma_mask;

	if (dms_ct_translated(dev))
		kunit_skip(test, "an IOMMU brings all memory below any mask");
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, DMA_BIT_MASK(12)), -EIO);
	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), mask);
	KUNIT_EXPECT_EQ(test, dma_set_coherent_mask(dev, DMA_BIT_MASK(12)), -EIO);
	KUNIT_EXPECT_EQ(test, dev->coherent_dma_mask, coherent);
}

/*
 * dma-api-howto.rst: "the coherent mask will always be able to set the same or a smaller mask as the streaming mask",
 * smaller as far as it is supported at all.
 */
static void coherent_mask_may_be_as_the_streaming_mask(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	unsigned int bits = param_bits(test);

	if (dma_set_mask(dev, DMA_BIT_MASK(bits)))
		kunit_skip(test, "the streaming mask is refused");
	KUNIT_EXPECT_EQ(test, dma_set_coherent_mask(dev, DMA_BIT_MASK(bits)), 0);
	if (bits > 32)
		KUNIT_EXPECT_EQ(test, dma_set_coherent_mask(dev, DMA_BIT_MASK(32)), 0);
}

/*
 * dma-api.rst, Part Ic, dma_get_required_mask(): "the mask that the platform requires to operate efficiently";
 * "does not alter the current mask".
 */
static void required_mask_is_accepted_and_alters_nothing(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	u64 mask = dma_get_mask(dev), required = dma_get_required_mask(dev);

	KUNIT_EXPECT_EQ(test, dma_get_mask(dev), mask);
	KUNIT_EXPECT_NE(test, required, 0ULL);
	KUNIT_EXPECT_EQ(test, dma_set_mask(dev, max_t(u64, required, DMA_BIT_MASK(32))), 0);
	KUNIT_EXPECT_FALSE(test, dma_addressing_limited(dev));
}

/*
 * dma-api.rst, Part Id, dma_map_single(): what is mapped without an IOMMU must lie below the mask already, "on x86,
 * GFP_DMA guarantees" it.  What does not is bounced, but the pool is somewhere below 4 GiB: a mask that
 * dma_set_mask() accepts for the memory zones' sake may be too narrow for it.
 */
static void set_streaming_mask(struct kunit *test, struct device *dev)
{
	if (param_bits(test) < 32 && !dms_ct_translated(dev))
		kunit_skip(test, "no IOMMU, and the bounce pool may lie above such a mask");
	dms_ct_set_mask(test, dev, param_bits(test));
}

/*
 * dma-api.rst, Part Id, dma_map_single(): "the DMA address of the memory must be within the dma_mask of the device".
 * Where memory lies above it, it is bounced or translated, and what was there arrives.
 */
static void streaming_address_is_below_the_mask(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	u8 *buf = dms_ct_pages(test, 2 * PAGE_SIZE);
	struct dms_ct_map *m;

	set_streaming_mask(test, kd->dev);
	m = dms_ct_map(test, kd->dev, buf, 2 * PAGE_SIZE, DMA_BIDIRECTIONAL, 0);
	KUNIT_ASSERT_TRUE(test, dms_ct_below(m->addr, m->size, param_bits(test)));
	KUNIT_EXPECT_EQ(test, 0ULL, dms_kunit_dev_read(test, kd, m->addr, m->size, DMS_CT_OLD, 0));
	dms_kunit_dev_write(test, kd, m->addr, m->size, DMS_CT_NEW, 0);
	dms_ct_unmap(m);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(buf, 2 * PAGE_SIZE, DMS_CT_NEW, 0), 0ULL);
}

static const struct dms_ct_layout list = { "8 pages with gaps", 8, PAGE_SIZE, 2 * PAGE_SIZE, 0 };

/* As above, for each segment of a list. */
static void sg_addresses_are_below_the_mask(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	struct dms_ct_sg *sg = dms_ct_sg_new(test, dev, &list);
	struct scatterlist *entry;
	unsigned int i;

	set_streaming_mask(test, dev);
	dms_ct_sg_map(test, sg, DMA_TO_DEVICE);
	for_each_sg(sg->table.sgl, entry, sg->table.nents, i)
		KUNIT_EXPECT_TRUE(test, dms_ct_below(sg_dma_address(entry), sg_dma_len(entry),
						     param_bits(test)));
}

/* dma-api-howto.rst, Using Coherent DMA mappings: addresses are within the coherent mask. */
static void coherent_address_is_below_the_mask(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	struct dms_ct_coherent *c;

	dms_ct_set_mask(test, dev, param_bits(test));
	c = dms_ct_alloc(test, dev, 4 * PAGE_SIZE, 0);
	KUNIT_EXPECT_TRUE(test, dms_ct_below(c->addr, c->size, param_bits(test)));
}

/* dma-api-howto.rst: "This is true of the dma_pool interface as well." */
static void pool_address_is_below_the_mask(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	struct dma_pool *pool;
	dma_addr_t addr = 0;
	void *cpu;

	dms_ct_set_mask(test, dev, param_bits(test));
	pool = dma_pool_create("dmascope mask", dev, 256, 256, 0);
	KUNIT_ASSERT_NOT_NULL(test, pool);
	cpu = dma_pool_alloc(pool, GFP_KERNEL, &addr);
	if (cpu)
		dma_pool_free(pool, cpu, addr);
	dma_pool_destroy(pool);
	KUNIT_EXPECT_NOT_NULL(test, cpu);
	KUNIT_EXPECT_TRUE(test, dms_ct_below(addr, 256, param_bits(test)));
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(accepted_mask_is_saved, width_gen_params),
	KUNIT_CASE(mask_that_is_too_small_is_refused),
	KUNIT_CASE_PARAM(coherent_mask_may_be_as_the_streaming_mask, width_gen_params),
	KUNIT_CASE(required_mask_is_accepted_and_alters_nothing),
	KUNIT_CASE_PARAM(streaming_address_is_below_the_mask, width_gen_params),
	KUNIT_CASE_PARAM(sg_addresses_are_below_the_mask, width_gen_params),
	KUNIT_CASE_PARAM(coherent_address_is_below_the_mask, width_gen_params),
	KUNIT_CASE_PARAM(pool_address_is_below_the_mask, width_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "dmascope_contract_mask",
	.test_cases = cases,
};
kunit_test_suite(suite);
