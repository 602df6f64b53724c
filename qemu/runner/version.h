/* SPDX-License-Identifier: GPL-2.0 */
/* Versions of QEMU, and conditions on them in data files. */
#ifndef DMS_VERSION_COND_H
#define DMS_VERSION_COND_H

#include <stdbool.h>
#include <stddef.h>

/**
 * dms_version_check() - is @cond ">=VERSION" or "<VERSION"?
 * Return: 0, or -EINVAL with what is wrong in @err.
 */
int dms_version_check(const char *cond, char *err, size_t errlen);

/** dms_version_holds() - is a @cond that dms_version_check() took true of @version? */
bool dms_version_holds(const char *cond, const char *version);

#endif /* DMS_VERSION_COND_H */
