// SPDX-License-Identifier: GPL-2.0
/* Compares a finding with an expect or allow line. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analyze.h"
#include "base/expr.h"
#include "base/strbuf.h"
#include "runner/match.h"

static bool text_value(struct dms_value *v, const char *text)
{
	if (!text)
		return false;
	*v = (struct dms_value){ .text = dms_strdup(text) };
	return true;
}

static bool num_value(struct dms_value *v, uint64_t num, const char *fmt_hex)
{
	*v = (struct dms_value){ .is_num = true, .num = num };
	v->text = fmt_hex ? dms_asprintf("0x%" PRIx64, num) : dms_asprintf("%" PRIu64, num);
	return true;
}

static bool value_of_event(const struct dms_event *e, const char *name, struct dms_value *v)
{
	size_t i;

	if (!strcmp(name, "access"))
		return text_value(v, e->access);
	if (!strcmp(name, "driver"))
		return text_value(v, e->driver);
	if (!strcmp(name, "address"))
		return e->has_address && num_value(v, e->address, "hex");
	if (!strcmp(name, "reason"))
		return e->reason_name && num_value(v, e->reason_code, "hex");
	if (!strcmp(name, "reason-name"))
		return text_value(v, e->reason_name);
	if (!strcmp(name, "pasid"))
		return e->pasid >= 0 && num_value(v, e->pasid, NULL);
	for (i = 0; i < e->nr_fields; i++) {
		if (strcmp(name, e->fields[i].name))
			continue;
		text_value(v, e->fields[i].text);
		v->is_num = e->fields[i].is_num;
		v->num = e->fields[i].num;
		return true;
	}
	return false;
}

/* All of it: "~=" finds a word of it. */
static bool evidence_value(const struct dms_finding *f, struct dms_value *v)
{
	struct dms_strbuf b = { 0 };
	size_t i;

	for (i = 0; i < f->nr_evidence; i++)
		dms_strbuf_printf(&b, "%s%s", i ? "; " : "", f->evidence[i].text);
	*v = (struct dms_value){ .text = dms_strbuf_take(&b) };
	return true;
}

bool dms_value_of_finding(const struct dms_report *r, const struct dms_finding *f,
			  const char *name, struct dms_value *v)
{
	if (!strcmp(name, "severity")) {
		text_value(v, dms_severity_name(f->severity));
		v->num = f->severity;
		return true;
	}
	if (!strcmp(name, "cause"))
		return text_value(v, f->cause);
	if (!strcmp(name, "confidence"))
		return text_value(v, dms_confidence_name(f->confidence));
	if (!strcmp(name, "evidence"))
		return evidence_value(f, v);
	if (!strcmp(name, "device"))
		return text_value(v, f->device);
	if (!strcmp(name, "detail"))
		return text_value(v, f->detail);
	if (!strcmp(name, "title"))
		return text_value(v, f->title);
	return f->nr_events && value_of_event(&r->events[f->events[0]], name, v);
}

static bool is_lone_fact(const char *s)
{
	if (*s++ != '$' || !*s)
		return false;
	while (isalnum((unsigned char)*s) || *s == '_' || *s == '.')
		s++;
	return !*s;
}

int dms_value_expand(const char *s, const struct dms_facts *facts, struct dms_value *v, char *err,
		     size_t errlen)
{
	const char *fact = is_lone_fact(s) ? dms_facts_get((void *)facts, s + 1) : NULL;
	char ignored[160];
	int ret;

	*v = (struct dms_value){ .text = dms_strdup(fact ? fact : s) };
	if (fact) {
		v->is_num = !dms_expr_eval(fact, NULL, NULL, &v->num, ignored, sizeof(ignored));
		return 0;
	}
	ret = dms_expr_eval(s, dms_facts_get, (void *)facts, &v->num, err, errlen);
	v->is_num = !ret;
	if (ret == -ENOENT) {
		dms_value_free(v);
		return ret;
	}
	if (!ret && strchr(s, '$')) {
		free(v->text);
		v->text = dms_asprintf("0x%" PRIx64, v->num);
	}
	return 0;
}

void dms_value_free(struct dms_value *v)
{
	free(v->text);
	*v = (struct dms_value){ 0 };
}

