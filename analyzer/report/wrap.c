// SPDX-License-Identifier: GPL-2.0
/* Text in the columns of a terminal, wide characters counted as two. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "wrap.h"

/* A head longer than this leaves too little room for what follows it. */
#define HEAD_MAX 40
#define INDENT 8

/* Where East_Asian_Width (Unicode UAX #11) is W or F, neighbouring blocks taken together. */
static const struct {
	unsigned int first, last;
} wide[] = {
	{ 0x1100, 0x115f }, { 0x231a, 0x231b }, { 0x23e9, 0x23ec }, { 0x25fd, 0x25fe },
	{ 0x2614, 0x2615 }, { 0x2648, 0x2653 }, { 0x26a1, 0x26a1 }, { 0x26bd, 0x26be },
	{ 0x2705, 0x2705 }, { 0x2728, 0x2728 }, { 0x274c, 0x274c }, { 0x2753, 0x2757 },
	{ 0x2e80, 0xa4cf }, { 0xa960, 0xa97f }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff },
	{ 0xfe10, 0xfe6f }, { 0xff01, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x16fe0, 0x18d08 },
	{ 0x1aff0, 0x1b2fb }, { 0x1f004, 0x1f2ff }, { 0x1f300, 0x1faff }, { 0x20000, 0x3fffd },
};

/* Bytes of the character at @s, which is valid UTF-8, and the columns that it takes. */
static size_t next(const char *s, size_t *columns)
{
	unsigned char c = *s;
	size_t len = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4, i;
	unsigned int code = len == 1 ? c : c & (0x7f >> len);

	for (i = 1; i < len; i++)
		code = code << 6 | ((unsigned char)s[i] & 0x3f);
	*columns = 1;
	for (i = 0; i < ARRAY_SIZE(wide); i++)
		if (code >= wide[i].first && code <= wide[i].last)
			*columns = 2;
	return len;
}

static size_t width(const char *s, size_t len)
{
	size_t i, columns, all = 0;

	for (i = 0; i < len; all += columns)
		i += next(s + i, &columns);
	return all;
}

struct wrap {
	FILE *out;
	size_t indent, at;
};

static void break_line(struct wrap *w)
{
	fprintf(w->out, "\n%*s", (int)w->indent, "");
	w->at = w->indent;
}

/* A word that no line has room for is broken between characters. */
static void put_word(struct wrap *w, const char *s, size_t len)
{
	size_t i, n, columns;

	for (i = 0; i < len; i += n) {
		n = next(s + i, &columns);
		if (w->at + columns > DMS_COLUMNS)
			break_line(w);
		fwrite(s + i, 1, n, w->out);
		w->at += columns;
	}
}

static void put_text(struct wrap *w, const char *s)
{
	while (*s) {
		size_t blanks = strspn(s, " "), n = strcspn(s + blanks, " "), columns;

		if (!n)
			return;
		columns = width(s + blanks, n);
		if (w->at > w->indent && w->at + blanks + columns > DMS_COLUMNS) {
			break_line(w);
		} else if (w->at > w->indent) {
			fprintf(w->out, "%*s", (int)blanks, "");
			w->at += blanks;
		}
		put_word(w, s + blanks, n);
		s += blanks + n;
	}
}

void dms_print_wrapped(FILE *out, const char *head, const char *s)
{
	char *clean_head = dms_escape(head), *clean = dms_escape(s);
	struct wrap w = { .out = out };
	size_t columns = width(clean_head, strlen(clean_head));

	if (columns > HEAD_MAX) {
		w.indent = strspn(clean_head, " ");
		fprintf(out, "%*s", (int)w.indent, "");
		w.at = w.indent;
		put_text(&w, clean_head + w.indent);
		w.indent = INDENT;
		if (*clean)
			break_line(&w);
	} else {
		fputs(clean_head, out);
		w.indent = w.at = columns;
	}
	put_text(&w, clean);
	fputc('\n', out);
	free(clean_head);
	free(clean);
}
