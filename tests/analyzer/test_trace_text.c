// SPDX-License-Identifier: GPL-2.0
/*
 * Lines of ftrace text, made with the kernel's own format strings: every layout around the record
 * (kernel/trace/trace_output.c, trace.c), and every TP_printk() of the DMA and IOMMU tracepoints
 * in its spellings from 5.10 to 7.3.
 */
#include <inttypes.h>

#include "base/strbuf.h"
#include "input/input.h"
#include "util.h"

#define MAP "0000:01:00.0 dir=FROM_DEVICE dma_addr=fffdb000 size=4096 phys_addr=1023d0000 attrs="

static void is_map(const char *line, double time, const char *name)
{
	struct log l = log_of(line);
	const struct dms_event *e = first_event(&l);

	is_int((long)l.r->nr_events, 1, name);
	is_str(e->kind, "trace", " a trace record");
	is_str(e->detail, "dma.map_page", " of dma_map_page");
	is_str(e->device, "0000:01:00.0", " with its device");
	is_u64(e->address, 0xfffdb000, " and address");
	is_str(e->access, "write", " and what the device may do");
	is_str(dms_event_text(e, "comm"), "my task-1", " its task");
	is_str(dms_event_text(e, "pid"), "4242", " its pid");
	is_str(dms_event_text(e, "cpu"), "3", " its processor");
	ok(time < 0 ? e->time < 0 : e->time > time - 1e-7 && e->time < time + 1e-7,
	   " its time (%.6f)", e->time);
	is_int((long)l.r->nr_findings, 0, " and no finding");
	log_free(&l);
}

/* Names with a blank and a dash, as kernel threads and Java have. */
static void layouts(void)
{
	static const char comm[] = "my task-1";
	char line[512];

	snprintf(line, sizeof(line), "%16s-%-7d [%03d] %s %5lu.%06lu: %s: %s\n", comm, 4242, 3, "d..1.", 12ul,
		 345678ul, "dma_map_page", MAP);
	is_map(line, 12.345678, "trace, from 5.12 on");
	snprintf(line, sizeof(line), "%16s-%-5d [%03d] %s %5lu.%06lu: %s: %s\n", comm, 4242, 3, "dNh2", 12ul,
		 345678ul, "dma_map_page", MAP);
	is_map(line, 12.345678, "trace, with four flags");
	snprintf(line, sizeof(line), "%16s-%-7d [%03d] %5lu.%06lu: %s: %s\n", comm, 4242, 3, 12ul, 345678ul,
		 "dma_map_page", MAP);
	is_map(line, 12.345678, "trace, noirq-info");
	snprintf(line, sizeof(line), "%16s-%-7d (%7d) [%03d] %s %5lu.%06lu: %s: %s\n", comm, 4242, 4200, 3,
		 ".....", 12ul, 345678ul, "dma_map_page", MAP);
	is_map(line, 12.345678, "trace, record-tgid");
	snprintf(line, sizeof(line), "%16s-%-7d (-------) [%03d] %s %5lu.%06lu: %s: %s\n", comm, 4242, 3,
		 ".....", 12ul, 345678ul, "dma_map_page", MAP);
	is_map(line, 12.345678, "trace, a thread group that is not known");
	snprintf(line, sizeof(line), "%16s-%-7d [%03d] %s  %12llu: %s: %s\n", comm, 4242, 3, ".....", 17ull,
		 "dma_map_page", MAP);
	is_map(line, -1, "trace, a clock that counts");
	snprintf(line, sizeof(line), "%16.16s-%-7d %3d%s %4lldus%c: %s: %s\n", comm, 4242, 3, "d..1.", 4213ll,
		 ' ', "dma_map_page", MAP);
	is_map(line, -1, "latency-format");
	snprintf(line, sizeof(line), "%16.16s-%-7d %3d%s %4lldus%c: %s: %s\n", comm, 4242, 3, "dNs1", 4213ll,
		 '!', "dma_map_page", MAP);
	is_map(line, -1, "latency-format, marked, with four flags");
	snprintf(line, sizeof(line), "%16s %7d %3d %d %08x %08x [%08llx] %lld.%03lldms (+%lld.%03lldms): %s: %s\n",
		 comm, 4242, 3, 1, 0, 2, 0xaf5d0dull, 2ll, 523ll, 0ll, 8ll, "dma_map_page", MAP);
	is_map(line, -1, "latency-format, verbose");
	snprintf(line, sizeof(line), "[%5lu.%06lu] %16.16s-%-7d %3d%s %4lldus%c: %s: %s\n", 99ul, 5ul, comm, 4242, 3,
		 "d..1.", 4213ll, ' ', "dma_map_page", MAP);
	is_map(line, -1, "dumped into the log");
	snprintf(line, sizeof(line), "%16s-%-5d [%03d] %5lu.%09lu: %-20s %s\n", comm, 4242, 3, 12ul, 345678000ul,
		 "dma_map_page:", MAP);
	is_map(line, 12.345678, "trace-cmd report -t");
	snprintf(line, sizeof(line), "%16s %7d [%03d] %5lu.%06lu: %s: %s\n", comm, 4242, 3, 12ul, 345678ul,
		 "dma:dma_map_page", MAP);
	is_map(line, 12.345678, "perf script");
}

