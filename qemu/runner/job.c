// SPDX-License-Identifier: GPL-2.0
/* A job and what it left behind. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "runner/job.h"

static const char *const names[] = {
	[DMS_NOT_RUN] = "NOT-RUN", [DMS_PASS] = "PASS",	  [DMS_FAIL] = "FAIL",
	[DMS_SKIP] = "SKIP",	   [DMS_ERROR] = "ERROR",
};

const char *dms_verdict_name(enum dms_verdict v)
{
	return names[v];
}

int dms_verdict_parse(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i]))
			return i;
	return -1;
}

void dms_record_free(struct dms_record *r)
{
	free(r->console);
	free(r->trace);
	dms_facts_free(&r->facts);
	free(r->bundle);
	free(r->state);
	free(r->text);
	free(r->trouble);
	free(r->death);
	free(r->late_death);
	dms_strlist_free(&r->notes);
	*r = (struct dms_record){ 0 };
}

void dms_job_free(struct dms_job *j)
{
	dms_strlist_free(&j->reasons);
	dms_strlist_free(&j->proofs);
	dms_found_free(&j->found);
	free(j->dir);
	j->dir = NULL;
}
