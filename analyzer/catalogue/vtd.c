// SPDX-License-Identifier: GPL-2.0
/*
 * Intel VT-d at run time (drivers/iommu/intel/dmar.c, iommu.c, prq.c, svm.c): faults with
 * their status line and table dump, interrupt remapping, queued invalidation, page requests.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "iommu_fault.h"
#include "vtd.h"

/* Dump lines and status lines belong to a fault that is this near. */
#define FAULT_REACH 40

static bool same_fault(const struct dms_decoder *d, unsigned long line)
{
	return d->vtd.fault != DMS_NO_EVENT && line <= d->vtd.fault_line + FAULT_REACH;
}

/* The names of a bus address' parts; a segment is printed since 7.2 only. */
static void set_requester(struct dms_event *e, const struct dms_match *m)
{
	if (!dms_value_of(m, "fn"))
		return;
	free(e->device);
	e->device = dms_asprintf("%04x:%02x:%02x.%u", (unsigned int)dms_value_num(m, "segment"),
				 (unsigned int)dms_value_num(m, "bus"),
				 (unsigned int)dms_value_num(m, "slot"),
				 (unsigned int)dms_value_num(m, "fn"));
}

/* Parts of the requester id are the device, not fields; the reason has a place of its own. */
static void drop_field(struct dms_event *e, const char *name)
{
	struct dms_field *f = (struct dms_field *)dms_event_field(e, name);

	if (!f)
		return;
	free(f->text);
	memmove(f, f + 1, (size_t)(e->fields + e->nr_fields - (f + 1)) * sizeof(*f));
	e->nr_fields--;
}

static void set_reason(struct dms_event *e, const struct dms_match *m)
{
	const struct dms_value *v = dms_value_of(m, "reason");
	const struct dms_vtd_reason *reason;

	if (!v)
		return;
	e->reason_code = (unsigned int)v->num;
	reason = dms_vtd_reason_find(e->reason_code);
	e->reason_name = reason ? reason->name : "unknown";
	e->reason_text = reason ? reason->text : "Unknown";
}

/* VT-d specification, Fault Status Register: bits 15:8 are the first record to be read. */
static void set_status(struct dms_event *e, unsigned int status)
{
	static const struct dms_bit bits[] = {
		{ 0, "PFO" }, { 1, "PPF" }, { 2, "AFO" }, { 3, "APF" }, { 4, "IQE" }, { 5, "ICE" },
		{ 6, "ITE" }, { 7, "PRO" },
	};

	dms_event_set_num(e, "status", status, true);
	dms_fault_bits(e, "status_names", status, bits, ARRAY_SIZE(bits));
}

static void take_status(struct dms_decoder *d, struct dms_event *e, unsigned long line)
{
	if (!d->vtd.status_waits)
		return;
	if (line > d->vtd.status_at.nr + FAULT_REACH) {
		dms_vtd_flush(d);
		return;
	}
	d->vtd.status_waits = false;
	set_status(e, d->vtd.status);
	/* Primary fault overflow: the hardware had no room for more records. */
	if (d->vtd.status & 1)
		dms_event_set(e, "overflow", "1", 1);
}

static void decode_fault(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	static const char *const parts[] = { "segment", "bus", "slot", "fn", "reason", "pasid", "text" };
	const struct dms_value *pasid = dms_value_of(r->match, "pasid");
	size_t i, index = (size_t)(e - d->report->events);

	set_requester(e, r->match);
	set_reason(e, r->match);
	/* 5.10 prints "PASID ffffffff" for a request without one. */
	if (pasid && pasid->is_num && pasid->num != 0xffffffff)
		e->pasid = (int64_t)pasid->num;
	for (i = 0; i < ARRAY_SIZE(parts); i++)
		drop_field(e, parts[i]);
	e->related = true;
	take_status(d, e, r->line);
	d->vtd.fault = (size_t)(e - d->report->events) == index ? index : DMS_NO_EVENT;
	d->vtd.fault_line = r->last_line;
}

/* DRHD status: comes before the records it announces, and alone when they were suppressed. */
static void decode_status(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)e;
	dms_vtd_flush(d);
	d->vtd.status_waits = true;
	d->vtd.status = (unsigned int)dms_value_num(r->match, "status");
	d->vtd.status_at.nr = r->line;
	d->vtd.status_at.time = r->time;
	snprintf(d->vtd.status_raw, sizeof(d->vtd.status_raw), "%s", r->raw);
}

