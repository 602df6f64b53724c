// SPDX-License-Identifier: GPL-2.0
/*
 * AMD-Vi at run time (drivers/iommu/amd/iommu.c, iommu_print_event() and what it calls): the
 * event log, its flags, and timeouts of the command buffer.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "iommu_fault.h"

/*
 * Flags of an event: bits 27:16 of its second dword.  AMD I/O Virtualization Technology (IOMMU)
 * Specification, order number 48882, 2.5 "Event Logging"; compared with what other systems made
 * of it: FreeBSD's amd_reg.h, VirtualBox' iommu-amd.h, illumos' amd_iommu_log.h.
 */
#define FLAG_I	(1 << 3)
#define FLAG_PR	(1 << 4)
#define FLAG_RW	(1 << 5)
#define FLAG_PE	(1 << 6)
#define FLAG_TR	(1 << 8)

/* 48882, 2.5.3 IO_PAGE_FAULT Event; 2.5.14 RMP_PAGE_FAULT is taken for the same, unconfirmed */
static const struct dms_bit page_fault_flags[] = {
	{ 0, "GN" }, { 1, "NX" }, { 2, "US" }, { 3, "I" }, { 4, "PR" }, { 5, "RW" }, { 6, "PE" },
	{ 7, "RZ" }, { 8, "TR" },
};

/* 48882, 2.5.2 ILLEGAL_DEV_TABLE_ENTRY Event */
static const struct dms_bit table_entry_flags[] = {
	{ 0, "GN" }, { 3, "I" }, { 5, "RW" }, { 7, "RZ" }, { 8, "TR" },
};

/* 48882, 2.5.4 DEV_TAB_HARDWARE_ERROR Event; bits 10:9 are a type. */
static const struct dms_bit device_table_flags[] = {
	{ 3, "I" }, { 5, "RW" }, { 8, "TR" },
};

/* 48882, 2.5.5 PAGE_TAB_HARDWARE_ERROR Event; bits 10:9 are a type. */
static const struct dms_bit page_table_flags[] = {
	{ 0, "GN" }, { 3, "I" }, { 5, "RW" }, { 8, "TR" },
};

/* 48882, 2.5.9 INVALID_DEVICE_REQUEST Event; bits 11:9 are a type. */
static const struct dms_bit request_flags[] = {
	{ 0, "GN" }, { 8, "TR" },
};

/* drivers/iommu/amd/amd_iommu_types.h, EVENT_FLAG_PPR_RX */
static const struct dms_bit ppr_flags[] = {
	{ 0, "RX" },
};

/* 48882, Type of the three hardware errors */
static const char *const hardware_types[4] = {
	[1] = "master abort", [2] = "target abort", [3] = "data error",
};

/* 48882, 2.5.9: why a request was refused, TR clear and TR set; the others are reserved. */
static const char *const request_types[2][8] = {
	{
		"read or non-posted write in the interrupt address range",
		"pretranslated transaction from a device that may not send them (I=0 or V=0)",
		"port I/O transaction from a device that may not send them (IoCtl=00b)",
		"posted write to the system management range from a device that may not (SysMgt=00b)",
		"read or non-posted write in the system management or address translation range",
		"posted write to the interrupt range from a device that may not (IntCtl=00b)",
		"posted write to a reserved interrupt address",
		"system management or port I/O transaction of a device without translation (TV=0)",
	}, {
		"translation request from a device that may not send them (I=0 or V=0 or TV=0)",
		"translation request for the interrupt, port I/O or system management range",
	},
};

enum flag_set {
	SET_NONE, SET_PAGE, SET_TABLE, SET_DEVICE_TABLE, SET_PAGE_TABLE, SET_COMMAND, SET_REQUEST, SET_PPR,
};

