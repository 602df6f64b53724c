// SPDX-License-Identifier: GPL-2.0
/* An interrupt that VT-d refused, looked up in the interrupt remapping tables. */
#include <string.h>

#include "diagnose.h"

static void weigh_entry(const struct dms_case *c, struct dms_verdict *v, const struct dms_irte *e)
{
	const char *device = dms_case_event(c)->device;

	if (!strcmp(e->source, device))
		dms_verdict_prove(v, c, e->input, e->line,
				  "entry %u of %s is present and belongs to %s (vector 0x%02x%s): it was set up after the refusal, or changed",
				  e->index, e->unit, e->source, e->vector, e->posted ? ", posted" : "");
	else
		dms_verdict_prove(v, c, e->input, e->line,
				  "entry %u of %s belongs to %s, not to %s: the source id cannot fit",
				  e->index, e->unit, e->source, device);
}

void dms_weigh_irtes(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	const struct dms_state *s = &c->history->state;
	const struct dms_field *index = dms_event_field(e, "index");
	const struct dms_irte *other = NULL;
	size_t i;

	if (!s->nr_irte_tables || strcmp(e->kind, "vtd-ir-fault") || !e->device || !index ||
	    !index->is_num)
		return;
	/* Every unit has a table of its own, and the fault does not say which one it was. */
	for (i = 0; i < s->nr_irtes; i++) {
		if (s->irtes[i].index != index->num)
			continue;
		if (!strcmp(s->irtes[i].source, e->device)) {
			weigh_entry(c, v, &s->irtes[i]);
			return;
		}
		other = &s->irtes[i];
	}
	if (other && s->nr_irte_tables == 1)
		weigh_entry(c, v, other);
	else if (!other)
		dms_verdict_prove(v, c, 0, 0,
				  "no interrupt remapping table has an entry %llu now: the interrupt was never set up, or is freed",
				  (unsigned long long)index->num);
}
