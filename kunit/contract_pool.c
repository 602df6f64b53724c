// SPDX-License-Identifier: GPL-2.0
/* The contract of DMA pools. */
#include <linux/dmapool.h>
#include <linux/log2.h>
#include <linux/sizes.h>

#include "contract.h"

/* Enough for more than one page of most shapes. */
#define BLOCKS	24

/**
 * struct shape - what a pool is created with
 * @size:	of a block
 * @align:	of its address
 * @boundary:	that no block crosses, or 0
 */
struct shape {
	size_t size;
	size_t align;
	size_t boundary;
};

static const struct shape shapes[] = {
	{ 8, 8, 0 },
	{ 32, 16, 0 },
	{ 100, 4, 512 },
	{ 192, 64, 1024 },
	{ 256, 256, 4096 },
	{ 1000, 32, 2048 },
	{ 1536, 512, 4096 },
	{ 3000, 8, 4096 },
	{ 5000, 1024, 8192 },
	{ 24, 4096, 0 },
};

static void shape_desc(const struct shape *s, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%zu bytes, aligned to %zu, boundary %zu", s->size,
		 s->align, s->boundary);
}
KUNIT_ARRAY_PARAM(shape, shapes, shape_desc);

/**
 * struct blocks - a pool and what was taken out of it
 * @pool:	pool
 * @cpu:	CPU addresses
 * @addr:	device addresses
 * @nr:		blocks
 */
struct blocks {
	struct dma_pool *pool;
	u8 *cpu[BLOCKS];
	dma_addr_t addr[BLOCKS];
	unsigned int nr;
};

static void free_all(struct blocks *b)
{
	while (b->nr) {
		b->nr--;
		dma_pool_free(b->pool, b->cpu[b->nr], b->addr[b->nr]);
	}
}

static void end(void *ctx)
{
	struct blocks *b = ctx;

	free_all(b);
	dma_pool_destroy(b->pool);
}

static struct blocks *create(struct kunit *test, const struct shape *s)
{
	struct device *dev = dms_kunit_device(test)->dev;
	struct blocks *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, b);
	b->pool = dma_pool_create("dmascope contract", dev, s->size, s->align, s->boundary);
	KUNIT_ASSERT_NOT_NULL(test, b->pool);
	dms_ct_at_end(test, end, b);
	return b;
}

static void take(struct kunit *test, struct blocks *b, gfp_t gfp)
{
	b->cpu[b->nr] = dma_pool_alloc(b->pool, gfp, &b->addr[b->nr]);
	KUNIT_ASSERT_NOT_NULL(test, b->cpu[b->nr]);
	b->nr++;
}

static struct blocks *take_all(struct kunit *test)
{
	struct blocks *b = create(test, test->param_value);

	while (b->nr < BLOCKS)
		take(test, b, GFP_KERNEL);
	return b;
}

/* dma-api.rst, Part Ib, dma_pool_create(): "the device's hardware alignment requirement ... is align". */
static void pool_blocks_are_aligned(struct kunit *test)
{
	const struct shape *s = test->param_value;
	struct blocks *b = take_all(test);
	unsigned int i;

	for (i = 0; i < BLOCKS; i++) {
		KUNIT_EXPECT_EQ(test, b->addr[i] & (s->align - 1), 0ULL);
		KUNIT_EXPECT_EQ(test, (unsigned long)b->cpu[i] & (s->align - 1), 0UL);
	}
}

/* dma-api.rst, Part Ib: "memory allocated from this pool must not cross 4KByte boundaries". */
static void pool_blocks_do_not_cross_the_boundary(struct kunit *test)
{
	const struct shape *s = test->param_value;
	struct blocks *b = take_all(test);
	unsigned int i;

	if (!s->boundary)
		kunit_skip(test, "this shape has none");
	for (i = 0; i < BLOCKS; i++)
		KUNIT_EXPECT_LE(test, (b->addr[i] & (s->boundary - 1)) + s->size, (u64)s->boundary);
}

