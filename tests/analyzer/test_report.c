// SPDX-License-Identifier: GPL-2.0
/* The printers: JSON keeps the contract, and no hostile log breaks JSON, HTML or text. */
#include <jansson.h>

#include "util.h"

static const char hostile_log[] =
	"[    1.0] DMA-API: <script>alert(1)</script> 0000:00:03.0: device driver frees DMA sg list with different entry count [map count=4] [unmap count=5]\n"
	"[    2.0] \x1b]0;owned\a\x1b[2JKernel panic - not syncing: \x1b[31mbad \xff\xfe \"quoted\" & <b>bold</b>\n"
	"[    3.0] DMAR: [DMA Write PASID 0x2a] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x71] text\n";

static char *print(const struct dms_report *r, enum dms_format format, enum dms_severity min,
		   int events)
{
	struct dms_print_options opt = { .min_severity = min, .events = events };
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (dms_report_print(r, format, &opt, out))
		printf("# printing failed\n");
	fclose(out);
	return text;
}

static const char *string_at(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s ? s : "(none)";
}

static void check_keys(const json_t *o, const char *const *keys, const char *what)
{
	bool all = true;

	for (; *keys; keys++) {
		if (json_object_get(o, *keys))
			continue;
		printf("# %s has no '%s'\n", what, *keys);
		all = false;
	}
	ok(all, "%s has every key of the contract", what);
}

static void json(const struct dms_report *r)
{
	static const char *const event_keys[] = { "input", "line", "time", "source", "kind", "device",
		"address", "access", "reason", "pasid", "count", "fields", "raw", NULL };
	static const char *const finding_keys[] = { "id", "fingerprint", "severity", "kind", "title",
		"device", "count", "first", "last", "cause", "alternatives", "why", "mitigation", "fix",
		"verify", "capture", "scenario", "events", NULL };
	char *text = print(r, DMS_FORMAT_JSON, DMS_SEV_LOW, 0);
	json_t *o = json_loads(text, 0, NULL), *e, *f, *fault = NULL;
	size_t i;

	ok(o != NULL, "JSON parses, with escape codes and broken UTF-8 in the log");
	is_str(string_at(o, "schema"), "dmascope-report/1", "schema");
	e = json_array_get(json_object_get(o, "events"), 0);
	f = json_array_get(json_object_get(o, "findings"), 0);
	check_keys(e, event_keys, "an event");
	check_keys(f, finding_keys, "a finding");
	is_str(string_at(f, "id"), "F1", "findings are numbered");
	is_str(string_at(f, "severity"), "critical", "most severe first");
	is_int((long)strlen(string_at(f, "fingerprint")), 16, "fingerprint");
	ok(json_is_string(json_object_get(json_object_get(f, "cause"), "confidence")), "confidence");
	json_array_foreach(json_object_get(o, "events"), i, e)
		if (!strcmp(string_at(e, "kind"), "vtd-fault"))
			fault = e;
	is_str(string_at(fault, "address"), "0xffffc000", "an address is a string with 0x");
	is_str(string_at(fault, "device"), "0000:00:03.0", "a device is ssss:bb:dd.f");
	is_int((long)json_integer_value(json_object_get(fault, "pasid")), 42, "pasid");
	is_str(string_at(json_object_get(fault, "reason"), "code"), "0x71", "reason code");
	is_int((long)json_integer_value(json_object_get(json_object_get(o, "summary"), "findings")), 3,
	       "summary counts");
	json_decref(o);
	free(text);
}

static void ndjson(const struct dms_report *r)
{
	char *text = print(r, DMS_FORMAT_NDJSON, DMS_SEV_LOW, 1), *line, *save;
	unsigned int lines = 0, good = 0;

	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		json_t *o = json_loads(line, 0, NULL);

		lines++;
		good += o && json_object_get(o, "kind");
		json_decref(o);
	}
	is_int(lines, 3, "one line for each event");
	is_int(good, 3, "and each is an object of its own");
	free(text);
}

static bool has_control(const char *s)
{
	for (; *s; s++)
		if (((unsigned char)*s < 0x20 && *s != '\n') || *s == 0x7f)
			return true;
	return false;
}

static void html(const struct dms_report *r)
{
	char *text = print(r, DMS_FORMAT_HTML, DMS_SEV_LOW, 0);

	ok(!strstr(text, "<script"), "no script of the log gets into the page");
	ok(!strstr(text, "<b>bold"), "no tags either");
	has_str(text, "&lt;b&gt;bold", "they are shown as text");
	has_str(text, "&quot;quoted&quot; &amp;", "quotes and ampersands as well");
	ok(!has_control(text), "no control characters");
	has_str(text, "class=\"finding critical\"", "severity is marked");
	ok(!strstr(text, "http:") && !strstr(text, "https:") && !strstr(text, "url("),
	   "the page needs nothing from outside");
	has_str(text, "default-src 'none'", "and forbids itself scripts");
	has_str(text, "<li class=\"critical\"><b>1</b>critical", "the summary counts");
	has_str(text, "<li class=\"low zero\"><b>0</b>low", "and dims what is not there");
	free(text);
}

