/* SPDX-License-Identifier: GPL-2.0 */
/* A growing list of strings; always NULL-terminated, so that it can be an argv. */
#ifndef DMS_STRLIST_H
#define DMS_STRLIST_H

#include <stdbool.h>
#include <stddef.h>

struct dms_strlist {
	char **v;		/* NULL while never used */
	size_t nr;
};

void dms_strlist_add(struct dms_strlist *l, const char *s);
void dms_strlist_addf(struct dms_strlist *l, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/** dms_strlist_split() - append the pieces of @s between any of @separators, none empty. */
void dms_strlist_split(struct dms_strlist *l, const char *s, const char *separators);
bool dms_strlist_has(const struct dms_strlist *l, const char *s);
void dms_strlist_sort(struct dms_strlist *l);
void dms_strlist_free(struct dms_strlist *l);

/** dms_strlist_nearest() - the entry that @word may be a slip of, or NULL. */
const char *dms_strlist_nearest(const struct dms_strlist *l, const char *word);

#endif /* DMS_STRLIST_H */
