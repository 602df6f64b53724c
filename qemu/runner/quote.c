// SPDX-License-Identifier: GPL-2.0
/* Quoting for the shell. */
#include <ctype.h>
#include <string.h>

#include "runner/quote.h"

void dms_shell_quote(struct dms_strbuf *b, const char *s)
{
	const char *p = s;

	while (isalnum((unsigned char)*p) || (*p && strchr("_-+=./:,@%", *p)))
		p++;
	if (*s && !*p) {
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