/* ---- what the records say ---- */

#define TASK "          dmactl-62      [001] .....    11.433403: "
#define NONE UINT64_MAX

static void event(const char *line, const char *detail, const char *device, uint64_t address,
		  const char *field, const char *value)
{
	char *text = dms_asprintf("%s%s\n", TASK, line);
	struct log l = log_of(text);
	const struct dms_event *e = first_event(&l);

	is_int((long)l.r->nr_events, 1, line);
	is_str(e->detail, detail, " its name");
	is_str(e->device, device, " its device");
	if (address == NONE)
		ok(!e->has_address, " no address");
	else
		is_u64(e->address, address, " its address");
	is_str(dms_event_text(e, field), value, field);
	log_free(&l);
	free(text);
}

static void dma_events(void)
{
	static const char dev[] = "0000:01:00.0";
	char big[4096] = "dma_map_sg: 0000:01:00.0 dir=TO_DEVICE nents=128/200 ents=128/200 [TRUNCATED] dma_addrs={0x1000";
	size_t n = strlen(big);
	int i;

	event("dma_map_phys: 0000:01:00.0 dir=TO_DEVICE dma_addr=f000 size=12 phys_addr=9000 attrs=SKIP_CPU_SYNC|0x8000",
	      "dma.map_phys", dev, 0xf000, "attrs", "SKIP_CPU_SYNC|0x8000");
	event("dma_map_page: 0000:01:00.0 dir=TO_DEVICE dma_addr=ffffffffffffffff size=12 phys_addr=9000 attrs=",
	      "dma.map_page", dev, NONE, "failed", "yes");
	event("dma_unmap_page: 0000:01:00.0 dir=NONE dma_addr=f000 size=12 attrs=", "dma.unmap_page", dev,
	      0xf000, "size", "12");
	event("dma_alloc: 0000:01:00.0 dir=BIDIRECTIONAL dma_addr=f000 size=4096 virt_addr=(____ptrval____) flags=GFP_KERNEL|__GFP_NOWARN attrs=NO_WARN",
	      "dma.alloc", dev, 0xf000, "flags", "GFP_KERNEL|__GFP_NOWARN");
	event("dma_free: 0000:01:00.0 dir=BIDIRECTIONAL dma_addr=f000 size=4096 virt_addr=00000000c0ffee00 attrs=",
	      "dma.free", dev, 0xf000, "virt_addr", "0xc0ffee00");
	event("dma_alloc_sgt: 0000:01:00.0 dir=BIDIRECTIONAL dma_addr=f000 size=8192 phys_addrs={0x1000,0x2000} flags=GFP_KERNEL attrs=",
	      "dma.alloc_sgt", dev, 0xf000, "phys_addrs", "{0x1000,0x2000}");
	event("dma_free_sgt: 0000:01:00.0 dir=BIDIRECTIONAL dma_addr=f000 size=8192 phys_addrs={0x1000,0x2000}",
	      "dma.free_sgt", dev, 0xf000, "phys_addrs", "{0x1000,0x2000}");
	event("dma_map_sg: 0000:01:00.0 dir=TO_DEVICE dma_addrs={0x1000,0x3000} sizes={0x200,0x10} phys_addrs={0x5000,0x7000} attrs=",
	      "dma.map_sg", dev, NONE, "sizes", "{0x200,0x10}");
	event("dma_map_sg: 0000:01:00.0 dir=TO_DEVICE nents=4/4 ents=1/1 dma_addrs={0x1000} sizes={0x4000} phys_addrs={0x5000} attrs=",
	      "dma.map_sg", dev, NONE, "truncated", "");
	/* longer than any string in a message may be */
	for (i = 1; i < 128; i++)
		n += (size_t)snprintf(big + n, sizeof(big) - n, ",0x%x000", i + 1);
	snprintf(big + n, sizeof(big) - n, "} sizes={0x1000} phys_addrs={0x5000} attrs=");
	event(big, "dma.map_sg", dev, NONE, "truncated", " [TRUNCATED]");
	event(big, "dma.map_sg", dev, NONE, "full_nents", "200");
	event("dma_map_sg_err: 0000:01:00.0 dir=TO_DEVICE dma_addrs={0x5000} err=-5 attrs=", "dma.map_sg_err",
	      dev, NONE, "phys_addrs", "{0x5000}");
	event("dma_map_sg_err: 0000:01:00.0 dir=TO_DEVICE dma_addrs={0x5000} err=-5 attrs=", "dma.map_sg_err",
	      dev, NONE, "err", "-5");
	event("dma_unmap_sg: 0000:01:00.0 dir=TO_DEVICE phys_addrs={0x5000,0x7000} attrs=", "dma.unmap_sg", dev,
	      NONE, "phys_addrs", "{0x5000,0x7000}");
	event("dma_sync_single_for_cpu: 0000:01:00.0 dir=FROM_DEVICE dma_addr=f000 size=64",
	      "dma.sync_single_for_cpu", dev, 0xf000, "dir", "FROM_DEVICE");
	event("dma_sync_sg_for_device: 0000:01:00.0 dir=TO_DEVICE dma_addrs={0x1000} sizes={0x4000}",
	      "dma.sync_sg_for_device", dev, NONE, "sizes", "{0x4000}");
}

