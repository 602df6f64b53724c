// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "tap.h"

static void test_build(void)
{
	struct dms_strbuf b = { 0 };
	unsigned int i;
	char *s;

	s = dms_strbuf_take(&b);
	is_str(s, "", "an unused one gives an empty string");
	free(s);
	dms_strbuf_puts(&b, "ab");
	dms_strbuf_add(&b, "cd\0ef", 5);
	is_int(b.len, 7, "bytes with a NUL are counted");
	ok(!memcmp(b.s, "abcd\0ef", 8), "... kept, and terminated");
	dms_strbuf_free(&b);
	ok(!b.s && !b.len && !b.cap, "free leaves an empty one");

	for (i = 0; i < 10000; i++)
		dms_strbuf_printf(&b, "%04u", i);
	is_int(b.len, 40000, "it grows");
	ok(!memcmp(b.s + 39996, "9999", 5), "... and keeps what was added");
	s = dms_strbuf_take(&b);
	ok(strlen(s) == 40000 && !b.s, "take gives all of it away");
	free(s);
}

static void test_alloc(void)
{
	unsigned int i, set = 0;
	char *s, *p = dms_alloc(4096);

	for (i = 0; i < 4096; i++)
		set += p[i] != 0;
	is_int(set, 0, "memory is zeroed");
	free(p);
	s = dms_strndup("abc", 2);
	is_str(s, "ab", "strndup cuts");
	free(s);
	s = dms_strndup("abc", 9);
	is_str(s, "abc", "strndup stops at the end");
	free(s);
	s = dms_asprintf("%s-%d", "x", 7);
	is_str(s, "x-7", "asprintf");
	free(s);
}

static void test_escape(void)
{
	static const struct {
		const char *in, *want;
	} t[] = {
		{ "", "" },
		{ "plain text", "plain text" },
		{ "\x1b[31mred\a\n\t\x7f", "\\x1b[31mred\\x07\\x0a\\x09\\x7f" },
		{ "\xc2\x9b\063\061m", "\\x9b31m" },			/* CSI in one char */
		{ "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80",
		  "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80" },
		{ "x\xe2\x80\xaey\xe2\x81\xa6z", "x\\u202ey\\u2066z" },	/* RLO, LRI */
		{ "\xe2\x80\xa8\xd8\x9c\xef\xbb\xbf", "\\u2028\\u061c\\ufeff" },
		{ "\xe2\x80\x90\xe2\x81\x9f\xe2\x81\xb0", "\xe2\x80\x90\xe2\x81\x9f\xe2\x81\xb0" },
		{ "\xff", "\xef\xbf\xbd" },
		{ "a\x80z", "a\xef\xbf\xbdz" },					/* lone tail */
		{ "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd" },			/* overlong '/' */
		{ "\xe0\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },	/* overlong */
		{ "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },	/* surrogate */
		{ "\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd" },			/* cut off */
		{ "\xe2\x82q", "\xef\xbf\xbd\xef\xbf\xbdq" },
		{ "\xf0\x9f\x98", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(t); i++) {
		char *got = dms_escape(t[i].in), name[32];

		snprintf(name, sizeof(name), "escape case %zu", i);
		is_str(got, t[i].want, name);
		free(got);
	}
}

static void test_err(void)
{
	char got[128] = "";
	int p[2], saved = dup(2);
	ssize_t n;

	if (!ok(saved >= 0 && !pipe(p), "a pipe for stderr"))
		return;
	fflush(stderr);
	dup2(p[1], 2);
	dms_err("bad %s\x1b[2J", "file");
	dup2(saved, 2);
	close(p[1]);
	close(saved);
	n = read(p[0], got, sizeof(got) - 1);
	close(p[0]);
	ok(n > 0, "something was printed");
	is_str(got, "dmascope: bad file\\x1b[2J\n", "one escaped line");
}

int main(void)
{
	test_build();
	test_alloc();
	test_escape();
	test_err();
	return tap_done();
}
