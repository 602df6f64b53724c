// SPDX-License-Identifier: GPL-2.0
/*
 * Cause of a VT-d fault from the log alone: reason and table dump.
 */
#include <inttypes.h>
#include <string.h>

#include "base/array.h"
#include "catalogue/vtd.h"
#include "diagnose/diagnose.h"

/* First-level entries: bit 0 present, bit 1 writable.  Second-level: bit 0 read, bit 1 write. */
#define PTE_LOW_BITS 3

int dms_vtd_leaf(const struct dms_event *e)
{
	const struct dms_field *pte = dms_event_field(e, "pte");

	if (dms_event_field(e, "missing") || dms_event_field(e, "missing_level"))
		return 0;
	if (!pte)
		return -1;
	return (pte->num & PTE_LOW_BITS) ? 1 : 0;
}

/* The entry is printed some time after the fault: by then it may be another mapping's. */
static bool leaf_permits(const struct dms_event *e)
{
	const struct dms_field *pte = dms_event_field(e, "pte");

	return e->access && pte && pte->num & (e->access[0] == 'w' ? 2 : 1);
}

/* A record that was lost may have been the first one: say so, and be less sure. */
static void weigh_loss(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	if (!dms_event_field(e, "overflow") && !dms_event_field(e, "suppressed"))
		return;
	dms_verdict_prove(v, c, 0, 0, "fault records were lost: this may not be the first one");
}

static enum dms_vtd_step step_of(const struct dms_event *e)
{
	const struct dms_vtd_reason *reason = dms_vtd_reason_find(e->reason_code);

	/* Cut off before the reason: most faults are of this kind. */
	if (!e->reason_name)
		return DMS_VTD_NOT_PRESENT;
	return reason ? reason->step : DMS_VTD_OTHER;
}

/* Intel SDM, 11.11: a write to 0xfeexxxxx is an interrupt. */
static bool is_interrupt_message(uint64_t address)
{
	return address >> 20 == 0xfee;
}

bool dms_rule_vtd_tables(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	switch (step_of(e)) {
	case DMS_VTD_PERMISSION:
		if (dms_vtd_leaf(e) != 1)
			return false;
		if (leaf_permits(e)) {
			dms_verdict_prove(v, c, e->input, e->last_line,
					  "the table entry (%s) permits the access: it was mapped after the fault, or the IOMMU used an old entry",
					  dms_event_text(e, "pte"));
			dms_verdict_set(v, "use-after-unmap", DMS_CONF_LIKELY, "iommu-driver-bug",
					NULL);
			break;
		}
		dms_verdict_prove(v, c, e->input, e->last_line,
				  "the table entry is present (%s) and lacks the %s permission",
				  dms_event_text(e, "pte"), e->access ? e->access : "needed");
		dms_verdict_set(v, "wrong-direction", DMS_CONF_CERTAIN, NULL);
		break;
	case DMS_VTD_DENIED:
		dms_verdict_set(v, "wrong-direction", DMS_CONF_LIKELY, "iommu-driver-bug", NULL);
		break;
	case DMS_VTD_ROOT:
	case DMS_VTD_CONTEXT:
		dms_verdict_prove(v, c, 0, 0,
				  "the IOMMU has no entry for this requester: no driver set up DMA for it");
		dms_verdict_set(v, "stale-dma", DMS_CONF_POSSIBLE, "requester-id-alias",
				"firmware-bug", "config-error", NULL);
		break;
	case DMS_VTD_PASID:
		dms_verdict_set(v, "stale-dma", DMS_CONF_POSSIBLE, "use-after-unmap",
				"iommu-driver-bug", NULL);
		break;
	case DMS_VTD_TABLE:
		dms_verdict_prove(v, c, 0, 0, "a table of the IOMMU itself is malformed");
		dms_verdict_set(v, "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", "wild-dma",
				NULL);
		break;
	case DMS_VTD_TO_INTERRUPTS:
		/* What was aimed at the range itself is judged by its address. */
		if (!e->has_address || is_interrupt_message(e->address))
			return false;
		dms_verdict_prove(v, c, 0, 0,
				  "0x%" PRIx64 " is no interrupt message: a table entry leads into their range",
				  e->address);
		dms_verdict_set(v, "iommu-driver-bug", DMS_CONF_POSSIBLE, "interrupt-remapping",
				"config-error", NULL);
		break;
	default:
		return false;
	}
	weigh_loss(c, v);
	return true;
}

bool dms_rule_vtd_address(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	enum dms_vtd_step step = step_of(e);

	if (!e->has_address) {
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, NULL);
	} else if (step == DMS_VTD_RANGE) {
		dms_verdict_prove(v, c, 0, 0, "the address is wider than the IOMMU's tables");
		dms_judge_address(c, v);
		if (strcmp(v->cause, "missing-error-check"))
			dms_verdict_set(v, "wild-dma", DMS_CONF_LIKELY, "byte-swapped-address",
					"missing-error-check", NULL);
	} else if (step == DMS_VTD_PERMISSION || step == DMS_VTD_NOT_PRESENT ||
		   step == DMS_VTD_TO_INTERRUPTS) {
		if (step != DMS_VTD_TO_INTERRUPTS && !dms_vtd_leaf(e))
			dms_verdict_prove(v, c, e->input, e->last_line,
					  "the table dump shows that nothing is mapped there");
		dms_judge_address(c, v);
	} else {
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, "hardware-erratum", "config-error",
				NULL);
	}
	weigh_loss(c, v);
	return true;
}
