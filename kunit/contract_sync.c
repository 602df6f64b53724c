// SPDX-License-Identifier: GPL-2.0
/* The contract of dma_sync_single_for_*() and dma_sync_sg_for_*(). */
#include "contract.h"

#define BYTES	(2 * PAGE_SIZE)

/**
 * struct part - the part of a mapping that is synchronized
 * @offset:	of its first byte
 * @size:	bytes
 * @dir:	direction of the mapping
 */
struct part {
	size_t offset;
	size_t size;
	enum dma_data_direction dir;
};

/* The bounce pool's slots are 2 KiB: within one, across two, from the first byte to the last. */
#define EACH_PART(dir)                                                                             \
	{ 0, 64, dir }, { 1000, 24, dir }, { 2048 - 10, 20, dir }, { 512, 5000, dir },             \
		{ BYTES - 1, 1, dir }, { 0, BYTES, dir }

static const struct part for_cpu[] = {
	EACH_PART(DMA_FROM_DEVICE),
	EACH_PART(DMA_BIDIRECTIONAL),
};

static const struct part for_device[] = {
	EACH_PART(DMA_TO_DEVICE),
	EACH_PART(DMA_BIDIRECTIONAL),
};

static void part_desc(const struct part *p, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%zu bytes at %zu, %s", p->size, p->offset,
		 dms_ct_dir_name(p->dir));
}
KUNIT_ARRAY_PARAM(for_cpu, for_cpu, part_desc);
KUNIT_ARRAY_PARAM(for_device, for_device, part_desc);

/* dma-api.rst, Part Id: sync "before reading values that have been written by DMA from the device". */
static void sync_for_cpu_shows_what_device_wrote(struct kunit *test)
{
	const struct part *p = test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	u8 *buf = dms_ct_pages(test, BYTES);
	struct dms_ct_map *m = dms_ct_map(test, kd->dev, buf, BYTES, p->dir, 0);

	dms_kunit_dev_write(test, kd, m->addr, BYTES, DMS_CT_NEW, 0);
	dma_sync_single_for_cpu(kd->dev, m->addr + p->offset, p->size, p->dir);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(buf + p->offset, p->size, DMS_CT_NEW, p->offset),
			0ULL);
}

/*
 * dma-api.rst, Part Id: "you can use dma_handle and size parameters that aren't identical to those passed into the
 * single mapping API to do a partial sync".
 */
static void partial_sync_for_cpu_moves_only_its_range(struct kunit *test)
{
	const struct part *p = test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	size_t end = p->offset + p->size;
	u8 *buf = dms_ct_pages(test, BYTES);
	struct dms_ct_map *m = dms_ct_map(test, kd->dev, buf, BYTES, p->dir, 0);

	if (!dms_ct_bounced(m, buf))
		kunit_skip(test, "nothing is bounced here: there is one copy of the data");
	dms_kunit_dev_write(test, kd, m->addr, BYTES, DMS_CT_NEW, 0);
	dma_sync_single_for_cpu(kd->dev, m->addr + p->offset, p->size, p->dir);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(buf, p->offset, DMS_CT_OLD, 0), 0ULL);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(buf + end, BYTES - end, DMS_CT_OLD, end), 0ULL);
}

/* dma-api.rst, Part Id: sync "after writing values that will be written to the device using DMA". */
static void sync_for_device_shows_what_cpu_wrote(struct kunit *test)
{
	const struct part *p = test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	u8 *buf = dms_ct_pages(test, BYTES);
	struct dms_ct_map *m = dms_ct_map(test, kd->dev, buf, BYTES, p->dir, 0);

	dma_sync_single_for_cpu(kd->dev, m->addr, BYTES, p->dir);
	dms_kunit_fill(buf + p->offset, p->size, DMS_CT_NEW, p->offset);
	dma_sync_single_for_device(kd->dev, m->addr + p->offset, p->size, p->dir);
	KUNIT_EXPECT_EQ(test, dms_kunit_dev_read(test, kd, m->addr + p->offset, p->size,
						 DMS_CT_NEW, p->offset),
			0ULL);
}

/* As above: what was not synchronized stays as it was. */
static void partial_sync_for_device_moves_only_its_range(struct kunit *test)
{
	const struct part *p = test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	size_t end = p->offset + p->size;
	u8 *buf = dms_ct_pages(test, BYTES);
	struct dms_ct_map *m = dms_ct_map(test, kd->dev, buf, BYTES, p->dir, 0);

	if (!dms_ct_bounced(m, buf))
		kunit_skip(test, "nothing is bounced here: there is one copy of the data");
	dms_kunit_fill(buf, BYTES, DMS_CT_NEW, 0);
	dma_sync_single_for_device(kd->dev, m->addr + p->offset, p->size, p->dir);
	if (p->offset)
		KUNIT_EXPECT_EQ(test, 0ULL,
				dms_kunit_dev_read(test, kd, m->addr, p->offset, DMS_CT_OLD, 0));
	if (end < BYTES)
		KUNIT_EXPECT_EQ(test, 0ULL, dms_kunit_dev_read(test, kd, m->addr + end, BYTES - end,
							       DMS_CT_OLD, end));
}

