// SPDX-License-Identifier: GPL-2.0
/* One line of a script being carried out: arguments in, request, facts out, judgement. */
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/expr.h"
#include "base/strbuf.h"
#include "interp.h"

int call_fail(struct call *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(c->error, sizeof(c->error), fmt, ap);
	va_end(ap);
	pthread_mutex_lock(&c->run->lock);
	/* only the first one is told: the others are often its consequence */
	if (!c->run->failed) {
		script_fail(c->run->s, c->l->line, c->l->col, "%s: %s", c->l->op->name,
			    c->error);
		c->run->failed = -ECANCELED;
	}
	pthread_mutex_unlock(&c->run->lock);
	return -ECANCELED;
}

static const char *find_fact(void *ctx, const char *name)
{
	return scope_fact(ctx, name);
}

int call_num(struct call *c, const char *expr, uint64_t *value)
{
	char err[200];
	int ret;

	pthread_mutex_lock(&c->run->lock);
	ret = dms_expr_eval(expr, find_fact, c->scope, value, err, sizeof(err));
	pthread_mutex_unlock(&c->run->lock);
	return ret ? call_fail(c, "%s", err) : 0;
}

int call_object(struct call *c, const char *name, struct scope_object *obj)
{
	const struct scope_object *found;

	pthread_mutex_lock(&c->run->lock);
	found = scope_object(c->scope, name);
	*obj = found ? *found : (struct scope_object){ 0 };
	pthread_mutex_unlock(&c->run->lock);
	if (!obj->id)
		return call_fail(c, "there is no object '%s' now; its op failed, or the device was "
				 "opened anew", name);
	return 0;
}

int call_held(struct call *c, const char *name, struct scope_held *held)
{
	const struct scope_object *found;
	bool is_held;

	pthread_mutex_lock(&c->run->lock);
	found = scope_object(c->scope, name);
	is_held = found && found->held;
	if (is_held)
		*held = *found->held;
	pthread_mutex_unlock(&c->run->lock);
	if (!is_held)
		return call_fail(c, "'%s' is nothing that user space has now; user, mmap, export, "
				 "dma-heap and udmabuf make such things", name);
	return 0;
}

/* Copy @word to @b with every $FACT in it replaced by its value. */
static int substitute(struct call *c, const char *word, struct dms_strbuf *b)
{
	while (*word) {
		size_t len = strcspn(word, "$");
		const char *value;
		char *name;

		dms_strbuf_add(b, word, len);
		word += len;
		if (!*word)
			break;
		for (len = 1; isalnum((unsigned char)word[len]) || strchr("_.", word[len]); len++)
			if (!word[len])
				break;
		/* a dot at the end belongs to the text: "$dev.bdf." */
		while (len > 1 && word[len - 1] == '.')
			len--;
		name = dms_strndup(word + 1, len - 1);
		pthread_mutex_lock(&c->run->lock);
		value = scope_fact(c->scope, name);
		if (value)
			dms_strbuf_puts(b, value);
		pthread_mutex_unlock(&c->run->lock);
		free(name);
		if (!value)
			return call_fail(c, "there is no fact '%.*s'", (int)len, word);
		word += len;
	}
	return 0;
}

char *call_words(struct call *c, size_t from)
{
	struct dms_strbuf b = { 0 };
	size_t i;

	for (i = from; i < c->l->nr_args; i++) {
		if (i > from)
			dms_strbuf_puts(&b, " ");
		if (substitute(c, c->l->args[i], &b)) {
			dms_strbuf_free(&b);
			return NULL;
		}
	}
	return dms_strbuf_take(&b);
}

const char *call_key(struct call *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->l->nr_keys; i++)
		if (!strcmp(c->l->keys[i].key->name, name))
			return c->l->keys[i].value;
	return NULL;
}

int call_key_num(struct call *c, const char *name, uint64_t fallback, uint64_t *value)
{
	const char *expr = call_key(c, name);

	*value = fallback;
	return expr ? call_num(c, expr, value) : 0;
}

