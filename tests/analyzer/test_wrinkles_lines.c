// SPDX-License-Identifier: GPL-2.0
/*
 * Wrinkles of the structure of lines: how mail, trackers, consoles and people break, join, mark and
 * cut what the kernel printed.  docs/coverage.md says which test has which wrinkle.
 */
#include "base/array.h"
#include "base/strbuf.h"
#include "util.h"

/* dmar_fault_do_one() since 5.14, swiotlb_tbl_map_single(), iommu_print_event(). */
#define VTD "DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set"
#define SWIOTLB "ahci 0000:00:1f.2: swiotlb buffer is full (sz: 4096 bytes), total 32768 (slots), used 12 (slots)"
#define AMDVI "nvme 0000:41:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x000f address=0xfffff000 flags=0x0020]"

static const char *const lines[] = { VTD, SWIOTLB, AMDVI };

/* The three records, wherever they stand and in whatever order. */
static void check_all(const char *text, const char *about)
{
	static const struct {
		const char *kind, *device;
		uint64_t address;
	} want[] = {
		{ "vtd-fault", "0000:00:03.0", 0xffffc000 }, { "swiotlb-full", "0000:00:1f.2", 0 },
		{ "amdvi-event", "0000:41:00.0", 0xfffff000 },
	};
	struct log l = log_of(text);
	size_t i, k;

	if (!is_int((long)l.r->nr_events, ARRAY_SIZE(want), about))
		printf("# text:\n%s\n", text);
	for (i = 0; i < ARRAY_SIZE(want); i++) {
		for (k = 0; k < l.r->nr_events && strcmp(l.r->events[k].kind, want[i].kind); k++)
			;
		ok(k < l.r->nr_events && l.r->events[k].device &&
		   !strcmp(l.r->events[k].device, want[i].device) &&
		   l.r->events[k].address == want[i].address, "%s: %s of %s", about, want[i].kind,
		   want[i].device);
	}
	log_free(&l);
}

/* Every record as @format prints it: its number for the stamp, its text. */
static void check_marked(const char *head, const char *format, const char *tail, const char *about)
{
	struct dms_strbuf b = { 0 };
	int i;

	dms_strbuf_puts(&b, head);
	for (i = 0; i < 3; i++) {
		const char *f;

		for (f = format; *f; f++) {
			if (f[0] == '%' && f[1] == 'd') {
				dms_strbuf_printf(&b, "%d", 10 + i);
				f++;
			} else if (f[0] == '%' && f[1] == 's') {
				dms_strbuf_puts(&b, lines[i]);
				f++;
			} else {
				dms_strbuf_add(&b, f, 1);
			}
		}
	}
	dms_strbuf_puts(&b, tail);
	check_all(b.s, about);
	dms_strbuf_free(&b);
}

