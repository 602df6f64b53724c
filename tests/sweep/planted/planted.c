// SPDX-License-Identifier: GPL-2.0
/*
 * A driver for QEMU's edu device that handles each failure of the DMA API but one, which its parameter
 * names: what `dmascope sweep` must find, and nothing else.  For tests, and for nothing else.
 */
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/string.h>

#define EDU_BITS	28
#define EDU_BUFFER	0x40000		/* in the device's own address space */
#define REG_SRC		0x80
#define REG_DST		0x88
#define REG_COUNT	0x90
#define REG_COMMAND	0x98
#define COMMAND_RUN	1
#define DONE_MS		5000
#define LEN		512

static char *bug = "none";
module_param(bug, charp, 0444);
MODULE_PARM_DESC(bug, "what is missing: none, alloc, leak, map");

/**
 * struct planted - a bound device
 * @pdev:	itself
 * @regs:	its registers
 * @table:	coherent memory that the device would be told of
 * @ring:	and more of it
 * @data:	what is sent
 * @table_dma:	where the device finds @table
 * @ring_dma:	where it finds @ring
 */
struct planted {
	struct pci_dev *pdev;
	void __iomem *regs;
	void *table, *ring, *data;
	dma_addr_t table_dma, ring_dma;
};

static bool has_bug(const char *name)
{
	return !strcmp(bug, name);
}

static noinline int planted_alloc_table(struct planted *p)
{
	p->table = dma_alloc_coherent(&p->pdev->dev, PAGE_SIZE, &p->table_dma, GFP_KERNEL);
	return p->table ? 0 : -ENOMEM;
}

static noinline int planted_alloc_ring(struct planted *p)
{
	p->ring = dma_alloc_coherent(&p->pdev->dev, PAGE_SIZE, &p->ring_dma, GFP_KERNEL);
	if (!p->ring && !has_bug("alloc"))
		return -ENOMEM;
	memset(p->ring, 0x55, PAGE_SIZE);
	return 0;
}

static noinline int planted_send(struct planted *p)
{
	unsigned long end = jiffies + msecs_to_jiffies(DONE_MS);
	struct device *dev = &p->pdev->dev;
	dma_addr_t dma;
	int ret = 0;

	dma = dma_map_single(dev, p->data, LEN, DMA_TO_DEVICE);
	if (!has_bug("map") && dma_mapping_error(dev, dma))
		return -ENOMEM;
	writeq(dma, p->regs + REG_SRC);
	writeq(EDU_BUFFER, p->regs + REG_DST);
	writeq(LEN, p->regs + REG_COUNT);
	writeq(COMMAND_RUN, p->regs + REG_COMMAND);
	while (readq(p->regs + REG_COMMAND) & COMMAND_RUN && !ret) {
		if (time_after(jiffies, end))
			ret = -ETIMEDOUT;
		msleep(20);
	}
	dma_unmap_single(dev, dma, LEN, DMA_TO_DEVICE);
	return ret;
}

static ssize_t work_store(struct device *dev, struct device_attribute *attr, const char *text,
			  size_t len)
{
	int ret = planted_send(dev_get_drvdata(dev));

	return ret ? ret : len;
}
static DEVICE_ATTR_WO(work);

static int planted_alloc(struct planted *p)
{
	struct device *dev = &p->pdev->dev;
	int ret = planted_alloc_table(p);

	if (ret)
		return ret;
	ret = planted_alloc_ring(p);
	if (ret && !has_bug("leak"))
		dma_free_coherent(dev, PAGE_SIZE, p->table, p->table_dma);
	return ret;
}

static int planted_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct planted *p = devm_kzalloc(&pdev->dev, sizeof(*p), GFP_KERNEL);
	int ret;

	if (!p)
		return -ENOMEM;
	p->pdev = pdev;
	p->data = devm_kzalloc(&pdev->dev, LEN, GFP_KERNEL);
	ret = p->data ? pcim_enable_device(pdev) : -ENOMEM;
	if (ret)
		return ret;
	p->regs = pcim_iomap(pdev, 0, 0);
	if (!p->regs)
		return -ENODEV;
	ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(EDU_BITS));
	if (ret)
		return ret;
	pci_set_master(pdev);
	pci_set_drvdata(pdev, p);
	ret = planted_alloc(p);
	if (ret)
		return ret;
	ret = device_create_file(&pdev->dev, &dev_attr_work);
	if (ret) {
		dma_free_coherent(&pdev->dev, PAGE_SIZE, p->ring, p->ring_dma);
		dma_free_coherent(&pdev->dev, PAGE_SIZE, p->table, p->table_dma);
	}
	return ret;
}

static void planted_remove(struct pci_dev *pdev)
{
	struct planted *p = pci_get_drvdata(pdev);

	device_remove_file(&pdev->dev, &dev_attr_work);
	dma_free_coherent(&pdev->dev, PAGE_SIZE, p->ring, p->ring_dma);
	dma_free_coherent(&pdev->dev, PAGE_SIZE, p->table, p->table_dma);
}

/* Bound by name only, as the test driver is. */
static const struct pci_device_id planted_ids[] = {
	{ PCI_DEVICE(0x1234, 0x11e8) },
	{ 0 }
};

static struct pci_driver planted_driver = {
	.name = "planted",
	.id_table = planted_ids,
	.probe = planted_probe,
	.remove = planted_remove,
};
module_pci_driver(planted_driver);

MODULE_DESCRIPTION("dmascope: a driver with one bug, to be found");
MODULE_LICENSE("GPL");
