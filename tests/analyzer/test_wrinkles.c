// SPDX-License-Identifier: GPL-2.0
/*
 * Every wrinkle of real logs, put by a small function around lines that are made from the
 * kernel's format strings: they are decoded as they are without it.
 */
#include <inttypes.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "util.h"

/* dmar_fault_do_one() since 5.14, swiotlb_tbl_map_single(), err_printk() of kernel/dma/debug.c. */
#define VTD "DMAR: [%s NO_PASID] Request device [%02x:%02x.%d] fault addr 0x%llx [fault reason 0x%02x] %s"
#define SWIOTLB "%s %s: swiotlb buffer is full (sz: %zd bytes), total %lu (slots), used %lu (slots)"
#define DMA_API "DMA-API: %s %s: device driver tries to free DMA memory it has not allocated [device address=0x%016llx] [size=%llu bytes]"

#define LINES 3

struct sample {
	char *text[LINES];
};

static struct sample make_sample(void)
{
	return (struct sample){ {
		dms_asprintf(VTD, "DMA Write", 0, 3, 0, 0xffffc000ull, 5,
			     "PTE Write access is not set"),
		dms_asprintf(SWIOTLB, "ahci", "0000:00:1f.2", (size_t)4096, 32768ul, 12ul),
		dms_asprintf(DMA_API, "e1000e", "0000:01:00.0", 0xfffff000ull, 1514ull),
	} };
}

/* A wrinkle prints line number @i, of which the text is @s, with all that is around it. */
typedef void (*wrinkle_fn)(struct dms_strbuf *b, const char *s, int i);

static void plain(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_printf(b, "[   %2d.%06d] %s\n", i + 10, 1000 * i, s);
}

static void replace(struct dms_strbuf *b, const char *s, const char *from, const char *to)
{
	const char *p;

	for (; (p = strstr(s, from)); s = p + strlen(from)) {
		dms_strbuf_add(b, s, (size_t)(p - s));
		dms_strbuf_puts(b, to);
	}
	dms_strbuf_puts(b, s);
}

static void no_break_spaces(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_printf(b, "[\xc2\xa0\xc2\xa0 %d.%06d] ", i + 10, 1000 * i);
	replace(b, s, " ", "\xc2\xa0");
	dms_strbuf_puts(b, "\n");
}

static void html(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_printf(b, "&lt;4&gt;[&nbsp;  %d.%06d]&nbsp;", i + 10, 1000 * i);
	replace(b, s, " ", "&#160;");
	dms_strbuf_puts(b, "<br>\n");
}

static void html_tags(struct dms_strbuf *b, const char *s, int i)
{
	const char *blank = strchr(s, ' ') + 1;

	dms_strbuf_printf(b, "<span class=\"log\">[   %d.%06d] %.*s<b>%s</b></span><br/>\n", i + 10,
			  1000 * i, (int)(blank - s), s, blank);
}

static void margin_arrow(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_puts(b, "=> ");
	plain(b, s, i);
}

static void margin_bar(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_puts(b, "| ");
	plain(b, s, i);
}

static void annotated(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_printf(b, "(%d) >> ", i);
	plain(b, s, i);
}

static void dmesg_raw(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_puts(b, "<3>");
	plain(b, s, i);
}

static void dmesg_x(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_puts(b, "kern  :err   : ");
	plain(b, s, i);
}

static void dmesg_ctime(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_printf(b, "[Thu Nov 19 10:11:%02d 2020] %s\n", i, s);
}

static void dmesg_x_ctime(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_printf(b, "kern  :err   : [Thu Nov 19 10:11:%02d 2020] %s\n", i, s);
}

static void pstore(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_printf(b, "Panic#1 Part%d\n<3>[   %d.%06d][   T12] %s\n", LINES - i, i + 10,
			  1000 * i, s);
}

static void ramoops(struct dms_strbuf *b, const char *s, int i)
{
	if (!i)
		dms_strbuf_puts(b, "====1577836800.123456-D\n");
	dmesg_raw(b, s, i);
}

/* Documentation/ABI/testing/dev-kmsg */
static void kmsg(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_printf(b, "3,%d,%d,-;%s\n SUBSYSTEM=pci\n DEVICE=+pci:0000:00:03.0\n", 400 + i,
			  (i + 10) * 1000000 + 1000 * i, s);
}

static void kmsg_caller(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_printf(b, "3,%d,%d,-,caller=T123;%s\n", 400 + i, (i + 10) * 1000000 + 1000 * i, s);
}

