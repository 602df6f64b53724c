// SPDX-License-Identifier: GPL-2.0
/*
 * The table for people with a terminal: scenarios are rows and targets columns.  Few targets have
 * their names above and verdicts in words; many have letters above and marks, with a key.
 */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "report/wrap.h"
#include "runner/matrix.h"

#define COLUMNS		100
#define WORD		7	/* "NOT-RUN", "SKIP(9)" */
#define MARK		3	/* a blank and the number of a reason */

/**
 * struct sheet - how the table is laid out
 * @first:	width of the scenarios' column
 * @letters:	targets are told by letters
 */
struct sheet {
	const struct dms_matrix *m;
	const char *prefix;
	FILE *out;
	struct dms_strlist skips;
	int first;
	bool letters;
};

static int name_width(const char *name)
{
	return strlen(name) > WORD ? (int)strlen(name) : WORD;
}

static void lay_out(struct sheet *s)
{
	size_t i;
	int width;

	dms_matrix_skips(s->m, &s->skips);
	s->first = strlen("scenario");
	for (i = 0; i < s->m->nr_scenarios; i++)
		if ((int)strlen(s->m->scenarios[i].id) > s->first)
			s->first = strlen(s->m->scenarios[i].id);
	width = strlen(s->prefix) + s->first;
	for (i = 0; i < s->m->nr_targets; i++)
		width += 2 + name_width(s->m->targets[i].name);
	s->letters = width > COLUMNS;
}

/* A ... Z, AA ... */
static char *letter(size_t column)
{
	char last[2] = { 'A' + column % 26, '\0' };

	if (column < 26)
		return dms_strdup(last);
	return dms_asprintf("%c%s", (char)('A' + (column / 26 - 1) % 26), last);
}

static char *name_of(const struct sheet *s, size_t column)
{
	return s->letters ? letter(column) : dms_strdup(s->m->targets[column].name);
}

static char *word_of(const struct sheet *s, const struct dms_matrix_cell *c)
{
	static const char *const marks[] = {
		[DMS_NOT_RUN] = ".", [DMS_PASS] = "+", [DMS_FAIL] = "X", [DMS_ERROR] = "!",
	};
	size_t skip = dms_matrix_skip_number(&s->skips, c);

	if (!c->present)
		return dms_strdup(s->letters ? "" : "-");
	if (skip)
		return dms_asprintf(s->letters ? "%zu" : "SKIP(%zu)", skip);
	return dms_strdup(s->letters ? marks[c->verdict] : dms_verdict_name(c->verdict));
}

static void put_piece(const struct sheet *s, size_t column, char *text)
{
	if (s->letters)
		fprintf(s->out, "%*s", MARK, text);
	else if (column + 1 == s->m->nr_targets)
		fprintf(s->out, "  %s", text);
	else
		fprintf(s->out, "  %-*s", name_width(s->m->targets[column].name), text);
	free(text);
}

/* The columns from @from up to @to. */
static void put_block(const struct sheet *s, size_t from, size_t to)
{
	size_t i, k;

	fprintf(s->out, "%s%-*s", s->prefix, s->first, "scenario");
	for (k = from; k < to; k++)
		put_piece(s, k, name_of(s, k));
	fputc('\n', s->out);
	for (i = 0; i < s->m->nr_scenarios; i++) {
		fprintf(s->out, "%s%-*s", s->prefix, s->first, s->m->scenarios[i].id);
		for (k = from; k < to; k++)
			put_piece(s, k, word_of(s, dms_matrix_cell(s->m, i, k)));
		fputc('\n', s->out);
	}
}

/*
 * All of @pieces after @head, as many lines as they need; the further ones begin under the first
 * piece, after the prefix.
 */
static void put_flow(const struct sheet *s, const char *head, const char *between,
		     const struct dms_strlist *pieces)
{
	size_t i, start = strlen(s->prefix) + strlen(head), at = start;

	fprintf(s->out, "%s%s", s->prefix, head);
	for (i = 0; i < pieces->nr; i++) {
		size_t gap = i ? strlen(between) : 0, len = strlen(pieces->v[i]);

		if (i && at + gap + len + strcspn(between, " ") > COLUMNS) {
			fprintf(s->out, "%.*s\n%s%*s", (int)strcspn(between, " "), between,
				s->prefix, (int)(start - strlen(s->prefix)), "");
			at = start;
			gap = 0;
		}
		fprintf(s->out, "%s%s", gap ? between : "", pieces->v[i]);
		at += gap + len;
	}
	fputc('\n', s->out);
}

static void put_key(const struct sheet *s)
{
	struct dms_strlist pieces = { 0 };
	size_t i;

	for (i = 0; i < s->m->nr_targets; i++) {
		char *l = letter(i);

		dms_strlist_addf(&pieces, "%s %s", l, s->m->targets[i].name);
		free(l);
	}
	put_flow(s, "", "   ", &pieces);
	dms_strlist_free(&pieces);
	fprintf(s->out, "%s+ PASS   X FAIL   a number: SKIP, its reason below   ! ERROR"
		"   . NOT-RUN\n", s->prefix);
}

static void put_skips(const struct sheet *s)
{
	size_t i;

	for (i = 0; i < s->skips.nr; i++) {
		char *head = dms_asprintf("%sSKIP(%zu) ", s->prefix, i + 1);

		/* a wrapped line would have no prefix */
		if (*s->prefix)
			fprintf(s->out, "%s%s\n", head, s->skips.v[i]);
		else
			dms_print_wrapped(s->out, head, s->skips.v[i]);
		free(head);
	}
}

