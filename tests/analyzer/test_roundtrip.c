// SPDX-License-Identifier: GPL-2.0
/*
 * Every format of the catalogue: print a line from it with made-up values, and read
 * the same values back.
 */
#include "base/strbuf.h"
#include "render.h"
#include "util.h"

static bool same_values(const struct dms_match *m, char want[][64], unsigned int nr)
{
	unsigned int i;

	if (m->nr_values != nr)
		return false;
	for (i = 0; i < nr; i++)
		if (m->values[i].len != strlen(want[i]) ||
		    strncmp(m->values[i].text, want[i], m->values[i].len))
			return false;
	return true;
}

static unsigned int count_fields(const char *s)
{
	unsigned int n = s && *s ? 1 : 0;

	for (; s && *s; s++)
		n += *s == ',' && s[1];
	return n;
}

static void check_message(const struct dms_message *m)
{
	char want[DMS_MAX_CONVS][64];
	struct dms_strbuf b = { 0 };
	struct dms_match match = { 0 };
	unsigned int nr, i;
	bool found;

	dms_strbuf_puts(&b, "user space text ");
	nr = render_message(m, &b, want);
	found = dms_catalogue_find(b.s, b.len, 0, b.len, b.len, &match);
	if (!ok(found && match.complete && same_values(&match, want, nr), "reads back: %.60s",
		m->format)) {
		printf("# line '%s'\n# %s by '%s'\n", b.s, found ? "found" : "not found",
		       found ? match.msg->format : "");
		for (i = 0; found && i < match.nr_values; i++)
			printf("#  [%.*s]\n", (int)match.values[i].len, match.values[i].text);
	}
	if (nr)
		is_int(count_fields(m->fields), nr, "and each conversion has a field name");
	dms_strbuf_free(&b);
}

int main(void)
{
	size_t i, k;

	for (i = 0; i < dms_nr_subsystems; i++)
		for (k = 0; k < dms_subsystems[i]->nr; k++)
			check_message(&dms_subsystems[i]->messages[k]);
	return tap_done();
}
