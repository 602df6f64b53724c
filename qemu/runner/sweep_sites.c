// SPDX-License-Identifier: GPL-2.0
/* Call sites: out of a recording, and those of them that are wanted. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/sweep.h"

/* What the DMA API calls of itself is the failure of the call that the driver made. */
static bool is_inside(const char *function)
{
	size_t i;

	for (i = 0; dms_sweep_call(i); i++)
		if (!strcmp(function, dms_sweep_call(i)))
			return true;
	return false;
}

static void add_site(struct dms_sweep *s, const struct dms_sweep_site *site)
{
	s->sites = dms_realloc(s->sites, (s->nr_sites + 1) * sizeof(*s->sites));
	s->sites[s->nr_sites++] = *site;
}

/* "COUNT FUNCTION+0xOFFSET/0xSIZE [MODULE]" */
static void take_site(struct dms_sweep *s, const char *call, const char *text)
{
	char function[256], module[64] = "vmlinux";
	uint64_t count, offset;
	int n;

	n = sscanf(text, "%" SCNu64 " %255[^+ ]+0x%" SCNx64 "/0x%*x [%63[^] ]", &count, function,
		   &offset, module);
	if (n < 3) {
		s->sites_lost = true;
		return;
	}
	if (is_inside(function))
		return;
	add_site(s, &(struct dms_sweep_site){
		.call = dms_strdup(call), .function = dms_strdup(function),
		.module = dms_strdup(module), .offset = offset, .reached = count,
	});
}

void dms_sweep_take_sites(struct dms_sweep *s, const struct dms_facts *facts)
{
	const char *call;
	size_t i, k;

	for (i = 0; (call = dms_sweep_call(i)); i++) {
		char *start = dms_asprintf("%s.site", call);
		size_t len = strlen(start);

		for (k = 0; k < facts->nr; k++)
			if (!strncmp(facts->v[k].name, start, len) &&
			    facts->v[k].name[len] >= '0' && facts->v[k].name[len] <= '9')
				take_site(s, call, facts->v[k].value);
		free(start);
	}
}

static bool is_named(const char *wanted, const struct dms_sweep_site *site)
{
	char *name = dms_asprintf("%s:%s+0x%" PRIx64, site->call, site->function, site->offset);
	bool same = !strcmp(wanted, name) ||
		    (!strchr(wanted, '+') && !strncmp(wanted, name, strcspn(name, "+")) &&
		     strlen(wanted) == strcspn(name, "+"));

	free(name);
	return same;
}

static bool is_wanted(const struct dms_sweep *s, const struct dms_sweep_site *site)
{
	size_t i;

	for (i = 0; i < s->opt->sites.nr; i++)
		if (is_named(s->opt->sites.v[i], site))
			return true;
	return !s->opt->sites.nr;
}

static int check_sites(const struct dms_sweep *s)
{
	size_t i, k;

	for (i = 0; i < s->opt->sites.nr; i++) {
		for (k = 0; k < s->nr_sites; k++)
			if (is_named(s->opt->sites.v[i], &s->sites[k]))
				break;
		if (k < s->nr_sites)
			continue;
		dms_err("%s: the workload makes no call '%s'; without --site all that it makes are listed",
			s->driver->name, s->opt->sites.v[i]);
		return -1;
	}
	return 0;
}

int dms_sweep_choose(struct dms_sweep *s)
{
	size_t i;

	if (check_sites(s))
		return -1;
	for (i = 0; i < s->nr_sites; i++) {
		unsigned int nth = s->opt->first_nth;

		if (!is_wanted(s, &s->sites[i]))
			continue;
		for (; nth <= s->opt->last_nth && nth <= s->sites[i].reached; nth++) {
			s->cases = dms_realloc(s->cases, (s->nr_cases + 1) * sizeof(*s->cases));
			s->cases[s->nr_cases++] = (struct dms_sweep_case){
				.site = &s->sites[i], .nth = nth,
			};
		}
	}
	return 0;
}

void dms_sweep_free(struct dms_sweep *s)
{
	size_t i;

	for (i = 0; i < s->nr_cases; i++)
		dms_sweep_what_free(&s->cases[i].what);
	for (i = 0; i < s->nr_sites; i++) {
		free(s->sites[i].call);
		free(s->sites[i].function);
		free(s->sites[i].module);
	}
	dms_sweep_what_free(&s->baseline);
	free(s->cases);
	free(s->sites);
	s->cases = NULL;
	s->sites = NULL;
	s->nr_cases = s->nr_sites = 0;
}