/* Codes are bits 31:28 of the second dword; 48882, 2.5 "Event Log Entry Types". */
static const struct {
	const char *name, *text;
	enum flag_set flags;
} events[] = {
	{ "ILLEGAL_DEV_TABLE_ENTRY", "the device table entry is malformed", SET_TABLE },
	{ "IO_PAGE_FAULT", "access to a page that is not mapped or not permitted", SET_PAGE },
	{ "DEV_TAB_HARDWARE_ERROR", "hardware error while reading the device table", SET_DEVICE_TABLE },
	{ "PAGE_TAB_HARDWARE_ERROR", "hardware error while reading the page tables", SET_PAGE_TABLE },
	{ "ILLEGAL_COMMAND_ERROR", "the IOMMU does not know a command", SET_NONE },
	{ "COMMAND_HARDWARE_ERROR", "hardware error while reading a command", SET_COMMAND },
	{ "IOTLB_INV_TIMEOUT", "a device did not answer an ATS invalidation", SET_NONE },
	{ "INVALID_DEVICE_REQUEST", "a request that the device may not make", SET_REQUEST },
	{ "INVALID_PPR_REQUEST", "a page request that is not permitted", SET_PPR },
	{ "RMP_PAGE_FAULT", "the reverse map table refused an access", SET_PAGE },
	{ "RMP_HW_ERROR", "hardware error while reading the reverse map table", SET_NONE },
	{ "UNKNOWN", "an event that the driver does not know", SET_NONE },
	{ "Device not attached", "fault of a device without a domain", SET_NONE },
};

static void set_type(struct dms_event *e, const char *const *types, unsigned int type)
{
	dms_event_set_num(e, "type", type, false);
	if (types[type])
		dms_fault_text(e, "type_text", types[type]);
}

static void set_page_flags(struct dms_event *e, unsigned int flags)
{
	dms_fault_bits(e, "flag_names", flags, page_fault_flags, ARRAY_SIZE(page_fault_flags));
	/* For an interrupt, RW says nothing. */
	if (!(flags & FLAG_I))
		e->access = flags & FLAG_RW ? "write" : "read";
}

/*
 * QEMU's model (hw/i386/amd_iommu.c, 11.1) fills in an IO_PAGE_FAULT as no hardware does:
 * amdvi_page_fault() sets I for an access to memory and puts read (1) and write (2) where GN and NX
 * belong, amdvi_encode_event() leaves the domain out, amdvi_setevent_bits() shifts its mask by 64
 * and so clears the address.  Hardware has neither GN nor NX in an event about an interrupt, and
 * Linux gives no device domain 0.
 */
static bool is_qemu(const struct dms_event *e, const struct dms_match *m, unsigned int flags)
{
	return !dms_value_num(m, "domain") && !e->address && (flags & ~3u) == FLAG_I && (flags & 3);
}

static void take_as_qemu(struct dms_event *e, unsigned int flags)
{
	e->has_address = false;
	e->access = flags & 2 ? "write" : "read";
	dms_fault_text(e, "emulator", "qemu");
}

static void set_flags(struct dms_event *e, enum flag_set set, unsigned int flags)
{
	switch (set) {
	case SET_PAGE:
		set_page_flags(e, flags);
		break;
	case SET_TABLE:
		dms_fault_bits(e, "flag_names", flags, table_entry_flags,
			       ARRAY_SIZE(table_entry_flags));
		break;
	case SET_DEVICE_TABLE:
		dms_fault_bits(e, "flag_names", flags, device_table_flags,
			       ARRAY_SIZE(device_table_flags));
		set_type(e, hardware_types, flags >> 9 & 3);
		break;
	case SET_PAGE_TABLE:
		dms_fault_bits(e, "flag_names", flags, page_table_flags,
			       ARRAY_SIZE(page_table_flags));
		set_type(e, hardware_types, flags >> 9 & 3);
		break;
	case SET_COMMAND:
		set_type(e, hardware_types, flags >> 9 & 3);
		break;
	case SET_REQUEST:
		dms_fault_bits(e, "flag_names", flags, request_flags, ARRAY_SIZE(request_flags));
		set_type(e, request_types[!!(flags & FLAG_TR)], flags >> 9 & 7);
		break;
	case SET_PPR:
		dms_fault_bits(e, "flag_names", flags, ppr_flags, ARRAY_SIZE(ppr_flags));
		break;
	case SET_NONE:
		break;
	}
}

