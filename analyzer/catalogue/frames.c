// SPDX-License-Identifier: GPL-2.0
/* Backtraces: which functions, and who outside the DMA core is to blame. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "decoder.h"

static bool is_symbol(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || c == '$';
}

static void copy(char *out, size_t size, const char *s, size_t len)
{
	if (len >= size)
		len = size - 1;
	memcpy(out, s, len);
	out[len] = '\0';
}

/* "[module]" or "[module buildid]" behind a frame. */
static void parse_module(const char *p, const char *end, struct dms_frame *f)
{
	const char *q;

	while (p < end && *p == ' ')
		p++;
	if (p >= end || *p != '[')
		return;
	for (q = ++p; q < end && (is_symbol(*q) || *q == '-'); q++)
		;
	if (q < end && (*q == ']' || *q == ' '))
		copy(f->module, sizeof(f->module), p, (size_t)(q - p));
}

/* "+0x1c/0x40" at @p; NULL when it is none. */
static const char *skip_offset(const char *p, const char *end)
{
	if (end - p < 4 || strncmp(p, "+0x", 3))
		return NULL;
	for (p += 3; p < end && isxdigit((unsigned char)*p); p++)
		;
	if (end - p < 4 || strncmp(p, "/0x", 3))
		return NULL;
	for (p += 3; p < end && isxdigit((unsigned char)*p); p++)
		;
	return p;
}

/*
 * arm's "callee from caller+0x1/0x2" and "(callee) from [<..>] (caller+0x1/0x2)" name two
 * functions: the next line repeats the caller as callee, so the callee is this frame.
 */
static const char *arm_callee(const char *p, const char *end, const char **name_end)
{
	const char *from = memmem(p, (size_t)(end - p), " from ", 6), *q;

	if (!from)
		return NULL;
	q = from > p && from[-1] == ')' ? from - 1 : from;
	*name_end = q;
	while (q > p && is_symbol(q[-1]))
		q--;
	return q == *name_end ? NULL : q;
}

bool dms_frame_parse(const char *text, size_t len, struct dms_frame *f)
{
	const char *end = text + len, *p = text, *q, *name, *name_end;

	memset(f, 0, sizeof(*f));
	for (;;) {
		p = memmem(p, (size_t)(end - p), "+0x", 3);
		if (!p)
			return false;
		q = skip_offset(p, end);
		if (q)
			break;
		p += 3;
	}
	name = arm_callee(text, p, &name_end);
	if (!name) {
		name = name_end = p;
		while (name > text && is_symbol(name[-1]))
			name--;
	}
	/* Function descriptors of 64-bit powerpc. */
	while (name < name_end && *name == '.')
		name++;
	if (name == name_end)
		return false;
	/* Addresses found on the stack by accident. */
	if (name - text >= 2 && !strncmp(name - 2, "? ", 2))
		return false;
	if (len > 4 && !strncmp(text + strspn(text, " "), "lr :", 4))
		return false;
	copy(f->function, sizeof(f->function), name, (size_t)(name_end - name));
	parse_module(q, end, f);
	return true;
}

static bool starts_with_any(const char *s, const char *const *list)
{
	for (; *list; list++)
		if (!strncmp(s, *list, strlen(*list)))
			return true;
	return false;
}

