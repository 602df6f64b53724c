/* SPDX-License-Identifier: GPL-2.0 */
/* PCI devices through sysfs: find, bind, unbind. */
#ifndef DMACTL_PCI_H
#define DMACTL_PCI_H

#include <stddef.h>

#define PCI_DRIVER_NAME	"dmascope_drv"	/* module and driver */
#define PCI_BDF_LEN	32

/** pci_find() - lowest @bdf with these ids, -ENODEV when there is none. */
int pci_find(unsigned int vendor, unsigned int device, char bdf[PCI_BDF_LEN]);
/** pci_bind() - bind to the test driver by driver_override; 0 also when it is bound already. */
int pci_bind(const char *bdf);
/** pci_bind_to() - the same for any driver */
int pci_bind_to(const char *bdf, const char *name);
/** pci_driver_of() - name of the driver that has the device, empty: none */
void pci_driver_of(const char *bdf, char *name, size_t len);
/** pci_unbind() - take the device from its driver; -ENODEV when it has none. */
int pci_unbind(const char *bdf);
/** pci_add_vf() - give the device, bound, a virtual function unless it has one. */
int pci_add_vf(const char *bdf);
/** pci_iommu_type() - type of the device's IOMMU group, "none" without one. */
void pci_iommu_type(const char *bdf, char *type, size_t len);
/** pci_write_file() - write @value to a sysfs or procfs file. */
int pci_write_file(const char *path, const char *value);
/** pci_read_file() - first line of a sysfs file, without its end. */
int pci_read_file(const char *path, char *value, size_t len);

#endif /* DMACTL_PCI_H */
