// SPDX-License-Identifier: GPL-2.0
/*
 * dmascope test driver: binds to an emulated (or expendable) PCI device and
 * makes it do the DMA that a scenario asks for, right or wrong.
 *
 * There is no table of device ids on purpose: the driver binds through
 * driver_override or new_id only, so that loading it cannot take a network
 * card away from a machine that needs it.
 */
#include <linux/module.h>
#include <linux/pci.h>

#include "device.h"
#include "leak.h"
#include "pm.h"

static const struct dms_engine *const dms_engines[] = {
	&dms_engine_e1000e,
	&dms_engine_edu,
	&dms_engine_e1000,
	&dms_engine_igb,
	&dms_engine_igbvf,
};

static bool adopt;
module_param(adopt, bool, 0644);
MODULE_PARM_DESC(adopt, "bind devices without a reset, as a kernel before left them (a driver's mistake)");
/* "NAME VENDOR:DEVICE [PF]" a line: whoever binds devices need not keep a list, too. */
static ssize_t engines_show(struct device_driver *drv, char *buf)
{
	const struct pci_device_id *id;
	unsigned int i;
	int len = 0;

	for (i = 0; i < ARRAY_SIZE(dms_engines); i++)
		for (id = dms_engines[i]->ids; id->vendor; id++)
			len += scnprintf(buf + len, PAGE_SIZE - len, "%s %04x:%04x%s%s\n",
					 dms_engines[i]->name, id->vendor, id->device,
					 dms_engines[i]->pf ? " " : "",
					 dms_engines[i]->pf ? dms_engines[i]->pf->name : "");
	return len;
}
static DRIVER_ATTR_RO(engines);

static struct attribute *dms_driver_attrs[] = {
	&driver_attr_engines.attr,
	NULL,
};
ATTRIBUTE_GROUPS(dms_driver);

static int dms_pci_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	unsigned int i;

	/* @id is a wildcard or came from user space: the engines know better. */
	for (i = 0; i < ARRAY_SIZE(dms_engines); i++)
		if (pci_match_id(dms_engines[i]->ids, pdev))
			return dms_dev_probe(pdev, adopt ? &dms_engine_adopted :
							   dms_engines[i]);
	dev_err(&pdev->dev, "no engine for %04x:%04x\n", pdev->vendor, pdev->device);
	return -ENODEV;
}

static struct pci_driver dms_pci_driver = {
	.name = KBUILD_MODNAME,
	.probe = dms_pci_probe,
	.remove = dms_dev_remove,
	.sriov_configure = dms_dev_set_vfs,
	.groups = dms_driver_groups,
	.driver.pm = pm_ptr(&dms_pm_ops),
};

static struct dms_dev *dms_dev_hold(struct device *dev, const char *engine)
{
	struct dms_dev *d;

	device_lock(dev);
	/* A binding that just ends, or that failed, has no data any more. */
	d = dev->driver == &dms_pci_driver.driver ? dev_get_drvdata(dev) : NULL;
	if (d && engine && strcmp(d->engine->name, engine))
		d = NULL;
	if (d)
		kref_get(&d->ref);
	device_unlock(dev);
	return d;
}

/**
 * dms_dev_find() - a device that is bound to this driver
 * @engine:	name of its engine; NULL: any
 *
 * Return: the device, to be given back with dms_dev_put(), or NULL.  It may be gone
 * by now: @sem and @gone tell.
 */
struct dms_dev *dms_dev_find(const char *engine)
{
	struct device *dev = NULL, *next;
	struct dms_dev *d = NULL;

	while (!d) {
		next = driver_find_next_device(&dms_pci_driver.driver, dev);
		put_device(dev);
		dev = next;
		if (!dev)
			return NULL;
		d = dms_dev_hold(dev, engine);
	}
	put_device(dev);
	return d;
}

static int __init dms_init(void)
{
	return pci_register_driver(&dms_pci_driver);
}
module_init(dms_init);

static void __exit dms_exit(void)
{
	pci_unregister_driver(&dms_pci_driver);
	dms_leak_abandon_all();
}
module_exit(dms_exit);

MODULE_DESCRIPTION("DMA API test driver: does what it is told, right or wrong");
MODULE_LICENSE("GPL");
