// SPDX-License-Identifier: GPL-2.0
/* dmascope diff: what is new, gone, more or fewer between two logs or reports. */
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "cmds.h"
#include "load.h"
#include "report/wrap.h"

static const char usage[] =
	"usage: dmascope diff [--format text|json] A B\n"
	"\n"
	"Compares the findings of two logs, bundles or JSON reports by fingerprint, which\n"
	"knows no address, time or host: what is new in B, gone, seen more or less often.\n"
	"\n"
	"Exit status: 0 nothing new and nothing more, 1 something, 2 usage or input error.\n";

enum change { NEW, MORE, FEWER, GONE, SAME };

static const char *const change_names[] = {
	[NEW] = "new",
	[MORE] = "more",
	[FEWER] = "fewer",
	[GONE] = "gone",
	[SAME] = "same",
};

static enum change change_of(const struct dms_brief *before, const struct dms_brief *after)
{
	if (!before)
		return NEW;
	if (!after)
		return GONE;
	if (after->count == before->count)
		return SAME;
	return after->count > before->count ? MORE : FEWER;
}

/**
 * typedef visit_fn - called for every change
 * @f: the finding, as in B where B has it
 */
typedef void (*visit_fn)(void *ctx, enum change c, const struct dms_brief *f, unsigned long before,
			 unsigned long after);

/* Return: how many are new or more. */
static size_t visit(const struct dms_briefs *a, const struct dms_briefs *b, visit_fn fn, void *ctx)
{
	size_t i, worse = 0;
	enum change want;

	for (want = NEW; want < SAME; want++) {
		const struct dms_briefs *from = want == GONE ? a : b;

		for (i = 0; i < from->nr; i++) {
			const struct dms_brief *x = dms_briefs_find(a, from->list[i].fingerprint);
			const struct dms_brief *y = dms_briefs_find(b, from->list[i].fingerprint);

			if (change_of(x, y) != want)
				continue;
			worse += want == NEW || want == MORE;
			fn(ctx, want, &from->list[i], x ? x->count : 0, y ? y->count : 0);
		}
	}
	return worse;
}

static void print_text(void *ctx, enum change c, const struct dms_brief *f, unsigned long before,
		       unsigned long after)
{
	char *head = dms_asprintf("%-5s  %-8s  %lu -> %lu  ", change_names[c],
				  dms_severity_name(f->severity), before, after);

	(void)ctx;
	dms_print_wrapped(stdout, head, f->title);
	printf("       %s, %s\n", f->cause, f->fingerprint);
	free(head);
}

static void add_json(void *ctx, enum change c, const struct dms_brief *f, unsigned long before,
		     unsigned long after)
{
	json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?, s:I, s:I}", "change",
			      change_names[c], "fingerprint", f->fingerprint, "severity",
			      dms_severity_name(f->severity), "cause", f->cause, "title", f->title,
			      "device", f->device, "before", (json_int_t)before, "after",
			      (json_int_t)after);

	json_array_append_new(ctx, o);
}

static size_t print_diff(const struct dms_briefs *a, const struct dms_briefs *b, bool json)
{
	json_t *changes = json_array(), *o;
	size_t worse;

	if (json) {
		worse = visit(a, b, add_json, changes);
		o = json_pack("{s:s, s:O}", "schema", "dmascope-diff/1", "changes", changes);
		json_dumpf(o, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(o);
	} else {
		worse = visit(a, b, print_text, NULL);
		printf("%zu new or more; %zu findings before, %zu after\n", worse, a->nr, b->nr);
	}
	json_decref(changes);
	return worse;
}

static int parse_options(int argc, char **argv, bool *json)
{
	int ret = dms_parse_text_or_json(argc, argv, "diff", usage, json);

	if (ret >= 0)
		return ret;
	if (argc - optind != 2) {
		dms_err("diff: give two logs, bundles or JSON reports");
		return 2;
	}
	return -1;
}

int dms_cmd_diff(int argc, char **argv)
{
	struct dms_briefs a = { 0 }, b = { 0 };
	bool json = false;
	int status = parse_options(argc, argv, &json);

	if (status >= 0)
		return status;
	status = 2;
	if (!dms_load(&a, argv[optind]) && !dms_load(&b, argv[optind + 1])) {
		dms_briefs_sort(&a);
		dms_briefs_sort(&b);
		status = print_diff(&a, &b, json) > 0;
		if (fflush(stdout))
			status = 2;
	}
	dms_briefs_clear(&a);
	dms_briefs_clear(&b);
	return status;
}
