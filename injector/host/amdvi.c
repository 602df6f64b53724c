// SPDX-License-Identifier: GPL-2.0
/* AMD-Vi: AMD I/O Virtualization Technology specification 48882, chapters 2 (tables) and 3. */
#include <inttypes.h>
#include <string.h>

#include "base/array.h"
#include "host/tables.h"

#define REG_DEVICE_TABLE	0x00
#define REG_COMMAND_BASE	0x08
#define REG_CONTROL		0x18
#define REG_COMMAND_HEAD	0x2000
#define REG_COMMAND_TAIL	0x2008

#define CONTROL_COMMANDS	(1ULL << 12)
#define ADDRESS			0x000ffffffffff000ULL	/* bits 51:12 */
#define PRESENT			1ULL
#define DTE_BYTES		32
#define DTE_V_TV		3ULL
#define NEXT_LEVEL(entry)	(((entry) >> 9) & 7)

#define COMMAND_BYTES		16
#define COMMAND_INVALIDATE_ALL	(8ULL << 60)
#define OPCODE_LAST		8

static const struct dms_table_field fields[] = {
	{ "device-table-pointer", "address", 0, 12, 40, DMS_FIELD_ADDRESS },
	{ "command-pointer", "address", 0, 12, 40, DMS_FIELD_ADDRESS },
	{ "command", "opcode", 0, 60, 4, 0 },
	{ "dte", "valid", 0, 0, 1, 0 },
	{ "dte", "reserved", 0, 2, 5, 0 },
	{ "dte", "mode", 0, 9, 3, 0 },
	{ "dte", "address", 0, 12, 40, DMS_FIELD_ADDRESS },
	{ "dte", "read", 0, 61, 1, 0 },
	{ "dte", "write", 0, 62, 1, 0 },
	{ "page", "present", 0, 0, 1, 0 },
	{ "page", "address", 0, 12, 40, DMS_FIELD_ADDRESS },
	{ "page", "read", 0, 61, 1, 0 },
	{ "page", "write", 0, 62, 1, 0 },
};

/* Linux's tables skip no level: an entry that names none below it ends the walk. */
static bool is_leaf(uint64_t entry, unsigned int level)
{
	return level == 1 || !NEXT_LEVEL(entry) || NEXT_LEVEL(entry) == 7;
}

/* The place of the guest's next command, borrowed and given back. */
struct ring {
	uint64_t base, tail, control, slot;
};

static int look_at_ring(struct dms_host_memory *m, uint64_t regs, struct ring *g)
{
	uint64_t head;

	if (dms_host_reg_read(m, regs + REG_COMMAND_BASE, 8, &g->base) ||
	    dms_host_reg_read(m, regs + REG_COMMAND_HEAD, 8, &head) ||
	    dms_host_reg_read(m, regs + REG_COMMAND_TAIL, 8, &g->tail) ||
	    dms_host_reg_read(m, regs + REG_CONTROL, 8, &g->control))
		return -1;
	g->slot = (g->base & ADDRESS) + g->tail;
	if (head != g->tail)
		return dms_host_fail(m, "the IOMMU's command buffer is not idle (0x%" PRIx64
				     " against 0x%" PRIx64 ")", head, g->tail);
	return 0;
}

/* The one that is carried out next, after it was changed: see forget(). */
static int find_command(struct dms_host_memory *m, uint64_t regs, struct dms_table_entry *e)
{
	struct ring g;

	if (look_at_ring(m, regs, &g))
		return -1;
	*e = (struct dms_table_entry){ .addr = g.slot, .index = g.tail / COMMAND_BYTES, .words = 2 };
	return 0;
}

static int find(struct dms_host_memory *m, uint64_t regs, const struct dms_table_request *r,
		struct dms_table_entry *e)
{
	struct dms_walk w = { .present = PRESENT, .address = ADDRESS, .is_leaf = is_leaf };
	uint64_t base, dte;

