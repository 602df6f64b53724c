// SPDX-License-Identifier: GPL-2.0
/*
 * Random sequences (dmatest-drv/random/): thousands in one script, since a word with the host for
 * each would take longer than the sequence.  What happened stands in the kernel log, between the
 * lines that it is about; the runner judges it from there.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "interp.h"
#include "pci.h"
#include "random/random.h"

/* Sequences that may fail before the script gives up: what follows would only be more of it. */
#define MAX_FAILURES	8

/**
 * struct sequence - the one at hand
 * @sink:	of the script that this op is in
 */
struct sequence {
	const struct script_sink *sink;
	uint64_t seed;
};

/* One open file a line, as the kernel limits how often a single one may write. */
static void __attribute__((format(printf, 2, 3))) mark(uint64_t seed, const char *fmt, ...)
{
	struct dms_strbuf b = { 0 };
	va_list ap;
	char text[700];

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	dms_strbuf_printf(&b, "<6>" SCRIPT_RANDOM_MARK "%" PRIu64 " %s\n", seed, text);
	pci_write_file("/dev/kmsg", b.s);
	dms_strbuf_free(&b);
}

/* Only the violation's objects are spoken of in what is expected. */
static void keep_fact(void *ctx, const char *name, const char *value)
{
	struct sequence *q = ctx;

	if (*name == 'x')
		mark(q->seed, "fact %s=%s", name, value);
}

static void keep_books(void *ctx, const char *folder)
{
	struct sequence *q = ctx;
	char *path = dms_asprintf("%srandom/%" PRIu64 "/", folder, q->seed);

	if (q->sink->snapshot)
		q->sink->snapshot(q->sink->ctx, path);
	free(path);
}

/* Return: 0, or a negative errno after the log says why. */
static int carry_out(struct call *c, uint64_t seed, const struct rnd_violation *v)
{
	struct sequence q = { .sink = c->run->sink, .seed = seed };
	struct script_sink sink = { .ctx = &q };
	struct rnd_seq *s = dms_alloc(sizeof(*s));
	char err[512] = "", *text;
	int ret;

	if (v) {
		sink.fact = keep_fact;
		sink.snapshot = v->fault ? keep_books : NULL;
		if (q.sink->prepare)
			q.sink->prepare(q.sink->ctx, v->fault);
	}
	rnd_generate(s, seed, v);
	text = rnd_text(s);
	mark(seed, "begin");
	ret = script_run_on("random", text, &sink, c->run->device, c->run->node, err, sizeof(err));
	mark(seed, ret ? "fail %s" : "ok", err);
	free(text);
	free(s);
	return ret;
}

static int random_ops(struct call *c)
{
	uint64_t seed, nr, violations, faults, kinds, i;
	struct rnd_mix mix;
	unsigned int failures = 0;
	int ret = call_num(c, c->l->args[0], &seed);

	if (!ret)
		ret = call_num(c, c->l->args[1], &nr);
	if (!ret)
		ret = call_num(c, c->l->args[2], &violations);
	if (!ret)
		ret = call_num(c, c->l->args[3], &faults);
	if (!ret)
		ret = call_num(c, c->l->args[4], &kinds);
	if (ret)
		return ret;
	if (violations > 1000 || faults > 1000 - violations)
		return call_fail(c, "VIOLATIONS and FAULTS are parts of a thousand");
	mix = (struct rnd_mix){ .violations = violations, .faults = faults, .kinds = kinds };
	for (i = 0; i < nr && failures < MAX_FAILURES; i++)
		failures += !!carry_out(c, seed + i, rnd_choose(seed + i, &mix));
	call_publish_num(c, "run", i, false);
	call_publish_num(c, "failed", failures, false);
	return 0;
}

const struct script_op script_ops_random[] = {
	{
		.name = "random", .args = "nnnnn", .usage = "SEED COUNT VIOLATIONS FAULTS KINDS",
		.facts = "run failed", .run = random_ops,
		.help = "COUNT random sequences; of a thousand so many with a violation, and with one "
			"that an IOMMU reports; KINDS: bits of those that may be chosen",
	},
	{ 0 }
};