static unsigned int count(const char *text, const char *what)
{
	unsigned int n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

/* Thirty devices, a hundred faults each: the page's overview stays readable. */
static void html_storm(void)
{
	char *log = NULL, *text;
	size_t len, i;
	FILE *out = open_memstream(&log, &len);
	struct log l;

	for (i = 0; i < 3000; i++)
		fprintf(out, "[ %4zu.000000] DMAR: [DMA Write NO_PASID] Request device [%02zx:00.0] fault addr 0x%zx [fault reason 0x05] PTE Write access is not set\n",
			10 + i / 100, 1 + i % 30, 0xff000000 + i * 4096);
	fclose(out);
	l = log_of(log);
	text = print(l.r, DMS_FORMAT_HTML, DMS_SEV_LOW, 0);
	has_str(text, "<svg", "a storm has a timeline");
	has_str(text, ">10.000 s</text>", "it starts with the first event");
	has_str(text, ">39.000 s</text>", "and ends with the last");
	is_int(count(text, "<text x=\"0\" y="), 24, "a lane for each of the first devices");
	has_str(text, ">others</text>", "and one for all others");
	ok(count(text, "<rect") <= 24 * 120 + 12 * 210, "marks are bounded");
	free(text);
	log_free(&l);
	free(log);
}

static size_t columns(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static void text_report(const struct dms_report *r)
{
	char *text = print(r, DMS_FORMAT_TEXT, DMS_SEV_LOW, 0), *line, *save;
	bool narrow = true;

	ok(!has_control(text), "escape codes of the log do not reach the terminal");
	has_str(text, "3 findings, 1 critical, 2 high", "the summary");
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		if (columns(line) > 80) {
			narrow = false;
			printf("# %s\n", line);
		}
	ok(narrow, "80 columns");
	free(text);
	text = print(r, DMS_FORMAT_TEXT, DMS_SEV_CRITICAL, 0);
	has_str(text, "1 finding, 1 critical", "min-severity leaves the others out");
	ok(!strstr(text, "F2"), "and does not print them");
	free(text);
}

/* drivers/iommu/intel/dmar.c, arch/x86/kernel/e820.c, kernel/dma/debug.c, kernel/dma/direct.h */
static void ranges(void)
{
	struct log l = log_of_two(
		"[    0.0] BIOS-e820: [mem 0x000000007a000000-0x000000007a7fffff] reserved\n"
		"[    0.0] BIOS-e820: [mem 0x0000000100000000-0x000000017fffffff] usable\n"
		"[    0.1] DMAR: RMRR base: 0x0000007a400000 end: 0x0000007fffffff\n"
		"[    0.1] DMAR: RMRR base: 0x0000007a400000 end: 0x0000007fffffff\n"
		"[    0.1] DMAR: RMRR base: 0x0000007fffffff end: 0x0000007a400000\n"
		"[    1.0] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set\n"
		"[    2.0] foo 0000:05:00.0: swiotlb addr 0x0000000123456000+4096 overflow (mask ffffffff, bus limit 0).\n",
		"e1000e 0000:00:03.0 single idx 3 P=0x0000000012345000 D=ffffc000 L=1000 cln=0x0000000004106200 DMA_TO_DEVICE dma map error checked\n"
		"e1000e 0000:00:03.0 single idx 3 P=0x0000000012349000 D=ffffd000 L=1000 cln=0x0000000004106240 DMA_TO_DEVICE dma map error checked\n"
		"ahci 0000:00:1f.2 single idx 3 P=0x0000000012345000 D=fffaa000 L=1000 cln=0x0000000004106200 DMA_TO_DEVICE dma map error checked\n");
	const struct dms_range *g = l.r->ranges;

	if (!is_int((long)l.r->nr_ranges, 4, "a mask, two reserved regions, a pair of mappings"))
		return;
	is_str(g[0].what, "mask", "the mask of the message");
	is_str(g[0].device, "0000:05:00.0", "of its device");
	ok(g[0].last == 0xffffffff, "to its highest address");
	ok(!strcmp(g[1].detail, "e820") && g[1].start == 0x7a000000 && g[1].last == 0x7a7fffff,
	   "what is usable is not reserved");
	ok(!strcmp(g[2].detail, "RMRR") && g[2].start == 0x7a400000 && g[2].last == 0x7fffffff,
	   "a region once, and none that ends before it begins");
	is_str(g[3].detail, "to-device", "mappings of the device that faulted, and of no other");
	ok(g[3].count == 2 && g[3].start == 0xffffc000 && g[3].last == 0xffffdfff,
	   "neighbours are one range");
	log_free(&l);
}

/* Terminal columns, for the few wide characters that these tests use. */
static size_t wide_columns(const char *s)
{
	size_t n = 0;

	for (; *s; s++) {
		n += ((unsigned char)*s & 0xc0) != 0x80;
		n += !strncmp(s, "\xe6\xbc\xa2", 3) || !strncmp(s, "\xf0\x9f\x98\x80", 4);
	}
	return n;
}

static void fits_terminal(const struct dms_report *r, int events, const char *name)
{
	char *text = print(r, DMS_FORMAT_TEXT, DMS_SEV_LOW, events), *line, *save;
	bool narrow = true, whole = true;

	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		json_t *o = json_string(line);	/* NULL when it is no UTF-8 */

		whole &= o != NULL;
		narrow &= wide_columns(line) <= 80;
		if (wide_columns(line) > 80)
			printf("# %zu columns: %s\n", wide_columns(line), line);
		json_decref(o);
	}
	ok(narrow, "%s: 80 columns", name);
	ok(whole, "%s: no character is cut", name);
	free(text);
}

#define TEN(s) s s s s s s s s s s

static void text_wide(void)
{
	static const char log[] =
		"[    1.0] DMA-API: a_driver_of_a_long_name " TEN("very-long-") ".dma-controller: device driver frees DMA memory with different size [device address=0x00000000ffffc000] [map size=64 bytes] [unmap size=32 bytes]\n"
		"[    2.0] Kernel panic - not syncing: " TEN("\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2 ")
		TEN("\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80") "\n"
		"[    3.0] dmar_fault: 12 callbacks suppressed\n";
	struct dms_analysis *a = dms_analysis_new();
	const char *path = TEN("a/folder/of a long name/") TEN("caf\xc3\xa9-") ".log";

	dms_analysis_add_text(a, path, log, strlen(log), 1);
	fits_terminal(dms_analysis_finish(a), 0, "long names and wide characters");
	fits_terminal(dms_analysis_finish(a), 1, "their events");
	dms_analysis_free(a);
}

#define BOOT(addr) "[    0.000000] Linux version 6.12.0\n[   20.0] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr " addr " [fault reason 0x05] PTE Write access is not set\n"

/* What is not in a finding and changes what it is worth. */
static void text_said(void)
{
	struct log l = log_of(BOOT("0xffffc000") BOOT("0xffffc000")
			      "[   21.0] dmar_fault: 12 callbacks suppressed\n"
			      "[   22.0] DMAR: [Firmware Bug]: Record passes table end\n"
			      "[   23.0] Kernel panic - not syncing: bad\n");
	char *text = print(l.r, DMS_FORMAT_TEXT, DMS_SEV_LOW, 0);
	const char *critical = strstr(text, "critical  "), *high = strstr(text, "high  ");
	const char *low = strstr(text, "low  ");

	ok(critical && high && low && critical < high && high < low, "most severe first");
	has_str(text, "seen      2 times in 2 boots", "boots are said");
	has_str(text, "lost: 12 callbacks suppressed (vtd-fault) in first.log:5", "losses are said");
	has_str(text, "boots: 2 in first.log", "boots are said for each input");
	free(text);
	log_free(&l);
}

static void empty(void)
{
	struct log l = log_of("nothing here\n");
	char *text = print(l.r, DMS_FORMAT_JSON, DMS_SEV_LOW, 0);
	json_t *o = json_loads(text, 0, NULL);

	ok(o && json_array_size(json_object_get(o, "findings")) == 0, "an empty report is valid JSON");
	json_decref(o);
	free(text);
	text = print(l.r, DMS_FORMAT_HTML, DMS_SEV_LOW, 0);
	has_str(text, "Nothing was found", "an empty page says so");
	ok(!strstr(text, "<svg"), "and has no timeline");
	free(text);
	log_free(&l);
}

#define ERROR(ts, addr) \
	"[  " ts "] DMA-API: foo 0000:00:03.0: device driver frees DMA memory with different size [device address=0x00000000" addr "] [map size=64 bytes] [unmap size=32 bytes]\n"

static void fingerprints(void)
{
	struct log a = log_of(ERROR("1.0", "ffffc000")), b = log_of("x\ny\n" ERROR("9.9", "fffab000"));
	struct log c = log_of("[   1.0] DMA-API: bar 0000:00:03.0: device driver frees DMA memory with different size [device address=0x00000000ffffc000] [map size=64 bytes] [unmap size=32 bytes]\n");

	is_str(first_finding(&a)->fingerprint, first_finding(&b)->fingerprint,
	       "the fingerprint knows no time, line or address");
	ok(strcmp(first_finding(&a)->fingerprint, first_finding(&c)->fingerprint),
	   "another driver is another fingerprint");
	log_free(&a);
	log_free(&b);
	log_free(&c);
}

int main(void)
{
	struct log l = log_of(hostile_log);

	json(l.r);
	ndjson(l.r);
	html(l.r);
	html_storm();
	text_report(l.r);
	ranges();
	text_wide();
	text_said();
	log_free(&l);
	empty();
	fingerprints();
	return tap_done();
}
