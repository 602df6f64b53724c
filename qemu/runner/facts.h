/* SPDX-License-Identifier: GPL-2.0 */
/* Facts: named values that a scenario published; also what a set-up script printed. */
#ifndef DMS_FACTS_H
#define DMS_FACTS_H

#include <stddef.h>
#include <stdio.h>

struct dms_fact {
	char *name, *value;
};

struct dms_facts {
	struct dms_fact *v;
	size_t nr;
};

/** dms_facts_set() - set or replace; @name_len bytes of @name are the name. */
void dms_facts_set(struct dms_facts *f, const char *name, size_t name_len, const char *value);
/** dms_facts_parse() - take "NAME=VALUE"; -EINVAL when @line is no such thing. */
int dms_facts_parse(struct dms_facts *f, const char *line);
/** dms_facts_get() - a dms_fact_fn; @facts is a struct dms_facts. */
const char *dms_facts_get(void *facts, const char *name);
void dms_facts_print(const struct dms_facts *f, FILE *out);
void dms_facts_free(struct dms_facts *f);

#endif /* DMS_FACTS_H */
