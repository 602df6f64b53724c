// SPDX-License-Identifier: GPL-2.0
/*
 * What can be said about a script before anything runs: every object and fact that
 * is used is made further up, every expression is well formed, every word is known.
 */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/expr.h"
#include "base/strbuf.h"
#include "interp.h"

/* Where a lookup stands, so that it sees only what is further up. */
struct place {
	struct script *s;
	size_t index;
	unsigned int col;
};

static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (; list && *list; list += strspn(list, " ")) {
		size_t n = strcspn(list, " ");

		if (n == len && !memcmp(list, word, len))
			return true;
		list += n;
	}
	return false;
}

/* Name under which a line's facts appear: its own, or that of the object it works on. */
static const char *fact_owner(const struct script_line *l)
{
	if (!l->name && l->op->flags & OP_NAMES_OBJECT && l->nr_args)
		return l->args[0];
	return l->name;
}

static bool let_publishes(const struct script_line *l, const char *fact)
{
	size_t len = strlen(fact);

	return !strcmp(l->op->name, "let") && !strncmp(l->args[0], fact, len) &&
	       l->args[0][len] == '=';
}

bool script_has_fact(const struct script *s, size_t before, const char *fact)
{
	const char *dot = strrchr(fact, '.');
	size_t i;

	if (!strcmp(fact, "dev.bdf") || !strcmp(fact, "dev.engine") || !strcmp(fact, "dev.name"))
		return true;
	for (i = 0; i < before; i++) {
		const struct script_line *l = &s->lines[i];
		const char *owner = fact_owner(l);

		if (let_publishes(l, fact))
			return true;
		if (!dot || !owner || strlen(owner) != (size_t)(dot - fact) ||
		    strncmp(owner, fact, dot - fact))
			continue;
		if (has_word(l->op->facts, dot + 1))
			return true;
		if (!strcmp(dot, ".result") && l->expect != EXPECT_OK)
			return true;
	}
	return false;
}

bool script_publishes(const char *text, const char *fact)
{
	struct script s = { .path = "" };
	const char *in_thread = fact;
	bool found = false;

	/* "t3.v.wrong": thread 3's, see exec.c */
	if (fact[0] == 't' && isdigit((unsigned char)fact[1])) {
		in_thread = fact + 1 + strspn(fact + 1, "0123456789");
		in_thread = *in_thread == '.' ? in_thread + 1 : fact;
	}
	if (!script_parse(&s, text))
		found = script_has_fact(&s, s.nr, fact) || script_has_fact(&s, s.nr, in_thread);
	script_free(&s);
	return found;
}

unsigned int script_find_op(const char *text, const char *op, const char *arg, size_t nr,
			    char **word)
{
	struct script s = { .path = "" };
	unsigned int line = 0;
	size_t i = 0;

	if (script_parse(&s, text))
		i = s.nr = 0;
	for (; i < s.nr && !line; i++) {
		const struct script_line *l = &s.lines[i];

		if (strcmp(l->op->name, op) ||
		    (arg && (!l->nr_args || strcmp(l->args[0], arg))))
			continue;
		line = l->line;
		if (word)
			*word = nr < l->nr_args ? dms_strdup(l->args[nr]) : NULL;
	}
	script_free(&s);
	return line;
}

bool script_changes_system(const char *text)
{
	struct script s = { .path = "" };
	bool found = false;
	size_t i;

	if (!script_parse(&s, text))
		for (i = 0; i < s.nr; i++)
			found |= s.lines[i].op->flags & OP_LASTING;
	script_free(&s);
	return found;
}

