// SPDX-License-Identifier: GPL-2.0
/* Qualcomm: the old MSM IOMMU dumps registers; the GPU driver prints its own faults. */
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "iommu_fault.h"

static void decode_gpu(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const struct dms_value *source = dms_value_of(r->match, "source");
	const struct dms_value *dir = dms_value_of(r->match, "dir");
	const struct dms_value *type = dms_value_of(r->match, "type");

	(void)d;
	e->related = true;
	if (source)
		e->device = dms_strndup(source->text, source->len);
	dms_fault_drop(e, "source");
	if (dir)
		e->access = *dir->text == 'W' ? "write" : "read";
	if (!type)
		return;
	if (!strncmp(type->text, "TRANSLATION", 11))
		e->reason_name = "TRANSLATION";
	else if (!strncmp(type->text, "PERMISSION", 10))
		e->reason_name = "PERMISSION";
}

#define MSM "msm_iommu: "
#define PART .prefix = MSM, .flags = DMS_MSG_PART, .kernels = "all", .decode = dms_fault_detail

static const struct dms_message messages[] = {
	{ "Unexpected IOMMU page fault!\n", .prefix = MSM, .kind = "iommu-fault",
	  .detail = "msm.page_fault", .kernels = "all", .decode = dms_fault_mark },
	{ "Invalid device ID in context interrupt handler\n", .prefix = MSM, .kind = "iommu-core",
	  .detail = "msm.interrupt", .kernels = "all", .decode = dms_fault_mark },
	{ "base = %08x\n", PART, .fields = "base" },
	{ "Fault occurred in context %d.\n", PART, .fields = "context" },
	{ "Interesting registers:\n", PART },
	{ "FAR    = %08x    PAR    = %08x\n", PART, .fields = "address,par" },
	/* ten names that may each be missing are read as one */
	{ "FSR    = %08x [%s]\n", PART, .needed = 1, .fields = "fsr,fsr_bits" },
	{ "FSR    = %08x []\n", PART, .fields = "fsr" },
	{ "FSYNR0 = %08x    FSYNR1 = %08x\n", PART, .fields = "fsynr0,fsynr1" },
	{ "TTBR0  = %08x    TTBR1  = %08x\n", PART, .fields = "ttbr0,ttbr1" },
	{ "SCTLR  = %08x    ACTLR  = %08x\n", PART, .fields = "sctlr,actlr" },

	{ "*** gpu fault: ttbr0=%.16llx iova=%.16lx dir=%s type=%s source=%s (%u,%u,%u,%u)\n",
	  .kind = "iommu-fault", .detail = "adreno.gpu_fault", .needed = 5, .kernels = "5.16-",
	  .fields = "ttbr0,address,dir,type,source,-,-,-,-", .decode = decode_gpu },
};

const struct dms_subsystem dms_msm_subsystem = {
	.name = "Qualcomm MSM IOMMU and Adreno GPU",
	.source = "drivers/iommu/msm_iommu.c, drivers/gpu/drm/msm/",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
