/* SPDX-License-Identifier: GPL-2.0 */
/* VT-d fault reasons: what each one says about the translation. */
#ifndef DMS_VTD_H
#define DMS_VTD_H

/* Which step of the walk refused. */
enum dms_vtd_step {
	DMS_VTD_OTHER,
	DMS_VTD_ROOT,		/* root entry not present */
	DMS_VTD_CONTEXT,	/* context entry not present */
	DMS_VTD_PASID,		/* PASID entry not present */
	DMS_VTD_PERMISSION,	/* legacy: entry not present, or without the permission */
	DMS_VTD_NOT_PRESENT,	/* first-level entry not present */
	DMS_VTD_DENIED,		/* entry present, permission missing */
	DMS_VTD_RANGE,		/* address that the tables cannot hold */
	DMS_VTD_TO_INTERRUPTS,	/* translated into the interrupt address range */
	DMS_VTD_TABLE,		/* a table entry is malformed or could not be read */
	DMS_VTD_INTERRUPT,
};

/**
 * struct dms_vtd_reason - a fault reason
 * @name: short name, ours
 * @text: the kernel's text; ours where it says "Unknown"
 */
struct dms_vtd_reason {
	unsigned char code;
	enum dms_vtd_step step;
	const char *name;
	const char *text;
};

extern const struct dms_vtd_reason dms_vtd_reasons[];
extern const unsigned int dms_nr_vtd_reasons;

/** dms_vtd_reason_find() - NULL for a code that is not known */
const struct dms_vtd_reason *dms_vtd_reason_find(unsigned int code);

#endif /* DMS_VTD_H */