/* Everything that can be said about the word at hand goes through here. */
static int fail_at(struct place *at, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static int fail_at(struct place *at, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return script_fail(at->s, at->s->lines[at->index].line, at->col, "%s", text);
}

static void near_facts_of(struct script_nearest *near, const char *owner, const char *list)
{
	for (; list && *list; list += strspn(list, " ")) {
		size_t len = strcspn(list, " ");
		char name[2 * SCRIPT_MAX_NAME];

		snprintf(name, sizeof(name), "%s.%.*s", owner, (int)len, list);
		/* a list of one word, which is copied */
		script_near_list(near, name);
		list += len;
	}
}

/* The fact that was probably meant by what stands behind a '$' of @expr. */
static const char *fact_hint(struct place *at, const char *expr, char *hint, size_t len)
{
	char word[SCRIPT_MAX_NAME] = "";
	struct script_nearest near = { .word = word };
	size_t i, n;

	for (expr = strchr(expr, '$'); expr; expr = strchr(expr + 1, '$')) {
		n = strspn(expr + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");
		snprintf(word, sizeof(word), "%.*s", (int)n, expr + 1);
		if (!script_has_fact(at->s, at->index, word))
			break;
	}
	for (i = 0; i < at->index; i++) {
		const struct script_line *l = &at->s->lines[i];

		if (fact_owner(l))
			near_facts_of(&near, fact_owner(l), l->op->facts);
	}
	return script_did_you_mean(&near, hint, len);
}

static const char *any_value(void *ctx, const char *name)
{
	struct place *at = ctx;

	if (script_has_fact(at->s, at->index, name))
		return "0";
	return NULL;
}

static int check_expr(struct place *at, const char *expr)
{
	char err[200], hint[100];
	uint64_t v;
	int ret;

	ret = dms_expr_eval(expr, any_value, at, &v, err, sizeof(err));
	if (ret == -ENOENT)
		return fail_at(at, "%s; an op further up must publish it%s", err,
			       fact_hint(at, expr, hint, sizeof(hint)));
	return ret ? fail_at(at, "%s", err) : 0;
}

/* An object is whatever a line further up gave a name to; of what kind it is, the driver judges. */
static int check_object(struct place *at, const char *name)
{
	struct script_nearest near = { .word = name };
	char hint[100];
	size_t i;

	for (i = 0; i < at->index; i++) {
		const char *made = at->s->lines[i].name;

		if (made && !strcmp(made, name))
			return 0;
		if (made)
			script_near(&near, made);
	}
	return fail_at(at, "no object '%s'; a line '%s = ...' further up must make it%s", name, name,
		       script_did_you_mean(&near, hint, sizeof(hint)));
}

/* OBJECT, OBJECT:OFFSET or OBJECT:OFFSET:LEN */
static int check_segment(struct place *at, const char *text)
{
	char *copy = dms_strdup(text), *save = NULL, *part;
	unsigned int nr = 0;
	int ret = 0;

	for (part = strtok_r(copy, ":", &save); part && !ret; part = strtok_r(NULL, ":", &save))
		ret = nr++ ? check_expr(at, part) : check_object(at, part);
	if (!ret && (!nr || nr > 3))
		ret = fail_at(at, "'%s' is no segment; it is BUFFER:OFFSET:LEN", text);
	free(copy);
	return ret;
}

static int check_bits(struct place *at, const struct script_keyarg *k)
{
	const char *p = k->value;
	uint64_t v;

	for (;;) {
		size_t len = strcspn(p, "|");

		if (!script_words_find(k->key->words, p, len, &v))
			return check_expr(at, k->value);
		if (!p[len])
			return 0;
		p += len + 1;
	}
}

static int check_word(struct place *at, const struct script_keyarg *k)
{
	const struct script_word *w;
	struct script_nearest near = { .word = k->value };
	struct dms_strbuf all = { 0 };
	char hint[100];
	uint64_t v;
	int ret;

	if (script_words_find(k->key->words, k->value, strlen(k->value), &v))
		return 0;
	if (!isalpha((unsigned char)k->value[0]) || strchr(k->value, '('))
		return check_expr(at, k->value);
	for (w = k->key->words; w->name; w++) {
		dms_strbuf_printf(&all, "%s%s", all.len ? ", " : "", w->name);
		script_near(&near, w->name);
	}
	ret = fail_at(at, "'%s=%s' is not known; it is one of %s%s", k->key->name, k->value, all.s,
		      script_did_you_mean(&near, hint, sizeof(hint)));
	dms_strbuf_free(&all);
	return ret;
}

static int check_key(struct place *at, const struct script_keyarg *k)
{
	at->col = k->col + strlen(k->key->name) + 1;
	switch (k->key->type) {
	case KEY_NUM:
		return check_expr(at, k->value);
	case KEY_OBJECT:
		return check_object(at, k->value);
	case KEY_WORD:
		return check_word(at, k);
	case KEY_BITS:
		return check_bits(at, k);
	case KEY_FLAG:
		if (!strcmp(k->value, "0") || !strcmp(k->value, "1"))
			return 0;
		return fail_at(at, "'%s=%s'; it is 0 or 1", k->key->name, k->value);
	}
	return 0;
}

static int check_arg(struct place *at, char type, const char *arg)
{
	switch (type) {
	case 'o':
	case 'u':
		return check_object(at, arg);
	case 'n':
		return check_expr(at, arg);
	case 's':
		return check_segment(at, arg);
	}
	return 0;
}

static int check_comparison(struct place *at, const struct script_line *l)
{
	struct dms_strbuf all = { 0 };
	const char *op;
	size_t i, len;
	char *left;
	int ret;

	for (i = 0; i < l->nr_args; i++)
		dms_strbuf_puts(&all, l->args[i]);
	op = script_find_operator(all.s, &len);
	if (!op) {
		ret = fail_at(at, "'%s' compares nothing; write check EXPR OP EXPR with ==, !=, "
			      "<=, >=, < or >", all.s);
	} else {
		left = dms_strndup(all.s, op - all.s);
		ret = check_expr(at, left);
		if (!ret)
			ret = check_expr(at, op + len);
		free(left);
	}
	dms_strbuf_free(&all);
	return ret;
}

static int fail_query(struct place *at, const char *word)
{
	struct script_nearest near = { .word = word };
	char hint[100];
	size_t i;

	for (i = 0; script_query_name(i); i++)
		script_near(&near, script_query_name(i));
	return fail_at(at, "no query '%s'; dmactl --help query names them%s", word,
		       script_did_you_mean(&near, hint, sizeof(hint)));
}

/* Ops whose words have a syntax of their own. */
static int check_special(struct place *at, const struct script_line *l)
{
	const char *name = l->op->name;
	char *eq;
	uint64_t v;
	char word[SCRIPT_MAX_NAME];

	at->col = l->nr_args ? l->arg_cols[0] : l->col;
	if (!strcmp(name, "check"))
		return check_comparison(at, l);
	if (!strcmp(name, "query") && !script_query_word(l->args[0], &v))
		return fail_query(at, l->args[0]);
	if (strcmp(name, "let") && strcmp(name, "sysctl"))
		return 0;
	eq = strchr(l->args[0], '=');
	if (!eq || eq == l->args[0] || !eq[1])
		return fail_at(at, "'%s' lacks a value; it is written '%s %s'", l->args[0], name,
			       l->op->usage);
	if (!strcmp(name, "sysctl"))
		return 0;
	if ((size_t)(eq - l->args[0]) < sizeof(word)) {
		memcpy(word, l->args[0], eq - l->args[0]);
		word[eq - l->args[0]] = '\0';
		if (script_is_name(word))
			return check_expr(at, eq + 1);
	}
	return fail_at(at, "'%s' needs a name of letters, digits and '_'", l->args[0]);
}

static int check_line(struct place *at, const struct script_line *l)
{
	const char *types = l->op->args ? l->op->args : "";
	size_t i;
	int ret = 0;

	for (i = 0; i < l->nr_args && !ret; i++) {
		at->col = l->arg_cols[i];
		ret = check_arg(at, *types, l->args[i]);
		types += types[1] == '*' ? 0 : types[1] == '?' ? 2 : 1;
	}
	for (i = 0; i < l->nr_keys && !ret; i++)
		ret = check_key(at, &l->keys[i]);
	return ret ? ret : check_special(at, l);
}

int script_check_names(struct script *s, size_t from)
{
	struct place at = { .s = s };
	int ret = 0;

	for (at.index = from; at.index < s->nr && !ret; at.index++)
		ret = check_line(&at, &s->lines[at.index]);
	return ret;
}

int script_check_at(const char *path, const char *text, char *err, size_t errlen,
		    unsigned int *line, unsigned int *column)
{
	struct script s = { .path = path, .err = err, .errlen = errlen };
	int ret;

	ret = script_parse(&s, text);
	if (!ret)
		ret = script_check_names(&s, 0);
	*line = s.err_line;
	*column = s.err_col;
	script_free(&s);
	return ret;
}

int script_check(const char *path, const char *text, char *err, size_t errlen)
{
	unsigned int line, column;

	return script_check_at(path, text, err, errlen, &line, &column);
}
