// SPDX-License-Identifier: GPL-2.0
/* virtio-iommu: faults that the hypervisor reports for an endpoint. */
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "iommu_fault.h"

/*
 * Endpoints have numbers that the hypervisor chose.  For PCI, QEMU (whose VIOT and device trees say
 * so) and the other hypervisors with this device take the requester ID.
 */
static void set_endpoint(struct dms_event *e, const struct dms_match *m)
{
	uint64_t endpoint = dms_value_num(m, "endpoint");

	if (!dms_value_of(m, "endpoint") || endpoint > 0xffff)
		return;
	dms_fault_by_iommu(e);
	e->device = dms_asprintf("0000:%02x:%02x.%x", (unsigned int)endpoint >> 8,
				 (unsigned int)endpoint >> 3 & 0x1f, (unsigned int)endpoint & 7);
}

static void decode_fault(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const struct dms_value *what = dms_value_of(r->match, "what");
	const struct dms_value *flags = dms_value_of(r->match, "flags");

	(void)d;
	e->related = true;
	set_endpoint(e, r->match);
	/* include/uapi/linux/virtio_iommu.h, VIRTIO_IOMMU_FAULT_R_* */
	if (what && what->len == 6 && !strncmp(what->text, "domain", 6)) {
		e->reason_code = 1;
		e->reason_name = "DOMAIN";
		e->reason_text = "the endpoint is attached to no domain";
	} else if (what && what->len == 4 && !strncmp(what->text, "page", 4)) {
		e->reason_code = 2;
		e->reason_name = "MAPPING";
		e->reason_text = "access to a page that is not mapped or not permitted";
	} else {
		e->reason_name = "UNKNOWN";
		e->reason_text = "the hypervisor gives no reason";
	}
	if (flags)
		e->access = memchr(flags->text, 'W', flags->len) ? "write" :
			    memchr(flags->text, 'R', flags->len) ? "read" : NULL;
}

#define FAULT .kind = "virtio-iommu-fault", .detail = "virtio_iommu.fault", .flags = DMS_MSG_DEV, \
	.decode = decode_fault

static const struct dms_message messages[] = {
	/* "[%s%s%s]": R, W and X are read as one; below, none is there */
	{ "%s fault from EP %u at %#llx [%s]\n", FAULT, .needed = 3, .kernels = "all",
	  .fields = "what,endpoint,address,flags" },
	{ "%s fault from EP %u at %#llx []\n", FAULT, .kernels = "all",
	  .fields = "what,endpoint,address" },
	{ "%s fault from EP %u\n", FAULT, .kernels = "all", .fields = "what,endpoint" },
};

const struct dms_subsystem dms_virtio_iommu_subsystem = {
	.name = "virtio-iommu",
	.source = "drivers/iommu/virtio-iommu.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
