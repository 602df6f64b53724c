// SPDX-License-Identifier: GPL-2.0
/*
 * Pieces of six bytes of all keys are in one hash map.  A key of eight has three of them, so it is
 * enough to look at every third position of the text: one of them starts a piece of every key
 * that is there.  A shorter key is put in with whatever may follow it.  What the map lets through is
 * compared, first with the key, then with the words around it.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "sieve.h"
#include "sieve_view.h"

#define GRAM		6
#define STRIDE		(DMS_SIEVE_KEY_MAX - GRAM + 1)
/* The map has a byte for each of so many hashes, and fits into a core's first cache. */
#define MAP_BITS	15
/* What a byte of the map says: nothing, a piece of the one hash that is there (odd), or any. */
#define TAG_NONE	0
#define TAG_ANY		2
/* One piece of one key. */
struct gram {
	uint64_t hash;
	unsigned int next, literal, at;
};

struct dms_sieve {
	unsigned char tag[1 << MAP_BITS];
	unsigned int first[1 << MAP_BITS];	/* 1 + index in @grams */
	struct gram *grams;
	struct dms_literal *literals;
	size_t nr_grams, nr_literals;
};

struct dms_sieve *dms_sieve_new(void)
{
	return dms_alloc(sizeof(struct dms_sieve));
}

void dms_sieve_free(struct dms_sieve *s)
{
	if (!s)
		return;
	free(s->grams);
	free(s->literals);
	free(s);
}

/* Hash of the GRAM bytes at @p, of which DMS_SIEVE_SLACK more can be read. */
static uint64_t hash(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	v <<= 64 - 8 * GRAM;
#else
	v >>= 64 - 8 * GRAM;
#endif
	return v * 0x9e3779b97f4a7c15ull;
}

static unsigned int slot(uint64_t h)
{
	return (unsigned int)(h >> (64 - MAP_BITS));
}

static unsigned char tag(uint64_t h)
{
	return (unsigned char)(h >> 32) | 1;
}

static bool is_known(const struct dms_sieve *s, const struct dms_literal *l)
{
	size_t i;

	for (i = 0; i < s->nr_literals; i++) {
		const struct dms_literal *k = &s->literals[i];

		if (k->len == l->len && k->key == l->key && k->key_len == l->key_len &&
		    k->records == l->records && k->before == l->before &&
		    k->after == l->after && !memcmp(k->text, l->text, l->len))
			return true;
	}
	return false;
}

static void add_gram(struct dms_sieve *s, const char *bytes, unsigned int at)
{
	uint64_t h = hash(bytes);
	unsigned int *first = &s->first[slot(h)];
	unsigned char *t = &s->tag[slot(h)];

	if (!(s->nr_grams & (s->nr_grams - 1)))
		s->grams = dms_realloc(s->grams, (s->nr_grams ? s->nr_grams * 2 : 1) *
				       sizeof(*s->grams));
	s->grams[s->nr_grams] = (struct gram){ h, *first, s->nr_literals - 1, at };
	*first = ++s->nr_grams;
	*t = *t == TAG_NONE || *t == tag(h) ? tag(h) : TAG_ANY;
}

/* The end of a short key and what may stand behind it: text, or the first letters of a word. */
static void add_open_gram(struct dms_sieve *s, const char *key, size_t known, unsigned int at)
{
	char bytes[GRAM + DMS_SIEVE_SLACK] = "";
	int c, d;

	memcpy(bytes, key, known);
	for (c = ' '; c < 0x7f; c++) {
		bytes[known] = (char)c;
		if (known + 1 == GRAM)
			add_gram(s, bytes, at);
		for (d = '0'; known + 2 == GRAM && isalnum(c) && d <= 'z'; d++) {
			bytes[known + 1] = (char)d;
			if (isalnum(d))
				add_gram(s, bytes, at);
		}
	}
}

bool dms_sieve_add(struct dms_sieve *s, const struct dms_literal *l)
{
	struct dms_literal own = *l;
	unsigned int i;

	if (own.key_len > DMS_SIEVE_KEY_MAX)
		own.key_len = DMS_SIEVE_KEY_MAX;
	if (own.key_len < DMS_SIEVE_KEY_MIN || own.key + own.key_len > own.len)
		return false;
	if (is_known(s, &own))
		return true;
	s->literals = dms_realloc(s->literals, (s->nr_literals + 1) * sizeof(own));
	s->literals[s->nr_literals++] = own;
	for (i = 0; i < STRIDE; i++) {
		char key[DMS_SIEVE_KEY_MAX + DMS_SIEVE_SLACK] = "";

		memcpy(key, own.text + own.key, own.key_len);
		if (i + GRAM <= own.key_len)
			add_gram(s, key + i, i);
		else
			add_open_gram(s, key + i, own.key_len - i, i);
	}
	return true;
}

