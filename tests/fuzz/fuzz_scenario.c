// SPDX-License-Identifier: GPL-2.0
/* A scenario file: header, expectations and script, then its expectations against a report. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "runner/match.h"
#include "runner/scenario.h"

#define ERR_LEN 300

static bool no_capability(void *ctx, const char *word)
{
	(void)ctx;
	return !strcmp(word, "iommu");
}

static void judge(const struct dms_scenario *s)
{
	static const char fault[] = "DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set\n";
	struct dms_analysis *a = dms_analysis_new();
	struct dms_facts facts = { 0 };
	const struct dms_report *r;
	size_t i, k;

	dms_facts_parse(&facts, "m.iova=0xffffc000");
	dms_analysis_add_text(a, "console.log", fault, sizeof(fault) - 1, 1);
	r = dms_analysis_finish(a);
	for (i = 0; i < s->nr_expects; i++) {
		const struct dms_expect *e = &s->expects[i];
		char *why = NULL;

		dms_cond_holds(e->cond, no_capability, NULL);
		if (e->type == DMS_EXPECT_FACT && !dms_fact_match(e, &facts, &why))
			fuzz_check(why, "no reason for \"%s\"", e->text);
		free(why);
		for (k = 0; e->type == DMS_EXPECT_FINDING && k < r->nr_findings; k++)
			dms_expect_match(e, r, &r->findings[k], &facts);
	}
	dms_facts_free(&facts);
	dms_analysis_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char err[ERR_LEN] = "";
	struct dms_scenario s;
	struct fuzz_file f;

	fuzz_file_make(&f, data, size);
	if (!dms_scenario_load(f.path, "fuzz/fuzz", &s, err, sizeof(err))) {
		dms_scenario_flag(&s, "isolate", no_capability, NULL);
		dms_scenario_value(&s, "cmdline", no_capability, NULL);
		judge(&s);
		dms_scenario_free(&s);
	} else {
		fuzz_check(*err, "refused without a reason");
	}
	fuzz_file_close(&f);
	return 0;
}
