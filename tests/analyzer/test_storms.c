// SPDX-License-Identifier: GPL-2.0
/*
 * Reports of many lines that come again and again, and records that are missing: one finding with
 * count, first and last, however many there were, and less trust where some were lost.
 */
#include "faults.h"

#define STORM 1000

static const char warn[] =
	"[%12.6f] ------------[ cut here ]------------\n"
	"[%12.6f] WARNING: CPU: 1 PID: %u at drivers/iommu/dma-iommu.c:1041 %s+0x6a/0x90\n"
	"[%12.6f] Call Trace:\n"
	"[%12.6f]  nic_clean_tx+0x20/0x100 [nic]\n"
	"[%12.6f] ---[ end trace %016x ]---\n";
/* lib/bug.c from 6.19 on, without "cut here" in a trimmed log */
static const char warn_new[] =
	"[%12.6f] WARNING: drivers/iommu/dma-iommu.c:1041 at iommu_dma_unmap_page+0x6a/0x90, CPU#1: task/%u\n"
	"[%12.6f]  nic_clean_tx+0x20/0x100 [nic]\n";
static const char oops[] =
	"[%12.6f] BUG: kernel NULL pointer dereference, address: %016x\n"
	"[%12.6f] RIP: 0010:nic_clean_rx+0x1c/0x200 [nic]\n"
	"[%12.6f]  nic_poll+0x20/0x100 [nic]\n";
static const char kasan[] =
	"[%12.6f] BUG: KASAN: use-after-free in nic_clean_rx+0x1c/0x200 [nic]\n"
	"[%12.6f] Read of size 8 at addr ffff888%09x by task irq/77\n"
	"[%12.6f]  nic_clean_rx+0x1c/0x200 [nic]\n";

static struct log storm_of(const char *format, const char *site)
{
	struct dms_strbuf b = { 0 };
	struct log l;
	unsigned int i;

	for (i = 0; i < STORM; i++) {
		double t = 100 + i * 0.5;

		if (format == warn)
			dms_strbuf_printf(&b, warn, t, t, i, site, t, t, t, i);
		else if (format == warn_new)
			dms_strbuf_printf(&b, warn_new, t, i, t);
		else if (format == oops)
			dms_strbuf_printf(&b, oops, t, i, t, t);
		else
			dms_strbuf_printf(&b, kasan, t, t, i, t);
	}
	l = log_of(b.s);
	dms_strbuf_free(&b);
	return l;
}

