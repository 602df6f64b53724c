// SPDX-License-Identifier: GPL-2.0
/*
 * PCI configuration space: what is no table of an IOMMU, but decides which entry it uses (the
 * requester ID) and what an interrupt message says.
 */
#include <inttypes.h>
#include <string.h>

#include "base/array.h"
#include "host/pci.h"
#include "host/tables.h"

#define REG_HEADER		0x0c	/* header type in bits 23:16 */
#define REG_BAR0		0x10
#define REG_BUSES		0x18	/* primary, secondary, subordinate bus */
#define REG_CAPABILITIES	0x34
#define CAP_MSIX		0x11
#define MAX_CAPABILITIES	48
#define MSIX_DATA		8	/* in an entry of the MSI-X table */

static const struct dms_table_field fields[] = {
	{ "bridge", "secondary", 0, 8, 8, 0 },
	{ "msi-x", "data-high", 0, 16, 16, 0 },
};

int dms_host_pci_config(struct dms_host_memory *m, unsigned int sid, uint64_t *config)
{
	if (dms_host_memory_registers(m, DMS_PCI_REGION, config))
		return -1;
	*config += (uint64_t)sid << 12;
	return 0;
}

int dms_host_pci_bar(struct dms_host_memory *m, unsigned int sid, unsigned int bar,
		     uint64_t *addr)
{
	uint64_t config, low, high = 0;

	if (bar > 5)
		return dms_host_fail(m, "there is no BAR %u", bar);
	if (dms_host_pci_config(m, sid, &config) ||
	    dms_host_reg_read(m, config + REG_BAR0 + 4 * bar, 4, &low))
		return -1;
	/* 64 bits wide: the next register has the rest */
	if ((low & 6) == 4 && dms_host_reg_read(m, config + REG_BAR0 + 4 * bar + 4, 4, &high))
		return -1;
	*addr = high << 32 | (low & ~0xfULL);
	if (low & 1 || !*addr)
		return dms_host_fail(m, "BAR %u is not set up", bar);
	return 0;
}

/* The bridge on the root bus that leads to the device. */
static int find_bridge(struct dms_host_memory *m, uint64_t root, unsigned int sid,
		       struct dms_table_entry *e)
{
	unsigned int devfn;
	uint64_t header, buses;

	for (devfn = 0; devfn < 256; devfn++) {
		uint64_t config = root + ((uint64_t)devfn << 12);

		if (dms_host_reg_read(m, config + REG_HEADER, 4, &header) ||
		    dms_host_reg_read(m, config + REG_BUSES, 4, &buses))
			return -1;
		if (((header >> 16) & 0x7f) != 1 || ((buses >> 8) & 0xff) != sid >> 8)
			continue;
		e->addr = config + REG_BUSES;
		e->index = devfn;
		return 0;
	}
	return dms_host_fail(m, "no bridge of the root bus leads to the device");
}

static int find_msix(struct dms_host_memory *m, uint64_t config, unsigned int sid,
		     struct dms_table_entry *e)
{
	uint64_t at, cap, table, bar;
	int i;

	if (dms_host_reg_read(m, config + REG_CAPABILITIES, 4, &at))
		return -1;
	for (i = 0, at &= 0xfc; at && i < MAX_CAPABILITIES; i++, at = (cap >> 8) & 0xfc) {
		if (dms_host_reg_read(m, config + at, 4, &cap))
			return -1;
		if ((cap & 0xff) != CAP_MSIX)
			continue;
		if (dms_host_reg_read(m, config + at + 4, 4, &table) ||
		    dms_host_pci_bar(m, sid, table & 7, &bar))
			return -1;
		e->addr = bar + (table & ~7u) + MSIX_DATA;
		return 0;
	}
	return dms_host_fail(m, "the device has no MSI-X table");
}

static int find(struct dms_host_memory *m, uint64_t regs, const struct dms_table_request *r,
		struct dms_table_entry *e)
{
	*e = (struct dms_table_entry){ .words = 1, .reg_bytes = 4 };
	if (!strcmp(r->table, "bridge"))
		return find_bridge(m, regs, r->sid, e);
	return find_msix(m, regs + ((uint64_t)r->sid << 12), r->sid, e);
}

/* IOMMUs keep what they know of a requester ID: a new one is new to them. */
static int forget(struct dms_host_memory *m, uint64_t regs)
{
	(void)m;
	(void)regs;
	return 0;
}

const struct dms_iommu dms_iommu_pci = {
	.name = "pci", .region = DMS_PCI_REGION,
	.fields = fields, .nr_fields = ARRAY_SIZE(fields),
	.find = find, .forget = forget,
};