static void put_totals(const struct sheet *s)
{
	struct dms_counts n = dms_matrix_count(s->m);
	char *dir = dms_escape(s->m->dir);

	fprintf(s->out, "%s%zu cells: %zu passed, %zu failed, %zu skipped", s->prefix, n.cells,
		n.pass, n.fail, n.skip);
	if (n.error)
		fprintf(s->out, ", %zu could not run", n.error);
	if (n.not_run)
		fprintf(s->out, ", %zu not run%s", n.not_run,
			s->m->interrupted ? " (interrupted)" : "");
	fprintf(s->out, "; %zu unexpected finding%s\n", n.unexpected,
		n.unexpected == 1 ? "" : "s");
	fprintf(s->out, "%s%u boots, ", s->prefix, s->m->boots);
	if (s->m->restored)
		fprintf(s->out, "%u guests from a snapshot, ", s->m->restored);
	fprintf(s->out, "%.1f s on %u processor%s; %s/matrix.html\n", s->m->seconds, s->m->cores, s->m->cores == 1 ? "" : "s", dir);
	free(dir);
}

static void put_grid(const struct sheet *s)
{
	size_t per_block = s->m->nr_targets, from;
	int room = COLUMNS - (int)strlen(s->prefix) - s->first;

	if (s->letters) {
		put_key(s);
		per_block = room < MARK ? 1 : room / MARK;
	}
	for (from = 0; from < s->m->nr_targets; from += per_block)
		put_block(s, from, from + per_block < s->m->nr_targets ? from + per_block :
			  s->m->nr_targets);
	put_skips(s);
}

void dms_matrix_grid(const struct dms_matrix *m, const char *prefix, FILE *out)
{
	struct sheet s = { .m = m, .prefix = prefix, .out = out };

	lay_out(&s);
	put_grid(&s);
	put_totals(&s);
	dms_strlist_free(&s.skips);
}

static void list_findings(const struct dms_matrix_cell *c, struct dms_strlist *all)
{
	size_t i;

	for (i = 0; i < c->found.nr; i++) {
		char *what = dms_matrix_finding(&c->found.v[i]);

		if (!dms_strlist_has(all, what))
			dms_strlist_add(all, what);
		free(what);
	}
}

static bool was_run(const struct dms_matrix_cell *c)
{
	return c->present && (c->verdict == DMS_PASS || c->verdict == DMS_FAIL);
}

/* Where one finding of a scenario was seen; @what NULL: where none was. */
static void put_where(const struct sheet *s, size_t row, const char *what)
{
	struct dms_strlist where = { 0 };
	char *head = dms_asprintf("  %s: ", what ? what : "nothing");
	size_t k;

	for (k = 0; k < s->m->nr_targets; k++) {
		const struct dms_matrix_cell *c = dms_matrix_cell(s->m, row, k);
		struct dms_strlist here = { 0 };
		char *name;

		list_findings(c, &here);
		if (what ? dms_strlist_has(&here, what) : was_run(c) && !here.nr) {
			name = name_of(s, k);
			dms_strlist_add(&where, name);
			free(name);
		}
		dms_strlist_free(&here);
	}
	if (where.nr)
		put_flow(s, head, ", ", &where);
	dms_strlist_free(&where);
	free(head);
}

/* The comparison: what one platform shows and another hides. */
static void put_findings(const struct sheet *s)
{
	bool any = false;
	size_t i, k;

	for (i = 0; i < s->m->nr_scenarios; i++) {
		struct dms_strlist all = { 0 };

		for (k = 0; k < s->m->nr_targets; k++)
			list_findings(dms_matrix_cell(s->m, i, k), &all);
		if (all.nr && !any)
			fputs("\nWhat was found, and where\n", s->out);
		if (all.nr) {
			any = true;
			fprintf(s->out, "%s\n", s->m->scenarios[i].id);
			for (k = 0; k < all.nr; k++)
				put_where(s, i, all.v[k]);
			put_where(s, i, NULL);
		}
		dms_strlist_free(&all);
	}
}

/* Skipped ones have their reasons below the table. */
static void put_trouble(const struct sheet *s)
{
	size_t i, k;

	for (i = 0; i < s->m->nr_scenarios * s->m->nr_targets; i++) {
		const struct dms_matrix_cell *c = &s->m->cells[i];

		if (!c->present || c->verdict == DMS_PASS || c->verdict == DMS_SKIP ||
		    !c->reasons.nr)
			continue;
		fprintf(s->out, "\n%s %s/%s\n", dms_verdict_name(c->verdict),
			s->m->targets[i % s->m->nr_targets].name,
			s->m->scenarios[i / s->m->nr_targets].id);
		for (k = 0; k < c->reasons.nr; k++)
			dms_print_wrapped(s->out, "  ", c->reasons.v[k]);
	}
}

void dms_matrix_text(const struct dms_matrix *m, FILE *out)
{
	struct sheet s = { .m = m, .prefix = "", .out = out };

	lay_out(&s);
	put_grid(&s);
	put_findings(&s);
	put_trouble(&s);
	fputc('\n', out);
	put_totals(&s);
	dms_strlist_free(&s.skips);
}
