// SPDX-License-Identifier: GPL-2.0
/* The table of scenarios x platforms. */
#include <stdlib.h>
#include <string.h>

#include "runner/strlist.h"
#include "runner/summary.h"

static const char *cell(const struct dms_run *run, const char *scenario, const char *platform)
{
	size_t i;

	for (i = 0; i < run->nr_jobs; i++)
		if (!strcmp(run->jobs[i].scenario->id, scenario) &&
		    !strcmp(run->jobs[i].target->platform.name, platform))
			return dms_verdict_name(run->jobs[i].verdict);
	return "-";
}

struct dms_counts dms_summary_count(const struct dms_run *run)
{
	struct dms_counts c = { 0 };
	size_t i;

	for (i = 0; i < run->nr_jobs; i++) {
		c.pass += run->jobs[i].verdict == DMS_PASS;
		c.fail += run->jobs[i].verdict == DMS_FAIL;
		c.skip += run->jobs[i].verdict == DMS_SKIP;
		c.error += run->jobs[i].verdict == DMS_ERROR;
		c.not_run += run->jobs[i].verdict == DMS_NOT_RUN;
	}
	return c;
}

static void print_totals(const struct dms_run *run, const char *prefix, FILE *out)
{
	struct dms_counts c = dms_summary_count(run);

	fprintf(out, "%s%zu passed, %zu failed, %zu skipped", prefix, c.pass, c.fail, c.skip);
	if (c.error)
		fprintf(out, ", %zu could not run", c.error);
	if (c.not_run)
		fprintf(out, ", %zu not run%s", c.not_run,
			run->interrupted ? " (interrupted)" : "");
	fputs("\n", out);
}

void dms_summary_table(const struct dms_run *run, const char *prefix, FILE *out)
{
	struct dms_strlist scenarios = { 0 }, platforms = { 0 };
	size_t i, j;
	int width = 8;

	for (i = 0; i < run->nr_jobs; i++) {
		const char *id = run->jobs[i].scenario->id;
		const char *platform = run->jobs[i].target->platform.name;

		if (!dms_strlist_has(&scenarios, id))
			dms_strlist_add(&scenarios, id);
		if (!dms_strlist_has(&platforms, platform))
			dms_strlist_add(&platforms, platform);
		if ((int)strlen(id) > width)
			width = strlen(id);
	}
	dms_strlist_sort(&scenarios);
	fprintf(out, "%s%-*s", prefix, width, "scenario");
	for (j = 0; j < platforms.nr; j++)
		fprintf(out, "  %-8s", platforms.v[j]);
	fputs("\n", out);
	for (i = 0; i < scenarios.nr; i++) {
		fprintf(out, "%s%-*s", prefix, width, scenarios.v[i]);
		for (j = 0; j < platforms.nr; j++)
			fprintf(out, "  %-8s", cell(run, scenarios.v[i], platforms.v[j]));
		fputs("\n", out);
	}
	print_totals(run, prefix, out);
	dms_strlist_free(&scenarios);
	dms_strlist_free(&platforms);
}
