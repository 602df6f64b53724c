// SPDX-License-Identifier: GPL-2.0
/* Help, lists for completion, and the manual page's part about ops: all from the tables. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "help.h"
#include "interp.h"

typedef void (*key_fn)(FILE *out, const struct script_op *op, const char *key);

static void each_key(FILE *out, const struct script_op *op, key_fn fn)
{
	const char *p;

	for (p = op->keys ? op->keys : ""; *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		char *key = dms_strndup(p, len);

		fn(out, op, key);
		free(key);
		p += len;
	}
}

static void print_usage_key(FILE *out, const struct script_op *op, const char *key)
{
	(void)op;
	fprintf(out, " [%s=]", key);
}

static void print_usage(FILE *out, const struct script_op *op)
{
	fprintf(out, "%s%s%s%s", op->facts ? "[NAME =] " : "", op->name, *op->usage ? " " : "",
		op->usage);
	each_key(out, op, print_usage_key);
}

void help_list_ops(FILE *out, bool bare)
{
	const struct script_op *op;
	size_t i;

	for (i = 0; (op = script_op_at(i)); i++) {
		if (bare)
			fprintf(out, "%s\n", op->name);
		else
			fprintf(out, "  %-14s %s\n", op->name, op->help);
	}
}

/* What a key takes: its words, or the sort of value. */
static void print_values(FILE *out, const struct script_key *k)
{
	const struct script_word *w;

	switch (k->type) {
	case KEY_NUM:
		fputs("NUMBER", out);
		break;
	case KEY_OBJECT:
		fputs("OBJECT", out);
		break;
	case KEY_FLAG:
		fputs("0|1", out);
		break;
	case KEY_WORD:
	case KEY_BITS:
		for (w = k->words; w->name; w++)
			fprintf(out, "%s%s", w == k->words ? "" : "|", w->name);
	}
}

static void print_key(FILE *out, const struct script_op *op, const char *key)
{
	const struct help_key *text = help_key_of(op->name, key);
	const struct script_key *k = script_key_find(key);

	fprintf(out, "    %s=", key);
	if (k)
		print_values(out, k);
	fprintf(out, "\n        %s", text ? text->help : "");
	if (text && text->otherwise)
		fprintf(out, "; without it: %s", text->otherwise);
	fputc('\n', out);
}

static void print_lines(FILE *out, const char *indent, const char *text, const char *ends)
{
	while (*text) {
		size_t len = strcspn(text, ends);

		fprintf(out, "%s%.*s\n", indent, (int)len, text);
		text += len;
		text += strspn(text, ends);
		text += strspn(text, " ");
	}
}

static void print_op(FILE *out, const struct script_op *op)
{
	const struct help_text *text = help_text_of(op->name);
	size_t i;

	print_usage(out, op);
	fprintf(out, "\n    %s\n", op->help);
	if (op->keys)
		fputs("  keys\n", out);
	each_key(out, op, print_key);
	if (!strcmp(op->name, "query")) {
		fputs("  WHAT\n   ", out);
		for (i = 0; script_query_name(i); i++)
			fprintf(out, " %s", script_query_name(i));
		fputc('\n', out);
	}
	if (op->facts)
		fprintf(out, "  facts\n    %s\n", op->facts);
	if (text && text->errors) {
		fputs("  errors\n", out);
		print_lines(out, "    ", text->errors, ";");
	}
	if (text) {
		fputs("  example\n", out);
		print_lines(out, "    ", text->example, "\n");
	}
}

int help_op(FILE *out, const char *name)
{
	const struct script_op *op = script_op_find(name);
	const char *near;

	if (op) {
		print_op(out, op);
		return 0;
	}
	near = script_op_nearest(name);
	fprintf(stderr, "no op '%s'; %s%s%s\n", name, near ? "did you mean '" : "dmactl --list-ops",
		near ? near : "", near ? "'?" : " names them");
	return -ENOENT;
}

static void list_key(FILE *out, const struct script_op *op, const char *key)
{
	(void)op;
	fprintf(out, "%s=\n", key);
}

int help_list_keys(const char *name)
{
	const struct script_op *op = script_op_find(name);
	size_t i;

	if (!op)
		return -ENOENT;
	each_key(stdout, op, list_key);
	/* the words of its argument stand where keys do */
	for (i = 0; !strcmp(name, "query") && script_query_name(i); i++)
		puts(script_query_name(i));
	return 0;
}

int help_list_values(const char *name)
{
	const struct script_key *k = script_key_find(name);
	const struct script_word *w;

	if (!k)
		return -ENOENT;
	if (k->type == KEY_FLAG)
		puts("0\n1");
	for (w = k->words; w && w->name; w++)
		puts(w->name);
	return 0;
}

/* roff takes '-' for a hyphen, and a line that starts with '.' or '\'' for a request. */
static void man_text(const char *s)
{
	for (; *s; s++) {
		if (*s == '-')
			fputs("\\-", stdout);
		else if (*s == '\\')
			fputs("\\e", stdout);
		else
			putchar(*s);
	}
}

static void man_key(FILE *out, const struct script_op *op, const char *key)
{
	const struct help_key *text = help_key_of(op->name, key);
	struct dms_strbuf b = { 0 };

	(void)out;
	if (text && text->otherwise)
		dms_strbuf_printf(&b, "%s= %s (%s)", key, text->help, text->otherwise);
	else
		dms_strbuf_printf(&b, "%s= %s", key, text ? text->help : "");
	fputs(".br\n", stdout);
	man_text(b.s);
	fputc('\n', stdout);
	dms_strbuf_free(&b);
}

void help_man(void)
{
	const struct script_op *op;
	size_t i;

	for (i = 0; (op = script_op_at(i)); i++) {
		printf(".TP\n.B ");
		man_text(op->name);
		putchar(*op->usage ? ' ' : '\n');
		if (*op->usage) {
			man_text(op->usage);
			putchar('\n');
		}
		man_text(op->help);
		putchar('\n');
		each_key(stdout, op, man_key);
		if (op->facts) {
			fputs(".br\nFacts: ", stdout);
			man_text(op->facts);
			putchar('\n');
		}
	}
}
