// SPDX-License-Identifier: GPL-2.0
/*
 * What carries a line: JSON records, quoted-printable mail, HTML.  The carrier's own escapes are
 * undone here, prefixes of the line itself are clean.c's.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/array.h"
#include "input.h"
#include "unwrap.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* ---- quoted-printable: RFC 2045, 6.7 ---- */

static bool is_encoding(const char *line, size_t len, const char *name)
{
	static const char header[] = "Content-Transfer-Encoding:";
	const char *p = line + sizeof(header) - 1;

	if (len < sizeof(header) || strncasecmp(line, header, sizeof(header) - 1))
		return false;
	while (*p == ' ')
		p++;
	return !strncasecmp(p, name, strlen(name));
}

/*
 * A body pasted without its headers: soft breaks at a mailer's width and the escape that "=" itself
 * needs.  In a kernel's line alone "cb=20" is a number.
 */
bool dms_is_quoted_printable(const char *head, size_t len)
{
	const char *p = head, *nl;
	unsigned int soft = 0;

	for (; (nl = memchr(p, '\n', len - (size_t)(p - head))); p = nl + 1) {
		size_t n = (size_t)(nl - p);

		n -= n && p[n - 1] == '\r';
		soft += n >= 60 && n <= 76 && p[n - 1] == '=';
	}
	return soft >= 2 && memmem(head, len, "=3D", 3);
}

bool dms_qp_soft_break(const struct dms_carrier *c, const char *line, size_t *len)
{
	size_t n = *len;

	while (n && (line[n - 1] == '\r' || line[n - 1] == ' '))
		n--;
	if (!c->quoted_printable || !n || line[n - 1] != '=')
		return false;
	*len = n - 1;
	return true;
}

static size_t decode_qp(char *s, size_t len)
{
	size_t i, n = 0;

	for (i = 0; i < len; i++) {
		int high = i + 2 < len ? hex_digit(s[i + 1]) : -1;
		int low = i + 2 < len ? hex_digit(s[i + 2]) : -1;

		if (s[i] != '=' || high < 0 || low < 0) {
			s[n++] = s[i];
			continue;
		}
		s[n++] = high || low ? (char)(high << 4 | low) : ' ';
		i += 2;
	}
	return n;
}

/* ---- JSON: journalctl -o json, dmesg --json ---- */

/* The value of "key" in a line, or NULL. */
static const char *json_value(const char *line, const char *key)
{
	size_t n = strlen(key);
	const char *p = line;

	while ((p = strstr(p, key))) {
		const char *q = p + n;

		p++;
		if (p - 1 == line || p[-2] != '"' || *q != '"')
			continue;
		q++;
		while (*q == ' ')
			q++;
		if (*q != ':')
			continue;
		q++;
		while (*q == ' ')
			q++;
		return q;
	}
	return NULL;
}

/* Code points of a kernel's message are bytes: what is above Latin-1 is no part of a format. */
static const char *json_escape(const char *p, char *out)
{
	static const char from[] = "nrtbf\"\\/", to[] = "   \b \"\\/";
	const char *known = strchr(from, *p);
	int i, code = 0;

	if (*p != 'u') {
		*out = known && *p ? to[known - from] : '?';
		return *p ? p + 1 : p;
	}
	for (i = 1; i <= 4; i++) {
		int digit = hex_digit(p[i]);

		if (digit < 0)
			return p + i;
		code = code << 4 | digit;
	}
	*out = !code ? ' ' : code < 0x80 ? (char)code : code == 0xa0 ? ' ' : '?';
	return p + 5;
}

static size_t json_string(const char *p, char *out)
{
	size_t n = 0;

	for (p++; *p && *p != '"'; n++) {
		if (*p == '\\') {
			out[n] = '?';
			p = json_escape(p + 1, out + n);
		} else {
			out[n] = *p++;
		}
	}
	return n;
}

/* journalctl writes a message that is no valid text as an array of its bytes. */
static size_t json_bytes(const char *p, char *out)
{
	size_t n = 0;

	for (p++; *p && *p != ']';) {
		char *end;
		long v = strtol(p, &end, 10);

		if (end == p)
			break;
		out[n++] = v > 0 && v < 256 ? (char)v : ' ';
		p = end + strspn(end, ", ");
	}
	return n;
}

/* @value lies in @out: it is decoded into @copy before @out is written. */
static size_t put_message(const char *value, const char *stamp, char *out, char *copy)
{
	size_t n = *value == '"' ? json_string(value, copy) : json_bytes(value, copy);
	size_t digits = strspn(stamp, "0123456789."), at = 0;

	if (digits && digits < 24) {
		out[at++] = '[';
		memcpy(out + at, stamp, digits);
		at += digits;
		memcpy(out + at, "] ", 2);
		at += 2;
	}
	memcpy(out + at, copy, n);
	return at + n;
}

