// SPDX-License-Identifier: GPL-2.0
/* Mappings that could not be made: bounce buffers, masks, device address space, pools. */
#include <inttypes.h>
#include <string.h>

#include "base/array.h"
#include "diagnose/diagnose.h"

static void judge_full(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_field *size = dms_event_field(e, "size");
	const struct dms_field *total = dms_event_field(e, "total");
	const struct dms_field *used = dms_event_field(e, "used");

	if (total && total->is_num && !total->num) {
		dms_verdict_prove(v, c, 0, 0,
				  "the pool has no slots at all: bounce buffers were never set up on this machine");
		dms_verdict_set(v, "config-error", DMS_CONF_LIKELY, "mask-too-small", NULL);
		return;
	}
	/* IO_TLB_SEGSIZE: no mapping can be larger than 128 slots of 2 KiB. */
	if (size && size->is_num && size->num > 256 * 1024) {
		dms_verdict_prove(v, c, 0, 0,
				  "%" PRIu64 " bytes do not fit into one bounce buffer (256 KiB), however empty the pool is",
				  size->num);
		dms_verdict_set(v, "segment-limit", DMS_CONF_LIKELY, "swiotlb-exhausted", NULL);
		return;
	}
	if (total && used && used->num * 2 < total->num)
		dms_verdict_prove(v, c, 0, 0,
				  "more than half of the slots are free: the pool is fragmented, or the alignment asked for is large");
	dms_verdict_set(v, "swiotlb-exhausted", DMS_CONF_CERTAIN, "leak", NULL);
}

static void judge_core(const struct dms_event *e, struct dms_verdict *v)
{
	static const struct {
		const char *detail, *cause;
	} causes[] = {
		{ "vtd.ir_not_kdump", "stale-dma" },
		{ "vtd.copy_failed", "stale-dma" },
		{ "vtd.ir_disabled", "interrupt-remapping" },
		{ "vtd.rmrr_attach", "missing-reserved-region" },
		{ "vtd.bounce_map_failed", "swiotlb-exhausted" },
		{ "vtd.map_failed", "iova-exhausted" },
		{ "vtd.width", "mask-too-small" },
		{ "vtd.page_request", "use-after-unmap" },
		{ "iommu.unaligned", "size-mismatch" },
		{ "amdvi.firmware_bug", "firmware-bug" },
		{ "amdvi.pte_race", "iommu-driver-bug" },
		{ "smmuv3.stream_alias", "requester-id-alias" },
		{ "exynos.double_map", "double-map" },
		{ "exynos.unmap_size", "size-mismatch" },
		{ "rockchip.double_map", "double-map" },
		{ "sun50i.double_map", "double-map" },
		{ "sun50i.beyond_4g", "mask-too-small" },
		{ "s390.recovery", "hardware-erratum" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(causes); i++)
		if (!strcmp(e->detail, causes[i].detail)) {
			dms_verdict_set(v, causes[i].cause, DMS_CONF_LIKELY, NULL);
			return;
		}
	dms_verdict_set(v, "config-error", DMS_CONF_POSSIBLE, NULL);
}

bool dms_rule_mapping(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	/* The kernel falls back to a smaller pool; whether it matters, later lines say. */
	if (!strcmp(e->detail, "swiotlb.init_fallback"))
		return false;
	if (!strcmp(e->kind, "swiotlb-full"))
		judge_full(c, v);
	else if (!strcmp(e->kind, "dma-overflow"))
		dms_verdict_set(v, "mask-too-small", DMS_CONF_LIKELY, "config-error", "wild-dma", NULL);
	else if (!strcmp(e->kind, "iova-failure"))
		dms_verdict_set(v, "iova-exhausted", DMS_CONF_LIKELY, "leak", NULL);
	else if (!strcmp(e->kind, "dma-pool"))
		dms_verdict_set(v, strcmp(e->detail, "dmapool.corrupted") ? "double-unmap" :
				"use-after-unmap", DMS_CONF_LIKELY, NULL);
	else
		judge_core(e, v);
	return true;
}
