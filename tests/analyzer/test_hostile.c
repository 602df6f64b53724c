// SPDX-License-Identifier: GPL-2.0
/*
 * What a log could do to whoever reads its report: escape codes, characters that reorder text,
 * bytes that are no text.  No printer lets them through, and what stands behind them is shown.
 */
#include <jansson.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "util.h"

static const struct {
	const char *name;
	const char *bytes;
} payloads[] = {
	{ "colours (ECMA-48, 8.3.117 SGR)", "\x1b[31m" },
	{ "erasing the screen", "\x1b[2J\x1b[1;1H" },
	{ "a window title (xterm, OSC 0)", "\x1b]0;owned\a" },
	{ "a title that ends in ST", "\x1b]2;owned\x1b\\" },
	{ "a device control string", "\x1bP+q544e\x1b\\" },
	{ "CSI as one byte", "\x9b\063\061m" },
	{ "CSI as U+009B", "\xc2\x9b\063\061m" },
	{ "right-to-left override, U+202E", "\xe2\x80\xaegnp.exe" },
	{ "embeddings, U+202A U+202B U+202C U+202D", "\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad" },
	{ "isolates, U+2066..U+2069", "\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9" },
	{ "marks, U+200E U+200F U+061C", "\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c" },
	{ "separators, U+2028 U+2029", "\xe2\x80\xa8\xe2\x80\xa9" },
	{ "zero width, U+200B U+2060 U+FEFF", "\xe2\x80\x8b\xe2\x81\xa0\xef\xbb\xbf" },
	{ "an overlong slash", "\xc0\xaf" },
	{ "a surrogate", "\xed\xa0\x80" },
	{ "a cut off character", "\xf0\x9f\x98" },
	{ "lone tails", "\x80\xbf" },
	{ "bytes that UTF-8 never has", "\xfe\xff" },
	{ "backspaces", "bad\b\b\bgood" },
};

static char *print(const struct dms_report *r, enum dms_format format, int events)
{
	struct dms_print_options opt = { .min_severity = DMS_SEV_LOW, .events = events };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (dms_report_print(r, format, &opt, out))
		printf("# printing failed\n");
	fclose(out);
	return text;
}

/* RFC 3629, 4, with a code point out; Return: bytes, or 0. */
static size_t decode(const unsigned char *s, unsigned int *code)
{
	static const unsigned int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len = s[0] < 0x80 ? 1 : (s[0] & 0xe0) == 0xc0 ? 2 : (s[0] & 0xf0) == 0xe0 ? 3 :
		     (s[0] & 0xf8) == 0xf0 ? 4 : 0, i;

	if (!len)
		return 0;
	*code = len == 1 ? s[0] : s[0] & (0x7f >> len);
	for (i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3f);
	}
	if (*code < least[len] || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000))
		return 0;
	return len;
}

static bool is_bad(unsigned int c)
{
	return (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0xfeff ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f);
}

static bool is_clean(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	unsigned int code;
	size_t len;

	for (; *p; p += len) {
		len = decode(p, &code);
		if (!len || is_bad(code)) {
			printf("# byte 0x%02x at %.40s\n", *p, (const char *)p);
			return false;
		}
	}
	return true;
}

/* What a program sees that reads the JSON and prints its strings. */
static bool json_is_clean(const json_t *o)
{
	const json_t *v;
	const char *key;
	size_t i;

	json_object_foreach((json_t *)o, key, v)
		if (!is_clean(key) || !json_is_clean(v))
			return false;
	json_array_foreach(o, i, v)
		if (!json_is_clean(v))
			return false;
	/* advice has line breaks of our own */
	return !json_is_string(o) || is_clean(json_string_value(o));
}

static bool each_line_is_clean(char *text)
{
	char *line, *save;
	bool clean = true;
	json_t *o;

	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		o = json_loads(line, 0, NULL);
		clean &= o && json_is_clean(o);
		json_decref(o);
	}
	return clean;
}

static void check(const struct dms_report *r, enum dms_format format, int events,
		  const char *writer, const char *name)
{
	char *text = print(r, format, events);
	/* ESC and the letter after it are one code: that letter is gone */
	bool clean = is_clean(text), whole = strstr(text, "hind") != NULL;
	json_t *o;

	if (format == DMS_FORMAT_JSON || format == DMS_FORMAT_SARIF) {
		o = json_loads(text, 0, NULL);
		clean &= o && json_is_clean(o);
		json_decref(o);
	} else if (format == DMS_FORMAT_NDJSON) {
		clean &= each_line_is_clean(text);
	}
	ok(clean && whole, "%s: %s", writer, name);
	free(text);
}

static void all_writers(const char *bytes, const char *name)
{
	char *log = dms_asprintf("[    1.0] Kernel panic - not syncing: before%sbehind\n"
		"[    2.0] DMA-API: be%shind 0000:00:03.0: device driver frees DMA sg list with different entry count [map count=4] [unmap count=5]\n",
		bytes, bytes);
	char *path = dms_asprintf("a%sb.log", bytes);
	struct dms_analysis *a = dms_analysis_new();
	const struct dms_report *r;

	dms_analysis_add_text(a, path, log, strlen(log), 1);
	r = dms_analysis_finish(a);
	check(r, DMS_FORMAT_TEXT, 0, "text", name);
	check(r, DMS_FORMAT_TEXT, 1, "text of events", name);
	check(r, DMS_FORMAT_JSON, 0, "JSON", name);
	check(r, DMS_FORMAT_NDJSON, 0, "ndjson", name);
	check(r, DMS_FORMAT_NDJSON, 1, "ndjson of events", name);
	check(r, DMS_FORMAT_HTML, 0, "HTML", name);
	check(r, DMS_FORMAT_SARIF, 0, "SARIF", name);
	check(r, DMS_FORMAT_JUNIT, 0, "JUnit", name);
	dms_analysis_free(a);
	free(path);
	free(log);
}

int main(void)
{
	char bytes[3] = "", name[32];
	unsigned int c;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(payloads); i++)
		all_writers(payloads[i].bytes, payloads[i].name);
	for (c = 1; c < 0xa0; c++) {
		/* between them printable; a line's end is none of a message */
		if ((c >= 0x20 && c < 0x7f) || c == '\n')
			continue;
		snprintf(name, sizeof(name), "control U+%04X", c);
		bytes[0] = (char)(c < 0x80 ? c : 0xc2);
		bytes[1] = (char)(c < 0x80 ? 0 : c);
		all_writers(bytes, name);
	}
	return tap_done();
}