	*e = (struct dms_table_entry){ .words = 1, .reg_bytes = 8 };
	if (!strcmp(r->table, "device-table-pointer")) {
		e->addr = regs + REG_DEVICE_TABLE;
		return 0;
	}
	if (!strcmp(r->table, "command-pointer")) {
		e->addr = regs + REG_COMMAND_BASE;
		/* a new base sets head and tail to 0: see mended() */
		if (dms_host_reg_read(m, regs + REG_COMMAND_TAIL, 8, &e->index))
			return -1;
		e->index /= COMMAND_BYTES;
		return 0;
	}
	if (!strcmp(r->table, "command"))
		return find_command(m, regs, e);
	if (dms_host_reg_read(m, regs + REG_DEVICE_TABLE, 8, &base))
		return -1;
	if (r->sid >= ((base & 0x1ff) + 1) * 4096 / DTE_BYTES)
		return dms_host_fail(m, "the device table has no entry for the device");
	*e = (struct dms_table_entry){ .index = r->sid, .words = 4 };
	e->addr = (base & ADDRESS) + r->sid * DTE_BYTES;
	if (!strcmp(r->table, "dte"))
		return 0;
	if (dms_host_read64(m, e->addr, &dte))
		return -1;
	if ((dte & DTE_V_TV) != DTE_V_TV)
		return dms_host_fail(m, "the device table entry 0x%" PRIx64 " does not translate",
				     dte);
	w.base = dte & ADDRESS;
	w.top = NEXT_LEVEL(dte);
	return dms_walk_find(m, &w, r, e);
}

/* With the buffer off its pointers can be set without what lies between being carried out. */
static int set_pointers(struct dms_host_memory *m, uint64_t regs, uint64_t control, uint64_t at)
{
	return dms_host_reg_write(m, regs + REG_CONTROL, 8, control & ~CONTROL_COMMANDS) ||
	       dms_host_reg_write(m, regs + REG_COMMAND_TAIL, 8, at) ||
	       dms_host_reg_write(m, regs + REG_COMMAND_HEAD, 8, at) ||
	       dms_host_reg_write(m, regs + REG_CONTROL, 8, control) ? -1 : 0;
}

/* Commands are the only way to invalidate: one of the host's own, while the guest stands still. */
static int forget(struct dms_host_memory *m, uint64_t regs)
{
	uint64_t was[2] = { 0, 0 }, next;
	struct ring g;
	bool readable;
	int ret = 0;

	if (look_at_ring(m, regs, &g))
		return -1;
	/* a scenario may have broken the pointer to it */
	readable = dms_host_memory_is_ram(m, g.slot, COMMAND_BYTES);
	next = (g.tail + COMMAND_BYTES) % (COMMAND_BYTES << ((g.base >> 56) & 15));
	if (readable)
		ret = dms_host_read64(m, g.slot, &was[0]) || dms_host_read64(m, g.slot + 8, &was[1]);
	/* what is no command at all was put there by a scenario, to be carried out */
	if (readable && was[0] >> 60 <= OPCODE_LAST)
		ret = ret || dms_host_write64(m, g.slot, COMMAND_INVALIDATE_ALL) ||
		      dms_host_write64(m, g.slot + 8, 0);
	ret = ret || dms_host_reg_write(m, regs + REG_COMMAND_TAIL, 8, next) ||
	      set_pointers(m, regs, g.control, g.tail);
	if (!ret && readable)
		ret = dms_host_write64(m, g.slot, was[0]) || dms_host_write64(m, g.slot + 8, was[1]);
	return ret ? -1 : 0;
}

static int mended(struct dms_host_memory *m, uint64_t regs, const struct dms_table_entry *e)
{
	uint64_t control;

	if (e->addr != regs + REG_COMMAND_BASE)
		return 0;
	if (dms_host_reg_read(m, regs + REG_CONTROL, 8, &control))
		return -1;
	return set_pointers(m, regs, control, e->index * COMMAND_BYTES);
}

const struct dms_iommu dms_iommu_amdvi = {
	.name = "amdvi", .region = "amdvi-mmio",
	.fields = fields, .nr_fields = ARRAY_SIZE(fields),
	.find = find, .forget = forget, .mended = mended,
};
