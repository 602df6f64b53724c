// SPDX-License-Identifier: GPL-2.0
/* The contract of dma_map_single() and its attributes. */
#include <linux/mm.h>

#include "contract.h"

/**
 * struct stream - what is mapped
 * @size:	bytes
 * @offset:	from the start of a page
 * @dir:	direction
 */
struct stream {
	size_t size;
	size_t offset;
	enum dma_data_direction dir;
};

/*
 * From one byte to several pages, from the start of a page, its middle and its end.  None lets an access begin with
 * the last byte of what is mapped: QEMU's virtio-iommu looks that up in the next mapping (docs/platforms.md).
 */
#define EACH_SHAPE(dir)                                                                            \
	{ 1, 0, dir }, { 64, 0, dir }, { PAGE_SIZE, 0, dir }, { 1000, 24, dir },                   \
		{ 256, PAGE_SIZE - 128, dir }, { PAGE_SIZE, PAGE_SIZE / 2, dir },                  \
		{ 3 * PAGE_SIZE, PAGE_SIZE - 1, dir }, { 16 * PAGE_SIZE, 0, dir }

static const struct stream to_device[] = {
	EACH_SHAPE(DMA_TO_DEVICE),
	EACH_SHAPE(DMA_BIDIRECTIONAL),
};

static const struct stream from_device[] = {
	EACH_SHAPE(DMA_FROM_DEVICE),
	EACH_SHAPE(DMA_BIDIRECTIONAL),
};

static void stream_desc(const struct stream *s, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%zu bytes at %zu, %s", s->size, s->offset,
		 dms_ct_dir_name(s->dir));
}
KUNIT_ARRAY_PARAM(to_device, to_device, stream_desc);
KUNIT_ARRAY_PARAM(from_device, from_device, stream_desc);

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

/*
 * dma-api-howto.rst, DMA Direction: DMA_TO_DEVICE is "from main memory to the device", DMA_BIDIRECTIONAL
 * "can go in either direction".
 */
static void device_reads_what_cpu_wrote(struct kunit *test)
{
	const struct stream *s = test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	u8 *buf = dms_ct_pages(test, s->offset + s->size);
	struct dms_ct_map *m;

	dms_kunit_fill(buf + s->offset, s->size, DMS_CT_NEW, 0);
	m = dms_ct_map(test, kd->dev, buf + s->offset, s->size, s->dir, 0);
	KUNIT_EXPECT_EQ(test, dms_kunit_dev_read(test, kd, m->addr, s->size, DMS_CT_NEW, 0), 0ULL);
}

/* dma-api-howto.rst, DMA Direction; after dma_unmap_single() the CPU sees what the device wrote. */
static void cpu_reads_what_device_wrote(struct kunit *test)
{
	const struct stream *s = test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	u8 *buf = dms_ct_pages(test, s->offset + s->size);
	struct dms_ct_map *m = dms_ct_map(test, kd->dev, buf + s->offset, s->size, s->dir, 0);

	dms_kunit_dev_write(test, kd, m->addr, s->size, DMS_CT_NEW, 0);
	dms_ct_unmap(m);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(buf + s->offset, s->size, DMS_CT_NEW, 0), 0ULL);
}

/*
 * dma-api.rst, Part Id: what is mapped is <size> bytes at <cpu_addr>.  Mapping, writing and unmapping leave alone
 * what lies before and behind, whether a whole page of the IOMMU or a whole slot of the bounce pool is used or not.
 */
static void memory_beside_the_mapping_is_untouched(struct kunit *test)
{
	const struct stream *s = test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	size_t end = s->offset + s->size, len = PAGE_ALIGN(end + 1);
	u8 *buf = dms_ct_pages(test, len);
	struct dms_ct_map *m = dms_ct_map(test, kd->dev, buf + s->offset, s->size, s->dir, 0);

	dms_kunit_dev_write(test, kd, m->addr, s->size, DMS_CT_NEW, 0);
	dms_ct_unmap(m);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(buf, s->offset, DMS_CT_OLD, 0), 0ULL);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(buf + end, len - end, DMS_CT_OLD, end), 0ULL);
}

/*
 * kernel/dma/swiotlb.c, swiotlb_tbl_map_single(): "Use of swiotlb is supposed to be transparent, i.e. swiotlb must
 * not corrupt memory by clobbering unwritten bytes."  Without one there is nothing to clobber with.
 */
static void bytes_that_the_device_did_not_write_stay(struct kunit *test)
{
	const struct stream *s = test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	size_t half = s->size / 2;
	u8 *buf = dms_ct_pages(test, s->offset + s->size);
	struct dms_ct_map *m = dms_ct_map(test, kd->dev, buf + s->offset, s->size, s->dir, 0);

	if (half)
		dms_kunit_dev_write(test, kd, m->addr, half, DMS_CT_NEW, 0);
	dms_ct_unmap(m);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(buf + s->offset + half, s->size - half, DMS_CT_OLD,
					      s->offset + half),
			0ULL);
}

