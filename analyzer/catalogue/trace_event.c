// SPDX-License-Identifier: GPL-2.0
/*
 * What a trace record means.  Fields go by the names of TRACE_EVENT()'s TP_STRUCT__entry; where
 * text and binary records differ, the text's name is taken.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "trace.h"

/* "dma.map_page" is event dma_map_page of system dma, "iommu.map" is event map of system iommu. */
static const char *const details[] = {
	"dma.map_page", "dma.map_phys", "dma.map_resource", "dma.unmap_page", "dma.unmap_phys",
	"dma.unmap_resource", "dma.alloc", "dma.alloc_pages", "dma.alloc_sgt", "dma.alloc_sgt_err",
	"dma.free", "dma.free_pages", "dma.free_sgt", "dma.map_sg", "dma.map_sg_err", "dma.unmap_sg",
	"dma.sync_single_for_cpu", "dma.sync_single_for_device", "dma.sync_sg_for_cpu",
	"dma.sync_sg_for_device", "iommu.map", "iommu.unmap", "iommu.io_page_fault",
	"iommu.add_device_to_group", "iommu.remove_device_from_group",
	"iommu.attach_device_to_domain", "iommu.detach_device_from_domain", "swiotlb.bounced",
	"cma.alloc", "cma.alloc_start", "cma.alloc_finish", "cma.alloc_busy_retry", "cma.release",
	"intel_iommu.map_single", "intel_iommu.map_sg", "intel_iommu.unmap_single",
	"intel_iommu.unmap_sg", "intel_iommu.bounce_map_single", "intel_iommu.bounce_map_sg",
	"intel_iommu.bounce_unmap_single", "intel_iommu.qi_submit", "intel_iommu.prq_report",
	"intel_iommu.cache_tag_assign", "intel_iommu.cache_tag_unassign",
	"intel_iommu.cache_tag_flush_range", "intel_iommu.cache_tag_flush_range_np",
	"intel_iommu.cache_tag_flush_all",
};

/* Events whose name in the kernel begins with the system's once more. */
static bool is_named(const char *detail, const char *event)
{
	size_t n = strcspn(detail, ".");

	if (!strncmp(detail, "iommu", n) || !strncmp(detail, "intel_iommu", n))
		return !strcmp(detail + n + 1, event);
	return !strncmp(event, detail, n) && event[n] == '_' && !strcmp(event + n + 1, detail + n + 1);
}

static const char *detail_of(const char *system, const char *event)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(details); i++) {
		size_t n = strcspn(details[i], ".");

		if (system && *system && (strncmp(system, details[i], n) || system[n]))
			continue;
		if (is_named(details[i], event))
			return details[i];
	}
	return NULL;
}

bool dms_trace_wants(const char *system, const char *event)
{
	return detail_of(system, event) != NULL;
}

bool dms_trace_is_fault(const struct dms_event *e)
{
	return !strcmp(e->detail, "trace.io_page_fault");
}

/* ---- values ---- */

/* Names as the text has them. */
static const char *field_name(const char *detail, const char *name)
{
	static const struct {
		const char *detail, *binary, *text;
	} names[] = {
		{ "dma.unmap_page", "addr", "dma_addr" },
		{ "dma.unmap_phys", "addr", "dma_addr" },
		{ "dma.unmap_resource", "addr", "dma_addr" },
		{ "dma.unmap_sg", "addrs", "phys_addrs" },
		{ NULL, "dev", "device" },
		{ NULL, "dev_name", "device" },
		{ NULL, "lengths", "sizes" },
	};
	static const char *const known[] = {
		"device", "driver", "dma_addr", "phys_addr", "virt_addr", "size", "dir", "attrs",
		"flags", "phys_addrs", "dma_addrs", "full_nents", "full_ents", "truncated", "err",
		"gid", "iova", "paddr", "unmapped_size", "dma_mask", "dev_addr", "force", "name",
		"pfn", "page", "count", "align", "errorno", "request_count", "available_count",
		"total_count", "index", "total", "iommu", "type", "domain_id", "pasid", "users",
		"start", "end", "addr", "pages", "mask", "qw0", "qw1", "qw2", "qw3", "seq", "dw0",
		"dw1", "dw2", "dw3",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(name, names[i].binary) &&
		    (!names[i].detail || !strcmp(detail, names[i].detail)))
			return names[i].text;
	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(name, known[i]))
			return known[i];
	return NULL;
}

/* Whether a number of a binary record is an address or a register. */
static bool is_hex(const char *name)
{
	static const char *const list[] = {
		"dma_addr", "phys_addr", "virt_addr", "attrs", "flags", "iova", "paddr", "dma_mask",
		"dev_addr", "pfn", "page", "type", "start", "end", "addr", "pages", "mask",
		"qw0", "qw1", "qw2", "qw3", "dw0", "dw1", "dw2", "dw3",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(list); i++)
		if (!strcmp(name, list[i]))
			return true;
	return false;
}

/* enum dma_data_direction; the device reads what goes to it. */
static const char *const directions[] = { "BIDIRECTIONAL", "TO_DEVICE", "FROM_DEVICE", "NONE" };

