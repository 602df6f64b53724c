// SPDX-License-Identifier: GPL-2.0
/* A growing list of strings, and the search for what a mistyped word meant. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/strlist.h"

static void add_owned(struct dms_strlist *l, char *s)
{
	l->v = dms_realloc(l->v, (l->nr + 2) * sizeof(*l->v));
	l->v[l->nr++] = s;
	l->v[l->nr] = NULL;
}

void dms_strlist_add(struct dms_strlist *l, const char *s)
{
	add_owned(l, dms_strdup(s));
}

void dms_strlist_addf(struct dms_strlist *l, const char *fmt, ...)
{
	char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		s = dms_strdup("");
	va_end(ap);
	add_owned(l, s);
}

void dms_strlist_split(struct dms_strlist *l, const char *s, const char *separators)
{
	if (!s)
		return;
	for (s += strspn(s, separators); *s; s += strspn(s, separators)) {
		size_t len = strcspn(s, separators);

		add_owned(l, dms_strndup(s, len));
		s += len;
	}
}

bool dms_strlist_has(const struct dms_strlist *l, const char *s)
{
	size_t i;

	for (i = 0; i < l->nr; i++)
		if (!strcmp(l->v[i], s))
			return true;
	return false;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void dms_strlist_sort(struct dms_strlist *l)
{
	if (l->nr)
		qsort(l->v, l->nr, sizeof(*l->v), compare);
}

void dms_strlist_free(struct dms_strlist *l)
{
	size_t i;

	for (i = 0; i < l->nr; i++)
		free(l->v[i]);
	free(l->v);
	*l = (struct dms_strlist){ 0 };
}

#define MAX_WORD	64

/* Levenshtein's distance, one row at a time. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[MAX_WORD + 1], i, j, n = strlen(b);

	for (j = 0; j <= n; j++)
		row[j] = j;
	for (i = 1; a[i - 1]; i++) {
		unsigned int diagonal = row[0];

		row[0] = i;
		for (j = 1; j <= n; j++) {
			unsigned int best = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			row[j] = best;
		}
	}
	return row[n];
}

const char *dms_strlist_nearest(const struct dms_strlist *l, const char *word)
{
	size_t i, len = strlen(word);
	unsigned int best = len / 3 + 2;
	const char *found = NULL;

	if (len > MAX_WORD)
		return NULL;
	for (i = 0; i < l->nr; i++) {
		const char *base = strrchr(l->v[i], '/');
		unsigned int d;

		if (strlen(l->v[i]) > MAX_WORD)
			continue;
		d = distance(word, l->v[i]);
		/* "map-single" is meant to find "streaming/map-single" */
		if (base && distance(word, base + 1) < d)
			d = distance(word, base + 1);
		if (d < best) {
			best = d;
			found = l->v[i];
		}
	}
	return found;
}
