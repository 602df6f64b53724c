// SPDX-License-Identifier: GPL-2.0
/* Which devices the test driver can drive, and where they are. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent.h"

#define LIST	"/sys/bus/pci/drivers/" PCI_DRIVER_NAME "/engines"

/* "NAME VENDOR:DEVICE [PF]" */
static bool parse_engine(const char *line, struct agent_engine *e)
{
	*e = (struct agent_engine){ 0 };
	return sscanf(line, "%15s %x:%x%*[ ]%15s", e->name, &e->vendor, &e->device, e->pf) >= 3;
}

void engines_load(struct agent *a)
{
	char *text = kernel_read(a, LIST, NULL), *line, *rest;

	a->nr_engines = 0;
	for (line = text ? strtok_r(text, "\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\n", &rest))
		if (a->nr_engines < AGENT_MAX_ENGINES &&
		    parse_engine(line, &a->engines[a->nr_engines]))
			a->nr_engines++;
	free(text);
}

struct agent_engine *engine_named(struct agent *a, const char *name)
{
	size_t i;

	for (i = 0; i < a->nr_engines; i++)
		if (!strcmp(a->engines[i].name, name))
			return &a->engines[i];
	return NULL;
}

int engine_find(struct agent *a, struct agent_engine *e)
{
	struct agent_engine *pf = engine_named(a, e->pf);

	if (!a->env->find(e->vendor, e->device, e->bdf))
		return 0;
	if (!pf || a->env->find(pf->vendor, pf->device, pf->bdf))
		return -ENODEV;
	/* a physical function that is there and gives no virtual one is a failure */
	if (a->env->bind(pf->bdf) || a->env->add_vf(pf->bdf) ||
	    a->env->find(e->vendor, e->device, e->bdf))
		return -EIO;
	return 0;
}
