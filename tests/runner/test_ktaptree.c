// SPDX-License-Identifier: GPL-2.0
/* The kernel's KTAP, as it is meant to be, cut off anywhere, with noise in it, and hostile. */
#include <stdlib.h>

#include "base/strbuf.h"
#include "runner/ktaptree.h"
#include "tap.h"

/* As debugfs has a suite's results, of 6.12. */
static const char suite[] =
"KTAP version 1\n"
"1..1\n"
"    KTAP version 1\n"
"    # Subtest: dmascope_map\n"
"    # module: dmascope_kunit\n"
"    1..4\n"
"        KTAP version 1\n"
"        # Subtest: keeps_data\n"
"        ok 1 4096 bytes\n"
"    # keeps_data: EXPECTATION FAILED at kunit/contract_map.c:42\n"
"    Expected wrong == 0, but\n"
"        wrong == 17 (0x11)\n"
"        not ok 2 4097 bytes\n"
"    # keeps_data: pass:1 fail:1 skip:0 total:2\n"
"    not ok 1 keeps_data\n"
"    ok 2 zeroed # SKIP no device is bound to dmascope_drv\n"
"    ok 3 - old_style\n"
"    ok 4 with # in its name\n"
"# dmascope_map: pass:2 fail:1 skip:1 total:4\n"
"# Totals: pass:3 fail:1 skip:1 total:5\n"
"not ok 1 dmascope_map\n";

static struct dms_ktap_node root;

static void parse(const char *text)
{
	dms_ktap_free(&root);
	dms_ktap_parse(text, strlen(text), &root);
}

static struct dms_ktap_count counted(void)
{
	struct dms_ktap_count count = { 0 };

	dms_ktap_count(&root, &count);
	return count;
}

/* "passed failed skipped lost missing" */
static void is_count(const char *want, const char *name)
{
	struct dms_ktap_count c = counted();
	char *got = dms_asprintf("%zu %zu %zu %zu %zu", c.passed, c.failed, c.skipped, c.lost,
				 c.missing);

	is_str(got, want, name);
	free(got);
}

static char *printed(void)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	dms_ktap_print(&root, 0, out);
	fclose(out);
	return text;
}

static void test_whole(void)
{
	struct dms_ktap_node *s, *t;

	parse(suite);
	is_int(root.nr, 1, "one suite");
	s = dms_ktap_find(&root, "dmascope_map");
	if (!ok(s && s->nr == 4, "with four tests"))
		return;
	ok(s->status == DMS_KTAP_NOT_OK && s->planned == 4, "the suite failed");
	t = &s->kids[0];
	is_str(t->name, "keeps_data", "a test's name");
	is_int(t->nr, 2, "its parameters");
	is_str(t->kids[1].name, "4097 bytes", "a parameter's name");
	is_int(t->kids[1].notes.nr, 3, "lines about a failure belong to it");
	has_str(t->kids[1].notes.v[2], "wrong == 17", "and the last of them, too");
	is_str(s->kids[1].reason, "no device is bound to dmascope_drv", "why one was skipped");
	is_str(s->kids[1].name, "zeroed", "its name has no directive");
	is_str(s->kids[2].name, "old_style", "a dash before a name is no part of it");
	is_str(s->kids[3].name, "with # in its name", "a '#' in a name is");
	is_count("3 1 1 0 0", "counts are those of tests without subtests");
	ok(!dms_ktap_passed(&root) && dms_ktap_passed(&s->kids[1]), "a skip is no failure");
}

/* What is printed is KTAP again, with the same in it. */
static void test_print(void)
{
	char *once, *again;

	parse(suite);
	once = printed();
	parse(once);
	again = printed();
	is_str(again, once, "printed and read back, it is the same");
	has_str(once, "\n    not ok 1 keeps_data\n", "a level is four blanks");
	has_str(once, "\n    ok 2 zeroed # SKIP no device", "a reason is printed");
	free(once);
	free(again);
}

/* The prefix of a run that was cut off never passes, wherever it was cut. */
static void test_truncated(void)
{
	char *passing = dms_strdup(suite), *at;
	size_t len, bad = 0, clean = 0;

	while ((at = strstr(passing, "not ok")))
		memmove(at, at + 4, strlen(at + 4) + 1);
	parse(passing);
	ok(dms_ktap_passed(&root) && counted().passed, "the whole passes");
	/* without its line end, the last line is whole as well */
	for (len = 0; len + 15 < strlen(passing); len++) {
		dms_ktap_free(&root);
		dms_ktap_parse(passing, len, &root);
		bad += dms_ktap_passed(&root) && counted().passed;
		clean += counted().passed > 4;
	}
	is_int(bad, 0, "no part of it does");
	is_int(clean, 0, "and none has more tests than the whole");
	free(passing);
}

