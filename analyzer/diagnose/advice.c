// SPDX-License-Identifier: GPL-2.0
/* Advice by cause, out of the tables in advice/. */
#include <string.h>

#include "base/array.h"
#include "diagnose.h"

static const char *const none[] = { NULL };

static const struct dms_advice unknown = {
	.cause = "unknown",
	.headline = "something went wrong that this log does not explain",
	.why = "The message is known, but nothing in this log says which call caused it.",
	.mitigation = none,
	.fix = (const char *const []){
		"Read the backtrace: the first function outside the DMA core made the call.",
		NULL },
	.verify = (const char *const []){
		"Reproduce with CONFIG_DMA_API_DEBUG=y and 'echo 1 > /sys/kernel/debug/dma-api/all_errors'.",
		"Collect /sys/kernel/debug/dma-api/dump together with the log, and give both to triage.",
		NULL },
};

const struct dms_advice *dms_advice_of(const char *cause)
{
	const struct dms_advice *const tables[] = {
		dms_advice_lifetime, dms_advice_address, dms_advice_platform,
	};
	const struct dms_advice *a;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tables); i++)
		for (a = tables[i]; a->cause; a++)
			if (!strcmp(a->cause, cause))
				return a;
	return &unknown;
}
