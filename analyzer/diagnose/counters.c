// SPDX-License-Identifier: GPL-2.0
/*
 * What debugfs counted beside what the log says: dma-debug prints only its first error unless it is
 * told otherwise, and a bounce buffer pool that was full may have failed in silence.
 */
#include <inttypes.h>
#include <string.h>

#include "base/strbuf.h"
#include "diagnose.h"

/* With less than a tenth of its slots free at some time, the next burst may not fit. */
#define NEARLY_FULL(slots) ((slots) - (slots) / 10)

static const struct dms_counter *newest(const struct dms_history *h, enum dms_counter_id id)
{
	return dms_counter_get(&h->state, id, "", -1);
}

/* Of the checker's reports only those of err_printk() are counted by error_count. */
static bool is_counted(const struct dms_event *e)
{
	return !strcmp(e->kind, "dma-api") && strncmp(e->detail, "dma_api.cacheline_", 18) &&
	       strcmp(e->detail, "dma_api.pool_grown") && strcmp(e->detail, "dma_api.out_of_memory");
}

static void weigh_errors(struct dms_report *r, const struct dms_history *h)
{
	const struct dms_counter *errors = newest(h, DMS_COUNTER_ERRORS);
	struct dms_loss loss = { .kind = "dma-api" };
	uint64_t printed = 0;
	size_t i;

	for (i = 0; i < r->nr_events; i++)
		if (is_counted(&r->events[i]))
			printed = dms_count_add(printed, r->events[i].count);
	if (!errors || errors->value <= printed)
		return;
	loss.input = errors->input;
	loss.line = errors->line;
	loss.what = "errors counted by dma-debug and not printed";
	loss.count = dms_count_add(0, errors->value - printed);
	dms_report_lose(r, &loss);
}

static void lose_reports(struct dms_report *r, unsigned int input, unsigned long line,
			 const char *what)
{
	struct dms_loss loss = { .input = input, .line = line, .kind = "dma-api", .what = what };

	dms_report_lose(r, &loss);
}

/*
 * Nobody looked from then on: no report means nothing.  A checker whose entries all were in use
 * takes more memory, and disables itself when there is none.
 */
static void weigh_disabled(struct dms_report *r, const struct dms_history *h)
{
	const struct dms_counter *disabled = newest(h, DMS_COUNTER_DISABLED);
	const struct dms_counter *min = newest(h, DMS_COUNTER_MIN_FREE);

	if (disabled && disabled->value)
		lose_reports(r, disabled->input, disabled->line,
			     min && !min->value ?
			     "reports of dma-debug, which ran out of entries: it checks nothing any more" :
			     "reports of dma-debug, which is disabled");
	else if (min && !min->value && !disabled)
		lose_reports(r, min->input, min->line,
			     "reports of dma-debug, which ran out of entries and may have disabled itself");
	if (h->state.filter[0])
		lose_reports(r, h->state.filter_input, 1,
			     "reports of dma-debug on all drivers but the one in driver_filter");
}

static struct dms_event *new_event(struct dms_report *r, const char *detail,
				   const struct dms_counter *c)
{
	struct dms_event *e = dms_event_new(r, "swiotlb-full", detail);

	e->source = "debugfs";
	e->input = c->input;
	e->line = e->last_line = c->line;
	e->raw = dms_asprintf("%s%s%s %" PRIu64, c->pool, c->pool[0] ? "/" : "",
			      dms_counter_name(c->id), c->value);
	return e;
}

/* The log's own line says more, and is there as well. */
static bool log_tells(const struct dms_report *r)
{
	size_t i;

	for (i = 0; i < r->nr_events; i++)
		if (!strcmp(r->events[i].kind, "swiotlb-full") && !strcmp(r->events[i].source, "log"))
			return true;
	return false;
}

static void weigh_pool(struct dms_report *r, const struct dms_history *h, const char *pool)
{
	const struct dms_state *s = &h->state;
	const struct dms_counter *slabs = dms_counter_get(s, DMS_COUNTER_SLABS, pool, -1);
	const struct dms_counter *used = dms_counter_get(s, DMS_COUNTER_USED, pool, -1);
	const struct dms_counter *high = dms_counter_get(s, DMS_COUNTER_HIGH, pool, -1);
	const struct dms_counter *most = high && (!used || high->value >= used->value) ? high : used;
	struct dms_event *e;

	if (!slabs || !most || !slabs->value || most->value < NEARLY_FULL(slabs->value))
		return;
	e = new_event(r, most->value >= slabs->value ? "swiotlb.high_water" : "swiotlb.near_full",
		      most);
	dms_event_set_num(e, "total", slabs->value, false);
	dms_event_set_num(e, "used", most->value, false);
	if (used)
		dms_event_set_num(e, "used_now", used->value, false);
	if (pool[0])
		dms_event_set(e, "pool", pool, strlen(pool));
}

static void weigh_pools(struct dms_report *r, const struct dms_history *h)
{
	const struct dms_state *s = &h->state;
	size_t i, k;

	for (i = 0; i < s->nr_counters; i++) {
		const struct dms_counter *c = &s->counters[i];

		for (k = 0; k < i; k++)
			if (s->counters[k].id == c->id && !strcmp(s->counters[k].pool, c->pool))
				break;
		if (c->id == DMS_COUNTER_SLABS && k == i)
			weigh_pool(r, h, c->pool);
		/* Made for one mapping each, when no free slot was found (since 6.6). */
		if (c->id == DMS_COUNTER_TRANSIENT && k == i && c->value)
			dms_event_set_num(new_event(r, "swiotlb.transient", c), "used", c->value, false);
	}
}

void dms_weigh_counters(struct dms_report *r, const struct dms_history *h)
{
	weigh_errors(r, h);
	weigh_disabled(r, h);
	if (!log_tells(r))
		weigh_pools(r, h);
}
