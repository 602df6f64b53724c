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

/*
 * What an event says besides its flags, in the old spelling and in the new one, and its flags from
 * bit 0 on as AMD 48882 has them in the section named; NULL: reserved, or part of a type.
 */
static const struct {
	const char *name, *section, *old, *new;
	const char *flags[12];
} events[] = {
	{ "ILLEGAL_DEV_TABLE_ENTRY", "2.5.2", "device=01:00.0 pasid=0x00000 address=0x1000",
	  "device=0000:01:00.0 pasid=0x00000 address=0x1000",
	  { "GN", NULL, NULL, "I", NULL, "RW", NULL, "RZ", "TR" } },
	{ "IO_PAGE_FAULT", "2.5.3", "device=01:00.0 domain=0x000f address=0x1000",
	  "device=0000:01:00.0 domain=0x000f address=0x1000",
	  { "GN", "NX", "US", "I", "PR", "RW", "PE", "RZ", "TR" } },
	{ "DEV_TAB_HARDWARE_ERROR", "2.5.4", "device=01:00.0 address=0x1000",
	  "device=0000:01:00.0 address=0x1000",
	  { NULL, NULL, NULL, "I", NULL, "RW", NULL, NULL, "TR" } },
	{ "PAGE_TAB_HARDWARE_ERROR", "2.5.5", "device=01:00.0 pasid=0x0000 address=0x1000",
	  "device=0000:01:00.0 pasid=0x0000 address=0x1000",
	  { "GN", NULL, NULL, "I", NULL, "RW", NULL, NULL, "TR" } },
	{ "INVALID_DEVICE_REQUEST", "2.5.9", "device=01:00.0 pasid=0x00000 address=0x1000",
	  "device=0000:01:00.0 pasid=0x00000 address=0x1000",
	  { "GN", NULL, NULL, NULL, NULL, NULL, NULL, NULL, "TR" } },
};

static struct log log_of_flags(const char *name, const char *what, unsigned int flags)
{
	char *line = dms_asprintf(LINE("pci 0000:00:00.2: AMD-Vi: Event logged [%s %s flags=0x%04x]"),
				  name, what, flags);
	struct log l = log_of(line);

	free(line);
	return l;
}

static void check_flags(size_t i, const char *what, unsigned int flags)
{
	struct log l = log_of_flags(events[i].name, what, flags);
	const struct dms_event *e = first_event(&l);
	char want[64] = "", about[96];
	unsigned int bit;
	size_t n = 0;

	for (bit = 0; bit < 12; bit++)
		if ((flags >> bit & 1) && events[i].flags[bit])
			n += (size_t)snprintf(want + n, sizeof(want) - n, "%s%s", n ? " " : "",
					      events[i].flags[bit]);
	snprintf(about, sizeof(about), "%s %s, flags 0x%03x", events[i].section, what, flags);
	is_str(e->reason_name, events[i].name, about);
	is_u64(e->reason_code, flags, "flags");
	is_str(dms_event_text(e, "flag_names"), n ? want : "-", "their names");
	log_free(&l);
}

/* None, each alone, all of them; reserved bits have no name. */
static void all_flags(void)
{
	unsigned int bit;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(events); i++) {
		check_flags(i, events[i].old, 0);
		check_flags(i, events[i].new, 0);
		check_flags(i, events[i].old, 0xfff);
		check_flags(i, events[i].new, 0xfff);
		for (bit = 0; bit < 12; bit++) {
			check_flags(i, events[i].old, 1u << bit);
			check_flags(i, events[i].new, 1u << bit);
		}
	}
}

