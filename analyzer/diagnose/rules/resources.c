// SPDX-License-Identifier: GPL-2.0
/* Memory and address space that ran out, and what was set up so that it must. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "diagnose/diagnose.h"

static const struct dms_told told[] = {
	{ "cma.reserve_failed", "config-error", DMS_CONF_LIKELY, "firmware-bug",
	  "the area for contiguous memory could not be set aside at boot: later allocations will fail" },
	{ "cma.still_in_use", "leak", DMS_CONF_LIKELY, "use-after-unmap",
	  "pages of a contiguous buffer were freed while somebody still held them" },
	{ "dma_pool.exhausted", "config-error", DMS_CONF_LIKELY, "leak",
	  "the pool for coherent allocations in atomic context is used up (coherent_pool=)" },
	{ "dma_pool.unsuitable", "mask-too-small", DMS_CONF_LIKELY, "config-error",
	  "no atomic pool lies where the device can reach it" },
	{ "dmapool.busy", "leak", DMS_CONF_CERTAIN, NULL,
	  "the pool is destroyed while blocks of it are in use: the device may still write there" },
	{ "gart.full", "iova-exhausted", DMS_CONF_LIKELY, "leak",
	  "the GART aperture has no room for the mapping" },
	{ "swiotlb.restricted_pool", "config-error", DMS_CONF_LIKELY, "firmware-bug",
	  "the device's own bounce buffer pool cannot be used" },
	{ "dma.coherent_failed", "config-error", DMS_CONF_LIKELY, "firmware-bug",
	  "the device's reserved memory could not be taken" },
	{ "dma.coherent_out_of_reach", "mask-too-small", DMS_CONF_LIKELY, "firmware-bug",
	  "the device's reserved memory lies above its coherent mask" },
	{ "io_pgtable.out_of_reach", "mask-too-small", DMS_CONF_LIKELY, "iommu-driver-bug",
	  "a page table lies above what the IOMMU's walker can reach" },
	{ "gart.setup_failed", "config-error", DMS_CONF_LIKELY, NULL, NULL },
	{ "vtd.no_domain_ids", "iommu-driver-bug", DMS_CONF_POSSIBLE, "leak",
	  "the unit has no domain id left" },
	{ "vfio.memlock", "config-error", DMS_CONF_CERTAIN, NULL,
	  "the process may not pin so much memory: RLIMIT_MEMLOCK" },
	{ "vfio.no_intremap", "config-error", DMS_CONF_CERTAIN, "interrupt-remapping",
	  "without interrupt remapping a guest could inject interrupts" },
	{ "iommufd.no_msi_isolation", "config-error", DMS_CONF_CERTAIN, "interrupt-remapping",
	  "without interrupt remapping a guest could inject interrupts" },
	{ "iommufd.object_busy", "iommu-driver-bug", DMS_CONF_POSSIBLE, NULL, NULL },
	{ "iommu.not_set_up", "config-error", DMS_CONF_LIKELY, "firmware-bug",
	  "the device does its DMA without the IOMMU" },
	{ "iommu.group_failed", "iommu-driver-bug", DMS_CONF_POSSIBLE, "config-error", NULL },
	{ "iommu.untrusted", "config-error", DMS_CONF_LIKELY, NULL,
	  "an external device may not do without translation" },
	{ "iommu.attach_failed", "iommu-driver-bug", DMS_CONF_LIKELY, NULL,
	  "a domain that must fit was refused" },
	{ "iommu.driver_bug", "iommu-driver-bug", DMS_CONF_LIKELY, NULL, NULL },
	{ "iommu.partial_unmap", "size-mismatch", DMS_CONF_CERTAIN, NULL,
	  "part of a large page is unmapped: the size differs from that of the mapping" },
	{ "iommu.fault_aborted", "use-after-unmap", DMS_CONF_POSSIBLE, "iommu-driver-bug",
	  "a device asks for pages of an address space that nobody handles any more" },
	{ "xen.grant_in_use", "use-after-unmap", DMS_CONF_POSSIBLE, "leak",
	  "the backend still has the page that is unmapped here" },
	{ "dmatest.mismatch", "missing-sync", DMS_CONF_POSSIBLE, "hardware-erratum",
	  "the DMA engine's data is not what was to be copied" },
	{ "dmatest.corruption", "wild-dma", DMS_CONF_POSSIBLE, "hardware-erratum",
	  "the DMA engine finished late, in memory that was given back" },
};

/* cma_alloc() returns the last migration's error: -EBUSY is a page that would not move. */
static void judge_cma(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_field *error = dms_event_field(dms_case_event(c), "error");
	int64_t code = error && error->is_num ? (int64_t)error->num : 0;

	if (code == -EINTR) {
		dms_verdict_prove(v, c, 0, 0, "the task was killed while it waited (-EINTR)");
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, "cma-exhausted", NULL);
		return;
	}
	if (code == -EBUSY)
		dms_verdict_prove(v, c, 0, 0,
				  "pages in the area are pinned and could not be moved (-EBUSY)");
	else if (code == -ENOMEM)
		dms_verdict_prove(v, c, 0, 0,
				  "no run of free pages in the area is long enough (-ENOMEM)");
	dms_verdict_set(v, "cma-exhausted", code == -ENOMEM ? DMS_CONF_CERTAIN : DMS_CONF_LIKELY,
			"leak", NULL);
}

bool dms_rule_resources(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	if (!strcmp(e->detail, "cma.alloc_failed")) {
		judge_cma(c, v);
		return true;
	}
	if (!strcmp(e->detail, "page_alloc.failed") && e->related) {
		dms_verdict_prove(v, c, 0, 0, "the pages were asked for by DMA code");
		dms_verdict_set(v, "cma-exhausted", DMS_CONF_LIKELY, "leak", NULL);
		return true;
	}
	return dms_verdict_told(c, v, told, ARRAY_SIZE(told));
}
