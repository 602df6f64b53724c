// SPDX-License-Identifier: GPL-2.0
/* AMD-Vi: every event in its old and new spelling, every flag of the specification, causes. */
#include "base/array.h"
#include "base/strbuf.h"
#include "util.h"

#define LINE(rest) "[   12.345678] " rest "\n"
#define EVENT(rest) LINE("pci 0000:00:00.2: AMD-Vi: Event logged [" rest "]")

static void check_event(const char *line, const char *detail, const char *device, uint64_t address,
			unsigned int flags)
{
	struct log l = log_of(line);
	const struct dms_event *e = first_event(&l);

	ok(l.r->nr_events == 1, "one event: %.70s", line);
	is_str(e->kind, "amdvi-event", "kind");
	is_str(e->detail, detail, "detail");
	is_str(e->device, device, "device");
	is_u64(e->address, address, "address");
	is_u64(e->reason_code, flags, "flags");
	log_free(&l);
}

/* amd/iommu.c of 5.10, then of 6.1 and later. */
static void spellings(void)
{
	check_event(LINE("nvme 0000:01:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x000f address=0xfffff000 flags=0x0020]"),
		    "amdvi.io_page_fault", "0000:01:00.0", 0xfffff000, 0x20);
	check_event(LINE("AMD-Vi: Event logged [IO_PAGE_FAULT device=01:1f.7 domain=0x000f address=0x1000 flags=0x0000]"),
		    "amdvi.io_page_fault", "0000:01:1f.7", 0x1000, 0);
	check_event(LINE("AMD-Vi: Event logged [IO_PAGE_FAULT device=0002:01:1f.7 domain=0x000f address=0x1000 flags=0x0050]"),
		    "amdvi.io_page_fault", "0002:01:1f.7", 0x1000, 0x50);
	check_event(EVENT("ILLEGAL_DEV_TABLE_ENTRY device=01:00.0 pasid=0x00000 address=0x1000 flags=0x0080"),
		    "amdvi.illegal_dev_table_entry", "0000:01:00.0", 0x1000, 0x80);
	check_event(EVENT("ILLEGAL_DEV_TABLE_ENTRY device=0001:01:00.0 pasid=0x00000 address=0x1000 flags=0x0080"),
		    "amdvi.illegal_dev_table_entry", "0001:01:00.0", 0x1000, 0x80);
	check_event(EVENT("DEV_TAB_HARDWARE_ERROR device=01:00.0 address=0x2000 flags=0x0200"),
		    "amdvi.dev_tab_hardware_error", "0000:01:00.0", 0x2000, 0x200);
	check_event(EVENT("DEV_TAB_HARDWARE_ERROR device=0001:01:00.0 address=0x2000 flags=0x0200"),
		    "amdvi.dev_tab_hardware_error", "0001:01:00.0", 0x2000, 0x200);
	check_event(EVENT("PAGE_TAB_HARDWARE_ERROR device=01:00.0 pasid=0x0000 address=0x3000 flags=0x0400"),
		    "amdvi.page_tab_hardware_error", "0000:01:00.0", 0x3000, 0x400);
	check_event(EVENT("PAGE_TAB_HARDWARE_ERROR device=0001:01:00.0 pasid=0x0000 address=0x3000 flags=0x0400"),
		    "amdvi.page_tab_hardware_error", "0001:01:00.0", 0x3000, 0x400);
	check_event(EVENT("ILLEGAL_COMMAND_ERROR address=0x4000"), "amdvi.illegal_command_error",
		    "0000:00:00.2", 0x4000, 0);
	check_event(EVENT("COMMAND_HARDWARE_ERROR address=0x5000 flags=0x0600"),
		    "amdvi.command_hardware_error", "0000:00:00.2", 0x5000, 0x600);
	check_event(EVENT("IOTLB_INV_TIMEOUT device=63:00.0 address=0x42b5b01a0"),
		    "amdvi.iotlb_inv_timeout", "0000:63:00.0", 0x42b5b01a0, 0);
	check_event(EVENT("IOTLB_INV_TIMEOUT device=0003:63:00.0 address=0x42b5b01a0"),
		    "amdvi.iotlb_inv_timeout", "0003:63:00.0", 0x42b5b01a0, 0);
	check_event(EVENT("INVALID_DEVICE_REQUEST device=00:00.1 pasid=0x00000 address=0xfffffffdf8140200 flags=0x0a00"),
		    "amdvi.invalid_device_request", "0000:00:00.1", 0xfffffffdf8140200, 0xa00);
	check_event(EVENT("INVALID_DEVICE_REQUEST device=0001:00:00.1 pasid=0x00000 address=0x6000 flags=0x0200"),
		    "amdvi.invalid_device_request", "0001:00:00.1", 0x6000, 0x200);
	check_event(EVENT("INVALID_PPR_REQUEST device=01:00.0 pasid=0x00007 address=0x7000 flags=0x0201 tag=0x012"),
		    "amdvi.invalid_ppr_request", "0000:01:00.0", 0x7000, 0x201);
	check_event(EVENT("INVALID_PPR_REQUEST device=0001:01:00.0 pasid=0x00007 address=0x7000 flags=0x0201 tag=0x012"),
		    "amdvi.invalid_ppr_request", "0001:01:00.0", 0x7000, 0x201);
	check_event(LINE("AMD-Vi: Event logged [RMP_HW_ERROR device=0001:01:00.0, vmg_tag=0x0001, spa=0x8000, flags=0x0000]"),
		    "amdvi.rmp_hw_error", "0001:01:00.0", 0x8000, 0);
	check_event(LINE("nvme 0000:01:00.0: AMD-Vi: Event logged [RMP_HW_ERROR vmg_tag=0x0001, spa=0x8000, flags=0x0000]"),
		    "amdvi.rmp_hw_error", "0000:01:00.0", 0x8000, 0);
	check_event(LINE("AMD-Vi: Event logged [RMP_PAGE_FAULT device=01:00.0, vmg_tag=0x0001, gpa=0x9000, flags_rmp=0x0001, flags=0x0020]"),
		    "amdvi.rmp_page_fault", "0000:01:00.0", 0x9000, 0x20);
	check_event(LINE("nvme 0000:01:00.0: AMD-Vi: Event logged [RMP_PAGE_FAULT vmg_tag=0x0001, gpa=0x9000, flags_rmp=0x0001, flags=0x0020]"),
		    "amdvi.rmp_page_fault", "0000:01:00.0", 0x9000, 0x20);
	check_event(LINE("AMD-Vi: IOMMU 0001:40:00.2: Completion-Wait loop timed out"),
		    "amdvi.completion_wait_timeout", "0001:40:00.2", 0, 0);
	/* the kernel forgets the bracket at the end */
	check_event(LINE("pci 0000:00:00.2: AMD-Vi: Event logged [UNKNOWN event[0]=0x00000001 event[1]=0xf0000000 event[2]=0x00000002 event[3]=0x00000003"),
		    "amdvi.unknown", "0000:00:00.2", 0, 0);
}

