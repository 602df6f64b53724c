/* SPDX-License-Identifier: GPL-2.0 */
/* The parts of the HTML page, in the order in which they stand on it. */
#ifndef DMS_HTML_H
#define DMS_HTML_H

#include "report.h"

extern const char dms_html_style[];

/** dms_put_html_summary() - findings by severity, and what is missing from the inputs */
void dms_put_html_summary(FILE *out, const struct dms_report *r);
/** dms_put_html_timeline() - records over time by device, one drawing for each boot */
void dms_put_html_timeline(FILE *out, const struct dms_report *r);
/** dms_put_html_devices() - table of devices */
void dms_put_html_devices(FILE *out, const struct dms_report *r);
/** dms_put_html_map() - addresses of faults against what is known of the address space */
void dms_put_html_map(FILE *out, const struct dms_report *r);
/** dms_put_html_inputs() - table of what was read */
void dms_put_html_inputs(FILE *out, const struct dms_report *r);

/* ---- what the parts share ---- */

/** dms_html_device() - whom an event is listed under */
const char *dms_html_device(const struct dms_event *e);
/** dms_html_severities() - of the finding of each event; to be freed */
enum dms_severity *dms_html_severities(const struct dms_report *r);
/** dms_html_log2() - the binary logarithm, straight between powers of two, 0 below 1 */
double dms_html_log2(double n);
/** dms_put_table_head() - @columns: names up to a NULL; those that start with '#' are numbers */
void dms_put_table_head(FILE *out, const char *name, const char *const *columns);
/** dms_put_cell() - begin a cell; its column's name is shown beside it on narrow screens */
void dms_put_cell(FILE *out, const char *column);

#endif /* DMS_HTML_H */
