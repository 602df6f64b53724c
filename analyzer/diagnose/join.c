// SPDX-License-Identifier: GPL-2.0
/*
 * Two reports of one call.  With dma-debug on, a double unmap behind an IOMMU is reported twice:
 * iommu_dma_unmap_page() finds no translation and warns, then debug_dma_unmap_page() says
 * what was wrong.  (dma_unmap_sg() has it the other way round.)
 */
#include <string.h>

#include "base/array.h"
#include "diagnose.h"

/* A WARN with its registers and backtrace is some sixty lines; two of them fit. */
#define CALL_LINES 160
/* Printing a WARN on a serial console takes this long at the most. */
#define CALL_SECONDS 0.5

static bool is_unmap_site(const char *site)
{
	static const char *const list[] = {
		"__iommu_dma_unmap", "iommu_dma_unmap_page", "iommu_dma_unmap_phys",
		"iommu_dma_unmap_sg", "dma_iova_unlink", "__arm_lpae_unmap", "iommu_debug_dec_page",
		"swiotlb_tbl_unmap_single", "swiotlb_release_slots", "dma_free_attrs", "iommu_dma_free",
		"domain_unmap", "iommu_unmap", "__iommu_unmap", "__iommu_dma_free",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(list); i++)
		if (!strcmp(site, list[i]))
			return true;
	return false;
}

static bool is_unmap_error(const struct dms_event *e)
{
	return !strncmp(e->detail, "dma_api.free_", 13) ||
	       !strcmp(e->detail, "dma_api.sg_entry_count_mismatch");
}

static bool same_field(const struct dms_event *a, const struct dms_event *b, const char *name)
{
	const char *x = dms_event_text(a, name), *y = dms_event_text(b, name);

	return !*x || !*y || !strcmp(x, y);
}

/* Two WARNs inside one unmap (outer and inner function) are one call as well. */
static bool is_unmap_pair(const struct dms_event *a, const struct dms_event *b)
{
	bool site_a = !strcmp(a->kind, "warning") && is_unmap_site(dms_event_text(a, "site"));
	bool site_b = !strcmp(b->kind, "warning") && is_unmap_site(dms_event_text(b, "site"));

	return (site_a && site_b) || (site_a && is_unmap_error(b)) || (site_b && is_unmap_error(a));
}

bool dms_is_same_call(const struct dms_report *r, size_t a, size_t b)
{
	const struct dms_event *x = &r->events[a], *y = &r->events[b];
	unsigned long gap = x->line < y->line ? y->line - x->line : x->line - y->line;
	double delta;

	if (x->input != y->input || gap > CALL_LINES || !is_unmap_pair(x, y))
		return false;
	delta = x->time < y->time ? y->time - x->time : x->time - y->time;
	if (x->time >= 0 && y->time >= 0 && delta > CALL_SECONDS)
		return false;
	return same_field(x, y, "pid") && same_field(x, y, "comm");
}
