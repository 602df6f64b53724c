// SPDX-License-Identifier: GPL-2.0
/* Quoting for the shell. */
#include <string.h>

#include "runner/quote.h"

void dms_shell_quote(struct dms_strbuf *b, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=./:,@%";

	if (*s && strspn(s, plain) == strlen(s)) {
		dms_strbuf_puts(b, s);
		return;
	}
	dms_strbuf_puts(b, "'");
	for (; *s; s++) {
		if (*s == '\'')
			dms_strbuf_puts(b, "'\\''");
		else
			dms_strbuf_add(b, s, 1);
	}
	dms_strbuf_puts(b, "'");
}
