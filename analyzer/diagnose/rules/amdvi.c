// SPDX-License-Identifier: GPL-2.0
/* Cause of an AMD-Vi event from the event alone: its kind, its flags, where the address lies. */
#include <string.h>

#include "base/array.h"
#include "diagnose/diagnose.h"

/* 48882, "Interrupt/EOI" in the table of special addresses; bits 63:40 are printed as ones. */
#define INTERRUPT_FIRST 0xfdf8000000ull
#define INTERRUPT_LAST 0xfdf8ffffffull
#define HYPERTRANSPORT_MASK 0xffffffffffull

/* 48882, 2.5: flags as printed */
#define FLAG_I	0x008
#define FLAG_PR	0x010
#define FLAG_PE	0x040
#define FLAG_RZ	0x080

static bool is_interrupt(const struct dms_event *e)
{
	uint64_t low = e->address & HYPERTRANSPORT_MASK;

	if (dms_event_field(e, "emulator"))
		return false;
	if (!strcmp(e->detail, "amdvi.io_page_fault") && (e->reason_code & FLAG_I))
		return true;
	return e->has_address && low >= INTERRUPT_FIRST && low <= INTERRUPT_LAST &&
	       e->address != low;
}

static void judge_page_fault(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);
	unsigned int flags = e->reason_code;

	if (dms_event_field(e, "emulator")) {
		dms_verdict_prove(v, c, 0, 0,
				  "this record is QEMU's: it has no address and no domain, no bus in the device, and flag 0x%x means a %s",
				  flags & 3, e->access);
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, "use-after-unmap",
				"wrong-direction", NULL);
	} else if (flags & FLAG_RZ) {
		dms_verdict_prove(v, c, 0, 0, "RZ: reserved bits are set in a table of the IOMMU");
		dms_verdict_set(v, "iommu-driver-bug", DMS_CONF_LIKELY, "hardware-erratum", NULL);
	} else if ((flags & FLAG_PR) && (flags & FLAG_PE)) {
		dms_verdict_prove(v, c, 0, 0,
				  "PR and PE: the page is mapped and does not permit this %s",
				  e->access ? e->access : "access");
		dms_verdict_set(v, "wrong-direction", DMS_CONF_LIKELY, "use-after-unmap", "overrun",
				NULL);
	} else if (!e->has_address) {
		dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, NULL);
	} else {
		if (!(flags & FLAG_PR) && e->access)
			dms_verdict_prove(v, c, 0, 0,
					  "PR is clear: the page was not mapped, and RW need not be right");
		dms_judge_address(c, v);
	}
}

static void judge_other(const struct dms_event *e, struct dms_verdict *v)
{
	static const struct {
		const char *detail, *cause;
		enum dms_confidence confidence;
		const char *first, *second;
	} causes[] = {
		{ "amdvi.iotlb_inv_timeout", "invalidation-timeout", DMS_CONF_CERTAIN, NULL, NULL },
		{ "amdvi.completion_wait_timeout", "invalidation-timeout", DMS_CONF_CERTAIN,
		  "hardware-erratum", "firmware-bug" },
		{ "amdvi.command_buffer_timeout", "invalidation-timeout", DMS_CONF_CERTAIN,
		  "hardware-erratum", "firmware-bug" },
		{ "amdvi.illegal_command_error", "iommu-driver-bug", DMS_CONF_LIKELY,
		  "hardware-erratum", NULL },
		{ "amdvi.illegal_dev_table_entry", "iommu-driver-bug", DMS_CONF_LIKELY,
		  "firmware-bug", "stale-dma" },
		{ "amdvi.dev_tab_hardware_error", "hardware-erratum", DMS_CONF_LIKELY,
		  "iommu-driver-bug", NULL },
		{ "amdvi.page_tab_hardware_error", "hardware-erratum", DMS_CONF_LIKELY,
		  "iommu-driver-bug", NULL },
		{ "amdvi.command_hardware_error", "hardware-erratum", DMS_CONF_LIKELY,
		  "iommu-driver-bug", NULL },
		{ "amdvi.invalid_ppr_request", "iommu-driver-bug", DMS_CONF_POSSIBLE,
		  "hardware-erratum", "use-after-unmap" },
		{ "amdvi.invalid_device_request", "config-error", DMS_CONF_POSSIBLE,
		  "firmware-bug", "hardware-erratum" },
		{ "amdvi.not_attached", "stale-dma", DMS_CONF_LIKELY, "requester-id-alias",
		  "config-error" },
		{ "amdvi.rmp_page_fault", "config-error", DMS_CONF_POSSIBLE, "use-after-unmap",
		  "iommu-driver-bug" },
		{ "amdvi.rmp_hw_error", "hardware-erratum", DMS_CONF_LIKELY, "iommu-driver-bug",
		  NULL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(causes); i++)
		if (!strcmp(e->detail, causes[i].detail)) {
			dms_verdict_set(v, causes[i].cause, causes[i].confidence, causes[i].first,
					causes[i].second, NULL);
			return;
		}
	dms_verdict_set(v, "unknown", DMS_CONF_POSSIBLE, NULL);
}

static void say_loss(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	if (dms_event_field(e, "overflow") || dms_event_field(e, "suppressed"))
		dms_verdict_prove(v, c, 0, 0,
				  "events were lost: this may not be the first one, nor the last");
}

/* Interrupts, and what is no access of a device: neither owner nor address matters. */
bool dms_rule_amdvi_other(const struct dms_case *c, struct dms_verdict *v)
{
	const struct dms_event *e = dms_case_event(c);

	if (is_interrupt(e)) {
		dms_verdict_prove(v, c, 0, 0,
				  "flag I or the address say that this was an interrupt and no access to memory");
		dms_verdict_set(v, "interrupt-remapping", DMS_CONF_LIKELY, "firmware-bug",
				"stale-dma", NULL);
	} else if (!strstr(e->detail, ".io_page_fault")) {
		judge_other(e, v);
	} else {
		return false;
	}
	say_loss(c, v);
	return true;
}

bool dms_rule_amdvi(const struct dms_case *c, struct dms_verdict *v)
{
	judge_page_fault(c, v);
	say_loss(c, v);
	return true;
}
