/* SPDX-License-Identifier: GPL-2.0 */
/* Text in the columns of a terminal. */
#ifndef DMS_WRAP_H
#define DMS_WRAP_H

#include <stddef.h>
#include <stdio.h>

#define DMS_COLUMNS 80

/**
 * dms_print_wrapped() - any text within 80 columns
 * @head: stands before the first line, the others begin under its end; a long one has lines of
 *	  its own
 *
 * Both are escaped.  Lines break at spaces where they can, and never within a character.
 */
void dms_print_wrapped(FILE *out, const char *head, const char *s);

#endif /* DMS_WRAP_H */
