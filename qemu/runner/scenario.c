// SPDX-License-Identifier: GPL-2.0
/* Loads one scenario and refuses what the format does not know. */
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "dmactl/script.h"
#include "runner/file.h"
#include "runner/scenario.h"

#define DEFAULT_TIMEOUT	20
#define MAX_TIMEOUT	7200
#define MAX_REPORTS	100000

#define FACT_CHARS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."

/* Keys of the header; @conditional ones may be written key[cond]. */
static const struct {
	const char *key;
	bool conditional, yes_no;
} keys[] = {
	{ .key = "description" },
	{ .key = "engine" },
	{ .key = "requires" },
	{ .key = "expect", .conditional = true },
	{ .key = "allow", .conditional = true },
	{ .key = "leaves", .conditional = true },
	{ .key = "timeout" },
	{ .key = "reports" },
	{ .key = "isolate", .conditional = true, .yes_no = true },
	{ .key = "dies", .conditional = true, .yes_no = true },
	{ .key = "in-turn", .conditional = true, .yes_no = true },
	{ .key = "cmdline", .conditional = true },
	{ .key = "devices", .conditional = true },
	{ .key = "meta" },
};

static int __attribute__((format(printf, 5, 6))) fail(const struct dms_scenario *s,
						       unsigned int line, char *err,
						       size_t errlen, const char *fmt, ...)
{
	va_list ap;
	int len;

	len = snprintf(err, errlen, "%s:%u: ", s->path, line);
	va_start(ap, fmt);
	if (len >= 0 && (size_t)len < errlen)
		vsnprintf(err + len, errlen - len, fmt, ap);
	va_end(ap);
	return -1;
}

static int check_cond(const struct dms_scenario *s, const char *cond, unsigned int line, char *err,
		      size_t errlen)
{
	char why[160];

	if (!cond || !dms_cond_check(cond, why, sizeof(why)))
		return 0;
	return fail(s, line, err, errlen, "%s", why);
}

static int check_key(const struct dms_scenario *s, const struct dms_kv *kv, char *err,
		     size_t errlen)
{
	struct dms_strlist names = { 0 };
	const char *near;
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(keys); i++) {
		if (strcmp(kv->key, keys[i].key))
			continue;
		if (kv->cond && !keys[i].conditional)
			return fail(s, kv->line, err, errlen, "'%s' takes no condition", kv->key);
		if (keys[i].yes_no && strcmp(kv->value, "yes") && strcmp(kv->value, "no"))
			return fail(s, kv->line, err, errlen, "'%s' is yes or no", kv->key);
		return check_cond(s, kv->cond, kv->line, err, errlen);
	}
	for (i = 0; i < ARRAY_SIZE(keys); i++)
		dms_strlist_add(&names, keys[i].key);
	near = dms_strlist_nearest(&names, kv->key);
	ret = fail(s, kv->line, err, errlen, "unknown key '%s'%s%s%s", kv->key,
		   near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
	dms_strlist_free(&names);
	return ret;
}

static int read_expect(struct dms_scenario *s, const struct dms_kv *kv, char *err, size_t errlen)
{
	struct dms_expect e;
	char why[200];

	if (dms_expect_parse(kv, &e, why, sizeof(why)))
		return fail(s, kv->line, err, errlen, "%s", why);
	s->expects = dms_realloc(s->expects, (s->nr_expects + 1) * sizeof(*s->expects));
	s->expects[s->nr_expects++] = e;
	return 0;
}

static int read_number(const struct dms_scenario *s, const struct dms_kv *kv, const char *what,
		       unsigned int max, unsigned int *number, char *err, size_t errlen)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(kv->value, &end, 10);
	if (errno || *end || end == kv->value || !n || n > max)
		return fail(s, kv->line, err, errlen, "'%s' is not a number of %s from 1 to %u",
			    kv->value, what, max);
	*number = n;
	return 0;
}

static int read_header(struct dms_scenario *s, char *err, size_t errlen)
{
	unsigned int reports;
	size_t i;
	int ret = 0;

	s->timeout = DEFAULT_TIMEOUT;
	for (i = 0; i < s->kv.nr && !ret; i++) {
		const struct dms_kv *kv = &s->kv.items[i];

		ret = check_key(s, kv, err, errlen);
		if (ret)
			break;
		if (dms_expect_is_key(kv->key))
			ret = read_expect(s, kv, err, errlen);
		else if (!strcmp(kv->key, "timeout"))
			ret = read_number(s, kv, "seconds", MAX_TIMEOUT, &s->timeout, err, errlen);
		/* the guest's agent sees to it */
		else if (!strcmp(kv->key, "reports"))
			ret = read_number(s, kv, "reports", MAX_REPORTS, &reports, err, errlen);
		else if (!strcmp(kv->key, "requires"))
			ret = check_cond(s, kv->value, kv->line, err, errlen);
	}
	return ret;
}

/* A mistyped "$fact" would otherwise be found only after a boot. */
static int check_facts(const struct dms_scenario *s, char *err, size_t errlen)
{
	struct dms_strlist words = { 0 };
	size_t i, j;
	int ret = 0;

	for (i = 0; i < s->nr_expects && !ret; i++) {
		const char *text = s->expects[i].text;

		dms_strlist_free(&words);
		for (text = strchr(text, '$'); text; text = strchr(text, '$')) {
			size_t len = strspn(++text, FACT_CHARS);

			dms_strlist_addf(&words, "%.*s", (int)len, text);
		}
		for (j = 0; j < words.nr && !ret; j++)
			if (strncmp(words.v[j], "dev.", 4) &&
			    !script_publishes(s->text, words.v[j]))
				ret = fail(s, s->expects[i].line, err, errlen,
					   "the script never publishes '%s'", words.v[j]);
	}
	dms_strlist_free(&words);
	return ret;
}

