// SPDX-License-Identifier: GPL-2.0
/* One JSON object a line: made by hand, since the guest's tools are linked with no library. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "help.h"
#include "interp.h"
#include "json.h"

static void add_string(struct dms_strbuf *b, const char *text)
{
	/* no control characters and valid UTF-8: only two characters are left to be escaped */
	char *safe = dms_escape(text), *p;

	dms_strbuf_puts(b, "\"");
	for (p = safe; *p; p++) {
		if (*p == '"' || *p == '\\')
			dms_strbuf_puts(b, "\\");
		dms_strbuf_add(b, p, 1);
	}
	dms_strbuf_puts(b, "\"");
	free(safe);
}

static void add_member(struct dms_strbuf *b, const char *name, const char *text)
{
	dms_strbuf_printf(b, ",\"%s\":", name);
	if (text)
		add_string(b, text);
	else
		dms_strbuf_puts(b, "null");
}

static void add_pairs(struct dms_strbuf *b, const char *name, const struct script_pair *pairs,
		      size_t nr)
{
	size_t i;

	dms_strbuf_printf(b, ",\"%s\":{", name);
	for (i = 0; i < nr; i++) {
		dms_strbuf_puts(b, i ? "," : "");
		add_string(b, pairs[i].name);
		dms_strbuf_puts(b, ":");
		add_string(b, pairs[i].value);
	}
	dms_strbuf_puts(b, "}");
}

static void print_object(struct dms_strbuf *b)
{
	printf("%s}\n", b->s);
	/* the next op may be the machine's last */
	fflush(stdout);
	dms_strbuf_free(b);
}

/* The first line of a block fails without having been carried out: nobody tells of it then. */
static bool failed;

bool json_has_failed(void)
{
	return failed;
}

void json_done(void *ctx, const struct script_done *d)
{
	struct dms_strbuf b = { 0 };
	size_t i;

	(void)ctx;
	dms_strbuf_printf(&b, "{\"line\":%u,\"column\":%u", d->line, d->column);
	add_member(&b, "op", d->op);
	add_member(&b, "name", d->name);
	add_member(&b, "thread", *d->thread ? d->thread : NULL);
	dms_strbuf_puts(&b, ",\"args\":[");
	for (i = 0; i < d->nr_args; i++) {
		dms_strbuf_puts(&b, i ? "," : "");
		add_string(&b, d->args[i]);
	}
	dms_strbuf_puts(&b, "]");
	add_pairs(&b, "keys", d->keys, d->nr_keys);
	dms_strbuf_printf(&b, ",\"result\":%d", d->result);
	add_member(&b, "errno", d->result ? strerrorname_np(-d->result) : NULL);
	add_pairs(&b, "facts", d->facts, d->nr_facts);
	add_member(&b, "error", d->error);
	failed |= d->error != NULL;
	print_object(&b);
}

void json_error(const char *path, unsigned int line, unsigned int column, const char *text)
{
	struct dms_strbuf b = { 0 };

	dms_strbuf_puts(&b, "{\"file\":");
	add_string(&b, path);
	if (line)
		dms_strbuf_printf(&b, ",\"line\":%u,\"column\":%u", line, column);
	add_member(&b, "error", text);
	print_object(&b);
}

/* A list of words as an array. */
static void add_words(struct dms_strbuf *b, const char *name, const char *list)
{
	const char *separator = "";

	dms_strbuf_printf(b, ",\"%s\":[", name);
	for (; list && *list; list += strspn(list, " ")) {
		size_t len = strcspn(list, " ");

		dms_strbuf_printf(b, "%s\"%.*s\"", separator, (int)len, list);
		separator = ",";
		list += len;
	}
	dms_strbuf_puts(b, "]");
}

void json_list_ops(void)
{
	const struct script_op *op;
	size_t i;

	for (i = 0; (op = script_op_at(i)); i++) {
		const struct help_text *text = help_text_of(op->name);
		struct dms_strbuf b = { 0 };

		dms_strbuf_puts(&b, "{\"op\":");
		add_string(&b, op->name);
		add_member(&b, "usage", op->usage);
		add_member(&b, "help", op->help);
		add_words(&b, "keys", op->keys);
		add_words(&b, "facts", op->facts);
		add_member(&b, "example", text ? text->example : NULL);
		print_object(&b);
	}
}