/* Microseconds as "SECONDS.MICROSECONDS". */
static void microseconds(const char *value, char *stamp)
{
	unsigned long long us;

	if (*value == '"')
		value++;
	us = strtoull(value, NULL, 10);
	snprintf(stamp, DMS_STAMP_LEN, "%llu.%06llu", us / 1000000, us % 1000000);
}

static size_t unwrap_journal(const char *line, const char *value, char *out, char *copy)
{
	const char *time = json_value(line, "_SOURCE_MONOTONIC_TIMESTAMP");
	char stamp[DMS_STAMP_LEN] = "";

	if (!time)
		time = json_value(line, "__MONOTONIC_TIMESTAMP");
	if (time)
		microseconds(time, stamp);
	return put_message(value, stamp, out, copy);
}

/* dmesg --json prints "pri", "time" and "msg" each on its line, one record behind the other. */
static bool unwrap_json(struct dms_carrier *c, char *s, size_t *len)
{
	const char *p = s + strspn(s, " \t"), *value;

	if (*p != '{' && *p != '"')
		return false;
	value = *p == '{' ? json_value(s, "MESSAGE") : NULL;
	if (value && (*value == '"' || *value == '[')) {
		*len = unwrap_journal(s, value, c->line, c->copy);
		return true;
	}
	value = json_value(s, "time");
	if (value && isdigit((unsigned char)*value))
		snprintf(c->stamp, sizeof(c->stamp), "%.*s",
			 (int)strspn(value, "0123456789."), value);
	value = json_value(s, "msg");
	if (value && *value == '"') {
		*len = put_message(value, c->stamp, c->line, c->copy);
		c->stamp[0] = '\0';
		return true;
	}
	*len = 0;
	return c->stamp[0] || !strncmp(p, "\"pri\":", 6) || !strncmp(p, "\"caller\":", 9);
}

/* ---- HTML ---- */

static const struct {
	const char *entity;
	char c;
} entities[] = {
	{ "&lt;", '<' }, { "&gt;", '>' }, { "&amp;", '&' }, { "&quot;", '"' },
	{ "&#39;", '\'' }, { "&#34;", '"' }, { "&#60;", '<' }, { "&#62;", '>' }, { "&#38;", '&' },
	{ "&#x27;", '\'' }, { "&apos;", '\'' }, { "&nbsp;", ' ' }, { "&#160;", ' ' },
};

static size_t entity_at(const char *p, char *out)
{
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(entities); i++) {
		n = strlen(entities[i].entity);
		if (!strncmp(p, entities[i].entity, n)) {
			*out = entities[i].c;
			return n;
		}
	}
	return 0;
}

/* Of the tags only those of text: "<TASK>" and "<IRQ>" are the kernel's own. */
size_t dms_html_tag(const char *p, size_t left)
{
	static const char *const tags[] = {
		"br", "p", "pre", "div", "span", "code", "tt", "blockquote", "font", "b", "a",
	};
	const char *name, *end;
	size_t i, n = 0;

	if (left < 3)
		return 0;
	name = p + 1 + (p[1] == '/');
	left -= (size_t)(name - p);
	while (n < left && islower((unsigned char)name[n]))
		n++;
	if (!n || n == left || (name[n] != '>' && name[n] != ' ' && name[n] != '/'))
		return 0;
	end = memchr(name, '>', left < 200 ? left : 200);
	for (i = 0; end && i < ARRAY_SIZE(tags); i++)
		if (strlen(tags[i]) == n && !memcmp(name, tags[i], n))
			return (size_t)(end - p) + 1;
	return 0;
}

static size_t unwrap_html(char *s, size_t len)
{
	size_t i, n = 0, skip;

	for (i = 0; i < len; i += skip) {
		char c = s[i];

		skip = c == '&' ? entity_at(s + i, &c) : 0;
		if (c == '<' && !skip) {
			skip = dms_html_tag(s + i, len - i);
			c = skip && !strncmp(s + i, "<br", 3) ? ' ' : c;
			if (skip && c != ' ')
				continue;
		}
		s[n++] = c;
		skip += !skip;
	}
	return n;
}

/* ---- all of them ---- */

size_t dms_unwrap_line(struct dms_carrier *c, const char *raw, size_t len, const char **out)
{
	*out = raw;
	if (is_encoding(raw, len, "quoted-printable"))
		c->quoted_printable = true;
	else if (is_encoding(raw, len, "7bit") || is_encoding(raw, len, "8bit"))
		c->quoted_printable = false;
	if (!c->quoted_printable && !memchr(raw, '&', len) && !memchr(raw, '<', len) &&
	    !memchr(raw, '"', len))
		return len;
	memcpy(c->line, raw, len + 1);
	if (c->quoted_printable)
		len = decode_qp(c->line, len);
	c->line[len] = '\0';
	if (!unwrap_json(c, c->line, &len))
		len = unwrap_html(c->line, strlen(c->line));
	c->line[len] = '\0';
	*out = c->line;
	return len;
}
