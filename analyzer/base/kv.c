// SPDX-License-Identifier: GPL-2.0
/* Reader for data files and scenario headers: "key[cond]: value" lines. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kv.h"
#include "strbuf.h"

#define MAX_FILE	(16U << 20)	/* no data file is near this; a device node has no end */

struct reader {
	const char *name;
	struct dms_kv_file *f;
	char sep;
	unsigned int line;
	char *err;
	size_t errlen;
};

static int __attribute__((format(printf, 2, 3))) fail(struct reader *r, const char *fmt, ...)
{
	va_list ap;
	int len;

	if (!r->errlen)
		return -EINVAL;
	len = snprintf(r->err, r->errlen, "%s:%u: ", r->name, r->line);
	if (len < 0 || (size_t)len >= r->errlen)
		return -EINVAL;
	va_start(ap, fmt);
	vsnprintf(r->err + len, r->errlen - len, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Narrow [*s, *end) to its text without blanks around it; true when something is left. */
static int trim(const char **s, const char **end)
{
	while (*s < *end && is_blank(**s))
		(*s)++;
	while (*end > *s && is_blank((*end)[-1]))
		(*end)--;
	return *s < *end;
}

/* A '#' opens a comment at the line's start and after a blank; "irq#3" is a value. */
static const char *cut_comment(const char *s, const char *end)
{
	const char *p;

	for (p = s; p < end; p++)
		if (*p == '#' && (p == s || is_blank(p[-1])))
			return p;
	return end;
}

static void add_item(struct reader *r, const char *key, const char *key_end, const char *cond,
		     const char *cond_end, const char *value, const char *value_end)
{
	struct dms_kv_file *f = r->f;
	struct dms_kv *item;

	/* grow by doubling: full whenever nr is a power of two */
	if (!(f->nr & (f->nr - 1)))
		f->items = dms_realloc(f->items, (f->nr ? f->nr * 2 : 1) * sizeof(*f->items));
	item = &f->items[f->nr++];
	item->key = dms_strndup(key, key_end - key);
	item->cond = cond ? dms_strndup(cond, cond_end - cond) : NULL;
	item->value = dms_strndup(value, value_end - value);
	item->line = r->line;
}

static int read_line(struct reader *r, const char *s, const char *end)
{
	const char *key_end, *value, *cond = NULL, *cond_end = NULL;

	if (memchr(s, '\0', end - s))
		return fail(r, "a NUL byte; this is not a text file");
	end = cut_comment(s, end);
	if (!trim(&s, &end))
		return 0;

	for (key_end = s; key_end < end && *key_end != r->sep && *key_end != '['; key_end++)
		;
	value = key_end;
	if (value < end && *value == '[') {
		cond = value + 1;
		cond_end = memchr(cond, ']', end - cond);
		if (!cond_end)
			return fail(r, "'[' without ']'; a condition is written key[cond]%c value",
				    r->sep);
		value = cond_end + 1;
		while (value < end && is_blank(*value))
			value++;
		if (!trim(&cond, &cond_end))
			return fail(r, "the condition in '[]' is empty");
	}
	if (value >= end || *value != r->sep)
		return fail(r, "no '%c'; a line is 'key%c value'", r->sep, r->sep);
	value++;
	if (!trim(&s, &key_end))
		return fail(r, "no key before '%c'", r->sep);
	trim(&value, &end);
	add_item(r, s, key_end, cond, cond_end, value, end);
	return 0;
}

static int is_divider(const char *s, const char *end)
{
	while (end > s && is_blank(end[-1]))
		end--;
	return end - s == 3 && !memcmp(s, "---", 3);
}

static int keep_rest(struct reader *r, const char *s, const char *end)
{
	r->f->rest_line = r->line + 1;
	if (memchr(s, '\0', end - s))
		return fail(r, "a NUL byte after '---'; this is not a text file");
	r->f->rest = dms_strndup(s, end - s);
	return 0;
}

int dms_kv_parse(const char *name, const char *text, size_t len, char sep, struct dms_kv_file *f,
		 char *err, size_t errlen)
{
	struct reader r = { .name = name, .f = f, .sep = sep, .err = err, .errlen = errlen };
	const char *p = text, *end = text + len;

	*f = (struct dms_kv_file){ 0 };
	while (p < end) {
		const char *eol = memchr(p, '\n', end - p);
		const char *next = eol ? eol + 1 : end;

		r.line++;
		if (!eol)
			eol = end;
		if (is_divider(p, eol) ? keep_rest(&r, next, end) : read_line(&r, p, eol)) {
			dms_kv_free(f);
			return -EINVAL;
		}
		p = f->rest ? end : next;
	}
	return 0;
}

static int read_all(FILE *in, struct dms_strbuf *text)
{
	char buf[16384];
	size_t n;

	while ((n = fread(buf, 1, sizeof(buf), in)) > 0) {
		dms_strbuf_add(text, buf, n);
		if (text->len > MAX_FILE)
			return -EFBIG;
	}
	return ferror(in) ? -errno : 0;
}

int dms_kv_read(const char *path, char sep, struct dms_kv_file *f, char *err, size_t errlen)
{
	struct dms_strbuf text = { 0 };
	FILE *in = fopen(path, "re");
	int ret;

	*f = (struct dms_kv_file){ 0 };
	ret = in ? read_all(in, &text) : -errno;
	if (in)
		fclose(in);
	if (ret)
		snprintf(err, errlen, "%s: %s", path, strerror(-ret));
	else if (text.len)
		ret = dms_kv_parse(path, text.s, text.len, sep, f, err, errlen);
	dms_strbuf_free(&text);
	return ret;
}

void dms_kv_free(struct dms_kv_file *f)
{
	size_t i;

	for (i = 0; i < f->nr; i++) {
		free(f->items[i].key);
		free(f->items[i].cond);
		free(f->items[i].value);
	}
	free(f->items);
	free(f->rest);
	*f = (struct dms_kv_file){ 0 };
}

const char *dms_kv_get(const struct dms_kv_file *f, const char *key)
{
	size_t i;

	for (i = f->nr; i-- > 0;)
		if (!f->items[i].cond && !strcmp(f->items[i].key, key))
			return f->items[i].value;
	return NULL;
}
