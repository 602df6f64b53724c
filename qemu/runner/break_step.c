// SPDX-License-Identifier: GPL-2.0
/*
 * Steps of the host that change IOMMU tables in the guest's memory (injector/host).  The guest
 * is stopped first: no processor of it sees a table half changed or takes part in any way.
 */
#include <stdlib.h>
#include <string.h>

#include "runner/qmp.h"

static void after_cont(struct dms_qmp *q, json_t *result, const char *error)
{
	(void)result;
	q->step.next = NULL;
	dms_qmp_finish_step(q, q->step.error ? q->step.error : error);
}

static void go_on(struct dms_qmp *q, const char *error)
{
	if (error)
		q->step.error = dms_strdup(error);
	q->step.next = after_cont;
	dms_qmp_execute(q, "cont", NULL);
}

static void carry_out(struct dms_qmp *q)
{
	struct dms_qmp_step *s = &q->step;
	int ret;

	if (s->words.nr == 2)
		ret = dms_breaker_dma(&q->breaker, s->words.v[0], s->words.v[1]);
	else if (s->words.nr)
		ret = dms_breaker_break(&q->breaker, s->words.v, s->words.nr, &s->reply);
	else
		ret = dms_breaker_restore(&q->breaker);
	go_on(q, ret ? q->breaker.memory.err : NULL);
}

static void after_map(struct dms_qmp *q, json_t *result, const char *error)
{
	const char *text = json_string_value(result);

	if (error || dms_host_memory_set_map(&q->breaker.memory, text ? text : ""))
		go_on(q, error ? error : q->breaker.memory.err);
	else
		carry_out(q);
}

static void after_stop(struct dms_qmp *q, json_t *result, const char *error)
{
	(void)result;
	if (error) {
		q->step.next = NULL;
		dms_qmp_finish_step(q, error);
	} else if (q->breaker.memory.nr_map) {
		carry_out(q);
	} else {
		q->step.next = after_map;
		dms_qmp_execute(q, "human-monitor-command",
				json_pack("{s:s}", "command-line", "info mtree -f"));
	}
}

static void start(struct dms_qmp *q)
{
	q->step.next = after_stop;
	dms_qmp_execute(q, "stop", NULL);
}

void dms_qmp_break(struct dms_qmp *q, const struct dms_platform *p, char *const *arg)
{
	(void)p;
	for (; *arg; arg++)
		dms_strlist_add(&q->step.words, *arg);
	start(q);
}

/* Two words: a break has more. */
void dms_qmp_dma(struct dms_qmp *q, const struct dms_platform *p, char *const *arg)
{
	dms_qmp_break(q, p, arg);
}

void dms_qmp_restore(struct dms_qmp *q, const struct dms_platform *p, char *const *arg)
{
	(void)p;
	(void)arg;
	start(q);
}
