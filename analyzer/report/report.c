// SPDX-License-Identifier: GPL-2.0
/* Which printer for which format. */
#include <errno.h>

#include "report.h"

size_t dms_count_findings(const struct dms_report *r, enum dms_severity s, enum dms_severity min)
{
	size_t i, n = 0;

	for (i = 0; i < r->nr_findings; i++)
		n += s ? r->findings[i].severity == s : r->findings[i].severity >= min;
	return n;
}

size_t dms_count_expected(const struct dms_report *r)
{
	size_t i, n = 0;

	for (i = 0; i < r->nr_findings; i++)
		n += r->findings[i].expected;
	return n;
}

int dms_report_print(const struct dms_report *r, enum dms_format format,
		     const struct dms_print_options *opt, FILE *out)
{
	int err = 0;

	switch (format) {
	case DMS_FORMAT_TEXT:
		dms_print_text(r, opt, out);
		break;
	case DMS_FORMAT_JSON:
		err = dms_print_json(r, opt, out);
		break;
	case DMS_FORMAT_NDJSON:
		err = dms_print_ndjson(r, opt, out);
		break;
	case DMS_FORMAT_HTML:
		dms_print_html(r, opt, out);
		break;
	case DMS_FORMAT_SARIF:
		err = dms_print_sarif(r, opt, out);
		break;
	case DMS_FORMAT_JUNIT:
		dms_print_junit(r, opt, out);
		break;
	}
	if (!err && fflush(out))
		err = errno ? -errno : -EIO;
	return err ? err : ferror(out) ? -EIO : 0;
}
