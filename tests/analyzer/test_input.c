// SPDX-License-Identifier: GPL-2.0
/* Real logs are dirty: prefixes, folds, glue, and input that means harm. */
#include "base/array.h"
#include "base/strbuf.h"
#include "input/input.h"
#include "util.h"

#define MESSAGE "DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set"

/* Each shape around one message: it is found, at this time (-1: none). */
static const struct shape {
	const char *name;
	const char *before, *after;
	double time;
} shapes[] = {
	{ "bare", "", "", -1 },
	{ "stamp", "[   12.345678] ", "", 12.345678 },
	{ "stamp and thread", "[   12.345678][  T123] ", "", 12.345678 },
	{ "stamp and CPU", "[   12.345678][    C3] ", "", 12.345678 },
	{ "level", "<3>[   12.345678] ", "", 12.345678 },
	{ "level and thread", "<3>[   12.345678][    T1] ", "", 12.345678 },
	{ "level with a blank behind", "<3> [12.345678] ", "", 12.345678 },
	{ "syslog", "Nov 19 10:11:12 host kernel: ", "", -1 },
	{ "syslog with a stamp", "Nov 19 10:11:12 host kernel: [   12.345678] ", "", 12.345678 },
	{ "syslog without host", "Nov 19 10:11:12 kernel: ", "", -1 },
	{ "kernel: alone", "kernel: ", "", -1 },
	{ "RFC 3339", "2024-09-15T17:54:27.194101-07:00 host kernel: ", "", -1 },
	{ "microseconds", "Apr 26 08:00:22.140236 kernel: ", "", -1 },
	{ "lower-case month", "jan 02 10:11:12 localhost kernel: ", "", -1 },
	{ "dmesg -T", "[Do Nov 19 10:11:12 2020] ", "", -1 },
	{ "dmesg -x", "kern  :err   : [   12.345678] ", "", 12.345678 },
	{ "dmesg -d", "[  +0.000012] ", "", -1 },
	{ "dmesg -e", "[Aug 4 09:48] ", "", -1 },
	{ "delta", "[  163.383011 <  112.925481>] ", "", 163.383011 },
	{ "vendor's task", "[2: swapper/2: 0] ", "", -1 },
	{ "quoted", "> [   12.345678] ", "", 12.345678 },
	{ "quoted five times", ">>>> > [   12.345678] ", "", 12.345678 },
	{ "margin", "  |  [   12.345678] ", "", 12.345678 },
	{ "indented", "      [   12.345678] ", "", 12.345678 },
	{ "no-break spaces", "[\xc2\xa0\xc2\xa0 12.345678]\xc2\xa0", "", 12.345678 },
	{ "colours", "\x1b[31m[   12.345678] \x1b[0;1m", "\x1b[0m", 12.345678 },
	{ "CR", "[   12.345678] ", "\r", 12.345678 },
	{ "CR CR", "[   12.345678] ", "\r\r", 12.345678 },
	{ "glued to user space", "Writing superblocks: 0/1789       [   12.345678] ", "", 12.345678 },
	{ "glued to a prompt", "root@host:~# [   12.345678] ", "", 12.345678 },
};

static void prefixes(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		char *text = dms_asprintf("first line\n%s" MESSAGE "%s\nlast line\n", shapes[i].before,
					  shapes[i].after);
		struct log l = log_of(text);
		const struct dms_event *e = first_event(&l);

		ok(l.r->nr_events == 1, "found: %s", shapes[i].name);
		is_str(e->device, "0000:00:03.0", "device");
		is_u64(e->address, 0xffffc000, "address");
		is_int((long)e->line, 2, "line");
		ok(e->time - shapes[i].time < 1e-9 && shapes[i].time - e->time < 1e-9, "time");
		log_free(&l);
		free(text);
	}
}

/* Fold a message after every one of its blanks, with and without quoting. */
static void folds(void)
{
	static const char *const between[] = { "\n", "\n> ", "\r\n", "\x20\n        " };
	const char *blank;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(between); i++) {
		unsigned int folded = 0, found = 0;

		for (blank = strchr(MESSAGE, ' '); blank; blank = strchr(blank + 1, ' ')) {
			char *text = dms_asprintf("%s[   1.000000] %.*s%s%s\n",
						  between[i][1] == '>' ? "> " : "",
						  (int)(blank - MESSAGE), MESSAGE, between[i],
						  blank + 1);
			struct log l = log_of(text);

			folded++;
			found += l.r->nr_events == 1 && first_event(&l)->address == 0xffffc000 &&
				 first_event(&l)->reason_code == 5;
			log_free(&l);
			free(text);
		}
		is_int(found, folded, "folded at any blank it is read");
	}
}

static void not_folds(void)
{
	struct log l = log_of("[    1.0] DMAR: [DMA Write NO_PASID] Request device\n"
			      "[    1.1] [00:03.0] fault addr 0xffffc000 [fault reason 0x05] text\n");

	ok(!l.r->nr_events, "a line with a stamp of its own is no tail");
	log_free(&l);
}

