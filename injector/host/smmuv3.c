// SPDX-License-Identifier: GPL-2.0
/* Arm SMMUv3: IHI 0070, chapters 5 (structures) and 6 (registers); DDI 0487 D8 (page tables). */
#include <inttypes.h>
#include <string.h>

#include "base/array.h"
#include "host/tables.h"

#define REG_STRTAB_BASE		0x80
#define REG_STRTAB_CFG		0x88
#define REG_CMDQ_BASE		0x90
#define REG_CMDQ_PROD		0x98
#define REG_CMDQ_CONS		0x9c

#define ADDR_MASK		0x000fffffffffffc0ULL	/* bits 51:6 */
#define TABLE_MASK		0x0000fffffffff000ULL
#define VALID			1ULL
#define STE_BYTES		64
/* STE.Config: 0b1xx lets transactions through, 0b101 by stage 1, 0b110 by stage 2 */
#define CONFIG_TRANSLATES	3
#define CONFIG_STAGE1		1
#define CONFIG_STAGE2		2

#define CMD_BYTES		16
#define CMD_CFGI_ALL		0x04
#define CMD_TLBI_NSNH_ALL	0x30

static const struct dms_table_field fields[] = {
	{ "strtab-pointer", "address", 0, 6, 46, DMS_FIELD_ADDRESS },
	{ "strtab-size", "log2", 0, 0, 6, 0 },
	{ "strtab-l1", "span", 0, 0, 5, 0 },
	{ "strtab-l1", "address", 0, 6, 46, DMS_FIELD_ADDRESS },
	{ "ste", "valid", 0, 0, 1, 0 },
	{ "ste", "config", 0, 1, 3, 0 },
	{ "ste", "context", 0, 6, 46, DMS_FIELD_ADDRESS },
	{ "ste", "s2-size", 2, 32, 6, 0 },
	{ "ste", "s2-table", 3, 4, 48, DMS_FIELD_ADDRESS },
	{ "cd", "valid", 0, 31, 1, 0 },
	{ "cd", "size", 0, 0, 6, 0 },
	{ "cd", "walk-disable", 0, 14, 1, 0 },
	{ "cd", "output-size", 0, 32, 3, 0 },
	{ "cd", "table", 1, 4, 48, DMS_FIELD_ADDRESS },
	{ "stage-1", "valid", 0, 0, 1, 0 },
	{ "stage-1", "read-only", 0, 7, 1, 0 },
	{ "stage-1", "unprivileged", 0, 6, 1, 0 },
	{ "stage-1", "accessed", 0, 10, 1, 0 },
	{ "stage-1", "address", 0, 12, 36, DMS_FIELD_ADDRESS },
	{ "stage-2", "valid", 0, 0, 1, 0 },
	{ "stage-2", "permissions", 0, 6, 2, 0 },
	{ "stage-2", "accessed", 0, 10, 1, 0 },
	{ "stage-2", "address", 0, 12, 36, DMS_FIELD_ADDRESS },
};

static bool is_leaf(uint64_t entry, unsigned int level)
{
	return level == 1 || !(entry & 2);
}

/* @size_bits: the T0SZ field; Linux uses the 4 KiB granule here, and start levels to match. */
static int walk(struct dms_host_memory *m, const struct dms_table_request *r, uint64_t table,
		unsigned int size_bits, unsigned int levels, struct dms_table_entry *e)
{
	struct dms_walk w = {
		.base = table & TABLE_MASK, .top = levels, .present = VALID,
		.address = TABLE_MASK, .is_leaf = is_leaf,
	};

	if (r->has_iova && size_bits && r->iova >> (64 - size_bits))
		return dms_host_fail(m, "0x%" PRIx64 " is beyond the table", r->iova);
	return dms_walk_find(m, &w, r, e);
}

static int find_stage1(struct dms_host_memory *m, uint64_t cd, const struct dms_table_request *r,
		       struct dms_table_entry *e)
{
	uint64_t config, table;
	unsigned int size;

	if (dms_host_read64(m, cd, &config) || dms_host_read64(m, cd + 8, &table))
		return -1;
	size = config & 0x3f;
	if ((config >> 6) & 3)
		return dms_host_fail(m, "the page table is not one of 4 KiB pages");
	return walk(m, r, table, size, (64 - size - 12 + 8) / 9, e);
}

static int find_stage2(struct dms_host_memory *m, uint64_t ste, const struct dms_table_request *r,
		       struct dms_table_entry *e)
{
	uint64_t config, table;

	if (dms_host_read64(m, ste + 16, &config) || dms_host_read64(m, ste + 24, &table))
		return -1;
	if ((config >> 46) & 3)
		return dms_host_fail(m, "the page table is not one of 4 KiB pages");
	return walk(m, r, table, (config >> 32) & 0x3f, 2 + ((config >> 38) & 3), e);
}

static int find_behind_ste(struct dms_host_memory *m, uint64_t ste, const struct dms_table_request *r,
			   struct dms_table_entry *e)
{
	uint64_t word;
	unsigned int config;

