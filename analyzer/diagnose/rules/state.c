// SPDX-License-Identifier: GPL-2.0
/* What was seen in debugfs and in no log: pools, registers and queues, growth between snapshots. */
#include <inttypes.h>
#include <string.h>

#include "diagnose/diagnose.h"

static void judge_pool(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_field *total = dms_event_field(e, "total");
	const struct dms_field *used = dms_event_field(e, "used");
	uint64_t free = total && used && total->num > used->num ? total->num - used->num : 0;

	if (!strcmp(e->detail, "swiotlb.transient")) {
		dms_verdict_prove(v, c, 0, 0,
				  "%" PRIu64 " slots exist for single mappings, which found no room in the pool: slow, and nothing is lost",
				  used ? used->num : 0);
		dms_verdict_set(v, "swiotlb-exhausted", DMS_CONF_POSSIBLE, "leak", NULL);
	} else if (free) {
		dms_verdict_prove(v, c, 0, 0,
				  "%" PRIu64 " of %" PRIu64 " slots were free at the worst moment: no mapping needs to have failed",
				  free, total->num);
		dms_verdict_set(v, "swiotlb-exhausted", DMS_CONF_POSSIBLE, "leak", NULL);
	} else {
		dms_verdict_prove(v, c, 0, 0,
				  "every slot was in use at some time; a mapping that came then failed, and need not have been logged");
		dms_verdict_set(v, "swiotlb-exhausted", DMS_CONF_LIKELY, "leak", NULL);
	}
}

static void judge_unit(const struct dms_case *c, struct dms_verdict *v)
{
	const char *detail = dms_case_event(c)->detail;

	if (!strcmp(detail, "vtd.unit_gone")) {
		dms_verdict_prove(v, c, 0, 0,
				  "the registers read as all ones: the IOMMU or its power domain is gone");
		dms_verdict_set(v, "hardware-erratum", DMS_CONF_POSSIBLE, "firmware-bug", NULL);
	} else if (!strcmp(detail, "vtd.fault_pending")) {
		dms_verdict_prove(v, c, 0, 0,
				  "FSTS.PPF: a fault is recorded and not yet read; which one, only the log can tell");
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, NULL);
	} else {
		dms_verdict_prove(v, c, 0, 0,
				  "two snapshots show the same entry at the head of a queue that is not empty");
		dms_verdict_set(v, "invalidation-timeout", DMS_CONF_LIKELY, "hardware-erratum", NULL);
	}
}

static void judge_growth(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_field *snapshots = dms_event_field(e, "snapshots");
	bool shrank = dms_event_field(e, "shrank");

	dms_verdict_prove(v, c, 0, 0, "by size: %s", dms_event_text(e, "sizes"));
	if (!snapshots || snapshots->num < 3)
		dms_verdict_prove(v, c, 0, 0,
				  "more load looks the same in two snapshots: a third one, under the same load, decides");
	else if (shrank)
		dms_verdict_prove(v, c, 0, 0, "other mappings of the same driver became fewer");
	else
		dms_verdict_prove(v, c, 0, 0, "it grew from each snapshot to the next, and nothing of the driver shrank");
	dms_verdict_set(v, "leak", snapshots && snapshots->num >= 3 && !shrank ? DMS_CONF_LIKELY :
			DMS_CONF_POSSIBLE, NULL);
}

bool dms_rule_state(const struct dms_case *c, struct dms_verdict *v)
{
	const char *detail = dms_case_event(c)->detail;

	if (strcmp(dms_case_event(c)->source, "debugfs"))
		return false;
	if (!strcmp(detail, "dma_api.growth"))
		judge_growth(c, v);
	else if (!strcmp(detail, "swiotlb.high_water") || !strcmp(detail, "swiotlb.near_full") ||
		 !strcmp(detail, "swiotlb.transient"))
		judge_pool(c, v);
	else if (!strcmp(detail, "vtd.unit_gone") || !strcmp(detail, "vtd.fault_pending") ||
		 !strcmp(detail, "iommu.queue_stuck"))
		judge_unit(c, v);
	else
		return false;
	return true;
}
