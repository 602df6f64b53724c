// SPDX-License-Identifier: GPL-2.0
/*
 * The contract of dma_map_resource(): one device reads and writes another's registers.
 *
 * The peer is an edu device.  Its register 4 ("card liveness check") reads as the
 * complement of what was written to it last, so that a read proves that the register
 * was reached, and not memory.
 */
#include <linux/pci.h>

#include "../dmatest-drv/compat.h"
#include "contract.h"

#define EDU_VENDOR	0x1234
#define EDU_DEVICE	0x11e8
#define EDU_LIVENESS	4

/**
 * struct peer - the other device
 * @pdev:	device, enabled
 * @regs:	its BAR 0
 * @bus:	where that is for the CPU
 */
struct peer {
	struct pci_dev *pdev;
	void __iomem *regs;
	phys_addr_t bus;
};

static void put_pdev(void *pdev)
{
	pci_dev_put(pdev);
}

static void disable(void *pdev)
{
	pci_disable_device(pdev);
}

static void unmap_regs(void *ctx)
{
	struct peer *p = ctx;

	iounmap(p->regs);
}

static struct peer *find_peer(struct kunit *test)
{
	struct peer *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	p->pdev = pci_get_device(EDU_VENDOR, EDU_DEVICE, NULL);
	if (!p->pdev)
		kunit_skip(test, "there is no edu device whose registers could be written to");
	dms_ct_at_end(test, put_pdev, p->pdev);
	KUNIT_ASSERT_EQ(test, pci_enable_device_mem(p->pdev), 0);
	dms_ct_at_end(test, disable, p->pdev);
	p->bus = pci_resource_start(p->pdev, 0);
	p->regs = pci_ioremap_bar(p->pdev, 0);
	KUNIT_ASSERT_NOT_NULL(test, (__force void *)p->regs);
	dms_ct_at_end(test, unmap_regs, p);
	return p;
}

/**
 * struct bar - a mapping of the peer's registers
 * @dev:	device that uses it
 * @addr:	its address
 * @size:	bytes
 * @dir:	direction
 */
struct bar {
	struct device *dev;
	dma_addr_t addr;
	size_t size;
	enum dma_data_direction dir;
};

static void unmap_bar(void *ctx)
{
	struct bar *b = ctx;

	dma_unmap_resource(b->dev, b->addr, b->size, b->dir, 0);
}

static struct bar *map_bar(struct kunit *test, struct device *dev, struct peer *p, size_t offset,
			   size_t size, enum dma_data_direction dir)
{
	struct bar *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, b);
	b->dev = dev;
	b->addr = dma_map_resource(dev, p->bus + offset, size, dir, 0);
	b->size = size;
	b->dir = dir;
	KUNIT_ASSERT_FALSE(test, dma_mapping_error(dev, b->addr));
	dms_ct_at_end(test, unmap_bar, b);
	return b;
}

static u32 word_of(u64 seed)
{
	u32 word;

	dms_kunit_fill(&word, sizeof(word), seed, 0);
	return word;
}

static const enum dma_data_direction dirs[] = { DMA_TO_DEVICE, DMA_BIDIRECTIONAL };
static const enum dma_data_direction write_dirs[] = { DMA_FROM_DEVICE, DMA_BIDIRECTIONAL };

static void dir_desc(const enum dma_data_direction *dir, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", dms_ct_dir_name(*dir));
}
KUNIT_ARRAY_PARAM(read, dirs, dir_desc);
KUNIT_ARRAY_PARAM(write, write_dirs, dir_desc);

