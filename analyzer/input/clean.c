// SPDX-License-Identifier: GPL-2.0
/*
 * One line, stripped of what transport put around it.  Logs come through consoles,
 * syslog, journals and mail; each adds its own prefix, often several at once.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"

/* Length of the escape sequence at @s: CSI and OSC sequences, else ESC and one byte. */
static size_t escape_len(const char *s, size_t len)
{
	size_t i = 2;

	if (len < 2)
		return len;
	if (s[1] == '[') {
		while (i < len && (unsigned char)s[i] >= 0x20 && (unsigned char)s[i] < 0x40)
			i++;
		return i < len ? i + 1 : len;
	}
	if (s[1] == ']') {
		while (i < len && s[i] != '\a' && s[i] != '\x1b')
			i++;
		return i < len && s[i] == '\a' ? i + 1 : i;
	}
	return 2;
}

/* "ESC [ 4 C" moves the cursor to the right: that looks like a blank and is one. */
static bool moves_right(const char *s, size_t len)
{
	return len > 2 && s[1] == '[' && s[len - 1] == 'C';
}

/* A fold that somebody marked as such: "... fault addr \\" */
static size_t drop_backslash(const char *s, size_t n)
{
	if (n < 2 || s[n - 1] != '\\' || s[n - 2] != ' ')
		return n;
	for (n--; n && s[n - 1] == ' ';)
		n--;
	return n;
}

/* Control characters and no-break spaces become blanks, escape sequences go. */
static size_t plain_text(const char *raw, size_t len, char *out)
{
	size_t i = 0, n = 0;

	while (i < len) {
		unsigned char c = raw[i];

		if (c == 0x1b) {
			size_t k = escape_len(raw + i, len - i);

			if (moves_right(raw + i, k))
				out[n++] = ' ';
			i += k;
			continue;
		}
		if (c == 0xc2 && i + 1 < len && (unsigned char)raw[i + 1] == 0xa0) {
			out[n++] = ' ';
			i += 2;
			continue;
		}
		if (c != '\r' || i + 1 < len)
			out[n++] = c < 0x20 || c == 0x7f ? ' ' : (char)c;
		i++;
	}
	while (n && out[n - 1] == ' ')
		n--;
	n = drop_backslash(out, n);
	out[n] = '\0';
	return n;
}

static const char *skip_blanks(const char *p)
{
	while (*p == ' ')
		p++;
	return p;
}

/* "[   12.345678]", "[  163.38 <  112.9>]", "[  +0.000012]"; NULL when it is none. */
static const char *skip_seconds(const char *p, double *time)
{
	const char *q = p + 1, *dot = NULL, *digit = NULL;
	bool delta = false;

	for (; *q && *q != ']'; q++) {
		if (!strchr("0123456789., <>+", *q))
			return NULL;
		if (isdigit((unsigned char)*q) && !digit)
			digit = q;
		if (!dot && (*q == '.' || *q == ','))
			dot = q;
		delta |= *q == '+';
	}
	if (*q != ']' || !dot || !digit || q - p > 48)
		return NULL;
	if (!delta)
		*time = strtod(digit, NULL);
	return q + 1;
}

/* "[T123]", "[ C3]", "[    T1]" */
static const char *skip_caller(const char *p)
{
	p = skip_blanks(p + 1);
	if (*p != 'T' && *p != 'C')
		return NULL;
	p++;
	if (!isdigit((unsigned char)*p))
		return NULL;
	while (isdigit((unsigned char)*p))
		p++;
	return *p == ']' ? p + 1 : NULL;
}

/* "10:11:12" in a text that starts at @start; "0000:00:04.0" is a device. */
static bool is_clock(const char *start, const char *p)
{
	static const char shape[] = "dd:dd:dd";
	int i;

	if (p[0] && p[1] && p[2] != ':')
		return false;
	if (p > start && isxdigit((unsigned char)p[-1]))
		return false;
	for (i = 0; shape[i]; i++)
		if (shape[i] == 'd' ? !isdigit((unsigned char)p[i]) : p[i] != shape[i])
			return false;
	return true;
}

/*
 * "[Do Nov 19 10:11:12 2020]", "[Aug 4 09:48]" and a vendor's "[2: task: pid]".  Not
 * "[80:1f.6]", with which a folded fault line may begin.
 */
static const char *skip_clock(const char *p)
{
	const char *q, *end = strchr(p, ']');

	if (!end || end - p > 40)
		return NULL;
	for (q = p; q + 8 <= end; q++)
		if (is_clock(p, q))
			return end + 1;
	if (end - p > 11 && isalpha((unsigned char)p[1]) && end[-3] == ':' && end[-6] == ' ' &&
	    isdigit((unsigned char)end[-1]))
		return end + 1;
	if (isdigit((unsigned char)p[1]) && p[2] == ':' && p[3] == ' ' &&
	    isdigit((unsigned char)end[-1]) && memmem(p + 4, (size_t)(end - p) - 4, ": ", 2))
		return end + 1;
	return NULL;
}

