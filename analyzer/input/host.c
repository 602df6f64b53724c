// SPDX-License-Identifier: GPL-2.0
/*
 * Whose kernel said it?  Files of a central log server hold lines of many machines:
 *
 * syslog:		Nov 19 10:11:12 HOST kernel: text
 * RFC 5424:		<4>1 2020-11-19T10:11:12.5+01:00 HOST kernel - - - text
 * journalctl:		... 10:11:12 UTC HOST kernel: text, [   12.345678] HOST kernel: text
 * journalctl -o json:	"_HOSTNAME" : "HOST"
 */
#include <ctype.h>
#include <string.h>

#include "base/strbuf.h"
#include "input.h"

/* Behind this nothing is a prefix any more. */
#define PREFIX_MAX 120
/* RFC 1035, 2.3.4 */
#define HOST_MAX_LEN 255

struct word {
	const char *s;
	size_t len;
};

/* The word that ends before @end, blanks left out; its length is 0 when there is none. */
static struct word word_before(const char *line, const char *end)
{
	struct word w;

	while (end > line && end[-1] == ' ')
		end--;
	for (w.s = end; w.s > line && w.s[-1] != ' '; w.s--)
		;
	w.len = (size_t)(end - w.s);
	return w;
}

static bool is_host(struct word w)
{
	size_t i;

	if (!w.len || w.len > HOST_MAX_LEN || !isalnum((unsigned char)w.s[0]))
		return false;
	for (i = 0; i < w.len; i++)
		if (!isalnum((unsigned char)w.s[i]) && !strchr("._-", w.s[i]))
			return false;
	return true;
}

/* "10:11:12", "2020-11-19T10:11:12.5+01:00"; neither in brackets, as dmesg -T has it, nor "0000:00:03.0" */
static bool has_clock(struct word w)
{
	size_t i;

	for (i = 0; i + 8 <= w.len; i++)
		if ((!i || w.s[i - 1] == 'T') && isdigit((unsigned char)w.s[i]) &&
		    isdigit((unsigned char)w.s[i + 1]) && w.s[i + 2] == ':' &&
		    isdigit((unsigned char)w.s[i + 3]) && isdigit((unsigned char)w.s[i + 4]) &&
		    w.s[i + 5] == ':' && isdigit((unsigned char)w.s[i + 6]) &&
		    isdigit((unsigned char)w.s[i + 7]))
			return true;
	return false;
}

/* "UTC", "CEST", "+01" */
static bool is_zone(struct word w)
{
	size_t i;

	for (i = 0; i < w.len; i++)
		if (!isupper((unsigned char)w.s[i]) && !strchr("+-0123456789", w.s[i]))
			return false;
	return w.len >= 2 && w.len <= 5;
}

/* "12.345678]" */
static bool is_stamp(struct word w)
{
	size_t digits = strspn(w.s + (w.s[0] == '['), "0123456789.");

	return w.len >= 4 && memchr(w.s, '.', w.len) && w.s[w.len - 1] == ']' && digits + (w.s[0] == '[') + 1 == w.len;
}

static bool is_time(const char *line, struct word w)
{
	if (!w.len)
		return false;
	return has_clock(w) || is_stamp(w) || (is_zone(w) && has_clock(word_before(line, w.s)));
}

static struct word host_of_journal(const char *line)
{
	static const char key[] = "\"_HOSTNAME\"";
	const char *p = *line == '{' ? strstr(line, key) : NULL;
	struct word w = { line, 0 };

	if (!p)
		return w;
	p += sizeof(key) - 1;
	p += strspn(p, " ");
	if (*p++ != ':')
		return w;
	p += strspn(p, " ");
	if (*p++ != '"')
		return w;
	w.s = p;
	w.len = strcspn(p, "\"");
	return w;
}

char *dms_host_of(const char *line)
{
	const char *tag = strstr(line, " kernel");
	struct word host = host_of_journal(line);

	if (is_host(host))
		return dms_strndup(host.s, host.len);
	for (; tag && tag - line < PREFIX_MAX; tag = strstr(tag + 1, " kernel")) {
		if (!strchr(":[ ", tag[7]))
			continue;
		host = word_before(line, tag);
		if (is_host(host) && is_time(line, word_before(line, host.s)))
			return dms_strndup(host.s, host.len);
	}
	return NULL;
}
