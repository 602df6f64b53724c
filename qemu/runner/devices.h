/* SPDX-License-Identifier: GPL-2.0 */
/* Loads qemu/devices: what engines need that is not on every platform. */
#ifndef DMS_DEVICES_H
#define DMS_DEVICES_H

#include "runner/strlist.h"

/**
 * struct dms_devices - a file of qemu/devices
 * @engines:	whose scenarios get these devices
 * @args:	QEMU's -device arguments, in the order of the file
 */
struct dms_devices {
	struct dms_strlist engines;
	struct dms_strlist args;
};

/**
 * dms_devices_load() - read all files, once for the life of the program
 * Return: 0, or -1 after one line on stderr.
 */
int dms_devices_load(void);

/** dms_devices_of() - what @engine needs; NULL: what is on every platform */
const struct dms_devices *dms_devices_of(const char *engine);

#endif /* DMS_DEVICES_H */
