// SPDX-License-Identifier: GPL-2.0
/* Advice by cause, out of the tables in advice/. */
#include <string.h>

#include "analyze.h"
#include "base/array.h"
#include "diagnose.h"

static const struct dms_advice unknown = {
	.cause = "unknown",
	.headline = "something went wrong that this log does not explain",
	.why = "The message is known, but nothing in this log says which call caused it.",
	.mitigation = (const char *const []){
		"Keep the whole log, and do not hide the message: nothing here says that it is harmless.",
		NULL },
	.fix = (const char *const []){
		"Read the backtrace: the first function outside the DMA core made the call.",
		NULL },
	.verify = (const char *const []){
		"Reproduce with CONFIG_DMA_API_DEBUG=y and 'echo 1 > /sys/kernel/debug/dma-api/all_errors'.",
		"Collect /sys/kernel/debug/dma-api/dump together with the log, and give both to triage.",
		NULL },
};

static const struct dms_advice *const tables[] = {
	dms_advice_lifetime, dms_advice_address, dms_advice_platform,
};

static const struct dms_advice *last_of(const struct dms_advice *a)
{
	while (a[1].cause)
		a++;
	return a;
}

const struct dms_advice *dms_advice_next(const struct dms_advice *a)
{
	size_t i;

	if (a == &unknown)
		return NULL;
	if (!a)
		return tables[0];
	if (a[1].cause)
		return a + 1;
	/* The last one of its table: the next table starts. */
	for (i = 0; i + 1 < ARRAY_SIZE(tables); i++)
		if (a == last_of(tables[i]))
			return tables[i + 1];
	return &unknown;
}

const char *dms_cause_headline(const char *cause)
{
	return dms_advice_of(cause)->headline;
}

const struct dms_advice *dms_advice_of(const char *cause)
{
	const struct dms_advice *a;

	for (a = NULL; (a = dms_advice_next(a)); )
		if (!strcmp(a->cause, cause))
			return a;
	return &unknown;
}
