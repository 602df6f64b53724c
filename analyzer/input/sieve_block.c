// SPDX-License-Identifier: GPL-2.0
/* Lines of a block for the sieve: where they end, what they say in truth, what goes on below. */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/strbuf.h"
#include "input.h"
#include "sieve.h"
#include "sieve_view.h"
#include "unwrap.h"

/* A clock that falls back by less is other CPUs' lines that came late. */
#define FALL_US		10000000ll
/* So many lines of a block say which way the clock goes. */
#define CLOCKS		3

/* For lines that have to be made plain before they can be searched. */
struct dms_sieve_scratch {
	struct dms_carrier carrier;
	char raw[DMS_LINE_MAX + 1];
	char text[DMS_LINE_MAX + DMS_STAMP_LEN + 2 + DMS_SIEVE_SLACK];
};

void dms_marks_free(struct dms_marks *m)
{
	free(m->mark);
	free(m->scratch);
	memset(m, 0, sizeof(*m));
}

/* ---- lines that are not what they look like ---- */

/*
 * Does byte @c of the line change the text once it is cleaned: an escape, an entity, a tag, a blank
 * of another kind?
 */
static bool is_odd(const char *p, const struct dms_sieve_view *v)
{
	size_t left = (size_t)(v->end - p);

	switch (*p) {
	case '&':
		return left > 2 && (p[1] == '#' || p[1] == 'n');
	case '<':
		return dms_html_tag(p, left);
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

static enum oddity oddity(const struct specials *sp, const struct dms_sieve_view *v)
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
static enum dms_sieve_found scan_odd(const struct dms_sieve *s,
				     const struct dms_sieve_view *v, enum oddity odd,
				     struct dms_marks *out)
{
	size_t i, n = (size_t)(v->end - v->line);
	struct dms_sieve_view plain = *v;
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
	return dms_sieve_scan(s, &plain);
}

/* ---- lines and their neighbours ---- */

/* A key with a blank may be folded there: the last bytes of one line and the first of the next. */
static enum dms_sieve_found scan_fold(const struct dms_sieve *s,
				      const struct dms_sieve_view *v)
{
	char joined[2 * DMS_SIEVE_KEY_MAX + DMS_SIEVE_SLACK];
	const char *next = v->next, *end = v->end;
	size_t left, n = 0, i;
	struct dms_sieve_view fold;

	if (!next || dms_sieve_is_stamp(next, v->limit))
		return DMS_SIEVE_NONE;
	while (next < v->limit && (*next == ' ' || *next == '>' || *next == '|' || *next == '\t'))
		next++;
	if (next >= v->limit || *next == '\n')
		return DMS_SIEVE_NONE;
	while (end > v->line && (end[-1] == ' ' || end[-1] == '\r' || end[-1] == '\t'))
		end--;
	left = (size_t)(end - v->line) < DMS_SIEVE_KEY_MAX - 1 ? (size_t)(end - v->line) :
		DMS_SIEVE_KEY_MAX - 1;
	if (!left)
		return DMS_SIEVE_NONE;
	memcpy(joined, end - left, left);
	n = left;
	/* A soft break of quoted-printable text stands inside a word. */
	if (joined[n - 1] == '=')
		n--;
	else
		joined[n++] = ' ';
	for (i = 0; i < DMS_SIEVE_KEY_MAX - 1 && next + i < v->limit && next[i] != '\n'; i++)
		joined[n++] = next[i];
	fold = (struct dms_sieve_view){ .line = joined, .end = joined + n };
	return dms_sieve_scan(s, &fold);
}

static const char *skip_number(const char *p, const char *end, long long *value, int *digits)
{
	for (*digits = 0; p < end && isdigit((unsigned char)*p); p++, (*digits)++)
		if (*value < LLONG_MAX / 10)
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

static void add_mark(struct dms_marks *out, const char *block, const char *line, unsigned long nr,
		     bool records)
{
	uint32_t offset = (uint32_t)(line - block);

	if (out->nr && out->mark[out->nr - 1].offset >= offset)
		return;
	if (out->nr == out->size) {
		out->size = out->size ? out->size * 2 : 256;
		out->mark = dms_realloc(out->mark, out->size * sizeof(*out->mark));
	}
	out->mark[out->nr++] = (struct dms_mark){ offset, (uint32_t)nr, records };
}

static enum dms_sieve_found look_at(const struct dms_sieve *s, const struct dms_sieve_view *v,
				    const struct specials *sp, struct dms_marks *out)
{
	enum dms_sieve_found found;
	enum oddity odd;

	/* What lies on both sides of a block's edge is not seen together; long lines are cut. */
	if (!v->next || v->end - v->line >= DMS_LINE_MAX)
		return DMS_SIEVE_RECORDS;
	odd = sp->nr ? oddity(sp, v) : PLAIN;
	found = odd == PLAIN ? dms_sieve_scan(s, v) : scan_odd(s, v, odd, out);
	return found ? found : scan_fold(s, v);
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
		struct dms_sieve_view v = {
			.line = p, .end = find_end(p, limit, &sp), .limit = limit,
		};
		long long us = is_same_clock(clock, p, v.end) ? -1 : stamp(p, v.end);
		bool fell = us >= 0 && us + FALL_US < high;
		enum dms_sieve_found found;

		v.next = v.end + 1 < limit ? v.end + 1 : NULL;
		found = nr ? look_at(s, &v, &sp, out) : DMS_SIEVE_RECORDS;
		if (found || fell || (us >= 0 && ++clocks <= CLOCKS)) {
			if (nr && v.end - p >= 32 && is_behind(p, before))
				add_mark(out, block, before, nr - 1, false);
			add_mark(out, block, p, nr, found == DMS_SIEVE_RECORDS);
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
