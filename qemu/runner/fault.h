/* SPDX-License-Identifier: GPL-2.0 */
/* What a platform's IOMMU calls the faults that scenarios speak of in general words. */
#ifndef DMS_FAULT_H
#define DMS_FAULT_H

#include "runner/expect.h"
#include "runner/strlist.h"

/** DMS_FAULT_ANY - the kind that means: whatever kind this platform's IOMMU reports */
#define DMS_FAULT_ANY	"iommu-fault"

/**
 * struct dms_fault_words - the "fault" line of a platform file, "KIND [WORD=CODE]... [lost=FIELD,...]"
 * @kind:  kind of finding that a fault leads to here; NULL: the file has no such line
 * @codes: "WORD=CODE": reason code for "unmapped-write", "denied-read" and so on
 * @lost:  fields that the log may lack here, whatever the device did
 */
struct dms_fault_words {
	char *kind;
	struct dms_strlist codes;
	struct dms_strlist lost;
};

/** dms_fault_parse() - Return: 0, or -EINVAL with what is wrong in @err. */
int dms_fault_parse(const char *line, struct dms_fault_words *w, char *err, size_t errlen);
void dms_fault_free(struct dms_fault_words *w);

/**
 * dms_fault_translate() - @e as it reads on a platform: a copy, to free with dms_expect_free()
 *
 * Only a line about DMS_FAULT_ANY changes: the kind becomes the platform's, a word for a reason its
 * code.  A reason for which the platform has no code is left out: its log tells none.  Clauses on
 * fields that are lost there are marked.
 */
void dms_fault_translate(const struct dms_expect *e, const struct dms_fault_words *w,
			 struct dms_expect *out);

#endif /* DMS_FAULT_H */