/* mm/dmapool.c, dma_pool_alloc(): "the kernel virtual address of a currently unused block". */
static void pool_blocks_do_not_overlap(struct kunit *test)
{
	const struct shape *s = test->param_value;
	struct blocks *b = take_all(test);
	unsigned int i, j;

	for (i = 0; i < BLOCKS; i++) {
		for (j = 0; j < i; j++) {
			KUNIT_EXPECT_GE(test, abs(b->cpu[i] - b->cpu[j]), (long)s->size);
			KUNIT_EXPECT_GE(test, abs((s64)(b->addr[i] - b->addr[j])), (s64)s->size);
		}
	}
}

/* dma-api.rst, Part Ib, dma_pool_zalloc(): "also zeroes the returned memory", used before or not. */
static void pool_zalloc_returns_zeroed_memory(struct kunit *test)
{
	const struct shape *s = test->param_value;
	struct blocks *b = take_all(test);
	unsigned int i;

	for (i = 0; i < BLOCKS; i++)
		memset(b->cpu[i], 0xff, s->size);
	free_all(b);
	while (b->nr < BLOCKS)
		take(test, b, GFP_KERNEL | __GFP_ZERO);
	for (i = 0; i < BLOCKS; i++)
		KUNIT_EXPECT_NULL(test, memchr_inv(b->cpu[i], 0, s->size));
}

/* dma-api.rst, Part Ib: "an address usable by the CPU, and the DMA address usable by the pool's device". */
static void pool_block_is_shared_with_the_device(struct kunit *test)
{
	const struct shape *s = test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	struct blocks *b = create(test, s);

	take(test, b, GFP_KERNEL);
	take(test, b, GFP_KERNEL);
	dms_kunit_fill(b->cpu[1], s->size, DMS_CT_OLD, 0);
	KUNIT_EXPECT_EQ(test, 0ULL,
			dms_kunit_dev_read(test, kd, b->addr[1], s->size, DMS_CT_OLD, 0));
	dms_kunit_dev_write(test, kd, b->addr[0], s->size, DMS_CT_NEW, 0);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(b->cpu[0], s->size, DMS_CT_NEW, 0), 0ULL);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(b->cpu[1], s->size, DMS_CT_OLD, 0), 0ULL);
}

static const struct shape bad_shapes[] = {
	{ 0, 8, 0 },		/* nothing */
	{ 64, 24, 0 },		/* no power of two */
	{ 64, 8, 96 },		/* no power of two */
	{ 4096, 8, 2048 },	/* every block would cross it */
};
KUNIT_ARRAY_PARAM(bad_shape, bad_shapes, shape_desc);

/*
 * mm/dmapool.c, dma_pool_create(): align "must be a power of two", "power of two boundary"; "%NULL if one can't be
 * created".
 */
static void impossible_pool_is_not_created(struct kunit *test)
{
	const struct shape *s = test->param_value;
	struct device *dev = dms_kunit_device(test)->dev;
	struct dma_pool *pool;

	pool = dma_pool_create("dmascope bad", dev, s->size, s->align, s->boundary);
	KUNIT_EXPECT_NULL(test, pool);
	dma_pool_destroy(pool);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(pool_blocks_are_aligned, shape_gen_params),
	KUNIT_CASE_PARAM(pool_blocks_do_not_cross_the_boundary, shape_gen_params),
	KUNIT_CASE_PARAM(pool_blocks_do_not_overlap, shape_gen_params),
	KUNIT_CASE_PARAM(pool_zalloc_returns_zeroed_memory, shape_gen_params),
	KUNIT_CASE_PARAM(pool_block_is_shared_with_the_device, shape_gen_params),
	KUNIT_CASE_PARAM(impossible_pool_is_not_created, bad_shape_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "dmascope_contract_pool",
	.test_cases = cases,
};
kunit_test_suite(suite);
