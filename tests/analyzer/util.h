/* SPDX-License-Identifier: GPL-2.0 */
/* What the analyzer's tests share: a log in, a report out. */
#ifndef DMS_TEST_UTIL_H
#define DMS_TEST_UTIL_H

#include <stdlib.h>

#include "analyze.h"
#include "catalogue/catalogue.h"
#include "tap.h"

struct log {
	struct dms_analysis *a;
	const struct dms_report *r;
};

static inline struct log log_of_two(const char *first, const char *second)
{
	struct log l = { .a = dms_analysis_new() };

	dms_analysis_add_text(l.a, "first.log", first, strlen(first), 1);
	if (second)
		dms_analysis_add_text(l.a, "second", second, strlen(second), 1);
	l.r = dms_analysis_finish(l.a);
	return l;
}

static inline struct log log_of(const char *text)
{
	return log_of_two(text, NULL);
}

static inline void log_free(struct log *l)
{
	dms_analysis_free(l->a);
}

static inline const struct dms_event *first_event(const struct log *l)
{
	static const struct dms_event none = { .kind = "none", .detail = "none" };

	return l->r->nr_events ? &l->r->events[0] : &none;
}

static inline const struct dms_finding *first_finding(const struct log *l)
{
	static const struct dms_finding none = { .kind = "none", .cause = "none", .title = "none" };

	return l->r->nr_findings ? &l->r->findings[0] : &none;
}

static inline bool has_alternative(const struct dms_finding *f, const char *cause)
{
	const char **a;

	for (a = f->alternatives; a && *a; a++)
		if (!strcmp(*a, cause))
			return true;
	return false;
}

#endif /* DMS_TEST_UTIL_H */
