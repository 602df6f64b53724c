/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A growing string.  Out of memory ends the program with one line: no caller
 * could do anything better, and half a report is worse than none.
 */
#ifndef DMS_STRBUF_H
#define DMS_STRBUF_H

#include <stdarg.h>
#include <stddef.h>

struct dms_strbuf {
	char *s;		/* always terminated; NULL while empty and never used */
	size_t len, cap;
};

void dms_strbuf_add(struct dms_strbuf *b, const char *s, size_t len);
void dms_strbuf_puts(struct dms_strbuf *b, const char *s);
void dms_strbuf_printf(struct dms_strbuf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/** dms_strbuf_take() - give the string away (never NULL) and start anew. */
char *dms_strbuf_take(struct dms_strbuf *b);
void dms_strbuf_free(struct dms_strbuf *b);

void *dms_alloc(size_t size);			/* zeroed, never NULL */
void *dms_realloc(void *p, size_t size);
char *dms_strdup(const char *s);
char *dms_strndup(const char *s, size_t len);
char *dms_asprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** dms_err() - "dmascope: <message>\n" on stderr, control characters escaped. */
void dms_err(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * dms_escape() - @s with control characters as \xNN, characters that reorder text or cannot be
 * seen as \uNNNN, and invalid UTF-8 as U+FFFD
 *
 * Return: a new string that is safe to print on a terminal and valid UTF-8.
 */
char *dms_escape(const char *s);

#endif /* DMS_STRBUF_H */
