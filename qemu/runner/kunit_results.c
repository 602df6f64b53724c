// SPDX-License-Identifier: GPL-2.0
/*
 * What a guest left of its suites.  debugfs has each one's results without anything else between
 * them; of a guest that died the console has what came before.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/file.h"
#include "runner/kunit.h"
#include "runner/root.h"

/* ---- which tests there are ---- */

/* The word behind @key in @line, up to any of @ends; NULL: no such key. */
static char *word_behind(const char *line, const char *key, const char *ends)
{
	const char *at = strstr(line, key);

	if (!at)
		return NULL;
	at += strlen(key);
	return dms_strndup(at, strcspn(at, ends));
}

/* "KUNIT_CASE(name)", "KUNIT_CASE_PARAM(name, ...)" */
static char *case_of(const char *line)
{
	const char *at = strstr(line, "KUNIT_CASE");

	at = at ? strchr(at, '(') : NULL;
	return at ? dms_strndup(at + 1, strcspn(at + 1, ",) ")) : NULL;
}

/**
 * struct scan - how far a source file was read
 * @tables:	tables of cases that were seen, by their names
 * @root:	where suites go
 * @in_suite:	inside of a suite's description, which comes behind its table
 */
struct scan {
	struct dms_ktap_node tables;
	struct dms_ktap_node *root;
	bool in_suite;
};

static void take_cases(struct scan *s, const char *table)
{
	const struct dms_ktap_node *from = dms_ktap_find(&s->tables, table);
	size_t i;

	for (i = 0; from && s->root->nr && i < from->nr; i++)
		dms_ktap_add(&s->root->kids[s->root->nr - 1], from->kids[i].name);
}

static void scan_line(struct scan *s, const char *line)
{
	char *table = word_behind(line, "struct kunit_case ", "[ ");
	char *test = case_of(line);
	char *name = word_behind(line, ".name = \"", "\"");
	char *cases = word_behind(line, ".test_cases = ", ",");

	if (table)
		dms_ktap_add(&s->tables, table);
	else if (test && s->tables.nr)
		dms_ktap_add(&s->tables.kids[s->tables.nr - 1], test);
	if (strstr(line, "struct kunit_suite "))
		s->in_suite = true;
	else if (*line == '}')
		s->in_suite = false;
	if (s->in_suite && name)
		dms_ktap_add(s->root, name);
	if (s->in_suite && cases)
		take_cases(s, cases);
	free(table);
	free(test);
	free(name);
	free(cases);
}

static void scan_file(const char *path, struct dms_ktap_node *root)
{
	struct scan s = { .root = root };
	char *line, *rest = NULL, *text;
	size_t len;

	text = dms_file_read(path, &len);
	if (!text)
		return;
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		scan_line(&s, line);
	dms_ktap_free(&s.tables);
	free(text);
}

static void list_files(const char *dir, const char *end, struct dms_strlist *names)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		size_t len = strlen(e->d_name), n = strlen(end);

		if (*e->d_name != '.' && len > n && !strcmp(e->d_name + len - n, end))
			dms_strlist_add(names, e->d_name);
	}
	if (d)
		closedir(d);
	dms_strlist_sort(names);
}

int dms_kunit_sources(struct dms_ktap_node *root)
{
	struct dms_strlist names = { 0 };
	char *dir;
	size_t i;

	*root = (struct dms_ktap_node){ 0 };
	if (!dms_root())
		return -1;
	dir = dms_asprintf("%s/kunit", dms_root());
	list_files(dir, ".c", &names);
	for (i = 0; i < names.nr; i++) {
		char *path = dms_asprintf("%s/%s", dir, names.v[i]);

		scan_file(path, root);
		free(path);
	}
	dms_strlist_free(&names);
	free(dir);
	return root->nr ? 0 : -1;
}

/* ---- what became of them ---- */

static void parse_file(const char *path, struct dms_ktap_node *root)
{
	size_t len = 0;
	char *text = dms_file_read(path, &len);

	dms_ktap_parse(text ? text : "", text ? len : 0, root);
	free(text);
}

/* Files of debugfs, one for each suite. */
static void parse_bundle(const char *dir, struct dms_ktap_node *root)
{
	char *folder = dms_asprintf("%s/bundle/kunit", dir);
	struct dms_strlist names = { 0 };
	size_t i, k;

	*root = (struct dms_ktap_node){ 0 };
	list_files(folder, "", &names);
	for (i = 0; i < names.nr; i++) {
		char *path = dms_asprintf("%s/%s", folder, names.v[i]);
		struct dms_ktap_node suite;

		parse_file(path, &suite);
		for (k = 0; k < suite.nr; k++) {
			free(dms_ktap_add(root, "")->name);
			root->kids[root->nr - 1] = suite.kids[k];
		}
		suite.nr = 0;
		dms_ktap_free(&suite);
		free(path);
	}
	dms_strlist_free(&names);
	free(folder);
}

/*
 * Old kernels (6.1) keep only the last of a test's parameters in debugfs.  Where the console has the
 * whole suite with the same result, and more of it, it knows better.
 */
static bool knows_better(const struct dms_ktap_node *console, const struct dms_ktap_node *debugfs)
{
	struct dms_ktap_count c = { 0 }, d = { 0 };

	dms_ktap_count(console, &c);
	dms_ktap_count(debugfs, &d);
	return console->status == debugfs->status && !c.lost && !c.missing &&
	       c.passed + c.failed + c.skipped > d.passed + d.failed + d.skipped;
}

/* @to has its order of the console, and what debugfs has whole. */
static void merge(struct dms_ktap_node *to, struct dms_ktap_node *whole)
{
	struct dms_ktap_node *at, swap;
	size_t i;

	for (i = 0; i < whole->nr; i++) {
		at = dms_ktap_find(to, whole->kids[i].name);
		if (!at)
			at = dms_ktap_add(to, whole->kids[i].name);
		else if (whole->kids[i].status == DMS_KTAP_LOST ||
			 knows_better(at, &whole->kids[i]))
			continue;
		swap = *at;
		*at = whole->kids[i];
		whole->kids[i] = swap;
	}
}

/*
 * KUnit says which test it runs when that is over.  The one that was running is the next of
 * the suite's table.
 */
static void name_running(struct dms_ktap_node *suite, const struct dms_ktap_node *known)
{
	struct dms_ktap_node *test;
	size_t i = suite->nr;

	if (suite->status != DMS_KTAP_LOST || (suite->planned && i >= suite->planned) ||
	    (i && suite->kids[i - 1].status == DMS_KTAP_LOST))
		return;
	if (known && i < known->nr) {
		test = dms_ktap_add(suite, known->kids[i].name);
	} else {
		char *name = dms_asprintf("test %zu", i + 1);

		test = dms_ktap_add(suite, name);
		free(name);
	}
	test->status = DMS_KTAP_LOST;
	test->notes = suite->notes;
	suite->notes = (struct dms_strlist){ 0 };
}

void dms_kunit_collect(const char *dir, struct dms_ktap_node *tree)
{
	char *console = dms_asprintf("%s/console.log", dir);
	struct dms_ktap_node whole, known;
	size_t i;

	parse_file(console, tree);
	parse_bundle(dir, &whole);
	merge(tree, &whole);
	if (dms_kunit_sources(&known))
		known = (struct dms_ktap_node){ 0 };
	for (i = 0; i < tree->nr; i++)
		name_running(&tree->kids[i], dms_ktap_find(&known, tree->kids[i].name));
	dms_ktap_free(&known);
	dms_ktap_free(&whole);
	free(console);
}
