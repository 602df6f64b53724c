// SPDX-License-Identifier: GPL-2.0
/*
 * Every format of the catalogue: print a line from it with made-up values, and read
 * the same values back.
 */
#include <ctype.h>

#include "base/strbuf.h"
#include "util.h"

/* What conversion number @i prints; widths are those of the format. */
static void make_value(struct dms_strbuf *b, const char *spec, size_t len, unsigned int i,
		       char *want, size_t size)
{
	char conv = spec[len - 1];
	const char *p = memchr(spec, 'p', len);
	int width = 0;
	size_t start = b->len, k;

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
	else if (conv == 'x')
		dms_strbuf_printf(b, "%s%0*x", memchr(spec, '#', len) ? "0x" : "", width > 16 ? 16 :
				  width, 0xa0u + i);
	else if (conv == 's' || conv == 'c')
		dms_strbuf_printf(b, "word%c", 'a' + (int)i);
	else
		dms_strbuf_printf(b, "%0*u", width, 11 + i);
	snprintf(want, size, "%s", b->s + start);
}

static size_t spec_len(const char *f)
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

static unsigned int make_line(const struct dms_message *m, struct dms_strbuf *b, char want[][64])
{
	unsigned int nr = 0;
	const char *f;

	if (m->flags & DMS_MSG_DEV)
		dms_strbuf_puts(b, "drv 0000:00:03.0: ");
	dms_strbuf_puts(b, m->prefix ? m->prefix : "");
	for (f = m->format; *f;) {
		size_t n;

		if (*f != '%' || f[1] == '%') {
			dms_strbuf_add(b, f, 1);
			f += *f == '%' ? 2 : 1;
			continue;
		}
		n = spec_len(f);
		make_value(b, f, n, nr, want[nr], 64);
		nr++;
		f += n;
	}
	while (b->len && b->s[b->len - 1] == '\n')
		b->s[--b->len] = '\0';
	return nr;
}

static bool same_values(const struct dms_match *m, char want[][64], unsigned int nr)
{
	unsigned int i;

	if (m->nr_values != nr)
		return false;
	for (i = 0; i < nr; i++)
		if (m->values[i].len != strlen(want[i]) ||
		    strncmp(m->values[i].text, want[i], m->values[i].len))
			return false;
	return true;
}

static unsigned int count_fields(const char *s)
{
	unsigned int n = s && *s ? 1 : 0;

	for (; s && *s; s++)
		n += *s == ',' && s[1];
	return n;
}

static void check_message(const struct dms_message *m)
{
	char want[DMS_MAX_CONVS][64];
	struct dms_strbuf b = { 0 };
	struct dms_match match = { 0 };
	unsigned int nr, i;
	bool found;

	dms_strbuf_puts(&b, "user space text ");
	nr = make_line(m, &b, want);
	found = dms_catalogue_find(b.s, b.len, 0, b.len, b.len, &match);
	if (!ok(found && match.complete && same_values(&match, want, nr), "reads back: %.60s",
		m->format)) {
		printf("# line '%s'\n# %s by '%s'\n", b.s, found ? "found" : "not found",
		       found ? match.msg->format : "");
		for (i = 0; found && i < match.nr_values; i++)
			printf("#  [%.*s]\n", (int)match.values[i].len, match.values[i].text);
	}
	if (nr)
		is_int(count_fields(m->fields), nr, "and each conversion has a field name");
	dms_strbuf_free(&b);
}

int main(void)
{
	size_t i, k;

	for (i = 0; i < dms_nr_subsystems; i++)
		for (k = 0; k < dms_subsystems[i]->nr; k++)
			check_message(&dms_subsystems[i]->messages[k]);
	return tap_done();
}