static void cut_off(void)
{
	struct log l = log_of("[    1.0] DMAR: [DMA Read] Request device [00:03.0] PASID ffffffff fault addr ffff88W\n");

	ok(l.r->nr_events == 1, "cut off in the address");
	is_str(first_event(&l)->device, "0000:00:03.0", "the device is known");
	ok(!first_event(&l)->has_address, "half an address is no address");
	log_free(&l);
	l = log_of("[    1.0] DMAR: [DMA Read NO_PASID] Request dev");
	ok(!l.r->nr_events, "without a device it is no event");
	log_free(&l);
}

static void looks_alike(void)
{
	struct log l = log_of("ACPI: DMAR 0x000000007B7F9000 0000A8 (v01 INTEL)\n"
			      "[    0.1] DMAR: Intel(R) Virtualization Technology for Directed I/O\n"
			      "[    0.1] DMAR: DRHD base: 0x000000fed90000 flags: 0x0\n"
			      "[    0.2] ath: phy1: DMA failed to stop in 10 ms AR_CR=0x00000024\n"
			      "[    0.2] WARNING: RO_VPD is uninitialized or empty.\n"
			      "[    0.3] [Firmware Bug]: TSC ADJUST: CPU0: -46 force to 0\n"
			      "[    0.3] kauditd_printk_skb: 12 callbacks suppressed\n"
			      "[    0.4] swiotlb: software IO TLB: mapped [mem 0x000000007a000000-0x000000007e000000] (64MB)\n");

	ok(!l.r->nr_events, "lines that only look like trouble are none");
	log_free(&l);
}

/* Anything may be in a log; nothing may be read beyond its end (run with ASan). */
static void hostile(void)
{
	size_t big = 1 << 20, i;
	char *text = dms_alloc(big + 512);
	struct log l = { .a = dms_analysis_new() };
	unsigned int seed = 1;

	memset(text, 'x', big);
	memcpy(text + big, "\n" MESSAGE "\n", sizeof("\n" MESSAGE "\n"));
	dms_analysis_add_text(l.a, "long", text, strlen(text), 1);
	l.r = dms_analysis_finish(l.a);
	ok(l.r->nr_events == 1 && l.r->events[0].line == 2, "a line of 1 MB is one line");
	log_free(&l);

	l.a = dms_analysis_new();
	memcpy(text, MESSAGE "\n", sizeof(MESSAGE));
	memset(text + sizeof(MESSAGE), 0, 3);
	memcpy(text + sizeof(MESSAGE) + 3, "\n" MESSAGE, sizeof(MESSAGE));
	dms_analysis_add_text(l.a, "nul", text, 2 * sizeof(MESSAGE) + 3, 1);
	l.r = dms_analysis_finish(l.a);
	ok(l.r->nr_events == 2, "NUL bytes end nothing");
	log_free(&l);

	for (i = 0; i < 4000; i++) {
		size_t n = strlen(MESSAGE), k;

		memcpy(text, MESSAGE, n + 1);
		for (k = 0; k < 3; k++) {
			seed = seed * 1103515245 + 12345;
			text[seed / 65536 % n] = (char)(1 + seed / 7 % 255);
		}
		l.a = dms_analysis_new();
		dms_analysis_add_text(l.a, "noise", text, n, 1);
		l.r = dms_analysis_finish(l.a);
		log_free(&l);
	}
	ok(true, "4000 damaged messages read without harm");
	free(text);
}

static void pieces(void)
{
	static const char text[] = "a\n\n" MESSAGE "\nlast";
	struct log whole = log_of(text);
	size_t i;
	bool same = true;

	is_int((long)whole.r->inputs[0].lines, 4, "lines are counted, with one that has no end");
	is_u64(whole.r->inputs[0].bytes, strlen(text), "bytes as well");
	for (i = 0; i < strlen(text); i++) {
		struct dms_analysis *a = dms_analysis_new();
		const struct dms_report *r;

		dms_analysis_add_text(a, "slice", text, i, 100);
		r = dms_analysis_finish(a);
		same &= !r->nr_events || r->events[0].line == 102;
		dms_analysis_free(a);
	}
	ok(same, "a slice counts its lines from where it begins");
	log_free(&whole);
}

static void sniffs(void)
{
	is_int(dms_input_sniff("\x1f\x8b\x08", 3), DMS_INPUT_COMPRESSED, "gzip");
	is_int(dms_input_sniff("\xfd\x37zXZ\0", 6), DMS_INPUT_COMPRESSED, "xz");
	is_int(dms_input_sniff("\x28\xb5\x2f\xfd", 4), DMS_INPUT_COMPRESSED, "zstd");
	is_int(dms_input_sniff("\x17\x08\x44tracing", 10), DMS_INPUT_TRACE, "trace.dat");
	is_int(dms_input_sniff("\x7f\x45LF\2\1\1", 7), DMS_INPUT_BINARY, "a program");
	is_int(dms_input_sniff("\1\2\3\4\5\6\7\x0e\x0f", 9), DMS_INPUT_BINARY, "garbage");
	is_int(dms_input_sniff("\0\0\0\0", 4), DMS_INPUT_BINARY, "zeros");
	is_int(dms_input_sniff("", 0), DMS_INPUT_EMPTY, "nothing");
	is_int(dms_input_sniff("\x1b[2J[    0.0] Linux", 19), DMS_INPUT_LOG, "a console with colours");
}

int main(void)
{
	prefixes();
	folds();
	not_folds();
	cut_off();
	looks_alike();
	hostile();
	pieces();
	sniffs();
	return tap_done();
}