/* dma-api.rst, Part Ic: dma_need_sync() returns true if calls of dma_sync_single_*() are required. */
static void need_sync_is_true_of_a_bounced_mapping(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	u8 *buf = dms_ct_pages(test, PAGE_SIZE);
	struct dms_ct_map *m = dms_ct_map(test, dev, buf, PAGE_SIZE, DMA_FROM_DEVICE, 0);

	if (!dms_ct_bounced(m, buf))
		kunit_skip(test, "nothing is bounced here: syncing is for caches, if at all");
	KUNIT_EXPECT_TRUE(test, dma_need_sync(dev, m->addr));
}

static const struct dms_ct_layout layouts[] = {
	{ "1 of a page", 1, PAGE_SIZE, PAGE_SIZE, 0 },
	{ "8 pages in a row", 8, PAGE_SIZE, PAGE_SIZE, 0 },
	{ "5 of 1000 bytes", 5, 1000, PAGE_SIZE, 24 },
};
KUNIT_ARRAY_PARAM(layout, layouts, dms_ct_layout_desc);

static void dev_write_each(struct kunit *test, struct dms_kunit_dev *kd, struct dms_ct_sg *sg)
{
	struct scatterlist *entry;
	unsigned int i;
	u64 pos = 0;

	for_each_sg(sg->table.sgl, entry, sg->table.nents, i) {
		dms_kunit_dev_write(test, kd, sg_dma_address(entry), sg_dma_len(entry), DMS_CT_NEW,
				    pos);
		pos += sg_dma_len(entry);
	}
}

/* dma-api.rst, Part Id: dma_sync_sg_for_cpu() with all parameters as for dma_map_sg(). */
static void sync_sg_for_cpu_covers_every_entry(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	struct dms_ct_sg *sg = dms_ct_sg_new(test, kd->dev, test->param_value);

	dms_ct_sg_map(test, sg, DMA_FROM_DEVICE);
	dev_write_each(test, kd, sg);
	dma_sync_sg_for_cpu(kd->dev, sg->table.sgl, sg->table.orig_nents, DMA_FROM_DEVICE);
	KUNIT_EXPECT_EQ(test, dms_ct_sg_wrong(sg, DMS_CT_NEW), 0ULL);
}

/* The same to the device. */
static void sync_sg_for_device_covers_every_entry(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	struct dms_ct_sg *sg = dms_ct_sg_new(test, kd->dev, test->param_value);
	struct scatterlist *entry;
	unsigned int i;
	u64 pos = 0;

	dms_ct_sg_map(test, sg, DMA_TO_DEVICE);
	dma_sync_sg_for_cpu(kd->dev, sg->table.sgl, sg->table.orig_nents, DMA_TO_DEVICE);
	dms_ct_sg_fill(sg, DMS_CT_NEW);
	dma_sync_sg_for_device(kd->dev, sg->table.sgl, sg->table.orig_nents, DMA_TO_DEVICE);
	for_each_sg(sg->table.sgl, entry, sg->table.nents, i) {
		KUNIT_EXPECT_EQ(test, 0ULL,
				dms_kunit_dev_read(test, kd, sg_dma_address(entry),
						   sg_dma_len(entry), DMS_CT_NEW, pos));
		pos += sg_dma_len(entry);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(sync_for_cpu_shows_what_device_wrote, for_cpu_gen_params),
	KUNIT_CASE_PARAM(partial_sync_for_cpu_moves_only_its_range, for_cpu_gen_params),
	KUNIT_CASE_PARAM(sync_for_device_shows_what_cpu_wrote, for_device_gen_params),
	KUNIT_CASE_PARAM(partial_sync_for_device_moves_only_its_range, for_device_gen_params),
	KUNIT_CASE(need_sync_is_true_of_a_bounced_mapping),
	KUNIT_CASE_PARAM(sync_sg_for_cpu_covers_every_entry, layout_gen_params),
	KUNIT_CASE_PARAM(sync_sg_for_device_covers_every_entry, layout_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "dmascope_contract_sync",
	.test_cases = cases,
};
kunit_test_suite(suite);
