// SPDX-License-Identifier: GPL-2.0
/*
 * Decodes QEMU's trace events of IOMMU faults.  Another IOMMU is another entry in
 * the table and its decoder.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "runner/witness.h"

#define PAGE	4096

static void set_source(struct dms_witness *w, unsigned int sid)
{
	snprintf(w->device, sizeof(w->device), "0000:%02x:%02x.%x", (sid >> 8) & 0xff,
		 (sid >> 3) & 0x1f, sid & 7);
}

static void set_reason(struct dms_witness *w, unsigned int reason)
{
	w->reason = reason;
	w->has_reason = true;
}

static void set_access(struct dms_witness *w, bool write)
{
	w->write = write;
	w->has_access = true;
}

/* hw/i386/trace-events: "sid 0x%x fault %d addr 0x%lx write %d" */
static bool decode_vtd_dmar_fault(const char *text, struct dms_witness *w)
{
	unsigned int sid, reason, write;

	if (sscanf(text, "sid 0x%x fault %u addr 0x%" SCNx64 " write %u", &sid, &reason,
		   &w->address, &write) != 4)
		return false;
	set_source(w, sid);
	set_reason(w, reason);
	set_access(w, write);
	w->granularity = 1;
	return true;
}

/*
 * hw/i386/trace-events: "index %d high 0x%lx low 0x%lx": a fault recording register,
 * VT-d specification 11.4.14.  high: SID in bits 15:0, FR in 39:32, T1 (read) in 62.  For
 * interrupts (7.1.2: reasons 20h to 27h) low has the index in bits 63:48, and there is no direction.
 */
static bool decode_vtd_frr_new(const char *text, struct dms_witness *w)
{
	uint64_t high, low;
	int index;

	if (sscanf(text, "index %d high 0x%" SCNx64 " low 0x%" SCNx64, &index, &high, &low) != 3)
		return false;
	set_source(w, high & 0xffff);
	set_reason(w, (high >> 32) & 0xff);
	w->has_index = w->reason >= 0x20 && w->reason <= 0x27;
	if (!w->has_index)
		set_access(w, !((high >> 62) & 1));
	w->address = w->has_index ? low >> 48 : low & ~(uint64_t)(PAGE - 1);
	w->granularity = w->has_index ? 1 : PAGE;
	w->recorded = true;
	return true;
}

/*
 * hw/virtio/trace-events: "FAULT reason=%d flags=%d endpoint=%d address =0x%lx".  Endpoints are
 * requester IDs; flags: R in bit 0, W in bit 1, and neither where nothing is mapped.
 */
static bool decode_virtio_iommu(const char *text, struct dms_witness *w)
{
	unsigned int reason, flags, endpoint;

	if (sscanf(text, "FAULT reason=%u flags=%u endpoint=%u address =0x%" SCNx64, &reason,
		   &flags, &endpoint, &w->address) != 4)
		return false;
	set_source(w, endpoint);
	set_reason(w, reason);
	if (flags & 3)
		set_access(w, flags & 2);
	w->granularity = 1;
	w->recorded = true;
	return true;
}

/* hw/i386/trace-events: "error: page fault accessing guest physical address 0x%lx" */
static bool decode_amdvi_page_fault(const char *text, struct dms_witness *w)
{
	if (sscanf(text, "error: page fault accessing guest physical address 0x%" SCNx64,
		   &w->address) != 1)
		return false;
	w->granularity = 1;
	w->recorded = true;
	return true;
}

/* IHI 0070, 7.3; the names as smmu_event_string() has them, hw/arm/smmuv3-internal.h */
static const struct {
	const char *name;
	unsigned int number;
} smmuv3_events[] = {
	{ "F_UUT", 0x01 }, { "C_BAD_STREAMID", 0x02 }, { "F_STE_FETCH", 0x03 },
	{ "C_BAD_STE", 0x04 }, { "F_BAD_ATS_TREQ", 0x05 }, { "F_STREAM_DISABLED", 0x06 },
	{ "F_TRANS_FORBIDDEN", 0x07 }, { "C_BAD_SUBSTREAMID", 0x08 }, { "F_CD_FETCH", 0x09 },
	{ "C_BAD_CD", 0x0a }, { "F_WALK_EABT", 0x0b }, { "F_TRANSLATION", 0x10 },
	{ "F_ADDR_SIZE", 0x11 }, { "F_ACCESS", 0x12 }, { "F_PERMISSION", 0x13 },
	{ "F_TLB_CONFLICT", 0x20 }, { "F_CFG_CONFLICT", 0x21 }, { "E_PAGE_REQ", 0x24 },
};

