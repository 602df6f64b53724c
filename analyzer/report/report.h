/* SPDX-License-Identifier: GPL-2.0 */
/* Stage 5: printers.  Each is a view of the model and computes nothing. */
#ifndef DMS_REPORT_H
#define DMS_REPORT_H

#include "analyze.h"

void dms_print_text(const struct dms_report *r, const struct dms_print_options *opt, FILE *out);
int dms_print_json(const struct dms_report *r, const struct dms_print_options *opt, FILE *out);
int dms_print_ndjson(const struct dms_report *r, const struct dms_print_options *opt, FILE *out);
void dms_print_html(const struct dms_report *r, const struct dms_print_options *opt, FILE *out);

int dms_print_sarif(const struct dms_report *r, const struct dms_print_options *opt, FILE *out);
void dms_print_junit(const struct dms_report *r, const struct dms_print_options *opt, FILE *out);

/** dms_put_xml() - any text as XML or HTML text or attribute value; NULL prints nothing */
void dms_put_xml(FILE *out, const char *s);

/** dms_print_growth() - what changed between snapshots; nothing when none were compared */
void dms_print_growth(const struct dms_report *r, FILE *out);

/** dms_count_findings() - how many are of severity @s, or with @s DMS_SEV_NONE: all >= @min */
size_t dms_count_findings(const struct dms_report *r, enum dms_severity s, enum dms_severity min);

/** dms_count_expected() - how many are on the list of known findings */
size_t dms_count_expected(const struct dms_report *r);

#endif /* DMS_REPORT_H */