bool dms_value_equal(const struct dms_value *a, const struct dms_value *b)
{
	if (a->is_num && b->is_num)
		return a->num == b->num;
	return !strcmp(a->text, b->text);
}

static bool has_cause(const struct dms_finding *f, const char *cause)
{
	const char **alt;

	if (!strcmp(f->cause, cause))
		return true;
	for (alt = f->alternatives; alt && *alt; alt++)
		if (!strcmp(*alt, cause))
			return true;
	return false;
}

static bool compare(const struct dms_clause *c, const struct dms_finding *f,
		    const struct dms_value *have, struct dms_value *want)
{
	bool equal = dms_value_equal(have, want), result;
	uint64_t a = have->num, b = want->num;

	if (!strcmp(c->op, "="))
		return equal;
	if (!strcmp(c->op, "!="))
		return !equal;
	if (!strcmp(c->op, "~="))
		return strcmp(c->field, "cause") ? !!strstr(have->text, want->text) :
						   has_cause(f, want->text);
	if (!strcmp(c->field, "severity"))
		b = dms_severity_parse(want->text);
	else if (!have->is_num || !want->is_num)
		return false;
	return !dms_compare(a, c->op, b, &result) && result;
}

/* Without an address, say, no cause can be told either. */
static bool is_lost(const struct dms_clause *c, const struct dms_finding *f, bool there)
{
	return c->lost && (!there || (!strcmp(c->field, "cause") && !strcmp(f->cause, "unknown")));
}

bool dms_clause_match(const struct dms_clause *c, const struct dms_report *r,
		      const struct dms_finding *f, const struct dms_facts *facts, char **why)
{
	struct dms_value have, want;
	char err[200];
	bool ok, there;

	if (dms_value_expand(c->value, facts, &want, err, sizeof(err))) {
		*why = dms_asprintf("%s%s%s cannot be compared: %s", c->field, c->op, c->value,
				    err);
		return false;
	}
	there = dms_value_of_finding(r, f, c->field, &have);
	if (is_lost(c, f, there)) {
		if (there)
			dms_value_free(&have);
		dms_value_free(&want);
		*why = NULL;
		return true;
	}
	if (!there) {
		*why = dms_asprintf("%s should be %s%s, but the finding has none", c->field,
				    strcmp(c->op, "=") ? c->op : "", want.text);
		dms_value_free(&want);
		return false;
	}
	ok = compare(c, f, &have, &want);
	*why = ok ? NULL : dms_asprintf("%s should be %s%s, but is %s", c->field,
					strcmp(c->op, "=") ? c->op : "", want.text, have.text);
	dms_value_free(&have);
	dms_value_free(&want);
	return ok;
}

bool dms_expect_match(const struct dms_expect *e, const struct dms_report *r,
		      const struct dms_finding *f, const struct dms_facts *facts)
{
	bool ok = e->type == DMS_EXPECT_FINDING && !strcmp(e->kind, f->kind);
	char *why;
	size_t i;

	for (i = 0; i < e->nr_clauses && ok; i++) {
		ok = dms_clause_match(&e->clauses[i], r, f, facts, &why);
		free(why);
	}
	return ok;
}

bool dms_fact_match(const struct dms_expect *e, const struct dms_facts *facts, char **why)
{
	const struct dms_clause *c = &e->clauses[0];
	struct dms_value left = { 0 }, right = { 0 };
	bool ok = false;
	char err[200];

	*why = NULL;
	if (dms_value_expand(c->field, facts, &left, err, sizeof(err)) ||
	    dms_value_expand(c->value, facts, &right, err, sizeof(err))) {
		*why = dms_asprintf("fact %s cannot be compared: %s", e->text + 5, err);
	} else {
		if (left.is_num && right.is_num)
			ok = !dms_compare(left.num, c->op, right.num, &ok) && ok;
		else if (!strcmp(c->op, "=="))
			ok = !strcmp(left.text, right.text);
		else if (!strcmp(c->op, "!="))
			ok = strcmp(left.text, right.text);
		if (!ok)
			*why = dms_asprintf("%s is not true: %s against %s", e->text, left.text,
					    right.text);
	}
	dms_value_free(&left);
	dms_value_free(&right);
	return ok;
}