/*
 * hw/arm/trace-events: "%s sid=0x%x": the event's name.  The address stands in the line before it,
 * smmuv3_translate()'s "translation failed for iova=0x%lx (%s)", which "-d guest_errors" shows.
 */
static bool decode_smmuv3_event(const char *text, struct dms_witness *w)
{
	unsigned int sid;
	char name[32];
	size_t i;

	if (sscanf(text, "SMMU_EVT_%31s sid=%i", name, (int *)&sid) != 2)
		return false;
	for (i = 0; i < ARRAY_SIZE(smmuv3_events); i++)
		if (!strcmp(smmuv3_events[i].name, name))
			set_reason(w, smmuv3_events[i].number);
	/* the "virt" machine gives a device its requester ID for a StreamID */
	set_source(w, sid);
	w->granularity = 1;
	w->recorded = true;
	return true;
}

/* AMD-Vi's other events: that there is one is all that can be compared with the log's. */
static bool decode_amdvi_error(const char *text, struct dms_witness *w)
{
	w->recorded = strstr(text, "0x");
	return w->recorded;
}

static const struct {
	const char *event;
	bool (*decode)(const char *text, struct dms_witness *w);
} decoders[] = {
	{ "vtd_dmar_fault", decode_vtd_dmar_fault },
	{ "vtd_frr_new", decode_vtd_frr_new },
	{ "virtio_iommu_report_fault", decode_virtio_iommu },
	{ "amdvi_page_fault", decode_amdvi_page_fault },
	{ "amdvi_invalid_dte", decode_amdvi_error },
	{ "amdvi_dte_get_fail", decode_amdvi_error },
	{ "amdvi_get_pte_hwerror", decode_amdvi_error },
	{ "amdvi_command_read_fail", decode_amdvi_error },
	{ "amdvi_unhandled_command", decode_amdvi_error },
	/* the second is its name in QEMU 11 */
	{ "smmuv3_record_event", decode_smmuv3_event },
	{ "smmuv3_propagate_event", decode_smmuv3_event },
};

/*
 * hw/i386/trace-events: "devid: %02x:%02x.%x gpa 0x%lx hpa 0x%lx": follows every translation; after
 * a fault it says whose it was.
 */
static void take_amdvi_device(const char *line, struct dms_witnesses *out)
{
	static const char event[] = "amdvi_translation_result devid: ";
	struct dms_witness *last = out->nr ? &out->v[out->nr - 1] : NULL;
	const char *at = strstr(line, event);
	unsigned int bus, slot, fn;
	uint64_t address;

	if (!at || !last || *last->device || strcmp(last->event, "amdvi_page_fault"))
		return;
	if (sscanf(at + strlen(event), "%x:%x.%x gpa 0x%" SCNx64, &bus, &slot, &fn, &address) == 4 &&
	    address == last->address)
		set_source(last, (bus & 0xff) << 8 | (slot & 0x1f) << 3 | (fn & 7));
}

/* @address: of the last line that told one, for the events that follow without */
static void take_line(const char *line, uint64_t *address, struct dms_witnesses *out)
{
	static const char failed[] = " translation failed for iova=";
	const char *iova = strstr(line, failed);
	size_t i;

	if (iova) {
		*address = strtoull(iova + sizeof(failed) - 1, NULL, 16);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(decoders); i++) {
		struct dms_witness w = { .event = decoders[i].event, .address = *address };
		const char *at = strstr(line, w.event);
		size_t len = strlen(w.event);

		if (!at || at[len] != ' ' || !decoders[i].decode(at + len + 1, &w))
			continue;
		out->v = dms_realloc(out->v, (out->nr + 1) * sizeof(*out->v));
		out->v[out->nr++] = w;
	}
}

void dms_witness_parse(const char *text, size_t len, struct dms_witnesses *out)
{
	const char *p = text, *end = text + len, *eol;
	uint64_t address = 0;

	*out = (struct dms_witnesses){ 0 };
	for (; p < end; p = eol + 1) {
		char *line;

		eol = memchr(p, '\n', end - p);
		if (!eol)
			eol = end;
		line = dms_strndup(p, eol - p);
		take_line(line, &address, out);
		take_amdvi_device(line, out);
		free(line);
	}
}

void dms_witness_free(struct dms_witnesses *w)
{
	free(w->v);
	*w = (struct dms_witnesses){ 0 };
}