/* ---- the words around a key ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool dms_sieve_is_stamp(const char *p, const char *limit)
{
	const char *end = limit - p > 16 ? p + 16 : limit;

	if (limit - p > 1 && *p == '<')
		return is_digit(p[1]);
	if (p == limit || *p != '[')
		return false;
	for (p++; p < end && (*p == ' ' || is_digit(*p)); p++)
		;
	return p < end && *p == '.' && is_digit(p[-1]);
}

bool dms_sieve_own_start(const char *p, const char *limit)
{
	const char *end = limit - p > 32 ? p + 32 : limit, *start = p;

	if (dms_sieve_is_stamp(p, limit))
		return true;
	/* As in clean.c: "0000:00:04.0" is no time of day. */
	for (; p + 8 <= end && *p != '\n'; p++)
		if (p[2] == ':' && (p == start || !isxdigit((unsigned char)p[-1])) && p[5] == ':' && is_digit(p[0]) && is_digit(p[1]) && is_digit(p[3]) &&
		    is_digit(p[4]) && is_digit(p[6]) && is_digit(p[7]))
			return true;
	return false;
}

/* At the end of the line: may the next one go on? */
static bool may_fold(const struct dms_sieve_view *v)
{
	return !v->next || !dms_sieve_own_start(v->next, v->limit);
}

/* Do the words that other output pushed to the next line stand at its start? */
static bool goes_on_below(const struct dms_sieve_view *v, const char *rest, size_t len)
{
	const char *p = v->next;

	if (!p)
		return true;
	while (p < v->limit && (*p == ' ' || *p == '\t' || *p == '>' || *p == '|'))
		p++;
	len = len > 3 ? 3 : len;
	return len == 3 && (p + len > v->limit || !memcmp(p, rest, len));
}

static bool may_be_number(char c, enum dms_sieve_side side)
{
	if (side == DMS_SIDE_ANY || is_blank(c) || is_digit(c))
		return true;
	if (side == DMS_SIDE_DEC)
		return c == '-';
	return isxdigit((unsigned char)c) || c == 'x' || c == 'X' || c == '(' || c == ')';
}

static const char *skip_blanks(const struct dms_sieve_view *v, const char *p)
{
	while (p < v->end && is_blank(*p))
		p++;
	return p;
}

/* A blank of the literal is any number of them; one word may have a blank inside. */
static bool reads_on(const struct dms_sieve_view *v, const struct dms_literal *l, const char *p)
{
	size_t i = l->key + l->key_len;
	bool broken = false;

	for (; i < l->len; i++, p++) {
		char want = l->text[i];

		/* What comes behind a line break is a record of its own. */
		if (want == '\n')
			return true;
		if (want == ' ') {
			while (i + 1 < l->len && (l->text[i + 1] == ' ' || l->text[i + 1] == '\n'))
				i++;
			if (p < v->end && !is_blank(*p) && l->text[i - 1] != ']')
				return false;
			p = skip_blanks(v, p) - 1;
			continue;
		}
		if (p < v->end && *p != want && is_blank(*p) && !broken) {
			broken = true;
			p = skip_blanks(v, p);
		}
		if (p >= v->end)
			return may_fold(v);
		if (*p != want)
			return goes_on_below(v, l->text + i, l->len - i);
	}
	/* Cut off or folded. */
	return p >= v->end || may_be_number(*p, l->after);
}

/* "> > ": what stands in front of the tail of a folded line. */
static bool is_quote(const char *line, const char *last)
{
	for (; line <= last; line++)
		if (!is_blank(*line) && *line != '>' && *line != '|')
			return false;
	return true;
}

static bool reads_back(const struct dms_sieve_view *v, const struct dms_literal *l, const char *p)
{
	size_t i = l->key;

	while (i--) {
		char want = l->text[i];

		if (p == v->line)
			return true;
		p--;
		if (want != *p)
			return is_blank(*p) || want == ' ' || want == '\n' || is_quote(v->line, p);
	}
	return p == v->line || may_be_number(p[-1], l->before) || is_quote(v->line, p - 1);
}

static enum dms_sieve_found find_literal(const struct dms_sieve *s, const struct dms_sieve_view *v,
					 uint64_t h, const char *p)
{
	enum dms_sieve_found found = DMS_SIEVE_NONE;
	unsigned int i;

	for (i = s->first[slot(h)]; i; i = s->grams[i - 1].next) {
		const struct gram *g = &s->grams[i - 1];
		const struct dms_literal *l = &s->literals[g->literal];
		const char *key = p - g->at;

		if (g->hash != h || key < v->line || key + l->key_len > v->end ||
		    memcmp(key, l->text + l->key, l->key_len))
			continue;
		if (!reads_on(v, l, key + l->key_len) || !reads_back(v, l, key))
			continue;
		if (l->records)
			return DMS_SIEVE_RECORDS;
		found = DMS_SIEVE_LITERAL;
	}
	return found;
}

enum dms_sieve_found dms_sieve_scan(const struct dms_sieve *s, const struct dms_sieve_view *v)
{
	enum dms_sieve_found found = DMS_SIEVE_NONE, here;
	const char *p = v->line, *last = v->end - GRAM;

	if (v->end - p < GRAM)
		return DMS_SIEVE_NONE;
	for (; p <= last; p += STRIDE) {
		uint64_t h = hash(p);
		unsigned char t = s->tag[slot(h)];

		/* One branch, seldom taken: what a mispredicted one costs is ten positions. */
		if (!((t == tag(h)) | (t == TAG_ANY)))
			continue;
		here = find_literal(s, v, h, p);
		if (here == DMS_SIEVE_RECORDS)
			return here;
		found = here ? here : found;
	}
	return found;
}
