// SPDX-License-Identifier: GPL-2.0
/* Advice: platform, firmware and resources. */
#include "diagnose/diagnose.h"

const struct dms_advice dms_advice_platform[] = {
	{
		.cause = "firmware-bug",
		.headline = "the firmware's tables are wrong",
		.why = "The firmware's description of the IOMMU names regions, devices or units that do not exist, or leaves out what it must name.",
		.mitigation = (const char *const []){
			"Update the firmware.",
			NULL },
		.fix = (const char *const []){
			"Ask the vendor for a firmware that describes what is there; a kernel quirk can stand in for one model.",
			NULL },
		.verify = (const char *const []){
			"Boot: no firmware bug line.",
			NULL },
	},
	{
		.cause = "interrupt-remapping",
		.headline = "an interrupt was blocked",
		.why = "A device sent an interrupt that the tables do not allow: from the wrong source, through an entry that is not set up, or to a doorbell that is not mapped.",
		.mitigation = (const char *const []){
			"Unbind the driver, or reset the device: it still has the interrupt of an earlier set-up.",
			NULL },
		.fix = (const char *const []){
			"Request interrupts before they are enabled in the device; disable them before they are freed.",
			"After resume restore the MSI registers (pci_restore_state()).",
			NULL },
		.verify = (const char *const []){
			"Load, suspend and resume the device: no blocked interrupt.",
			NULL },
	},
	{
		.cause = "invalidation-timeout",
		.headline = "a device does not answer invalidation requests",
		.why = "The IOMMU asked a device with ATS to drop its cached translations and got no answer: the device hangs or is gone.",
		.mitigation = (const char *const []){
			"Unbind the device, or power it off.",
			NULL },
		.fix = (const char *const []){
			"Disable ATS before the device is reset or powered down.",
			NULL },
		.verify = (const char *const []){
			"Reset and remove the device under load: no timeout.",
			NULL },
	},
	{
		.cause = "iommu-driver-bug",
		.headline = "the IOMMU's own tables or commands are wrong",
		.why = "An entry that only the IOMMU driver writes is malformed, or a command was refused.",
		.mitigation = (const char *const []){
			"Try the newest stable kernel.",
			NULL },
		.fix = (const char *const []){
			"Report it to iommu@lists.linux.dev with the full log.",
			NULL },
		.verify = (const char *const []){
			"Repeat the load on the newest kernel: no such line.",
			NULL },
	},
	{
		.cause = "hardware-erratum",
		.headline = "the hardware does not do what it should",
		.why = "Registers read as all ones or behave against the specification: a power state, a link that went down, or an erratum.",
		.mitigation = (const char *const []){
			"Update the firmware of the device and of the machine; keep the device out of deep power states.",
			NULL },
		.fix = (const char *const []){
			"Look the device up in its specification update; add a quirk.",
			NULL },
		.verify = (const char *const []){
			"Repeat the suspend or load.",
			NULL },
	},
	{
		.cause = "swiotlb-exhausted",
		.headline = "no bounce buffer was free",
		.why = "The device cannot reach the memory, so the data goes through the bounce buffer pool, and the pool is full or has no large enough piece.",
		.mitigation = (const char *const []){
			"swiotlb=<slots of 2 KiB>, for example swiotlb=131072 for 256 MiB.",
			"Use an IOMMU, or memory that the device reaches.",
			NULL },
		.fix = (const char *const []){
			"Set the true DMA mask: a device with 64 bits needs no bounce buffers.",
			"Keep each mapping below dma_max_mapping_size(), and unmap soon.",
			NULL },
		.fix_code =
			"if (dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64)))\n"
			"    return dev_err_probe(dev, -EIO, \"no usable DMA\");\n"
			"max = dma_max_mapping_size(dev);\n",
		.verify = (const char *const []){
			"/sys/kernel/debug/swiotlb/io_tlb_used stays below io_tlb_nslabs under load.",
			NULL },
	},
	{
		.cause = "mask-too-small",
		.headline = "the device cannot reach the memory",
		.why = "The address lies above what the device's mask or its bus allow, and there is neither an IOMMU nor a bounce buffer between them.",
		.mitigation = (const char *const []){
			"Enable the IOMMU, or bounce buffers (swiotlb=force).",
			NULL },
		.fix = (const char *const []){
			"Set the mask that the hardware has; the default is 32 bits.",
			"Check the return value of dma_map_*().",
			NULL },
		.fix_code =
			"ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(40));\n"
			"if (ret)\n"
			"    return ret;\n",
		.verify = (const char *const []){
			"Boot with all of the memory and repeat the load: no overflow line.",
			NULL },
	},
	{
		.cause = "iova-exhausted",
		.headline = "no device address was free",
		.why = "The device's address space below its mask is used up or fragmented.",
		.mitigation = (const char *const []){
			"iommu.forcedac=1, if the device has 64 address bits.",
			NULL },
		.fix = (const char *const []){
			"Widen the mask; unmap sooner; look for a leak in dma-api/dump.",
			NULL },
		.verify = (const char *const []){
			"Repeat the load and watch nr_total_entries and dump.",
			NULL },
	},
	{
		.cause = "cma-exhausted",
		.headline = "no contiguous memory was free",
		.why = "A large coherent allocation found no room in the CMA area.",
		.mitigation = (const char *const []){
			"cma=256M on the command line.",
			NULL },
		.fix = (const char *const []){
			"Allocate at probe; use scatter-gather.",
			NULL },
		.verify = (const char *const []){
			"Repeat the allocation under memory load.",
			NULL },
	},
	{
		.cause = "config-error",
		.headline = "the kernel is not set up for this",
		.why = "A mask that was never set, a pool that was never made, or a checker that switched itself off.",
		.mitigation = (const char *const []){
			"Read the quoted line: it names what is missing.",
			NULL },
		.fix = (const char *const []){
			"Set both masks in probe.",
			"For dma-debug: dma_debug_entries=262144 on the command line.",
			NULL },
		.fix_code =
			"ret = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));\n",
		.verify = (const char *const []){
			"Boot again: the line is gone.",
			NULL },
	},
	{
		.cause = "injected",
		.headline = "the fault was injected on purpose",
		.why = "dmascope's injector said that it made this call fail.",
		.mitigation = (const char *const []){
			"Disarm the injector.",
			NULL },
		.fix = (const char *const []){
			"Nothing to fix here.",
			NULL },
		.verify = (const char *const []){
			"rmmod dmascope_inject.",
			NULL },
	},
	{ 0 },
};
