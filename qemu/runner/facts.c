// SPDX-License-Identifier: GPL-2.0
/* Facts: named values that a scenario published. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "runner/facts.h"

static struct dms_fact *find(const struct dms_facts *f, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < f->nr; i++)
		if (!strncmp(f->v[i].name, name, len) && !f->v[i].name[len])
			return &f->v[i];
	return NULL;
}

void dms_facts_set(struct dms_facts *f, const char *name, size_t name_len, const char *value)
{
	struct dms_fact *fact = find(f, name, name_len);

	if (fact) {
		free(fact->value);
	} else {
		f->v = dms_realloc(f->v, (f->nr + 1) * sizeof(*f->v));
		fact = &f->v[f->nr++];
		fact->name = dms_strndup(name, name_len);
	}
	fact->value = dms_strdup(value);
}

int dms_facts_parse(struct dms_facts *f, const char *line)
{
	const char *eq = strchr(line, '=');

	if (!eq || eq == line)
		return -EINVAL;
	dms_facts_set(f, line, eq - line, eq + 1);
	return 0;
}

const char *dms_facts_get(void *facts, const char *name)
{
	struct dms_fact *fact = find(facts, name, strlen(name));

	return fact ? fact->value : NULL;
}

void dms_facts_print(const struct dms_facts *f, FILE *out)
{
	size_t i;

	for (i = 0; i < f->nr; i++)
		fprintf(out, "%s=%s\n", f->v[i].name, f->v[i].value);
}

void dms_facts_free(struct dms_facts *f)
{
	size_t i;

	for (i = 0; i < f->nr; i++) {
		free(f->v[i].name);
		free(f->v[i].value);
	}
	free(f->v);
	*f = (struct dms_facts){ 0 };
}
