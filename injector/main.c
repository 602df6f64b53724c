// SPDX-License-Identifier: GPL-2.0
/*
 * dmascope_inject: makes DMA API calls fail, come late or do less, for any driver, on any kernel
 * with kprobes.  Loaded, it does nothing; docs/injector.md says how to make it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/security.h>

#include "inject.h"

/* It changes what other code does, and is told so through debugfs: both are what lockdown is about. */
static int dms_check_lockdown(void)
{
	int ret = security_locked_down(LOCKDOWN_DEBUGFS);

	if (!ret)
		ret = security_locked_down(LOCKDOWN_KPROBES);
	if (ret)
		pr_err("not loaded: the kernel is locked down, and injection changes what it does; see kernel_lockdown(7)\n");
	return ret;
}

static int __init dms_inject_init(void)
{
	int ret = dms_check_lockdown();

	if (ret)
		return ret;
	ret = dms_pool_learn();
	if (ret)
		pr_warn("dma_pool_alloc: the device of a pool is not known: error %d\n", ret);
	ret = dms_targets_init();
	if (ret)
		return ret;
	ret = dms_knobs_init();
	if (ret) {
		dms_targets_exit();
		return ret;
	}
	pr_info("disarmed; see /sys/kernel/debug/dmascope_inject\n");
	return 0;
}

static void __exit dms_inject_exit(void)
{
	/* the files first: nobody can arm it again */
	dms_knobs_exit();
	mutex_lock(&dms_lock);
	dms_disarm();
	mutex_unlock(&dms_lock);
	dms_targets_exit();
}

module_init(dms_inject_init);
module_exit(dms_inject_exit);

MODULE_DESCRIPTION("dmascope: failures of DMA API calls, on purpose");
MODULE_LICENSE("GPL");