static void splats(void)
{
	static const struct {
		const char *format, *kind;
	} storms[] = {
		{ warn, "warning" }, { warn_new, "warning" }, { oops, "oops" }, { kasan, "kasan" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(storms); i++) {
		struct log l = storm_of(storms[i].format, "iommu_dma_unmap_page");
		const struct dms_finding *f = first_finding(&l);

		is_int((long)l.r->nr_findings, 1, "one finding");
		is_str(f->kind, storms[i].kind, "of its kind");
		is_int((long)f->count, STORM, "with all of them");
		ok(f->first == 100 && f->last == 100 + (STORM - 1) * 0.5, "from the first to the last");
		ok(f->rate > 1.99 && f->rate < 2.01, "two a second (%g)", f->rate);
		ok(l.r->nr_events < STORM / 2, "in the memory of a few (%zu)", l.r->nr_events);
		log_free(&l);
	}
}

static void two_sites(void)
{
	char text[2048];
	struct log l;
	int n;

	n = snprintf(text, sizeof(text), warn, 1.0, 1.0, 7, "iommu_dma_unmap_page", 1.0, 1.0, 1.0, 1);
	snprintf(text + n, sizeof(text) - (size_t)n, warn, 90.0, 90.0, 7, "dma_map_sg_attrs", 90.0, 90.0,
		 90.0, 2);
	l = log_of(text);
	is_int((long)l.r->nr_findings, 2, "another function's warning is another finding");
	log_free(&l);
}

/* A disk that is reset all day must not fill the memory with notes. */
static void notes(void)
{
	struct dms_strbuf b = { 0 };
	struct log l;
	unsigned int i;

	for (i = 0; i < STORM; i++)
		dms_strbuf_printf(&b, "[%12.6f] ata1: hard resetting link\n", 100 + i * 0.5);
	l = log_of(b.s);
	ok(l.r->nr_notes && l.r->nr_notes < STORM / 2, "notes of a few (%zu)", l.r->nr_notes);
	log_free(&l);
	dms_strbuf_free(&b);
}

static void rates(void)
{
	char *a = fault_line(VTD, 100, "0000:03:00.0", 0xfffd3000, true);
	char *b = fault_line(VTD, 110, "0000:03:00.0", 0xfffd3000, true);
	char *boots = dms_asprintf("%s[    0.000000] Linux version 6.12.0 (build@host) (gcc 14) #1 SMP\n%s",
				   b, a);
	char *same = dms_asprintf("%s%s", a, b);
	struct log l = log_of(a);

	ok(first_finding(&l)->rate < 0, "one event has no rate");
	log_free(&l);
	l = log_of(same);
	ok(first_finding(&l)->rate == 0.1, "two in ten seconds");
	log_free(&l);
	l = log_of(boots);
	is_int(first_finding(&l)->boots, 2, "two boots");
	ok(first_finding(&l)->rate < 0, "have no common clock");
	log_free(&l);
	free(a);
	free(b);
	free(boots);
	free(same);
}

/* ---- losses ---- */

static void check_loss(const char *before, const char *after, bool lost, const char *name)
{
	struct log l = log_with_fault(VTD, before, 99, "0000:03:00.0", 0xfffd3000, true, after);
	const struct dms_finding *f = finding_of_kind(&l, "vtd-fault");

	is_int(f->confidence, lost ? DMS_CONF_POSSIBLE : DMS_CONF_LIKELY, name);
	ok(!lost || l.r->nr_losses == 1, "and it is said");
	log_free(&l);
}

/* lib/ratelimit.c, kernel/printk/printk.c; QEMU and small units have one fault record */
static void losses(void)
{
	check_loss("", "", false, "nothing lost");
	check_loss("", "[  104.0] dmar_fault: 2474 callbacks suppressed\n", true, "callbacks suppressed");
	check_loss("", "[  104.0] arm_smmu_context_fault: 7 callbacks suppressed\n", false,
		   "another IOMMU's records were lost");
	check_loss("[   98.0] ** 71 printk messages dropped **\n", "", true, "messages dropped");
	check_loss("[   99.0] DMAR: DRHD: handling fault status reg 3\n", "", true,
		   "the fault record overflowed");
	check_loss("[   99.0] DMAR: DRHD: handling fault status reg 2\n", "", false,
		   "a fault record alone");
}

/* arm-smmu-v3.c, arm_smmu_evtq_thread() */
static void event_queue(void)
{
	struct log l = log_with_fault(SMMUV3, "", 99, "0000:03:00.0", 0xfffd3000, true,
				      "[   99.1] arm-smmu-v3 smmu.0: EVTQ overflow detected -- events lost\n");

	is_int(first_finding(&l)->confidence, DMS_CONF_POSSIBLE, "the event queue was full");
	is_int((long)l.r->nr_losses, 1, "and it is said");
	is_int((long)l.r->nr_findings, 1, "as part of the fault");
	log_free(&l);
}

static void certain_stays(void)
{
	struct log l = log_with_fault(VTD, "", 99, "0000:03:00.0", 0xfffd3000, true,
				      "[   99.0] DMAR: pte level: 1, pte value: 0x0000000104a56001\n"
				      "[  104.0] dmar_fault: 2474 callbacks suppressed\n");

	is_int(first_finding(&l)->confidence, DMS_CONF_CERTAIN,
	       "what the tables say is not less certain for it");
	log_free(&l);
}

static void suppressed_are_counted(void)
{
	char *a = fault_line(VTD, 99, "0000:03:00.0", 0xfffd3000, true);
	char *b = fault_line(VTD, 104.1, "0000:03:00.0", 0xfffd3000, true);
	char *text = dms_asprintf("%s[  104.0] dmar_fault: 2474 callbacks suppressed\n%s", a, b);
	struct log l = log_of(text);

	is_int((long)first_finding(&l)->count, 2476, "two seen, the others counted by the kernel");
	log_free(&l);
	free(text);
	free(a);
	free(b);
}

/* @n faults of one device, each 16 MiB from the next, once in a millisecond. */
static struct log scattered(unsigned int n)
{
	struct dms_strbuf b = { 0 };
	struct log l;
	unsigned int i;

	for (i = 0; i < n; i++) {
		char *line = fault_line(VTD, 200 + i * 0.001, "0000:03:00.0",
					0x100000000 + i * 0x1000000ull, true);

		dms_strbuf_puts(&b, line);
		free(line);
	}
	l = log_of(b.s);
	dms_strbuf_free(&b);
	return l;
}

static void all_over_the_place(void)
{
	struct log l = scattered(3);

	is_int((long)l.r->nr_findings, 3, "three places are three findings");
	log_free(&l);
	l = scattered(8);
	is_int((long)l.r->nr_findings, 8, "so are eight");
	log_free(&l);
	l = scattered(9);
	is_int((long)l.r->nr_findings, 1, "nine are a storm: one finding");
	is_int((long)first_finding(&l)->count, 9, "of them all");
	is_int((long)first_finding(&l)->nr_events, 9, "with all events");
	ok(first_finding(&l)->nr_evidence > 1 && first_finding(&l)->evidence[1].line == 2,
	   "the first of them quoted");
	log_free(&l);
	l = scattered(20000);
	is_int((long)l.r->nr_findings, 1, "twenty thousand are one as well");
	is_int((long)first_finding(&l)->count, 20000, "counted");
	ok(first_finding(&l)->first == 200, "from the first");
	ok(first_finding(&l)->last > 219.998 && first_finding(&l)->last < 220, "to the last");
	log_free(&l);
}

int main(void)
{
	splats();
	all_over_the_place();
	two_sites();
	notes();
	rates();
	losses();
	event_queue();
	certain_stays();
	suppressed_are_counted();
	return tap_done();
}
