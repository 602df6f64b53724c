// SPDX-License-Identifier: GPL-2.0
/* Reads KTAP, line by line, with a stack of the levels that are open. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/ktaptree.h"

#define MAX_DEPTH	16
#define MAX_NODES	100000
#define MAX_NOTES	200		/* lines kept of one test */
#define MAX_LINE	1000		/* of a line, the rest is cut */

/**
 * struct level - tests of one indentation whose parent's result is still to come
 * @node:	collects them; its name is that of the parent, once known
 */
struct level {
	size_t indent;
	struct dms_ktap_node node;
};

/**
 * struct parser - what has been read
 * @levels:	those that are open; the first one is the document's, at the margin
 * @depth:	how many of them, 1 at least
 * @notes:	lines for the next result
 */
struct parser {
	struct level levels[MAX_DEPTH];
	size_t depth;
	size_t nr_nodes;
	struct dms_strlist notes;
};

void dms_ktap_free(struct dms_ktap_node *node)
{
	size_t i;

	for (i = 0; i < node->nr; i++)
		dms_ktap_free(&node->kids[i]);
	free(node->kids);
	free(node->name);
	free(node->reason);
	dms_strlist_free(&node->notes);
	*node = (struct dms_ktap_node){ 0 };
}

struct dms_ktap_node *dms_ktap_add(struct dms_ktap_node *node, const char *name)
{
	struct dms_ktap_node *kid;

	/* room doubles: a test may have thousands of parameters */
	if (!(node->nr & (node->nr - 1)))
		node->kids = dms_realloc(node->kids, (node->nr ? 2 * node->nr : 1) *
					 sizeof(*node->kids));
	kid = &node->kids[node->nr++];
	*kid = (struct dms_ktap_node){ .name = dms_strdup(name) };
	return kid;
}

struct dms_ktap_node *dms_ktap_find(struct dms_ktap_node *node, const char *name)
{
	size_t i;

	for (i = 0; i < node->nr; i++)
		if (!strcmp(node->kids[i].name, name))
			return &node->kids[i];
	return NULL;
}

/* ---- levels ---- */

static struct level *top(struct parser *p)
{
	return &p->levels[p->depth - 1];
}

static struct level *open_level(struct parser *p, size_t indent)
{
	struct level *l = &p->levels[p->depth];

	/* deeper than any kernel goes: what comes there is the deepest level's */
	if (p->depth == MAX_DEPTH)
		return top(p);
	*l = (struct level){ .indent = indent };
	p->depth++;
	return l;
}

/* The innermost level's tests go to @parent, which is of a level further out. */
static void move_kids(struct level *from, struct dms_ktap_node *parent)
{
	parent->kids = from->node.kids;
	parent->nr = from->node.nr;
	parent->planned = from->node.planned;
	from->node.kids = NULL;
	from->node.nr = 0;
	dms_ktap_free(&from->node);
}

static bool is_empty(const struct level *l)
{
	return !l->node.nr && !l->node.name && !l->node.planned;
}

/* What was not read is no pass. */
static void miss_one(struct dms_ktap_node *node)
{
	if (node->planned <= node->nr)
		node->planned = node->nr + 1;
}

/* Its parent's result never came. */
static void lose_level(struct parser *p)
{
	struct level *from = &p->levels[--p->depth];
	struct dms_ktap_node *lost;

	if (is_empty(from) || p->nr_nodes >= MAX_NODES) {
		if (!is_empty(from))
			miss_one(&top(p)->node);
		dms_ktap_free(&from->node);
		return;
	}
	p->nr_nodes++;
	lost = dms_ktap_add(&top(p)->node, from->node.name ? from->node.name : "unnamed");
	lost->status = DMS_KTAP_LOST;
	lost->notes = p->notes;
	p->notes = (struct dms_strlist){ 0 };
	move_kids(from, lost);
}

/* Levels further in than @indent are over, but for the outermost of them if @keep. */
static void close_deeper(struct parser *p, size_t indent, bool keep)
{
	while (p->depth > 1 && top(p)->indent > indent &&
	       !(keep && p->levels[p->depth - 2].indent <= indent))
		lose_level(p);
}

/* ---- lines ---- */

static struct level *level_at(struct parser *p, size_t indent)
{
	close_deeper(p, indent, false);
	return top(p)->indent == indent ? top(p) : open_level(p, indent);
}