static void decode_event(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const struct dms_value *flags = dms_value_of(r->match, "flags");
	const struct dms_value *pasid = dms_value_of(r->match, "pasid");
	size_t i;

	(void)d;
	e->related = true;
	dms_fault_requester(e, r->match);
	/* Requests without PASID print the domain's number or zero in its place. */
	if (pasid && pasid->is_num && pasid->num)
		e->pasid = (int64_t)pasid->num;
	for (i = 0; i < ARRAY_SIZE(events); i++) {
		if (!strstr(r->match->msg->format, events[i].name))
			continue;
		e->reason_name = events[i].name;
		e->reason_text = events[i].text;
		/* no table lies at address 0: an emulator that loses the address */
		if (events[i].flags != SET_PAGE && !e->address)
			e->has_address = false;
		if (!flags || !flags->is_num)
			break;
		e->reason_code = (unsigned int)flags->num;
		if (events[i].flags == SET_PAGE && is_qemu(e, r->match, e->reason_code))
			take_as_qemu(e, e->reason_code);
		else
			set_flags(e, events[i].flags, e->reason_code);
		break;
	}
}

/* The record that names the device of "Device not attached to domain properly". */
static void decode_not_attached(struct dms_decoder *d, struct dms_event *e,
				const struct dms_record *r)
{
	static const char *const names[] = { "domain" };

	e = dms_fault_last(d, r, "amdvi-event");
	if (!e || strcmp(e->detail, "amdvi.not_attached"))
		return;
	dms_fault_requester(e, r->match);
	dms_fault_copy(e, r->match, names, ARRAY_SIZE(names));
	e->last_line = r->last_line;
}

/* DTE[0..3], CMD[0..3] and the control register follow the event that they explain. */
static void decode_dump(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	static const char *const dte[] = { "dte0", "dte1", "dte2", "dte3" };
	static const char *const cmd[] = { "cmd0", "cmd1", "cmd2", "cmd3" };
	static const char *const control[] = { "control" };
	const char *const *names = strstr(r->match->msg->format, "DTE") ? dte : cmd;
	uint64_t n = dms_value_num(r->match, "n");

	e = dms_fault_last(d, r, "amdvi-event");
	if (!e)
		return;
	e->last_line = r->last_line;
	if (dms_value_of(r->match, "n") && n < 4)
		dms_event_set_num(e, names[n], dms_value_num(r->match, "value"), true);
	dms_fault_copy(e, r->match, control, ARRAY_SIZE(control));
}

/* The IOMMU had no room for more events: the one before this line may not be the last. */
static void decode_lost(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	e = dms_fault_last(d, r, "amdvi-event");
	if (!e) {
		e = dms_decoder_new_event(d, r, "amdvi-event", "amdvi.log_overflow");
		e->related = true;
	}
	e->last_line = r->last_line;
	dms_fault_text(e, "overflow", "1");
}

static void decode_timeout(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	e->related = true;
	dms_fault_requester(e, r->match);
	e->reason_name = "timeout";
	e->reason_text = "the IOMMU does not carry out its commands";
}

#define AMDVI "AMD-Vi: "
#define EVENT(x) .kind = "amdvi-event", .detail = "amdvi." x, .prefix = AMDVI, .decode = decode_event
/* Printed for the faulting device, or for the IOMMU when the device stands in brackets. */
#define DEV .flags = DMS_MSG_DEV
#define BDF "bus,slot,fn"
#define SBDF "segment,bus,slot,fn"
#define PART .prefix = AMDVI, .flags = DMS_MSG_PART

