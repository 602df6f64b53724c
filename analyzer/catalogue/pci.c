// SPDX-License-Identifier: GPL-2.0
/* PCI: peer-to-peer DMA, ACS. */
#include "base/array.h"
#include "decoder.h"

#define PCI_P2PDMA "pci-p2pdma: "
#define NOTICE .kind = "iommu-core", .detail = "pci.notice"

static const struct dms_message messages[] = {
	{ .format = "ACS redirect is set between the client and provider (%s)\n",
	  .flags = DMS_MSG_DEV, NOTICE, .kernels = "all", .fields = "device" },
	{ .format = "to disable ACS redirect for this path, add the kernel parameter: pci=disable_acs_redir=%s\n",
	  .flags = DMS_MSG_DEV, NOTICE, .kernels = "all", .fields = "buffer" },
	{ .format = "cannot be used for peer-to-peer DMA as the client and provider (%s) do not share an upstream bridge or whitelisted host bridge\n",
	  .flags = DMS_MSG_DEV, NOTICE, .kernels = "all", .fields = "device" },
	{ .format = "cannot be used for peer-to-peer DMA because the driver makes use of dma_virt_ops\n",
	  .flags = DMS_MSG_DEV, NOTICE, .kernels = "5.10" },
	{ .format = "cannot be used for peer-to-peer DMA as it is not a PCI device\n",
	  .flags = DMS_MSG_DEV, NOTICE, .kernels = "all" },
	{ .format = "PCI device has no peer-to-peer memory: %s\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "all", .fields = "page" },
	{ .format = "No such PCI device: %.*s\n", .prefix = PCI_P2PDMA, NOTICE, .kernels = "all",
	  .fields = "page" },
	{ .format = "cannot disable ACS redirect for this hardware as it does not have ACS capabilities\n",
	  .flags = DMS_MSG_DEV, NOTICE, .kernels = "-6.1" },
	{ .format = "Unable to allocate DMA alias mask\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "all" },
	{ .format = "Failed to enable Intel PCH ACS quirk\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "all" },
	{ .format = "Cannot enable Switchtec device\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "all" },
	{ .format = "Cannot iomap Switchtec device\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "all" },
	{ .format = "Partition %d table_sz 0\n", .flags = DMS_MSG_DEV, NOTICE, .kernels = "all",
	  .fields = "partition" },
	{ .format = "Invalid Switchtec partition %d table_sz %d\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "all", .fields = "partition,table_sz" },
	{ .format = "Host bridge not in P2PDMA whitelist: %04x:%04x\n", .flags = DMS_MSG_DEV,
	  NOTICE, .kernels = "6.1-", .fields = "vendor,device" },
	{ .format = "Invalid ACS flags... Ignoring\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "6.12-" },
	{ .format = "ACS Flags missing\n", .flags = DMS_MSG_DEV, NOTICE, .kernels = "6.12-" },
	{ .format = "Invalid ACS flags specified\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "6.12-" },
	{ .format = "PCI: Can't parse ACS command line parameter\n", NOTICE, .kernels = "6.12-" },
	{ .format = "failed to stop IOMMU for a PCI reset: %d\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "7.3-", .fields = "error" },
};

const struct dms_subsystem dms_pci_subsystem = {
	.name = "PCI",
	.source = "drivers/pci/",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