/* "KTAP version N": a level begins, unless it has just begun. */
static void take_version(struct parser *p, size_t indent)
{
	struct level *l = level_at(p, indent);

	/* on the outermost level documents follow each other, and are one */
	if (is_empty(l) || p->depth == 1)
		return;
	lose_level(p);
	open_level(p, indent);
}

static void take_subtest(struct parser *p, size_t indent, const char *name)
{
	struct level *l = level_at(p, indent);

	/* results at the margin are the document's own */
	if (p->depth == 1)
		return;
	if (!is_empty(l)) {
		lose_level(p);
		l = open_level(p, indent);
	}
	free(l->node.name);
	l->node.name = dms_strdup(name);
}

static void take_plan(struct parser *p, size_t indent, const char *number)
{
	unsigned long n = strtoul(number, NULL, 10);
	struct level *l = level_at(p, indent);

	l->node.planned += n > MAX_NODES ? MAX_NODES : n;
}

static const char *directive_of(char *name)
{
	static const char *const words[] = { "SKIP", "TODO", "XFAIL", "TIMEOUT", "ERROR" };
	char *mark = name, *word;
	size_t i;

	while ((mark = strchr(mark, '#'))) {
		word = mark + 1 + strspn(mark + 1, " ");
		for (i = 0; i < ARRAY_SIZE(words); i++) {
			size_t len = strlen(words[i]);

			if (strncmp(word, words[i], len) || isalnum((unsigned char)word[len]))
				continue;
			while (mark > name && mark[-1] == ' ')
				mark--;
			*mark = '\0';
			return word;
		}
		mark++;
	}
	return NULL;
}

/* A level further in holds the subtests of the result that comes now, if it has its name. */
static void adopt_level(struct parser *p, size_t indent, struct dms_ktap_node *result)
{
	struct level *l = top(p);

	if (p->depth < 2 || l->indent <= indent)
		return;
	if (!l->node.name || !strcmp(l->node.name, result->name)) {
		p->depth--;
		move_kids(l, result);
	} else {
		lose_level(p);
	}
}

static void take_result(struct parser *p, size_t indent, bool ok, char *rest)
{
	struct dms_ktap_node result = { .status = ok ? DMS_KTAP_OK : DMS_KTAP_NOT_OK };
	const char *directive;
	struct level *l;

	rest += strspn(rest, "0123456789");
	rest += strspn(rest, " ");
	if (!strncmp(rest, "- ", 2))
		rest += 2;
	directive = directive_of(rest);
	if (directive && !strncmp(directive, "SKIP", 4)) {
		result.status = DMS_KTAP_SKIP;
		directive += 4 + strspn(directive + 4, " ");
		result.reason = dms_strdup(directive);
	}
	result.name = dms_strdup(rest);
	result.notes = p->notes;
	p->notes = (struct dms_strlist){ 0 };
	close_deeper(p, indent, true);
	adopt_level(p, indent, &result);
	l = level_at(p, indent);
	if (p->nr_nodes++ < MAX_NODES) {
		free(dms_ktap_add(&l->node, "")->name);
		l->node.kids[l->node.nr - 1] = result;
	} else {
		miss_one(&l->node);
		dms_ktap_free(&result);
	}
}

/* KUnit's own sums, which we make ourselves. */
static bool is_sum(const char *text)
{
	return strstr(text, "pass:") && strstr(text, "fail:");
}

static void take_note(struct parser *p, const char *text)
{
	if (p->notes.nr < MAX_NOTES && !is_sum(text) && strncmp(text, "module:", 7))
		dms_strlist_add(&p->notes, text);
}

/* "[   12.345678] " and "[    T1] ", as the kernel's log has them */
static char *skip_stamp(char *line)
{
	size_t len;

	while (*line == '[') {
		len = strspn(line + 1, " .0123456789TC");
		if (line[len + 1] != ']')
			break;
		line += len + 2;
		line += *line == ' ';
	}
	return line;
}

static void take_line(struct parser *p, char *line)
{
	size_t indent = strspn(line, " ");
	char *text = line + indent;

	if (!strncmp(text, "KTAP version ", 13) || !strncmp(text, "TAP version ", 12))
		take_version(p, indent);
	else if (!strncmp(text, "# Subtest: ", 11))
		take_subtest(p, indent, text + 11);
	else if (!strncmp(text, "1..", 3) && isdigit((unsigned char)text[3]))
		take_plan(p, indent, text + 3);
	else if (!strncmp(text, "ok ", 3) && isdigit((unsigned char)text[3]))
		take_result(p, indent, true, text + 3);
	else if (!strncmp(text, "not ok ", 7) && isdigit((unsigned char)text[7]))
		take_result(p, indent, false, text + 7);
	else if (*text == '#')
		take_note(p, text + 1 + strspn(text + 1, " "));
	else if (p->notes.nr && indent && *text)
		take_note(p, text);
}

