// SPDX-License-Identifier: GPL-2.0
/* Lines that say that other lines are missing, and where a kernel starts. */
#include <string.h>

#include "base/array.h"
#include "decoder.h"

static void lose(struct dms_decoder *d, const struct dms_record *r, const char *what,
		 const char *kind)
{
	struct dms_loss loss = {
		.input = d->input,
		.line = r->line,
		.what = what,
		.kind = kind,
		.count = dms_count_add(0, dms_value_num(r->match, "count")),
	};

	dms_report_lose(d->report, &loss);
}

static void decode_dropped(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	static const char what[] = "printk messages dropped";

	(void)e;
	lose(d, r, what, NULL);
}

/* The rate limit names the function that printed; this is the kind of what it prints. */
static void decode_suppressed(struct dms_decoder *d, struct dms_event *e,
			      const struct dms_record *r)
{
	static const struct {
		const char *function, *kind;
	} sites[] = {
		{ "dmar_fault", "vtd-fault" },
		{ "amd_iommu_report_page_fault", "amdvi-event" },
		{ "iommu_print_event", "amdvi-event" },
		{ "arm_smmu_evtq_thread", "smmuv3-event" },
		{ "arm_smmu_context_fault", "smmuv2-context-fault" },
		{ "arm_smmu_global_fault", "smmuv2-global-fault" },
		{ "qcom_smmu_context_fault", "smmuv2-context-fault" },
		{ "tegra_mc_irq", "iommu-fault" },
		{ "tegra30_mc_handle_irq", "iommu-fault" },
		{ "viommu_fault_handler", "virtio-iommu-fault" },
		{ "swiotlb_tbl_map_single", "swiotlb-full" },
		{ "swiotlb_map", "dma-overflow" },
		{ "dma_direct_map_page", "dma-overflow" },
	};
	const struct dms_value *f = dms_value_of(r->match, "name");
	size_t i;

	(void)e;
	for (i = 0; f && i < ARRAY_SIZE(sites); i++) {
		if (strlen(sites[i].function) != f->len ||
		    strncmp(sites[i].function, f->text, f->len))
			continue;
		lose(d, r, "callbacks suppressed", sites[i].kind);
		d->lost.kind = sites[i].kind;
		d->lost.count = dms_count_add(0, dms_value_num(r->match, "count"));
		d->lost.line = r->line;
	}
}

static const struct dms_message messages[] = {
	{ "%s: %d callbacks suppressed\n", .flags = DMS_MSG_PART, .kernels = "all",
	  .fields = "name,count", .decode = decode_suppressed },
	/* kernel/printk/printk.c: CONSOLE_..., print to a console that is too slow */
	{ "** %lu printk messages dropped **", .flags = DMS_MSG_PART, .kernels = "4.x and later",
	  .fields = "count", .decode = decode_dropped },
	{ "printk: %d messages suppressed.\n", .flags = DMS_MSG_PART, .kernels = "2.6",
	  .fields = "count", .decode = decode_dropped },
	/* systemd, src/journal/journald-kmsg.c */
	{ "Missed %lu kernel messages", .flags = DMS_MSG_PART, .kernels = "journald",
	  .fields = "count", .decode = decode_dropped },
};

const struct dms_subsystem dms_meta_subsystem = {
	.name = "Loss and boot",
	.source = "lib/ratelimit.c, kernel/printk/printk.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