/* The header, and the script with nothing but line ends down to @line: lines keep their numbers. */
static char *text_behind(const char *text, unsigned int line)
{
	struct dms_strbuf b = { 0 };
	bool script = false;
	unsigned int n = 1;
	size_t len;

	for (; *text; text += len, n++) {
		len = strcspn(text, "\n") + 1;
		if (!text[len - 1])
			len--;
		if (script && n <= line)
			dms_strbuf_puts(&b, "\n");
		else
			dms_strbuf_add(&b, text, len);
		script |= !strncmp(text, "---", 3);
	}
	return dms_strbuf_take(&b);
}

static int read_second(struct dms_scenario *s, char *err, size_t errlen)
{
	char *kind = NULL;
	unsigned int line = script_find_op(s->text, "kexec", NULL, 0, &kind);

	s->crash = kind && !strcmp(kind, "crash");
	free(kind);
	script_find_op(s->text, "host", "frame", 1, &s->wire);
	if (!line)
		return 0;
	s->second = text_behind(s->text, line);
	/* what the first kernel had is gone: an object of it that is used here is an error */
	if (script_check(s->path, s->second, err, errlen))
		return -1;
	line = script_find_op(s->second, "kexec", NULL, 0, NULL);
	return line ? fail(s, line, err, errlen, "one 'kexec' is all that a scenario can have") : 0;
}

static int check_whole(struct dms_scenario *s, char *err, size_t errlen)
{
	const char *meta = dms_kv_get(&s->kv, "meta");

	s->description = dms_kv_get(&s->kv, "description");
	s->engine = dms_kv_get(&s->kv, "engine");
	if (!s->engine)
		s->engine = "e1000e";
	if (!s->description || !*s->description)
		return fail(s, 1, err, errlen, "no 'description:' line");
	if (meta && (strncmp(meta, "FAIL ", 5) || !meta[5]))
		return fail(s, 1, err, errlen, "'meta:' is 'FAIL' and a part of the reason");
	s->meta = meta ? meta + 5 : NULL;
	if (!s->kv.rest)
		return fail(s, 1, err, errlen, "no line '---' between header and script");
	if (script_check(s->path, s->text, err, errlen) || read_second(s, err, errlen))
		return -1;
	return check_facts(s, err, errlen);
}

int dms_scenario_parse(const char *path, const char *id, char *text, size_t len,
		       struct dms_scenario *s, char *err, size_t errlen)
{
	*s = (struct dms_scenario){
		.id = dms_strdup(id), .path = dms_strdup(path), .text = text,
		.text_len = len,
	};
	if (dms_kv_parse(s->path, s->text, s->text_len, ':', &s->kv, err, errlen) ||
	    read_header(s, err, errlen) || check_whole(s, err, errlen)) {
		dms_scenario_free(s);
		return -1;
	}
	return 0;
}

int dms_scenario_load(const char *path, const char *id, struct dms_scenario *s, char *err,
		      size_t errlen)
{
	/* one that is none of ours is shown as it was named */
	char *shown = strncmp(id, "file/", 5) ? dms_asprintf("scenarios/%s.scn", id) :
						dms_strdup(path);
	char *text;
	size_t len;
	int ret = -1;

	*s = (struct dms_scenario){ 0 };
	text = dms_file_read(path, &len);
	if (!text)
		snprintf(err, errlen, "%s: %s", shown, strerror(errno));
	else
		ret = dms_scenario_parse(shown, id, text, len, s, err, errlen);
	free(shown);
	return ret;
}

void dms_scenario_free(struct dms_scenario *s)
{
	size_t i;

	for (i = 0; i < s->nr_expects; i++)
		dms_expect_free(&s->expects[i]);
	free(s->expects);
	dms_kv_free(&s->kv);
	free(s->second);
	free(s->wire);
	free(s->id);
	free(s->path);
	free(s->text);
	*s = (struct dms_scenario){ 0 };
}

bool dms_cond_holds(const char *cond, dms_cap_fn has, void *ctx)
{
	bool yes = false;
	char err[160];

	if (!cond)
		return true;
	return !dms_cond_eval(cond, has, ctx, &yes, err, sizeof(err)) && yes;
}

const char *dms_cond_value(const struct dms_kv_file *f, const char *key, dms_cap_fn has, void *ctx)
{
	const char *value = NULL;
	size_t i;

	for (i = 0; i < f->nr; i++)
		if (!strcmp(f->items[i].key, key) && dms_cond_holds(f->items[i].cond, has, ctx))
			value = f->items[i].value;
	return value;
}

const char *dms_scenario_value(const struct dms_scenario *s, const char *key, dms_cap_fn has,
			       void *ctx)
{
	return dms_cond_value(&s->kv, key, has, ctx);
}

bool dms_scenario_flag(const struct dms_scenario *s, const char *key, dms_cap_fn has, void *ctx)
{
	const char *value = dms_scenario_value(s, key, has, ctx);

	return value && !strcmp(value, "yes");
}
