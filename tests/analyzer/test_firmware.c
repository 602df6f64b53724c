// SPDX-License-Identifier: GPL-2.0
/*
 * Firmware, requester ids and the kernel before: what a fault means follows from what the log
 * says around it.  Lines are made from the formats of drivers/iommu/intel/dmar.c and iommu.c.
 */
#include "base/strbuf.h"
#include "util.h"

#define FAULT(device, address, reason) \
	"DMAR: [DMA Read NO_PASID] Request device [" device "] fault addr " address \
	" [fault reason " reason "] text\n"
#define KDUMP_LINE "[    0.000000] Command line: root=/dev/sda1 maxcpus=1 elfcorehdr=0x7f000000\n"

static void check(const char *text, const char *cause, enum dms_confidence confidence,
		  const char *name)
{
	struct log l = log_of(text);
	const struct dms_finding *f = first_finding(&l);

	is_str(f->cause, cause, name);
	is_int(f->confidence, confidence, "as sure as that");
	log_free(&l);
}

static void test_kexec(void)
{
	/* An address where the allocator works would be use-after-unmap without the first line. */
	check(KDUMP_LINE "[    6.000000] " FAULT("0b:00.0", "0xffe50000", "0x06"), "stale-dma",
	      DMS_CONF_LIKELY, "a fault soon after a crash kernel started");
	check("[    6.000000] " FAULT("0b:00.0", "0xffe50000", "0x06"), "use-after-unmap",
	      DMS_CONF_LIKELY, "the same fault in an ordinary boot");
	check(KDUMP_LINE "[  600.000000] " FAULT("0b:00.0", "0xffe50000", "0x06"), "use-after-unmap",
	      DMS_CONF_LIKELY, "the same fault ten minutes later");
	check("[    2.0] DMAR: Translation already enabled - trying to copy translation structures\n"
	      "[    6.0] " FAULT("0b:00.0", "0xffe50000", "0x06"), "stale-dma", DMS_CONF_LIKELY,
	      "tables of the kernel before");
	check("DMAR: Translation was enabled for dmar9 but we are not in kdump mode\n"
	      FAULT("0b:00.0", "0xffe50000", "0x06"), "stale-dma", DMS_CONF_LIKELY,
	      "a log without time stamps");
}

static void test_kdump_is_no_finding(void)
{
	struct log l = log_of(KDUMP_LINE);

	is_int((long)l.r->nr_findings, 0, "a crash kernel is no trouble by itself");
	is_int((long)l.r->nr_events, 0, "nor an event");
	is_str(dms_event_text(&l.r->notes[0], "elfcorehdr"), "0x7f000000", "and is remembered");
	log_free(&l);
}

static void test_requester(void)
{
	check("[ 99.0] " FAULT("00:00.0", "0xffe50000", "0x02"), "requester-id-alias",
	      DMS_CONF_LIKELY, "the host bridge does no DMA");
	/* 0x02: the present bit in the context entry is clear */
	check("[ 99.0] " FAULT("0b:00.1", "0xffe50000", "0x02"), "requester-id-alias",
	      DMS_CONF_POSSIBLE, "function 1 of the one device of a link, unknown to the IOMMU");
	check("[ 99.0] " FAULT("00:1b.5", "0xffe50000", "0x02"), "stale-dma", DMS_CONF_POSSIBLE,
	      "a function of a device on a root bus");
	check("[ 99.0] " FAULT("0b:00.0", "0xffe50000", "0x02"), "stale-dma", DMS_CONF_POSSIBLE,
	      "the first function");
	check("[ 99.0] " FAULT("0b:00.1", "0xffe50000", "0x06"), "use-after-unmap",
	      DMS_CONF_LIKELY, "function 1 with tables of its own");
}

static void test_reserved(void)
{
	check("[ 1.5] DMAR: [Firmware Bug]: No firmware reserved region can cover this RMRR [0x000000007c400000-0x000000007e7fffff], contact BIOS vendor for fixes\n"
	      "[ 5.0] " FAULT("00:02.0", "0x7d000000", "0x06"), "missing-reserved-region",
	      DMS_CONF_CERTAIN, "a fault inside the region that the firmware got wrong");
	check("[ 0.4] " FAULT("00:02.0", "0x7d000000", "0x06"), "missing-reserved-region",
	      DMS_CONF_LIKELY, "a fault before any driver ran");
}

static void test_region_bounds(void)
{
	static const char bug[] =
		"[ 1.5] DMAR: [Firmware Bug]: No firmware reserved region can cover this RMRR [0x000000007c400000-0x000000007e7fffff], contact BIOS vendor for fixes\n";
	static const struct {
		const char *address;
		bool inside;
	} cases[] = {
		{ "0x7c3ff000", false }, { "0x7c400000", true },
		{ "0x7e7ff000", true }, { "0x7e800000", false },
	};
	size_t i, k;

	for (i = 0; i < 4; i++) {
		char *text = dms_asprintf("%s[ 5.0] DMAR: [DMA Read NO_PASID] Request device [00:02.0] fault addr %s [fault reason 0x06] text\n",
					  bug, cases[i].address);
		struct log l = log_of(text);
		bool found = false;

		for (k = 0; k < l.r->nr_findings; k++)
			found |= !strcmp(l.r->findings[k].cause, "missing-reserved-region");
		is_int(found, cases[i].inside, cases[i].address);
		log_free(&l);
		free(text);
	}
}

static void test_firmware_lines(void)
{
	check("[ 1.0] ACPI: IORT: [Firmware Bug]: RMR descriptor[0x1000 - 0x2000] overlaps, continue anyway\n",
	      "firmware-bug", DMS_CONF_CERTAIN, "IORT");
	check("[ 1.0] DMAR: [Firmware Bug]: Your BIOS is broken; ANDD object name is not NUL-terminated\n"
	      "[ 1.0] BIOS vendor: A; Ver: B; Product Version: C\n", "firmware-bug",
	      DMS_CONF_CERTAIN, "DMAR");
	check("[ 1.0] OF: translation of DMA address(c0000000) to CPU address failed node(/soc/pcie@0)\n",
	      "firmware-bug", DMS_CONF_LIKELY, "device tree");
	check("[ 1.0] drv 0000:00:02.0: IOMMU driver was not able to establish FW requested direct mapping.\n",
	      "missing-reserved-region", DMS_CONF_LIKELY, "a direct mapping that is not there");
	check("[ 1.0] DMAR-IR: IR0: can't allocate an IRTE\n", "interrupt-remapping",
	      DMS_CONF_LIKELY, "no entry for an interrupt");
}

static void test_boot_notices(void)
{
	struct log l = log_of("[ 0.1] DMAR: Unsupported device scope\n"
			      "[ 0.1] DMAR: No handler for DMAR structure type 6\n"
			      "[ 0.1] iova flush queue initialization failed\n");

	is_int((long)l.r->nr_notes, 3, "what the kernel passes over is noted");
	is_int((long)l.r->nr_events, 0, "and is no event");
	log_free(&l);
}

int main(void)
{
	test_kexec();
	test_kdump_is_no_finding();
	test_requester();
	test_reserved();
	test_region_bounds();
	test_firmware_lines();
	test_boot_notices();
	return tap_done();
}