void dms_vtd_flush(struct dms_decoder *d)
{
	struct dms_event *e;

	if (!d->vtd.status_waits)
		return;
	d->vtd.status_waits = false;
	/* Part of a storm whose records the rate limit swallowed, or of an invalidation error. */
	if (same_fault(d, d->vtd.status_at.nr) ||
	    (d->vtd.queue_line && d->vtd.status_at.nr <= d->vtd.queue_line + FAULT_REACH))
		return;
	e = dms_event_new(d->report, "vtd-status", "vtd.fault_status");
	e->input = d->input;
	e->line = d->vtd.status_at.nr;
	e->last_line = e->line;
	e->time = d->vtd.status_at.time;
	e->raw = dms_strdup(d->vtd.status_raw);
	e->related = true;
	set_status(e, d->vtd.status);
}

static struct dms_event *dump_target(struct dms_decoder *d, const struct dms_record *r)
{
	struct dms_event *e;

	if (!same_fault(d, r->line))
		return NULL;
	e = dms_decoder_event(d, d->vtd.fault);
	e->last_line = r->last_line;
	d->vtd.fault_line = r->last_line;
	return e;
}

static void copy_value(struct dms_event *e, const struct dms_match *m, const char *value,
		       const char *field)
{
	const struct dms_value *v = dms_value_of(m, value);

	if (v)
		dms_event_set_num(e, field, v->num, true);
}

static void decode_dump(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const struct dms_value *unit = dms_value_of(r->match, "unit");

	e = dump_target(d, r);
	if (e && unit)
		dms_event_set(e, "unit", unit->text, unit->len);
}

static void decode_entry(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	e = dump_target(d, r);
	if (!e)
		return;
	copy_value(e, r->match, "root_entry", "root_entry");
	copy_value(e, r->match, "context_entry", "context_entry");
	copy_value(e, r->match, "pasid_dir_entry", "pasid_dir_entry");
	if (dms_value_of(r->match, "n") && !dms_value_num(r->match, "n"))
		copy_value(e, r->match, "pasid_entry", "pasid_entry");
}

static void decode_pte(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	e = dump_target(d, r);
	if (!e)
		return;
	dms_event_set_num(e, "pte_level", dms_value_num(r->match, "level"), false);
	dms_event_set_num(e, "pte", dms_value_num(r->match, "pte"), true);
}

/* The walk prints the level below the entry that is missing. */
static void decode_no_table(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	e = dump_target(d, r);
	if (e)
		dms_event_set_num(e, "missing_level", dms_value_num(r->match, "level") + 1, false);
}

static void decode_missing(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const char *text = r->match->msg->format;

	e = dump_target(d, r);
	if (e)
		dms_event_set(e, "missing", text, strlen(text) - strlen(" is not present\n"));
}

static void decode_pte_set(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	e->related = true;
	e->address = dms_value_num(r->match, "vpfn") << 12;
	e->has_address = dms_value_of(r->match, "vpfn") != NULL;
}

static void mark_related(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)r;
	e->related = true;
	/* IQE, ITE and ICE set status bits: that line says nothing more. */
	d->vtd.status_waits = false;
}

/* The three errors of one invalidation queue and the descriptors behind them. */
static void decode_qi(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const char *error = strstr(r->match->msg->format, "Time-out") ? "ITE" :
			    strstr(r->match->msg->format, "Completion") ? "ICE" : "IQE";

	mark_related(d, e, r);
	d->vtd.queue_line = r->last_line;
	dms_event_set(e, "error", error, 3);
}

static void decode_qi_desc(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	bool head = strstr(r->match->msg->format, "HEAD") != NULL;
	const struct dms_value *type = dms_value_of(r->match, "type");
	size_t n = d->report->nr_events;

	(void)e;
	while (n && (d->report->events[n - 1].input != d->input ||
		     strcmp(d->report->events[n - 1].kind, "vtd-invalidation")))
		n--;
	if (!n || d->report->events[n - 1].line + FAULT_REACH < r->line)
		return;
	e = &d->report->events[n - 1];
	e->last_line = r->last_line;
	if (type)
		dms_event_set(e, head ? "head_type" : "prior_type", type->text, type->len);
	copy_value(e, r->match, "qw0", head ? "head_qw0" : "prior_qw0");
	copy_value(e, r->match, "qw1", head ? "head_qw1" : "prior_qw1");
}