static const size_t offsets[] = { 0, 1, 64, 511, 2048, 4095 };

static void offset_desc(const size_t *offset, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "offset %zu", *offset);
}
KUNIT_ARRAY_PARAM(offset, offsets, offset_desc);

/*
 * drivers/iommu/dma-iommu.c, __iommu_dma_map() maps whole IOMMU pages and returns "iova + iova_off"; without a
 * translation the address is the physical one.  A bounce buffer keeps an offset on request only.
 */
static void map_single_keeps_page_offset(struct kunit *test)
{
	size_t offset = *(const size_t *)test->param_value;
	struct device *dev = dms_kunit_device(test)->dev;
	u8 *buf = dms_ct_pages(test, 2 * PAGE_SIZE);
	struct dms_ct_map *m = dms_ct_map(test, dev, buf + offset, 512, DMA_TO_DEVICE, 0);

	if (dms_ct_bounced(m, buf + offset))
		kunit_skip(test, "a bounce buffer keeps what min_align_mask asks for");
	KUNIT_EXPECT_EQ(test, m->addr & 4095, (u64)offset & 4095);
}

/**
 * struct align - a mapping of a device that needs low address bits kept
 * @mask:	which
 * @offset:	from the start of a page
 */
struct align {
	unsigned int mask;
	size_t offset;
};

static const struct align aligns[] = {
	{ 511, 1 }, { 511, 510 }, { 2047, 2046 }, { 4095, 0 }, { 4095, 24 }, { 4095, 2048 }, { 4095, 4094 },
};

static void align_desc(const struct align *a, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "mask 0x%x at %zu", a->mask, a->offset);
}
KUNIT_ARRAY_PARAM(align, aligns, align_desc);

static void no_min_align(void *dev)
{
	dma_set_min_align_mask(dev, 0);
}

/*
 * kernel/dma/swiotlb.c, swiotlb_tbl_map_single(): "The returned address ... matches the bits of orig_addr that are
 * specified in the DMA min_align_mask for the device."
 */
static void min_align_mask_is_kept(struct kunit *test)
{
	const struct align *a = test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	u8 *buf = dms_ct_pages(test, 4 * PAGE_SIZE) + a->offset;
	size_t size = 2 * PAGE_SIZE;
	struct dms_ct_map *m;

	dma_set_min_align_mask(kd->dev, a->mask);
	dms_ct_at_end(test, no_min_align, kd->dev);
	dms_kunit_fill(buf, size, DMS_CT_NEW, 0);
	m = dms_ct_map(test, kd->dev, buf, size, DMA_TO_DEVICE, 0);
	KUNIT_ASSERT_EQ(test, m->addr & a->mask, virt_to_phys(buf) & a->mask);
	KUNIT_EXPECT_EQ(test, dms_kunit_dev_read(test, kd, m->addr, size, DMS_CT_NEW, 0), 0ULL);
}

/* dma-api.rst, Part Ic, dma_max_mapping_size(): "the maximum size of a mapping for the device". */
static void mapping_of_the_maximum_size_works(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	size_t size = min_t(size_t, dma_max_mapping_size(kd->dev), SZ_1M);
	u8 *buf = dms_ct_pages(test, size);
	struct dms_ct_map *m = dms_ct_map(test, kd->dev, buf, size, DMA_TO_DEVICE,
					  DMA_ATTR_NO_WARN);

	/* The data depends on the position: the end of it was there. */
	KUNIT_EXPECT_EQ(test, dms_kunit_dev_read(test, kd, m->addr + size - 64, 64, DMS_CT_OLD,
						 size - 64),
			0ULL);
}

/*
 * dma-api.rst, Part Id, dma_mapping_error(): "in some circumstances dma_map_single() ... will fail to create a
 * mapping", and a driver can check.  What is too large to bounce is such a circumstance.
 */
static void failing_mapping_is_a_mapping_error(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	size_t size = dma_max_mapping_size(dev) + 1;
	dma_addr_t addr;

	if (!size)
		kunit_skip(test, "a mapping may have any size here: nothing fails");
	addr = dma_map_single_attrs(dev, dms_ct_pages(test, size), size, DMA_TO_DEVICE,
				    DMA_ATTR_NO_WARN);
	KUNIT_EXPECT_TRUE(test, dma_mapping_error(dev, addr));
	if (!dma_mapping_error(dev, addr))
		dma_unmap_single(dev, addr, size, DMA_TO_DEVICE);
}

/*
 * dma-attributes.rst, DMA_ATTR_SKIP_CPU_SYNC: the attribute leaves synchronizing to the caller, who does it with
 * dma_sync_single_for_*() here.
 */
