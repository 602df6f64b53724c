// SPDX-License-Identifier: GPL-2.0
/* Lines that say that other lines are missing, and where a kernel starts. */
#include <string.h>

#include "base/array.h"
#include "decoder.h"

/* The rate limit names the function that printed; this is the kind of what it prints. */
static void decode_suppressed(struct dms_decoder *d, struct dms_event *e,
			      const struct dms_record *r)
{
	static const struct {
		const char *function, *kind;
	} sites[] = {
		{ "dmar_fault", "vtd-fault" },
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
		d->lost.kind = sites[i].kind;
		d->lost.count = (unsigned long)dms_value_num(r->match, "count");
		d->lost.line = r->line;
	}
}

static const struct dms_message messages[] = {
	{ "%s: %d callbacks suppressed\n", .flags = DMS_MSG_PART, .kernels = "all",
	  .fields = "name,count", .decode = decode_suppressed },
};

const struct dms_subsystem dms_meta_subsystem = {
	.name = "Loss and boot",
	.source = "lib/ratelimit.c, kernel/printk/printk.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