static const struct dms_message messages[] = {
	{ "Event logged [IO_PAGE_FAULT domain=0x%04x address=0x%llx flags=0x%04x]\n",
	  EVENT("io_page_fault"), DEV, .needed = 2, .kernels = "all",
	  .fields = "domain,address,flags" },
	/* Seen without the tag of the driver as well. */
	{ "Event logged [IO_PAGE_FAULT domain=0x%04x address=0x%llx flags=0x%04x]\n",
	  .kind = "amdvi-event", .detail = "amdvi.io_page_fault", .decode = decode_event, DEV,
	  .needed = 2, .kernels = "4.19", .fields = "domain,address,flags" },
	{ "Event logged [IO_PAGE_FAULT device=%04x:%02x:%02x.%x domain=0x%04x address=0x%llx flags=0x%04x]\n",
	  EVENT("io_page_fault"), .flags = DMS_MSG_LOOSE, .needed = 6, .kernels = "6.0-",
	  .fields = SBDF ",domain,address,flags" },
	{ "Event logged [IO_PAGE_FAULT device=%02x:%02x.%x domain=0x%04x address=0x%llx flags=0x%04x]\n",
	  EVENT("io_page_fault"), .flags = DMS_MSG_LOOSE, .needed = 5, .kernels = "-5.19",
	  .fields = BDF ",domain,address,flags" },
	{ "Event logged [IO_PAGE_FAULT device=%02x:%02x.%x pasid=0x%05x address=0x%llx flags=0x%04x]\n",
	  EVENT("io_page_fault"), .flags = DMS_MSG_LOOSE, .needed = 5, .kernels = "-5.4",
	  .fields = BDF ",pasid,address,flags" },
	{ "Event logged [Device not attached to domain properly]\n", EVENT("not_attached"),
	  .kernels = "6.0-" },
	{ "  device=%04x:%02x:%02x.%x domain=0x%04x\n", PART, .kernels = "6.0-",
	  .fields = SBDF ",domain", .decode = decode_not_attached },

	{ "Event logged [ILLEGAL_DEV_TABLE_ENTRY device=%04x:%02x:%02x.%x pasid=0x%05x address=0x%llx flags=0x%04x]\n",
	  EVENT("illegal_dev_table_entry"), DEV, .needed = 6, .kernels = "6.0-",
	  .fields = SBDF ",pasid,address,flags" },
	{ "Event logged [ILLEGAL_DEV_TABLE_ENTRY device=%02x:%02x.%x pasid=0x%05x address=0x%llx flags=0x%04x]\n",
	  EVENT("illegal_dev_table_entry"), DEV, .needed = 5, .kernels = "4.19-5.19",
	  .fields = BDF ",pasid,address,flags" },
	{ "Event logged [ILLEGAL_DEV_TABLE_ENTRY device=%02x:%02x.%x address=0x%016llx flags=0x%04x]\n",
	  EVENT("illegal_dev_table_entry"), DEV, .needed = 4, .kernels = "-4.18",
	  .fields = BDF ",address,flags" },
	{ "Event logged [DEV_TAB_HARDWARE_ERROR device=%04x:%02x:%02x.%x address=0x%llx flags=0x%04x]\n",
	  EVENT("dev_tab_hardware_error"), DEV, .needed = 5, .kernels = "6.0-",
	  .fields = SBDF ",address,flags" },
	{ "Event logged [DEV_TAB_HARDWARE_ERROR device=%02x:%02x.%x address=0x%llx flags=0x%04x]\n",
	  EVENT("dev_tab_hardware_error"), DEV, .needed = 4, .kernels = "-5.19",
	  .fields = BDF ",address,flags" },
	{ "Event logged [PAGE_TAB_HARDWARE_ERROR device=%04x:%02x:%02x.%x pasid=0x%04x address=0x%llx flags=0x%04x]\n",
	  EVENT("page_tab_hardware_error"), DEV, .needed = 6, .kernels = "6.0-",
	  .fields = SBDF ",pasid,address,flags" },
	{ "Event logged [PAGE_TAB_HARDWARE_ERROR device=%02x:%02x.%x pasid=0x%04x address=0x%llx flags=0x%04x]\n",
	  EVENT("page_tab_hardware_error"), DEV, .needed = 5, .kernels = "-5.19",
	  .fields = BDF ",pasid,address,flags" },
	{ "Event logged [ILLEGAL_COMMAND_ERROR address=0x%llx]\n", EVENT("illegal_command_error"), DEV,
	  .kernels = "all", .fields = "address" },
	{ "Event logged [COMMAND_HARDWARE_ERROR address=0x%llx flags=0x%04x]\n",
	  EVENT("command_hardware_error"), DEV, .needed = 1, .kernels = "all",
	  .fields = "address,flags" },
	{ "Event logged [IOTLB_INV_TIMEOUT device=%04x:%02x:%02x.%x address=0x%llx]\n",
	  EVENT("iotlb_inv_timeout"), DEV, .needed = 5, .kernels = "6.0-",
	  .fields = SBDF ",address" },
	{ "Event logged [IOTLB_INV_TIMEOUT device=%02x:%02x.%x address=0x%llx]\n",
	  EVENT("iotlb_inv_timeout"), DEV, .needed = 4, .kernels = "-5.19",
	  .fields = BDF ",address" },
	{ "Event logged [INVALID_DEVICE_REQUEST device=%04x:%02x:%02x.%x pasid=0x%05x address=0x%llx flags=0x%04x]\n",
	  EVENT("invalid_device_request"), DEV, .needed = 6, .kernels = "6.0-",
	  .fields = SBDF ",pasid,address,flags" },
	{ "Event logged [INVALID_DEVICE_REQUEST device=%02x:%02x.%x pasid=0x%05x address=0x%llx flags=0x%04x]\n",
	  EVENT("invalid_device_request"), DEV, .needed = 5, .kernels = "4.19-5.19",
	  .fields = BDF ",pasid,address,flags" },
	{ "Event logged [INVALID_DEVICE_REQUEST device=%02x:%02x.%x address=0x%016llx flags=0x%04x]\n",
	  EVENT("invalid_device_request"), DEV, .needed = 4, .kernels = "-4.18",
	  .fields = BDF ",address,flags" },
	{ "Event logged [INVALID_PPR_REQUEST device=%04x:%02x:%02x.%x pasid=0x%05x address=0x%llx flags=0x%04x tag=0x%03x]\n",
	  EVENT("invalid_ppr_request"), DEV, .needed = 6, .kernels = "6.0-",
	  .fields = SBDF ",pasid,address,flags,tag" },
	{ "Event logged [INVALID_PPR_REQUEST device=%02x:%02x.%x pasid=0x%05x address=0x%llx flags=0x%04x tag=0x%03x]\n",
	  EVENT("invalid_ppr_request"), DEV, .needed = 5, .kernels = "-5.19",
	  .fields = BDF ",pasid,address,flags,tag" },
	{ "Event logged [RMP_HW_ERROR device=%04x:%02x:%02x.%x, vmg_tag=0x%04x, spa=0x%llx, flags=0x%04x]\n",
	  EVENT("rmp_hw_error"), .flags = DMS_MSG_LOOSE, .needed = 6, .kernels = "5.19-",
	  .fields = SBDF ",vmg_tag,address,flags" },
	{ "Event logged [RMP_HW_ERROR device=%02x:%02x.%x, vmg_tag=0x%04x, spa=0x%llx, flags=0x%04x]\n",
	  EVENT("rmp_hw_error"), .flags = DMS_MSG_LOOSE, .needed = 5, .kernels = "5.10",
	  .fields = BDF ",vmg_tag,address,flags" },
	{ "Event logged [RMP_HW_ERROR vmg_tag=0x%04x, spa=0x%llx, flags=0x%04x]\n",
	  EVENT("rmp_hw_error"), DEV, .needed = 2, .kernels = "5.15-",
	  .fields = "vmg_tag,address,flags" },
	{ "Event logged [RMP_PAGE_FAULT device=%04x:%02x:%02x.%x, vmg_tag=0x%04x, gpa=0x%llx, flags_rmp=0x%04x, flags=0x%04x]\n",
	  EVENT("rmp_page_fault"), .flags = DMS_MSG_LOOSE, .needed = 6, .kernels = "5.19-",
	  .fields = SBDF ",vmg_tag,address,flags_rmp,flags" },
	{ "Event logged [RMP_PAGE_FAULT device=%02x:%02x.%x, vmg_tag=0x%04x, gpa=0x%llx, flags_rmp=0x%04x, flags=0x%04x]\n",
	  EVENT("rmp_page_fault"), .flags = DMS_MSG_LOOSE, .needed = 5, .kernels = "5.10",
	  .fields = BDF ",vmg_tag,address,flags_rmp,flags" },
	{ "Event logged [RMP_PAGE_FAULT vmg_tag=0x%04x, gpa=0x%llx, flags_rmp=0x%04x, flags=0x%04x]\n",
	  EVENT("rmp_page_fault"), DEV, .needed = 2, .kernels = "5.15-",
	  .fields = "vmg_tag,address,flags_rmp,flags" },
	{ "Event logged [UNKNOWN event[0]=0x%08x event[1]=0x%08x event[2]=0x%08x event[3]=0x%08x\n",
	  EVENT("unknown"), DEV, .kernels = "all", .fields = "event0,event1,event2,event3" },

	{ "DTE[%d]: %016llx\n", PART, .kernels = "all", .fields = "n,value", .decode = decode_dump },
	{ "CMD[%d]: %08x\n", PART, .kernels = "all", .fields = "n,value", .decode = decode_dump },
	{ "Control Reg : 0x%llx\n", PART, .kernels = "7.2-", .fields = "control",
	  .decode = decode_dump },
	{ "CMD Buffer head=%llu tail=%llu\n", .prefix = AMDVI, .flags = DMS_MSG_INFO,
	  .kernels = "7.2-", .fields = "head,tail" },
	{ "%3d: %08x %08x %08x %08x\n", .prefix = AMDVI, .flags = DMS_MSG_INFO, .kernels = "7.2-",
	  .fields = "n,cmd0,cmd1,cmd2,cmd3" },

#define TIMEOUT .prefix = AMDVI, .kind = "amdvi-event", .decode = decode_timeout
	{ "Completion-Wait loop timed out\n", TIMEOUT, .detail = "amdvi.completion_wait_timeout",
	  .kernels = "-7.1" },
	{ "IOMMU %04x:%02x:%02x.%01x: Completion-Wait loop timed out\n", TIMEOUT,
	  .detail = "amdvi.completion_wait_timeout", .kernels = "7.2-", .fields = SBDF },
	{ "Command buffer timeout\n", TIMEOUT, .detail = "amdvi.command_buffer_timeout",
	  .kernels = "all" },

#define LOST PART, .decode = decode_lost
	{ "IOMMU event log overflow\n", LOST, .kernels = "-6.1" },
	{ "IOMMU GA Log overflow\n", LOST, .kernels = "5.19-6.1" },
	{ "IOMMU GA Log restarting\n", LOST, .kernels = "5.19-6.1" },
	{ "IOMMU %s log restarting\n", LOST, .kernels = "6.2-", .fields = "log" },

#define OTHER .prefix = AMDVI, .kind = "iommu-core", .decode = dms_fault_mark
	{ "No event written to event log\n", OTHER, .detail = "amdvi.no_event", .kernels = "all" },
	{ "GA log notifier failed.\n", OTHER, .detail = "amdvi.ga_log", .kernels = "all" },
	{ "Unknown PPR request received\n", OTHER, .detail = "amdvi.page_request",
	  .kernels = "all" },
	{ "Invalid PASID : 0x%x, device : 0x%x\n", OTHER, .detail = "amdvi.page_request",
	  .kernels = "6.12-", .fields = "pasid_value,device_id" },
	{ "AMD-Vi: IOMMU pte changed since we read it\n", OTHER, .detail = "amdvi.pte_race",
	  .kernels = "-7.1" },
};

const struct dms_subsystem dms_amdvi_subsystem = {
	.name = "AMD-Vi, at run time",
	.source = "drivers/iommu/amd/",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
