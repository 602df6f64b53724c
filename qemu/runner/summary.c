// SPDX-License-Identifier: GPL-2.0
/* summary.txt and summary.json of a run. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/file.h"
#include "runner/summary.h"

static json_t *safe_string(const char *s)
{
	char *safe = dms_escape(s ? s : "");
	json_t *v = json_string(safe);

	free(safe);
	return v;
}

static json_t *job_json(const struct dms_job *job)
{
	const struct dms_target *t = job->target;
	json_t *reasons = json_array();
	size_t i;

	for (i = 0; i < job->reasons.nr; i++)
		json_array_append_new(reasons, safe_string(job->reasons.v[i]));
	return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s,s:f,s:o,s:o}",
			 "scenario", job->scenario->id, "platform", t->platform.name,
			 "kernel", t->kernel->name, "qemu",
			 t->qemu_version ? t->qemu_version : "", "accel", t->accel,
			 "verdict", dms_verdict_name(job->verdict), "folder",
			 job->dir ? job->dir : "", "seconds", job->seconds, "reasons", reasons,
			 "release", safe_string(dms_facts_get(&t->kernel->setup, "release")));
}

int dms_summary_write(const struct dms_run *run, const struct dms_matrix *m)
{
	struct dms_counts c = dms_matrix_count(m);
	json_t *jobs = json_array(), *top;
	char *text, *path;
	size_t i;
	int ret;

	for (i = 0; i < run->nr_jobs; i++)
		json_array_append_new(jobs, job_json(&run->jobs[i]));
	top = json_pack("{s:s,s:s,s:f,s:i,s:i,s:b,s:{s:i,s:i,s:i,s:i,s:i},s:o}",
			"schema", "dmascope-run/1", "run", run->results.run, "seconds", m->seconds,
			"boots", (int)m->boots, "restored", (int)m->restored, "interrupted", run->interrupted, "counts",
			"pass", (int)c.pass, "fail", (int)c.fail, "skip", (int)c.skip, "error",
			(int)c.error, "not_run", (int)c.not_run, "jobs", jobs);
	text = json_dumps(top, JSON_INDENT(2));
	json_decref(top);
	path = dms_asprintf("%s/summary.json", run->results.dir);
	ret = dms_file_write(path, text, strlen(text));
	free(path);
	free(text);
	return ret;
}
