// SPDX-License-Identifier: GPL-2.0
/* Advice: misuse of the DMA API by a driver. */
#include "diagnose/diagnose.h"

const struct dms_advice dms_advice_lifetime[] = {
	{
		.cause = "use-after-unmap",
		.headline = "memory was accessed after it was unmapped",
		.why = "The device (or a sync call) still used a buffer whose mapping the driver had given back: the memory may belong to somebody else by then.",
		.mitigation = (const char *const []){
			"Keep the IOMMU on and strict (iommu.strict=1): it turns silent corruption into a fault.",
			"Stop or reset the device before its buffers are freed (unbind, suspend, error paths).",
			NULL },
		.fix = (const char *const []){
			"Stop the device, wait until it is idle, and only then unmap.",
			"In completion paths unmap when the device has reported the descriptor done, not when it was queued.",
			NULL },
		.fix_code =
			"/* wrong */\n"
			"dma_unmap_single(dev, addr, len, DMA_FROM_DEVICE);\n"
			"writel(0, regs + RX_ENABLE);\n"
			"/* right */\n"
			"writel(0, regs + RX_ENABLE);\n"
			"readl_poll_timeout(regs + STATUS, v, !(v & BUSY), 10, 10000);\n"
			"dma_unmap_single(dev, addr, len, DMA_FROM_DEVICE);\n",
		.verify = (const char *const []){
			"Boot with iommu.strict=1 and repeat the load: no fault.",
			"Unbind, suspend and reset the device under load, each many times.",
			NULL },
	},
	{
		.cause = "double-unmap",
		.headline = "memory was unmapped that is not mapped",
		.why = "The driver unmaps an address twice, or one that it never got. The address may belong to another mapping by then, which is torn down under its owner.",
		.mitigation = (const char *const []){
			"None: the wrong mapping may already be gone. Reload the driver.",
			NULL },
		.fix = (const char *const []){
			"Let one path own the unmap; clear the saved address when it is done.",
			"Look at error paths that run after the normal completion.",
			NULL },
		.fix_code =
			"/* wrong: error path and completion both unmap */\n"
			"/* right */\n"
			"if (buf->dma) {\n"
			"    dma_unmap_single(dev, buf->dma, buf->len, buf->dir);\n"
			"    buf->dma = 0;\n"
			"    buf->len = 0;\n"
			"}\n",
		.verify = (const char *const []){
			"Boot with CONFIG_DMA_API_DEBUG=y, 'echo 1 > /sys/kernel/debug/dma-api/all_errors', repeat the load: no DMA-API message.",
			NULL },
	},
	{
		.cause = "double-map",
		.headline = "a page table entry was there already",
		.why = "A range is mapped that is mapped already: two owners of one device address, or tables left over by an earlier owner.",
		.mitigation = (const char *const []){
			"Reboot; for an assigned device detach it from the guest first.",
			NULL },
		.fix = (const char *const []){
			"Find who mapped the range first: two allocators for one domain, or a missing unmap.",
			NULL },
		.verify = (const char *const []){
			"Repeat the assignment or load; 'already set' must not come back.",
			NULL },
	},
	{
		.cause = "size-mismatch",
		.headline = "what is released or synced is not what was mapped",
		.why = "Unmap and sync calls must repeat the arguments of the map call: address, size, kind of call, number of entries. Otherwise part of the mapping stays behind, or a neighbour's is torn down.",
		.mitigation = (const char *const []){
			"None that is safe; bounce buffers and IOMMU tables may be left inconsistent.",
			NULL },
		.fix = (const char *const []){
			"Save the size and the kind of mapping beside the address, and use the saved values.",
			"dma_unmap_sg() takes the number of entries given to dma_map_sg(), not the number it returned.",
			"Free coherent memory with dma_free_coherent() and its original size and addresses.",
			NULL },
		.fix_code =
			"/* wrong */\n"
			"n = dma_map_sg(dev, sgl, nents, dir);\n"
			"dma_unmap_sg(dev, sgl, n, dir);\n"
			"/* right */\n"
			"n = dma_map_sg(dev, sgl, nents, dir);\n"
			"dma_unmap_sg(dev, sgl, nents, dir);\n",
		.verify = (const char *const []){
			"Boot with CONFIG_DMA_API_DEBUG=y, 'echo 1 > /sys/kernel/debug/dma-api/all_errors', repeat the load: no DMA-API message.",
			NULL },
	},
	{
		.cause = "wrong-direction",
		.headline = "the access does not fit the direction of the mapping",
		.why = "The direction decides what the IOMMU allows, which way bounce buffers are copied and which caches are cleaned: with a wrong one the data is lost or the access is blocked.",
		.mitigation = (const char *const []){
			"DMA_BIDIRECTIONAL works at the price of extra copies and cache work.",
			NULL },
		.fix = (const char *const []){
			"DMA_TO_DEVICE: the device reads. DMA_FROM_DEVICE: the device writes. Both: DMA_BIDIRECTIONAL.",
			"Use one and the same direction for map, sync and unmap.",
			NULL },
		.fix_code =
			"/* the device writes its answer into req as well */\n"
			"/* wrong */ dma_map_single(dev, req, len, DMA_TO_DEVICE);\n"
			"/* right */ dma_map_single(dev, req, len, DMA_BIDIRECTIONAL);\n",
		.verify = (const char *const []){
			"Boot with CONFIG_DMA_API_DEBUG=y, 'echo 1 > /sys/kernel/debug/dma-api/all_errors', repeat the load: no DMA-API message.",
			"Boot with iommu.strict=1 and repeat the load: no fault.",
			NULL },
	},
	{
		.cause = "missing-sync",
		.headline = "memory was touched while the device owns it",
		.why = "Between map and unmap the memory belongs to the device; the CPU may touch it only between dma_sync_*_for_cpu() and dma_sync_*_for_device(). Otherwise one side sees old data.",
		.mitigation = (const char *const []){
			"Works by luck on coherent machines without bounce buffers: move the load there.",
			NULL },
		.fix = (const char *const []){
			"Sync for the CPU before it reads, for the device before the device goes on.",
			NULL },
		.fix_code =
			"dma_sync_single_for_cpu(dev, addr, len, DMA_FROM_DEVICE);\n"
			"process(buf, len);\n"
			"dma_sync_single_for_device(dev, addr, len, DMA_FROM_DEVICE);\n",
		.verify = (const char *const []){
			"Boot with swiotlb=force and compare the data.",
			"Boot with CONFIG_DMA_API_DEBUG=y, 'echo 1 > /sys/kernel/debug/dma-api/all_errors', repeat the load: no DMA-API message.",
			NULL },
	},
	{
		.cause = "missing-error-check",
		.headline = "a mapping is used without asking whether it succeeded",
		.why = "dma_map_*() fails when address space, bounce buffers or the mask run out. Its error value looks like an address: the device is sent to it, or it is unmapped.",
		.mitigation = (const char *const []){
			"Give it more room: swiotlb=<slabs>, or an IOMMU.",
			NULL },
		.fix = (const char *const []){
			"Call dma_mapping_error() after every dma_map_single() and dma_map_page(), and do not unmap after a failure.",
			"dma_map_sg() fails with 0, dma_map_sgtable() with an errno.",
			NULL },
		.fix_code =
			"addr = dma_map_single(dev, buf, len, dir);\n"
			"if (dma_mapping_error(dev, addr))\n"
			"    return -ENOMEM;\n",
		.verify = (const char *const []){
			"Make mappings fail (dmascope's injector) and watch the driver recover.",
			"Boot with CONFIG_DMA_API_DEBUG=y, 'echo 1 > /sys/kernel/debug/dma-api/all_errors', repeat the load: no DMA-API message.",
			NULL },
	},
	{
		.cause = "leak",
		.headline = "mappings are left behind",
		.why = "Mappings that nobody unmaps use up device address space and bounce buffers, and let the device into memory that is long reused.",
		.mitigation = (const char *const []){
			"Reload the driver from time to time; raise swiotlb= while it leaks bounce buffers.",
			NULL },
		.fix = (const char *const []){
			"Unmap in every path that ends a transfer: completion, error, timeout, and removal.",
			"Copy /sys/kernel/debug/dma-api/ three times under constant load: `dmascope triage before/ after/ later/` tells whose mappings grow.",
			NULL },
		.fix_code =
			"static void my_remove(struct pci_dev *pdev)\n"
			"{\n"
			"    stop_device(priv);\n"
			"    unmap_all_rings(priv);    /* this was missing */\n"
			"}\n",
		.verify = (const char *const []){
			"Unbind the driver with CONFIG_DMA_API_DEBUG=y: no 'pending DMA allocations'.",
			NULL },
	},
	{
		.cause = "map-of-stack-or-vmalloc",
		.headline = "memory is mapped that must not be mapped",
		.why = "Only memory of the kernel's linear map can be given to dma_map_single(): not the stack, vmalloc areas, kernel text or constants. The address given to the device is somebody else's memory.",
		.mitigation = (const char *const []){
			"None; do not use the driver on this kernel.",
			NULL },
		.fix = (const char *const []){
			"Allocate the buffer with kmalloc(), or keep it inside the driver's allocated private data.",
			"For vmalloc memory map page by page with vmalloc_to_page().",
			NULL },
		.fix_code =
			"/* wrong */ u8 cmd[16];\n"
			"/* right */ u8 *cmd = kmalloc(16, GFP_KERNEL);\n"
			"addr = dma_map_single(dev, cmd, 16, DMA_TO_DEVICE);\n",
		.verify = (const char *const []){
			"Boot with CONFIG_DMA_API_DEBUG=y, 'echo 1 > /sys/kernel/debug/dma-api/all_errors', repeat the load: no DMA-API message.",
			NULL },
	},
	{
		.cause = "overlapping-mapping",
		.headline = "two live mappings share a cache line",
		.why = "On machines without coherent DMA, cache maintenance for one mapping destroys the data of the other. On x86 and other coherent machines it is often harmless: two small buffers in one cache line, or the same page sent twice.",
		.mitigation = (const char *const []){
			"On a coherent machine it can be ignored when both mappings are DMA_TO_DEVICE.",
			NULL },
		.fix = (const char *const []){
			"Let DMA buffers have cache lines of their own: kmalloc() them one by one, or mark the first member __dma_from_device_group_begin / ____cacheline_aligned.",
			"If the same buffer is mapped twice on purpose, pass DMA_ATTR_SKIP_CPU_SYNC for the second.",
			NULL },
		.verify = (const char *const []){
			"Boot with CONFIG_DMA_API_DEBUG=y, 'echo 1 > /sys/kernel/debug/dma-api/all_errors', repeat the load: no DMA-API message.",
			NULL },
	},
	{
		.cause = "segment-limit",
		.headline = "a piece is larger than, or crosses a limit of, what the device takes",
		.why = "The device's segment size or boundary is smaller than what the driver maps; or the driver never told the core what the device can do (the default is 64 KiB).",
		.mitigation = (const char *const []){
			"Limit the request size in the layer above (max_segment_size, max_sectors_kb).",
			NULL },
		.fix = (const char *const []){
			"Declare what the hardware can do in probe.",
			NULL },
		.fix_code =
			"dma_set_max_seg_size(dev, SZ_4M);\n"
			"dma_set_seg_boundary(dev, DMA_BIT_MASK(32));\n",
		.verify = (const char *const []){
			"Boot with CONFIG_DMA_API_DEBUG=y, 'echo 1 > /sys/kernel/debug/dma-api/all_errors', repeat the load: no DMA-API message.",
			NULL },
	},
	{ 0 },
};
