/* SPDX-License-Identifier: GPL-2.0 */
/* Quoting for the shell. */
#ifndef DMS_QUOTE_H
#define DMS_QUOTE_H

#include "base/strbuf.h"

/** dms_shell_quote() - append @s so that a shell reads it back as one word */
void dms_shell_quote(struct dms_strbuf *b, const char *s);

#endif /* DMS_QUOTE_H */
