/* SPDX-License-Identifier: GPL-2.0 */
/* A guest's PCI configuration space, from outside. */
#ifndef DMS_HOST_PCI_H
#define DMS_HOST_PCI_H

#include "host/memory.h"

#define DMS_PCI_COMMAND		0x04
#define DMS_PCI_COMMAND_MEMORY	(1u << 1)
#define DMS_PCI_COMMAND_MASTER	(1u << 2)

/** DMS_PCI_REGION - QEMU's name of the memory-mapped configuration space */
#define DMS_PCI_REGION		"pcie-mmcfg-mmio"

/**
 * dms_host_pci_config() - where the configuration registers of a function are
 * @sid: bus, device and function, as requester ID
 */
int dms_host_pci_config(struct dms_host_memory *m, unsigned int sid, uint64_t *config);

/** dms_host_pci_bar() - address of memory BAR @bar; -1: it has none */
int dms_host_pci_bar(struct dms_host_memory *m, unsigned int sid, unsigned int bar,
		     uint64_t *addr);

#endif /* DMS_HOST_PCI_H */