static void remember_fact(struct call *c, const char *name, const char *value)
{
	c->facts = dms_realloc(c->facts, (c->nr_facts + 1) * sizeof(*c->facts));
	c->facts[c->nr_facts++] = (struct script_pair){ dms_strdup(name), dms_strdup(value) };
}

void call_publish_as(struct call *c, const char *name, const char *value)
{
	char *full = dms_asprintf("%s%s", c->scope->prefix ? c->scope->prefix : "", name);

	pthread_mutex_lock(&c->run->lock);
	scope_set_fact(c->scope, name, value);
	pthread_mutex_unlock(&c->run->lock);
	pthread_mutex_lock(&c->run->out_lock);
	if (c->run->sink->fact)
		c->run->sink->fact(c->run->sink->ctx, full, value);
	pthread_mutex_unlock(&c->run->out_lock);
	if (c->run->sink->done)
		remember_fact(c, full, value);
	free(full);
}

void call_publish(struct call *c, const char *field, const char *value)
{
	const char *owner = c->l->name;
	char *name;

	if (!owner && c->l->op->flags & OP_NAMES_OBJECT && c->l->nr_args)
		owner = c->l->args[0];
	if (!owner)
		return;
	name = dms_asprintf("%s.%s", owner, field);
	call_publish_as(c, name, value);
	free(name);
}

void call_publish_num(struct call *c, const char *field, uint64_t value, bool hex)
{
	char text[32];

	snprintf(text, sizeof(text), hex ? "0x%llx" : "%llu", (unsigned long long)value);
	call_publish(c, field, text);
}

static void publish_results(struct call *c)
{
	const struct dmascope_op *o = &c->op;
	const struct {
		const char *field;
		uint64_t value;
		bool hex;
	} all[] = {
		{ "iova", o->out_iova, true },
		{ "phys", o->out_phys, true },
		{ "cpu", o->out_cpu, true },
		{ "len", o->out_len, false },
		{ "nents", o->nents, false },
		{ "mapped", o->out[0], false },
		{ "runs", o->out[0], false },
		{ "wrong", o->out[0], false },
		{ "first", o->out[1], false },
		{ "value", o->out[0], true },
		{ "addr", o->out[0], true },
		{ "data", o->out[1], true },
		{ "ring", o->out[0], true },
		{ "irqs", o->out[2], false },
		{ "seq", o->out[3], false },
		{ "map_ns", o->out[0], false },
		{ "unmap_ns", o->out[1], false },
		{ "best_ns", o->out[2], false },
		{ "failed", o->out[3], false },
	};
	const char *p = c->l->op->facts;
	size_t i;

	for (; p && *p; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");

		for (i = 0; i < ARRAY_SIZE(all); i++)
			if (strlen(all[i].field) == len && !memcmp(all[i].field, p, len))
				call_publish_num(c, all[i].field, all[i].value, all[i].hex);
		p += len;
	}
}

int call_device(struct call *c)
{
	int fd, ret;

	pthread_mutex_lock(&c->run->lock);
	fd = c->run->fd;
	pthread_mutex_unlock(&c->run->lock);
	c->op.op = c->l->op->opcode;
	ret = c->run->device->op(fd, &c->op);
	c->result = ret ? ret : c->op.result;
	if (c->l->name && (c->op.out_obj || c->result)) {
		pthread_mutex_lock(&c->run->lock);
		scope_set_object(c->scope, c->l->name, c->op.out_obj,
				 c->op.out_len ? c->op.out_len : c->op.len);
		pthread_mutex_unlock(&c->run->lock);
	}
	if (!c->result)
		publish_results(c);
	return 0;
}

static int bits_value(struct call *c, const struct script_keyarg *k, uint64_t *value)
{
	const char *p = k->value;
	uint64_t bit;

	*value = 0;
	for (;;) {
		size_t len = strcspn(p, "|");

		if (!script_words_find(k->key->words, p, len, &bit))
			return call_num(c, k->value, value);
		*value |= bit;
		if (!p[len])
			return 0;
		p += len + 1;
	}
}

static int key_value(struct call *c, const struct script_keyarg *k, uint64_t *value)
{
	if (k->key->type == KEY_BITS)
		return bits_value(c, k, value);
	if (k->key->type == KEY_WORD &&
	    script_words_find(k->key->words, k->value, strlen(k->value), value))
		return 0;
	return call_num(c, k->value, value);
}

