// SPDX-License-Identifier: GPL-2.0
/* Text to lines: name, expectation, op, positional arguments, key=value arguments. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "interp.h"

/* Words of one line; they point into one copy of it. */
struct words {
	char *copy;
	char **w;
	size_t nr;
};

int script_fail(struct script *s, unsigned int line, unsigned int col, const char *fmt, ...)
{
	va_list ap;
	int len;

	s->err_line = line;
	s->err_col = col;
	if (!s->errlen)
		return -EINVAL;
	len = snprintf(s->err, s->errlen, "%s:%u:%u: ", s->path, line, col);
	if (len < 0 || (size_t)len >= s->errlen)
		return -EINVAL;
	va_start(ap, fmt);
	vsnprintf(s->err + len, s->errlen - len, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

int script_errno_by_name(const char *name)
{
	int i;

	for (i = 1; i < 134; i++) {
		const char *known = strerrorname_np(i);

		if (known && !strcmp(known, name))
			return i;
	}
	return 0;
}

bool script_is_name(const char *s)
{
	size_t len = 0;

	if (!isalpha((unsigned char)*s) && *s != '_')
		return false;
	while (isalnum((unsigned char)s[len]) || s[len] == '_')
		len++;
	return !s[len] && len < SCRIPT_MAX_NAME;
}

const char *script_find_operator(const char *s, size_t *len)
{
	for (; *s; s++) {
		*len = s[1] == '=' ? 2 : 1;
		if (*s == '<' || *s == '>' || (*len == 2 && (*s == '=' || *s == '!')))
			return s;
	}
	return NULL;
}

static unsigned int column(const struct words *w, const char *word)
{
	return word - w->copy + 1;
}

static void split(struct words *w, const char *text, size_t len)
{
	char *p;

	w->copy = dms_strndup(text, len);
	w->w = dms_alloc((len / 2 + 1) * sizeof(*w->w));
	w->nr = 0;
	for (p = w->copy;;) {
		p += strspn(p, " \t\r");
		if (!*p || *p == '#')
			break;
		w->w[w->nr++] = p;
		p += strcspn(p, " \t\r");
		if (!*p)
			break;
		*p++ = '\0';
	}
}

static int fail_errno(struct script *s, struct script_line *l, const char *word, unsigned int col)
{
	struct script_nearest near = { .word = word + 1 };
	char hint[100];
	int i;

	for (i = 1; i < 134; i++)
		if (strerrorname_np(i))
			script_near(&near, strerrorname_np(i));
	return script_fail(s, l->line, col, "'%s' is no errno; write !ENOMEM OP, or ? OP to take any "
			   "result%s", word, script_did_you_mean(&near, hint, sizeof(hint)));
}

/* "?", "? rest", "?rest" and "!ERRNO rest"; the words it took are gone from @w. */
static int parse_expectation(struct script *s, struct script_line *l, struct words *w)
{
	char *first = w->w[0];

	if (*first != '?' && *first != '!')
		return 0;
	l->expect = *first == '?' ? EXPECT_ANY : EXPECT_ERRNO;
	if (l->expect == EXPECT_ANY && first[1]) {
		w->w[0]++;
		return 0;
	}
	if (l->expect == EXPECT_ERRNO) {
		l->want = script_errno_by_name(first + 1);
		if (!l->want)
			return fail_errno(s, l, first, column(w, first));
	}
	w->w++;
	w->nr--;
	if (!w->nr)
		return script_fail(s, l->line, column(w, first), "no op behind '%s'", first);
	return 0;
}

static int parse_name(struct script *s, struct script_line *l, struct words *w)
{
	if (w->nr < 2 || strcmp(w->w[1], "="))
		return 0;
	if (!script_is_name(w->w[0]) || !strcmp(w->w[0], "dev"))
		return script_fail(s, l->line, column(w, w->w[0]), "'%s' cannot be a name; letters, "
				   "digits and '_', not 'dev'", w->w[0]);
	if (w->nr < 3)
		return script_fail(s, l->line, column(w, w->w[1]), "no op behind '='; a line is "
				   "[NAME =] OP ...");
	l->name = dms_strdup(w->w[0]);
	w->w += 2;
	w->nr -= 2;
	return 0;
}

static int parse_op(struct script *s, struct script_line *l, const char *word)
{
	const char *near;

	l->op = script_op_find(word);
	if (!l->op) {
		near = script_op_nearest(word);
		if (strchr(word, '='))
			return script_fail(s, l->line, l->col, "'%s' is no op; put blanks around '='",
					   word);
		if (near)
			return script_fail(s, l->line, l->col, "no op '%s'; did you mean '%s'?", word,
					   near);
		return script_fail(s, l->line, l->col, "no op '%s'; dmactl --list-ops names them", word);
	}
	if (l->name && !l->op->facts && !(l->expect != EXPECT_OK || l->op->flags & OP_TOLERANT))
		return script_fail(s, l->line, l->col, "'%s' publishes nothing; leave '%s =' away, or "
				   "write ? for its result", word, l->name);
	if (l->op->flags & (OP_BLOCK | OP_END) && (l->name || l->expect != EXPECT_OK))
		return script_fail(s, l->line, l->col, "'%s' takes neither a name nor an expectation",
				   word);
	return 0;
}

static bool looks_like_key(const char *word)
{
	size_t len = strspn(word, "abcdefghijklmnopqrstuvwxyz-_");

	return len && word[len] == '=' && word[len + 1] != '=';
}

static int parse_key(struct script *s, struct script_line *l, char *word, unsigned int col)
{
	struct script_nearest near = { .word = word };
	char *eq = strchr(word, '=');
	struct script_keyarg *k;
	char hint[100];
	size_t i;

	*eq = '\0';
	if (!script_key_allowed(l->op, word)) {
		script_near_list(&near, l->op->keys);
		snprintf(hint, sizeof(hint), "; did you mean '%s='?", near.found ? near.found : "");
		return script_fail(s, l->line, col, "'%s' takes no '%s='; it takes %s%s", l->op->name,
				   word, l->op->keys ? l->op->keys : "no key=value at all",
				   near.found ? hint : "");
	}
	for (i = 0; i < l->nr_keys; i++)
		if (!strcmp(l->keys[i].key->name, word))
			return script_fail(s, l->line, col, "'%s=' stands here twice", word);
	if (!eq[1])
		return script_fail(s, l->line, col, "nothing behind '%s='", word);
	k = &l->keys[l->nr_keys++];
	k->key = script_key_find(word);
	k->value = dms_strdup(eq + 1);
	k->col = col;
	return 0;
}

/* Fewest and most positional arguments that op->args stands for. */
static void count_args(const struct script_op *op, size_t *min, size_t *max)
{
	const char *p;

	*min = *max = 0;
	for (p = op->args ? op->args : ""; *p; p++) {
		if (*p == '?') {
			--*min;
		} else if (*p == '*') {
			--*min;
			*max = SIZE_MAX;
		} else {
			++*min;
			*max += *max != SIZE_MAX;
		}
	}
}

static int parse_args(struct script *s, struct script_line *l, struct words *w)
{
	size_t i, min, max;
	int ret;

	l->args = dms_alloc(w->nr * sizeof(*l->args));
	l->arg_cols = dms_alloc(w->nr * sizeof(*l->arg_cols));
	for (i = 1; i < w->nr; i++) {
		unsigned int col = column(w, w->w[i]);

		if (!(l->op->flags & OP_RAW) && looks_like_key(w->w[i])) {
			ret = parse_key(s, l, w->w[i], col);
			if (ret)
				return ret;
		} else {
			l->arg_cols[l->nr_args] = col;
			l->args[l->nr_args++] = dms_strdup(w->w[i]);
		}
	}
	count_args(l->op, &min, &max);
	if (l->nr_args < min)
		return script_fail(s, l->line, l->col, "'%s' needs more; it is written '%s %s'",
				   l->op->name, l->op->name, l->op->usage);
	if (l->nr_args > max)
		return script_fail(s, l->line, l->arg_cols[max],
				   "'%s' is too much; it is written '%s %s'", l->args[max],
				   l->op->name, l->op->usage);
	return 0;
}

/* Threads hold on to lines: those of a session must not move. */
static int make_room(struct script *s, unsigned int line)
{
	if (s->nr < s->cap)
		return 0;
	if (s->fixed)
		return script_fail(s, line, 1, "more than %zu lines; start anew", s->cap);
	s->cap = s->cap ? 2 * s->cap : 16;
	s->lines = dms_realloc(s->lines, s->cap * sizeof(*s->lines));
	return 0;
}

int script_parse_line(struct script *s, unsigned int line, const char *text, size_t len)
{
	struct script_line *l;
	struct words all, w;
	int ret = 0;

	split(&all, text, len);
	w = all;
	if (w.nr)
		ret = make_room(s, line);
	if (w.nr && !ret) {
		l = &s->lines[s->nr++];
		*l = (struct script_line){ .line = line };
		ret = parse_expectation(s, l, &w);
		if (!ret)
			ret = parse_name(s, l, &w);
		if (!ret) {
			l->col = column(&w, w.w[0]);
			ret = parse_op(s, l, w.w[0]);
		}
		if (!ret)
			ret = parse_args(s, l, &w);
	}
	free(all.w);
	free(all.copy);
	return ret;
}

int script_match_blocks(struct script *s, size_t from)
{
	size_t open[16], depth = 0, i;

	for (i = from; i < s->nr; i++) {
		struct script_line *l = &s->lines[i];

		if (l->op->flags & OP_BLOCK) {
			if (depth == ARRAY_SIZE(open))
				return script_fail(s, l->line, l->col, "blocks are nested too deep");
			open[depth++] = i;
		} else if (l->op->flags & OP_END) {
			if (!depth)
				return script_fail(s, l->line, l->col, "'end' without repeat, "
						   "threads or background");
			s->lines[open[--depth]].end = i;
		}
	}
	if (depth)
		return script_fail(s, s->lines[open[depth - 1]].line,
				   s->lines[open[depth - 1]].col, "'%s' has no 'end'",
				   s->lines[open[depth - 1]].op->name);
	return 0;
}

/* First byte of the script proper; a text without "---" is all script. */
static const char *skip_header(const char *text, unsigned int *line)
{
	const char *p = text;
	unsigned int nr = 1;

	while (*p) {
		size_t len = strcspn(p, "\n");
		const char *next = p[len] ? p + len + 1 : p + len;

		nr++;
		if (!strncmp(p, "---", 3) && strspn(p + 3, " \t\r") + 3 == len) {
			*line = nr;
			return next;
		}
		p = next;
	}
	*line = 1;
	return text;
}

int script_parse(struct script *s, const char *text)
{
	unsigned int line;
	const char *p;
	int ret;

	for (p = skip_header(text, &line); *p; line++) {
		size_t len = strcspn(p, "\n");

		ret = script_parse_line(s, line, p, len);
		if (ret)
			return ret;
		p += p[len] ? len + 1 : len;
	}
	return script_match_blocks(s, 0);
}

void script_forget(struct script *s, size_t from)
{
	size_t i, j;

	for (i = from; i < s->nr; i++) {
		struct script_line *l = &s->lines[i];

		for (j = 0; j < l->nr_args; j++)
			free(l->args[j]);
		for (j = 0; j < l->nr_keys; j++)
			free(l->keys[j].value);
		free(l->args);
		free(l->arg_cols);
		free(l->name);
	}
	s->nr = from;
}

void script_free(struct script *s)
{
	script_forget(s, 0);
	free(s->lines);
	s->lines = NULL;
	s->cap = 0;
}