/* dma-api.rst, Part Id: dma_map_resource() is the "API for mapping ... MMIO resources". */
static void device_reads_the_register_of_another(struct kunit *test)
{
	enum dma_data_direction dir = *(const enum dma_data_direction *)test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device_of(test, "e1000e");
	struct peer *p = find_peer(test);
	struct bar *b = map_bar(test, kd->dev, p, 0, PAGE_SIZE, dir);

	writel(~le32_to_cpu((__force __le32)word_of(DMS_CT_NEW)), p->regs + EDU_LIVENESS);
	KUNIT_EXPECT_EQ(test, 0ULL,
			dms_kunit_dev_read(test, kd, b->addr + EDU_LIVENESS, 4, DMS_CT_NEW, 0));
}

/* The same, written: what is mapped begins within a page, and so does its address. */
static void device_writes_the_register_of_another(struct kunit *test)
{
	enum dma_data_direction dir = *(const enum dma_data_direction *)test->param_value;
	struct dms_kunit_dev *kd = dms_kunit_device_of(test, "e1000e");
	struct peer *p = find_peer(test);
	struct bar *b = map_bar(test, kd->dev, p, EDU_LIVENESS, 4, dir);

	writel(0, p->regs + EDU_LIVENESS);
	dms_kunit_dev_write(test, kd, b->addr, 4, DMS_CT_NEW, 0);
	KUNIT_EXPECT_EQ(test, ~readl(p->regs + EDU_LIVENESS),
			le32_to_cpu((__force __le32)word_of(DMS_CT_NEW)));
}

/* "All the notes and warnings for the other mapping APIs apply here": the mask among them. */
static void resource_address_is_below_the_mask(struct kunit *test)
{
	struct device *dev = dms_kunit_device_of(test, "e1000e")->dev;
	struct peer *p = find_peer(test);
	struct bar *b;

	if (!dms_ct_translated(dev) && !dms_ct_below(p->bus, PAGE_SIZE, 32))
		kunit_skip(test, "the registers are above 4 GiB, and nothing translates");
	dms_ct_set_mask(test, dev, 32);
	b = map_bar(test, dev, p, 0, PAGE_SIZE, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_TRUE(test, dms_ct_below(b->addr, b->size, 32));
}

#ifdef DMS_HAVE_DMA_MAP_PHYS
static void unmap_phys(void *ctx)
{
	struct bar *b = ctx;

	dma_unmap_phys(b->dev, b->addr, b->size, b->dir, DMA_ATTR_MMIO);
}
#endif

/* dma-attributes.rst, DMA_ATTR_MMIO: such an address is mapped, and not synchronized. */
static void mmio_attribute_maps_registers(struct kunit *test)
{
#ifdef DMS_HAVE_DMA_MAP_PHYS
	struct dms_kunit_dev *kd = dms_kunit_device_of(test, "e1000e");
	struct peer *p = find_peer(test);
	struct bar *b = kunit_kzalloc(test, sizeof(*b), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, b);
	*b = (struct bar){ kd->dev, 0, PAGE_SIZE, DMA_TO_DEVICE };
	b->addr = dma_map_phys(kd->dev, p->bus, b->size, b->dir, DMA_ATTR_MMIO);
	KUNIT_ASSERT_FALSE(test, dma_mapping_error(kd->dev, b->addr));
	dms_ct_at_end(test, unmap_phys, b);
	writel(~le32_to_cpu((__force __le32)word_of(DMS_CT_NEW)), p->regs + EDU_LIVENESS);
	KUNIT_EXPECT_EQ(test, 0ULL,
			dms_kunit_dev_read(test, kd, b->addr + EDU_LIVENESS, 4, DMS_CT_NEW, 0));
#else
	kunit_skip(test, "this kernel has no dma_map_phys()");
#endif
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(device_reads_the_register_of_another, read_gen_params),
	KUNIT_CASE_PARAM(device_writes_the_register_of_another, write_gen_params),
	KUNIT_CASE(resource_address_is_below_the_mask),
	KUNIT_CASE(mmio_attribute_maps_registers),
	{}
};

static struct kunit_suite suite = {
	.name = "dmascope_contract_resource",
	.test_cases = cases,
};
kunit_test_suite(suite);
