// SPDX-License-Identifier: GPL-2.0
/*
 * Snapshots of one machine compared.  Live mappings are counted by driver, device, type,
 * direction and size; a kind that only ever grows is a leak, the surer the more snapshots say so.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "diagnose.h"

/* With two snapshots alone a few mappings more are what any load does. */
#define FEW 4

struct comparing {
	struct dms_report *report;
	const struct dms_history *history;
	struct dms_comparison *out;
	const struct dms_mapping **mappings;
	size_t nr;
	unsigned int *order;	/* snapshot number of each of the snapshots compared */
	unsigned int *index;	/* and the other way round */
};

/* ---- which snapshots there are ---- */

/* The input that stands for a snapshot, or -1; -2: it holds several lists of mappings. */
static int input_of(const struct dms_state *s, unsigned int snapshot)
{
	int found = -1;
	size_t i;

	for (i = 0; i < s->nr_dumps; i++) {
		if (s->dumps[i].snapshot != snapshot)
			continue;
		if (found >= 0)
			return -2;
		found = (int)s->dumps[i].input;
	}
	for (i = 0; found < 0 && i < s->nr_counters; i++)
		if (s->counters[i].snapshot == snapshot)
			found = (int)s->counters[i].input;
	return found;
}

/* Either every snapshot has its list of mappings, or none has: else zero would mean nothing. */
static bool find_snapshots(struct comparing *c)
{
	const struct dms_state *s = &c->history->state;
	struct dms_comparison *out = c->out;
	size_t dumps = 0, i;
	unsigned int n;

	for (n = 0; n < c->history->snapshot; n++) {
		int input = input_of(s, n);

		if (input == -2)
			return false;
		if (input < 0)
			continue;
		c->index[n] = (unsigned int)out->nr_snapshots;
		c->order[out->nr_snapshots] = n;
		out->snapshots[out->nr_snapshots++] = (unsigned int)input;
		for (i = 0; i < s->nr_dumps; i++)
			dumps += s->dumps[i].snapshot == n;
	}
	return out->nr_snapshots > 1 && (!dumps || dumps == out->nr_snapshots);
}

/* ---- are they of one boot, and in order? ---- */

/* What only grows in one boot, or only falls. */
static bool goes_on(const struct comparing *c, enum dms_counter_id id, bool falls)
{
	const struct dms_counter *last = NULL, *x;
	size_t i;

	for (i = 0; i < c->out->nr_snapshots; i++) {
		x = dms_counter_get(&c->history->state, id, "", (int)c->order[i]);
		if (x && last && (falls ? x->value > last->value : x->value < last->value))
			return false;
		last = x ? x : last;
	}
	return true;
}

static int compare_places(const void *a, const void *b)
{
	const struct dms_mapping *x = *(const struct dms_mapping *const *)a;
	const struct dms_mapping *y = *(const struct dms_mapping *const *)b;
	int n = strcmp(x->device, y->device);

	if (n)
		return n;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->end > y->end) - (x->end < y->end);
}

/*
 * Coherent memory is allocated when a driver starts and stays: two lists without a single piece in
 * common are of two boots, or of two machines.
 */
static bool share_coherent(const struct comparing *c, unsigned int first, unsigned int second)
{
	bool any[2] = { false }, here[2] = { false };
	size_t i;

	for (i = 0; i < c->nr; i++) {
		const struct dms_mapping *m = c->mappings[i];

		if (i && compare_places(&c->mappings[i - 1], &c->mappings[i]))
			here[0] = here[1] = false;
		if (strcmp(m->type, "coherent"))
			continue;
		here[0] |= m->snapshot == first;
		here[1] |= m->snapshot == second;
		if (here[0] && here[1])
			return true;
		any[0] |= here[0];
		any[1] |= here[1];
	}
	return !any[0] || !any[1];
}

static bool is_one_boot(const struct comparing *c)
{
	size_t i;

	for (i = 1; i < c->out->nr_snapshots; i++)
		if (!share_coherent(c, c->order[i - 1], c->order[i]))
			return false;
	return goes_on(c, DMS_COUNTER_ERRORS, false) && goes_on(c, DMS_COUNTER_ENTRIES, false) &&
	       goes_on(c, DMS_COUNTER_MIN_FREE, true);
}