#define DMAR "DMAR: "
#define FAULT .kind = "vtd-fault", .detail = "vtd.dma_fault", .prefix = DMAR, \
	.flags = DMS_MSG_LOOSE, .decode = decode_fault
#define IR_FAULT .kind = "vtd-ir-fault", .detail = "vtd.intr_remap_fault", .prefix = DMAR, \
	.flags = DMS_MSG_LOOSE, .decode = decode_fault
#define DUMP .prefix = DMAR, .flags = DMS_MSG_PART, .kernels = "6.1-"
#define QI .kind = "vtd-invalidation", .detail = "vtd.qi_error", .prefix = DMAR
#define PRQ .kind = "iommu-core", .detail = "vtd.page_request", .decode = mark_related

static const struct dms_message messages[] = {
	{ "[%s NO_PASID] Request device [%04x:%02x:%02x.%d] fault addr 0x%llx [fault reason 0x%02x] %s\n",
	  FAULT, .kernels = "7.2-", .needed = 5,
	  .fields = "access,segment,bus,slot,fn,address,reason,text" },
	{ "[%s PASID 0x%x] Request device [%04x:%02x:%02x.%d] fault addr 0x%llx [fault reason 0x%02x] %s\n",
	  FAULT, .kernels = "7.2-", .needed = 6,
	  .fields = "access,pasid,segment,bus,slot,fn,address,reason,text" },
	{ "[%s NO_PASID] Request device [%02x:%02x.%d] fault addr 0x%llx [fault reason 0x%02x] %s\n",
	  FAULT, .kernels = "5.14-7.1", .needed = 4,
	  .fields = "access,bus,slot,fn,address,reason,text" },
	{ "[%s PASID 0x%x] Request device [%02x:%02x.%d] fault addr 0x%llx [fault reason 0x%02x] %s\n",
	  FAULT, .kernels = "5.14-7.1", .needed = 5,
	  .fields = "access,pasid,bus,slot,fn,address,reason,text" },
	{ "[%s] Request device [%02x:%02x.%d] PASID %x fault addr %llx [fault reason %02d] %s\n",
	  FAULT, .kernels = "5.0-5.13", .needed = 4,
	  .fields = "access,bus,slot,fn,pasid,address,reason,text" },
	{ "[%s] Request device [%02x:%02x.%d] fault addr %llx [fault reason %02d] %s\n",
	  FAULT, .kernels = "4.2-4.20", .needed = 5,
	  .fields = "access,bus,slot,fn,address,reason,text" },
	{ "DMAR:[%s] Request device [%02x:%02x.%d] fault addr %llx\x20\nDMAR:[fault reason %02d] %s\n",
	  .kind = "vtd-fault", .detail = "vtd.dma_fault", .decode = decode_fault,
	  .kernels = "2.6-4.1", .needed = 6,
	  .fields = "access,bus,slot,fn,address,reason,text" },
	{ "[INTR-REMAP] Request device [%04x:%02x:%02x.%d] fault index 0x%llx [fault reason 0x%02x] %s\n",
	  IR_FAULT, .kernels = "7.2-", .needed = 4,
	  .fields = "segment,bus,slot,fn,index,reason,text" },
	{ "[INTR-REMAP] Request device [%02x:%02x.%d] fault index 0x%llx [fault reason 0x%02x] %s\n",
	  IR_FAULT, .kernels = "5.14-7.1", .needed = 3,
	  .fields = "bus,slot,fn,index,reason,text" },
	{ "[INTR-REMAP] Request device [%02x:%02x.%d] fault index %llx [fault reason %02d] %s\n",
	  IR_FAULT, .kernels = "2.6-5.13", .needed = 4,
	  .fields = "bus,slot,fn,index,reason,text" },
	{ "DRHD: handling fault status reg %x\n", DMAR, DMS_MSG_PART,
	  .kernels = "all", .fields = "status", .decode = decode_status },

	{ "Dump %s table entries for IOVA 0x%llx\n", DUMP, .fields = "unit,iova",
	  .decode = decode_dump },
	{ "scalable mode root entry: hi 0x%016llx, low 0x%016llx\n", DUMP,
	  .fields = "root_entry_hi,root_entry", .decode = decode_entry },
	{ "root entry: 0x%016llx", DUMP, .fields = "root_entry", .decode = decode_entry },
	{ "context entry: hi 0x%016llx, low 0x%016llx\n", DUMP,
	  .fields = "context_entry_hi,context_entry", .decode = decode_entry },
	{ "pasid dir entry: 0x%016llx\n", DUMP, .fields = "pasid_dir_entry",
	  .decode = decode_entry },
	{ "pasid table entry[%d]: 0x%016llx\n", DUMP, .fields = "n,pasid_entry",
	  .decode = decode_entry },
	{ "pte level: %d, pte value: 0x%016llx\n", DUMP, .fields = "level,pte",
	  .decode = decode_pte },
	{ "page table not present at level %d\n", DUMP, .fields = "level",
	  .decode = decode_no_table },
	{ "root table is not present\n", DUMP, .decode = decode_missing },
	{ "context table is not present\n", DUMP, .decode = decode_missing },
	{ "legacy mode page table is not present\n", DUMP, .decode = decode_missing },
	{ "pasid directory table is not present\n", DUMP, .decode = decode_missing },
	{ "pasid table is not present\n", DUMP, .decode = decode_missing },
	{ "scalable mode page table is not present\n", DUMP, .decode = decode_missing },

	{ "ERROR: DMA PTE for vPFN 0x%lx already set (to %llx not %llx)\n", DMAR, DMS_MSG_LOOSE,
	  .kind = "vtd-pte-set", .detail = "vtd.pte_already_set", .kernels = "-7.1",
	  .fields = "vpfn,old,new", .decode = decode_pte_set },

	{ "VT-d detected Invalidation Queue Error: Reason %llx", QI, .kernels = "5.19-",
	  .fields = "reason", .decode = decode_qi },
	{ "VT-d detected Invalidation Time-out Error: SID %llx", QI, .kernels = "5.19-",
	  .fields = "sid", .decode = decode_qi },
	{ "VT-d detected Invalidation Completion Error: SID %llx", QI, .kernels = "5.19-",
	  .fields = "sid", .decode = decode_qi },
	{ "VT-d detected invalid descriptor: qw0 = %llx, qw1 = %llx\n", QI, .kernels = "-5.18",
	  .fields = "head_qw0,head_qw1", .decode = mark_related },
	{ "QI HEAD: %s qw0 = 0x%llx, qw1 = 0x%llx\n", DUMP, .fields = "type,qw0,qw1",
	  .decode = decode_qi_desc },
	{ "QI PRIOR: %s qw0 = 0x%llx, qw1 = 0x%llx\n", DUMP, .fields = "type,qw0,qw1",
	  .decode = decode_qi_desc },
	{ "Invalidation Queue Error (IQE) cleared\n", DMAR, DMS_MSG_INFO, .kernels = "6.1-" },
	{ "Invalidation Time-out Error (ITE) cleared\n", DMAR, DMS_MSG_INFO, .kernels = "6.1-" },
	{ "Invalidation Completion Error (ICE) cleared\n", DMAR, DMS_MSG_INFO, .kernels = "6.1-" },
	{ "Flush IOTLB failed\n", .prefix = DMAR, .kind = "vtd-invalidation",
	  .detail = "vtd.flush_failed", .kernels = "all", .decode = mark_related },

	{ "%s: Invalid page request: %08llx %08llx\n", PRQ, .kernels = "6.1-",
	  .fields = "unit,qw0,qw1" },
	{ "%s: Page request without PASID: %08llx %08llx\n", PRQ, .kernels = "5.10",
	  .fields = "unit,qw0,qw1" },
	{ "%s: Page request for invalid PASID %d: %08llx %08llx\n", PRQ, .kernels = "5.10",
	  .fields = "unit,pasid,qw0,qw1" },
	{ "IOMMU: %s: Page request without PASID\n", PRQ, .kernels = "6.1-7.1", .fields = "unit" },
	{ "IOMMU: %s: Address is not canonical\n", PRQ, .kernels = "6.1-", .fields = "unit" },
	{ "IOMMU: %s: Page request in Privilege Mode\n", PRQ, .kernels = "6.1-", .fields = "unit" },
	{ "IOMMU: %s: Execution request not supported\n", PRQ, .kernels = "6.1-", .fields = "unit" },
	{ "IOMMU: %s: PRQ overflow detected\n", PRQ, .kernels = "all", .fields = "unit" },
};

const struct dms_subsystem dms_vtd_subsystem = {
	.name = "Intel VT-d, at run time",
	.source = "drivers/iommu/intel/",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
