/* SPDX-License-Identifier: GPL-2.0 */
/* WARN()s without a text: function and file are the message. */
#ifndef DMS_WARN_SITES_H
#define DMS_WARN_SITES_H

#include "model.h"

/**
 * struct dms_warn_site - a WARN() whose meaning is known
 * @file:	last part of the source file's path; NULL: it moved between kernels
 * @says:	completes "function() warns: "
 */
struct dms_warn_site {
	const char *function;
	const char *file;
	const char *cause;
	enum dms_confidence confidence;
	const char *alternative;
	const char *says;
};

/**
 * struct dms_warn_known - a WARN() that guards an assumption of the IOMMU code itself
 * @condition:	as in the source; NULL: it only says that the place was reached
 */
struct dms_warn_known {
	const char *function;
	const char *file;
	const char *condition;
};

extern const struct dms_warn_known dms_warn_known_core[], dms_warn_known_drivers[];

/** dms_warn_site_find() - @place: "file:line" of the banner, may be ""; Return: NULL when unknown */
const struct dms_warn_site *dms_warn_site_find(const char *function, const char *place);
const struct dms_warn_known *dms_warn_known_find(const char *function, const char *place);

#endif /* DMS_WARN_SITES_H */