static void other_events(void)
{
	event("map: IOMMU: iova=0x00000000fffdb000 - 0x00000000fffdc000 paddr=0x0000000102b30000 size=4096",
	      "iommu.map", NULL, 0xfffdb000, "end", "0xfffdc000");
	event("map: IOMMU: iova=0x00000000fffdb000 paddr=0x0000000102b30000 size=4096", "iommu.map", NULL,
	      0xfffdb000, "paddr", "0x102b30000");
	event("unmap: IOMMU: iova=0x00000000fffdb000 - 0x00000000fffdc000 size=4096 unmapped_size=0",
	      "iommu.unmap", NULL, 0xfffdb000, "unmapped_size", "0");
	event("unmap: IOMMU: iova=0x00000000fffdb000 size=4096 unmapped_size=4096", "iommu.unmap", NULL,
	      0xfffdb000, "size", "4096");
	event("add_device_to_group: IOMMU: groupID=7 device=0000:01:00.0", "iommu.add_device_to_group",
	      "0000:01:00.0", NONE, "gid", "7");
	event("attach_device_to_domain: IOMMU: device=0000:01:00.0", "iommu.attach_device_to_domain",
	      "0000:01:00.0", NONE, "comm", "dmactl");
	/* the bus address with dma-direct, the physical one behind an IOMMU: neither is claimed */
	event("swiotlb_bounced: dev_name: 0000:01:00.0 dma_mask=ffffffff dev_addr=12345000 size=1500 FORCE",
	      "swiotlb.bounced", "0000:01:00.0", NONE, "force", "FORCE");
	event("cma_alloc_start: name=reserved count=256 align=8", "cma.alloc_start", NULL, NONE, "name",
	      "reserved");
	event("cma_alloc_start: name=reserved request_count=256 available_count=16 total_count=4096 align=8",
	      "cma.alloc_start", NULL, NONE, "available_count", "16");
	event("cma_alloc_finish: name=reserved pfn=0xbe000 page=00000000b7b3d4ea count=256 align=8 errorno=-12",
	      "cma.alloc_finish", NULL, NONE, "errorno", "-12");
	event("cma_alloc: pfn=be000 page=00000000b7b3d4ea count=256 align=8", "cma.alloc", NULL, NONE, "pfn",
	      "0xbe000");
	event("cma_release: pfn=be000 page=00000000b7b3d4ea count=256", "cma.release", NULL, NONE, "count",
	      "256");
	event("map_single: dev=0000:01:00.0 dev_addr=0xf000 phys_addr=0x9000 size=64", "intel_iommu.map_single",
	      "0000:01:00.0", 0xf000, "phys_addr", "0x9000");
	event("bounce_map_sg: dev=0000:01:00.0 [2/5] dev_addr=0xf000 phys_addr=0x9000 size=64",
	      "intel_iommu.bounce_map_sg", "0000:01:00.0", 0xf000, "index", "2");
	event("unmap_sg: dev=0000:01:00.0 dev_addr=0xf000 size=64", "intel_iommu.unmap_sg", "0000:01:00.0",
	      0xf000, "size", "64");
	event("cache_tag_assign: dmar0/0000:01:00.0 type devtlb did 6 pasid 0 ref 1",
	      "intel_iommu.cache_tag_assign", "0000:01:00.0", NONE, "type", "devtlb");
	event("cache_tag_flush_range: dmar0 0000:01:00.0[0] type iotlb did 6 [0xfffdb000-0xfffdbfff] addr 0xfffdb000 pages 0x1 mask 0x0",
	      "intel_iommu.cache_tag_flush_range", "0000:01:00.0", 0xfffdb000, "pages", "0x1");
	event("cache_tag_flush_range_np: dmar0 0000:01:00.0[0] type iotlb did 6 [0xfffdb000-0xfffdbfff] addr 0xfffdb000 mask 0x0",
	      "intel_iommu.cache_tag_flush_range_np", "0000:01:00.0", 0xfffdb000, "end", "0xfffdbfff");
	event("qi_submit: iotlb_inv dmar0: 0x600f2 0xfffdb040 0x0 0x0", "intel_iommu.qi_submit", NULL, NONE,
	      "qw1", "0xfffdb040");
	event("prq_report: dmar0/0000:01:00.0 seq# 3: rid=0x100 addr=0x7f00 r w pasid=0x5 index=0x1",
	      "intel_iommu.prq_report", "0000:01:00.0", NONE, "seq", "3");
}