static const char *skip_bracket(const char *p, double *time)
{
	const char *q = skip_seconds(p, time);

	if (!q)
		q = skip_caller(p);
	return q ? q : skip_clock(p);
}

/* "<4>", "<14>" */
static const char *skip_level(const char *p)
{
	const char *q = p + 1;

	while (isdigit((unsigned char)*q) && q - p < 4)
		q++;
	return q > p + 1 && *q == '>' ? q + 1 : NULL;
}

/*
 * "Nov 19 10:11:12 host kernel: ", "2024-09-15T17:54:27.1-07:00 host kernel: ", "kernel: ",
 * and "kern  :alert : " of `dmesg -x`.  Other programs' syslog lines keep their text
 * but do count as the start of a record.
 */
static const char *skip_syslog(const char *p, bool *stamped)
{
	const char *kernel, *q;

	if (!strncmp(p, "kern ", 5) || !strncmp(p, "user ", 5) || !strncmp(p, "daemon:", 7)) {
		q = strchr(p, ':');
		q = q ? strchr(q + 1, ':') : NULL;
		if (q && q - p < 20)
			return q + 1;
	}
	kernel = strstr(p, "kernel: ");
	if (kernel == p)
		return p + 8;
	for (q = p; *q && q - p < 32; q++) {
		if (!is_clock(p, q))
			continue;
		*stamped = true;
		if (kernel && kernel - p < 100 && kernel > q && kernel[-1] == ' ')
			return kernel + 8;
		return NULL;
	}
	return NULL;
}

/*
 * "6,1234,5678,-;text" of /dev/kmsg (Documentation/ABI/testing/dev-kmsg): priority, sequence number,
 * microseconds, flags, perhaps ",caller=T1".  A record flagged "+" goes on with the one before.
 */
static const char *skip_kmsg(const char *p, double *time, bool *stamped)
{
	const char *q = p;
	char *end;
	int i;

	if (!isdigit((unsigned char)*p))
		return NULL;
	for (i = 0; i < 3; i++) {
		size_t n = strspn(q, "0123456789");

		if (!n || n > 20 || q[n] != ',')
			return NULL;
		if (i == 2)
			*time = (double)strtoull(q, &end, 10) / 1e6;
		q += n + 1;
	}
	*stamped = *q != '+';
	end = strchr(q, ';');
	return end && end - q < 40 ? end + 1 : NULL;
}

/* " SUBSYSTEM=pci" and " DEVICE=+pci:0000:00:03.0" belong to the record in front of them. */
static bool is_kmsg_property(const char *p)
{
	return !strncmp(p, " SUBSYSTEM=", 11) || !strncmp(p, " DEVICE=", 8);
}

/* "\\x0a": /dev/kmsg's escape for what is not printable. */
static size_t unescape_kmsg(char *s)
{
	size_t i, n = 0;

	for (i = 0; s[i]; i++) {
		if (s[i] == '\\' && s[i + 1] == 'x' && isxdigit((unsigned char)s[i + 2]) &&
		    isxdigit((unsigned char)s[i + 3])) {
			s[n++] = s[i + 2] == '5' && (s[i + 3] | 0x20) == 'c' ? '\\' : ' ';
			i += 3;
		} else {
			s[n++] = s[i];
		}
	}
	s[n] = '\0';
	return n;
}

/* "> ", ">> > ", "| ", "=> ": not a quote when text follows at once, as in an arrow "->". */
static const char *skip_quote(const char *p)
{
	const char *q = skip_blanks(p);

	if (!strncmp(q, "=> ", 3))
		return q + 3;
	while (*q == '>' || *q == '|') {
		q++;
		if (*q == ' ' && (q[1] == '>' || q[1] == '|'))
			q++;
	}
	return q == skip_blanks(p) ? p : q;
}

static const char *skip_prefix(const char *p, double *time, bool *stamped)
{
	for (;;) {
		const char *q = skip_blanks(p), *next = NULL;

		if (*q == '[')
			next = skip_bracket(q, time);
		else if (*q == '<')
			next = skip_level(q);
		if (next)
			*stamped = true;
		else
			next = skip_syslog(q, stamped);
		if (!next)
			return p;
		*stamped = true;
		p = next;
	}
}

size_t dms_clean_line(const char *raw, size_t len, char *out, double *time, bool *stamped)
{
	size_t n = plain_text(raw, len, out);
	const char *p;

	*time = -1;
	*stamped = false;
	if (is_kmsg_property(out)) {
		*out = '\0';
		return 0;
	}
	p = skip_kmsg(out, time, stamped);
	if (p) {
		memmove(out, p, strlen(p) + 1);
		return unescape_kmsg(out);
	}
	p = skip_prefix(skip_quote(out), time, stamped);
	if (p > out && *p == ' ')
		p++;
	n -= (size_t)(p - out);
	memmove(out, p, n + 1);
	return n;
}

double dms_stamp_before(const char *text, size_t end)
{
	double time = -1;
	const char *p, *q;

	for (p = text; p < text + end; p++) {
		if (*p != '[')
			continue;
		q = skip_seconds(p, &time);
		if (q && q > text + end)
			break;
	}
	return time;
}
