// SPDX-License-Identifier: GPL-2.0
/* Page tables in Arm formats. */
#include "base/array.h"
#include "decoder.h"

#define V7S "arm-v7s io-pgtable: "
#define LPAE "arm-lpae io-pgtable: "
#define OUT_OF_REACH .kind = "iommu-core", .detail = "io_pgtable.out_of_reach", .decode = dms_mark_related
#define NOTICE .kind = "iommu-core", .detail = "io_pgtable.notice"

static const struct dms_message messages[] = {
	{ .format = "Page table does not fit in PTE: %pa", .flags = DMS_MSG_DEV, OUT_OF_REACH,
	  .kernels = "all", .fields = "physical" },
	{ .format = "Cannot accommodate DMA translation for IOMMU page tables\n",
	  .flags = DMS_MSG_DEV, OUT_OF_REACH, .kernels = "all" },
	{ .format = "Unmap of a partial large IOPTE is not allowed", .flags = DMS_MSG_WARN,
	  .kind = "iommu-core", .detail = "iommu.partial_unmap", .decode = dms_mark_related,
	  .kernels = "7.3-" },
	{ .format = "selftest: test failed\n", .flags = DMS_MSG_WARN, NOTICE, .kernels = "all" },
	{ .format = "selftest: failed to allocate io pgtable ops\n", .prefix = V7S, NOTICE,
	  .kernels = "all" },
	{ .format = "cfg: pgsize_bitmap 0x%lx, ias %u-bit\n", .prefix = LPAE, NOTICE,
	  .kernels = "-6.12", .fields = "pgsize_bitmap,ias" },
	{ .format = "data: %d levels, 0x%zx pgd_size, %u pg_shift, %u bits_per_level, pgd @ %p\n",
	  .prefix = LPAE, NOTICE, .kernels = "-6.12",
	  .fields = "levels,pgd_size,pg_shift,bits_per_level,pgd" },
	{ .format = "selftest: test failed for fmt idx %d\n", .flags = DMS_MSG_WARN, NOTICE,
	  .kernels = "-6.12", .fields = "index" },
	{ .format = "selftest: failed to allocate io pgtable ops\n", .prefix = LPAE, NOTICE,
	  .kernels = "-6.12" },
};

const struct dms_subsystem dms_io_pgtable_subsystem = {
	.name = "io-pgtable",
	.source = "drivers/iommu/io-pgtable-arm.c, io-pgtable-arm-v7s.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
