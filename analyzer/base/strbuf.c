// SPDX-License-Identifier: GPL-2.0
/* A growing string, allocation that cannot fail, and text that is safe to print. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strbuf.h"

static void __attribute__((noreturn)) out_of_memory(void)
{
	fputs("dmascope: out of memory\n", stderr);
	exit(2);
}

void *dms_alloc(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		out_of_memory();
	return p;
}

void *dms_realloc(void *p, size_t size)
{
	p = realloc(p, size ? size : 1);
	if (!p)
		out_of_memory();
	return p;
}

char *dms_strndup(const char *s, size_t len)
{
	char *p;

	len = strnlen(s, len);
	p = dms_alloc(len + 1);
	memcpy(p, s, len);
	return p;
}

char *dms_strdup(const char *s)
{
	return dms_strndup(s, strlen(s));
}

static void reserve(struct dms_strbuf *b, size_t more)
{
	size_t need, cap;

	if (more > SIZE_MAX / 4 || b->len > SIZE_MAX / 4)
		out_of_memory();
	need = b->len + more + 1;
	if (need <= b->cap)
		return;
	cap = b->cap * 2 > need ? b->cap * 2 : need;
	if (cap < 64)
		cap = 64;
	b->s = dms_realloc(b->s, cap);
	b->cap = cap;
}

void dms_strbuf_add(struct dms_strbuf *b, const char *s, size_t len)
{
	reserve(b, len);
	if (len)
		memcpy(b->s + b->len, s, len);
	b->len += len;
	b->s[b->len] = '\0';
}

void dms_strbuf_puts(struct dms_strbuf *b, const char *s)
{
	dms_strbuf_add(b, s, strlen(s));
}

static void __attribute__((format(printf, 2, 0)))
add_vprintf(struct dms_strbuf *b, const char *fmt, va_list ap)
{
	va_list again;
	int len;

	/* most texts fit into the first try; its length tells what the others need */
	reserve(b, 127);
	va_copy(again, ap);
	len = vsnprintf(b->s + b->len, 128, fmt, again);
	va_end(again);
	if (len < 0)
		out_of_memory();
	if (len > 127) {
		reserve(b, len);
		vsnprintf(b->s + b->len, (size_t)len + 1, fmt, ap);
	}
	b->len += len;
}

void dms_strbuf_printf(struct dms_strbuf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add_vprintf(b, fmt, ap);
	va_end(ap);
}

char *dms_strbuf_take(struct dms_strbuf *b)
{
	char *s = b->s ? b->s : dms_strdup("");

	*b = (struct dms_strbuf){ 0 };
	return s;
}

void dms_strbuf_free(struct dms_strbuf *b)
{
	free(b->s);
	*b = (struct dms_strbuf){ 0 };
}

char *dms_asprintf(const char *fmt, ...)
{
	struct dms_strbuf b = { 0 };
	va_list ap;

	va_start(ap, fmt);
	add_vprintf(&b, fmt, ap);
	va_end(ap);
	return dms_strbuf_take(&b);
}

void dms_err(const char *fmt, ...)
{
	struct dms_strbuf b = { 0 };
	va_list ap;
	char *text;

	va_start(ap, fmt);
	add_vprintf(&b, fmt, ap);
	va_end(ap);
	text = dms_escape(b.s ? b.s : "");
	fprintf(stderr, "dmascope: %s\n", text);
	free(text);
	dms_strbuf_free(&b);
}

/*
 * Bytes of the well-formed UTF-8 sequence at @s, or 0 (Unicode 15, table 3-7).  The table's point
 * is the second byte: its range shuts out overlong forms, surrogates and what lies above U+10FFFF.
 */
static size_t utf8_len(const unsigned char *s)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t len, i;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	len = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	if (s[1] < low || s[1] > high)
		return 0;
	for (i = 2; i < len; i++)
		if (s[i] < 0x80 || s[i] > 0xbf)
			return 0;
	return len;
}

/*
 * Characters that are not seen and change how others are: marks, embeddings, overrides and isolates
 * of the bidirectional algorithm (Unicode UAX #9, 2), which show a text in another order than it
 * is in, and the separators of lines and paragraphs.  Return: bytes of the one at @s, or 0.
 */
static size_t invisible_len(const unsigned char *s)
{
	if (s[0] == 0xd8 && s[1] == 0x9c)			/* U+061C */
		return 2;
	if (s[0] == 0xef)
		return s[1] == 0xbb && s[2] == 0xbf ? 3 : 0;	/* U+FEFF */
	if (s[0] != 0xe2)
		return 0;
	if (s[1] == 0x80)
		return (s[2] >= 0x8b && s[2] <= 0x8f) ||	/* U+200B..U+200F */
		       (s[2] >= 0xa8 && s[2] <= 0xae) ? 3 : 0;	/* U+2028..U+202E */
	return s[1] == 0x81 && s[2] >= 0xa0 && s[2] <= 0xaf ? 3 : 0;	/* U+2060..U+206F */
}

static unsigned int code_point(const unsigned char *s, size_t len)
{
	return len == 2 ? (s[0] & 0x1fu) << 6 | (s[1] & 0x3fu) :
			  (s[0] & 0x0fu) << 12 | (s[1] & 0x3fu) << 6 | (s[2] & 0x3fu);
}

char *dms_escape(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;
	struct dms_strbuf b = { 0 };

	while (*p) {
		size_t len = utf8_len(p);

		if (!len) {
			dms_strbuf_puts(&b, "\xef\xbf\xbd");
			p++;
		} else if (*p < 0x20 || *p == 0x7f) {
			dms_strbuf_printf(&b, "\\x%02x", *p++);
		} else if (*p == 0xc2 && p[1] < 0xa0) {
			/* U+0080..U+009F: terminals obey these as they obey ESC sequences */
			dms_strbuf_printf(&b, "\\x%02x", p[1]);
			p += len;
		} else if (invisible_len(p)) {
			dms_strbuf_printf(&b, "\\u%04x", code_point(p, len));
			p += len;
		} else {
			dms_strbuf_add(&b, (const char *)p, len);
			p += len;
		}
	}
	return dms_strbuf_take(&b);
}
