/* SPDX-License-Identifier: GPL-2.0 */
/* What the two halves of the sieve share. */
#ifndef DMS_SIEVE_VIEW_H
#define DMS_SIEVE_VIEW_H

#include "sieve.h"

/**
 * struct dms_sieve_view - a line, and the text behind it
 * @line, @end:	the line; DMS_SIEVE_SLACK bytes behind it can be read
 * @next, @limit: what follows in the block; NULL: not known
 */
struct dms_sieve_view {
	const char *line, *end, *next, *limit;
};

/* What is in a line: nothing, a literal, one whose message goes on in the records below. */
enum dms_sieve_found { DMS_SIEVE_NONE, DMS_SIEVE_LITERAL, DMS_SIEVE_RECORDS };

enum dms_sieve_found dms_sieve_scan(const struct dms_sieve *s, const struct dms_sieve_view *v);
/**
 * dms_sieve_is_stamp() - "[   12.3", "<6>"
 *
 * Not "[5e:00.0] fault addr" nor "[IO_PAGE_FAULT", with which the tail of a folded line may begin.
 */
bool dms_sieve_is_stamp(const char *p, const char *limit);

#endif /* DMS_SIEVE_VIEW_H */
