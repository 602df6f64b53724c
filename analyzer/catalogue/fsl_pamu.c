// SPDX-License-Identifier: GPL-2.0
/* Freescale PAMU: an access violation is a dozen lines of registers. */
#include "base/array.h"
#include "iommu_fault.h"

#define PAMU "fsl-pamu: "
#define PART .prefix = PAMU, .flags = DMS_MSG_PART, .kernels = "all", .decode = dms_fault_detail

static const struct dms_message messages[] = {
	{ "%s: access violation interrupt\n", .prefix = PAMU, .kind = "iommu-fault",
	  .detail = "pamu.access_violation", .kernels = "all", .fields = "name",
	  .decode = dms_fault_mark },
	{ "%s: POES1=%08x\n", PART, .fields = "name,poes1" },
	{ "%s: POES2=%08x\n", PART, .fields = "name,poes2" },
	{ "%s: AVS1=%08x\n", PART, .fields = "name,avs1" },
	{ "%s: AVS2=%08x\n", PART, .fields = "name,avs2" },
	{ "%s: AVA=%016llx\n", PART, .fields = "name,address" },
	{ "%s: UDAD=%08x\n", PART, .fields = "name,udad" },
	{ "%s: POEA=%016llx\n", PART, .fields = "name,poea" },
	{ "%s: PAACE[%u]=%08x\n", PART, .fields = "name,n,value" },
	{ "%s: Disabling liodn %x\n", PART, .fields = "name,liodn" },
};

const struct dms_subsystem dms_fsl_pamu_subsystem = {
	.name = "Freescale PAMU",
	.source = "drivers/iommu/fsl_pamu.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
