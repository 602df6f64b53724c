// SPDX-License-Identifier: GPL-2.0
/* Scatter-gather tables and their mappings. */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "interp.h"

/* More than the driver accepts, so that a script can see it refuse. */
#define MAX_SEGS	4096

static int add_segment(struct call *c, const struct scope_object *buf, uint64_t offset,
		       uint64_t len)
{
	struct dmascope_seg *seg;

	if (len > UINT32_MAX)
		return call_fail(c, "a segment of %llu bytes; it has 32 bits at most",
				 (unsigned long long)len);
	c->segs = dms_realloc(c->segs, (c->op.nents + 1) * sizeof(*seg));
	seg = &c->segs[c->op.nents++];
	*seg = (struct dmascope_seg){ .obj = buf->id, .len = len, .offset = offset };
	return 0;
}

/* BUFFER:OFFSET:LEN; without LEN to the buffer's end, without OFFSET from its start. */
static int parse_segment(struct call *c, char *text)
{
	char *offset = strchr(text, ':'), *len = NULL;
	struct scope_object buf;
	uint64_t off = 0, bytes;
	int ret;

	if (offset) {
		*offset++ = '\0';
		len = strchr(offset, ':');
	}
	if (len)
		*len++ = '\0';
	ret = call_object(c, text, &buf);
	if (!ret && offset)
		ret = call_num(c, offset, &off);
	bytes = off < buf.len ? buf.len - off : 0;
	if (!ret && len)
		ret = call_num(c, len, &bytes);
	return ret ? ret : add_segment(c, &buf, off, bytes);
}

static int cut_evenly(struct call *c, const char *name)
{
	uint64_t len, stride, first, nents = c->op.nents, i;
	struct scope_object buf;
	int ret;

	ret = call_object(c, name, &buf);
	if (!ret)
		ret = call_key_num(c, "seglen", 0, &len);
	if (!ret)
		ret = call_key_num(c, "stride", len, &stride);
	if (!ret)
		ret = call_key_num(c, "first", 0, &first);
	if (ret)
		return ret;
	if (!call_key(c, "seglen") || !call_key(c, "nents") || nents > MAX_SEGS)
		return call_fail(c, "each=BUFFER needs nents=N (%d at most) and seglen=L",
				 MAX_SEGS);
	c->op.nents = 0;
	c->op.set &= ~DMASCOPE_SET_NENTS;
	for (i = 0; i < nents && !ret; i++)
		ret = add_segment(c, &buf, first + i * stride, len);
	return ret;
}

static int make_sg(struct call *c)
{
	const char *each = call_key(c, "each");
	size_t i;
	int ret = 0;

	if (!each == !c->l->nr_args)
		return call_fail(c, "write either segments B:OFFSET:LEN ... or each=B nents=N "
				 "seglen=L");
	if (each)
		ret = cut_evenly(c, each);
	for (i = 0; i < c->l->nr_args && !ret; i++) {
		char *copy = dms_strdup(c->l->args[i]);

		ret = parse_segment(c, copy);
		free(copy);
	}
	if (ret)
		return ret;
	c->op.segs = (uintptr_t)c->segs;
	return call_device(c);
}

static int at_index(struct call *c)
{
	uint64_t index;
	int ret = call_num(c, c->l->args[1], &index);

	c->op.value = ret ? 0 : index;
	return ret ? ret : call_device(c);
}

const struct script_op script_ops_sg[] = {
	{
		.name = "sg", .args = "s*", .usage = "BUFFER[:OFFSET[:LEN]]...",
		.keys = "each nents seglen stride first", .facts = "nents",
		.opcode = DMASCOPE_OP_SG, .run = make_sg,
		.help = "a scatterlist; each=B nents=N seglen=L cuts N segments out of B",
	}, {
		.name = "map-sg", .args = "o", .usage = "SG", .keys = "fn nents dir attrs atomic",
		.facts = "mapped iova result", .opcode = DMASCOPE_OP_MAP_SG,
		.flags = OP_NAMES_OBJECT,
		.help = "dma_map_sg() or, with fn=sgtable, dma_map_sgtable(); "
			"facts go to SG's name",
	}, {
		.name = "unmap-sg", .args = "o", .usage = "SG", .keys = "fn nents dir attrs again",
		.opcode = DMASCOPE_OP_UNMAP_SG, .help = "the matching unmap",
	}, {
		.name = "sg-seg", .args = "on", .usage = "SG INDEX", .facts = "iova len",
		.opcode = DMASCOPE_OP_SG_SEG, .run = at_index,
		.help = "address and length of a mapped segment",
	}, {
		.name = "sg-corrupt", .args = "on", .usage = "SG INDEX", .keys = "addr",
		.opcode = DMASCOPE_OP_SG_CORRUPT, .run = at_index,
		.help = "make the table's entry a chain to addr=",
	},
	{ 0 }
};
