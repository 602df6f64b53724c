// SPDX-License-Identifier: GPL-2.0
/* Intel VT-d: VT-d specification, chapter 9 (tables) and 11 (registers). */
#include <inttypes.h>
#include <string.h>

#include "base/array.h"
#include "host/tables.h"

#define REG_GCMD	0x18
#define REG_GSTS	0x1c
#define REG_RTADDR	0x20
#define REG_FECTL	0x38
#define REG_IRTA	0xb8

#define GCMD_SRTP	(1u << 30)
#define GCMD_SIRTP	(1u << 24)
/* of the global status, what a command must repeat lest it be switched off: TE, QIE, IRE, CFI */
#define GSTS_KEPT	0x86800000u
#define FECTL_IM	(1u << 31)

#define TTM_SCALABLE	1		/* translation table mode, RTADDR bits 11:10 */
#define PRESENT		1ULL
#define PAGE_ADDRESS	0x000ffffffffff000ULL
#define FS_PRESENT	(1ULL << 0)
#define FS_USER		(1ULL << 2)
#define FS_ACCESSED	(1ULL << 5)
#define FS_RESERVED	(1ULL << 7 | 0x000fff8000000000ULL)
#define IRTE_BYTES	16
#define PAGE		4096

/* What a context entry has in both modes stands at the same place; type and width are legacy's. */
static const struct dms_table_field fields[] = {
	{ "root-pointer", "address", 0, 12, 52, DMS_FIELD_ADDRESS | DMS_FIELD_HOLD },
	{ "irte-pointer", "address", 0, 12, 52, DMS_FIELD_ADDRESS | DMS_FIELD_HOLD },
	{ "irte-pointer", "size", 0, 0, 4, 0 },
	{ "root", "present", 0, 0, 1, 0 },
	{ "root", "reserved", 0, 1, 11, 0 },
	{ "root", "address", 0, 12, 52, DMS_FIELD_ADDRESS | DMS_FIELD_HOLD },
	{ "context", "present", 0, 0, 1, 0 },
	{ "context", "type", 0, 2, 2, 0 },
	{ "context", "reserved", 0, 5, 4, 0 },
	{ "context", "address", 0, 12, 52, DMS_FIELD_ADDRESS | DMS_FIELD_HOLD },
	{ "context", "width", 1, 0, 3, DMS_FIELD_HOLD },
	{ "pasid-directory", "present", 0, 0, 1, 0 },
	{ "pasid-directory", "address", 0, 12, 52, DMS_FIELD_ADDRESS | DMS_FIELD_HOLD },
	{ "pasid", "present", 0, 0, 1, 0 },
	{ "pasid", "type", 0, 6, 3, DMS_FIELD_HOLD },
	{ "pasid", "width", 0, 2, 3, DMS_FIELD_HOLD },
	{ "pasid", "second-stage", 0, 12, 52, DMS_FIELD_ADDRESS | DMS_FIELD_HOLD },
	{ "pasid", "first-stage", 2, 12, 52, DMS_FIELD_ADDRESS | DMS_FIELD_HOLD },
	{ "second-stage", "read", 0, 0, 1, 0 },
	{ "second-stage", "write", 0, 1, 1, 0 },
	{ "second-stage", "address", 0, 12, 40, DMS_FIELD_ADDRESS | DMS_FIELD_HOLD },
	{ "second-stage", "reserved", 0, 48, 4, DMS_FIELD_HOLD },
	{ "first-stage", "present", 0, 0, 1, 0 },
	{ "first-stage", "write", 0, 1, 1, 0 },
	{ "first-stage", "user", 0, 2, 1, 0 },
	{ "first-stage", "address", 0, 12, 40, DMS_FIELD_ADDRESS | DMS_FIELD_HOLD },
	{ "first-stage", "reserved", 0, 48, 4, DMS_FIELD_HOLD },
	{ "irte", "present", 0, 0, 1, 0 },
	{ "irte", "reserved", 1, 20, 44, 0 },
	{ "irte", "source", 1, 0, 16, 0 },
};

static bool is_leaf(uint64_t entry, unsigned int level)
{
	return level == 1 || entry & 1 << 7;
}

static int walk(struct dms_host_memory *m, const struct dms_table_request *r, uint64_t table,
		unsigned int levels, uint64_t present, struct dms_table_entry *e)
{
	const struct dms_walk w = {
		.base = table & PAGE_ADDRESS, .top = levels, .present = present,
		.address = PAGE_ADDRESS, .is_leaf = is_leaf,
	};

	return dms_walk_find(m, &w, r, e);
}

/* @what is named when the entry at @e->addr does not lead on. */
static int follow(struct dms_host_memory *m, const struct dms_table_entry *e, const char *what,
		  uint64_t *next)
{
	uint64_t entry;

	if (dms_host_read64(m, e->addr, &entry))
		return -1;
	if (!(entry & PRESENT))
		return dms_host_fail(m, "the %s entry at 0x%" PRIx64 " is not present", what,
				     e->addr);
	*next = entry & ~(uint64_t)(PAGE - 1);
	return 0;
}

