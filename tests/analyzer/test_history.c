// SPDX-License-Identifier: GPL-2.0
/* Live mappings of dma-api/dump, all layouts, and the causes that they prove. */
#include "base/array.h"
#include "base/strbuf.h"
#include "history/history.h"
#include "util.h"

#define DEV "0000:00:03.0"
#define DUMP(P, D, L, dir) \
	"e1000e " DEV " single idx 77 P=0x00000000" P " D=" D " L=" L " cln=0x0000000004188000 DMA_" dir " dma map error checked\n"
#define FAULT(access, addr) \
	"[   40.0] DMAR: [DMA " access " NO_PASID] Request device [00:03.0] fault addr 0x" addr " [fault reason 0x05] text\n"

static void check(const char *dump, const char *fault, const char *cause,
		  enum dms_confidence confidence, const char *about)
{
	struct log l = log_of_two(fault, dump);
	const struct dms_finding *f = first_finding(&l);

	is_str(f->cause, cause, about);
	is_int(f->confidence, confidence, "how sure");
	log_free(&l);
}

static void layouts(void)
{
	static const char *const lines[] = {
		DEV " e1000e single idx 3 P=104188000 N=104188 D=ffffc000 L=1000 DMA_FROM_DEVICE dma map error checked\n",
		"e1000e " DEV " single idx 3 P=104188000 N=104188 D=ffffc000 L=1000 cln=0x0000000004106200 DMA_FROM_DEVICE dma map error checked\n",
		"e1000e " DEV " single idx 3 P=0x0000000104188000 D=ffffc000 L=1000 cln=0x0000000004106200 DMA_FROM_DEVICE dma map error checked\n",
		"e1000e " DEV " phy idx 3 P=0x0000000104188000 D=ffffc000 L=1000 cln=0x0000000004106200 DMA_FROM_DEVICE dma map error checked attrs=0x0\n",
		"[   50.1] e1000e " DEV ": single idx 3 P=104188000 N=104188 D=ffffc000 L=1000 DMA_FROM_DEVICE dma map error checked\n",
		"[   50.1] e1000e " DEV ": phy idx 3 P=0x0000000104188000 D=ffffc000 L=1000 cln=0x0000000004106200 DMA_FROM_DEVICE dma map error checked attrs=0x0\n",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		struct dms_window w = { .nr_lines = 1 };
		struct dms_history h = { 0 };
		const char *text = strstr(lines[i], "] ");

		text = text ? text + 2 : lines[i];
		w.text = text;
		w.lines[0].len = strlen(text) - 1;
		w.lines[0].nr = 7;
		w.lines[0].marked = true;
		ok(dms_history_window(&h, &w) && h.nr == 1, "layout %zu is read", i);
		if (h.nr == 1) {
			is_str(h.mappings[0].device, DEV, "device");
			is_str(h.mappings[0].driver, "e1000e", "driver");
			is_u64(h.mappings[0].start, 0xffffc000, "device address");
			is_u64(h.mappings[0].end, 0xffffd000, "its end");
			is_u64(h.mappings[0].physical, 0x104188000, "physical address");
			is_int(h.mappings[0].direction, DMS_DIR_FROM_DEVICE, "direction");
		}
		dms_history_clear(&h);
	}
}

static void sniffing(void)
{
	struct log l = log_of_two("[    1.0] hello\n", DUMP("12345000", "ffffc000", "1000", "FROM_DEVICE"));

	is_str(l.r->inputs[0].type, "kernel-log", "a log");
	is_str(l.r->inputs[1].type, "dma-api-dump", "a dump, by its content");
	log_free(&l);
}

