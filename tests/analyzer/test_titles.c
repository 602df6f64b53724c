// SPDX-License-Identifier: GPL-2.0
/*
 * Titles: what happened, where and whose, in words.  Lines are made from the formats of
 * arch/x86/mm/fault.c, arch/x86/kernel/traps.c, kernel/panic.c, kernel/hung_task.c, kernel/sched/core.c
 * and mm/kasan/report.c.
 */
#include "faults.h"

#define RIP(frame) "[    9.0] RIP: 0010:" frame "\n[    9.0] Call Trace:\n"
#define FRAME(frame) "[    9.0]  " frame "\n"
#define GPF "[    9.0] general protection fault, probably for non-canonical address 0x6b6b6b6b6b6b6b6b: 0000 [#1] SMP\n"

static const struct {
	const char *log, *title;
} titles[] = {
	{ GPF RIP("nic_clean_rx+0x1c/0x200 [nic]") FRAME("nic_poll+0x20/0x100 [nic]"),
	  "general protection fault in nic_clean_rx() (nic)" },
	{ GPF RIP("dma_unmap_page_attrs+0x1c/0x200") FRAME("nic_clean_rx+0x20/0x100 [nic]"),
	  "general protection fault in dma_unmap_page_attrs(), called from nic_clean_rx() (nic)" },
	{ "[    9.0] BUG: kernel NULL pointer dereference, address: 0000000000000008\n"
	  RIP("nic_probe+0x1c/0x200 [nic]"), "NULL pointer dereference in nic_probe() (nic)" },
	{ "[    9.0] BUG: KASAN: slab-out-of-bounds in nic_clean_rx+0x1c/0x200 [nic]\n"
	  "[    9.0] Read of size 8 at addr ffff888000000000 by task irq/77\n"
	  FRAME("nic_clean_rx+0x1c/0x200 [nic]"), "KASAN: slab-out-of-bounds in nic_clean_rx() (nic)" },
	{ "[    9.0] INFO: task kworker/0:1:77 blocked for more than 120 seconds.\n",
	  "task blocked, task kworker/0:1" },
	{ "[    9.0] BUG: sleeping function called from invalid context at mm/page_alloc.c:4000\n"
	  FRAME("dump_stack+0x10/0x20") FRAME("nic_irq+0x20/0x100 [nic]"),
	  "sleeping function called from atomic context in nic_irq() (nic)" },
	{ "[    9.0] Kernel panic - not syncing: Fatal exception\n", "kernel panic: Fatal exception" },
	{ "[    2.0] nic 0000:03:00.0: enabling device (0000 -> 0002)\n"
	  "[    9.0] DMAR: [DMA Write NO_PASID] Request device [03:00.0] fault addr 0xfffd3000 [fault reason 0x05] PTE Write access is not set\n",
	  "nic 0000:03:00.0: memory was accessed after it was unmapped (write of 0xfffd3000)" },
	{ "[    2.0] nic 0000:04:00.0: enabling device (0000 -> 0002)\n"
	  "[    9.0] DMAR: [DMA Write NO_PASID] Request device [03:00.0] fault addr 0xfffd3000 [fault reason 0x05] PTE Write access is not set\n",
	  "0000:03:00.0: memory was accessed after it was unmapped (write of 0xfffd3000)" },
};

/* Another day's driver name must not make it another problem. */
static void fingerprint_without_driver(void)
{
	struct log with = log_of(titles[ARRAY_SIZE(titles) - 2].log);
	struct log without = log_of(titles[ARRAY_SIZE(titles) - 1].log);

	is_str(first_finding(&with)->fingerprint, first_finding(&without)->fingerprint,
	       "the same problem with and without its boot messages");
	log_free(&with);
	log_free(&without);
}

int main(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(titles); i++) {
		struct log l = log_of(titles[i].log);

		is_str(first_finding(&l)->title, titles[i].title, "in words");
		log_free(&l);
	}
	fingerprint_without_driver();
	return tap_done();
}
