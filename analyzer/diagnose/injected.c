// SPDX-License-Identifier: GPL-2.0
/*
 * What happens right after our own injector made a call of the same device fail was led to on
 * purpose.  It does not make the bug another one: who hands DMA_MAPPING_ERROR to a device forgot
 * to check, however the error came about.  Where nothing else is known, it is the cause.
 */
#include <string.h>

#include "diagnose.h"

/* A driver's timeouts, twice the longest common one, and what they lead to. */
#define INJECTED_SECONDS 65.0
#define INJECTED_LINES 400

static bool concerns(const struct dms_event *note, const struct dms_event *e)
{
	if (!dms_is_soon_after(note, e, INJECTED_SECONDS, INJECTED_LINES) || note->boot != e->boot)
		return false;
	/* "-": the function that was hit knows no device */
	return !note->device || !strcmp(note->device, "-") || !e->device ||
	       !strcmp(note->device, e->device);
}

static const struct dms_event *last_injection(const struct dms_case *c)
{
	const struct dms_event *n, *found = NULL;
	size_t at = 0;

	while ((n = dms_note_next(c->report, &at, "inject.done")))
		if (concerns(n, dms_case_event(c)) && (!found || n->line >= found->line))
			found = n;
	return found;
}

const struct dms_event *dms_injected_error(const struct dms_case *c)
{
	const struct dms_event *n = c->injected ? last_injection(c) : NULL;

	return n && strstr(dms_event_text(n, "what"), "DMA_MAPPING_ERROR") ? n : NULL;
}

static void add_alternative(struct dms_verdict *v)
{
	unsigned int i = 0;

	while (i < DMS_MAX_ALTERNATIVES - 1 && v->alternatives[i])
		i++;
	v->alternatives[i] = "injected";
	v->alternatives[i + 1] = NULL;
}

void dms_weigh_injection(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *n = c->injected && v->cause ? last_injection(c) : NULL;

	if (!n)
		return;
	dms_verdict_prove(v, c, n->input, n->line, "before it the injector had been there: %s %s",
			  dms_event_text(n, "function"), dms_event_text(n, "what"));
	if (strcmp(v->cause, "unknown"))
		add_alternative(v);
	else
		dms_verdict_set(v, "injected", DMS_CONF_LIKELY, NULL);
}
