// SPDX-License-Identifier: GPL-2.0
/*
 * What a kernel says about the one before it.  kexec-tools gives elfcorehdr= to a capture kernel
 * only (Documentation/admin-guide/kdump/kdump.rst): devices were not reset before this boot.
 */
#include "base/array.h"
#include "decoder.h"

#define KDUMP .kind = "iommu-core", .detail = "kdump.notice", .kernels = "all"

static const struct dms_message messages[] = {
	{ .format = "elfcorehdr=%s", KDUMP, .fields = "elfcorehdr" },
	{ .format = "Translation already enabled - trying to copy translation structures\n",
	  .prefix = "DMAR: ", KDUMP },
	{ .format = "Copied translation tables from previous kernel for %s\n", .prefix = "DMAR: ",
	  .kind = "iommu-core", .detail = "kdump.copied.notice", .kernels = "all",
	  .fields = "unit" },
};

const struct dms_subsystem dms_boot_subsystem = {
	.name = "The kernel before",
	.source = "command line, drivers/iommu/intel/iommu.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
