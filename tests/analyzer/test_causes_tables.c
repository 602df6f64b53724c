// SPDX-License-Identifier: GPL-2.0
/*
 * Faults that speak of the IOMMU's tables, not of an address that somebody chose: VT-d 4.1, 7.1.3;
 * Arm IHI 0070, 7.3.11 (C_BAD_CD) and 7.3.14 (F_ADDR_SIZE).  Addresses look like device addresses, which alone
 * would suggest a use after unmap.
 */
#include "faults.h"

#define VTD_LINE(address, code, text) \
	"[   99.0] DMAR: [DMA Write NO_PASID] Request device [03:00.0] fault addr " address \
	" [fault reason " code "] " text "\n"
#define RAW_LINE(word) "[   99.0] arm-smmu-v3 smmu.0: \t" word "\n"
/* A word each: the event and its stream, flags, the input address, the address of the descriptor. */
#define RAW_EVENT(first) \
	"[   99.0] arm-smmu-v3 smmu.0: event 0x0a received:\n" RAW_LINE(first) \
	RAW_LINE("0x0000000000000000") RAW_LINE("0x0000000000000000") RAW_LINE("0x0000000041000000")

static const struct {
	const char *name, *text, *kind, *cause, *alternative;
} cases[] = {
	{ "a VT-d entry leads into the interrupt range",
	  VTD_LINE("0xffffc000", "0x0e", "Unknown"), "vtd-fault", "iommu-driver-bug",
	  "interrupt-remapping" },
	{ "so does one in scalable mode",
	  VTD_LINE("0xffffc000", "0x87", "SM: Invalid address-interrupt address"), "vtd-fault",
	  "iommu-driver-bug", "interrupt-remapping" },
	{ "the address itself lies in that range",
	  VTD_LINE("0xfee01000", "0x87", "SM: Invalid address-interrupt address"), "vtd-fault",
	  "interrupt-remapping", "wild-dma" },
	{ "an SMMU's entry leads beyond the output size",
	  "[   99.0] arm-smmu-v3 smmu.0: event: F_ADDR_SIZE client: 0000:03:00.0 sid: 0x18 ssid: 0 iova: 0xffffc000 ipa: 0\n",
	  "smmuv3-event", "iommu-driver-bug", "wild-dma" },
	{ "the kernel's own context descriptor", RAW_EVENT("0x000000180000000a"), "smmuv3-event",
	  "iommu-driver-bug", "stale-dma" },
	/* bit 11: the event has a substream, in bits 12 and up */
	{ "the context descriptor of PASID 5", RAW_EVENT("0x000000180000580a"), "smmuv3-event",
	  "use-after-unmap", "iommu-driver-bug" },
};

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct log l = log_of(cases[i].text);
		const struct dms_finding *f = finding_of_kind(&l, cases[i].kind);

		is_str(f->cause, cases[i].cause, cases[i].name);
		ok(has_alternative(f, cases[i].alternative), "%s is left", cases[i].alternative);
		ok(f->nr_evidence > 1, "and it says why");
		log_free(&l);
	}
	return tap_done();
}