static void causes(void)
{
	check(DUMP("12345000", "ffffc000", "1000", "TO_DEVICE"), FAULT("Write", "ffffc000"),
	      "wrong-direction", DMS_CONF_CERTAIN, "mapped for the other direction");
	check(DUMP("12345000", "ffffc000", "1000", "FROM_DEVICE"), FAULT("Write", "ffffd000"),
	      "overrun", DMS_CONF_LIKELY, "first page behind a mapping");
	check(DUMP("12345000", "ffffc000", "800", "FROM_DEVICE"), FAULT("Write", "ffffd000"),
	      "overrun", DMS_CONF_LIKELY, "first page behind a mapping of half a page");
	check(DUMP("12345000", "ffffc000", "1000", "TO_DEVICE"), FAULT("Write", "ffffd000"),
	      "use-after-unmap", DMS_CONF_LIKELY, "a write does not run over from a mapping for reads");
	check(DUMP("12345000", "ffffc000", "1000", "FROM_DEVICE"), FAULT("Write", "fffff000"),
	      "use-after-unmap", DMS_CONF_LIKELY, "far behind a mapping");
	check(DUMP("12345800", "ffffc800", "400", "FROM_DEVICE"), FAULT("Write", "12345000"),
	      "physical-address-used", DMS_CONF_CERTAIN, "the buffer's physical address");
	check(DUMP("12345000", "123ffffc000", "1000", "FROM_DEVICE"), FAULT("Write", "ffffc000"),
	      "address-truncated", DMS_CONF_CERTAIN, "low half of a 64-bit address");
	check(DUMP("12345000", "ffffffeff000", "1000", "FROM_DEVICE"), FAULT("Write", "feff000"),
	      "address-truncated", DMS_CONF_CERTAIN, "the low 28 bits of an address");
	check(DUMP("12345000", "ffffffeff000", "1000", "FROM_DEVICE"), FAULT("Write", "2feff000"),
	      "unknown", DMS_CONF_POSSIBLE, "a bit that the low bits do not have");
	check(DUMP("12345000", "ffabc000", "1000", "FROM_DEVICE"), FAULT("Write", "c0a000"),
	      "byte-swapped-address", DMS_CONF_CERTAIN, "32 bits swapped, low 12 bits lost");
	check(DUMP("12345000", "fffffffff000", "1000", "FROM_DEVICE"), FAULT("Write", "ffffb000"),
	      "address-truncated", DMS_CONF_LIKELY, "all neighbours are above 4 GiB");
	check(DUMP("12345000", "ffff000", "1000", "FROM_DEVICE"), FAULT("Write", "fffd000"),
	      "use-after-unmap", DMS_CONF_LIKELY, "among the addresses of a device with 28 bits");
	check(DUMP("12345000", "ffffc000", "1000", "FROM_DEVICE"),
	      FAULT("Write", "ffffa000") "[   40.1] DMAR: pte level: 1, pte value: 0x0000000012345001\n",
	      "wrong-direction", DMS_CONF_CERTAIN, "the tables know better than a late snapshot");
	check(DUMP("12345000", "ffffc000", "1000", "TO_DEVICE"),
	      FAULT("Write", "ffffc000") "[   40.1] DMAR: pte level: 1, pte value: 0x0000000000000000\n"
	      "[   40.2] DMAR: page table not present at level 0\n",
	      "use-after-unmap", DMS_CONF_LIKELY, "mapped for the other direction, but later");
	check(DUMP("12345000", "ffffc000", "1000", "FROM_DEVICE"), FAULT("Write", "12399000"),
	      "physical-address-used", DMS_CONF_LIKELY, "among the buffers' physical addresses");
	check("e1000e 0000:00:04.0 single idx 77 P=0x0000000012345000 D=ffffc000 L=1000 cln=0x0000000004188000 DMA_TO_DEVICE dma map error checked\n",
	      FAULT("Write", "ffffc000"), "use-after-unmap", DMS_CONF_LIKELY,
	      "another device's mapping proves nothing");
}

/* Early or in an interrupt a thousand lines have one stamp; a crash tool's replay is far away. */
static void same_stamp(void)
{
	struct dms_strbuf b = { 0 };
	struct log l;
	int i;

	for (i = 0; i < 1000; i++)
		dms_strbuf_puts(&b, FAULT("Write", "ffffc000"));
	for (i = 0; i < 300; i++)
		dms_strbuf_puts(&b, "[   41.0] something else\n");
	dms_strbuf_puts(&b, FAULT("Write", "ffffc000"));
	l = log_of(b.s);
	is_int((long)first_finding(&l)->count, 1000, "a storm within one microsecond counts, its replay does not");
	is_str(dms_severity_name(first_finding(&l)->severity), "critical", "a storm is critical");
	log_free(&l);
	dms_strbuf_free(&b);
}

/* Both copies of one record are in a bundle. */
static void copies(void)
{
	struct log l = log_of_two(FAULT("Write", "ffffc000"), FAULT("Write", "ffffc000"));

	ok(l.r->nr_events == 1, "the same record in two files is one event");
	log_free(&l);
	l = log_of(FAULT("Write", "ffffc000") FAULT("Write", "ffffc000"));
	ok(l.r->nr_events == 2 && l.r->nr_findings == 1, "twice in one file it happened twice");
	log_free(&l);
	same_stamp();
}

int main(void)
{
	layouts();
	sniffing();
	causes();
	copies();
	return tap_done();
}