static void test_console(void)
{
	parse("[    2.239562] dmascope: begin kunit\n"
	      "[    2.262927] KTAP version 1\r\n"
	      "[    2.263240] 1..2\n"
	      "[    2.263300]     KTAP version 1\n"
	      "[    2.263400]     # Subtest: first\n"
	      "[    2.263500]     1..2\n"
	      "[    2.263600] tsc: Refined TSC clocksource calibration: 2599.999 MHz\n"
	      "[    2.263700]     ok 1 a\n"
	      "[    2.263800] pci 0000:01:00.0: some line\n"
	      "[    2.263900]     ok 2 b\n"
	      "[    2.264000] ok 1 first\n"
	      "[    2.264100][  T123]     KTAP version 1\n"
	      "[    2.264200][  T123]     # Subtest: second\n"
	      "[    2.264300][  T123]     1..3\n"
	      "[    2.264400][  T123]     ok 1 c\n"
	      "[    2.264500] BUG: kernel NULL pointer dereference, address: 0000000000000000\n"
	      "[    2.264600] #PF: supervisor read access in kernel mode\n"
	      "[    2.264700] Kernel panic - not syncing: Fatal exception\n");
	is_int(root.nr, 2, "a guest that died: both suites are there");
	ok(root.kids[0].status == DMS_KTAP_OK && root.kids[1].status == DMS_KTAP_LOST,
	   "the second one is lost");
	is_count("3 0 0 0 2", "its other tests have no result");
	ok(!dms_ktap_passed(&root), "that is no pass");
}

static void test_garbled(void)
{
	struct dms_ktap_node *s;

	parse("KTAP version 1\n1..3\n"
	      "    # Subtest: one\n    1..1\n    ok 1 a\n"
	      /* its result line is gone */
	      "    KTAP version 1\n    # Subtest: two\n    1..1\n    ok 1 b\nok 2 two\n"
	      "    # Subtest: three\n    1..1\n        # Subtest: c\n        ok 1 c1\n"
	      "        # Subtest: d\n        ok 1 d1\n    ok 2 d\nok 3 three\n");
	s = dms_ktap_find(&root, "one");
	ok(s && s->status == DMS_KTAP_LOST && s->nr == 1, "a suite without result is lost");
	s = dms_ktap_find(&root, "two");
	ok(s && s->status == DMS_KTAP_OK && s->nr == 1, "the next one is not");
	s = dms_ktap_find(&root, "three");
	ok(s && s->nr == 2 && s->kids[0].status == DMS_KTAP_LOST && s->kids[1].nr == 1,
	   "parameters go to the test that they are named after");
	ok(!dms_ktap_passed(&root), "that is no pass");

	parse("    ok 1 a\n    ok 2 b\nok 1 nameless\n");
	ok(root.nr == 1 && root.kids[0].nr == 2, "a level without a name goes to the next result");
	parse("        ok 1 deep\n    ok 1 middle\nok 1 outer\n");
	ok(root.nr == 1 && root.kids[0].nr == 1 && root.kids[0].kids[0].nr == 1,
	   "a document that begins in the middle");
	parse("ok\nnot ok\nok x\nok 1\nnot ok 2 # SKIP because\n1..\n1..x\n# Subtest: x\n");
	is_int(root.nr, 2, "what only looks like a result is none");
	is_str(root.nr > 1 ? root.kids[1].reason : NULL, "because", "a SKIP without a name");
}

static void test_hostile(void)
{
	static const char nul[] = "ok 1 a\0ok 2 b\nok 3 \xff\x1b[31mred\nok 4 c";
	struct dms_strbuf b = { 0 };
	char *text;
	int i;

	parse("1..99999999999999999999999999\n1..18446744073709551615\nok 1 a\n");
	ok(counted().missing >= 99999 && counted().missing < 1000000, "a plan is not believed");
	for (i = 0; i < 1000; i++)
		dms_strbuf_printf(&b, "%*sKTAP version 1\n%*s# Subtest: s%d\n", i, "", i, "", i);
	for (i = 999; i >= 0; i--)
		dms_strbuf_printf(&b, "%*sok 1 s%d\n", i, "", i);
	parse(b.s);
	ok(root.nr, "levels without end");
	dms_strbuf_free(&b);
	for (i = 0; i < 150000; i++)
		dms_strbuf_printf(&b, "ok %d t\n", i);
	parse(b.s);
	ok(root.nr <= 100000 && !dms_ktap_passed(&root), "results without end are no pass");
	dms_strbuf_free(&b);
	for (i = 0; i < 100000; i++)
		dms_strbuf_puts(&b, "# a note that no result follows\n");
	dms_strbuf_puts(&b, "ok 1 ");
	for (i = 0; i < 100000; i++)
		dms_strbuf_puts(&b, "x");
	parse(b.s);
	ok(root.nr == 1 && root.kids[0].notes.nr <= 200 && strlen(root.kids[0].name) <= 1000,
	   "notes and names without end");
	dms_strbuf_free(&b);
	dms_ktap_free(&root);
	dms_ktap_parse(nul, sizeof(nul) - 1, &root);
	text = printed();
	ok(root.nr == 3, "NUL bytes end a line");
	ok(!strchr(text, '\x1b') && !strchr(text, '\xff'), "what is printed is harmless");
	free(text);
	parse("");
	ok(!root.nr && !counted().passed, "nothing at all");
}

int main(void)
{
	test_whole();
	test_print();
	test_truncated();
	test_console();
	test_garbled();
	test_hostile();
	dms_ktap_free(&root);
	return tap_done();
}
