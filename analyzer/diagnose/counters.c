// SPDX-License-Identifier: GPL-2.0
/*
 * What debugfs counted beside what the log says: dma-debug prints only its first error unless it is
 * told otherwise, and a bounce buffer pool that was full may have failed in silence.
 */
#include <string.h>

#include "base/strbuf.h"
#include "diagnose.h"

/* Of the checker's reports only those of err_printk() are counted by error_count. */
static bool is_counted(const struct dms_event *e)
{
	return !strcmp(e->kind, "dma-api") && strncmp(e->detail, "dma_api.cacheline_", 18) &&
	       strcmp(e->detail, "dma_api.pool_grown") && strcmp(e->detail, "dma_api.out_of_memory");
}

static void weigh_errors(struct dms_report *r, const struct dms_counter *errors)
{
	struct dms_loss loss = { .input = errors->input, .line = 1, .kind = "dma-api" };
	uint64_t printed = 0;
	size_t i;

	for (i = 0; i < r->nr_events; i++)
		if (is_counted(&r->events[i]))
			printed = dms_count_add(printed, r->events[i].count);
	if (!errors->known || errors->value <= printed)
		return;
	loss.what = "errors counted by dma-debug and not printed";
	loss.count = dms_count_add(0, errors->value - printed);
	dms_report_lose(r, &loss);
}

/* Nobody looked from then on: no report means nothing. */
static void weigh_disabled(struct dms_report *r, const struct dms_counter *disabled)
{
	struct dms_loss loss = { .input = disabled->input, .line = 1, .kind = "dma-api" };

	loss.what = "reports of dma-debug, which is disabled";
	if (disabled->known && disabled->value)
		dms_report_lose(r, &loss);
}

static void weigh_pool(struct dms_report *r, const struct dms_counter *slabs,
		       const struct dms_counter *high)
{
	struct dms_event *e;
	size_t i;

	if (!slabs->known || !high->known || !slabs->value || high->value < slabs->value)
		return;
	for (i = 0; i < r->nr_events; i++)
		if (!strcmp(r->events[i].kind, "swiotlb-full"))
			return;
	e = dms_event_new(r, "swiotlb-full", "swiotlb.high_water");
	e->source = "debugfs";
	e->input = high->input;
	e->line = e->last_line = 1;
	e->raw = dms_asprintf("%llu", (unsigned long long)high->value);
	dms_event_set_num(e, "total", slabs->value, false);
	dms_event_set_num(e, "used", high->value, false);
}

void dms_weigh_counters(struct dms_report *r, const struct dms_history *h)
{
	weigh_errors(r, &h->counters[DMS_COUNTER_ERRORS]);
	weigh_disabled(r, &h->counters[DMS_COUNTER_DISABLED]);
	weigh_pool(r, &h->counters[DMS_COUNTER_SLABS], &h->counters[DMS_COUNTER_HIGH]);
}
