// SPDX-License-Identifier: GPL-2.0
/*
 * How much of a list of WARN()s and BUG()s without a text is known:
 *
 *	coverage_warns WARN_SITES.tsv [-v] [--markdown]
 *
 * Columns: subsystem, function, macro, condition, versions, places ("6.12=file:line;...").  A
 * banner is made from every place, in the spelling before 6.19 and in the one since, and put
 * through the library.
 *
 *	known		the event names function and file, and what the condition means is in a table
 *	recognised	the event is about DMA or IOMMU code and names the function
 *	missed		neither
 *
 * A BUG() is known when its event names the file and the function that the register dump shows:
 * there is no table of them.
 */
#include <stdlib.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "catalogue/warn_sites.h"
#include "util.h"

enum column { SUBSYSTEM, FUNCTION, MACRO, CONDITION, VERSIONS, PLACES, NR_COLUMNS };
enum result { KNOWN, RECOGNISED, MISSED, NR_RESULTS };

struct score {
	char name[48];
	unsigned int nr[NR_RESULTS];
};

static struct score scores[64];
static size_t nr_scores;

static struct score *score_of(const char *name)
{
	size_t i;

	for (i = 0; i < nr_scores; i++)
		if (!strcmp(scores[i].name, name))
			return &scores[i];
	if (nr_scores == ARRAY_SIZE(scores))
		return &scores[0];
	snprintf(scores[nr_scores].name, sizeof(scores[0].name), "%s", name);
	return &scores[nr_scores++];
}

static enum result judge_warn(const char *text, const char *function, const char *place)
{
	struct log l = log_of(text);
	const struct dms_event *e = first_event(&l);
	enum result r = MISSED;

	if (l.r->nr_events == 1 && e->related && !strcmp(dms_event_text(e, "site"), function))
		r = RECOGNISED;
	if (r == RECOGNISED && !strcmp(dms_event_text(e, "file"), place) &&
	    (dms_warn_site_find(function, place) || dms_warn_known_find(function, place)))
		r = KNOWN;
	log_free(&l);
	return r;
}

static enum result judge_bug(const char *text, const char *function, const char *place)
{
	struct log l = log_of(text);
	const struct dms_event *e = first_event(&l);
	const char *trace = dms_event_text(e, "backtrace");
	size_t len = strlen(function);
	enum result r = MISSED;

	if (l.r->nr_events == 1 && e->related && !strcmp(e->kind, "bug") &&
	    !strncmp(trace, function, len) && (!trace[len] || trace[len] == ' '))
		r = strcmp(dms_event_text(e, "file"), place) ? RECOGNISED : KNOWN;
	log_free(&l);
	return r;
}

/* arch/x86: asm/bug.h, kernel/traps.c; kernel/panic.c to 6.18, lib/bug.c from 6.19 on */
static enum result judge_place(char **col, const char *place)
{
	bool bug = strstr(col[MACRO], "BUG") != NULL;
	enum result r, worst = KNOWN;
	unsigned int i;

	for (i = 0; i < (bug ? 1u : 2u); i++) {
		char *text;

		if (bug)
			text = dms_asprintf("[   10.0] kernel BUG at %s!\n[   10.0] RIP: 0010:%s+0x10/0x80\n",
					    place, col[FUNCTION]);
		else if (i)
			text = dms_asprintf("[   10.0] WARNING: %s at %s+0x10/0x80, CPU#1: insmod/77\n",
					    place, col[FUNCTION]);
		else
			text = dms_asprintf("[   10.0] WARNING: CPU: 1 PID: 77 at %s %s+0x10/0x80\n",
					    place, col[FUNCTION]);
		r = bug ? judge_bug(text, col[FUNCTION], place) :
			  judge_warn(text, col[FUNCTION], place);
		worst = r > worst ? r : worst;
		free(text);
	}
	return worst;
}

/* "5.10=file:1,7;6.1=file:2": every line of every file; the worst counts. */
static enum result judge(char **col)
{
	enum result worst = KNOWN, r;
	char *version, *rest = col[PLACES];

	while ((version = strsep(&rest, ";"))) {
		char *file = strchr(version, '=') ? strchr(version, '=') + 1 : version;
		char *lines = strchr(file, ':'), *line;

		if (!lines)
			continue;
		*lines++ = '\0';
		while ((line = strsep(&lines, ","))) {
			char *place = dms_asprintf("%s:%s", file, line);

			r = judge_place(col, place);
			worst = r > worst ? r : worst;
			free(place);
		}
	}
	return worst;
}

static bool split(char *line, char **col)
{
	unsigned int n = 0;

	line[strcspn(line, "\n")] = '\0';
	while (n < NR_COLUMNS && line)
		col[n++] = strsep(&line, "\t");
	return n == NR_COLUMNS;
}

static void measure(FILE *in, bool verbose)
{
	static const char *const names[] = { "known", "recognised", "missed" };
	char *line = NULL, *col[NR_COLUMNS];
	size_t size = 0;
	enum result r;

	while (getline(&line, &size, in) > 0) {
		if (line[0] == '#' || !split(line, col) || !strcmp(col[SUBSYSTEM], "subsystem"))
			continue;
		r = judge(col);
		score_of(col[SUBSYSTEM])->nr[r]++;
		if (r == MISSED || (verbose && r == RECOGNISED))
			printf("# %s %s %s: %s(%s)\n", names[r], col[SUBSYSTEM], col[FUNCTION],
			       col[MACRO], col[CONDITION]);
	}
	free(line);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct score *)a)->name, ((const struct score *)b)->name);
}

/* The table of docs/coverage.md. */
static void print_markdown(void)
{
	size_t i;

	qsort(scores, nr_scores, sizeof(scores[0]), by_name);
	for (i = 0; i < nr_scores; i++) {
		const struct score *s = &scores[i];

		printf("| %s | %u / %u |\n", s->name, s->nr[KNOWN],
		       s->nr[KNOWN] + s->nr[RECOGNISED] + s->nr[MISSED]);
	}
}

static void print_scores(void)
{
	struct score sum = { .name = "all of these" };
	size_t i, k;

	qsort(scores, nr_scores, sizeof(scores[0]), by_name);
	printf("%-32s %8s %10s %7s\n", "WARNs and BUGs of", "known", "recognised", "missed");
	for (i = 0; i <= nr_scores; i++) {
		const struct score *s = i < nr_scores ? &scores[i] : &sum;

		printf("%-32s %8u %10u %7u\n", s->name, s->nr[KNOWN], s->nr[RECOGNISED], s->nr[MISSED]);
		for (k = 0; i < nr_scores && k < NR_RESULTS; k++)
			sum.nr[k] += s->nr[k];
	}
}

int main(int argc, char **argv)
{
	FILE *in;

	if (argc < 2) {
		fprintf(stderr, "usage: %s WARN_SITES.tsv [-v] [--markdown]\n", argv[0]);
		return 2;
	}
	in = fopen(argv[1], "re");
	if (!in) {
		dms_err("%s: cannot be read", argv[1]);
		return 2;
	}
	measure(in, argc > 2 && !strcmp(argv[2], "-v"));
	fclose(in);
	if (argc > 2 && !strcmp(argv[2], "--markdown"))
		print_markdown();
	else
		print_scores();
	return 0;
}
