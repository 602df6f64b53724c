/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The same fault as every IOMMU driver prints it: lines made from the formats of
 * drivers/iommu/intel/dmar.c, amd/iommu.c, arm/arm-smmu-v3/, arm/arm-smmu/, virtio-iommu.c and
 * rockchip-iommu.c.  None of them says more than "nothing is mapped there".
 */
#ifndef DMS_TEST_FAULTS_H
#define DMS_TEST_FAULTS_H

#include "base/array.h"
#include "base/strbuf.h"
#include "util.h"

enum fault_kind { VTD, AMDVI, SMMUV3, SMMUV2, VIRTIO, ROCKCHIP, NR_FAULT_KINDS };

static const char *const fault_kinds[] = {
	"vtd-fault", "amdvi-event", "smmuv3-event", "smmuv2-context-fault", "virtio-iommu-fault",
	"iommu-fault",
};

/* Only these name the PCI function that asked. */
static inline bool names_function(enum fault_kind k)
{
	return k == VTD || k == AMDVI || k == SMMUV3 || k == VIRTIO;
}

/* A virtio-iommu names PCI functions by their requester id. */
static inline unsigned int requester_of(const char *device)
{
	unsigned int bus, slot, function;

	if (sscanf(device, "%*x:%x:%x.%x", &bus, &slot, &function) != 3)
		return 0;
	return bus << 8 | slot << 3 | function;
}

/* @device: "ssss:bb:dd.f" */
static inline char *fault_line(enum fault_kind k, double time, const char *device,
			       uint64_t address, bool write)
{
	char *line, *text;

	switch (k) {
	case VTD:
		line = dms_asprintf("DMAR: [DMA %s NO_PASID] Request device [%s] fault addr 0x%" PRIx64
				    " [fault reason 0x06] PTE Read access is not set",
				    write ? "Write" : "Read", device + 5, (uint64_t)(address & ~0xfffull));
		break;
	case AMDVI:
		line = dms_asprintf("AMD-Vi: Event logged [IO_PAGE_FAULT device=%s domain=0x000a address=0x%"
				    PRIx64 " flags=0x%04x]", device, address, write ? 0x20 : 0);
		break;
	case SMMUV3:
		line = dms_asprintf("arm-smmu-v3 smmu.0: event: F_TRANSLATION client: %s sid: 0x18 ssid: 0 iova: %#"
				    PRIx64 " ipa: 0\n[%12.6f] arm-smmu-v3 smmu.0: unpriv data %s s1 \"Input address caused fault\" stag: 0",
				    device, address, time, write ? "write" : "read");
		break;
	case SMMUV2:
		line = dms_asprintf("arm-smmu 15000000.iommu: Unhandled context fault: fsr=0x402, iova=0x%08"
				    PRIx64 ", fsynr=0x%x, cbfrsynra=0x18, cb=3", address,
				    write ? 0x11 : 1);
		break;
	case VIRTIO:
		line = dms_asprintf("virtio_iommu virtio3: page fault from EP %u at %#" PRIx64 " [%c]",
				    requester_of(device), address, write ? 'W' : 'R');
		break;
	default:
		line = dms_asprintf("rk_iommu ff940300.iommu: Page fault at 0x%016" PRIx64 " of type %s",
				    address, write ? "write" : "read");
	}
	text = dms_asprintf("[%12.6f] %s\n", time, line);
	free(line);
	return text;
}

/* A log of @before, the fault at @time, and @after. */
static inline struct log log_with_fault(enum fault_kind k, const char *before, double time,
					const char *device, uint64_t address, bool write,
					const char *after)
{
	char *line = fault_line(k, time, device, address, write);
	char *text = dms_asprintf("%s%s%s", before, line, after);
	struct log l = log_of(text);

	free(text);
	free(line);
	return l;
}

static inline const struct dms_finding *finding_of_kind(const struct log *l, const char *kind)
{
	static const struct dms_finding none = { .kind = "none", .cause = "none", .title = "none" };
	size_t i;

	for (i = 0; i < l->r->nr_findings; i++)
		if (!strcmp(l->r->findings[i].kind, kind))
			return &l->r->findings[i];
	return &none;
}

static inline bool quotes_line(const struct dms_finding *f, unsigned long line, const char *part)
{
	size_t i;

	for (i = 0; i < f->nr_evidence; i++)
		if (f->evidence[i].line == line && strstr(f->evidence[i].text, part))
			return true;
	return false;
}

#endif /* DMS_TEST_FAULTS_H */
