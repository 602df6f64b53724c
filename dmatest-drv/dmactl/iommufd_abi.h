/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The few calls of iommufd (Linux 6.2) and of VFIO's device files (6.6) that vfio.c makes, by
 * names of our own: the C library's headers on a build machine may be older than either.
 */
#ifndef DMACTL_IOMMUFD_ABI_H
#define DMACTL_IOMMUFD_ABI_H

#include <linux/ioctl.h>
#include <linux/types.h>
#include <linux/vfio.h>

struct abi_vfio_bind {
	__u32 argsz;
	__u32 flags;
	__s32 iommufd;
	__u32 out_devid;
};

struct abi_vfio_attach {
	__u32 argsz;
	__u32 flags;
	__u32 pt_id;
};

struct abi_ioas_alloc {
	__u32 size;
	__u32 flags;
	__u32 out_ioas_id;
};

struct abi_ioas_map {
	__u32 size;
	__u32 flags;
	__u32 ioas_id;
	__u32 reserved;
	__u64 user_va;
	__u64 length;
	__u64 iova;
};

struct abi_ioas_unmap {
	__u32 size;
	__u32 ioas_id;
	__u64 iova;
	__u64 length;
};

#define ABI_VFIO_BIND		_IO(VFIO_TYPE, VFIO_BASE + 18)
#define ABI_VFIO_ATTACH		_IO(VFIO_TYPE, VFIO_BASE + 19)
#define ABI_IOAS_ALLOC		_IO(';', 0x81)
#define ABI_IOAS_MAP		_IO(';', 0x85)
#define ABI_IOAS_UNMAP		_IO(';', 0x86)

#define ABI_MAP_FIXED_IOVA	(1u << 0)
#define ABI_MAP_WRITEABLE	(1u << 1)
#define ABI_MAP_READABLE	(1u << 2)

#endif /* DMACTL_IOMMUFD_ABI_H */
