// SPDX-License-Identifier: GPL-2.0
/* A list of known findings (--expect), against a report with a few. */
#include "cli/known.h"
#include "fuzz.h"

static const char log_text[] =
	"DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set\n"
	"DMA-API: e1000e 0000:00:19.0: device driver frees DMA memory with different size [device address=0x00000000fffff000] [map size=4096 bytes] [unmap size=64 bytes]\n"
	"Kernel panic - not syncing: Fatal exception\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dms_analysis *a = dms_analysis_new();
	struct dms_known known = { 0 };
	const struct dms_report *r;
	struct fuzz_file f;

	dms_analysis_add_text(a, "dmesg", log_text, sizeof(log_text) - 1, 1);
	r = dms_analysis_finish(a);
	fuzz_check(r->nr_findings, "the log has findings");
	fuzz_file_make(&f, data, size);
	if (!dms_known_read(&known, f.path))
		dms_known_mark(&known, r);
	dms_known_clear(&known);
	fuzz_file_close(&f);
	dms_analysis_free(a);
	return 0;
}