/* Bits of an IO_PAGE_FAULT as the specification (48882, 2.5.3) has them, one at a time. */
static void page_fault_flags(void)
{
	static const struct {
		unsigned int flags;
		const char *names, *access;
	} cases[] = {
		{ 0x0000, "-", "read" }, { 0x0001, "GN", "read" }, { 0x0002, "NX", "read" },
		{ 0x0004, "US", "read" }, { 0x0008, "I", NULL }, { 0x0010, "PR", "read" },
		{ 0x0020, "RW", "write" }, { 0x0040, "PE", "read" }, { 0x0080, "RZ", "read" },
		{ 0x0100, "TR", "read" }, { 0x0070, "PR RW PE", "write" },
		{ 0x0028, "I RW", NULL },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		char *line = dms_asprintf(LINE("nvme 0000:01:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x000f address=0xff000000 flags=0x%04x]"),
					  cases[i].flags);
		struct log l = log_of(line);
		const struct dms_event *e = first_event(&l);

		is_str(dms_event_text(e, "flag_names"), cases[i].names, line);
		if (cases[i].access)
			is_str(e->access, cases[i].access, "access");
		else
			ok(!e->access, "an interrupt has no direction");
		log_free(&l);
		free(line);
	}
}

/* 48882: type 1 master abort, 2 target abort, 3 data error in bits 10:9; requests in 11:9. */
static void types(void)
{
	static const struct {
		const char *line, *type, *text;
	} cases[] = {
		{ EVENT("DEV_TAB_HARDWARE_ERROR device=01:00.0 address=0x2000 flags=0x0200"), "1",
		  "master abort" },
		{ EVENT("PAGE_TAB_HARDWARE_ERROR device=01:00.0 pasid=0x0000 address=0x3000 flags=0x0400"),
		  "2", "target abort" },
		{ EVENT("COMMAND_HARDWARE_ERROR address=0x5000 flags=0x0600"), "3", "data error" },
		{ EVENT("INVALID_DEVICE_REQUEST device=00:00.1 pasid=0x00000 address=0xfffffffdf8140200 flags=0x0a00"),
		  "5", "posted write to the interrupt range from a device that may not (IntCtl=00b)" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct log l = log_of(cases[i].line);

		is_str(dms_event_text(first_event(&l), "type"), cases[i].type, cases[i].line);
		is_str(dms_event_text(first_event(&l), "type_text"), cases[i].text, "in words");
		log_free(&l);
	}
}

/* Lines that belong to an event are no events. */
static void parts(void)
{
	struct log l = log_of(EVENT("ILLEGAL_DEV_TABLE_ENTRY device=0000:01:00.0 pasid=0x00000 address=0x1000 flags=0x0080")
			      LINE("AMD-Vi: DTE[0]: 0000000000000003")
			      LINE("AMD-Vi: DTE[3]: 00000000000000ff"));
	const struct dms_event *e = first_event(&l);

	is_int(l.r->nr_events, 1, "the dump is part of the event");
	is_str(dms_event_text(e, "dte0"), "0x3", "first word");
	is_str(dms_event_text(e, "dte3"), "0xff", "last word");
	is_str(dms_event_text(e, "iommu"), "0000:00:00.2", "the IOMMU is kept");
	log_free(&l);

	l = log_of(LINE("AMD-Vi: Event logged [Device not attached to domain properly]")
		   LINE("AMD-Vi:   device=0000:01:00.0 domain=0x0000"));
	is_int(l.r->nr_events, 1, "two records, one event");
	is_str(first_event(&l)->device, "0000:01:00.0", "device from the second");
	log_free(&l);
}

static void check_cause(const char *line, const char *cause)
{
	struct log l = log_of(line);

	is_str(first_finding(&l)->cause, cause, line);
	log_free(&l);
}

#define FAULT(address, flags) \
	LINE("nvme 0000:01:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x000f address=" address " flags=" flags "]")

static void causes(void)
{
	check_cause(FAULT("0x0", "0x0020"), "wild-dma");
	check_cause(FAULT("0xffffc000", "0x0020"), "use-after-unmap");
	check_cause(FAULT("0xffffc000", "0x0070"), "wrong-direction");
	check_cause(FAULT("0xfffffffdf8000000", "0x0008"), "interrupt-remapping");
	check_cause(FAULT("0xffffc000", "0x0090"), "iommu-driver-bug");
	check_cause(EVENT("IOTLB_INV_TIMEOUT device=63:00.0 address=0x42b5b01a0"),
		    "invalidation-timeout");
	check_cause(LINE("AMD-Vi: Completion-Wait loop timed out"), "invalidation-timeout");
	check_cause(LINE("AMD-Vi: [Firmware Bug]: IVRS invalid checksum"), "firmware-bug");
}

int main(void)
{
	spellings();
	page_fault_flags();
	types();
	parts();
	causes();
	return tap_done();
}