	*e = (struct dms_table_entry){ .addr = ste, .index = r->sid, .words = 8 };
	if (!strcmp(r->table, "ste"))
		return 0;
	if (dms_host_read64(m, ste, &word))
		return -1;
	config = (word >> 1) & 7;
	if (!(word & VALID) || !(config & CONFIG_TRANSLATES))
		return dms_host_fail(m, "the stream table entry 0x%" PRIx64 " does not translate",
				     word);
	if (!strcmp(r->table, "stage-2") && config & CONFIG_STAGE2)
		return find_stage2(m, ste, r, e);
	if (config & CONFIG_STAGE1) {
		*e = (struct dms_table_entry){ .addr = word & ADDR_MASK, .words = 8 };
		if (!strcmp(r->table, "cd"))
			return 0;
		if (!strcmp(r->table, "stage-1"))
			return find_stage1(m, e->addr, r, e);
	}
	return dms_host_fail(m, "the device's stream has no table '%s'", r->table);
}

/* Linear or of two levels, as STRTAB_BASE_CFG says. */
static int find(struct dms_host_memory *m, uint64_t regs, const struct dms_table_request *r,
		struct dms_table_entry *e)
{
	uint64_t base, cfg, l1;
	unsigned int split;

	if (dms_host_reg_read(m, regs + REG_STRTAB_BASE, 8, &base) ||
	    dms_host_reg_read(m, regs + REG_STRTAB_CFG, 4, &cfg))
		return -1;
	*e = (struct dms_table_entry){ .words = 1 };
	if (!strcmp(r->table, "strtab-pointer") || !strcmp(r->table, "strtab-size")) {
		e->reg_bytes = r->table[7] == 'p' ? 8 : 4;
		e->addr = regs + (r->table[7] == 'p' ? REG_STRTAB_BASE : REG_STRTAB_CFG);
		return 0;
	}
	base &= ADDR_MASK;
	if (!((cfg >> 16) & 3)) {
		if (!strcmp(r->table, "strtab-l1"))
			return dms_host_fail(m, "the stream table is a linear one");
		return find_behind_ste(m, base + (uint64_t)r->sid * STE_BYTES, r, e);
	}
	split = (cfg >> 6) & 0x1f;
	e->index = r->sid >> split;
	e->addr = base + 8 * e->index;
	if (!strcmp(r->table, "strtab-l1"))
		return 0;
	if (dms_host_read64(m, e->addr, &l1))
		return -1;
	if (!(l1 & 0x1f))
		return dms_host_fail(m, "the stream table has no entry for the device");
	return find_behind_ste(m, (l1 & ADDR_MASK) + (r->sid & ((1u << split) - 1)) * STE_BYTES,
			       r, e);
}

/* The queue as the guest left it; nothing of it is under way. */
struct queue {
	uint64_t base, prod;
	unsigned int log2;
};

static int look_at_queue(struct dms_host_memory *m, uint64_t regs, struct queue *q)
{
	uint64_t cons;

	if (dms_host_reg_read(m, regs + REG_CMDQ_BASE, 8, &q->base) ||
	    dms_host_reg_read(m, regs + REG_CMDQ_PROD, 4, &q->prod) ||
	    dms_host_reg_read(m, regs + REG_CMDQ_CONS, 4, &cons))
		return -1;
	q->log2 = q->base & 0x1f;
	q->base &= 0x000fffffffffffe0ULL;
	if (q->prod != cons || !q->log2 || q->log2 > 19)
		return dms_host_fail(m, "the SMMU's command queue is not idle (0x%" PRIx64
				     " against 0x%" PRIx64 ")", q->prod, cons);
	return 0;
}

/* One command in the free slot at the queue's end, which afterwards is as it was. */
static int run_command(struct dms_host_memory *m, uint64_t regs, const struct queue *q,
		       const uint64_t command[2])
{
	uint64_t slot = q->base + CMD_BYTES * (q->prod & ((1u << q->log2) - 1)), cons, was[2];
	uint64_t next = (q->prod + 1) & ((2u << q->log2) - 1);
	int i;

	for (i = 0; i < 2; i++)
		if (dms_host_read64(m, slot + 8 * i, &was[i]) ||
		    dms_host_write64(m, slot + 8 * i, command[i]))
			return -1;
	if (dms_host_reg_write(m, regs + REG_CMDQ_PROD, 4, next) ||
	    dms_host_reg_read(m, regs + REG_CMDQ_CONS, 4, &cons) ||
	    dms_host_reg_write(m, regs + REG_CMDQ_CONS, 4, q->prod) ||
	    dms_host_reg_write(m, regs + REG_CMDQ_PROD, 4, q->prod))
		return -1;
	for (i = 0; i < 2; i++)
		if (dms_host_write64(m, slot + 8 * i, was[i]))
			return -1;
	return cons == next ? 0 : dms_host_fail(m, "the SMMU did not take an invalidation");
}

/*
 * The SMMU has no register that invalidates: a command does.  The guest stands still, so that
 * its own place in the queue can be borrowed and given back.
 */
static int forget(struct dms_host_memory *m, uint64_t regs)
{
	/* CFGI_ALL is CFGI_STE_RANGE with a range of 31 */
	static const uint64_t commands[][2] = {
		{ CMD_CFGI_ALL, 31 }, { CMD_TLBI_NSNH_ALL, 0 },
	};
	struct queue q;
	size_t i;

	if (look_at_queue(m, regs, &q))
		return -1;
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (run_command(m, regs, &q, commands[i]))
			return -1;
	return 0;
}

const struct dms_iommu dms_iommu_smmuv3 = {
	.name = "smmuv3", .region = "arm-smmuv3",
	.fields = fields, .nr_fields = ARRAY_SIZE(fields),
	.find = find, .forget = forget,
};
