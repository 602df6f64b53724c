// SPDX-License-Identifier: GPL-2.0
/*
 * WARN()s, most of them without a text: the function that warned is the message.  One
 * outside DMA and IOMMU code stays an event and is no finding.
 */
#include <string.h>

#include "catalogue/warn_sites.h"
#include "diagnose/diagnose.h"

bool dms_rule_warning(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const char *function = dms_event_text(e, "site");
	const struct dms_warn_known *known;
	const struct dms_warn_site *site;

	if (!strcmp(e->detail, "kmemleak")) {
		dms_verdict_set(v, "leak", DMS_CONF_CERTAIN, NULL);
		return true;
	}
	if (!e->related && !c->strict)
		return false;
	site = dms_warn_site_find(function, dms_event_text(e, "file"));
	if (site) {
		dms_verdict_set(v, site->cause, site->confidence, site->alternative, NULL);
		dms_verdict_prove(v, c, 0, 0, "%s() warns: %s", function, site->says);
		return true;
	}
	known = dms_warn_known_find(function, dms_event_text(e, "file"));
	if (known) {
		dms_verdict_set(v, "iommu-driver-bug", DMS_CONF_POSSIBLE, "double-unmap",
				"size-mismatch", NULL);
		if (known->condition)
			dms_verdict_prove(v, c, 0, 0, "%s() warns when (%s)", function,
					  known->condition);
		return true;
	}
	dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, "iommu-driver-bug", NULL);
	return true;
}
