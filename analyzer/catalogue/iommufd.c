// SPDX-License-Identifier: GPL-2.0
/* iommufd: devices and tables in the hands of user space. */
#include "base/array.h"
#include "decoder.h"

#define IOMMUFD "iommufd: "

static const struct dms_message messages[] = {
	{ .format = "MSI interrupts are not secure, they cannot be isolated by the platform. Check that platform features like interrupt remapping are enabled. Use the \"allow_unsafe_interrupts\" module parameter to override\n",
	  .flags = DMS_MSG_DEV, .kind = "iommu-core", .detail = "iommufd.no_msi_isolation",
	  .decode = dms_mark_related, .kernels = "6.12-" },
	{ .format = "Time out waiting for iommufd object to become free\n", .prefix = IOMMUFD,
	  .kind = "iommu-core", .detail = "iommufd.object_busy", .decode = dms_mark_related,
	  .kernels = "6.12-" },
};

const struct dms_subsystem dms_iommufd_subsystem = {
	.name = "iommufd",
	.source = "drivers/iommu/iommufd/",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
