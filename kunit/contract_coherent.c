// SPDX-License-Identifier: GPL-2.0
/* The contract of dma_alloc_coherent() and dma_alloc_attrs(). */
#include <linux/kmsg_dump.h>
#include <linux/mm.h>

#include "contract.h"

static const size_t sizes[] = { 1, PAGE_SIZE, PAGE_SIZE + 1, 3 * PAGE_SIZE, 16 * PAGE_SIZE };

static void size_desc(const size_t *size, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%zu bytes", *size);
}
KUNIT_ARRAY_PARAM(size, sizes, size_desc);

static size_t param_size(struct kunit *test)
{
	return *(const size_t *)test->param_value;
}

/*
 * Commit 518a2f1925c3 ("dma-mapping: zero memory returned from dma_alloc_*") made it a
 * rule for all implementations.  What was used before is what would show, so memory of
 * this size is dirtied and freed first.
 */
static void coherent_memory_is_zeroed(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	size_t size = param_size(test);
	unsigned int i;

	for (i = 0; i < 3; i++) {
		struct dms_ct_coherent *c = dms_ct_alloc(test, dev, size, 0);

		KUNIT_EXPECT_NULL(test, memchr_inv(c->cpu, 0, size));
		memset(c->cpu, 0xff, size);
		dms_ct_free(c);
	}
}

/*
 * dma-api-howto.rst, Using Coherent DMA mappings: "The CPU virtual address and the DMA
 * address are both guaranteed to be aligned to the smallest PAGE_SIZE order which is
 * greater than or equal to the requested size."
 *
 * The CPU's address is not looked at where the allocation was remapped page by page: there the kernel aligns
 * it to a page only.
 */
static void coherent_memory_is_aligned_to_its_order(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	size_t align = PAGE_SIZE << get_order(param_size(test));
	struct dms_ct_coherent *c = dms_ct_alloc(test, dev, param_size(test), 0);

	KUNIT_EXPECT_EQ(test, c->addr & (align - 1), 0ULL);
	if (is_vmalloc_addr(c->cpu))
		align = PAGE_SIZE;
	KUNIT_EXPECT_EQ(test, (unsigned long)c->cpu & (align - 1), 0UL);
}

/* dma-api.rst, Part Ia: a write by the processor can immediately be read by the device. */
static void device_reads_what_cpu_wrote_to_coherent_memory(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	size_t size = param_size(test);
	struct dms_ct_coherent *c = dms_ct_alloc(test, kd->dev, size, 0);

	dms_kunit_fill(c->cpu, size, DMS_CT_NEW, 0);
	KUNIT_EXPECT_EQ(test, dms_kunit_dev_read(test, kd, c->addr, size, DMS_CT_NEW, 0), 0ULL);
}

/* dma-api.rst, Part Ia: and the other way round. */
static void cpu_reads_what_device_wrote_to_coherent_memory(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	size_t size = param_size(test);
	struct dms_ct_coherent *c = dms_ct_alloc(test, kd->dev, size, 0);

	dms_kunit_dev_write(test, kd, c->addr, size, DMS_CT_NEW, 0);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(c->cpu, size, DMS_CT_NEW, 0), 0ULL);
}

/* More than the page allocator or the CMA area of any kernel of ours can give in one piece. */
#define TOO_MUCH	SZ_1G

/*
 * dma-api.rst, Part Ia: "or NULL if the allocation failed".  In one piece, since single
 * pages would be taken away from the whole machine before that fails.
 */
static void failing_allocation_returns_null(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	dma_addr_t addr;
	void *cpu;

	cpu = dma_alloc_attrs(dev, TOO_MUCH, &addr, GFP_KERNEL | __GFP_NOWARN,
			      DMA_ATTR_FORCE_CONTIGUOUS | DMA_ATTR_NO_WARN);
	KUNIT_EXPECT_NULL(test, cpu);
}

static bool is_complaint(const char *line, const char *device)
{
	return strstr(line, device) || strstr(line, "allocation failure") ||
	       strstr(line, "WARNING") || strstr(line, "swiotlb") || strstr(line, "cma");
}

/* How many lines the kernel wrote about a device or a failed allocation since the last call. */
static unsigned int complaints(struct kmsg_dump_iter *iter, const char *device)
{
	char line[256];
	unsigned int n = 0;
	size_t len;

	while (kmsg_dump_get_line(iter, true, line, sizeof(line) - 1, &len)) {
		line[len] = '\0';
		n += is_complaint(line, device);
	}
	return n;
}

/*
 * dma-attributes.rst, DMA_ATTR_NO_WARN: suppresses "allocation failure reports (similarly
 * to __GFP_NOWARN)".  Both are given, as dma_alloc_coherent() does.  That it fails is
 * the matter of failing_allocation_returns_null.
 */
static void no_warn_keeps_a_failing_allocation_silent(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	struct kmsg_dump_iter iter;
	dma_addr_t addr;

	kmsg_dump_rewind(&iter);
	complaints(&iter, dev_name(dev));
	dma_alloc_attrs(dev, TOO_MUCH, &addr, GFP_KERNEL | __GFP_NOWARN,
			DMA_ATTR_FORCE_CONTIGUOUS | DMA_ATTR_NO_WARN);
	KUNIT_EXPECT_EQ(test, complaints(&iter, dev_name(dev)), 0u);
}

