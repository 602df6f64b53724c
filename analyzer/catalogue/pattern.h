/* SPDX-License-Identifier: GPL-2.0 */
/* A compiled format: what pattern.c makes and match.c reads with. */
#ifndef DMS_PATTERN_H
#define DMS_PATTERN_H

#include "catalogue.h"

/* OP_NAME is a string without blanks: a driver, a device. */
enum dms_op_type { OP_LITERAL, OP_DEC, OP_HEX, OP_STRING, OP_NAME };

/**
 * struct dms_op - a literal or a conversion
 * @lit, @len:	the literal
 * @more:	so many bytes behind it are certain as well: the "0x" of "%#x"
 */
struct dms_op {
	enum dms_op_type type;
	char *lit;
	size_t len, more;
};

struct dms_pattern {
	const struct dms_message *msg;
	struct dms_op ops[2 * DMS_MAX_CONVS + 1];
	unsigned int nr_ops;
	char anchor[DMS_ANCHOR_LEN + 1];
	bool starts;		/* every match starts with its anchor */
	unsigned int anchor_op;		/* the literal that has the anchor and the sieve's key */
	size_t key_at, key_len;		/* where in it */
};

#endif /* DMS_PATTERN_H */