static void set_access(struct dms_event *e)
{
	const char *dir = dms_event_text(e, "dir");

	e->access = !strcmp(dir, "TO_DEVICE") ? "read" :
		    !strcmp(dir, "FROM_DEVICE") ? "write" : NULL;
}

/* include/linux/dma-mapping.h, DMA_ATTR_*; unknown bits in hexadecimal, as the kernel does. */
static void set_attrs(struct dms_event *e, uint64_t value)
{
	static const char *const names[] = {
		[1] = "WEAK_ORDERING", [2] = "WRITE_COMBINE", [4] = "NO_KERNEL_MAPPING",
		[5] = "SKIP_CPU_SYNC", [6] = "FORCE_CONTIGUOUS", [7] = "ALLOC_SINGLE_PAGES",
		[8] = "NO_WARN", [9] = "PRIVILEGED", [10] = "MMIO",
	};
	struct dms_strbuf b = { 0 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!names[i] || !(value >> i & 1))
			continue;
		dms_strbuf_printf(&b, "%s%s", b.len ? "|" : "", names[i]);
		value &= ~(1ull << i);
	}
	if (value)
		dms_strbuf_printf(&b, "%s0x%" PRIx64, b.len ? "|" : "", value);
	dms_event_set(e, "attrs", b.s ? b.s : "", b.len);
	dms_strbuf_free(&b);
}

void dms_trace_set_text(struct dms_event *e, const char *name, const char *text, size_t len)
{
	char **slot = !strcmp(name, "device") ? &e->device :
		      !strcmp(name, "driver") ? &e->driver : NULL;

	if (slot) {
		free(*slot);
		*slot = dms_strndup(text, len);
		return;
	}
	dms_event_set(e, name, text, len);
	if (!strcmp(name, "dir"))
		set_access(e);
}

void dms_trace_set_number(struct dms_event *e, const char *name, uint64_t num, const char *text,
			  bool hex)
{
	if (!strcmp(name, "dir") && num < ARRAY_SIZE(directions)) {
		dms_trace_set_text(e, name, directions[num], strlen(directions[num]));
	} else if (!strcmp(name, "attrs")) {
		set_attrs(e, num);
	} else if (hex || is_hex(name)) {
		dms_event_set_num(e, name, num, true);
	} else {
		struct dms_field *f;

		dms_event_set(e, name, text, strlen(text));
		f = (struct dms_field *)dms_event_field(e, name);
		f->num = num;
		f->is_num = true;
	}
}

static void read_values(struct dms_event *e, const struct dms_trace_record *r)
{
	unsigned int i;

	for (i = 0; i < r->nr_values; i++) {
		const struct dms_trace_value *v = &r->values[i];
		const char *name = field_name(e->detail, v->name);

		if (!name)
			continue;
		if (v->is_num)
			dms_trace_set_number(e, name, v->num, v->text, false);
		else
			dms_trace_set_text(e, name, v->text, strlen(v->text));
	}
}

/* ---- what follows from the fields ---- */

/*
 * The address that the device uses.  Not swiotlb's: it is the bus address with dma-direct and the
 * physical one behind an IOMMU.  DMA_MAPPING_ERROR is none: dma_map_page is traced when it failed too.
 */
static void set_address(struct dms_event *e)
{
	static const char *const names[] = { "dma_addr", "iova", "dev_addr", "addr" };
	const struct dms_field *f;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names) && !e->has_address; i++) {
		f = dms_event_field(e, names[i]);
		if (!f || !f->is_num || !strcmp(e->detail, "swiotlb.bounced"))
			continue;
		if (f->num == UINT64_MAX) {
			dms_event_set(e, "failed", "yes", 3);
			return;
		}
		e->address = f->num;
		e->has_address = true;
	}
}

/*
 * IOMMU_FAULT_READ and _WRITE of linux/iommu.h; vsi's driver passes a register instead.  Which driver
 * speaks is told by the name of its interrupt thread, where its 15 bytes hold it.
 */
static void set_fault(struct dms_event *e, const char *comm)
{
	const struct dms_field *flags = dms_event_field(e, "flags");

	e->kind = strstr(comm, "-AMD-Vi") ? "amdvi-event" : "iommu-fault";
	e->detail = "trace.io_page_fault";
	e->related = true;
	e->reason_code = flags ? (unsigned int)flags->num : 0;
	if (flags && flags->num <= 1)
		e->access = flags->num ? "write" : "read";
}

bool dms_trace_event(struct dms_event *e, const struct dms_trace_record *r)
{
	const char *detail = detail_of(r->system, r->event);

	if (!detail)
		return false;
	e->detail = detail;
	e->source = "trace";
	if (!r->text)
		read_values(e, r);
	else if (!dms_trace_read_text(e, r))
		return false;
	set_address(e);
	if (!strcmp(detail, "iommu.io_page_fault"))
		set_fault(e, r->comm);
	dms_event_set_num(e, "cpu", r->cpu, false);
	dms_event_set_num(e, "pid", (uint64_t)r->pid, false);
	dms_event_set(e, "comm", r->comm, strlen(r->comm));
	return true;
}