/* The same for a mapping: more than dma_max_mapping_size() cannot be bounced. */
static void no_warn_keeps_a_failing_mapping_silent(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	size_t size = dma_max_mapping_size(dev) + 1;
	struct kmsg_dump_iter iter;
	unsigned int lines;
	dma_addr_t addr;
	void *buf;

	if (!size)
		kunit_skip(test, "a mapping may have any size here: nothing fails");
	buf = dms_ct_pages(test, size);
	kmsg_dump_rewind(&iter);
	complaints(&iter, dev_name(dev));
	addr = dma_map_single_attrs(dev, buf, size, DMA_TO_DEVICE, DMA_ATTR_NO_WARN);
	lines = complaints(&iter, dev_name(dev));
	if (!dma_mapping_error(dev, addr))
		dma_unmap_single(dev, addr, size, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, lines, 0u);
}

/* dma-attributes.rst, DMA_ATTR_FORCE_CONTIGUOUS: "contiguous also in physical memory". */
static void force_contiguous_memory_is_in_one_piece(struct kunit *test)
{
	struct device *dev = dms_kunit_device(test)->dev;
	size_t size = param_size(test), pos;
	struct dms_ct_coherent *c = dms_ct_alloc(test, dev, size, DMA_ATTR_FORCE_CONTIGUOUS);
	unsigned long first = 0;

	for (pos = 0; pos < size; pos += PAGE_SIZE) {
		void *cpu = c->cpu + pos;
		unsigned long pfn = is_vmalloc_addr(cpu) ? vmalloc_to_pfn(cpu) :
							   page_to_pfn(virt_to_page(cpu));

		if (!pos)
			first = pfn;
		KUNIT_EXPECT_EQ(test, pfn, first + pos / PAGE_SIZE);
	}
}

/*
 * dma-attributes.rst, DMA_ATTR_NO_KERNEL_MAPPING: the pointer is a cookie that the CPU
 * does not touch; the device can use the memory nonetheless.
 */
static void memory_without_kernel_mapping_keeps_data(struct kunit *test)
{
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	size_t size = param_size(test);
	struct dms_ct_coherent *c = dms_ct_alloc(test, kd->dev, size, DMA_ATTR_NO_KERNEL_MAPPING);

	dms_kunit_dev_write(test, kd, c->addr, size, DMS_CT_NEW, 0);
	KUNIT_EXPECT_EQ(test, dms_kunit_dev_read(test, kd, c->addr, size, DMS_CT_NEW, 0), 0ULL);
}

static const unsigned long hints[] = {
	DMA_ATTR_WEAK_ORDERING,
	DMA_ATTR_WRITE_COMBINE,
	DMA_ATTR_ALLOC_SINGLE_PAGES,
	DMA_ATTR_PRIVILEGED,
};

static void hint_desc(const unsigned long *hint, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s",
		 *hint == DMA_ATTR_WEAK_ORDERING      ? "WEAK_ORDERING" :
		 *hint == DMA_ATTR_WRITE_COMBINE      ? "WRITE_COMBINE" :
		 *hint == DMA_ATTR_ALLOC_SINGLE_PAGES ? "ALLOC_SINGLE_PAGES" :
							"PRIVILEGED");
}
KUNIT_ARRAY_PARAM(hint, hints, hint_desc);

/*
 * dma-attributes.rst: platforms that do not implement one of these "simply ignore the
 * attribute and exhibit default behavior"; the others keep the data, too.
 */
static void hint_changes_nothing_about_the_data(struct kunit *test)
{
	unsigned long attrs = *(const unsigned long *)test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device(test);
	size_t size = 2 * PAGE_SIZE, half = PAGE_SIZE;
	struct dms_ct_coherent *c = dms_ct_alloc(test, kd->dev, size, attrs);

	dms_kunit_fill(c->cpu, half, DMS_CT_NEW, 0);
	/* Memory may be write-combining. */
	wmb();
	KUNIT_EXPECT_EQ(test, dms_kunit_dev_read(test, kd, c->addr, half, DMS_CT_NEW, 0), 0ULL);
	dms_kunit_dev_write(test, kd, c->addr + half, half, DMS_CT_NEW, half);
	KUNIT_EXPECT_EQ(test, dms_kunit_wrong(c->cpu + half, half, DMS_CT_NEW, half), 0ULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(coherent_memory_is_zeroed, size_gen_params),
	KUNIT_CASE_PARAM(coherent_memory_is_aligned_to_its_order, size_gen_params),
	KUNIT_CASE_PARAM(device_reads_what_cpu_wrote_to_coherent_memory, size_gen_params),
	KUNIT_CASE_PARAM(cpu_reads_what_device_wrote_to_coherent_memory, size_gen_params),
	KUNIT_CASE(failing_allocation_returns_null),
	KUNIT_CASE(no_warn_keeps_a_failing_allocation_silent),
	KUNIT_CASE(no_warn_keeps_a_failing_mapping_silent),
	KUNIT_CASE_PARAM(force_contiguous_memory_is_in_one_piece, size_gen_params),
	KUNIT_CASE_PARAM(memory_without_kernel_mapping_keeps_data, size_gen_params),
	KUNIT_CASE_PARAM(hint_changes_nothing_about_the_data, hint_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "dmascope_contract_coherent",
	.test_cases = cases,
};
kunit_test_suite(suite);
