/* SPDX-License-Identifier: GPL-2.0 */
/* What of a report is left when many are compared: its findings by fingerprint. */
#ifndef DMS_BRIEF_H
#define DMS_BRIEF_H

#include "analyze.h"

struct dms_names {
	char **list;
	size_t nr;
};

/**
 * struct dms_brief - all findings of one fingerprint
 * @severity:	the worst
 * @title, @device: of the first one
 * @count:	of all of them
 * @sources:	names of the reports that have it, each once
 * @hosts:	machines that have it, each once: named by the log's lines, else by the report
 *
 * Texts are escaped (dms_escape()) when they come in.
 */
struct dms_brief {
	char fingerprint[17];
	enum dms_severity severity;
	char *cause;
	char *title;
	char *device;
	unsigned long count;
	struct dms_names sources;
	struct dms_names hosts;
};

/** struct dms_briefs - sorted: worst, then seen by most, then most frequent first */
struct dms_briefs {
	struct dms_brief *list;
	size_t nr;
};

/** dms_briefs_add_report() - the findings of a report; @source names it */
void dms_briefs_add_report(struct dms_briefs *b, const char *source, const struct dms_report *r);
/**
 * dms_briefs_add_json() - the findings of a JSON report read back
 *
 * Return: 0, or a negative errno after one line on stderr; then nothing was added.
 */
int dms_briefs_add_json(struct dms_briefs *b, const char *source, const char *path);
void dms_briefs_sort(struct dms_briefs *b);
const struct dms_brief *dms_briefs_find(const struct dms_briefs *b, const char *fingerprint);
void dms_briefs_clear(struct dms_briefs *b);

#endif /* DMS_BRIEF_H */
