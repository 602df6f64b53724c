// SPDX-License-Identifier: GPL-2.0
/* What became of random sequences, as numbers. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/strbuf.h"
#include "runner/random.h"

void dms_random_tally_init(struct dms_random_tally *t)
{
	*t = (struct dms_random_tally){
		.kinds = dms_alloc(rnd_nr_violations * sizeof(*t->kinds)),
	};
}

void dms_random_tally_free(struct dms_random_tally *t)
{
	size_t i;

	for (i = 0; i < t->nr_failures; i++)
		dms_strlist_free(&t->failures[i].why);
	free(t->failures);
	free(t->kinds);
	*t = (struct dms_random_tally){ 0 };
}

static void add(struct dms_random_count *sum, const struct dms_random_count *c)
{
	sum->run += c->run;
	sum->exact += c->exact;
	sum->missing += c->missing;
	sum->extra += c->extra;
	sum->broken += c->broken;
}

static struct dms_random_count all_violating(const struct dms_random_tally *t)
{
	struct dms_random_count sum = { 0 };
	size_t i;

	for (i = 0; i < rnd_nr_violations; i++)
		add(&sum, &t->kinds[i]);
	return sum;
}

static void print_count(const char *name, const struct dms_random_count *c, FILE *out)
{
	fprintf(out, "#   %-24s %8lu %8lu %8lu %8lu %8lu\n", name, c->run, c->exact, c->missing,
		c->extra, c->broken);
}

void dms_random_tally_print(const struct dms_random_tally *t, FILE *out)
{
	struct dms_random_count violating = all_violating(t);
	size_t i;

	fprintf(out, "#   %-24s %8s %8s %8s %8s %8s\n", "", "run", "exact", "missing", "extra",
		"broken");
	print_count("legal", &t->legal, out);
	print_count("with a violation", &violating, out);
	for (i = 0; i < rnd_nr_violations; i++)
		if (t->kinds[i].run)
			print_count(rnd_violations[i].name, &t->kinds[i], out);
}

unsigned long dms_random_tally_run(const struct dms_random_tally *t)
{
	return t->legal.run + all_violating(t).run;
}

bool dms_random_tally_clean(const struct dms_random_tally *t)
{
	return !t->nr_failures && !t->loud;
}
