/* SPDX-License-Identifier: GPL-2.0 */
/* A platform: one emulated machine and IOMMU mode, described by qemu/platforms/NAME.conf. */
#ifndef DMS_PLATFORM_H
#define DMS_PLATFORM_H

#include <stdbool.h>

#include "base/kv.h"
#include "runner/fault.h"
#include "runner/strlist.h"

/**
 * struct dms_platform - a loaded platform file
 * @kv:		all its lines; "qemu" and "device" may repeat
 * @min_qemu:	oldest QEMU that has all of it
 * @caps:	capability words that are true here
 * @fault:	how its IOMMU reports a fault
 * @faults_per_boot: after so many faults another boot costs less than waiting for the kernel's limit
 *		on their messages to pass
 * @trace:	QEMU trace events to log: the third witness
 */
struct dms_platform {
	char *name;
	struct dms_kv_file kv;
	const char *description;
	const char *arch;
	const char *min_qemu;
	const char *machine;
	const char *cmdline;
	struct dms_strlist caps;
	struct dms_strlist trace;
	struct dms_fault_words fault;
	unsigned int faults_per_boot;
};

/** dms_platform_load() - Return: 0, or -1 after one line on stderr. */
int dms_platform_load(const char *name, struct dms_platform *p);

/** dms_platform_fit() - drop the lines whose [condition] is not true of QEMU @version */
void dms_platform_fit(struct dms_platform *p, const char *version);
void dms_platform_free(struct dms_platform *p);

/** dms_device_is() - is @device, QEMU's -device argument, the one called @id? */
bool dms_device_is(const char *device, const char *id);

/** dms_platform_device() - "e1000e,id=nic0,..." of the device called @id, or NULL. */
const char *dms_platform_device(const struct dms_platform *p, const char *id);

#endif /* DMS_PLATFORM_H */