static void skip_cpu_sync_with_explicit_syncs_keeps_data(struct kunit *test)
{
	enum dma_data_direction dir = *(const enum dma_data_direction *)test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	u8 *buf = dms_ct_pages(test, PAGE_SIZE);
	struct dms_ct_map *m = dms_ct_map(test, kd->dev, buf, PAGE_SIZE, dir,
					  DMA_ATTR_SKIP_CPU_SYNC);

	if (dir != DMA_FROM_DEVICE) {
		dms_kunit_fill(buf, PAGE_SIZE, DMS_CT_NEW, 0);
		dma_sync_single_for_device(kd->dev, m->addr, PAGE_SIZE, dir);
		KUNIT_EXPECT_EQ(test, 0ULL, dms_kunit_dev_read(test, kd, m->addr, PAGE_SIZE,
							       DMS_CT_NEW, 0));
	}
	if (dir != DMA_TO_DEVICE) {
		dms_kunit_dev_write(test, kd, m->addr, PAGE_SIZE, DMS_CT_THIRD, 0);
		dma_sync_single_for_cpu(kd->dev, m->addr, PAGE_SIZE, dir);
		dms_ct_unmap(m);
		KUNIT_EXPECT_EQ(test, dms_kunit_wrong(buf, PAGE_SIZE, DMS_CT_THIRD, 0), 0ULL);
	}
}

/*
 * dma-attributes.rst, DMA_ATTR_SKIP_CPU_SYNC for dma_unmap_*(): no synchronization.  What the CPU wrote after
 * dma_sync_single_for_cpu() is not overwritten by what the device had written before.
 */
static void unmap_with_skip_cpu_sync_leaves_the_buffer_alone(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	u8 *buf = dms_ct_pages(test, PAGE_SIZE);
	struct dms_ct_map *m = dms_ct_map(test, kd->dev, buf, PAGE_SIZE, DMA_BIDIRECTIONAL, 0);

	dms_kunit_dev_write(test, kd, m->addr, PAGE_SIZE, DMS_CT_NEW, 0);
	dma_sync_single_for_cpu(kd->dev, m->addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
	dms_kunit_fill(buf, PAGE_SIZE, DMS_CT_THIRD, 0);
	m->attrs = DMA_ATTR_SKIP_CPU_SYNC;
	dms_ct_unmap(m);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(buf, PAGE_SIZE, DMS_CT_THIRD, 0), 0ULL);
}

/* dma-attributes.rst: a platform that does not implement DMA_ATTR_WEAK_ORDERING ignores it. */
static void weak_ordering_keeps_data(struct kunit *test)
{
	enum dma_data_direction dir = *(const enum dma_data_direction *)test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	u8 *buf = dms_ct_pages(test, PAGE_SIZE);
	struct dms_ct_map *m = dms_ct_map(test, kd->dev, buf, PAGE_SIZE, dir,
					  DMA_ATTR_WEAK_ORDERING);

	if (dir != DMA_FROM_DEVICE)
		KUNIT_EXPECT_EQ(test, 0ULL, dms_kunit_dev_read(test, kd, m->addr, PAGE_SIZE,
							       DMS_CT_OLD, 0));
	if (dir != DMA_TO_DEVICE)
		dms_kunit_dev_write(test, kd, m->addr, PAGE_SIZE, DMS_CT_NEW, 0);
	dms_ct_unmap(m);
	if (dir != DMA_TO_DEVICE)
		KUNIT_EXPECT_EQ(test, dms_kunit_wrong(buf, PAGE_SIZE, DMS_CT_NEW, 0), 0ULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(device_reads_what_cpu_wrote, to_device_gen_params),
	KUNIT_CASE_PARAM(cpu_reads_what_device_wrote, from_device_gen_params),
	KUNIT_CASE_PARAM(memory_beside_the_mapping_is_untouched, from_device_gen_params),
	KUNIT_CASE_PARAM(bytes_that_the_device_did_not_write_stay, from_device_gen_params),
	KUNIT_CASE_PARAM(map_single_keeps_page_offset, offset_gen_params),
	KUNIT_CASE_PARAM(min_align_mask_is_kept, align_gen_params),
	KUNIT_CASE(mapping_of_the_maximum_size_works),
	KUNIT_CASE(failing_mapping_is_a_mapping_error),
	KUNIT_CASE_PARAM(skip_cpu_sync_with_explicit_syncs_keeps_data, dir_gen_params),
	KUNIT_CASE(unmap_with_skip_cpu_sync_leaves_the_buffer_alone),
	KUNIT_CASE_PARAM(weak_ordering_keeps_data, dir_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "dmascope_contract_stream",
	.test_cases = cases,
};
kunit_test_suite(suite);
