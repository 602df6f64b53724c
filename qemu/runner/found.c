// SPDX-License-Identifier: GPL-2.0
/* Findings without their analysis. */
#include <stdlib.h>

#include "base/strbuf.h"
#include "runner/found.h"

void dms_found_add(struct dms_found_list *l, const struct dms_found *s)
{
	struct dms_found *n;

	l->v = dms_realloc(l->v, (l->nr + 1) * sizeof(*l->v));
	n = &l->v[l->nr++];
	*n = *s;
	n->kind = dms_escape(s->kind ? s->kind : "");
	n->cause = dms_escape(s->cause ? s->cause : "");
	n->title = dms_escape(s->title ? s->title : "");
	n->device = dms_escape(s->device ? s->device : "");
}

void dms_found_add_report(struct dms_found_list *l, const struct dms_report *r,
			  enum dms_found_when when, const bool *expected)
{
	size_t i;

	for (i = 0; i < r->nr_findings; i++) {
		const struct dms_finding *f = &r->findings[i];
		const struct dms_found s = {
			.severity = f->severity, .when = when, .count = f->count,
			.expected = expected && expected[i], .kind = (char *)f->kind,
			.cause = (char *)f->cause, .title = f->title, .device = f->device,
		};

		dms_found_add(l, &s);
	}
}

const char *dms_found_when_name(enum dms_found_when when)
{
	static const char *const names[] = {
		[DMS_FOUND_BOOT] = "boot", [DMS_FOUND_SCRIPT] = "script", [DMS_FOUND_AFTER] = "after",
	};

	return names[when];
}

void dms_found_free(struct dms_found_list *l)
{
	size_t i;

	for (i = 0; i < l->nr; i++) {
		free(l->v[i].kind);
		free(l->v[i].cause);
		free(l->v[i].title);
		free(l->v[i].device);
	}
	free(l->v);
	*l = (struct dms_found_list){ 0 };
}