static void markup(void)
{
	static const struct {
		const char *about, *head, *format, *tail;
	} marks[] = {
		{ "> without a blank", "", ">[   %d.000000] %s\n", "" },
		{ "> > > >", "", "> > > > [   %d.000000] %s\n", "" },
		{ ">>>", "", ">>> [   %d.000000] %s\n", "" },
		{ "# comments between", "", "# what is this?\n[   %d.000000] %s\n", "" },
		{ "behind a shell prompt", "user@host:~$ dmesg | tail -3\n", "[   %d.000000] %s\n",
		  "user@host:~$\n" },
		{ "Markdown fence", "```\n", "[   %d.000000] %s\n", "```\n" },
		{ "Markdown fence with a language, indented", "  ```text\n", "  [   %d.000000] %s\n",
		  "  ```\n" },
		{ "Markdown, four blanks", "Log:\n\n", "    [   %d.000000] %s\n", "" },
		{ "reST table", "+--+--+\n", "| | ``[   %d.000000] %s`` |\n", "+--+--+\n" },
		{ "quotation marks", "", "\"[   %d.000000] %s\"\n", "" },
		{ "quotation marks, indented", "", "  '[   %d.000000] %s',\n", "" },
		{ "elisions", "...\n", "[   %d.000000] %s\n[...]\n", "[snip 20 lines]\n" },
		{ "elisions with an ellipsis", "", "[   %d.000000] %s\n[\xe2\x80\xa6]\n", "......\n" },
		{ "[ many ]", "", "[   %d.000000] %s\n[ many ]\n(in a loop)\n", "" },
		{ "systemd between", "", "[  OK  ] Started Journal Service.\n[   %d.000000] %s\n",
		  "         Starting Flush Journal...\n" },
		{ "systemd glued to it", "", "         Starting udev...[   %d.000000] %s\n", "" },
		{ "the bracket got lost", "", "   %d.000000] %s\n", "" },
		{ "boot loader", "Booting from ROM..", "[   %d.000000] %s\n", "" },
		{ "ftrace_dump on the console", "", "[   %d.000000] %s\n",
		  "[   13.000000]  kworker-12  0d... 10us : schedule\n" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++)
		check_marked(marks[i].head, marks[i].format, marks[i].tail, marks[i].about);
}

/* Cut at the last blank before @width; @end stands at each fold, @next in front of what follows. */
static void add_folded(struct dms_strbuf *b, const char *s, size_t width, const char *end,
		       const char *next)
{
	while (strlen(s) > width) {
		size_t n = width;

		while (n && s[n] != ' ')
			n--;
		if (!n)
			break;
		dms_strbuf_printf(b, "%.*s%s\n%s", (int)n, s, end, next);
		s += n + 1;
	}
	dms_strbuf_printf(b, "%s\n", s);
}

static void hand_folds(void)
{
	static const struct {
		const char *about, *end, *next;
	} folds[] = {
		{ "a backslash at each fold", " \\", "" }, { "second halves with a tab", "", "\t" },
		{ "second halves far to the right", "", "                              " },
		{ "a blank left at each fold", " ", "" }, { "Windows line ends", "\r", "" },
		{ "no-break spaces in front", "", "\xc2\xa0\xc2\xa0\xc2\xa0" },
	};
	static const size_t widths[] = { 72, 76, 80 };
	size_t i, w;
	int k;

	for (i = 0; i < ARRAY_SIZE(folds); i++)
		for (w = 0; w < ARRAY_SIZE(widths); w++) {
			struct dms_strbuf b = { 0 };

			for (k = 0; k < 3; k++) {
				char *line = dms_asprintf("[   1%d.000000] %s", k, lines[k]);

				add_folded(&b, line, widths[w], folds[i].end, folds[i].next);
				free(line);
			}
			check_all(b.s, folds[i].about);
			dms_strbuf_free(&b);
		}
}

/*
 * An editor made one paragraph of it: stamps stand in the middle of lines, and apart.  A device that
 * is left behind at the end of a line is not found again, but no other is taken for it.
 */
static void reflowed(void)
{
	char *text = dms_asprintf("[   10.000000] %s [   11.000000] %s [   12.000000] %s", VTD, SWIOTLB,
				  AMDVI);
	size_t width;

	for (width = 60; width < 90; width++) {
		static const char *const devices[] = { "0000:00:03.0", "0000:00:1f.2", "0000:41:00.0" };
		struct dms_strbuf b = { 0 };
		struct log l;
		size_t i;

		add_folded(&b, text, width, "", "");
		l = log_of(b.s);
		is_int((long)l.r->nr_events, 3, "re-flowed, stamps in mid-line");
		for (i = 0; i < l.r->nr_events && i < ARRAY_SIZE(devices); i++)
			ok(!l.r->events[i].device || !strcmp(l.r->events[i].device, devices[i]),
			   "no wrong device for %s", devices[i]);
		log_free(&l);
		dms_strbuf_free(&b);
	}
	free(text);
}

static void order(void)
{
	check_marked("", "[    0.000000] %s\n", "", "one stamp for all");
	check_all("[   12.0] " AMDVI "\n[   11.0] " SWIOTLB "\n[   10.0] " VTD "\n", "newest first");
	check_all("[   12.0] " VTD "\n[   10.0] " SWIOTLB "\n[   11.0] " AMDVI "\n", "out of order");
	check_all("Nov 19 10:11:14 h kernel: " AMDVI "\nNov 19 10:11:13 h kernel: " SWIOTLB
		  "\nNov 19 10:11:12 h kernel: " VTD "\n", "journalctl -r");
	check_all("0[   12.0] " VTD "\n[   10.0] " SWIOTLB "\n[   11.0] " AMDVI, "no line end at the end");
}

/* The same log in two parts of one mail, as text and as HTML: each record counts once. */
static void mail_twice(void)
{
	static const char body[] = "[   10.000000] " VTD "\n[   11.000000] " SWIOTLB "\n[   12.000000] "
		AMDVI "\n";
	struct dms_strbuf b = { 0 };
	int i;

	dms_strbuf_printf(&b, "MIME-Version: 1.0\n\n--b\nContent-Type: text/plain\n\n%s", body);
	for (i = 0; i < 300; i++)
		dms_strbuf_printf(&b, "[   %d.000000] usb 1-1: line %d of others\n", 13 + i, i);
	dms_strbuf_printf(&b, "\n--b\nContent-Type: text/html\n\n<pre>%s</pre>\n--b--\n", body);
	check_all(b.s, "raw MIME with the log twice");
	dms_strbuf_free(&b);
}

/* Other output in the middle of a literal, of a number and between words. */
static void interleaved(void)
{
	static const struct {
		const char *about, *cut, *other;
	} cuts[] = {
		{ "another CPU between two words", "Request ", "[   10.000001] usb 1-1: reset\n" },
		{ "another CPU inside a word", "Request dev", "[   10.000001] usb 1-1: reset\n" },
		{ "another CPU inside the address", "fault addr 0xffff", "[   10.000001] usb 1-1: reset\n" },
		{ "another CPU behind a bracket", "Request device [", "[   10.000001] usb 1-1: reset\n" },
		{ "user space inside a word", "Request dev", "login:\n" },
		{ "only a line break inside the address", "fault addr 0xffff", "\n" },
		{ "only a line break inside a word", "fault re", "\n" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cuts); i++) {
		const char *cut = strstr(VTD, cuts[i].cut) + strlen(cuts[i].cut);
		char *text = dms_asprintf("[   10.000000] %.*s%s%s\n", (int)(cut - VTD), VTD,
					  cuts[i].other, cut);
		struct log l = log_of(text);
		const struct dms_event *e = first_event(&l);

		is_int((long)l.r->nr_events, 1, cuts[i].about);
		is_str(e->device ? e->device : "none", "0000:00:03.0", "its device");
		is_u64(e->address, 0xffffc000, "its address");
		is_u64(e->reason_code, 5, "its reason");
		log_free(&l);
		free(text);
	}
}

/* A log that ends anywhere: what is read of the last line is right, or it is not read. */
static void cut_anywhere(void)
{
	size_t n;

	for (n = 0; n <= strlen(VTD); n++) {
		char *text = dms_asprintf("[   10.000000] %.*s", (int)n, VTD);
		struct log l = log_of(text);
		const struct dms_event *e = first_event(&l);

		ok(!l.r->nr_events ||
		   (e->device && !strcmp(e->device, "0000:00:03.0") &&
		    (!e->has_address || e->address == 0xffffc000) &&
		    (!e->reason_name || e->reason_code == 5)), "cut behind %zu characters", n);
		log_free(&l);
		free(text);
	}
}

/* The other end: the first line of a ring buffer lacks its beginning. */
static void begins_anywhere(void)
{
	size_t n;

	for (n = 0; n < strlen(VTD); n++) {
		char *text = dms_asprintf("%s\n[   11.0] " SWIOTLB "\n", VTD + n);
		struct log l = log_of(text);
		const struct dms_event *last = l.r->nr_events ? &l.r->events[l.r->nr_events - 1] : NULL;

		ok(last && !strcmp(last->kind, "swiotlb-full") && l.r->nr_events <= 2 &&
		   (l.r->nr_events == 1 || (first_event(&l)->device &&
					    !strcmp(first_event(&l)->device, "0000:00:03.0"))),
		   "begins behind %zu characters", n);
		log_free(&l);
		free(text);
	}
}

/* One record in two lines of /dev/kmsg: "c" begins it, "+" goes on (Documentation/ABI/testing/dev-kmsg). */
static void kmsg_continued(void)
{
	struct log l = log_of("3,400,10000000,c;DMAR: [DMA Write NO_PASID] Request device [00:03.0]\n"
			      "3,401,10000001,+; fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set\n"
			      " SUBSYSTEM=pci\n DEVICE=+pci:0000:00:03.0\n");

	is_int((long)l.r->nr_events, 1, "a continued record");
	is_u64(first_event(&l)->address, 0xffffc000, "its address, of the second line");
	log_free(&l);
}

/* Bit flips of a RAM console, fonts of a word processor, cursor movements of a terminal. */
static void characters(void)
{
	check_all("[   10.0] " VTD "\xff\xfe\n[   11.0] \xc3" SWIOTLB "\x80\n[   12.0] " AMDVI "\n",
		  "invalid UTF-8");
	check_all("[   10.0] " VTD " \xe2\x80\x94 why?\n[   11.0] " SWIOTLB "\xe2\x80\xa6\n[   12.0] " AMDVI
		  " \xe2\x80\xa6\n", "dashes and ellipses");
	check_all("[   10.0] DMAR: [DMA Write NO_PASID] Request\x1b[1Cdevice [00:03.0] fault addr 0xffffc000 [fault reason 0x05] text\n"
		  "\x1b[2J\x1b[H[   11.0] " SWIOTLB "\n\x1b[4m[   12.0]\x1b[0m \x1b[31m" AMDVI "\x1b[0m\n",
		  "escape codes inside");
	check_all("[   10.0] " VTD "\r\r\n[   11.0] " SWIOTLB "\r\r\n[   12.0] " AMDVI "\r\r\n", "CR CR LF");
}

/* Numbers that the kernel or the reporter hid, and a hand-typed one: no device is made up. */
static void masked(void)
{
	static const char *const devices[] = { "[xx:xx.x]", "[XX:XX.X]", "[07.00.1]", "[]", "[device removed]" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(devices); i++) {
		char *text = dms_asprintf("[   10.0] DMAR: [DMA Write NO_PASID] Request device %s fault addr 0xffffc000 [fault reason 0x05] text\n[   11.0] "
					  SWIOTLB "\n", devices[i]);
		struct log l = log_of(text);

		ok(l.r->nr_events >= 1 && (l.r->nr_events == 1 || !first_event(&l)->device ||
					   !strstr(first_event(&l)->device, "07:")),
		   "no device out of %s", devices[i]);
		is_str(l.r->nr_events ? l.r->events[l.r->nr_events - 1].kind : "none", "swiotlb-full",
		       "and the next record is read");
		log_free(&l);
		free(text);
	}
}

/* lib/ratelimit.c names the function that printed; these print what is about DMA. */
static void rate_limits(void)
{
	static const struct {
		const char *function;
		bool ours;
	} functions[] = {
		{ "dmar_fault", true }, { "amd_iommu_report_page_fault", true },
		{ "arm_smmu_global_fault", true }, { "arm_smmu_evtq_thread", true },
		{ "arm_smmu_context_fault", true }, { "swiotlb_tbl_map_single", true },
		{ "tegra_mc_irq", true }, { "viommu_fault_handler", true },
		{ "kauditd_printk_skb", false }, { "dsi_err_worker", false }, { "orker", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(functions); i++) {
		char *text = dms_asprintf("[   10.0] %s: 133437 callbacks suppressed\n[   11.0] " VTD "\n",
					  functions[i].function);
		struct log l = log_of(text);

		is_int((long)l.r->nr_losses, functions[i].ours, text);
		if (functions[i].ours && l.r->nr_losses)
			is_int((long)l.r->losses[0].count, 133437, "how many");
		log_free(&l);
		free(text);
	}
}

/* io_page_fault in the text of a trace; lines that follow a fault and are no further faults. */
static void not_more_than_one(void)
{
	struct log l = log_of("     irq/25-AMD-Vi-50    [000] d..1.    12.345678: io_page_fault: IOMMU:[nvme] 0000:41:00.0 iova=0x00000000fffff000 flags=0x0020\n");

	is_int((long)l.r->nr_events, 1, "a trace event");
	is_str(first_event(&l)->device ? first_event(&l)->device : "none", "0000:41:00.0", "its device");
	is_u64(first_event(&l)->address, 0xfffff000, "its address");
	log_free(&l);
	l = log_of("[    1.0] DMAR: [Firmware Bug]: Your BIOS is broken; bad RMRR [0x0000000000000000-0x0000000000000fff]\n"
		   "               BIOS vendor: V; Ver: 1; Product Version: P\n");
	is_int((long)l.r->nr_events, 1, "a continuation without a stamp");
	log_free(&l);
}

/* What has the words of a fault and is none. */
static void looks_alike(void)
{
	static const char *const harmless[] = {
		"DMA-API: preallocated 65536 debug entries", "DMA-API: dma_debug_entry pool grown to 131072 (200%)",
		"DMAR: BIOS has allocated no shadow GTT; disabling IOMMU for graphics",
		"xhci_hcd 0000:00:14.0: ERROR Transfer event TRB DMA ptr not part of current TD ep_index 2 comp_code 1",
		"ath: phy1: DMA failed to stop in 10 ms AR_CR=0x00000024",
		"nouveau 0000:01:00.0: fifo: read fault at 0000001000 engine 00 [GR] client 0f [GPC0] reason 02 [PAGE_NOT_PRESENT] on channel 2",
		"mce: [Hardware Error]: Machine check events logged", "[Firmware Bug]: TSC ADJUST differs within socket(s)",
		"[Firmware Bug]: ACPI: BIOS _OSI(Linux) query ignored", "[Firmware Warn]: WMI: nothing",
		"AGP: Your BIOS doesn't leave a aperture memory hole",
		"arm-smmu 15000000.iommu: Failed to disable prefetcher for errata workarounds, check SACR.CACHE_LOCK",
		"ioremap() called early from iommu_init_early_dart+0x1/0x2. Use early_ioremap() instead",
		"ACPI:    * DMAR", "WARNING: RO_VPD is uninitialized or empty.",
		"systemd-pstore: moved /var/crash/DMAR-fault.txt", "swiotlb: software IO TLB: mapped [mem 0x7a000000-0x7e000000] (64MB)",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(harmless); i++) {
		char *text = dms_asprintf("[    1.000000] %s\n", harmless[i]);
		struct log l = log_of(text);

		ok(!l.r->nr_findings, "no finding: %.60s", harmless[i]);
		log_free(&l);
		free(text);
	}
}

int main(void)
{
	markup();
	hand_folds();
	reflowed();
	order();
	mail_twice();
	interleaved();
	cut_anywhere();
	begins_anywhere();
	kmsg_continued();
	characters();
	masked();
	rate_limits();
	not_more_than_one();
	looks_alike();
	return tap_done();
}
