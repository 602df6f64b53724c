// SPDX-License-Identifier: GPL-2.0
/* The scenario of one run: bind, work, unbind with one call failing; then all of it without. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/sweep.h"

/* Two rounds of work, each step of which ends by itself after a minute. */
#define SCRIPT_SECONDS	420

/* A driver that errs with every packet, by dma-debug's reports of a hundred lines each, is believed. */
#define SCRIPT_REPORTS	100

/*
 * What drivers call. What these call in turn (the IOVA allocator, swiotlb, the IOMMU's driver) is not
 * the driver's: its failure comes back as that of one of these.
 */
static const char *const calls[] = {
	"dma_alloc_attrs", "dma_alloc_pages", "dma_alloc_noncoherent", "dma_alloc_noncontiguous",
	"dma_pool_alloc", "dma_map_page_attrs", "dma_map_phys", "dma_map_sg_attrs",
	"dma_map_sgtable", "dma_map_resource", "dma_set_mask", "dma_set_coherent_mask",
};

const char *dms_sweep_call(size_t index)
{
	return index < ARRAY_SIZE(calls) ? calls[index] : NULL;
}

char *dms_sweep_again(const struct dms_sweep *s, const struct dms_sweep_site *site,
		      unsigned int nth)
{
	const struct dms_target *t = s->target;
	struct dms_strbuf b = { 0 };

	dms_strbuf_printf(&b, "dmascope sweep --driver %s --seed %" PRIu64, s->driver->spec,
			  s->opt->seed);
	if (s->opt->here)
		dms_strbuf_printf(&b, " --here %s", s->opt->here);
	else
		dms_strbuf_printf(&b, " --platform %s --kernel %s", t->platform.name,
				  t->kernel->external ? t->kernel->external : t->kernel->name);
	if (s->opt->script)
		dms_strbuf_printf(&b, " --script %s", s->opt->script);
	if (site)
		dms_strbuf_printf(&b, " --site %s:%s+0x%" PRIx64 " --nth %u", site->call,
				  site->function, site->offset, nth);
	return dms_strbuf_take(&b);
}

static void add_record(struct dms_strbuf *b, const char *bdf)
{
	size_t i;

	/* a kernel without one of them records the others */
	for (i = 0; i < ARRAY_SIZE(calls); i++)
		dms_strbuf_printf(b, "? inject %s device=%s record=1\n", calls[i], bdf);
}

static void add_failure(struct dms_strbuf *b, const struct dms_sweep_try *t)
{
	const struct dms_sweep_site *s = t->site;

	dms_strbuf_printf(b, "inject %s device=%s module=%s caller=%s+0x%" PRIx64 " seed=%" PRIu64
			  " nth=%u\n", s->call, t->sweep->bdf, s->module, s->function, s->offset,
			  t->sweep->opt->seed, t->nth);
}

/* @round: 'a' with the failure, 'b' without */
static void add_round(struct dms_strbuf *b, const struct dms_sweep *s, char round)
{
	size_t i;

	dms_strbuf_printf(b, "? %cbind = driver-bind %s %s\n", round, s->bdf,
			  s->driver->driver);
	for (i = 0; i < s->driver->work.nr; i++) {
		const char *work = s->driver->work.v[i];

		if (!strcmp(work, "suspend"))
			dms_strbuf_printf(b, "? %cwork%zu = system-suspend\n", round, i);
		else
			dms_strbuf_printf(b, "? %cwork%zu = driver-work %s %s\n", round, i,
					  s->bdf, work);
	}
	dms_strbuf_printf(b, "? %cunbind = driver-unbind %s\n", round, s->bdf);
}

/* Mappings of the unbound device: dma-debug's, where the kernel has it. */
static void add_count(struct dms_strbuf *b, const char *name, const char *bdf)
{
	dms_strbuf_printf(b, "? %s = count /sys/kernel/debug/dma-api/dump %s\n", name, bdf);
}

static void add_results(struct dms_strbuf *b, const struct dms_sweep_try *t)
{
	size_t i;

	if (t->site) {
		dms_strbuf_printf(b, "n = inject-count %s\n", t->site->call);
	} else {
		for (i = 0; i < ARRAY_SIZE(calls); i++)
			dms_strbuf_printf(b, "? %s = inject-sites %s\n", calls[i], calls[i]);
	}
	dms_strbuf_puts(b, "inject-off\n");
	add_count(b, "left", t->sweep->bdf);
}

static char *script_of(const struct dms_sweep_try *t, bool alone)
{
	const struct dms_sweep *s = t->sweep;
	struct dms_strbuf b = { 0 };

	dms_strbuf_printf(&b, "# Made by `dmascope sweep`\ndescription: %s, ", s->driver->name);
	if (t->site)
		dms_strbuf_printf(&b, "call %u of %s() at %s+0x%" PRIx64 " fails\n", t->nth,
				  t->site->call, t->site->function, t->site->offset);
	else
		dms_strbuf_puts(&b, "where it calls the DMA API\n");
	dms_strbuf_printf(&b, "timeout: %u\nreports: %u\n%s---\n",
			  s->opt->timeout ? s->opt->timeout : SCRIPT_SECONDS, SCRIPT_REPORTS,
			  alone ? "isolate: yes\n" : "");
	dms_strbuf_printf(&b, "? driver-unbind %s\n", s->bdf);
	add_count(&b, "had", s->bdf);
	if (t->site)
		add_failure(&b, t);
	else
		add_record(&b, s->bdf);
	add_round(&b, s, 'a');
	add_results(&b, t);
	add_round(&b, s, 'b');
	dms_strbuf_puts(&b, "? lost = memory-leaks\n");
	return dms_strbuf_take(&b);
}

int dms_sweep_try_init(struct dms_sweep_try *t, struct dms_job *job, unsigned int turn)
{
	struct dms_sweep *s = t->sweep;
	struct dms_strbuf id = { 0 };
	char err[512], *text = script_of(t, turn);
	int ret;

	dms_strbuf_printf(&id, "sweep/%s/", s->driver->name);
	if (t->site)
		dms_strbuf_printf(&id, "%s-%s+0x%" PRIx64 "-%u", t->site->call, t->site->function,
				  t->site->offset, t->nth);
	else
		dms_strbuf_puts(&id, "record");
	if (turn)
		dms_strbuf_printf(&id, "-again%u", turn);
	ret = dms_scenario_parse("sweep", id.s, text, strlen(text), &t->scenario, err, sizeof(err));
	if (ret)
		dms_err("%s", err);
	t->again = dms_sweep_again(s, t->site, t->nth);
	*job = (struct dms_job){
		.scenario = &t->scenario, .target = s->target, .observe = dms_sweep_judge,
		.judge_ctx = t, .again = t->again,
	};
	dms_strbuf_free(&id);
	return ret;
}

void dms_sweep_what_free(struct dms_sweep_what *w)
{
	dms_strlist_free(&w->broke);
	free(w->response);
	free(w->finding.kind);
	free(w->finding.cause);
	free(w->finding.title);
	free(w->finding.device);
	free(w->report);
	*w = (struct dms_sweep_what){ 0 };
}

void dms_sweep_try_free(struct dms_sweep_try *t)
{
	dms_scenario_free(&t->scenario);
	dms_sweep_what_free(&t->what);
	free(t->again);
	t->again = NULL;
}
