// SPDX-License-Identifier: GPL-2.0
/*
 * A fingerprint is the same at other times, addresses and hosts, in other files and with other
 * processes and processors; another device, access, cause or message has another one.
 */
#include "base/array.h"
#include "base/strbuf.h"
#include "util.h"

/*
 * Every kind of log is written by one function of what varies: "@T" is a time stamp, "@A" an
 * address of which @page tells the page, "@P" a process id, "@C" a processor, "@H" the prefix of
 * a central log.
 */
struct variant {
	double time;
	unsigned long long page;
	unsigned int pid;
	const char *prefix;
	unsigned int padding;
};

static const struct variant variants[] = {
	{ 1.5, 0xffe00, 64, "", 0 },
	{ 86400.25, 0xffe00, 64, "", 0 },
	{ 1.5, 0xfff13, 64, "", 0 },
	{ 1.5, 0xffe00, 4711, "", 0 },
	{ 1.5, 0xffe00, 64, "Nov 19 10:11:12 rack3 kernel: ", 0 },
	{ 1.5, 0xffe00, 64, "2020-11-19T10:11:12.5+01:00 node-7 kernel: ", 0 },
	{ 1.5, 0xffe00, 64, "> ", 0 },
	{ 1.5, 0xffe00, 64, "", 100 },
	{ 777.0, 0xfff55, 1, "Nov 20 23:59:59 10.0.0.1 kernel: ", 7 },
};

static const struct {
	const char *name;
	const char *log;
} logs[] = {
	{ "VT-d",
	  "@H[@T] DMAR: DRHD: handling fault status reg 2\n"
	  "@H[@T] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0x@A [fault reason 0x05] PTE Write access is not set\n" },
	{ "AMD-Vi",
	  "@H[@T] AMD-Vi: Event logged [IO_PAGE_FAULT device=0000:03:00.0 domain=0x000a address=0x@A flags=0x0020]\n" },
	{ "SMMUv3",
	  "@H[@T] arm-smmu-v3 arm-smmu-v3.0.auto: event 0x10 received:\n"
	  "@H[@T] arm-smmu-v3 arm-smmu-v3.0.auto: \t0x0000030000000010\n"
	  "@H[@T] arm-smmu-v3 arm-smmu-v3.0.auto: \t0x0000020000000000\n"
	  "@H[@T] arm-smmu-v3 arm-smmu-v3.0.auto: \t0x00000000@A\n"
	  "@H[@T] arm-smmu-v3 arm-smmu-v3.0.auto: \t0x0000000000000000\n" },
	{ "SMMUv2",
	  "@H[@T] arm-smmu 5000000.iommu: Unhandled context fault: fsr=0x402, iova=0x@A, fsynr=0x10, cbfrsynra=0x800, cb=2\n" },
	{ "dma-debug",
	  "@H[@T] DMA-API: e1000e 0000:00:03.0: device driver frees DMA memory with different size [device address=0x00000000@A] [map size=64 bytes] [unmap size=32 bytes]\n"
	  "@H[@T] WARNING: CPU: @C PID: @P at kernel/dma/debug.c:1003 check_unmap+0x1a0/0x900\n" },
	{ "swiotlb",
	  "@H[@T] ahci 0000:00:17.0: swiotlb buffer is full (sz: @P bytes), total 32768 (slots), used @C (slots)\n" },
	{ "a mask that is too small",
	  "@H[@T] foo 0000:05:00.0: swiotlb addr 0x0000000@A+4096 overflow (mask ffff, bus limit 0).\n" },
	{ "an oops",
	  "@H[@T] BUG: unable to handle page fault for address: ffff8880@A\n"
	  "@H[@T] CPU: @C PID: @P Comm: agent Not tainted 6.12.0 #1\n"
	  "@H[@T] RIP: 0010:iommu_dma_unmap_page+0x85/0xa0\n"
	  "@H[@T] Call Trace:\n"
	  "@H[@T]  e1000_clean_rx_irq+0x10/0x20 [e1000e]\n" },
	{ "firmware", "@H[@T] DMAR: [Firmware Bug]: Record passes table end\n" },
	{ "a panic", "@H[@T] Kernel panic - not syncing: DMAR hardware is malfunctioning\n" },
};

static char *render(const char *log, const struct variant *v)
{
	struct dms_strbuf b = { 0 };
	unsigned int i;

	for (i = 0; i < v->padding; i++)
		dms_strbuf_printf(&b, "line %u\n", i);
	for (; *log; log++) {
		if (*log != '@') {
			dms_strbuf_add(&b, log, 1);
			continue;
		}
		log++;
		if (*log == 'T')
			dms_strbuf_printf(&b, "%12.6f", v->time);
		else if (*log == 'A')
			dms_strbuf_printf(&b, "%05llx000", v->page);
		else if (*log == 'P')
			dms_strbuf_printf(&b, "%u", v->pid);
		else if (*log == 'C')
			dms_strbuf_printf(&b, "%u", v->pid % 7);
		else
			dms_strbuf_puts(&b, v->prefix);
	}
	return dms_strbuf_take(&b);
}

/* All fingerprints of a report, as one text. */
static char *prints_of(const char *log, const char *name)
{
	struct dms_analysis *a = dms_analysis_new();
	struct dms_strbuf b = { 0 };
	const struct dms_report *r;
	size_t i;

	dms_analysis_add_text(a, name, log, strlen(log), 1);
	r = dms_analysis_finish(a);
	for (i = 0; i < r->nr_findings; i++)
		dms_strbuf_printf(&b, "%s %s\n", r->findings[i].cause, r->findings[i].fingerprint);
	dms_analysis_free(a);
	return dms_strbuf_take(&b);
}

static void same(void)
{
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(logs); i++) {
		char *log = render(logs[i].log, &variants[0]), *want = prints_of(log, "a.log");

		ok(*want, "%s: something is found", logs[i].name);
		free(log);
		for (k = 1; k < ARRAY_SIZE(variants); k++) {
			char *other = render(logs[i].log, &variants[k]);
			char *got = prints_of(other, "/var/log/b.log"), name[64];

			snprintf(name, sizeof(name), "%s: variant %zu", logs[i].name, k);
			is_str(got, want, name);
			free(got);
			free(other);
		}
		free(want);
	}
}

#define FAULT(device, access, reason) \
	"[    1.0] DMAR: [DMA " access " NO_PASID] Request device [" device "] fault addr 0xffe00000 [fault reason " reason "] text\n"

static void different(void)
{
	static const char *const others[] = {
		FAULT("00:04.0", "Write", "0x05"), FAULT("00:03.0", "Read", "0x06"),
		FAULT("00:03.0", "Write", "0x02"),
		"[    1.0] DMAR: [Firmware Bug]: Record passes table end\n",
	};
	char *want = prints_of(FAULT("00:03.0", "Write", "0x05"), "a.log");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(others); i++) {
		char *got = prints_of(others[i], "a.log");

		ok(*got && strcmp(got, want), "another problem, another fingerprint: %zu", i);
		free(got);
	}
	free(want);
}

int main(void)
{
	same();
	different();
	return tap_done();
}
