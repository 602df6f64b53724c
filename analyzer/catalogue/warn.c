// SPDX-License-Identifier: GPL-2.0
/* The lines around a WARN() or oops; both spellings of the banner. */
#include <string.h>

#include "base/array.h"
#include "decoder.h"

/* "CPU: 1 PID: 77 Comm: insmod ...": who ran, for reports whose title does not say. */
static void decode_task(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const struct dms_value *pid = dms_value_of(r->match, "pid");
	const struct dms_value *comm = dms_value_of(r->match, "name");

	e = dms_splat_event(d, r);
	if (!e || dms_event_field(e, "comm"))
		return;
	if (pid)
		dms_event_set(e, "pid", pid->text, pid->len);
	if (comm)
		dms_event_set(e, "comm", comm->text, comm->len);
}

#define BANNER .flags = DMS_MSG_PART, .decode = dms_splat_banner

static const struct dms_message messages[] = {
	{ "------------[ cut here ]------------\n", .flags = DMS_MSG_PART, .kernels = "all",
	  .decode = dms_splat_cut_here },
	{ "---[ end trace %016llx ]---\n", .flags = DMS_MSG_PART, .kernels = "all", .needed = 1,
	  .fields = "-", .decode = dms_splat_end },
	{ "WARNING: CPU: %d PID: %d at %s:%d %pS\n", BANNER, .kernels = "3.15-6.18", .needed = 3,
	  .fields = "cpu,pid,file,file_line,site" },
	{ "WARNING: CPU: %d PID: %d at %pS\n", BANNER, .kernels = "3.15-6.18",
	  .fields = "cpu,pid,site" },
	{ "WARNING: %s:%d at %pS, CPU#%d: %s/%d\n", BANNER, .kernels = "6.19-", .needed = 3,
	  .fields = "file,file_line,site,cpu,comm,pid" },
	{ "WARNING: at %pS, CPU#%d: %s/%d\n", BANNER, .kernels = "6.19-",
	  .fields = "site,cpu,comm,pid" },
	{ "WARNING: at %s:%d %s\n", BANNER, .kernels = "-3.14", .fields = "file,file_line,site" },
	{ "PID: %d Comm: %s %s\n", .flags = DMS_MSG_PART, .kernels = "all", .needed = 2,
	  .fields = "pid,name,-", .decode = decode_task },
};

const struct dms_subsystem dms_warn_subsystem = {
	.name = "WARN envelope",
	.source = "kernel/panic.c, lib/bug.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
