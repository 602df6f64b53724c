// SPDX-License-Identifier: GPL-2.0
/* Advice: devices that use the wrong address. */
#include "diagnose/diagnose.h"

const struct dms_advice dms_advice_address[] = {
	{
		.cause = "wild-dma",
		.headline = "the device used an address that was never given to it",
		.why = "Zero, small, poison-like or impossible addresses: a descriptor was never filled in, was overwritten, or was read before it was written.",
		.mitigation = (const char *const []){
			"Keep the IOMMU on: without it this hits anybody's memory.",
			"Unbind the driver until it is fixed.",
			NULL },
		.fix = (const char *const []){
			"Write all descriptor fields, then dma_wmb(), then hand it over (owner bit, doorbell).",
			"Zero or disable descriptors that are not in use.",
			NULL },
		.fix_code =
			"desc->addr = cpu_to_le64(addr);\n"
			"desc->len = cpu_to_le16(len);\n"
			"dma_wmb();    /* fields before owner bit */\n"
			"desc->flags = cpu_to_le16(DESC_OWN);\n",
		.verify = (const char *const []){
			"Boot with iommu.strict=1 and repeat the load: no fault.",
			NULL },
	},
	{
		.cause = "overrun",
		.headline = "the device went past the end of a mapping",
		.why = "The device was told, or believed, that the buffer is longer than what was mapped.",
		.mitigation = (const char *const []){
			"Map and allocate a little more than the largest transfer until it is fixed.",
			NULL },
		.fix = (const char *const []){
			"Compare the length in the descriptor with the length that was mapped.",
			"For receive buffers program the device's maximum frame size, and count FCS, VLAN tag and padding.",
			NULL },
		.fix_code =
			"/* wrong */ desc->len = cpu_to_le16(PAGE_SIZE); /* but len was mapped */\n"
			"/* right */ desc->len = cpu_to_le16(len);\n",
		.verify = (const char *const []){
			"Boot with iommu.strict=1 and repeat the load: no fault.",
			"Send the largest possible transfers.",
			NULL },
	},
	{
		.cause = "physical-address-used",
		.headline = "the device was given a CPU physical address",
		.why = "virt_to_phys() or page_to_phys() was used where the address returned by dma_map_*() belongs. It works only where device and physical addresses are the same.",
		.mitigation = (const char *const []){
			"Keep the IOMMU on: it stops what would overwrite anybody's memory.",
			NULL },
		.fix = (const char *const []){
			"Give the device only what dma_map_*() or dma_alloc_coherent() returned.",
			NULL },
		.fix_code =
			"/* wrong */ desc->addr = cpu_to_le64(virt_to_phys(buf));\n"
			"/* right */ desc->addr = cpu_to_le64(addr); /* of dma_map_single() */\n",
		.verify = (const char *const []){
			"Boot with iommu.strict=1 and repeat the load: no fault.",
			NULL },
	},
	{
		.cause = "address-truncated",
		.headline = "the device used only the low half of an address",
		.why = "A 64-bit device address went through a 32-bit variable, register or descriptor field.",
		.mitigation = (const char *const []){
			"Set a 32-bit mask: dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32)).",
			NULL },
		.fix = (const char *const []){
			"Keep device addresses in dma_addr_t and write both halves.",
			"Ask for no more address bits than the device has.",
			NULL },
		.fix_code =
			"writel(lower_32_bits(addr), regs + BASE_LO);\n"
			"writel(upper_32_bits(addr), regs + BASE_HI);\n",
		.verify = (const char *const []){
			"Boot with iommu.forcedac=1, so that addresses above 4 GiB are used: no fault.",
			NULL },
	},
	{
		.cause = "byte-swapped-address",
		.headline = "the device used an address with its bytes in the wrong order",
		.why = "A descriptor field was written without cpu_to_le64() or cpu_to_be64(), or with the wrong one.",
		.mitigation = (const char *const []){
			"Keep the IOMMU on: it stops the stray accesses. On machines of this byte order do not use the driver.",
			NULL },
		.fix = (const char *const []){
			"Declare descriptor fields as __le64 or __be64 and let sparse check them (make C=1).",
			NULL },
		.fix_code =
			"struct desc { __le64 addr; };\n"
			"desc->addr = cpu_to_le64(addr);\n",
		.verify = (const char *const []){
			"Boot with iommu.strict=1 and repeat the load: no fault.",
			"make C=1 M=...: no endianness warning.",
			NULL },
	},
	{
		.cause = "missing-reserved-region",
		.headline = "the device uses memory that firmware promised it but did not declare",
		.why = "Firmware, a management engine or graphics use memory by DMA that its tables do not name as reserved, so the kernel did not map it.",
		.mitigation = (const char *const []){
			"Disable the feature in the firmware, or update it.",
			NULL },
		.fix = (const char *const []){
			"A kernel quirk can add the region for this model.",
			NULL },
		.verify = (const char *const []){
			"Boot: no fault from this device before its driver starts.",
			NULL },
	},
	{
		.cause = "stale-dma",
		.headline = "the device still does what an earlier owner told it",
		.why = "DMA was in flight when the kernel (kexec, kdump), the firmware or the driver handed over. The new owner's tables do not know the addresses.",
		.mitigation = (const char *const []){
			"Usually harmless after kexec: the device stops once its driver resets it.",
			NULL },
		.fix = (const char *const []){
			"Add a shutdown() callback that stops the device.",
			"Reset the device in probe before bus mastering is enabled and before the first call of the DMA API: after a crash no shutdown() runs, and that call takes the old tables from the device.",
			NULL },
		.fix_code =
			"static void my_shutdown(struct pci_dev *pdev)\n"
			"{\n"
			"    stop_device(pci_get_drvdata(pdev));\n"
			"    pci_clear_master(pdev);\n"
			"}\n",
		.verify = (const char *const []){
			"kexec under load: no fault.",
			NULL },
	},
	{
		.cause = "requester-id-alias",
		.headline = "requests come from an address that is no device of this machine",
		.why = "Some controllers send DMA with the id of a function that does not exist, or bridges replace it.",
		.mitigation = (const char *const []){
			"Leave the device without a driver, or use its other ports, until the kernel knows the alias.",
			NULL },
		.fix = (const char *const []){
			"Add a quirk: quirk_dma_func1_alias() or pci_add_dma_alias().",
			NULL },
		.fix_code =
			"DECLARE_PCI_FIXUP_HEADER(VENDOR_X, 0x1234, quirk_dma_func1_alias);\n",
		.verify = (const char *const []){
			"The alias is in the IOMMU group of its device (/sys/kernel/iommu_groups), and there is no fault.",
			NULL },
	},
	{ 0 },
};