/* PASID 0 stands for requests without one (RID_PASID), in every version of Linux. */
static int find_scalable(struct dms_host_memory *m, uint64_t context,
			 const struct dms_table_request *r, struct dms_table_entry *e)
{
	uint64_t table = 0, low, high;

	*e = (struct dms_table_entry){ .addr = context, .index = r->sid & 0x7f, .words = 4 };
	if (!strcmp(r->table, "context"))
		return 0;
	if (follow(m, e, "context", &table))
		return -1;
	*e = (struct dms_table_entry){ .addr = table, .words = 1 };
	if (!strcmp(r->table, "pasid-directory"))
		return 0;
	if (follow(m, e, "PASID directory", &table))
		return -1;
	*e = (struct dms_table_entry){ .addr = table, .words = 8 };
	if (!strcmp(r->table, "pasid"))
		return 0;
	if (follow(m, e, "PASID", &table) || dms_host_read64(m, e->addr, &low) ||
	    dms_host_read64(m, e->addr + 16, &high))
		return -1;
	if (!strcmp(r->table, "second-stage"))
		return walk(m, r, low, 2 + ((low >> 2) & 7), 3, e);
	if (!strcmp(r->table, "first-stage"))
		return walk(m, r, high, (high >> 2) & 3 ? 5 : 4, PRESENT, e);
	return dms_host_fail(m, "there is no table '%s' in scalable mode", r->table);
}

static int find_legacy(struct dms_host_memory *m, uint64_t context, const struct dms_table_request *r,
		       struct dms_table_entry *e)
{
	uint64_t table = 0, high;

	*e = (struct dms_table_entry){ .addr = context, .index = r->sid & 0xff, .words = 2 };
	if (!strcmp(r->table, "context"))
		return 0;
	if (follow(m, e, "context", &table) || dms_host_read64(m, e->addr + 8, &high))
		return -1;
	if (!strcmp(r->table, "second-stage"))
		return walk(m, r, table, 2 + (high & 7), 3, e);
	return dms_host_fail(m, "there is no table '%s' in legacy mode", r->table);
}

/* The first present entry of the device: the test driver asks for one interrupt. */
static int find_irte(struct dms_host_memory *m, uint64_t irta, const struct dms_table_request *r,
		     struct dms_table_entry *e)
{
	uint64_t base = irta & ~(uint64_t)(PAGE - 1), i, k, nr = 2ULL << (irta & 15);
	unsigned char buf[PAGE];

	for (i = 0; i < nr; i += PAGE / IRTE_BYTES) {
		if (dms_host_read(m, base + i * IRTE_BYTES, buf, sizeof(buf)))
			return -1;
		for (k = 0; k < PAGE / IRTE_BYTES && i + k < nr; k++) {
			const unsigned char *p = buf + k * IRTE_BYTES;

			if (!(p[0] & PRESENT) || (p[8] | p[9] << 8) != (int)r->sid)
				continue;
			*e = (struct dms_table_entry){ .addr = base + (i + k) * IRTE_BYTES,
						 .index = i + k, .words = 2 };
			return 0;
		}
	}
	return dms_host_fail(m, "no interrupt of the device is remapped");
}

static int find(struct dms_host_memory *m, uint64_t regs, const struct dms_table_request *r,
		struct dms_table_entry *e)
{
	uint64_t rtaddr, irta, table = 0;
	unsigned int devfn = r->sid & 0xff;
	bool scalable, upper;

	if (dms_host_reg_read(m, regs + REG_RTADDR, 8, &rtaddr) ||
	    dms_host_reg_read(m, regs + REG_IRTA, 8, &irta))
		return -1;
	*e = (struct dms_table_entry){ .words = 1, .reg_bytes = 8 };
	if (!strcmp(r->table, "root-pointer") || !strcmp(r->table, "irte-pointer")) {
		e->addr = regs + (r->table[0] == 'r' ? REG_RTADDR : REG_IRTA);
		return 0;
	}
	if (!strcmp(r->table, "irte"))
		return find_irte(m, irta, r, e);
	scalable = ((rtaddr >> 10) & 3) == TTM_SCALABLE;
	upper = scalable && devfn >= 0x80;
	*e = (struct dms_table_entry){ .index = r->sid >> 8, .words = 1 };
	e->addr = (rtaddr & ~(uint64_t)(PAGE - 1)) + e->index * 16 + (upper ? 8 : 0);
	if (!strcmp(r->table, "root"))
		return 0;
	if (follow(m, e, "root", &table))
		return -1;
	return scalable ? find_scalable(m, table + (devfn & 0x7f) * 32, r, e) :
			  find_legacy(m, table + devfn * 16, r, e);
}

/*
 * Setting the table pointers anew, to what the registers have, empties the caches of QEMU's
 * model and takes changed pointers over (vtd_handle_gcmd_srtp() in hw/i386/intel_iommu.c).
 */
static int forget(struct dms_host_memory *m, uint64_t regs)
{
	uint64_t status;

	if (dms_host_reg_read(m, regs + REG_GSTS, 4, &status))
		return -1;
	status &= GSTS_KEPT;
	if (dms_host_reg_write(m, regs + REG_GCMD, 4, status | GCMD_SRTP))
		return -1;
	return dms_host_reg_write(m, regs + REG_GCMD, 4, status | GCMD_SIRTP);
}

static int hold(struct dms_host_memory *m, uint64_t regs, bool on)
{
	return dms_host_reg_write(m, regs + REG_FECTL, 4, on ? FECTL_IM : 0);
}

/* A first-stage entry, specification 9.8: present, for users, not accessed, no reserved bit of a machine of 39 bits. */
static bool unmarked(uint64_t entry)
{
	return (entry & (FS_PRESENT | FS_USER | FS_ACCESSED | FS_RESERVED)) == (FS_PRESENT | FS_USER);
}

const struct dms_iommu dms_iommu_vtd = {
	.name = "vtd", .region = "intel_iommu",
	.fields = fields, .nr_fields = ARRAY_SIZE(fields),
	.find = find, .forget = forget, .unmarked = unmarked, .hold = hold,
};
