// SPDX-License-Identifier: GPL-2.0
/*
 * Devices behind an SMMU have StreamIDs; a device tree says which (bindings/pci/pci-iommu.yaml), as dtc
 * prints it.  And what the SMMU says of a permission, no later snapshot can unsay.
 */
#include "base/strbuf.h"
#include "util.h"

/* IHI 0070, 7.3: the number in 7:0 and the StreamID in 63:32 of word 0, RnW in bit 35 of word 1 */
#define EVENT(number, sid, rnw, address) \
	"[   40.0] arm-smmu-v3 9050000.smmuv3: event 0x" number " received:\n" \
	"[   40.0] arm-smmu-v3 9050000.smmuv3: \t0x0000" sid "000000" number "\n" \
	"[   40.0] arm-smmu-v3 9050000.smmuv3: \t0x0000020" rnw "00000000\n" \
	"[   40.0] arm-smmu-v3 9050000.smmuv3: \t0x00000000" address "\n" \
	"[   40.0] arm-smmu-v3 9050000.smmuv3: \t0x0000000000000000\n"

#define TREE(nodes) "/dts-v1/;\n\n/ {\n\tcompatible = \"linux,dummy-virt\";\n" nodes "};\n"
#define NODE(properties) "\tpcie@10000000 {\n" properties "\t\t#size-cells = <0x2>;\n\t};\n"

static void named(const char *log, const char *tree, const char *device, const char *about)
{
	struct log l = log_of_two(log, tree);

	is_int((long)l.r->nr_events, 1, "one event");
	is_str(first_event(&l)->device, device, about);
	is_str(first_finding(&l)->device, device, "the finding's device");
	log_free(&l);
}

static void names(void)
{
	static const char fault[] = EVENT("10", "0100", "0", "fffcb000");

	named(fault, TREE(NODE("\t\tiommu-map = <0x00 0x8005 0x00 0x10000>;\n")), "0000:01:00.0",
	      "StreamIDs are requester IDs");
	named(fault, TREE(NODE("\t\tiommu-map = <0x100 0x8005 0x0 0x8 0x208 0x8005 0x100 0x8>;\n")),
	      "0000:02:01.0", "the second range");
	named(fault, TREE(NODE("\t\tiommu-map = <0x0 0x8005 0x0 0x10000>;\n"
			       "\t\tlinux,pci-domain = <0x3>;\n")), "0003:01:00.0", "a domain");
	named(fault, TREE(NODE("\t\tlinux,pci-domain = <0x2>;\n"
			       "\t\tiommu-map = <0x0 0x8005 0x0 0x10000>;\n")), "0002:01:00.0",
	      "a domain that is told first");
	named(fault, TREE(NODE("\t\tiommu-map = <0x0 0x8005 0x1000 0x100>;\n")), "sid:0x100",
	      "no range has it");
	named(fault, TREE(NODE("\t\tiommu-map = <0x0 0x8005 0x0 0x10000>;\n"
			       "\t\tiommu-map-mask = <0xfff8>;\n")), "sid:0x100", "bits are masked out");
	named(fault, TREE(NODE("\t\tiommu-map = <0x0 0x1 0x0 0x10000>;\n")
			  NODE("\t\tlinux,pci-domain = <0x1>;\n"
			       "\t\tiommu-map = <0x0 0x2 0x0 0x10000>;\n")), "sid:0x100",
	      "two bridges have it");
	named(fault, "no device tree\n\t\tiommu-map = <0x0 0x8005 0x0 0x10000>;\n", "sid:0x100",
	      "a property alone is no device tree");
	named(fault, TREE("\tsoc {\n" NODE("\t\tiommu-map = <0x0 0x8005 0x0 >;\n") "\t};\n"),
	      "sid:0x100", "a range that is cut off");
}

#define DUMP(direction) \
	"dmascope_drv 0000:01:00.0 single idx 77 P=0x0000000041234000 D=fffcc000 L=1000 cln=0x0000000001048d00 " \
	direction " dma map error checked\n"
#define BRIDGE TREE(NODE("\t\tiommu-map = <0x0 0x8005 0x0 0x10000>;\n"))

static void cause_of(const char *log, const char *dump, const char *cause, const char *about)
{
	struct log l = { .a = dms_analysis_new() };

	dms_analysis_add_text(l.a, "dmesg", log, strlen(log), 1);
	dms_analysis_add_text(l.a, "dump", dump, strlen(dump), 1);
	dms_analysis_add_text(l.a, "device-tree", BRIDGE, strlen(BRIDGE), 1);
	l.r = dms_analysis_finish(l.a);
	is_str(first_finding(&l)->cause, cause, about);
	log_free(&l);
}

static void causes(void)
{
	cause_of(EVENT("13", "0100", "0", "fffcc000"), DUMP("DMA_TO_DEVICE"), "wrong-direction",
		 "the stream's device has a mapping that forbids it");
	cause_of(EVENT("10", "0100", "0", "fffc0000"), DUMP("DMA_TO_DEVICE"), "use-after-unmap",
		 "nothing is mapped at the address");
	cause_of(EVENT("13", "0100", "0", "fffc0000"), DUMP("DMA_TO_DEVICE"), "wrong-direction",
		 "the mapping that forbade it is gone");
	cause_of(EVENT("11", "0100", "0", "fffcc000"), DUMP("DMA_TO_DEVICE"), "iommu-driver-bug",
		 "the mapping is there, and its entry leads beyond the output size");
}

int main(void)
{
	names();
	causes();
	return tap_done();
}