/* ---- counting ---- */

static uint64_t size_of(const struct dms_mapping *m)
{
	return m->end - m->start;
}

static int compare_kinds(const struct dms_mapping *x, const struct dms_mapping *y)
{
	int n = strcmp(x->driver, y->driver);

	n = n ? n : strcmp(x->device, y->device);
	n = n ? n : strcmp(x->type, y->type);
	return n ? n : (int)x->direction - (int)y->direction;
}

static int compare_shapes(const void *a, const void *b)
{
	const struct dms_mapping *x = *(const struct dms_mapping *const *)a;
	const struct dms_mapping *y = *(const struct dms_mapping *const *)b;
	int n = compare_kinds(x, y);

	return n ? n : (size_of(x) > size_of(y)) - (size_of(x) < size_of(y));
}

/* kernel/dma/debug.c, type2name[]; the typo was there until 5.12 */
static const char *call_of(const char *type)
{
	static const struct {
		const char *type, *call;
	} calls[] = {
		{ "single", "dma_map_single/page" }, { "page", "dma_map_page" },
		{ "phy", "dma_map_phys" },
		{ "scather-gather", "dma_map_sg" }, { "scatter-gather", "dma_map_sg" },
		{ "coherent", "dma_alloc_coherent" }, { "resource", "dma_map_resource" },
		{ "noncoherent", "dma_alloc_noncoherent" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(calls); i++)
		if (!strcmp(calls[i].type, type))
			return calls[i].call;
	return "unknown";
}

static void collect(struct comparing *c)
{
	const struct dms_history *h = c->history;
	size_t i;

	c->mappings = dms_alloc((h->nr + 1) * sizeof(*c->mappings));
	for (i = 0; i < h->nr; i++)
		if (!h->mappings[i].in_log)
			c->mappings[c->nr++] = &h->mappings[i];
}

static void add_shape(struct comparing *c, const struct dms_mapping *m, const unsigned long *counts,
		      unsigned long line)
{
	size_t n = c->out->nr_snapshots;
	struct dms_growth *g;

	/* Grows by doubling: a power of two means that it is full. */
	if (!(c->out->nr_growth & (c->out->nr_growth - 1)))
		c->out->growth = dms_realloc(c->out->growth, (c->out->nr_growth * 2 + 1) *
					     sizeof(*c->out->growth));
	g = &c->out->growth[c->out->nr_growth++];
	memset(g, 0, sizeof(*g));
	g->driver = dms_strdup(m->driver);
	g->device = dms_strdup(m->device);
	memcpy(g->type, m->type, sizeof(g->type));
	g->call = call_of(m->type);
	g->direction = dms_direction_name(m->direction);
	g->size = size_of(m);
	g->counts = dms_alloc(n * sizeof(*g->counts));
	memcpy(g->counts, counts, n * sizeof(*counts));
	g->change = (long)(counts[n - 1] - counts[0]);
	g->line = line;
}

static void count_shapes(struct comparing *c)
{
	size_t n = c->out->nr_snapshots, i, k;
	unsigned long *counts = dms_alloc(n * sizeof(*counts));

	qsort(c->mappings, c->nr, sizeof(*c->mappings), compare_shapes);
	for (i = 0; i < c->nr; i = k) {
		unsigned long line = 1;

		memset(counts, 0, n * sizeof(*counts));
		for (k = i; k < c->nr && !compare_shapes(&c->mappings[i], &c->mappings[k]); k++) {
			counts[c->index[c->mappings[k]->snapshot]]++;
			if (c->index[c->mappings[k]->snapshot] == n - 1)
				line = c->mappings[k]->line;
		}
		add_shape(c, c->mappings[i], counts, line);
	}
	free(counts);
}

/* Those that grew most first; by name among equals, so that a report is the same each time. */
static int compare_growth(const void *a, const void *b)
{
	const struct dms_growth *x = a, *y = b;
	int n;

	if (x->change != y->change)
		return x->change < y->change ? 1 : -1;
	n = strcmp(x->driver, y->driver);
	n = n ? n : strcmp(x->device, y->device);
	n = n ? n : strcmp(x->type, y->type);
	n = n ? n : strcmp(x->direction, y->direction);
	return n ? n : (x->size > y->size) - (x->size < y->size);
}

/* Those that did not change are counted, and no news. */
static void drop_unchanged(struct dms_comparison *out)
{
	size_t i, s, kept = 0;

	for (i = 0; i < out->nr_growth; i++) {
		struct dms_growth *g = &out->growth[i];

		for (s = 1; s < out->nr_snapshots && g->counts[s] == g->counts[0];)
			s++;
		if (s < out->nr_snapshots) {
			out->growth[kept++] = *g;
			continue;
		}
		free(g->driver);
		free(g->device);
		free(g->counts);
		out->same++;
	}
	out->nr_growth = kept;
}

/* ---- what grows ---- */

/**
 * struct kind - all sizes of one driver's mappings of one type and direction
 * @rows, @nr: of the table of growth, which is sorted by driver, device, type, direction
 * @counts: in each snapshot
 * @shrank: some of the driver's mappings for this device became fewer, of whatever kind
 */
struct kind {
	const struct dms_growth *rows;
	size_t nr;
	unsigned long *counts;
	bool shrank;
};

static bool same_driver(const struct dms_growth *a, const struct dms_growth *b)
{
	return !strcmp(a->driver, b->driver) && !strcmp(a->device, b->device);
}

static bool same_kind(const struct dms_growth *a, const struct dms_growth *b)
{
	return same_driver(a, b) && !strcmp(a->type, b->type) && !strcmp(a->direction, b->direction);
}

static bool row_shrank(const struct comparing *c, const struct dms_growth *g)
{
	size_t s;

	for (s = 1; s < c->out->nr_snapshots; s++)
		if (g->counts[s] < g->counts[s - 1])
			return true;
	return false;
}

static bool is_suspect(const struct comparing *c, const struct kind *k)
{
	size_t n = c->out->nr_snapshots, s;

	for (s = 1; s < n; s++)
		if (k->counts[s] <= k->counts[s - 1])
			return false;
	return n > 2 || (!k->shrank && k->counts[1] - k->counts[0] >= FEW);
}

static char *join_counts(const unsigned long *counts, size_t n)
{
	struct dms_strbuf b = { 0 };
	size_t i;

	for (i = 0; i < n; i++)
		dms_strbuf_printf(&b, "%s%lu", i ? " -> " : "", counts[i]);
	return dms_strbuf_take(&b);
}

/* The sizes that grew most, three of them; the first one is returned in @most. */
static char *join_sizes(const struct kind *k, const struct dms_growth **most)
{
	const struct dms_growth *last = NULL;
	struct dms_strbuf b = { 0 };
	size_t i, shown;

	for (shown = 0; shown < 3; shown++) {
		const struct dms_growth *best = NULL;

		for (i = 0; i < k->nr; i++) {
			const struct dms_growth *g = &k->rows[i];
			bool after = !last || g->change < last->change ||
				     (g->change == last->change && g->size > last->size);

			if (after && (!best || g->change > best->change))
				best = g;
		}
		if (!best || best->change <= 0)
			break;
		dms_strbuf_printf(&b, "%s%+ld of %" PRIu64 " bytes", shown ? ", " : "", best->change,
				  best->size);
		if (!shown)
			*most = best;
		last = best;
	}
	return dms_strbuf_take(&b);
}

static void set_text(struct dms_event *e, const char *name, char *text)
{
	dms_event_set(e, name, text, strlen(text));
	free(text);
}

static void add_event(struct comparing *c, const struct kind *k)
{
	size_t n = c->out->nr_snapshots;
	struct dms_event *e = dms_event_new(c->report, "dma-api", "dma_api.growth");
	char *counts = join_counts(k->counts, n);
	const struct dms_growth *g = k->rows;
	char *sizes = join_sizes(k, &g);

	e->source = "debugfs";
	e->input = c->out->snapshots[n - 1];
	e->line = e->last_line = g->line;
	e->related = true;
	e->driver = dms_strdup(g->driver);
	e->device = dms_strdup(g->device);
	e->raw = dms_asprintf("%s %s %s %s: %s live mappings", g->driver, g->device, g->type,
			      g->direction, counts);
	set_text(e, "counts", counts);
	set_text(e, "sizes", sizes);
	/* Kinds of mappings are findings of their own: this is where they are made. */
	set_text(e, "site", dms_asprintf("%s %s", g->call, g->direction));
	dms_event_set_num(e, "grown", k->counts[n - 1] - k->counts[0], false);
	dms_event_set_num(e, "snapshots", n, false);
	if (k->shrank)
		dms_event_set_num(e, "shrank", 1, false);
}

static void judge_kind(struct comparing *c, struct kind *k)
{
	size_t n = c->out->nr_snapshots, i, s;

	k->counts = dms_alloc(n * sizeof(*k->counts));
	for (i = 0; i < k->nr; i++)
		for (s = 0; s < n; s++)
			k->counts[s] += k->rows[i].counts[s];
	if (is_suspect(c, k))
		add_event(c, k);
	free(k->counts);
}

static void find_leaks(struct comparing *c)
{
	const struct dms_growth *rows = c->out->growth;
	size_t nr = c->out->nr_growth, i, k, end;

	for (i = 0; i < nr; i = end) {
		struct kind kind = { .shrank = false };

		for (end = i; end < nr && same_driver(&rows[i], &rows[end]); end++)
			kind.shrank |= row_shrank(c, &rows[end]);
		for (; i < end; i = k) {
			for (k = i; k < end && same_kind(&rows[i], &rows[k]);)
				k++;
			kind.rows = &rows[i];
			kind.nr = k - i;
			judge_kind(c, &kind);
		}
	}
}

/* ---- counters ---- */

static void add_trends(struct comparing *c)
{
	const struct dms_state *s = &c->history->state;
	size_t n = c->out->nr_snapshots, i, k, known;

	for (i = 0; i < s->nr_counters; i++) {
		const struct dms_counter *x = &s->counters[i], *y;
		struct dms_trend t = { .name = dms_counter_name(x->id) };

		for (k = 0; k < i; k++)
			if (s->counters[k].id == x->id && !strcmp(s->counters[k].pool, x->pool))
				break;
		if (k < i)
			continue;
		t.values = dms_alloc(n * sizeof(*t.values));
		for (k = known = 0; k < n; k++) {
			y = dms_counter_get(s, x->id, x->pool, (int)c->order[k]);
			t.values[k] = y && y->value <= INT64_MAX ? (int64_t)y->value : -1;
			known += y != NULL;
		}
		if (known < 2) {
			free(t.values);
			continue;
		}
		t.pool = dms_strdup(x->pool);
		c->out->trends = dms_realloc(c->out->trends,
					     (c->out->nr_trends + 1) * sizeof(*c->out->trends));
		c->out->trends[c->out->nr_trends++] = t;
	}
}

static void compare(struct comparing *c)
{
	struct dms_loss loss = {
		.what = "the comparison of the snapshots, which are not of one boot or not in order",
	};

	collect(c);
	if (c->nr)
		qsort(c->mappings, c->nr, sizeof(*c->mappings), compare_places);
	if (!is_one_boot(c)) {
		loss.input = c->out->snapshots[c->out->nr_snapshots - 1];
		dms_report_lose(c->report, &loss);
		c->out->nr_snapshots = 0;
		return;
	}
	if (c->nr)
		count_shapes(c);
	find_leaks(c);
	drop_unchanged(c->out);
	if (c->out->nr_growth)
		qsort(c->out->growth, c->out->nr_growth, sizeof(*c->out->growth), compare_growth);
	add_trends(c);
}

void dms_weigh_growth(struct dms_report *r, const struct dms_history *h)
{
	struct comparing c = { .report = r, .history = h, .out = &r->comparison };
	size_t room = ((size_t)h->snapshot + 1) * sizeof(unsigned int);

	if (h->no_compare || h->snapshot < 2)
		return;
	c.out->snapshots = dms_alloc(room);
	c.order = dms_alloc(room);
	c.index = dms_alloc(room);
	if (find_snapshots(&c))
		compare(&c);
	else
		c.out->nr_snapshots = 0;
	free(c.mappings);
	free(c.order);
	free(c.index);
}