static int fill_keys(struct call *c)
{
	uint64_t value;
	size_t i;
	int ret;

	for (i = 0; i < c->l->nr_keys; i++) {
		const struct script_key *key = c->l->keys[i].key;
		char *field = (char *)&c->op + key->offset;

		if (key->type == KEY_FLAG) {
			if (c->l->keys[i].value[0] - '0' == (int)key->flag_when)
				c->op.flags |= key->flag;
			continue;
		}
		if (key->offset < 0)
			continue;
		ret = key_value(c, &c->l->keys[i], &value);
		if (ret)
			return ret;
		if (!key->wide && value > UINT32_MAX)
			return call_fail(c, "%s=%s does not fit into 32 bits", key->name,
					 c->l->keys[i].value);
		if (key->wide)
			memcpy(field, &value, sizeof(value));
		else
			memcpy(field, &(uint32_t){ value }, sizeof(uint32_t));
		c->op.set |= key->set;
	}
	return 0;
}

/* The first object is the op's object, the second its peer. */
static int fill_objects(struct call *c)
{
	const char *types = c->l->op->args ? c->l->op->args : "";
	struct scope_object obj;
	size_t i;
	int ret;

	for (i = 0; i < c->l->nr_args && *types == 'o'; i++) {
		ret = call_object(c, c->l->args[i], &obj);
		if (ret)
			return ret;
		if (i) {
			c->op.peer = obj.id;
		} else {
			c->op.obj = obj.id;
			c->obj_len = obj.len;
		}
		types += types[1] == '?' ? 2 : 1;
	}
	return 0;
}

static int judge(struct call *c)
{
	const struct script_line *l = c->l;
	const char *why = strerrorname_np(-c->result);
	char text[16];

	if (l->expect != EXPECT_OK || (l->op->facts && strstr(l->op->facts, "result"))) {
		snprintf(text, sizeof(text), "%d", c->result);
		call_publish(c, "result", text);
	}
	if (l->expect == EXPECT_ERRNO && c->result != -l->want)
		return call_fail(c, "it came to %s where the script wants %s",
				 c->result ? why : "success", strerrorname_np(l->want));
	if (l->expect == EXPECT_OK && c->result && !(l->op->flags & OP_TOLERANT))
		return call_fail(c, "%s (%s)", why ? why : "unknown error", strerror(-c->result));
	return 0;
}

static void tell_done(struct call *c)
{
	const struct script_line *l = c->l;
	struct script_pair keys[SCRIPT_MAX_KEYS];
	struct script_done d = {
		.line = l->line, .column = l->col, .name = l->name, .op = l->op->name,
		.thread = c->scope->prefix ? c->scope->prefix : "", .error = *c->error ? c->error : NULL,
		.args = l->args, .nr_args = l->nr_args, .keys = keys, .nr_keys = l->nr_keys,
		.facts = c->facts, .nr_facts = c->nr_facts, .result = c->result,
	};
	size_t i;

	for (i = 0; i < l->nr_keys; i++)
		keys[i] = (struct script_pair){ (char *)l->keys[i].key->name, l->keys[i].value };
	pthread_mutex_lock(&c->run->out_lock);
	c->run->sink->done(c->run->sink->ctx, &d);
	pthread_mutex_unlock(&c->run->out_lock);
}

int call_run(struct run *run, struct scope *scope, const struct script_line *l)
{
	struct call c = { .run = run, .scope = scope, .l = l };
	size_t i;
	int ret;

	c.op.fn = l->op->fn;
	ret = fill_objects(&c);
	if (!ret)
		ret = fill_keys(&c);
	if (!ret)
		ret = l->op->run ? l->op->run(&c) : call_device(&c);
	if (!ret)
		ret = judge(&c);
	if (run->sink->done)
		tell_done(&c);
	for (i = 0; i < c.nr_facts; i++) {
		free(c.facts[i].name);
		free(c.facts[i].value);
	}
	free(c.facts);
	free(c.segs);
	return ret;
}
