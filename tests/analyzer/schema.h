/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A validator for as much of JSON Schema (2020-12) as our schema uses.  A keyword that it does
 * not know is an error, so that nothing in the schema goes unchecked.
 */
#ifndef DMS_TEST_SCHEMA_H
#define DMS_TEST_SCHEMA_H

#include <jansson.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/**
 * struct schema - a schema, and what did not fit
 * @error: "" while all is well, else where and why
 */
struct schema {
	const json_t *root;
	char error[256];
};

static inline bool schema_check(struct schema *s, const json_t *schema, const json_t *value,
				const char *where);

static inline bool schema_fail(struct schema *s, const char *where, const char *why)
{
	if (!s->error[0])
		snprintf(s->error, sizeof(s->error), "%s: %s", where, why);
	return false;
}

static inline bool schema_is_type(const char *type, const json_t *v)
{
	return (!strcmp(type, "object") && json_is_object(v)) ||
	       (!strcmp(type, "array") && json_is_array(v)) ||
	       (!strcmp(type, "string") && json_is_string(v)) ||
	       (!strcmp(type, "integer") && json_is_integer(v)) ||
	       (!strcmp(type, "number") && json_is_number(v)) ||
	       (!strcmp(type, "boolean") && json_is_boolean(v)) ||
	       (!strcmp(type, "null") && json_is_null(v));
}

static inline bool schema_type(const json_t *want, const json_t *v)
{
	const json_t *one;
	size_t i;

	if (json_is_string(want))
		return schema_is_type(json_string_value(want), v);
	json_array_foreach(want, i, one)
		if (schema_is_type(json_string_value(one), v))
			return true;
	return false;
}

static inline bool schema_enum(const json_t *list, const json_t *v)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (json_equal(one, v))
			return true;
	return false;
}

static inline bool schema_pattern(const char *pattern, const char *text)
{
	regex_t re;
	bool good;

	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB))
		return false;
	good = !regexec(&re, text, 0, NULL, 0);
	regfree(&re);
	return good;
}

static inline bool schema_required(struct schema *s, const json_t *list, const json_t *v,
				   const char *where)
{
	const json_t *name;
	size_t i;

	if (json_is_object(v))
		json_array_foreach(list, i, name)
			if (!json_object_get(v, json_string_value(name)))
				return schema_fail(s, where, json_string_value(name));
	return true;
}

/* @extra: for properties that @schema does not name; NULL: they are not looked at */
static inline bool schema_properties(struct schema *s, const json_t *schema, const json_t *extra,
				     const json_t *v, const char *where)
{
	const json_t *member, *own;
	const char *key;
	char path[128];

	json_object_foreach((json_t *)v, key, member) {
		own = json_object_get(schema, key);
		if (!own)
			own = extra;
		snprintf(path, sizeof(path), "%s.%s", where, key);
		if (own && !schema_check(s, own, member, path))
			return false;
	}
	return true;
}

static inline bool schema_ref(struct schema *s, const char *ref, const json_t *v, const char *where)
{
	const char *head = "#/$defs/";
	const json_t *def = NULL;

	if (!strncmp(ref, head, strlen(head)))
		def = json_object_get(json_object_get(s->root, "$defs"), ref + strlen(head));
	return def ? schema_check(s, def, v, where) : schema_fail(s, ref, "no such definition");
}

static inline bool schema_items(struct schema *s, const json_t *item, const json_t *v,
				const char *where)
{
	const json_t *one;
	char path[128];
	size_t i;

	if (!json_is_array(v))
		return true;
	json_array_foreach(v, i, one) {
		snprintf(path, sizeof(path), "%s[%zu]", where, i);
		if (!schema_check(s, item, one, path))
			return false;
	}
	return true;
}

static inline bool schema_any(struct schema *s, const json_t *list, const json_t *v,
			      const char *where)
{
	const json_t *one;
	size_t i;

	json_array_foreach(list, i, one) {
		struct schema try = { .root = s->root };

		if (schema_check(&try, one, v, where))
			return true;
	}
	return schema_fail(s, where, "none of the alternatives");
}

static inline bool schema_keyword(struct schema *s, const char *key, const json_t *rule,
				  const json_t *schema, const json_t *v, const char *where)
{
	if (!strcmp(key, "type"))
		return schema_type(rule, v) || schema_fail(s, where, "wrong type");
	if (!strcmp(key, "const"))
		return json_equal(rule, v) || schema_fail(s, where, "not the constant");
	if (!strcmp(key, "enum"))
		return schema_enum(rule, v) || schema_fail(s, where, "not in the list");
	if (!strcmp(key, "minimum"))
		return !json_is_number(v) || json_number_value(v) >= json_number_value(rule) ||
		       schema_fail(s, where, "too small");
	if (!strcmp(key, "pattern"))
		return !json_is_string(v) ||
		       schema_pattern(json_string_value(rule), json_string_value(v)) ||
		       schema_fail(s, where, "does not match the pattern");
	if (!strcmp(key, "required"))
		return schema_required(s, rule, v, where);
	if (!strcmp(key, "properties"))
		return schema_properties(s, rule, json_object_get(schema, "additionalProperties"),
					 v, where);
	if (!strcmp(key, "additionalProperties"))
		return json_object_get(schema, "properties") ||
		       schema_properties(s, NULL, rule, v, where);
	if (!strcmp(key, "items"))
		return schema_items(s, rule, v, where);
	if (!strcmp(key, "anyOf"))
		return schema_any(s, rule, v, where);
	if (!strcmp(key, "$ref"))
		return schema_ref(s, json_string_value(rule), v, where);
	return !strcmp(key, "description") || !strcmp(key, "title") || !strcmp(key, "$schema") ||
	       !strcmp(key, "$defs") || schema_fail(s, key, "keyword not known to this validator");
}

static inline bool schema_check(struct schema *s, const json_t *schema, const json_t *value,
				const char *where)
{
	const json_t *rule;
	const char *key;

	if (json_is_false(schema))
		return schema_fail(s, where, "not in the schema");
	json_object_foreach((json_t *)schema, key, rule)
		if (!schema_keyword(s, key, rule, schema, value, where))
			return false;
	return true;
}

#endif /* DMS_TEST_SCHEMA_H */
