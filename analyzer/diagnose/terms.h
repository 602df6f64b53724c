/* SPDX-License-Identifier: GPL-2.0 */
/* The words and numbers that IOMMUs give as reasons, explained. */
#ifndef DMS_TERMS_H
#define DMS_TERMS_H

#include <stdbool.h>
#include <stddef.h>

#define DMS_TERM_CAUSES 4

/**
 * struct dms_term - a reason as one kind of IOMMU gives it
 * @family:	whose it is and where it is specified
 * @code:	its number
 * @name:	its name in the specification or the kernel's log
 * @meaning:	what the hardware says with it
 * @look:	what to look at
 * @causes:	what it usually comes from, likeliest first; NULL-terminated
 */
struct dms_term {
	const char *family;
	int code;
	const char *name;
	const char *meaning;
	const char *look;
	const char *causes[DMS_TERM_CAUSES + 1];
};

/** dms_term_next() - every term; @at starts at 0. Return: false after the last */
bool dms_term_next(size_t *at, struct dms_term *term);

#endif /* DMS_TERMS_H */