/* ---- what is no record ---- */

static void nothing(const char *text, const char *name)
{
	struct log l = log_of(text);

	is_int((long)l.r->nr_events, 0, name);
	log_free(&l);
}

static void others(void)
{
	struct log l;

	nothing(TASK "tracing_mark_write: hello world: 1\n", "trace_marker");
	nothing(TASK "my_function: dma_addr=fffdb000 size=4096\n", "trace_printk()");
	nothing(TASK "sched_switch: prev_comm=dma prev_pid=3 ==> next_comm=x next_pid=4\n", "another event");
	nothing(TASK "map: 0000:01:00.0 dir=TO_DEVICE\n", "an event of that name that says something else");
	nothing(TASK "my_event: IOMMU: iova=0x0000000000001000 size=4096 unmapped_size=4096\n",
		"an event of another name that says the same");
	nothing("[    1.0] driver: 0000:01:00.0 dir=TO_DEVICE dma_addr=fffdb000 size=4096\n",
		"a driver's own message");
	nothing(TASK "unmap: IOMMU: iova=0x00000000fffdb000 - 0x0000\n", "a record that was cut off");

	/* a record inside a trace that is a message of the log */
	l = log_of(TASK "console: [    5.000000] DMAR: [DMA Write NO_PASID] Request device [00:03.0] fault addr 0xffffc000 [fault reason 0x05] PTE Write access is not set\n");
	is_str(first_event(&l)->kind, "vtd-fault", "printk's own tracepoint brings the message");
	log_free(&l);
}

