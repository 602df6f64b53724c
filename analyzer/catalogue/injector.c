// SPDX-License-Identifier: GPL-2.0
/* What dmascope_inject says that it did: no trouble by itself, but the cause of what follows. */
#include "base/array.h"
#include "decoder.h"

static const struct dms_message messages[] = {
	{ .format = "%s: %s %s, injection %llu, size %llu, direction %s, caller %pS, process %s:%d\n",
	  .prefix = "dmascope_inject: ", .flags = DMS_MSG_NOTE, .detail = "inject.done",
	  .kernels = "all",
	  .fields = "device,function,what,number,size,direction,caller,comm,pid" },
	{ .format = "armed\n", .prefix = "dmascope_inject: ", .flags = DMS_MSG_NOTE,
	  .detail = "inject.armed", .kernels = "all" },
	{ .format = "disarmed\n", .prefix = "dmascope_inject: ", .flags = DMS_MSG_NOTE,
	  .detail = "inject.disarmed", .kernels = "all" },
};

const struct dms_subsystem dms_injector_subsystem = {
	.name = "dmascope_inject",
	.source = "injector/probe.c, injector/files.c of this tree",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
