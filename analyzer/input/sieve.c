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

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/strbuf.h"
#include "input.h"
#include "sieve.h"
#include "unwrap.h"

#define GRAM		6
#define STRIDE		(DMS_SIEVE_KEY_MAX - GRAM + 1)
/* The map has a byte for each of so many hashes, and fits into a core's first cache. */
#define MAP_BITS	15
/* What a byte of the map says: nothing, a piece of the one hash that is there (odd), or any. */
#define TAG_NONE	0
#define TAG_ANY		2
/* A clock that falls back by less is other CPUs' lines that came late. */
#define FALL_US		10000000ll
/* So many lines of a block say which way the clock goes. */
#define CLOCKS		3

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

/* For lines that have to be made plain before they can be searched. */
struct dms_sieve_scratch {
	struct dms_carrier carrier;
	char raw[DMS_LINE_MAX + 1];
	char text[DMS_LINE_MAX + DMS_STAMP_LEN + 2 + DMS_SIEVE_SLACK];
};

/* A line and where the text behind it begins and ends. */
struct view {
	const char *line, *end, *next, *limit;
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

void dms_marks_free(struct dms_marks *m)
{
	free(m->mark);
	free(m->scratch);
	memset(m, 0, sizeof(*m));
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

		if (k->len == l->len && k->key == l->key && k->key_len == l->key_len && k->before == l->before &&
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

/* "[5e:00.0]" and "[0000:5e:00.0]": a device, with which the tail of a folded line may begin. */
static bool is_device(const char *p, const char *limit)
{
	return limit - p > 12 && ((p[3] == ':' && p[6] == '.') || (p[5] == ':' && p[8] == ':'));
}

bool dms_sieve_own_start(const char *p, const char *limit)
{
	const char *end = limit - p > 32 ? p + 32 : limit;

	if (p < limit && (*p == '[' || *p == '<') && !is_device(p, limit))
		return true;
	for (; p + 8 <= end && *p != '\n'; p++)
		if (p[2] == ':' && p[5] == ':' && is_digit(p[0]) && is_digit(p[1]) && is_digit(p[3]) &&
		    is_digit(p[4]) && is_digit(p[6]) && is_digit(p[7]))
			return true;
	return false;
}

/* At the end of the line: may the next one go on? */
static bool may_fold(const struct view *v)
{
	return !v->next || !dms_sieve_own_start(v->next, v->limit);
}

/* Do the words that other output pushed to the next line stand at its start? */
static bool goes_on_below(const struct view *v, const char *rest, size_t len)
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

static const char *skip_blanks(const struct view *v, const char *p)
{
	while (p < v->end && is_blank(*p))
		p++;
	return p;
}

/* A blank of the literal is any number of them; one word may have a blank inside. */
static bool reads_on(const struct view *v, const struct dms_literal *l, const char *p)
{
	size_t i = l->key + l->key_len;
	bool broken = false;

	for (; i < l->len; i++, p++) {
		char want = l->text[i];

		if (want == ' ' || want == '\n') {
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
	return p < v->end ? may_be_number(*p, l->after) :
	       l->after == DMS_SIDE_ANY || may_fold(v);
}

static bool reads_back(const struct view *v, const struct dms_literal *l, const char *p)
{
	size_t i = l->key;

	while (i--) {
		char want = l->text[i];

		if (p == v->line)
			return true;
		p--;
		if (want != *p)
			return is_blank(*p) || want == ' ' || want == '\n';
	}
	return p == v->line || may_be_number(p[-1], l->before);
}

static bool is_literal(const struct dms_sieve *s, const struct view *v, uint64_t h, const char *p)
{
	unsigned int i;

	for (i = s->first[slot(h)]; i; i = s->grams[i - 1].next) {
		const struct gram *g = &s->grams[i - 1];
		const struct dms_literal *l = &s->literals[g->literal];
		const char *key = p - g->at;

		if (g->hash != h || key < v->line || key + l->key_len > v->end ||
		    memcmp(key, l->text + l->key, l->key_len))
			continue;
		if (reads_on(v, l, key + l->key_len) && reads_back(v, l, key))
			return true;
	}
	return false;
}

static bool scan(const struct dms_sieve *s, const struct view *v)
{
	const char *p = v->line, *last = v->end - GRAM;

	if (v->end - p < GRAM)
		return false;
	for (; p <= last; p += STRIDE) {
		uint64_t h = hash(p);
		unsigned char t = s->tag[slot(h)];

		/* One branch, seldom taken: what a mispredicted one costs is ten positions. */
		if (((t == tag(h)) | (t == TAG_ANY)) && is_literal(s, v, h, p))
			return true;
	}
	return false;
}

/* ---- lines that are not what they look like ---- */

/*
 * Does byte @c of the line change the text once it is cleaned: an escape, an entity, a tag, a blank
 * of another kind?
 */
static bool is_odd(const char *p, const struct view *v)
{
	size_t left = (size_t)(v->end - p);

	switch (*p) {
	case '&':
		return left > 2 && (p[1] == '#' || p[1] == 'n');
	case '<':
		return left > 2 && (islower((unsigned char)p[1]) || p[1] == '/') &&
		       memchr(p, '>', left < 200 ? left : 200);
	case '=':
		return left > 2 && (!memcmp(p, "=3D", 3) || !memcmp(p, "=C2", 3) ||
				    !memcmp(p, "=A0", 3) || !memcmp(p, "=20", 3) ||
				    !memcmp(p, "=09", 3));
	case '\\':
		return left > 2 && (p[1] == 'x' || p[1] == 'u' || p[1] == 't');
	case '\r':
		return left > 1;
	case '\t':
		return p > v->line && p[-1] != '\t';
	default:
		return true;
	}
}

static bool is_special(unsigned char c)
{
	return c < 0x20 || c == 0xa0 || c == '&' || c == '<' || c == '=' || c == '\\';
}

#ifdef __SSE2__
#define CHUNK 16

/* Bits of the bytes that need a look, and of the line ends among them. */
static unsigned int classify(const char *p, unsigned int *ends)
{
	__m128i c = _mm_loadu_si128((const __m128i *)p);
	__m128i low = _mm_cmpeq_epi8(_mm_min_epu8(c, _mm_set1_epi8(0x1f)), c);
	__m128i odd = _mm_or_si128(low, _mm_cmpeq_epi8(c, _mm_set1_epi8((char)0xa0)));

	odd = _mm_or_si128(odd, _mm_cmpeq_epi8(c, _mm_set1_epi8('&')));
	odd = _mm_or_si128(odd, _mm_cmpeq_epi8(c, _mm_set1_epi8('<')));
	odd = _mm_or_si128(odd, _mm_cmpeq_epi8(c, _mm_set1_epi8('=')));
	odd = _mm_or_si128(odd, _mm_cmpeq_epi8(c, _mm_set1_epi8('\\')));
	*ends = (unsigned int)_mm_movemask_epi8(_mm_cmpeq_epi8(c, _mm_set1_epi8('\n')));
	return (unsigned int)_mm_movemask_epi8(odd) & ~*ends;
}
#else
#define CHUNK 8

static unsigned int classify(const char *p, unsigned int *ends)
{
	unsigned int i, odd = 0;

	*ends = 0;
	for (i = 0; i < CHUNK; i++) {
		*ends |= (unsigned int)(p[i] == '\n') << i;
		odd |= (unsigned int)is_special((unsigned char)p[i]) << i;
	}
	return odd & ~*ends;
}
#endif

/*
 * struct specials - the first few special bytes of a line; it is odd anyway if there are more
 */
#define SPECIALS_MAX 64

struct specials {
	const char *at[SPECIALS_MAX];
	unsigned int nr;
	bool many;
};

static void add_special(struct specials *sp, const char *p)
{
	if (sp->nr < SPECIALS_MAX)
		sp->at[sp->nr++] = p;
	else
		sp->many = true;
}

/* Return: the end of the line at @p, @limit when it has none. */
static const char *find_end(const char *p, const char *limit, struct specials *sp)
{
	sp->nr = 0;
	sp->many = false;
	for (; p + CHUNK <= limit; p += CHUNK) {
		unsigned int ends, odd = classify(p, &ends);

		if (ends)
			odd &= (ends & -ends) - 1;
		for (; odd; odd &= odd - 1)
			add_special(sp, p + __builtin_ctz(odd));
		if (ends)
			return p + __builtin_ctz(ends);
	}
	for (; p < limit && *p != '\n'; p++)
		if (is_special((unsigned char)*p))
			add_special(sp, p);
	return p;
}

enum oddity { PLAIN, TABS, ODD };

static enum oddity oddity(const struct specials *sp, const struct view *v)
{
	enum oddity worst = PLAIN;
	unsigned int i;

	for (i = 0; i < sp->nr; i++) {
		if (!is_odd(sp->at[i], v))
			continue;
		if (*sp->at[i] != '\t')
			return ODD;
		worst = TABS;
	}
	return sp->many ? ODD : worst;
}

/* Searched as the stream would see it. */
static bool scan_odd(const struct dms_sieve *s, const struct view *v, enum oddity odd,
		     struct dms_marks *out)
{
	size_t i, n = (size_t)(v->end - v->line);
	struct view plain = *v;
	const char *text;
	double time;
	bool stamped;

	if (!out->scratch)
		out->scratch = dms_alloc(sizeof(*out->scratch));
	if (odd == TABS) {
		for (i = 0; i < n; i++)
			out->scratch->text[i] = v->line[i] == '\t' ? ' ' : v->line[i];
	} else {
		for (i = 0; i < n; i++)
			out->scratch->raw[i] = v->line[i] ? v->line[i] : ' ';
		out->scratch->raw[n] = '\0';
		out->scratch->carrier.quoted_printable = memmem(v->line, n, "=3D", 3) ||
							 memmem(v->line, n, "=C2", 3);
		n = dms_unwrap_line(&out->scratch->carrier, out->scratch->raw, n, &text);
		n = dms_clean_line(text, n, out->scratch->text, &time, &stamped);
	}
	plain.line = out->scratch->text;
	plain.end = plain.line + n;
	return scan(s, &plain);
}

/* ---- lines and their neighbours ---- */

/* A key with a blank may be folded there: the last bytes of one line and the first of the next. */
static bool scan_fold(const struct dms_sieve *s, const struct view *v)
{
	char joined[2 * DMS_SIEVE_KEY_MAX + DMS_SIEVE_SLACK];
	const char *next = v->next, *end = v->end;
	size_t left, n = 0, i;
	struct view fold;

	if (!next || (*next == '[' && !is_device(next, v->limit)))
		return false;
	while (next < v->limit && (*next == ' ' || *next == '>' || *next == '|' || *next == '\t'))
		next++;
	if (next >= v->limit || *next == '\n')
		return false;
	while (end > v->line && (end[-1] == ' ' || end[-1] == '\r' || end[-1] == '\t'))
		end--;
	left = (size_t)(end - v->line) < DMS_SIEVE_KEY_MAX - 1 ? (size_t)(end - v->line) :
		DMS_SIEVE_KEY_MAX - 1;
	if (!left)
		return false;
	memcpy(joined, end - left, left);
	n = left;
	/* A soft break of quoted-printable text stands inside a word. */
	if (joined[n - 1] == '=')
		n--;
	else
		joined[n++] = ' ';
	for (i = 0; i < DMS_SIEVE_KEY_MAX - 1 && next + i < v->limit && next[i] != '\n'; i++)
		joined[n++] = next[i];
	fold = (struct view){ .line = joined, .end = joined + n };
	return scan(s, &fold);
}

static const char *skip_number(const char *p, const char *end, long long *value, int *digits)
{
	for (*digits = 0; p < end && isdigit((unsigned char)*p); p++, (*digits)++)
		*value = *value * 10 + (*p - '0');
	return p;
}

/* Microseconds of "[   12.345678]" or "<6>[   12.345678]" at the start of a line; negative: none. */
static long long stamp(const char *p, const char *end)
{
	long long us = 0;
	int digits;

	if (p < end && *p == '<')
		while (p < end && *p != '[' && *p != ' ')
			p++;
	if (p >= end || *p != '[')
		return -1;
	do {
		p++;
	} while (p < end && *p == ' ');
	p = skip_number(p, end, &us, &digits);
	if (!digits || digits > 10 || p >= end || *p != '.')
		return -1;
	p = skip_number(p + 1, end, &us, &digits);
	return digits == 6 && p < end && *p == ']' ? us : -1;
}

/* Most lines are of the second of the one before. */
static bool is_same_clock(const char *clock, const char *p, const char *end)
{
	return clock && end - p >= 8 && !memcmp(clock, p, 8);
}

static void add_mark(struct dms_marks *out, const char *block, const char *line, unsigned long nr)
{
	uint32_t offset = (uint32_t)(line - block);

	if (out->nr && out->mark[out->nr - 1].offset >= offset)
		return;
	if (out->nr == out->size) {
		out->size = out->size ? out->size * 2 : 256;
		out->mark = dms_realloc(out->mark, out->size * sizeof(*out->mark));
	}
	out->mark[out->nr++] = (struct dms_mark){ offset, (uint32_t)nr };
}

static bool is_wanted(const struct dms_sieve *s, const struct view *v, const struct specials *sp,
		      struct dms_marks *out)
{
	enum oddity odd;

	/* The stream cuts longer ones in pieces. */
	if (v->end - v->line >= DMS_LINE_MAX)
		return true;
	odd = sp->nr ? oddity(sp, v) : PLAIN;
	return odd == PLAIN ? scan(s, v) : scan_odd(s, v, odd, out);
}

/* Is the clock of this line behind the one of the line above it? */
static bool is_behind(const char *p, const char *before)
{
	long long us = stamp(p, p + 32), above = stamp(before, p);

	return us >= 0 && us < above;
}

void dms_sieve_block(const struct dms_sieve *s, const char *block, size_t len,
		     struct dms_marks *out)
{
	const char *p = block, *limit = block + len, *before = block, *clock = NULL;
	long long high = -1;
	unsigned int clocks = 0;
	unsigned long nr = 0;
	struct specials sp;

	out->nr = 0;
	while (p < limit) {
		struct view v = { .line = p, .end = find_end(p, limit, &sp), .limit = limit };
		long long us = is_same_clock(clock, p, v.end) ? -1 : stamp(p, v.end);
		bool fell = us >= 0 && us + FALL_US < high;

		v.next = v.end + 1 < limit ? v.end + 1 : NULL;
		/* What lies on both sides of a block's edge was not seen together. */
		if (fell || !nr || !v.next || (us >= 0 && ++clocks <= CLOCKS) || is_wanted(s, &v, &sp, out) || scan_fold(s, &v)) {
			if (nr && v.end - p >= 32 && is_behind(p, before))
				add_mark(out, block, before, nr - 1);
			add_mark(out, block, p, nr);
		}
		if (us >= 0) {
			high = fell || us > high ? us : high;
			clock = p;
		}
		before = p;
		p = v.end + 1;
		nr++;
	}
	out->lines = nr;
}
