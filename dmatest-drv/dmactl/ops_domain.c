// SPDX-License-Identifier: GPL-2.0
/* IOMMU domains of the script's own. */
#include "interp.h"

#define DEFAULT_PROT	(DMASCOPE_PROT_READ | DMASCOPE_PROT_WRITE | DMASCOPE_PROT_CACHE)

static int make_domain(struct call *c)
{
	int ret = call_device(c);

	if (!ret && !c->result) {
		call_publish_num(c, "page", c->op.out[0], false);
		call_publish_num(c, "start", c->op.out[1], true);
		call_publish_num(c, "end", c->op.out[2], true);
	}
	return ret;
}

static int map(struct call *c)
{
	if (!call_key(c, "addr"))
		return call_fail(c, "write addr=, the device address of the mapping");
	if (!call_key(c, "prot"))
		c->op.value = DEFAULT_PROT;
	return call_device(c);
}

static int query(struct call *c)
{
	int ret = call_device(c);

	if (!ret && !c->result) {
		call_publish_num(c, "faults", c->op.out[0], false);
		call_publish_num(c, "address", c->op.out[1], true);
		call_publish_num(c, "access", c->op.out[2], false);
	}
	return ret;
}

const struct script_op script_ops_domain[] = {
	{
		.name = "domain", .args = "", .usage = "", .facts = "page start end result",
		.opcode = DMASCOPE_OP_DOMAIN, .run = make_domain,
		.help = "iommu_paging_domain_alloc(), iommu_attach_group(): from now on the "
			"device sees what domain-map maps, and nothing else",
	}, {
		.name = "domain-map", .args = "oo", .usage = "DOMAIN BUFFER",
		.keys = "addr prot offset len", .facts = "iova phys len result",
		.opcode = DMASCOPE_OP_DOMAIN_MAP, .run = map,
		.help = "iommu_map() at addr=; prot=read|write|cache by default, or noexec, mmio, "
			"priv",
	}, {
		.name = "domain-unmap", .args = "o", .usage = "DOMAIN-MAPPING", .facts = "len",
		.opcode = DMASCOPE_OP_DOMAIN_UNMAP, .help = "iommu_unmap()",
	}, {
		.name = "domain-query", .args = "o", .usage = "DOMAIN", .keys = "addr",
		.facts = "phys faults address access", .opcode = DMASCOPE_OP_DOMAIN_QUERY,
		.run = query,
		.help = "iommu_iova_to_phys(addr), and what the fault handler was told: how often, "
			"and of the last fault its address and access (0: read, 1: write)",
	}, {
		.name = "domain-fault", .args = "o", .usage = "DOMAIN", .keys = "addr access",
		.facts = "result", .opcode = DMASCOPE_OP_DOMAIN_FAULT,
		.help = "report_iommu_fault(), as an IOMMU's driver would call it; access=read or "
			"write. The handler answers ENOSYS: it leaves the report to that driver",
	}, {
		.name = "domain-free", .args = "o", .usage = "DOMAIN",
		.opcode = DMASCOPE_OP_DOMAIN_FREE,
		.help = "unmap all, iommu_detach_group(), iommu_domain_free()",
	},
	{ 0 }
};
