// SPDX-License-Identifier: GPL-2.0
/* Messages that name their cause themselves. */
#include <string.h>

#include "diagnose.h"

bool dms_verdict_told(const struct dms_case *c, struct dms_verdict *v, const struct dms_told *list,
		      size_t nr)
{
	const char *detail = dms_case_event(c)->detail;
	size_t i;

	for (i = 0; i < nr; i++) {
		if (strcmp(list[i].detail, detail))
			continue;
		dms_verdict_set(v, list[i].cause, list[i].confidence, list[i].alternative, NULL);
		if (list[i].says)
			dms_verdict_prove(v, c, 0, 0, "%s", list[i].says);
		return true;
	}
	return false;
}