/* 2.5.3: RW is about memory only; an interrupt (I=1) has no direction. */
static void directions(void)
{
	static const struct {
		unsigned int flags;
		const char *access;
	} cases[] = {
		{ 0x000, "read" }, { 0x020, "write" }, { 0x008, "none" }, { 0x028, "none" },
		{ 0x070, "write" }, { 0x050, "read" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct log l = log_of_flags("IO_PAGE_FAULT", events[1].new, cases[i].flags);
		const struct dms_event *e = first_event(&l);

		is_str(e->access ? e->access : "none", cases[i].access, "access");
		log_free(&l);
	}
}

/* drivers/iommu/amd/amd_iommu_types.h, EVENT_FLAG_PPR_RX */
static void page_request(void)
{
	struct log l = log_of(EVENT("INVALID_PPR_REQUEST device=01:00.0 pasid=0x00007 address=0x7000 flags=0x0001 tag=0x012"));

	is_str(dms_event_text(first_event(&l), "flag_names"), "RX", "a response is expected");
	is_int((long)first_event(&l)->pasid, 7, "PASID");
	log_free(&l);
}

/* 48882, 2.5.4, 2.5.5, 2.5.7: Type is bits 10:9 of the flags. */
static void hardware_types(void)
{
	static const char *const names[] = {
		"DEV_TAB_HARDWARE_ERROR device=01:00.0", "PAGE_TAB_HARDWARE_ERROR device=01:00.0 pasid=0x0000",
		"COMMAND_HARDWARE_ERROR",
	};
	static const char *const want[] = { "", "master abort", "target abort", "data error" };
	unsigned int type;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		for (type = 0; type < ARRAY_SIZE(want); type++) {
			struct log l = log_of_flags(names[i], "address=0x1000", type << 9);
			char number[4];

			snprintf(number, sizeof(number), "%u", type);
			is_str(dms_event_text(first_event(&l), "type"), number, names[i]);
			is_str(dms_event_text(first_event(&l), "type_text"), want[type], "in words");
			log_free(&l);
		}
}

/* 48882, 2.5.9: Type is bits 11:9; what it means depends on TR, with it only 0 and 1 are used. */
static void request_types(void)
{
	static const char *const words[2][8] = {
		{ "interrupt address range", "pretranslated", "IoCtl=00b", "SysMgt=00b",
		  "read or non-posted write in the system management", "IntCtl=00b",
		  "reserved interrupt address", "TV=0" },
		{ "V=0 or TV=0", "translation request for the interrupt" },
	};
	unsigned int tr, type;

	for (tr = 0; tr < 2; tr++)
		for (type = 0; type < 8; type++) {
			struct log l = log_of_flags("INVALID_DEVICE_REQUEST", events[4].new,
						    type << 9 | tr << 8);
			const char *text = dms_event_text(first_event(&l), "type_text");

			if (words[tr][type])
				has_str(text, words[tr][type], "why it was refused");
			else
				is_str(text, "", "a reserved type");
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

static void check_emulated(const char *line, const char *access, bool has_address, const char *emulator)
{
	struct log l = log_of(line);
	const struct dms_event *e = first_event(&l);

	is_str(e->access ? e->access : "none", access, "access");
	is_int(e->has_address, has_address, "has an address");
	is_str(dms_event_text(e, "emulator"), emulator, "emulator");
	log_free(&l);
}

/* hw/i386/amd_iommu.c of QEMU 11.1, amdvi_page_fault(): I is set, bit 0 for a read, bit 1 for a write. */
static void emulated(void)
{
	struct log l;

#define QEMU_FAULT(rest) LINE("pci 0000:00:06.0: AMD-Vi: Event logged [IO_PAGE_FAULT " rest "]")
	check_emulated(QEMU_FAULT("domain=0x0000 address=0x0 flags=0x000a"), "write", false, "qemu");
	check_emulated(QEMU_FAULT("domain=0x0000 address=0x0 flags=0x0009"), "read", false, "qemu");
	/* hardware, blocking an interrupt; a domain and an address, as hardware gives them */
	check_emulated(QEMU_FAULT("domain=0x0000 address=0xfffffffdf8000000 flags=0x0008"), "none", true, "");
	check_emulated(QEMU_FAULT("domain=0x0000 address=0x0 flags=0x0008"), "none", true, "");
	check_emulated(QEMU_FAULT("domain=0x0003 address=0x0 flags=0x000a"), "none", true, "");
	check_emulated(QEMU_FAULT("domain=0x0000 address=0x0 flags=0x0020"), "write", true, "");
	l = log_of(QEMU_FAULT("domain=0x0000 address=0x0 flags=0x000a"));
	is_str(l.r->findings[0].cause, "unknown", "QEMU's record: no address, no cause");
	log_free(&l);
	l = log_of(QEMU_FAULT("domain=0x0003 address=0x0 flags=0x000a"));
	is_str(l.r->findings[0].cause, "interrupt-remapping", "flag I of hardware");
	log_free(&l);
}

int main(void)
{
	emulated();
	spellings();
	all_flags();
	directions();
	page_request();
	hardware_types();
	request_types();
	parts();
	causes();
	return tap_done();
}