static void losses(void)
{
	struct log l = log_of("# tracer: nop\n#\n# entries-in-buffer/entries-written: 82/144   #P:2\n"
			      "CPU:1 [LOST 62 EVENTS]\nCPU:0 [LOST EVENTS]\n"
			      TASK "unmap: IOMMU: iova=0x0000000000001000 size=4096 unmapped_size=4096\n");

	is_int((long)l.r->nr_losses, 2, "losses: overwritten, and lost on the way");
	is_str(l.r->losses[0].what, "trace records overwritten", "the header's count");
	is_int((long)l.r->losses[0].count, 62, "is what was written and is not in the buffer");
	is_int((long)l.r->losses[1].count, 62, "and the lines' count");
	is_str(l.r->inputs[0].type, "trace", "and the file is ftrace text");
	log_free(&l);
	l = log_of("# tracer: nop\n# entries-in-buffer/entries-written: 24/24   #P:2\n");
	is_int((long)l.r->nr_losses, 0, "nothing was overwritten");
	log_free(&l);
}

static void faults(void)
{
	static const char fault[] = TASK "io_page_fault: IOMMU:e1000e 0000:01:00.0 iova=0x00000000fffdb040 flags=0x0001\n";
	static const char log[] = "[   11.433500] e1000e 0000:01:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x000a address=0xfffdb040 flags=0x0020]\n";
	struct log l = log_of(fault);
	const struct dms_event *e = first_event(&l);

	is_str(e->kind, "iommu-fault", "io_page_fault is a fault");
	is_str(e->device, "0000:01:00.0", " of this device");
	is_str(e->driver, "e1000e", " and driver");
	is_u64(e->address, 0xfffdb040, " at this address");
	is_str(e->access, "write", " a write");
	is_int((long)l.r->nr_findings, 1, " and a finding");
	log_free(&l);

	l = log_of("     irq/25-AMD-Vi-50    [000] d..1.    12.345678: io_page_fault: IOMMU:[nvme] 0000:41:00.0 iova=0x00000000fffff000 flags=0x0001\n");
	is_str(first_event(&l)->kind, "amdvi-event", "from AMD-Vi's interrupt thread");
	is_str(first_event(&l)->detail, "trace.io_page_fault", " as a trace tells it");
	log_free(&l);

	l = log_of_two(log, fault);
	is_int((long)l.r->nr_events, 2, "printed and traced: two events");
	is_int((long)l.r->nr_findings, 1, " one finding");
	is_str(first_finding(&l)->kind, "amdvi-event", " the printed one");
	log_free(&l);
	l = log_of_two(fault, log);
	is_int((long)l.r->nr_findings, 1, "the same in the other order");
	log_free(&l);
	l = log_of_two("[   91.433500] e1000e 0000:01:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x000a address=0xfffdb040 flags=0x0020]\n",
		       fault);
	is_int((long)l.r->nr_findings, 2, "80 seconds apart they are two");
	log_free(&l);
}

/* ---- many ---- */

static char *many(unsigned long records, bool fault)
{
	struct dms_strbuf b = { 0 };
	unsigned long i;

	for (i = 0; i < records; i++) {
		dms_strbuf_printf(&b, "          dmactl-62      [001] .....  %5lu.%06lu: dma_unmap_page: 0000:0%lu:00.0 dir=NONE dma_addr=%lx size=12 attrs=\n",
				  i / 1000, i % 1000 * 1000, i % 2 + 1, i << 12);
		if (fault && i == 5000)
			dms_strbuf_puts(&b, "          <idle>-0       [001] d.h1.      5.000500: io_page_fault: IOMMU:drv 0000:01:00.0 iova=0x0000000000001000 flags=0x0000\n");
	}
	return dms_strbuf_take(&b);
}