bool dms_frame_is_dma(const char *function)
{
	static const char *const list[] = {
		"dma_map_", "dma_unmap_", "__dma_map", "__dma_unmap", "dma_alloc_", "dma_free_",
		"__dma_alloc", "__dma_direct_",
		"dma_sync_", "__dma_sync", "dma_direct_", "dma_pool_", "dmam_", "dma_iova_",
		"dma_common_", "dma_set_", "dma_update_", "dma_supported", "debug_dma_",
		"check_unmap", "check_sync", "check_for_", "add_dma_entry", "active_cacheline_",
		"iommu_", "__iommu_", "swiotlb_", "alloc_iova", "free_iova", "iova_", "put_iova",
		"reserve_iova", "intel_iommu_", "amd_iommu_", "arm_smmu_", "__arm_smmu_",
		"__arm_lpae_", "arm_lpae_", "__arm_v7s_", "io_pgtable", "viommu_", "dmar_", "domain_unmap",
		"domain_mapping", "__domain_mapping", "qi_submit", "qi_flush", "qi_check", "vfio_iommu_",
		"iommufd_", "sba_", "of_iommu_", "pci_unmap_", "pci_map_", "usb_hcd_map_",
		"usb_hcd_unmap_", "scsi_dma_", "cma_", "__cma_", "of_dma_", "of_reserved_mem_",
		"device_unbind_cleanup_dma", "dma_fault", "dma_buf_map", "dma_buf_unmap",
		"init_iommu_", "vfio_unmap", "vfio_dma", NULL
	};

	return starts_with_any(function, list);
}

bool dms_frame_is_core(const char *function)
{
	static const char *const list[] = {
		"warn_", "__warn", "report_bug", "__report_bug", "handle_bug", "exc_", "asm_exc_", "dump_",
		"show_", "unwind_", "print_", "kasan_", "__kasan_", "__asan_", "asan_", "err_printk",
		"panic", "oops_", "die", "__die", "do_error_trap", "do_trap", "do_invalid_op",
		"invalid_op", "no_context", "page_fault", "do_page_fault", "__do_page_fault",
		"general_protection", "bug_handler", "brk_handler", "call_break_hook",
		"do_debug_exception", "el1", "el0", "brk64", "check_panic_on_warn", "fault_in_",
		"bad_area", "pgtable_bad", "__might_", "___might_", "lock_acquire", "__lock_acquire",
		"lockdep_", "validate_chain", "check_", "_raw_", "trace_hardirqs", "memcpy", "memset",
		"memmove", "__memcpy", "__memset", "ret_from_fork", "refcount_", "object_err",
		"slab_", "kfree", "kmem_cache_", "end_report", "stack_trace_", "blocking_notifier_call",
		"notifier_call_chain", "bus_notify", "__fortify", "__list_", "<TASK>", NULL
	};

	return dms_frame_is_dma(function) || starts_with_any(function, list);
}

bool dms_path_is_dma(const char *path)
{
	static const char *const parts[] = {
		"drivers/iommu/", "kernel/dma/", "dma-mapping", "pci_dma.", "swiotlb", "dma-debug",
		"vfio_iommu", "drivers/vfio/", "mm/cma", "mm/dmapool", "dma-direct", "iommu.h", "/dma.c",
		"amd_gart", "pci-dma", "dma-buf",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(parts); i++)
		if (strstr(path, parts[i]))
			return true;
	return false;
}

void dms_trace_add(struct dms_trace *t, const struct dms_frame *f)
{
	/* RIP and the first frame below it name the same function. */
	if (t->nr && !strcmp(t->frames[t->nr - 1].function, f->function))
		return;
	if (t->nr < DMS_MAX_FRAMES)
		t->frames[t->nr++] = *f;
}

void dms_trace_set(struct dms_event *e, const char *name, const struct dms_trace *t)
{
	struct dms_strbuf b = { 0 };
	unsigned int i;

	if (!t->nr)
		return;
	for (i = 0; i < t->nr && i < 8; i++)
		dms_strbuf_printf(&b, "%s%s", i ? " < " : "", t->frames[i].function);
	dms_event_set(e, name, b.s, b.len);
	dms_strbuf_free(&b);
}

void dms_trace_blame(struct dms_event *e, const struct dms_trace *t)
{
	unsigned int i;

	for (i = 0; i < t->nr; i++) {
		const struct dms_frame *f = &t->frames[i];

		if (i < 6 && dms_frame_is_dma(f->function))
			e->related = true;
		if (dms_frame_is_core(f->function))
			continue;
		dms_event_set(e, "function", f->function, strlen(f->function));
		if (f->module[0] && !e->driver)
			e->driver = dms_strdup(f->module);
		break;
	}
}
