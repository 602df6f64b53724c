// SPDX-License-Identifier: GPL-2.0
/* Tegra: the memory controller reports what its SMMU and its protection refuse. */
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "iommu_fault.h"

/* The client is the requester; the text in brackets ends in the permissions "[RWS]". */
static void decode_error(struct dms_event *e, const struct dms_record *r, const char *access)
{
	const struct dms_value *client = dms_value_of(r->match, "name");

	e->related = true;
	dms_fault_by_iommu(e);
	if (client)
		e->device = dms_strndup(client->text, client->len);
	dms_fault_drop(e, "name");
	e->access = access;
	if (strstr(r->match->msg->format, "secure"))
		dms_event_set_num(e, "secure", 1, false);
}

static void decode_read(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	decode_error(e, r, "read");
}

static void decode_write(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	decode_error(e, r, "write");
}

#define FAULT .kind = "iommu-fault", .detail = "tegra.mc_error", .flags = DMS_MSG_DEV, \
	.needed = 2, .kernels = "all"
#define CORE .kind = "iommu-core", .detail = "tegra.mc_interrupt", .flags = DMS_MSG_DEV, \
	.kernels = "7.2-", .drivers = "tegra-mc", .decode = dms_fault_mark

static const struct dms_message messages[] = {
	/*
	 * "%s: %s%s @%pa: %s (%s%s)": secure and direction are written out, since nothing else in
	 * it could be looked for; description and permissions are read as one.
	 */
	{ "%s: read @%pa: %s (%s)\n", FAULT, .fields = "name,address,error,what",
	  .decode = decode_read },
	{ "%s: secure read @%pa: %s (%s)\n", FAULT, .fields = "name,address,error,what",
	  .decode = decode_read },
	{ "%s: write @%pa: %s (%s)\n", FAULT, .fields = "name,address,error,what",
	  .decode = decode_write },
	{ "%s: secure write @%pa: %s (%s)\n", FAULT, .fields = "name,address,error,what",
	  .decode = decode_write },
	{ "unknown interrupt channel 0x%08x\n", CORE, .fields = "status" },
	{ "MC error interrupt 0x%08lx with no error register map, Clearing.\n", CORE,
	  .fields = "status" },
	{ "Unable to determine high address!", CORE },
	{ "No interrupt in MCF\n", CORE },
	{ "Slice index out of bounds: %u\n", CORE, .fields = "slice" },
	{ "No interrupt in HUB/HUBC\n", CORE },
	{ "Scrubber operation status: 0x%lx\n", CORE, .fields = "status" },
	{ "channel: %i status: 0x%x\n", CORE, .fields = "channel,status" },
};

const struct dms_subsystem dms_tegra_subsystem = {
	.name = "Tegra memory controller",
	.source = "drivers/memory/tegra/",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
