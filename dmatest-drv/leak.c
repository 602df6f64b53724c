// SPDX-License-Identifier: GPL-2.0
/*
 * Objects that a scenario leaked on purpose.  They outlive file and binding,
 * so that the kernel can notice; the next binding of the same device releases
 * them.  When there is none, or the device has been replaced, nothing can be
 * unmapped any more, and memory that a device may still reach is not given
 * back: it stays allocated, and one line says so.
 */
#include <linux/device.h>
#include <linux/kmemleak.h>
#include <linux/slab.h>

#include "leak.h"
#include "object.h"
#include "release.h"

#define DMS_LEAK_MAX	4096

/**
 * struct dms_leak - a leaked object
 * @node:	in dms_leaks
 * @dev:	device that it was made for; a reference is held
 * @obj:	the object
 */
struct dms_leak {
	struct list_head node;
	struct device *dev;
	struct dms_obj *obj;
};

static LIST_HEAD(dms_leaks);
static unsigned int dms_leaks_nr;
static DEFINE_MUTEX(dms_leaks_lock);

/**
 * dms_leak_add() - forget an object
 * @dev:	device that it was made for
 * @obj:	object; the caller's reference is taken over
 *
 * Return: 0, -ENOMEM, or -ENOSPC when too much has been leaked.
 */
int dms_leak_add(struct device *dev, struct dms_obj *obj)
{
	struct dms_leak *leak = kzalloc(sizeof(*leak), GFP_KERNEL);
	int ret = 0;

	if (!leak)
		return -ENOMEM;
	leak->dev = dev;
	leak->obj = obj;
	mutex_lock(&dms_leaks_lock);
	if (dms_leaks_nr < DMS_LEAK_MAX) {
		get_device(dev);
		list_add_tail(&leak->node, &dms_leaks);
		dms_leaks_nr++;
	} else {
		ret = -ENOSPC;
	}
	mutex_unlock(&dms_leaks_lock);
	if (ret)
		kfree(leak);
	return ret;
}

static void dms_leak_free(struct dms_leak *leak)
{
	list_del(&leak->node);
	dms_leaks_nr--;
	put_device(leak->dev);
	kfree(leak);
}

/*
 * Never to be freed.  kmemleak must not take the scenario's leak for ours; what
 * the object points to is reachable through it.
 */
static u64 dms_leak_abandon(struct dms_leak *leak)
{
	u64 bytes = dms_obj_len(leak->obj);

	kmemleak_not_leak(leak->obj);
	dms_leak_free(leak);
	return bytes;
}

static void dms_leak_report(u64 bytes, const char *name, const char *why)
{
	if (bytes)
		pr_warn("%s: %llu bytes leaked on request stay allocated: %s %s\n",
			KBUILD_MODNAME, bytes, name, why);
}

/**
 * dms_leak_reclaim() - release what was leaked on a device
 * @dev:	device that is being bound again
 *
 * Leaks of an earlier device of the same name are given up: its mappings went
 * with its IOMMU domain, and this device must not be asked to unmap them.
 */
void dms_leak_reclaim(struct device *dev)
{
	struct dms_leak *leak, *next;
	u64 lost = 0;

	mutex_lock(&dms_leaks_lock);
	list_for_each_entry_safe(leak, next, &dms_leaks, node) {
		if (leak->dev == dev) {
			dms_release_obj(dev, leak->obj);
			dms_obj_put(leak->obj);
			dms_leak_free(leak);
		} else if (!strcmp(dev_name(leak->dev), dev_name(dev))) {
			lost += dms_leak_abandon(leak);
		}
	}
	mutex_unlock(&dms_leaks_lock);
	dms_leak_report(lost, dev_name(dev), "has been replaced");
}

/**
 * dms_leak_abandon_all() - the module goes: nobody will come back for these
 */
void dms_leak_abandon_all(void)
{
	struct dms_leak *leak, *next;
	u64 lost = 0;

	list_for_each_entry_safe(leak, next, &dms_leaks, node)
		lost += dms_leak_abandon(leak);
	dms_leak_report(lost, "the driver", "is unloaded");
}
