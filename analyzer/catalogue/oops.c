// SPDX-License-Identifier: GPL-2.0
/* The kernel dies: oopses, BUG(), panic, and the watchdogs that notice that it hangs. */
#include <string.h>

#include "base/array.h"
#include "decoder.h"

/* "Oops: 0000 [#1] SMP" and "Internal error: ..." follow the line that says what happened. */
static void decode_die(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const struct dms_value *what = dms_value_of(r->match, "what");

	e = dms_splat_event(d, r);
	if (!e || !strcmp(e->kind, "warning") || r->line > e->line + 40) {
		const char *detail = "oops.die";

		if (what && memmem(what->text, what->len, "external abort", 14))
			detail = "oops.external_abort";
		e = dms_decoder_new_event(d, r, "oops", detail);
		dms_splat_open(d, e, r);
	}
	if (what)
		dms_event_set(e, "oops", what->text, what->len);
}

static void decode_pf(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	const struct dms_value *v = dms_value_of(r->match, "what");

	e = dms_splat_event(d, r);
	if (!e || !v)
		return;
	dms_event_set(e, "fault", v->text, v->len);
	if (memmem(v->text, v->len, "write access", 12))
		e->access = "write";
	else if (memmem(v->text, v->len, "read access", 11))
		e->access = "read";
}

#define OOPS(name) .kind = "oops", .detail = "oops." name, .flags = DMS_MSG_SPLAT
#define BUG(name) .kind = "bug", .detail = "bug." name, .flags = DMS_MSG_SPLAT
#define HUNG(name) .kind = "hung-task", .detail = "watchdog." name, .flags = DMS_MSG_SPLAT

static const struct dms_message messages[] = {
	{ "BUG: kernel NULL pointer dereference, address: %px\n", OOPS("null_deref"),
	  .kernels = "5.1- x86", .fields = "address" },
	{ "BUG: unable to handle kernel NULL pointer dereference at %px\n", OOPS("null_deref"),
	  .kernels = "-5.0 x86", .fields = "address" },
	{ "BUG: Kernel NULL pointer dereference on %s at 0x%08lx\n", OOPS("null_deref"),
	  .kernels = "powerpc", .fields = "access,address" },
	{ "Unable to handle kernel NULL pointer dereference at virtual address %016lx\n",
	  OOPS("null_deref"), .kernels = "arm, arm64, riscv", .fields = "address" },
	{ "Unable to handle kernel access to user memory without uaccess routines at virtual address %016lx\n",
	  OOPS("paging_request"), .kernels = "arm64, riscv", .fields = "address" },
	{ "Unable to handle kernel %s at virtual address %016lx\n", OOPS("paging_request"),
	  .kernels = "arm, arm64, riscv", .fields = "what,address" },
	{ "BUG: unable to handle page fault for address: %px\n", OOPS("page_fault"),
	  .kernels = "5.1- x86", .fields = "address" },
	{ "BUG: unable to handle kernel paging request at %px\n", OOPS("paging_request"),
	  .kernels = "-5.0 x86", .fields = "address" },
	{ "BUG: Unable to handle kernel data access on %s at 0x%08lx\n", OOPS("paging_request"),
	  .kernels = "powerpc", .fields = "access,address" },
	{ "Unable to handle kernel pointer dereference in virtual kernel address space\n",
	  OOPS("paging_request"), .kernels = "s390" },
	{ "general protection fault, probably for non-canonical address 0x%lx: %04lx [#%d]",
	  OOPS("gpf"), .kernels = "5.6- x86", .needed = 1, .fields = "address,-,-" },
	{ "general protection fault: %04lx [#%d]", OOPS("gpf"), .kernels = "x86", .fields = "-,-" },
	{ "Oops: general protection fault, probably for non-canonical address 0x%lx: %04lx [#%d]",
	  OOPS("gpf"), .kernels = "6.10- x86", .needed = 1, .fields = "address,-,-" },
	{ "%s: Code=%ld (%s) at addr %016lx\n", OOPS("paging_request"), .kernels = "parisc",
	  .fields = "-,code,what,address" },
	{ "Internal error: %s [#%d]", .flags = DMS_MSG_PART, .kernels = "arm, arm64",
	  .fields = "what,-", .decode = decode_die },
	{ "Oops: %s [#%d]", .flags = DMS_MSG_PART, .kernels = "all", .fields = "what,-",
	  .decode = decode_die },
	{ "#PF: supervisor %s in kernel mode\n", .flags = DMS_MSG_PART, .kernels = "5.1- x86", .fields = "what",
	  .decode = decode_pf },
	{ "kernel BUG at %s!\n", .kind = "bug", .detail = "panic.kernel_bug",
	  .flags = DMS_MSG_SPLAT, .kernels = "all", .fields = "file" },
	{ "---[ end Kernel panic - not syncing: %s ]---\n", .flags = DMS_MSG_INFO, .needed = 1,
	  .kernels = "all", .fields = "-" },
	{ "Kernel panic - not syncing: %s\n", .kind = "panic", .detail = "panic.kernel_panic",
	  .kernels = "all", .fields = "message" },

	{ "BUG: sleeping function called from invalid context at %s\n", BUG("sleeping_function"),
	  .kernels = "all", .fields = "file" },
	{ "BUG: scheduling while atomic: %s/%d/0x%08x\n", BUG("scheduling_while_atomic"),
	  .kernels = "all", .fields = "comm,pid,preempt" },
	{ "BUG: spinlock %s on CPU#%d, %s/%d\n", BUG("spinlock_bad_magic"), .kernels = "all",
	  .needed = 2, .fields = "what,cpu,comm,pid" },
	{ "BUG: using %s in preemptible [%08x] code: %s/%d\n", BUG("preemptible"),
	  .kernels = "all", .fields = "what,preempt,comm,pid" },
	{ "INFO: task %s:%d blocked for more than %ld seconds.\n", HUNG("hung_task"),
	  .kernels = "all", .fields = "comm,pid,seconds" },
	{ "watchdog: BUG: soft lockup - CPU#%d stuck for %us! [%s:%d]\n", HUNG("soft_lockup"),
	  .kernels = "4.12-", .needed = 2, .fields = "cpu,seconds,comm,pid" },
	{ "BUG: soft lockup - CPU#%d stuck for %us! [%s:%d]\n", HUNG("soft_lockup"),
	  .kernels = "-4.11", .needed = 2, .fields = "cpu,seconds,comm,pid" },
	{ "Watchdog detected hard LOCKUP on cpu %d", HUNG("hard_lockup"), .kernels = "all",
	  .fields = "cpu" },
	{ "rcu: INFO: %s detected stall", HUNG("rcu_stall"), .kernels = "5.0-", .fields = "what" },
};

const struct dms_subsystem dms_oops_subsystem = {
	.name = "Oops, BUG, panic and watchdogs",
	.source = "arch/*/mm/fault.c, arch/*/kernel/traps.c, kernel/panic.c, kernel/watchdog.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
