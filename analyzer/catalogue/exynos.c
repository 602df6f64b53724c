// SPDX-License-Identifier: GPL-2.0
/* Exynos System MMU: faults name the master, and stop the machine. */
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "iommu_fault.h"

/* Printed for the SysMMU; the master is named in the text. */
static void decode_fault(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const struct dms_value *master = dms_value_of(r->match, "name");
	const struct dms_value *what = dms_value_of(r->match, "what");
	const struct dms_value *direction = dms_value_of(r->match, "direction");

	(void)d;
	e->related = true;
	dms_fault_by_iommu(e);
	if (master)
		e->device = dms_strndup(master->text, master->len);
	if (direction)
		e->access = *direction->text == 'W' ? "write" : "read";
	dms_fault_drop(e, "name");
	dms_fault_drop(e, "direction");
	/* "PAGE", "ACCESS PROTECTION", "SECURITY PROTECTION", "BUS ERROR" ... */
	if (what && strncmp(what->text, "PAGE", 4))
		e->detail = "exynos.fault";
}

#define FAULT .kind = "iommu-fault", .detail = "exynos.page_fault", .flags = DMS_MSG_DEV, \
	.decode = decode_fault
#define CORE .kind = "iommu-core", .decode = dms_fault_mark

static const struct dms_message messages[] = {
	{ "%s: [%s] %s FAULT occurred at %#x\n", FAULT, .kernels = "6.2-",
	  .fields = "name,direction,what,address" },
	{ "%s: %s FAULT occurred at %#x\n", FAULT, .kernels = "-6.1",
	  .fields = "name,what,address" },
	{ "Unhandled interrupt bit %u\n", CORE, .flags = DMS_MSG_DEV, .detail = "exynos.interrupt",
	  .drivers = "exynos-sysmmu", .kernels = "6.2-", .fields = "bit" },
	{ "Unrecoverable System MMU Fault!", .flags = DMS_MSG_PART, .kernels = "6.2-" },
	{ "Trying mapping on %#08x mapped with 1MiB page", CORE, .flags = DMS_MSG_WARN,
	  .detail = "exynos.double_map", .kernels = "all", .fields = "address" },
	{ "Trying mapping on 1MiB@%#08x that is mapped", CORE, .flags = DMS_MSG_WARN,
	  .detail = "exynos.double_map", .kernels = "all", .fields = "address" },
	{ "%s: Failed(%d) to map %#zx bytes @ %#x\n", CORE, .detail = "exynos.map_failed",
	  .kernels = "all", .fields = "site,error,size,address" },
	{ "%s: Failed: size(%#zx) @ %#x is smaller than page size %#zx\n", CORE,
	  .detail = "exynos.unmap_size", .kernels = "all", .fields = "site,size,address,page_size" },
};

const struct dms_subsystem dms_exynos_subsystem = {
	.name = "Exynos System MMU",
	.source = "drivers/iommu/exynos-iommu.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
