// SPDX-License-Identifier: GPL-2.0
/* Lockdep's titles; a finding only where DMA or IOMMU code is on the stack. */
#include "base/array.h"
#include "decoder.h"

#define LOCKDEP(name) .kind = "warning", .detail = "lockdep." name, .flags = DMS_MSG_SPLAT, \
	.kernels = "all"

static const struct dms_message messages[] = {
	{ "WARNING: possible circular locking dependency detected\n", LOCKDEP("circular") },
	{ "INFO: possible circular locking dependency detected", LOCKDEP("circular") },
	{ "WARNING: possible recursive locking detected\n", LOCKDEP("recursive") },
	{ "INFO: possible recursive locking detected", LOCKDEP("recursive") },
	{ "WARNING: inconsistent lock state\n", LOCKDEP("inconsistent") },
	{ "WARNING: possible irq lock inversion dependency detected\n", LOCKDEP("inversion") },
	{ "WARNING: %s-safe -> %s-unsafe lock order detected\n", LOCKDEP("unsafe_order"),
	  .fields = "safe,unsafe" },
	{ "WARNING: bad unlock balance detected!\n", LOCKDEP("unlock_balance") },
	{ "WARNING: held lock freed!\n", LOCKDEP("freed") },
	{ "WARNING: lock held when returning to user space!\n", LOCKDEP("held") },
	{ "WARNING: Nested lock was not taken\n", LOCKDEP("nested") },
	{ "WARNING: suspicious RCU usage\n", LOCKDEP("rcu") },
	{ "[ BUG: Invalid wait context ]\n", LOCKDEP("wait_context") },
};

const struct dms_subsystem dms_lockdep_subsystem = {
	.name = "Lock validator",
	.source = "kernel/locking/lockdep.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