static void journal_json(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_printf(b, "{\"_TRANSPORT\":\"kernel\",\"PRIORITY\":\"3\",\"MESSAGE\":\"");
	replace(b, s, "=", "\\u003d");
	dms_strbuf_printf(b, "\",\"_SOURCE_MONOTONIC_TIMESTAMP\":\"%d\",\"_HOSTNAME\":\"h\"}\n",
			  (i + 10) * 1000000 + 1000 * i);
}

static void journal_bytes(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_printf(b, "{\"_SOURCE_MONOTONIC_TIMESTAMP\" : \"%d\", \"MESSAGE\" : [ ",
			  (i + 10) * 1000000 + 1000 * i);
	for (; *s; s++)
		dms_strbuf_printf(b, "%d, ", *s);
	dms_strbuf_puts(b, "27, 91, 48, 109 ] }\n");
}

static void dmesg_json(struct dms_strbuf *b, const char *s, int i)
{
	dms_strbuf_printf(b, "%s      {\n         \"pri\": 3,\n         \"time\": %12d.%06d,\n"
			  "         \"msg\": \"%s\"\n      }%s\n", i ? "" : "{\n   \"dmesg\": [\n",
			  i + 10, 1000 * i, s, i == LINES - 1 ? "\n   ]\n}" : ",");
}

/* RFC 2045, 6.7: lines of 76 at most, "=" itself and the blank at a line's end escaped. */
static void quoted_printable(struct dms_strbuf *b, const char *s, int i)
{
	char *line = dms_asprintf("[   %d.%06d] %s", i + 10, 1000 * i, s);
	size_t column = 0;
	const char *p;

	for (p = line; *p; p++) {
		size_t width = *p == '=' ? 3 : 1;

		if (column + width > 75) {
			dms_strbuf_puts(b, "=\n");
			column = 0;
		}
		dms_strbuf_printf(b, *p == '=' ? "=3D" : "%c", *p);
		column += width;
	}
	dms_strbuf_puts(b, "\n");
	free(line);
}

static void quoted_printable_mail(struct dms_strbuf *b, const char *s, int i)
{
	if (!i)
		dms_strbuf_puts(b, "Content-Type: text/plain\r\n"
				"content-transfer-encoding: Quoted-Printable\r\n\r\n");
	dms_strbuf_printf(b, "[   %d.%06d] =%02X%c=\r\n", i + 10, 1000 * i, s[0], s[1]);
	replace(b, s + 2, "=", "=3D");
	dms_strbuf_puts(b, "=20\r\n");
}

/* RFC 3676: a blank at the end of a line says that it goes on. */
static void format_flowed(struct dms_strbuf *b, const char *s, int i)
{
	const char *cut = strchr(s + 40, ' ') + 1;

	dms_strbuf_printf(b, "[   %d.%06d] %.*s\n%s\n", i + 10, 1000 * i, (int)(cut - s), s, cut);
}

static void format_flowed_quoted(struct dms_strbuf *b, const char *s, int i)
{
	const char *cut = strchr(s + 40, ' ') + 1;

	dms_strbuf_printf(b, "> > [   %d.%06d] %.*s\n> > %s\n", i + 10, 1000 * i, (int)(cut - s), s,
			  cut);
}

