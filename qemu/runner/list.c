// SPDX-License-Identifier: GPL-2.0
/* `dmascope run --list`: no root, no QEMU and no kernel needed. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/choice.h"
#include "runner/conf.h"
#include "runner/front.h"

static json_t *names_json(const char *folder)
{
	struct dms_strlist names = { 0 };
	json_t *list = json_array();
	size_t i;

	dms_conf_names(folder, &names);
	for (i = 0; i < names.nr; i++)
		json_array_append_new(list, json_string(names.v[i]));
	dms_strlist_free(&names);
	return list;
}

static json_t *scenario_json(const struct dms_scenario *s)
{
	const char *requires = dms_kv_get(&s->kv, "requires");

	return json_pack("{s:s,s:s,s:s,s:s,s:i,s:b}", "id", s->id, "description", s->description,
			 "engine", s->engine, "requires", requires ? requires : "", "timeout",
			 (int)s->timeout, "meta", s->meta ? 1 : 0);
}

static int print_json(const struct dms_choice *c)
{
	json_t *scenarios = json_array(), *jobs = json_array(), *top;
	size_t i;
	int ret;

	for (i = 0; i < c->library.nr; i++)
		json_array_append_new(scenarios, scenario_json(&c->library.v[i]));
	for (i = 0; i < c->nr_jobs; i++)
		json_array_append_new(jobs, json_pack("{s:s,s:s,s:s}", "scenario",
						      c->jobs[i].scenario->id, "platform",
						      c->jobs[i].target->platform.name, "kernel",
						      c->jobs[i].target->kernel->name));
	top = json_pack("{s:s,s:o,s:o,s:o,s:o}", "schema", "dmascope-list/1", "scenarios",
			scenarios, "jobs", jobs, "platforms", names_json("platforms"), "kernels",
			names_json("kernels"));
	ret = json_dumpf(top, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(top);
	return ret;
}

static void print_text(const struct dms_choice *c)
{
	int width = 0;
	size_t i;

	for (i = 0; i < c->library.nr; i++)
		if ((int)strlen(c->library.v[i].id) > width)
			width = strlen(c->library.v[i].id);
	for (i = 0; i < c->library.nr; i++)
		printf("%-*s  %s\n", width, c->library.v[i].id, c->library.v[i].description);
}

int dms_front_list(const struct dms_run_options *opt)
{
	struct dms_choice c;
	int ret = 2;

	if (!dms_choice_make(&c, opt)) {
		if (opt->json)
			print_json(&c);
		else
			print_text(&c);
		ret = fflush(stdout) ? 2 : 0;
	}
	dms_choice_free(&c);
	return ret;
}
