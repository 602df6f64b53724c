// SPDX-License-Identifier: GPL-2.0
/* Memory of the DMA API's other allocators, and of other devices. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "interp.h"

static int alloc_sized(struct call *c)
{
	uint64_t len;
	int ret = call_num(c, c->l->args[0], &len);

	c->op.len = ret ? 0 : len;
	return ret ? ret : call_device(c);
}

/* DOMAIN:BUS:DEVICE.FUNCTION */
static int parse_bdf(struct call *c, uint64_t *bdf)
{
	unsigned int domain, bus, dev, fn;
	char *words = call_words(c, 0);
	int nr;

	if (!words)
		return -ECANCELED;
	nr = sscanf(words, "%4x:%2x:%2x.%1x ", &domain, &bus, &dev, &fn);
	if (nr == 4 && dev < 32 && fn < 8)
		*bdf = DMASCOPE_BDF(domain, bus, dev << 3 | fn);
	else
		nr = call_fail(c, "'%s' does not begin with a PCI address; it is written "
			       "0000:02:00.0", words);
	free(words);
	return nr < 0 ? nr : 0;
}

static int map_resource(struct call *c)
{
	uint64_t bar, bdf = 0;
	int ret;

	ret = parse_bdf(c, &bdf);
	if (!ret)
		ret = call_num(c, c->l->args[1], &bar);
	if (ret)
		return ret;
	c->op.value = bdf;
	c->op.nents = bar;
	return call_device(c);
}

const struct script_op script_ops_alloc[] = {
	{
		.name = "noncoherent", .args = "n", .usage = "SIZE", .keys = "dir",
		.facts = "iova cpu phys len result", .opcode = DMASCOPE_OP_ALLOC,
		.fn = DMASCOPE_ALLOC_NONCOHERENT, .run = alloc_sized,
		.help = "dma_alloc_noncoherent(): memory that has to be synced",
	}, {
		.name = "dma-pages", .args = "n", .usage = "SIZE", .keys = "dir",
		.facts = "iova cpu phys len result", .opcode = DMASCOPE_OP_ALLOC,
		.fn = DMASCOPE_ALLOC_PAGES, .run = alloc_sized,
		.help = "dma_alloc_pages(): the same, as pages",
	}, {
		.name = "noncontiguous", .args = "n", .usage = "SIZE", .keys = "dir attrs",
		.facts = "iova phys len runs result", .opcode = DMASCOPE_OP_ALLOC,
		.fn = DMASCOPE_ALLOC_NONCONTIGUOUS, .run = alloc_sized,
		.help = "dma_alloc_noncontiguous(); runs: of pages that are not one",
	}, {
		.name = "free-alloc", .args = "o", .usage = "OBJECT", .keys = "len dir",
		.opcode = DMASCOPE_OP_FREE_ALLOC,
		.help = "free what noncoherent, dma-pages or noncontiguous made, with wrong "
			"arguments if given",
	}, {
		.name = "vmap", .args = "o", .usage = "OBJECT", .facts = "cpu",
		.flags = OP_NAMES_OBJECT, .opcode = DMASCOPE_OP_VMAP,
		.help = "dma_vmap_noncontiguous(), or dma_buf_vmap() of an import: the CPU sees it "
			"in one piece; facts go to OBJECT's name",
	}, {
		.name = "vunmap", .args = "o", .usage = "OBJECT", .opcode = DMASCOPE_OP_VUNMAP,
		.help = "undo vmap",
	}, {
		.name = "map-resource", .args = "wn", .usage = "BDF BAR",
		.keys = "offset len dir attrs", .facts = "iova phys len result",
		.opcode = DMASCOPE_OP_MAP_RESOURCE, .run = map_resource,
		.help = "dma_map_resource() of another PCI device's BAR",
	}, {
		.name = "unmap-resource", .args = "o", .usage = "MAPPING",
		.keys = "addr len dir attrs again", .opcode = DMASCOPE_OP_UNMAP_RESOURCE,
		.help = "the matching unmap, with wrong arguments if given",
	},
	{ 0 }
};
