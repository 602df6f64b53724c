// SPDX-License-Identifier: GPL-2.0
/*
 * Lines that the kernel could have printed: a format of the catalogue, its conversions filled with
 * random values, behind one of the prefixes that logs have.
 */
#include <ctype.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "catalogue/catalogue.h"
#include "fuzz.h"

static const char *const words[] = {
	"e1000e", "0000:00:03.0", "00:1f.6", "arm-smmu-v3", "5000000.iommu", "DMA_TO_DEVICE", "write",
	"Read", "dma_map_page+0x12/0x34", "kworker/0:1", "a b", "", ":", "[", "<zz>", "\"'><zz y=\"",
	"&lt;zz&gt;", "\x1b[31m", "\x1b]0;t\a", "\xff\xfe", "\xc2\x9b", "\xef\xbf\xbf", "%s%n",
	"\\", "{0}", "[a](b)", "=3D", "\x1e", "-1", "(ptrval)", "xxxxxxxx", "\r", "\t",
	"0x0x0x", "../../x", "\"}", "12345678901234567890123456789012345678901234567890",
};

static const char *const prefixes[] = {
	"", "", "[   12.345678] ", "[   12.345679] ", "[99999.000001] ", "<4>[    0.000000] ",
	"Nov 19 10:11:12 host kernel: ", "2024-09-15T17:54:27.1-07:00 host kernel: ", "kernel: ",
	"kern  :alert : [    1.000000] ", "6,1234,5678,-;", "[    1.000000][  T123] ", "> > ", "| ",
	"[Do Nov 19 10:11:12 2020] ", "[  163.38 <  112.9>] ", "other output ", "&lt;6&gt;",
};

/* Numbers that break things are more likely than any other. */
static uint64_t pick_number(uint64_t *state)
{
	static const uint64_t edges[] = {
		0, 1, 7, 0xff, 0x1000, 0xfff, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
		0xfee00000, 0xfffff000, 0xffffc000, INT64_MAX, 1ull << 63, UINT64_MAX,
	};
	uint64_t n = fuzz_random(state);

	switch (n & 3) {
	case 0:
		return edges[fuzz_below(state, ARRAY_SIZE(edges))];
	case 1:
		return n >> 2 & 0x3f;
	default:
		return fuzz_random(state) >> (n >> 8 & 63);
	}
}

static void put_word(struct dms_strbuf *b, uint64_t *state)
{
	dms_strbuf_puts(b, words[fuzz_below(state, ARRAY_SIZE(words))]);
	if (!fuzz_below(state, 64))
		dms_strbuf_printf(b, "%*s", (int)fuzz_below(state, 300), "long");
}

/* Behind '%': flags, width and length, then what the conversion is; as in vsprintf.c. */
static const char *put_value(struct dms_strbuf *b, const char *f, uint64_t *state)
{
	const char *spec = f, *conv = f + strspn(f, "#0- +*123456789.hlLqzt");
	int width = spec[0] == '0' && isdigit((unsigned char)spec[1]) ? spec[1] - '0' : 0;

	if (!fuzz_below(state, 24)) {
		put_word(b, state);
	} else if (*conv == 's' || *conv == 'c') {
		put_word(b, state);
	} else if (*conv == 'p' && conv[1] && strchr("SsBRrGVUfDOebd", conv[1])) {
		dms_strbuf_printf(b, "f%u+0x1/0x2", (unsigned int)fuzz_below(state, 9));
	} else if (*conv == 'p' || *conv == 'x' || *conv == 'X') {
		dms_strbuf_printf(b, "%s%0*llx", spec[0] == '#' || *conv == 'p' ? "0x" : "", width,
				  (unsigned long long)pick_number(state));
	} else {
		dms_strbuf_printf(b, "%lld", (long long)pick_number(state));
	}
	if (*conv != 'p')
		return conv + 1;
	conv++;
	if (!strncmp(conv, "ad", 2) || !strncmp(conv, "ap", 2) || !strncmp(conv, "OF", 2) ||
	    !strncmp(conv, "bl", 2) || !strncmp(conv, "Gg", 2))
		return conv + 2;
	return conv + (*conv && strchr("aSxeRrVd", *conv) ? 1 : 0);
}

static const struct dms_message *pick_message(uint64_t *state)
{
	const struct dms_subsystem *s = dms_subsystems[fuzz_below(state, dms_nr_subsystems)];

	return &s->messages[fuzz_below(state, s->nr)];
}

void fuzz_render(struct dms_strbuf *b, uint64_t *state)
{
	const struct dms_message *m = pick_message(state);
	const char *f;

	dms_strbuf_puts(b, prefixes[fuzz_below(state, ARRAY_SIZE(prefixes))]);
	if (m->flags & DMS_MSG_DEV) {
		put_word(b, state);
		dms_strbuf_puts(b, " ");
		put_word(b, state);
		dms_strbuf_puts(b, ": ");
	}
	dms_strbuf_puts(b, m->prefix ? m->prefix : "");
	for (f = m->format; *f;) {
		if (*f == '%' && f[1] != '%') {
			f = put_value(b, f + 1, state);
			continue;
		}
		dms_strbuf_add(b, f, 1);
		f += *f == '%' ? 2 : 1;
	}
	if (b->s[b->len - 1] != '\n')
		dms_strbuf_puts(b, "\n");
}