void dms_ktap_parse(const char *text, size_t len, struct dms_ktap_node *root)
{
	struct parser p = { .depth = 1 };
	const char *end = text + len, *eol;

	*root = (struct dms_ktap_node){ 0 };
	for (; text < end; text = eol + 1) {
		char line[MAX_LINE + 1];
		size_t n;

		eol = memchr(text, '\n', end - text);
		if (!eol)
			eol = end;
		n = eol - text;
		if (n > MAX_LINE)
			n = MAX_LINE;
		memcpy(line, text, n);
		/* a NUL byte ends the line: what is behind it is noise */
		line[n] = '\0';
		line[strcspn(line, "\r")] = '\0';
		take_line(&p, skip_stamp(line));
	}
	while (p.depth > 1)
		lose_level(&p);
	move_kids(&p.levels[0], root);
	dms_strlist_free(&p.notes);
}

/* ---- what it comes to ---- */

void dms_ktap_count(const struct dms_ktap_node *node, struct dms_ktap_count *count)
{
	size_t before = count->failed + count->lost + count->missing, i;

	for (i = 0; i < node->nr; i++)
		dms_ktap_count(&node->kids[i], count);
	if (node->planned > node->nr)
		count->missing += node->planned - node->nr;
	/* a test that fails although none of its subtests does is one more */
	if (node->status == DMS_KTAP_NOT_OK)
		count->failed += count->failed + count->lost + count->missing == before;
	else if (node->status == DMS_KTAP_LOST)
		count->lost += count->failed + count->lost + count->missing == before;
	else if (node->name && !node->nr && !node->planned && node->status == DMS_KTAP_SKIP)
		count->skipped++;
	else if (node->name && !node->nr && !node->planned)
		count->passed++;
}

bool dms_ktap_passed(const struct dms_ktap_node *node)
{
	struct dms_ktap_count count = { 0 };

	dms_ktap_count(node, &count);
	return !count.failed && !count.lost && !count.missing;
}

static void put(FILE *out, unsigned int depth, const char *head, const char *text)
{
	char *safe = dms_escape(text);

	fprintf(out, "%*s%s%s\n", (int)depth * 4, "", head, safe);
	free(safe);
}

void dms_ktap_line(const struct dms_ktap_node *node, size_t number, unsigned int depth, FILE *out)
{
	bool ok = node->status == DMS_KTAP_SKIP || dms_ktap_passed(node);
	char *name = dms_escape(node->name), *reason = dms_escape(node->reason ? node->reason : "");

	fprintf(out, "%*s%s %zu %s", (int)depth * 4, "", ok ? "ok" : "not ok", number, name);
	if (node->status == DMS_KTAP_SKIP)
		fprintf(out, " # SKIP %s", reason);
	fputc('\n', out);
	free(name);
	free(reason);
}

void dms_ktap_print(const struct dms_ktap_node *node, unsigned int depth, FILE *out)
{
	size_t i, k;

	if (!node->nr && !node->planned)
		return;
	fprintf(out, "%*sKTAP version 1\n", (int)depth * 4, "");
	if (node->name)
		put(out, depth, "# Subtest: ", node->name);
	fprintf(out, "%*s1..%zu\n", (int)depth * 4, "",
		node->planned > node->nr ? node->planned : node->nr);
	for (i = 0; i < node->nr; i++) {
		const struct dms_ktap_node *kid = &node->kids[i];

		dms_ktap_print(kid, depth + 1, out);
		for (k = 0; k < kid->notes.nr; k++)
			put(out, depth, "# ", kid->notes.v[k]);
		if (kid->status == DMS_KTAP_LOST)
			put(out, depth, "# ", "no result: the guest was in this test when it ended");
		dms_ktap_line(kid, i + 1, depth, out);
	}
	if (node->planned > node->nr)
		fprintf(out, "%*s# %zu of %zu tests have no result\n", (int)depth * 4, "",
			node->planned - node->nr, node->planned);
}
