// SPDX-License-Identifier: GPL-2.0
/* Text of a hostile log inside XML or HTML. */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "report.h"

/*
 * XML 1.0, 2.2 "Characters": U+FFFE and U+FFFF are valid UTF-8 and no XML; dms_escape() has
 * taken the control characters out.
 */
static bool is_noncharacter(const char *p)
{
	return !memcmp(p, "\xef\xbf\xbe", 3) || !memcmp(p, "\xef\xbf\xbf", 3);
}

void dms_put_xml(FILE *out, const char *s)
{
	char *clean = dms_escape(s ? s : ""), *p;

	for (p = clean; *p; p++) {
		switch (*p) {
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '&':
			fputs("&amp;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\'':
			fputs("&#39;", out);
			break;
		case '\xef':
			if (is_noncharacter(p)) {
				fputs("\xef\xbf\xbd", out);
				p += 2;
				break;
			}
			/* fall through */
		default:
			fputc(*p, out);
		}
	}
	free(clean);
}
