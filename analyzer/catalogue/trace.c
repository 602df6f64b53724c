// SPDX-License-Identifier: GPL-2.0
/*
 * The tracepoints of DMA and IOMMUs: include/trace/events/{dma,iommu,swiotlb,cma,intel_iommu}.h
 * and drivers/iommu/intel/trace.h.  A line of ftrace text is found by the beginning of what
 * TP_printk() prints, like any message, so that a buffer dumped into a console log is found there
 * too; the line is then read as a whole (input/trace_line.c, trace_event.c).
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/strbuf.h"
#include "decoder.h"
#include "trace.h"

static void decode_line(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	struct dms_trace_record record;
	char *line = dms_alloc(strlen(r->raw) + 1);
	double stamp;
	bool stamped;

	(void)e;
	dms_clean_line(r->raw, strlen(r->raw), line, &stamp, &stamped);
	if (d->trace_line != r->line && dms_trace_line(line, &record)) {
		d->trace_line = r->line;
		record.line = r->line;
		dms_tracer_record(dms_decoder_tracer(d), &record, r->raw);
	}
	free(line);
}

static void decode_lost(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)e;
	dms_tracer_lost(dms_decoder_tracer(d), r->line,
			(unsigned long)dms_value_num(r->match, "count"));
}

/*
 * kernel/sched/clock.c: printk's local_clock() is sched_clock() + the last number, and
 * ktime_get_ns() + the second, in nanoseconds.  ftrace's clock "local" is sched_clock() itself.
 */
static void decode_clocks(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)e;
	d->report->clocks = (struct dms_clocks){
		.known = true,
		.sched = (double)(int64_t)dms_value_num(r->match, "sched_clock_offset") / 1e9,
		.mono = (double)(int64_t)dms_value_num(r->match, "gtod_offset") / 1e9,
	};
}

/* The buffer is a ring: what was written and is not in it was overwritten. */
static void decode_entries(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	uint64_t in_buffer = dms_value_num(r->match, "in_buffer");
	uint64_t written = dms_value_num(r->match, "written");

	(void)e;
	if (written > in_buffer)
		dms_report_lose(d->report, &(struct dms_loss){
			.input = d->input, .line = r->line, .what = "trace records overwritten",
			.count = (unsigned long)(written - in_buffer) });
}

/* Where a format begins with a string, the finding begins behind it: that is much faster. */
#define LINE .flags = DMS_MSG_PART, .decode = decode_line

static const struct dms_message messages[] = {
	/* dma.h */
	{ "dir=%s dma_addr=%llx size=%zu", LINE, .kernels = "6.12-",
	  .fields = "dir,dma_addr,size" },
	{ "dir=%s nents=%d/%d ents=%d/%d", LINE, .kernels = "6.12.y, 7.2-",
	  .fields = "dir,nents,full_nents,ents,full_ents" },
	{ "dir=%s dma_addrs=%s", LINE, .kernels = "6.12-", .fields = "dir,dma_addrs" },
	{ "dir=%s phys_addrs=%s", LINE, .kernels = "6.12-", .fields = "dir,phys_addrs" },
	/* iommu.h */
	{ "IOMMU: iova=0x%016llx", LINE, .kernels = "all", .fields = "iova" },
	{ "IOMMU:%s %s iova=0x%016llx flags=0x%04x", LINE, .kernels = "all",
	  .fields = "driver,device,iova,flags" },
	{ "IOMMU: groupID=%d device=%s", LINE, .kernels = "all", .fields = "gid,device" },
	{ "IOMMU: device=%s", LINE, .kernels = "all", .fields = "device" },
	/* swiotlb.h */
	{ "dev_name: %s dma_mask=%llx dev_addr=%llx size=%zu %s", LINE, .kernels = "all",
	  .fields = "device,dma_mask,dev_addr,size,force" },
	/* cma.h */
	{ "name=%s pfn=0x%lx page=%p count=%lu", LINE, .kernels = "6.1-",
	  .fields = "name,pfn,page,count" },
	{ "name=%s count=%lu align=%u", LINE, .kernels = "6.1-6.12", .fields = "name,count,align" },
	{ "name=%s request_count=%lu available_count=%lu total_count=%lu align=%u", LINE,
	  .kernels = "7.3-", .fields = "name,request_count,available_count,total_count,align" },
	{ "pfn=%lx page=%p count=%u", LINE, .kernels = "-5.10", .fields = "pfn,page,count" },
	/* intel_iommu.h, drivers/iommu/intel/trace.h */
	{ "dev=%s dev_addr=0x%llx", LINE, .kernels = "-5.10", .fields = "device,dev_addr" },
	{ "dev=%s [%d/%d] dev_addr=0x%llx", LINE, .kernels = "-5.10",
	  .fields = "device,index,total,dev_addr" },
	{ "type %s did %d pasid %d ref %d", LINE, .kernels = "6.12-",
	  .fields = "type,domain_id,pasid,users" },
	{ "type %s did %d [0x%lx-0x%lx] addr 0x%lx", LINE, .kernels = "6.12-",
	  .fields = "type,domain_id,start,end,addr" },
	{ "qi_submit: %s %s: 0x%llx 0x%llx 0x%llx 0x%llx", LINE, .kernels = "6.1-",
	  .fields = "request,iommu,qw0,qw1,qw2,qw3" },
	{ "prq_report: %s/%s seq# %ld: %s", LINE, .kernels = "6.1-",
	  .fields = "iommu,device,seq,request" },
	{ "sched_clock: Marking stable (%lld, %lld)->(%lld, %lld)\n", .flags = DMS_MSG_PART,
	  .kernels = "4.11-", .fields = "tick_gtod,gtod_offset,tick_raw,sched_clock_offset",
	  .decode = decode_clocks },
	/* kernel/trace/trace.c; trace-cmd's report */
	{ "CPU:%d [LOST %lu EVENTS]\n", .flags = DMS_MSG_PART, .kernels = "all",
	  .fields = "cpu,count", .decode = decode_lost },
	{ "CPU:%d [LOST EVENTS]\n", .flags = DMS_MSG_PART, .kernels = "all", .fields = "cpu",
	  .decode = decode_lost },
	{ "CPU:%d [%d EVENTS DROPPED]\n", .flags = DMS_MSG_PART, .kernels = "trace-cmd",
	  .fields = "cpu,count", .decode = decode_lost },
	{ "CPU:%d [EVENTS DROPPED]\n", .flags = DMS_MSG_PART, .kernels = "trace-cmd",
	  .fields = "cpu", .decode = decode_lost },
	{ "# entries-in-buffer/entries-written: %lu/%lu   #P:%d\n", .flags = DMS_MSG_PART,
	  .kernels = "all", .fields = "in_buffer,written,processors", .decode = decode_entries },
};

const struct dms_subsystem dms_trace_subsystem = {
	.name = "Tracepoints",
	.source = "include/trace/events/, drivers/iommu/intel/trace.h, kernel/sched/clock.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