/* A record each millisecond: 4096 are kept, and the 100 of the 100 ms before the fault at 5.0005 s. */
static void storms(void)
{
	char *text = many(20000, true);
	unsigned long total = 0, kept = 0, before = 0;
	struct log l = log_of(text);
	size_t i;

	for (i = 0; i < l.r->nr_events; i++) {
		const struct dms_event *e = &l.r->events[i];

		if (strcmp(e->kind, "trace"))
			continue;
		total += e->count;
		kept += e->count == 1;
		before += e->count == 1 && e->time < 6;
	}
	is_int((long)total, 20000, "each record is counted");
	is_int((long)kept, 4096 + 100, "so many are listed");
	is_int((long)before, 100, "of them those shortly before the fault");
	is_int((long)l.r->nr_losses, 0, "nothing was lost");
	has_str(l.r->inputs[0].note, "15804 of 20001 trace records are counted", "and it is said");
	log_free(&l);
	free(text);

	text = many(20000, false);
	l = log_of_two("[    3.000000] DMAR: [DMA Write NO_PASID] Request device [01:00.0] fault addr 0x1000 [fault reason 0x05] text\n",
		       text);
	for (i = 0, before = 0; i < l.r->nr_events; i++)
		before += l.r->events[i].count == 1 && l.r->events[i].time >= 2.8995 &&
			  l.r->events[i].time < 3.00001 && !strcmp(l.r->events[i].kind, "trace");
	is_int((long)before, 101, "a fault that the log tells of does the same");
	log_free(&l);
	free(text);
}

/* The events of two inputs as they are listed: "log map log map" */
static void is_order(const char *first, const char *second, const char *want, const char *name)
{
	struct log l = log_of_two(first, second);
	struct dms_strbuf b = { 0 };
	size_t i;

	for (i = 0; i < l.r->nr_events; i++)
		dms_strbuf_printf(&b, "%s%s", b.len ? " " : "", l.r->events[l.r->order[i]].source);
	is_str(b.s, want, name);
	dms_strbuf_free(&b);
	log_free(&l);
}

static void one_time_line(void)
{
	static const char log[] =
		"[   11.433000] DMAR: [DMA Write NO_PASID] Request device [01:00.0] fault addr 0x1000 [fault reason 0x05] text\n"
		"[   11.434000] DMAR: [DMA Read NO_PASID] Request device [01:00.0] fault addr 0x900000 [fault reason 0x06] text\n";

	is_order(log, TASK "unmap: IOMMU: iova=0x0000000000001000 size=4096 unmapped_size=4096\n", "log trace log",
		 "a trace is merged with the log by time");
	is_order(TASK "unmap: IOMMU: iova=0x0000000000001000 size=4096 unmapped_size=4096\n", log, "log trace log",
		 "whichever is named first");
	is_order(log, "          dmactl-62      [001] .....            7: unmap: IOMMU: iova=0x0000000000001000 size=4096 unmapped_size=4096\n",
		 "trace log log", "a count is no time: it stands apart");
	is_order("[   50.0] DMAR: [DMA Write NO_PASID] Request device [01:00.0] fault addr 0x1000 [fault reason 0x05] text\n",
		 "[   11.0] DMAR: [DMA Write NO_PASID] Request device [02:00.0] fault addr 0x1000 [fault reason 0x05] text\n",
		 "log log", "two logs stay as they were read");
}

/* local_clock() is sched_clock() + the fourth number: -0.5 s here. */
#define STABLE "[    1.000000] sched_clock: Marking stable (1410623303, 250000000)->(1771766171, -500000000)\n"
#define UNMAP TASK "unmap: IOMMU: iova=0x0000000000001000 size=4096 unmapped_size=4096\n"

static void clocks(void)
{
	static const char after[] = "[   10.934000] DMAR: [DMA Write NO_PASID] Request device [01:00.0] fault addr 0x1000 [fault reason 0x05] text\n";
	struct log l;
	int i;

	for (i = 0; i < 2; i++) {
		l = i ? log_of_two(UNMAP, STABLE) : log_of_two(STABLE, UNMAP);
		ok(first_event(&l)->time > 10.933402 && first_event(&l)->time < 10.933404,
		   "ftrace's clock becomes printk's, whichever file is first (%.6f)",
		   first_event(&l)->time);
		ok(!l.r->inputs[!i].note, " and nothing is to be noted");
		log_free(&l);
	}
	l = log_of_two(after, UNMAP);
	has_str(l.r->inputs[1].note, "its clock and the log's may be some tenths of a second apart",
		"without that line it is said that they may differ");
	log_free(&l);
	is_order(STABLE, UNMAP, "trace", "the line itself is no event");
}

int main(void)
{
	layouts();
	dma_events();
	other_events();
	others();
	losses();
	faults();
	storms();
	one_time_line();
	clocks();
	return tap_done();
}
