// SPDX-License-Identifier: GPL-2.0
/* VFIO: devices in the hands of user space. */
#include "base/array.h"
#include "decoder.h"

#define NOTICE .kind = "iommu-core", .detail = "vfio.notice"
#define MEMLOCK .kind = "iommu-core", .detail = "vfio.memlock", .decode = dms_mark_related

static const struct dms_message messages[] = {
	{ .format = "Adding kernel taint for vfio-noiommu group on device\n",
	  .flags = DMS_MSG_DEV, NOTICE, .kernels = "all" },
	{ .format = "vfio-noiommu device opened by user (%s:%d)\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "all", .fields = "comm,pid" },
	{ .format = "vfio_pin_pages_remote: RLIMIT_MEMLOCK (%ld) exceeded\n", MEMLOCK,
	  .kernels = "all", .fields = "limit" },
	{ .format = "vfio_pin_page_external: Task %s (%d) RLIMIT_MEMLOCK (%ld) exceeded\n",
	  MEMLOCK, .kernels = "all", .fields = "comm,pid,limit" },
	{ .format = "vfio_iommu_type1_attach_group: No interrupt remapping support.  Use the module param \"allow_unsafe_interrupts\" to enable VFIO IOMMU support on this platform\n",
	  .kind = "iommu-core", .detail = "vfio.no_intremap", .decode = dms_mark_related,
	  .kernels = "all" },
	{ .format = "vfio: misc device register failed\n", NOTICE, .kernels = "6.1-" },
	{ .format = "vfio_pin_pages not allowed with VFIO_UPDATE_VADDR\n", .flags = DMS_MSG_WARN,
	  NOTICE, .kernels = "6.1-" },
	{ .format = "vfio_dma_rw not allowed with VFIO_UPDATE_VADDR\n", .flags = DMS_MSG_WARN,
	  NOTICE, .kernels = "6.1-" },
	{ .format = "Adding kernel taint for vfio-noiommu cdev\n", .flags = DMS_MSG_DEV, NOTICE,
	  .kernels = "7.3-" },
};

const struct dms_subsystem dms_vfio_subsystem = {
	.name = "VFIO",
	.source = "drivers/vfio/",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
