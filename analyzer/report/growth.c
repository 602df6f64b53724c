// SPDX-License-Identifier: GPL-2.0
/* Snapshots compared: the table for people. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "report.h"

/* A table that nobody reads to its end hides what grew. */
#define ROWS_MAX 20

static char *counts_text(const struct dms_comparison *c, const struct dms_growth *g)
{
	struct dms_strbuf b = { 0 };
	size_t i;

	for (i = 0; i < c->nr_snapshots; i++)
		dms_strbuf_printf(&b, "%s%lu", i ? " -> " : "", g->counts[i]);
	return dms_strbuf_take(&b);
}

static void print_row(const struct dms_comparison *c, const struct dms_growth *g, FILE *out)
{
	char *device = dms_escape(g->device), *driver = dms_escape(g->driver);
	char *type = dms_escape(g->type), *counts = counts_text(c, g);

	/* The call is a guess from the type where the type is not known. */
	fprintf(out, "  %+7ld  %s %s  %s %s  %" PRIu64 " bytes  (%s)\n", g->change, driver, device,
		strcmp(g->call, "unknown") ? g->call : type, g->direction, g->size, counts);
	free(device);
	free(driver);
	free(type);
	free(counts);
}

static bool trend_changed(const struct dms_comparison *c, const struct dms_trend *t)
{
	size_t i;

	for (i = 1; i < c->nr_snapshots; i++)
		if (t->values[i] != t->values[0])
			return true;
	return false;
}

static void print_trend(const struct dms_comparison *c, const struct dms_trend *t, FILE *out)
{
	char *pool = dms_escape(t->pool);
	size_t i;

	fprintf(out, "  %s%s%s  ", pool, pool[0] ? "/" : "", t->name);
	for (i = 0; i < c->nr_snapshots; i++) {
		fputs(i ? " -> " : "", out);
		if (t->values[i] < 0)
			fputc('?', out);
		else
			fprintf(out, "%" PRId64, t->values[i]);
	}
	fputc('\n', out);
	free(pool);
}

void dms_print_growth(const struct dms_report *r, FILE *out)
{
	const struct dms_comparison *c = &r->comparison;
	size_t i, more = 0;

	if (!c->nr_snapshots)
		return;
	fprintf(out, "growth over %zu snapshots: %zu kind%s of mappings changed, %zu did not\n",
		c->nr_snapshots, c->nr_growth, c->nr_growth == 1 ? "" : "s", c->same);
	for (i = 0; i < c->nr_growth && i < ROWS_MAX; i++)
		print_row(c, &c->growth[i], out);
	if (i < c->nr_growth)
		more = c->nr_growth - i;
	if (more)
		fprintf(out, "  and %zu more; --format json has all of them\n", more);
	for (i = 0; i < c->nr_trends; i++)
		if (trend_changed(c, &c->trends[i]))
			print_trend(c, &c->trends[i], out);
	fputc('\n', out);
}
