/* SPDX-License-Identifier: GPL-2.0 */
/* What is known of an IOMMU's tables: their fields, and how to find an entry. */
#ifndef DMS_HOST_TABLES_H
#define DMS_HOST_TABLES_H

#include "host/memory.h"

enum dms_field_flags {
	DMS_FIELD_ADDRESS = 1 << 0,	/* an address: its bits below @low are not stored */
	DMS_FIELD_HOLD	  = 1 << 1,	/* the guest's own fault report would follow it and die */
};

/**
 * struct dms_table_field - a field that can be set
 * @word:	64-bit word of the entry
 * @low, @width: its bits there
 */
struct dms_table_field {
	const char *table, *name;
	unsigned char word, low, width, flags;
};

/**
 * struct dms_table_request - which entry is meant
 * @sid:	the device, as requester ID
 * @iova:	the address that a page table entry translates, when @has_iova
 * @level:	of a page table, 1 being the lowest; 0: the entry that ends the walk
 * @mend:	all is mended before the guest runs again
 * @interrupt:	and before that the device raises its interrupt
 */
struct dms_table_request {
	const char *table;
	unsigned int sid;
	bool has_iova;
	uint64_t iova;
	unsigned int level;
	bool mend, interrupt;
};

/**
 * struct dms_table_entry - where an entry is
 * @index:	in its table
 * @words:	64-bit words
 * @reg_bytes:	size of a register; 0: the entry is in memory
 */
struct dms_table_entry {
	uint64_t addr, index;
	unsigned int words, reg_bytes;
};

/**
 * struct dms_iommu - an IOMMU as QEMU emulates it
 * @name:	in scenarios
 * @region:	QEMU's name of its registers
 * @find:	find an entry; 0, or -1 with the memory's error
 * @forget:	make the emulator read its tables anew, as an invalidation would
 * @mended:	an entry is as it was before; may be NULL
 * @unmarked:	would the emulator follow this entry of a page table and first mark it as used?  May be
 *		NULL
 * @hold:	keep the guest from seeing faults until called with false; may be NULL
 */
struct dms_iommu {
	const char *name, *region;
	const struct dms_table_field *fields;
	size_t nr_fields;
	int (*find)(struct dms_host_memory *m, uint64_t regs, const struct dms_table_request *r,
		    struct dms_table_entry *e);
	int (*forget)(struct dms_host_memory *m, uint64_t regs);
	int (*mended)(struct dms_host_memory *m, uint64_t regs, const struct dms_table_entry *e);
	bool (*unmarked)(uint64_t entry);
	int (*hold)(struct dms_host_memory *m, uint64_t regs, bool on);
};

extern const struct dms_iommu dms_iommu_vtd, dms_iommu_smmuv3, dms_iommu_amdvi,
	dms_iommu_pci;

/**
 * struct dms_walk - a radix tree of 64-bit entries, nine bits of address a level
 * @base:	of the top table
 * @top:	its level; level L is about address bits 12+9*(L-1) and up
 * @present:	an entry without any of these bits leads nowhere
 * @address:	bits of an entry that are the next table's address
 * @is_leaf:	does the walk end at this entry?
 */
struct dms_walk {
	uint64_t base, present, address;
	unsigned int top;
	bool (*is_leaf)(uint64_t entry, unsigned int level);
};

/** dms_walk_find() - the entry of @r->level for @r->iova */
int dms_walk_find(struct dms_host_memory *m, const struct dms_walk *w,
		  const struct dms_table_request *r, struct dms_table_entry *e);

/**
 * dms_rom_find() - a page of the machine's ROM that would do as the top of a page table
 * @fits:	what one of its entries has to be
 * @e:		the entry, which translates addresses whose top nine bits are its index
 *
 * Only entries of the lower half are looked at: its addresses are canonical as they are.
 * Return: 0, or -1 with @m->err.
 */
int dms_rom_find(struct dms_host_memory *m, bool (*fits)(uint64_t entry),
		 struct dms_table_entry *e);

#endif /* DMS_HOST_TABLES_H */
