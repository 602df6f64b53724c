// SPDX-License-Identifier: GPL-2.0
/* Known findings: "DEVICE CAUSE" a line, '#' starts a comment. */
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "diagnose/diagnose.h"
#include "known.h"

/* A mistyped cause would never match and never be noticed. */
static bool is_cause(const char *name)
{
	return !strcmp(name, "*") || !strcmp(dms_advice_of(name)->cause, name);
}

static int take_line(struct dms_known *k, char *line, const char *path, unsigned long nr)
{
	char *save = NULL, *device, *cause;

	line[strcspn(line, "#\r\n")] = '\0';
	device = strtok_r(line, " \t", &save);
	if (!device)
		return 0;
	cause = strtok_r(NULL, " \t", &save);
	if (!cause || strtok_r(NULL, " \t", &save)) {
		dms_err("%s:%lu: a line is 'DEVICE CAUSE', with * for any", path, nr);
		return -1;
	}
	if (!is_cause(cause)) {
		dms_err("%s:%lu: no cause '%s'; `dmascope explain --causes` lists them", path, nr,
			cause);
		return -1;
	}
	k->lines = dms_realloc(k->lines, (k->nr + 1) * sizeof(*k->lines));
	k->lines[k->nr++] = (struct dms_known_line){ dms_strdup(device), dms_strdup(cause) };
	return 0;
}

int dms_known_read(struct dms_known *k, const char *path)
{
	FILE *in = fopen(path, "re");
	unsigned long nr = 0;
	char *line = NULL;
	size_t size = 0;
	int err = 0;

	if (in)
		while (!err && getline(&line, &size, in) >= 0)
			err = take_line(k, line, path, ++nr);
	if (!in || (!err && ferror(in))) {
		dms_err("%s: %s", path, strerror(errno));
		err = -1;
	}
	free(line);
	if (in)
		fclose(in);
	return err;
}

static bool fits(const struct dms_known_line *l, const struct dms_finding *f)
{
	return !fnmatch(l->device, f->device ? f->device : "", 0) &&
	       (!strcmp(l->cause, "*") || !strcmp(l->cause, f->cause));
}

void dms_known_mark(const struct dms_known *k, const struct dms_report *r)
{
	size_t i, n;

	for (i = 0; i < r->nr_findings; i++)
		for (n = 0; n < k->nr; n++)
			if (fits(&k->lines[n], &r->findings[i]))
				r->findings[i].expected = true;
}

void dms_known_clear(struct dms_known *k)
{
	size_t i;

	for (i = 0; i < k->nr; i++) {
		free(k->lines[i].device);
		free(k->lines[i].cause);
	}
	free(k->lines);
}
