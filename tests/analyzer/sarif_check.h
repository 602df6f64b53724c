/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Is it a SARIF log?  What SARIF 2.1.0 (OASIS standard, 27 March 2020) demands of the properties
 * that our printer writes; numbers are those of its sections.
 */
#ifndef DMS_TEST_SARIF_CHECK_H
#define DMS_TEST_SARIF_CHECK_H

#include <jansson.h>
#include <stdbool.h>
#include <string.h>

static inline const json_t *sarif_get(const json_t *o, const char *key)
{
	return json_object_get(o, key);
}

static inline const char *sarif_string(const json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

static inline bool sarif_in(const char *s, const char *const *list)
{
	for (; s && *list; list++)
		if (!strcmp(s, *list))
			return true;
	return false;
}

/* 3.7.3: no two elements of an array with unique elements are equal. */
static inline bool sarif_unique(const json_t *list)
{
	size_t i, k;

	for (i = 0; i < json_array_size(list); i++)
		for (k = 0; k < i; k++)
			if (json_equal(json_array_get(list, i), json_array_get(list, k)))
				return false;
	return true;
}

/* RFC 3986, 4.1: only characters of a URI reference; '%' with two hexadecimal digits. */
static inline bool sarif_is_uri(const char *s)
{
	static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				   "-._~:/?#[]@!$&'()*+,;=";

	if (!s || !*s)
		return false;
	for (; *s; s++) {
		if (*s == '%' && strspn(s + 1, "0123456789ABCDEFabcdef") >= 2)
			continue;
		if (!strchr(good, *s))
			return false;
	}
	return true;
}

/* 3.11.8: a message has a text; 3.11.5: braces are doubled; 3.11.6: a link is ours or none. */
static inline const char *sarif_message(const json_t *m)
{
	const char *s = sarif_string(m, "text");

	if (!s || !*s)
		return "3.11: a message without a text";
	if (strstr(s, "]("))
		return "3.11.6: a link";
	for (; *s; s++) {
		if (*s != '{' && *s != '}')
			continue;
		if (s[1] != *s)
			return "3.11.5: a placeholder";
		s++;
	}
	return NULL;
}

static inline const char *sarif_location(const json_t *l, const json_t *artifacts)
{
	const json_t *place = sarif_get(l, "physicalLocation");
	const json_t *artifact = sarif_get(place, "artifactLocation");
	const json_t *index = sarif_get(artifact, "index"), *region = sarif_get(place, "region");
	const json_t *named;

	if (!artifact)
		return "3.29.3: a physical location without an artifact";
	if (!sarif_is_uri(sarif_string(artifact, "uri")))
		return "3.4.3: not a URI reference";
	named = json_array_get(artifacts, (size_t)json_integer_value(index));
	if (!json_is_integer(index) || !named ||
	    !json_equal(sarif_get(sarif_get(named, "location"), "uri"), sarif_get(artifact, "uri")))
		return "3.4.5: an index of another artifact";
	if (json_integer_value(sarif_get(region, "startLine")) < 1)
		return "3.30.5: a region without a line";
	if (!sarif_string(sarif_get(region, "snippet"), "text"))
		return "3.30.13, 3.3.2: a snippet without a text";
	return sarif_message(sarif_get(l, "message"));
}

static inline const char *sarif_locations(const json_t *list, const json_t *artifacts)
{
	const char *wrong = json_is_array(list) ? NULL : "not an array of locations";
	const json_t *l;
	size_t i;

	json_array_foreach(list, i, l)
		if (!wrong)
			wrong = sarif_location(l, artifacts);
	return wrong;
}

static inline const char *sarif_result(const json_t *r, const json_t *rules,
				       const json_t *artifacts)
{
	static const char *const levels[] = { "note", "warning", "error", NULL };
	const json_t *index = sarif_get(r, "ruleIndex"), *prints, *value, *list;
	const char *key, *wrong;

	if (!json_is_integer(index) || json_integer_value(index) < 0 ||
	    !json_array_get(rules, (size_t)json_integer_value(index)))
		return "3.27.6: ruleIndex points nowhere";
	if (!json_equal(sarif_get(json_array_get(rules, (size_t)json_integer_value(index)), "id"),
			sarif_get(r, "ruleId")))
		return "3.27.5, 3.27.6: ruleIndex and ruleId are of two rules";
	if (!sarif_in(sarif_string(r, "level"), levels))
		return "3.27.10: no level of a result whose kind (3.27.9) is \"fail\"";
	if (json_integer_value(sarif_get(r, "occurrenceCount")) < 1)
		return "3.27.31: a result that did not occur";
	prints = sarif_get(r, "partialFingerprints");
	json_object_foreach((json_t *)prints, key, value)
		if (!json_is_string(value) || strncmp(key, "dmascope/v", 10))
			return "3.27.17, 3.5.4.2: no fingerprint under a versioned name";
	if (!json_object_size(prints))
		return "3.27.17: no fingerprint";
	wrong = sarif_message(sarif_get(r, "message"));
	if (!wrong)
		wrong = sarif_locations(sarif_get(r, "locations"), artifacts);
	if (!wrong)
		wrong = sarif_locations(sarif_get(r, "relatedLocations"), artifacts);
	if (!wrong && !sarif_unique(sarif_get(r, "relatedLocations")))
		wrong = "3.27.22: related locations that are equal";
	list = sarif_get(r, "suppressions");
	if (!wrong && json_array_size(list) && !sarif_string(json_array_get(list, 0), "kind"))
		wrong = "3.35.2: a suppression without a kind";
	return wrong;
}

/* 3.18, 3.19, 3.49 */
static inline const char *sarif_tool(const json_t *tool)
{
	const json_t *driver = sarif_get(tool, "driver"), *rule, *rules = sarif_get(driver, "rules");
	const char *name = sarif_string(driver, "name");
	size_t i, k;

	if (!name || !*name)
		return "3.14.6, 3.18.2, 3.19.8: no tool, no driver, or no name";
	json_array_foreach(rules, i, rule) {
		if (!sarif_string(rule, "id"))
			return "3.49.3: a rule without an id";
		if (!sarif_string(sarif_get(rule, "shortDescription"), "text") ||
		    !sarif_string(sarif_get(rule, "help"), "text"))
			return "3.12.3: a message string without a text";
		for (k = 0; k < i; k++)
			if (json_equal(sarif_get(json_array_get(rules, k), "id"),
				       sarif_get(rule, "id")))
				return "3.19.23: a rule twice";
	}
	return json_is_array(rules) ? NULL : "3.19.23: no rules";
}

/* 3.20, 3.58 */
static inline const char *sarif_invocations(const json_t *list, const json_t *artifacts)
{
	const json_t *invocation = json_array_get(list, 0), *note;
	const char *wrong = NULL;
	size_t i;

	if (!json_is_boolean(sarif_get(invocation, "executionSuccessful")))
		return "3.20.14: nobody says whether it succeeded";
	json_array_foreach(sarif_get(invocation, "toolExecutionNotifications"), i, note) {
		if (!wrong)
			wrong = sarif_message(sarif_get(note, "message"));
		if (!wrong)
			wrong = sarif_locations(sarif_get(note, "locations"), artifacts);
	}
	return wrong;
}

static inline const char *sarif_artifacts(const json_t *list)
{
	const json_t *a;
	size_t i;

	json_array_foreach(list, i, a)
		if (!sarif_is_uri(sarif_string(sarif_get(a, "location"), "uri")) ||
		    json_integer_value(sarif_get(a, "length")) < 0)
			return "3.24.2, 3.24.5: an artifact without place or length";
	return sarif_unique(list) ? NULL : "3.14.15: an artifact twice";
}

static inline const char *sarif_run(const json_t *run)
{
	const json_t *artifacts = sarif_get(run, "artifacts"), *results = sarif_get(run, "results"), *r;
	const json_t *rules = sarif_get(sarif_get(sarif_get(run, "tool"), "driver"), "rules");
	const char *wrong = sarif_tool(sarif_get(run, "tool"));
	size_t i, suppressed = 0;

	if (!wrong)
		wrong = sarif_artifacts(artifacts);
	if (!wrong)
		wrong = sarif_invocations(sarif_get(run, "invocations"), artifacts);
	if (!wrong && !json_is_array(results))
		wrong = "3.14.23: no results";
	json_array_foreach(results, i, r) {
		if (!wrong)
			wrong = sarif_result(r, rules, artifacts);
		suppressed += sarif_get(r, "suppressions") != NULL;
	}
	if (!wrong && suppressed && suppressed != json_array_size(results))
		wrong = "3.27.23: suppressions of some results only";
	return wrong;
}

/** sarif_check() - NULL when @o is a SARIF log as ours should be, else what is wrong */
static inline const char *sarif_check(const json_t *o)
{
	const json_t *runs = sarif_get(o, "runs"), *run;
	const char *version = sarif_string(o, "version"), *wrong = NULL;
	size_t i;

	if (!version || strcmp(version, "2.1.0"))
		return "3.13.2: no version 2.1.0";
	if (!sarif_is_uri(sarif_string(o, "$schema")))
		return "3.13.3: no URI of a schema";
	if (!json_array_size(runs))
		return "3.13.4: no runs";
	json_array_foreach(runs, i, run)
		if (!wrong)
			wrong = sarif_run(run);
	return wrong;
}

#endif /* DMS_TEST_SARIF_CHECK_H */
