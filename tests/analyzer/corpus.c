// SPDX-License-Identifier: GPL-2.0
/*
 * Measures the analyzer against a corpus of logs with expected events:
 *
 *	corpus CORPUS [KIND-PREFIX...]
 *
 * CORPUS has expected.json: a list of { file, expect: [ { kind, detail, count } ] }.
 * Prints found, missing and spurious events for each detail, and the findings on clean logs.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "analyze.h"
#include "base/strbuf.h"

struct score {
	char name[96];
	unsigned long want, found, missing, spurious;
};

static struct score scores[256];
static size_t nr_scores;
static unsigned long clean_findings, clean_logs;
static bool verbose;

static struct score *score_of(const char *kind, const char *detail)
{
	char name[96];
	size_t i;

	snprintf(name, sizeof(name), "%s %s", kind, detail);
	for (i = 0; i < nr_scores; i++)
		if (!strcmp(scores[i].name, name))
			return &scores[i];
	memcpy(scores[nr_scores].name, name, sizeof(name));
	return &scores[nr_scores++];
}

/* Details of one file: how many were expected, how many were there. */
struct tally {
	const char *kind, *detail;
	unsigned long want, have;
};

static struct tally *tally_of(struct tally *t, size_t *nr, const char *kind, const char *detail)
{
	size_t i;

	for (i = 0; i < *nr; i++)
		if (!strcmp(t[i].kind, kind) && !strcmp(t[i].detail, detail))
			return &t[i];
	t[*nr] = (struct tally){ .kind = kind, .detail = detail };
	return &t[(*nr)++];
}

static void compare(const char *file, const json_t *expect, const struct dms_report *r)
{
	struct tally tally[64];
	size_t nr = 0, i;
	json_t *e;

	json_array_foreach(expect, i, e) {
		json_int_t count = json_integer_value(json_object_get(e, "count"));

		tally_of(tally, &nr, json_string_value(json_object_get(e, "kind")),
			 json_string_value(json_object_get(e, "detail")))->want +=
			count > 0 ? (unsigned long)count : 1;
	}
	for (i = 0; i < r->nr_events && nr < 63; i++)
		tally_of(tally, &nr, r->events[i].kind, r->events[i].detail)->have++;
	for (i = 0; i < nr; i++) {
		struct tally *t = &tally[i];
		struct score *s = score_of(t->kind, t->detail);

		s->want += t->want;
		s->found += t->have < t->want ? t->have : t->want;
		s->missing += t->have < t->want ? t->want - t->have : 0;
		s->spurious += t->have > t->want ? t->have - t->want : 0;
		if (verbose && t->have != t->want)
			printf("# %s: %s %s: want %lu, have %lu\n", file, t->kind, t->detail, t->want,
			       t->have);
	}
}

static void measure(const char *root, const json_t *entry)
{
	const char *file = json_string_value(json_object_get(entry, "file"));
	struct dms_analysis *a = dms_analysis_new();
	char *path = dms_asprintf("%s/%s", root, file);
	const struct dms_report *r;

	if (!dms_analysis_add_file(a, path)) {
		r = dms_analysis_finish(a);
		compare(file, json_object_get(entry, "expect"), r);
		if (!strncmp(file, "clean/", 6)) {
			clean_logs++;
			clean_findings += r->nr_findings;
			if (verbose && r->nr_findings)
				printf("# %s: %zu findings, first: %s\n", file, r->nr_findings,
				       r->findings[0].title);
		}
	}
	free(path);
	dms_analysis_free(a);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct score *)a)->name, ((const struct score *)b)->name);
}

static bool selected(const char *name, int argc, char **argv)
{
	int i;

	for (i = 2; i < argc; i++)
		if (argv[i][0] != '-' && !strncmp(name, argv[i], strlen(argv[i])))
			return true;
	return argc < 3 || (argc == 3 && argv[2][0] == '-');
}

static void print_scores(int argc, char **argv)
{
	struct score sum = { .name = "all of these" };
	size_t i;

	qsort(scores, nr_scores, sizeof(scores[0]), by_name);
	printf("%-52s %6s %6s %7s %8s\n", "kind and detail", "want", "found", "missing", "spurious");
	for (i = 0; i < nr_scores; i++) {
		const struct score *s = &scores[i];

		if (!selected(s->name, argc, argv))
			continue;
		printf("%-52s %6lu %6lu %7lu %8lu\n", s->name, s->want, s->found, s->missing,
		       s->spurious);
		sum.want += s->want;
		sum.found += s->found;
		sum.missing += s->missing;
		sum.spurious += s->spurious;
	}
	printf("%-52s %6lu %6lu %7lu %8lu\n", sum.name, sum.want, sum.found, sum.missing,
	       sum.spurious);
	printf("clean logs: %lu, findings on them: %lu\n", clean_logs, clean_findings);
}

int main(int argc, char **argv)
{
	json_error_t error;
	json_t *list, *entry;
	char *path;
	size_t i;
	int k;

	if (argc < 2) {
		fprintf(stderr, "usage: %s CORPUS [-v] [KIND-PREFIX...]\n", argv[0]);
		return 2;
	}
	for (k = 2; k < argc; k++)
		verbose |= !strcmp(argv[k], "-v");
	path = dms_asprintf("%s/expected.json", argv[1]);
	list = json_load_file(path, 0, &error);
	if (!list) {
		dms_err("%s: %s", path, error.text);
		free(path);
		return 2;
	}
	json_array_foreach(list, i, entry)
		measure(argv[1], entry);
	print_scores(argc, argv);
	json_decref(list);
	free(path);
	return 0;
}
