/* SPDX-License-Identifier: GPL-2.0 */
/* Undoing what carries a line: quoted-printable, JSON records, HTML. */
#ifndef DMS_UNWRAP_H
#define DMS_UNWRAP_H

#include "input.h"

#define DMS_STAMP_LEN 48

/**
 * struct dms_carrier - state between lines
 * @quoted_printable: the part of the mail that is being read is encoded so
 * @stamp:	of the dmesg --json record that is being read
 */
struct dms_carrier {
	bool quoted_printable;
	char stamp[DMS_STAMP_LEN];
	char line[DMS_LINE_MAX + DMS_STAMP_LEN];
	char copy[DMS_LINE_MAX + 1];
};

/** dms_is_quoted_printable() - judged by the first bytes of an input */
bool dms_is_quoted_printable(const char *head, size_t len);
/** dms_qp_soft_break() - does @line go on in the next one? @len: set to what stays of it */
bool dms_qp_soft_break(const struct dms_carrier *c, const char *line, size_t *len);
/** dms_html_tag() - length of the tag of running text at "<", of @left bytes; 0: it is none */
size_t dms_html_tag(const char *p, size_t left);
/** dms_unwrap_line() - @raw is terminated; Return: length of *@out, valid until the next call */
size_t dms_unwrap_line(struct dms_carrier *c, const char *raw, size_t len, const char **out);

#endif /* DMS_UNWRAP_H */
