// SPDX-License-Identifier: GPL-2.0
/* What was probably meant by a word that is not known. */
#include <stdio.h>
#include <string.h>

#include "interp.h"

#define MAX_WORD	32

/* Letters to change, add or drop to make @a of @b (Levenshtein); @b is shorter than MAX_WORD. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[MAX_WORD], diagonal, up;
	size_t i, j, len = strlen(b);

	for (j = 0; j <= len; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		diagonal = row[0];
		row[0] = i + 1;
		for (j = 0; j < len; j++) {
			up = row[j + 1];
			row[j + 1] = diagonal + (a[i] != b[j]);
			if (up + 1 < row[j + 1])
				row[j + 1] = up + 1;
			if (row[j] + 1 < row[j + 1])
				row[j + 1] = row[j] + 1;
			diagonal = up;
		}
	}
	return row[len];
}

void script_near(struct script_nearest *n, const char *candidate)
{
	unsigned int d;

	if (strlen(candidate) >= MAX_WORD || strlen(n->word) >= MAX_WORD)
		return;
	d = distance(n->word, candidate);
	/* two letters at most, and of a short word less than half */
	if (d >= 3 || 2 * d >= strlen(candidate) || (n->found && d >= n->distance))
		return;
	n->found = candidate;
	n->distance = d;
}

void script_near_list(struct script_nearest *n, const char *list)
{
	for (; list && *list; list += strspn(list, " ")) {
		size_t len = strcspn(list, " ");

		if (len < sizeof(n->copy)) {
			char word[sizeof(n->copy)];

			memcpy(word, list, len);
			word[len] = '\0';
			script_near(n, word);
			if (n->found == word) {
				memcpy(n->copy, word, len + 1);
				n->found = n->copy;
			}
		}
		list += len;
	}
}

const char *script_did_you_mean(const struct script_nearest *n, char *text, size_t len)
{
	*text = '\0';
	if (n->found)
		snprintf(text, len, "; did you mean '%s'?", n->found);
	return text;
}
