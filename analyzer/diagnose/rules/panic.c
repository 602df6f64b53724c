// SPDX-License-Identifier: GPL-2.0
/* A panic has the cause of the report that led to it. */
#include <string.h>

#include "diagnose/diagnose.h"

/* A report this far before the panic can have led to it. */
#define PANIC_LINES 200
#define PANIC_SECONDS 5

bool dms_rule_panic(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	size_t i;

	dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, NULL);
	for (i = c->index; i--;) {
		const struct dms_event *p = &c->report->events[i];
		const struct dms_verdict *pv = &c->verdicts[i];

		if (p->input != e->input || p->last_line + PANIC_LINES < e->line)
			break;
		if (p->time >= 0 && e->time >= 0 && e->time - p->time > PANIC_SECONDS)
			break;
		if (!pv->cause || !strcmp(pv->cause, "unknown"))
			continue;
		dms_verdict_set(v, pv->cause, pv->confidence < DMS_CONF_LIKELY ? pv->confidence :
				DMS_CONF_LIKELY, NULL);
		dms_verdict_prove(v, c, p->input, p->line, "right before: %s", p->raw);
		break;
	}
	return true;
}
