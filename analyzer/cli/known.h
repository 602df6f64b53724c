/* SPDX-License-Identifier: GPL-2.0 */
/* The list of known findings of --expect. */
#ifndef DMS_KNOWN_H
#define DMS_KNOWN_H

#include "model.h"

struct dms_known {
	struct dms_known_line {
		char *device;		/* glob; "*" also takes a finding without a device */
		char *cause;		/* a cause's name or "*" */
	} *lines;
	size_t nr;
};

/** dms_known_read() - Return: 0, or -1 after one line on stderr */
int dms_known_read(struct dms_known *k, const char *path);
/** dms_known_mark() - set @expected of the findings that are on the list */
void dms_known_mark(const struct dms_known *k, const struct dms_report *r);
void dms_known_clear(struct dms_known *k);

#endif /* DMS_KNOWN_H */
