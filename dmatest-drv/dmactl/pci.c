// SPDX-License-Identifier: GPL-2.0
/* PCI devices through sysfs: find, bind, unbind. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pci.h"

#define DEVICES	"/sys/bus/pci/devices"

int pci_write_file(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), ret = 0;
	size_t len = strlen(value);

	if (fd < 0)
		return -errno;
	if (write(fd, value, len) != (ssize_t)len)
		ret = errno ? -errno : -EIO;
	close(fd);
	return ret;
}

int pci_read_file(const char *path, char *value, size_t len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, value, len - 1);
	close(fd);
	if (n < 0)
		return -EIO;
	value[n] = '\0';
	value[strcspn(value, "\n")] = '\0';
	return 0;
}

static unsigned long read_id(const char *bdf, const char *file)
{
	char path[300], text[32];

	snprintf(path, sizeof(path), DEVICES "/%.200s/%s", bdf, file);
	if (pci_read_file(path, text, sizeof(text)))
		return 0;
	return strtoul(text, NULL, 16);
}

int pci_find(unsigned int vendor, unsigned int device, char bdf[PCI_BDF_LEN])
{
	DIR *dir = opendir(DEVICES);
	struct dirent *d;

	*bdf = '\0';
	while (dir && (d = readdir(dir))) {
		if (*d->d_name == '.' || strlen(d->d_name) >= PCI_BDF_LEN)
			continue;
		if (read_id(d->d_name, "vendor") != vendor ||
		    read_id(d->d_name, "device") != device)
			continue;
		if (!*bdf || strcmp(d->d_name, bdf) < 0)
			snprintf(bdf, PCI_BDF_LEN, "%.31s", d->d_name);
	}
	if (dir)
		closedir(dir);
	return *bdf ? 0 : -ENODEV;
}

void pci_driver_of(const char *bdf, char *name, size_t len)
{
	char path[300], target[300];
	const char *slash;
	ssize_t n;

	*name = '\0';
	snprintf(path, sizeof(path), DEVICES "/%.200s/driver", bdf);
	n = readlink(path, target, sizeof(target) - 1);
	if (n <= 0)
		return;
	target[n] = '\0';
	slash = strrchr(target, '/');
	snprintf(name, len, "%.60s", slash ? slash + 1 : target);
}

int pci_bind_to(const char *bdf, const char *name)
{
	char path[300], driver[64];
	int ret;

	pci_driver_of(bdf, driver, sizeof(driver));
	if (!strcmp(driver, name))
		return 0;
	snprintf(path, sizeof(path), DEVICES "/%.200s/driver_override", bdf);
	ret = pci_write_file(path, name);
	if (ret)
		return ret;
	if (*driver) {
		ret = pci_unbind(bdf);
		if (ret)
			return ret;
	}
	/* not drivers_probe: that one does not say what the driver's probe returned */
	snprintf(path, sizeof(path), "/sys/bus/pci/drivers/%.200s/bind", name);
	return pci_write_file(path, bdf);
}

int pci_bind(const char *bdf)
{
	return pci_bind_to(bdf, PCI_DRIVER_NAME);
}

int pci_unbind(const char *bdf)
{
	char path[300], driver[64];

	pci_driver_of(bdf, driver, sizeof(driver));
	if (!*driver)
		return -ENODEV;
	snprintf(path, sizeof(path), DEVICES "/%.200s/driver/unbind", bdf);
	return pci_write_file(path, bdf);
}

int pci_add_vf(const char *bdf)
{
	char path[300], number[32];
	int ret;

	snprintf(path, sizeof(path), DEVICES "/%.200s/sriov_numvfs", bdf);
	ret = pci_read_file(path, number, sizeof(number));
	if (ret || strcmp(number, "0"))
		return ret;
	return pci_write_file(path, "1");
}

void pci_iommu_type(const char *bdf, char *type, size_t len)
{
	char path[300];

	snprintf(path, sizeof(path), DEVICES "/%.200s/iommu_group/type", bdf);
	if (pci_read_file(path, type, len) || !*type)
		snprintf(type, len, "none");
}
