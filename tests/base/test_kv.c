// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/array.h"
#include "base/kv.h"
#include "base/strbuf.h"
#include "tap.h"

static struct dms_kv_file f;
static char err[200];

static int parse(char sep, const char *text)
{
	dms_kv_free(&f);
	err[0] = '\0';
	return dms_kv_parse("x.scn", text, strlen(text), sep, &f, err, sizeof(err));
}

static void is_item(size_t i, const char *key, const char *cond, const char *value,
		    unsigned int line)
{
	if (!ok(i < f.nr, "item %zu is there", i))
		return;
	is_str(f.items[i].key, key, "its key");
	is_str(f.items[i].cond, cond, "its condition");
	is_str(f.items[i].value, value, "its value");
	is_int(f.items[i].line, line, "its line");
}

static void test_header(void)
{
	is_int(parse(':', "# comment\n"
		     "description: A thing: with a colon\n"
		     "\n"
		     "expect[a&!b|c]: fact x.y==3   # why\n"
		     "  expect :no#comment = here\n"
		     "empty:\n"
		     "---\n"
		     "b = buf 4096\n# last\n"), 0, "a scenario is read");
	is_int(f.nr, 4, "four items");
	is_item(0, "description", NULL, "A thing: with a colon", 2);
	is_item(1, "expect", "a&!b|c", "fact x.y==3", 4);
	is_item(2, "expect", NULL, "no#comment = here", 5);
	is_item(3, "empty", NULL, "", 6);
	is_str(f.rest, "b = buf 4096\n# last\n", "the script is kept as it is");
	is_int(f.rest_line, 8, "with its line number");
	is_str(dms_kv_get(&f, "description"), "A thing: with a colon", "get");
	is_str(dms_kv_get(&f, "nothing"), NULL, "get of a missing key");
}

static void test_get(void)
{
	parse('=', "a = 1\na = 2\na[c] = 3\nb[c] = 4\n");
	is_str(dms_kv_get(&f, "a"), "2", "the last unconditional one counts");
	is_str(dms_kv_get(&f, "b"), NULL, "a conditional one never does");
	is_str(f.rest, NULL, "no divider, no rest");
}

static void test_line_ends(void)
{
	is_int(parse('=', "a = 1\r\nb[ x ] = 2 \r\n---\r\nrun\r\n"), 0, "CRLF is read");
	is_item(0, "a", NULL, "1", 1);
	is_item(1, "b", "x", "2", 2);
	is_str(f.rest, "run\r\n", "the rest keeps its bytes");
	is_int(parse('=', "a=1"), 0, "no newline at the end");
	is_item(0, "a", NULL, "1", 1);
	is_int(parse('=', "a=1\n---"), 0, "a divider at the end");
	is_str(f.rest, "", "has an empty rest");
	is_int(parse('=', ""), 0, "an empty file");
	is_int(f.nr, 0, "has no items");
	is_int(parse('=', "a = ----\n"), 0, "four dashes are a value");
	is_item(0, "a", NULL, "----", 1);
}

static void test_errors(void)
{
	static const struct {
		const char *text, *want;
	} t[] = {
		{ "a: 1\nb 2\n", "x.scn:2: no ':'; a line is 'key: value'" },
		{ "\n\n: 1\n", "x.scn:3: no key before ':'" },
		{ "a[x: 1\n", "x.scn:1: '[' without ']'; a condition is written key[cond]: value" },
		{ "a[]: 1\n", "x.scn:1: the condition in '[]' is empty" },
		{ "a[x] 1\n", "x.scn:1: no ':'; a line is 'key: value'" },
		{ "[x]: 1\n", "x.scn:1: no key before ':'" },
		{ "a: 1\n ---\n", "x.scn:2: no ':'; a line is 'key: value'" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(t); i++) {
		is_int(parse(':', t[i].text), -EINVAL, "refused");
		is_str(err, t[i].want, "... with file and line");
		is_int(f.nr, 0, "... and nothing to free");
	}
	is_int(dms_kv_parse("x", "a:1\nb\0:2\n", 9, ':', &f, err, sizeof(err)), -EINVAL,
	       "NUL byte");
	has_str(err, "x:2: a NUL byte", "... is named");
	is_int(dms_kv_parse("x", "a:1\n---\nb\0c", 11, ':', &f, err, sizeof(err)), -EINVAL,
	       "NUL byte in the rest");
	has_str(err, "x:2: a NUL byte after", "... is named");
}

static void test_huge_lines(void)
{
	size_t len = 3 << 20;
	char *text = dms_alloc(len + 16);

	memset(text, 'v', len);
	memcpy(text, "key: ", 5);
	strcpy(text + len, "\nlast: 1\n");
	is_int(parse(':', text), 0, "a line of 3 MiB");
	is_int(f.nr, 2, "... and the one behind it");
	is_int(f.nr ? strlen(f.items[0].value) : 0, len - 5, "... is whole");
	memset(text, 'v', len);
	is_int(parse(':', text), -EINVAL, "a line of 3 MiB without a separator");
	has_str(err, "x.scn:1: no ':'", "... is refused");
	free(text);
}

static void test_many_items(void)
{
	struct dms_strbuf b = { 0 };
	unsigned int i, wrong = 0;

	for (i = 0; i < 1000; i++)
		dms_strbuf_printf(&b, "k%u = v%u\n", i, i);
	parse('=', b.s);
	is_int(f.nr, 1000, "a thousand items");
	for (i = 0; i < f.nr; i++)
		wrong += f.items[i].line != i + 1 || atoi(f.items[i].value + 1) != (int)i;
	is_int(wrong, 0, "... each in its place");
	dms_strbuf_free(&b);
}

static void test_files(void)
{
	char path[] = "/tmp/dms-kv-XXXXXX";
	char want[64];
	int fd = mkstemp(path);

	ok(fd >= 0 && write(fd, "a: 1\noops\n", 10) == 10, "a temporary file");
	close(fd);
	is_int(dms_kv_read(path, ':', &f, err, sizeof(err)), -EINVAL, "a file with an error");
	snprintf(want, sizeof(want), "%s:2: no ':'", path);
	has_str(err, want, "... is named with its line");
	unlink(path);
	is_int(dms_kv_read(path, ':', &f, err, sizeof(err)), -ENOENT, "a missing file");
	snprintf(want, sizeof(want), "%s: No such file", path);
	has_str(err, want, "... is named");
	is_int(dms_kv_read("/", ':', &f, err, sizeof(err)), -EISDIR, "a directory");
	is_int(dms_kv_read("/dev/zero", ':', &f, err, sizeof(err)), -EFBIG, "a file without end");
	is_int(dms_kv_read("/dev/null", ':', &f, err, sizeof(err)), 0, "an empty file");
}

int main(void)
{
	test_header();
	test_get();
	test_line_ends();
	test_errors();
	test_huge_lines();
	test_many_items();
	dms_kv_free(&f);
	test_files();
	return tap_done();
}
