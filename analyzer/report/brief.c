// SPDX-License-Identifier: GPL-2.0
/* Findings by fingerprint, out of reports in memory or JSON reports in files. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "brief.h"

#define FINGERPRINT_LEN 16

const struct dms_brief *dms_briefs_find(const struct dms_briefs *b, const char *fingerprint)
{
	size_t i;

	for (i = 0; i < b->nr; i++)
		if (!strcmp(b->list[i].fingerprint, fingerprint))
			return &b->list[i];
	return NULL;
}

/* The last one first: findings of one report come together, and lines of one host. */
static void add_name(struct dms_names *names, const char *name)
{
	char *clean = dms_escape(name);
	size_t i;

	for (i = names->nr; i--;) {
		if (!strcmp(names->list[i], clean)) {
			free(clean);
			return;
		}
	}
	names->list = dms_realloc(names->list, (names->nr + 1) * sizeof(*names->list));
	names->list[names->nr++] = clean;
}

static void clear_names(struct dms_names *names)
{
	size_t i;

	for (i = 0; i < names->nr; i++)
		free(names->list[i]);
	free(names->list);
}

/* Return: where it was put, for the hosts to be added. */
static struct dms_brief *add(struct dms_briefs *b, const char *source,
			     const struct dms_brief *finding)
{
	struct dms_brief *f = (struct dms_brief *)dms_briefs_find(b, finding->fingerprint);

	if (!f) {
		b->list = dms_realloc(b->list, (b->nr + 1) * sizeof(*b->list));
		f = &b->list[b->nr++];
		memset(f, 0, sizeof(*f));
		strcpy(f->fingerprint, finding->fingerprint);
		f->cause = dms_escape(finding->cause);
		f->title = dms_escape(finding->title);
		f->device = finding->device ? dms_escape(finding->device) : NULL;
	}
	if (finding->severity > f->severity)
		f->severity = finding->severity;
	f->count += finding->count;
	add_name(&f->sources, source);
	return f;
}

void dms_briefs_add_report(struct dms_briefs *b, const char *source, const struct dms_report *r)
{
	size_t i, k;

	for (i = 0; i < r->nr_findings; i++) {
		const struct dms_finding *f = &r->findings[i];
		struct dms_brief one = {
			.severity = f->severity, .cause = (char *)f->cause, .title = f->title,
			.device = f->device, .count = f->count,
		};
		struct dms_brief *to;

		memcpy(one.fingerprint, f->fingerprint, sizeof(one.fingerprint));
		to = add(b, source, &one);
		for (k = 0; k < f->nr_events; k++) {
			const char *host = r->events[f->events[k]].host;

			add_name(&to->hosts, host ? host : source);
		}
	}
}

/* Return: what is wrong with a finding of a file, or NULL. */
static const char *read_finding(const json_t *o, struct dms_brief *f)
{
	const char *fingerprint = json_string_value(json_object_get(o, "fingerprint"));
	const char *severity = json_string_value(json_object_get(o, "severity"));
	const char *cause = json_string_value(json_object_get(json_object_get(o, "cause"), "class"));
	const char *title = json_string_value(json_object_get(o, "title"));
	const json_t *count = json_object_get(o, "count");
	int s = severity ? dms_severity_parse(severity) : -1;

	memset(f, 0, sizeof(*f));
	if (!fingerprint || strlen(fingerprint) != FINGERPRINT_LEN ||
	    strspn(fingerprint, "0123456789abcdef") != FINGERPRINT_LEN)
		return "a finding without a fingerprint";
	if (s < 0 || !cause || !title)
		return "a finding without severity, cause or title";
	if (!json_is_integer(count) || json_integer_value(count) < 0)
		return "a finding without a count";
	memcpy(f->fingerprint, fingerprint, sizeof(f->fingerprint));
	f->severity = s;
	f->cause = (char *)cause;
	f->title = (char *)title;
	f->device = (char *)json_string_value(json_object_get(o, "device"));
	f->count = (unsigned long)json_integer_value(count);
	return NULL;
}

/* Hosts of the events that a finding of a file refers to. */
static void read_hosts(const json_t *report, const json_t *finding, const char *source,
		       struct dms_brief *f)
{
	const json_t *events = json_object_get(report, "events"), *event, *index;
	const char *host;
	bool any = false;
	size_t i;

	json_array_foreach(json_object_get(finding, "events"), i, index) {
		event = json_array_get(events, (size_t)json_integer_value(index));
		host = json_string_value(json_object_get(event, "host"));
		add_name(&f->hosts, host ? host : source);
		any = true;
	}
	if (!any)
		add_name(&f->hosts, source);
}

static const char *check_report(const json_t *o)
{
	const char *schema = json_string_value(json_object_get(o, "schema"));
	const json_t *findings = json_object_get(o, "findings"), *finding;
	const char *wrong = NULL;
	struct dms_brief f;
	size_t i;

	if (!schema || strcmp(schema, "dmascope-report/1"))
		return "is no report of schema dmascope-report/1";
	if (!json_is_array(findings))
		return "has no findings[]";
	json_array_foreach(findings, i, finding) {
		wrong = read_finding(finding, &f);
		if (wrong)
			break;
	}
	return wrong;
}

int dms_briefs_add_json(struct dms_briefs *b, const char *source, const char *path)
{
	json_error_t error;
	json_t *o = json_load_file(path, 0, &error);
	const json_t *finding;
	const char *wrong;
	size_t i;

	if (!o) {
		dms_err("%s:%d: %s", path, error.line, error.text);
		return -EINVAL;
	}
	wrong = check_report(o);
	if (wrong)
		dms_err("%s: %s", path, wrong);
	else
		json_array_foreach(json_object_get(o, "findings"), i, finding) {
			struct dms_brief f;

			read_finding(finding, &f);
			read_hosts(o, finding, source, add(b, source, &f));
		}
	json_decref(o);
	return wrong ? -EINVAL : 0;
}

static int compare(const void *a, const void *b)
{
	const struct dms_brief *x = a, *y = b;

	if (x->severity != y->severity)
		return x->severity < y->severity ? 1 : -1;
	if (x->hosts.nr != y->hosts.nr)
		return x->hosts.nr < y->hosts.nr ? 1 : -1;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return strcmp(x->fingerprint, y->fingerprint);
}

void dms_briefs_sort(struct dms_briefs *b)
{
	if (b->nr)
		qsort(b->list, b->nr, sizeof(*b->list), compare);
}

void dms_briefs_clear(struct dms_briefs *b)
{
	size_t i;

	for (i = 0; i < b->nr; i++) {
		clear_names(&b->list[i].sources);
		clear_names(&b->list[i].hosts);
		free(b->list[i].cause);
		free(b->list[i].title);
		free(b->list[i].device);
	}
	free(b->list);
	memset(b, 0, sizeof(*b));
}
