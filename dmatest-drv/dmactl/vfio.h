/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A device driven from user space: VFIO gives its registers and keeps it behind the IOMMU,
 * iommufd says what it may reach.  One device at a time.
 */
#ifndef DMACTL_VFIO_H
#define DMACTL_VFIO_H

#include <stddef.h>
#include <stdint.h>

#define VFIO_MAX_MAPS	16

/** vfio_open() - take the device from its driver and let this process drive it. */
int vfio_open(const char *bdf);

/** vfio_close() - unmap all, and give the device back to the test driver; -ENODEV: not open. */
int vfio_close(const char *bdf);

/**
 * vfio_map() - anonymous memory, mapped at @iova
 * @prot:	DMASCOPE_PROT_READ, DMASCOPE_PROT_WRITE
 *
 * Return: its number, or a negative errno.
 */
int vfio_map(uint64_t len, uint64_t iova, uint64_t prot);

/** vfio_unmap() - the device does not reach it any more; the memory stays. */
int vfio_unmap(unsigned int nr);

/** vfio_memory() - memory of a mapping, done or not; NULL: there is no such mapping. */
uint8_t *vfio_memory(unsigned int nr, uint64_t *len, uint64_t *iova);

/** vfio_copy() - the device reads @len bytes at @from and writes them to @to. */
int vfio_copy(uint64_t from, uint64_t to, uint32_t len);

#endif /* DMACTL_VFIO_H */
