/* SPDX-License-Identifier: GPL-2.0 */
/* Lines made from the catalogue's formats, with made-up values. */
#ifndef DMS_TEST_RENDER_H
#define DMS_TEST_RENDER_H

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"
#include "catalogue/catalogue.h"

/* What conversion number @i prints; widths are those of the format. */
static inline void render_value(struct dms_strbuf *b, const char *spec, size_t len, unsigned int i)
{
	char conv = spec[len - 1];
	const char *p = memchr(spec, 'p', len);
	int width = 0;
	size_t k;

	for (k = 0; k < len; k++)
		if (isdigit((unsigned char)spec[k]))
			width = width * 10 + spec[k] - '0';
	if (p && p + 1 < spec + len && strchr("eOdbRrVG", p[1]))
		dms_strbuf_printf(b, "word%u", i);
	else if (p && p[1] == 'S' && p + 1 < spec + len)
		dms_strbuf_printf(b, "function_%u+0x1%u/0x200", i, i);
	else if (p && p + 1 < spec + len && p[1] == 'a')
		dms_strbuf_printf(b, "0x%016x", 0xabc000u + i);
	else if (p)
		dms_strbuf_printf(b, "%016x", 0xdef000u + i);
	else if (conv == 'x' || conv == 'X')
		dms_strbuf_printf(b, conv == 'x' ? "%s%0*x" : "%s%0*X",
				  memchr(spec, '#', len) ? "0x" : "", width > 16 ? 16 : width,
				  0xa0u + i);
	else if (conv == 's' || conv == 'c')
		dms_strbuf_printf(b, "word%c", 'a' + (int)i);
	else
		dms_strbuf_printf(b, "%0*u", width, 11 + i);
}

static inline size_t render_spec_len(const char *f)
{
	size_t n = 1 + strspn(f + 1, "#0- +*123456789.hlLqzt");

	if (f[n] != 'p')
		return n + 1;
	if (!strncmp(f + n, "pad", 3) || !strncmp(f + n, "pap", 3))
		return n + 3;
	if (!strncmp(f + n, "pOF", 3) || !strncmp(f + n, "pbl", 3) || !strncmp(f + n, "pGg", 3))
		return n + 3;
	return n + (f[n + 1] && strchr("aSxeRrVd", f[n + 1]) ? 2 : 1);
}

/** render_field() - name of conversion number @i of @m, or NULL; @len is its length */
static inline const char *render_field(const struct dms_message *m, unsigned int i, size_t *len)
{
	const char *f = m->fields;

	while (f && i--) {
		f = strchr(f, ',');
		f = f ? f + 1 : NULL;
	}
	*len = f ? strcspn(f, ",") : 0;
	return f;
}

/* One line; @want is set to what each conversion printed.  Return: their number. */
static inline unsigned int render_message(const struct dms_message *m, struct dms_strbuf *b,
					  char want[][64])
{
	size_t len, start;
	unsigned int nr = 0;
	const char *f, *name;

	if (m->flags & DMS_MSG_DEV)
		dms_strbuf_printf(b, "%.*s 0000:00:03.0: ",
				  (int)(m->drivers ? strcspn(m->drivers, " ") : 3),
				  m->drivers ? m->drivers : "drv");
	dms_strbuf_puts(b, m->prefix ? m->prefix : "");
	for (f = m->format; *f;) {
		size_t n;

		if (*f != '%' || f[1] == '%') {
			dms_strbuf_add(b, f, 1);
			f += *f == '%' ? 2 : 1;
			continue;
		}
		n = render_spec_len(f);
		name = render_field(m, nr, &len);
		start = b->len;
		if (f[n - 1] == 's' && len == 6 && !strncmp(name, "device", len))
			dms_strbuf_printf(b, "0000:%02x:04.0", nr);
		else
			render_value(b, f, n, nr);
		snprintf(want[nr++], 64, "%s", b->s + start);
		f += n;
	}
	while (b->len && b->s[b->len - 1] == '\n')
		b->s[--b->len] = '\0';
	return nr;
}

#endif /* DMS_TEST_RENDER_H */
