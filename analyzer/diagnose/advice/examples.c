// SPDX-License-Identifier: GPL-2.0
/* Every cause in code or on the command line: how it happens, and how it is done right. */
#include <string.h>

#include "base/array.h"
#include "diagnose/diagnose.h"

static const struct dms_example examples[] = {
	{ "use-after-unmap",
	  "dma_unmap_single(dev, addr, len, DMA_FROM_DEVICE);\n"
	  "writel(0, regs + RX_ENABLE);    /* until here the device still writes */\n",
	  "writel(0, regs + RX_ENABLE);\n"
	  "readl_poll_timeout(regs + STATUS, v, !(v & BUSY), 10, 10000);\n"
	  "dma_unmap_single(dev, addr, len, DMA_FROM_DEVICE);\n" },
	{ "double-unmap",
	  "/* the completion has done this already */\n"
	  "dma_unmap_single(dev, buf->dma, buf->len, buf->dir);\n",
	  "if (buf->len) {\n"
	  "    dma_unmap_single(dev, buf->dma, buf->len, buf->dir);\n"
	  "    buf->len = 0;\n"
	  "}\n" },
	{ "double-map",
	  "iommu_map(domain, iova, phys, size, prot, GFP_KERNEL);\n"
	  "iommu_map(domain, iova, other, size, prot, GFP_KERNEL);\n",
	  "iommu_unmap(domain, iova, size);\n"
	  "iommu_map(domain, iova, other, size, prot, GFP_KERNEL);\n" },
	{ "size-mismatch",
	  "n = dma_map_sg(dev, sgl, nents, dir);\n"
	  "dma_unmap_sg(dev, sgl, n, dir);\n",
	  "n = dma_map_sg(dev, sgl, nents, dir);\n"
	  "dma_unmap_sg(dev, sgl, nents, dir);\n" },
	{ "wrong-direction",
	  "/* the device writes its answer into req as well */\n"
	  "addr = dma_map_single(dev, req, len, DMA_TO_DEVICE);\n",
	  "addr = dma_map_single(dev, req, len, DMA_BIDIRECTIONAL);\n" },
	{ "missing-sync",
	  "process(buf, len);    /* the mapping is still the device's */\n",
	  "dma_sync_single_for_cpu(dev, addr, len, DMA_FROM_DEVICE);\n"
	  "process(buf, len);\n"
	  "dma_sync_single_for_device(dev, addr, len, DMA_FROM_DEVICE);\n" },
	{ "missing-error-check",
	  "addr = dma_map_single(dev, buf, len, dir);\n"
	  "desc->addr = cpu_to_le64(addr);\n",
	  "addr = dma_map_single(dev, buf, len, dir);\n"
	  "if (dma_mapping_error(dev, addr))\n"
	  "    return -ENOMEM;\n"
	  "desc->addr = cpu_to_le64(addr);\n" },
	{ "leak",
	  "if (timeout)\n"
	  "    return -ETIMEDOUT;\n",
	  "if (timeout) {\n"
	  "    stop_device(priv);\n"
	  "    dma_unmap_single(dev, addr, len, dir);\n"
	  "    return -ETIMEDOUT;\n"
	  "}\n" },
	{ "map-of-stack-or-vmalloc",
	  "u8 cmd[16];\n"
	  "addr = dma_map_single(dev, cmd, sizeof(cmd), DMA_TO_DEVICE);\n",
	  "u8 *cmd = kmalloc(16, GFP_KERNEL);\n"
	  "addr = dma_map_single(dev, cmd, 16, DMA_TO_DEVICE);\n" },
	{ "overlapping-mapping",
	  "struct priv {\n"
	  "    u8 rx[32];    /* two mappings, one cache line */\n"
	  "    u8 tx[32];\n"
	  "};\n",
	  "priv->rx = kmalloc(32, GFP_KERNEL);\n"
	  "priv->tx = kmalloc(32, GFP_KERNEL);\n" },
	{ "segment-limit",
	  "/* probe() says nothing: the core assumes 64 KiB */\n"
	  "dma_map_sg(dev, sgl_with_1M_entries, nents, dir);\n",
	  "dma_set_max_seg_size(dev, SZ_4M);\n"
	  "dma_set_seg_boundary(dev, DMA_BIT_MASK(32));\n" },
	{ "wild-dma",
	  "desc->flags = cpu_to_le16(DESC_OWN);    /* the device may read it now */\n"
	  "desc->addr = cpu_to_le64(addr);\n",
	  "desc->addr = cpu_to_le64(addr);\n"
	  "dma_wmb();\n"
	  "desc->flags = cpu_to_le16(DESC_OWN);\n" },
	{ "overrun",
	  "addr = dma_map_single(dev, buf, len, DMA_FROM_DEVICE);\n"
	  "desc->len = cpu_to_le16(PAGE_SIZE);\n",
	  "addr = dma_map_single(dev, buf, len, DMA_FROM_DEVICE);\n"
	  "desc->len = cpu_to_le16(len);\n" },
	{ "physical-address-used",
	  "desc->addr = cpu_to_le64(virt_to_phys(buf));\n",
	  "addr = dma_map_single(dev, buf, len, dir);\n"
	  "desc->addr = cpu_to_le64(addr);\n" },
	{ "address-truncated",
	  "u32 addr = dma_map_single(dev, buf, len, dir);\n"
	  "writel(addr, regs + BASE_LO);\n",
	  "dma_addr_t addr = dma_map_single(dev, buf, len, dir);\n"
	  "writel(lower_32_bits(addr), regs + BASE_LO);\n"
	  "writel(upper_32_bits(addr), regs + BASE_HI);\n" },
	{ "byte-swapped-address",
	  "struct desc { u64 addr; };\n"
	  "desc->addr = cpu_to_be64(addr);    /* the device is little-endian */\n",
	  "struct desc { __le64 addr; };\n"
	  "desc->addr = cpu_to_le64(addr);\n" },
	{ "missing-reserved-region",
	  "/* DMAR: RMRR for 00:14.0 only, yet 00:16.0 does DMA as well */\n",
	  "/* DMAR: the RMRR's device scope names every device that uses the region */\n" },
	{ "stale-dma",
	  "static struct pci_driver drv = {\n"
	  "    .remove = my_remove,    /* kexec does not call it */\n"
	  "};\n",
	  "static void my_shutdown(struct pci_dev *pdev)\n"
	  "{\n"
	  "    stop_device(pci_get_drvdata(pdev));\n"
	  "    pci_clear_master(pdev);\n"
	  "}\n" },
	{ "requester-id-alias",
	  "/* nothing says that function 0 sends with the id of function 1 */\n",
	  "DECLARE_PCI_FIXUP_HEADER(VENDOR_X, 0x1234, quirk_dma_func1_alias);\n" },
	{ "firmware-bug",
	  "/* DMAR: a DRHD whose registers are at address 0, or read as all ones */\n",
	  "/* DMAR: one DRHD for each unit that is there, the catch-all one last */\n" },
	{ "interrupt-remapping",
	  "free_irq(irq, priv);\n"
	  "writel(0, regs + IRQ_MASK);    /* until here the device still sends */\n",
	  "writel(0, regs + IRQ_MASK);\n"
	  "readl(regs + IRQ_MASK);        /* the write has arrived */\n"
	  "free_irq(irq, priv);\n" },
	{ "invalidation-timeout",
	  "reset_hardware(pdev);    /* ATS on: invalidations get no answer */\n",
	  "pci_reset_function(pdev);    /* the core blocks translations around it */\n" },
	{ "iommu-driver-bug",
	  "pte->val = 0;\n"
	  "free_page_table(table);    /* the IOMMU may still walk it */\n",
	  "pte->val = 0;\n"
	  "iommu_iotlb_sync(domain, &gather);\n"
	  "free_page_table(table);\n" },
	{ "hardware-erratum",
	  "v = readl(regs + STATUS);\n"
	  "handle(v);    /* a device that is gone reads as all ones */\n",
	  "v = readl(regs + STATUS);\n"
	  "if (PCI_POSSIBLE_ERROR(v))\n"
	  "    return -ENODEV;\n"
	  "handle(v);\n" },
	{ "swiotlb-exhausted",
	  "/* the device has 64 address bits, the driver says nothing */\n"
	  "addr = dma_map_single(dev, buf, SZ_1M, dir);\n",
	  "dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));\n"
	  "len = min(len, dma_max_mapping_size(dev));\n" },
	{ "mask-too-small",
	  "dma_set_mask(dev, DMA_BIT_MASK(32));    /* the device has 40 bits */\n",
	  "ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(40));\n"
	  "if (ret)\n"
	  "    return ret;\n" },
	{ "iova-exhausted",
	  "for (i = 0; i < nr; i++)    /* thousands of live mappings below 4 GiB */\n"
	  "    ring[i] = dma_map_single(dev, buf[i], SZ_1M, dir);\n",
	  "dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));\n"
	  "/* and unmap each buffer when the device is done with it */\n" },
	{ "cma-exhausted",
	  "/* in open(), when memory has long been fragmented */\n"
	  "ring = dma_alloc_coherent(dev, SZ_32M, &dma, GFP_KERNEL);\n",
	  "/* in probe(), or in pieces */\n"
	  "ring = dmam_alloc_coherent(dev, SZ_32M, &dma, GFP_KERNEL);\n" },
	{ "config-error",
	  "pdev->dev.dma_mask = NULL;    /* nobody set it */\n"
	  "addr = dma_map_single(&pdev->dev, buf, len, dir);\n",
	  "ret = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));\n"
	  "if (ret)\n"
	  "    return ret;\n" },
	{ "injected",
	  "addr = dma_map_single(dev, buf, len, dir);    /* made to fail on purpose */\n"
	  "desc->addr = cpu_to_le64(addr);\n",
	  "addr = dma_map_single(dev, buf, len, dir);\n"
	  "if (dma_mapping_error(dev, addr))\n"
	  "    goto drop;    /* the driver goes on with less */\n" },
	{ "unknown",
	  "# the log alone, without the mappings\n"
	  "dmesg > log\n",
	  "# dma_debug and strict mode on, and the live mappings beside the log\n"
	  "dmesg > log; cp /sys/kernel/debug/dma-api/dump dump\n"
	  "dmascope triage log dump\n" },
};

const struct dms_example *dms_example_of(const char *cause)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(examples); i++)
		if (!strcmp(examples[i].cause, cause))
			return &examples[i];
	return NULL;
}