/* In the middle of "Request device", "buffer is full", "device driver". */
static const char *middle(const char *s)
{
	static const char *const words[] = { "Request dev", "buff", "device dri" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (strstr(s, words[i]))
			return strstr(s, words[i]) + strlen(words[i]);
	return s;
}

static void broken_word(struct dms_strbuf *b, const char *s, int i)
{
	const char *cut = middle(s);

	dms_strbuf_printf(b, "[   %d.%06d] %.*s\n%s\n", i + 10, 1000 * i, (int)(cut - s), s, cut);
}

static void broken_by_user_space(struct dms_strbuf *b, const char *s, int i)
{
	const char *cut = middle(s);

	dms_strbuf_printf(b, "[   %d.%06d] %.*sStarting fio, 4 jobs\n%s\n", i + 10, 1000 * i,
			  (int)(cut - s), s, cut);
}

static void broken_by_another_cpu(struct dms_strbuf *b, const char *s, int i)
{
	const char *cut = middle(s);

	dms_strbuf_printf(b, "[   %d.%06d] %.*s[   %d.%06d] usb 1-1: reset\n%s\n", i + 10, 1000 * i,
			  (int)(cut - s), s, i + 10, 1000 * i + 1, cut);
}

static const struct {
	const char *name;
	wrinkle_fn fn;
	bool no_time;
} wrinkles[] = {
	{ "no wrinkle", plain, false },
	{ "no-break spaces everywhere", no_break_spaces, false },
	{ "HTML entities", html, false },
	{ "HTML tags", html_tags, false },
	{ "=> margin", margin_arrow, false },
	{ "| margin", margin_bar, false },
	{ "(5) >> annotation", annotated, false },
	{ "dmesg -r", dmesg_raw, false },
	{ "dmesg -x", dmesg_x, false },
	{ "dmesg -T", dmesg_ctime, true },
	{ "dmesg -x -T", dmesg_x_ctime, true },
	{ "pstore", pstore, false },
	{ "ramoops", ramoops, false },
	{ "/dev/kmsg", kmsg, false },
	{ "/dev/kmsg with callers", kmsg_caller, false },
	{ "journalctl -o json", journal_json, false },
	{ "journalctl -o json, as bytes", journal_bytes, false },
	{ "dmesg --json", dmesg_json, false },
	{ "quoted-printable without headers", quoted_printable, false },
	{ "quoted-printable mail", quoted_printable_mail, false },
	{ "format=flowed", format_flowed, false },
	{ "format=flowed, quoted", format_flowed_quoted, false },
	{ "a word broken", broken_word, false },
	{ "a word broken by user space", broken_by_user_space, false },
	{ "a word broken by another CPU", broken_by_another_cpu, false },
};

static void check_events(const struct log *l, const char *name, bool no_time)
{
	static const struct {
		const char *kind, *device;
		const char *field, *value;
	} want[LINES] = {
		{ "vtd-fault", "0000:00:03.0", NULL, NULL },
		{ "swiotlb-full", "0000:00:1f.2", "size", "4096" },
		{ "dma-api", "0000:01:00.0", "size", "1514" },
	};
	const struct dms_event *e = l->r->events;
	int i;

	if (!ok(l->r->nr_events == LINES, "%s: all are found", name)) {
		printf("# %zu events\n", l->r->nr_events);
		return;
	}
	for (i = 0; i < LINES; i++, e++) {
		double time = no_time ? -1 : 10 + i + i / 1000.0;

		ok(!strcmp(e->kind, want[i].kind) && e->device && !strcmp(e->device, want[i].device),
		   "%s: %s of %s", name, want[i].kind, want[i].device);
		ok(e->time - time < 1e-9 && time - e->time < 1e-9, "%s: time of line %d", name, i);
		if (want[i].field)
			is_str(dms_event_text(e, want[i].field), want[i].value, want[i].field);
	}
	is_u64(l->r->events[0].address, 0xffffc000, "address of the fault");
	is_u64(l->r->events[0].reason_code, 5, "reason of the fault");
	is_u64(l->r->events[2].address, 0xfffff000, "address that was freed");
}

static void all_wrinkles(void)
{
	struct sample s = make_sample();
	size_t i;
	int k;

	for (i = 0; i < ARRAY_SIZE(wrinkles); i++) {
		struct dms_strbuf b = { 0 };
		struct log l;

		for (k = 0; k < LINES; k++)
			wrinkles[i].fn(&b, s.text[k], k);
		l = log_of(b.s);
		check_events(&l, wrinkles[i].name, wrinkles[i].no_time);
		log_free(&l);
		dms_strbuf_free(&b);
	}
	for (k = 0; k < LINES; k++)
		free(s.text[k]);
}

static void not_quoted_printable(void)
{
	struct log l = log_of("[    1.0] arm-smmu: fsr=402, cb=20\n"
			      "[    1.1] dmar: <IRQ> a < b && b > c &unknown; =3D\n");

	ok(!l.r->nr_events, "what looks like an escape and is none does no harm");
	log_free(&l);
}

static void line_numbers(void)
{
	struct log l = log_of("Content-Transfer-Encoding: quoted-printable\n\nfirst=\n second\n"
			      "[    1.0] DMAR: [DMA Write NO_PASID] Request dev=\n"
			      "ice [00:03.0] fault addr 0xffffc=\n"
			      "000 [fault reason 0x05] PTE Write access is not set\nlast\n");

	is_int((long)first_event(&l)->line, 5, "joined lines keep their numbers");
	is_u64(first_event(&l)->address, 0xffffc000, "an address broken in the middle is whole");
	is_int((long)l.r->inputs[0].lines, 8, "all lines are counted");
	log_free(&l);
}

/* The same address in two boots: stamps restart, with and without a banner. */
static void boots(void)
{
	static const char first[] = "[    0.000000] Linux version 6.12.0 (build@host)\n"
				    "[    0.500000] one\n[   20.000000] two\n[  100.000000] "
				    "DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set\n";
	static const char second[] = "[    1.000000] one\n[   90.000000] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set\n";
	static const char *const between[] = { "[    0.000000] Linux version 6.12.0 (build@host)\n", "" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(between); i++) {
		char *text = dms_asprintf("%s%s%s", first, between[i], second);
		struct log l = log_of(text);

		is_int(l.r->inputs[0].boots, 2, "two boots in one file");
		is_int((long)l.r->nr_events, 2, "a fault in each");
		is_int(l.r->events[0].boot, 0, "the first is of the first boot");
		is_int(l.r->events[l.r->nr_events - 1].boot, 1, "the last of the second");
		is_int(first_finding(&l)->boots, 2, "one finding tells of both");
		log_free(&l);
		free(text);
	}
}

static void one_boot(void)
{
	struct log l = log_of("[  300.0] a\n[  250.0] b\n[  200.0] c\n[  100.0] d\n[   50.0] e\n");

	is_int(l.r->inputs[0].boots, 1, "newest first is one boot");
	log_free(&l);
	l = log_of("[  300.0] a\n[  301.0] b\n[  300.9] c\n[  299.0] d\n[  302.0] e\n");
	is_int(l.r->inputs[0].boots, 1, "a late line is of the same boot");
	log_free(&l);
}

/* kernel/printk/printk.c, lib/ratelimit.c, systemd's journald-kmsg.c */
static void losses(void)
{
	static const struct {
		const char *line, *what;
		unsigned long count;
	} list[] = {
		{ "** 12345 printk messages dropped **", "printk messages dropped", 12345 },
		{ "[    1.0] printk: 118 messages suppressed.", "printk messages dropped", 118 },
		{ "[    1.0] dmar_fault: 77 callbacks suppressed", "callbacks suppressed", 77 },
		{ "Nov 19 10:11:12 host systemd-journald[1]: Missed 33 kernel messages",
		  "printk messages dropped", 33 },
	};
	static const char fault[] = "[    2.0] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set\n";
	struct log without = log_of(fault);
	size_t i;

	ok(!without.r->nr_losses, "nothing is lost without such a line");
	is_int(first_finding(&without)->confidence, DMS_CONF_LIKELY, "then the cause is likely");
	for (i = 0; i < ARRAY_SIZE(list); i++) {
		char *text = dms_asprintf("%s\n%s", list[i].line, fault);
		struct log l = log_of(text);

		if (is_int((long)l.r->nr_losses, 1, list[i].line)) {
			is_str(l.r->losses[0].what, list[i].what, "what is missing");
			is_int((long)l.r->losses[0].count, (long)list[i].count, "how many");
			is_int((long)l.r->losses[0].line, 1, "where it is said");
		}
		is_int(first_finding(&l)->confidence, DMS_CONF_POSSIBLE,
		       "and the cause is only possible");
		log_free(&l);
		free(text);
	}
	log_free(&without);
	without = log_of("[    1.0] kauditd_printk_skb: 12 callbacks suppressed\n");
	ok(!without.r->nr_losses, "another function's limit is no loss of ours");
	log_free(&without);
}

static void storm(void)
{
	struct dms_strbuf b = { 0 };
	unsigned long i, count = 0;
	struct log l;

	for (i = 0; i < 20000; i++)
		dms_strbuf_printf(&b, "[%5lu.%06lu] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0x%lx [fault reason 0x05] PTE Write access is not set\n",
				  100 + i / 100, i % 100, 0xf0000000 + (i % 16 << 12));
	l = log_of(b.s);
	ok(l.r->nr_events < 1000, "a storm is kept as few events");
	for (i = 0; i < l.r->nr_events; i++)
		count += l.r->events[i].count;
	is_int((long)count, 20000, "that count all of it");
	is_int((long)l.r->nr_findings, 1, "one finding");
	is_int((long)first_finding(&l)->count, 20000, "with all of them");
	ok(first_finding(&l)->first == 100.0, "from the first");
	ok(first_finding(&l)->last > 299.0, "to the last");
	log_free(&l);
	dms_strbuf_free(&b);
}

int main(void)
{
	all_wrinkles();
	not_quoted_printable();
	line_numbers();
	boots();
	one_boot();
	losses();
	storm();
	return tap_done();
}
