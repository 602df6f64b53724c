// SPDX-License-Identifier: GPL-2.0
/*
 * Every message of kernel/dma/debug.c, written out from its format: device and fields as
 * the format says, cause and severity as docs and severity.c promise.
 */
#include "base/array.h"
#include "base/strbuf.h"
#include "util.h"

#define ADDR "[device address=0x00000000ffffc000] "

static const struct row {
	const char *text;		/* after "DMA-API: driver device: " */
	const char *detail, *cause, *severity;
	const char *fields[8];		/* name, text, name, text ... */
	bool address;
} rows[] = {
	{ "device driver has pending DMA allocations while released from device [count=3]\nOne of leaked entries details: " ADDR "[size=4096 bytes] [mapped with DMA_TO_DEVICE] [mapped as single]",
	  "pending_allocations", "leak", "medium",
	  { "leaked", "3", "size", "4096", "direction", "DMA_TO_DEVICE", "mapped_as", "single" }, true },
	{ "device driver tries to free an invalid DMA memory address",
	  "free_invalid_address", "missing-error-check", "high", { NULL }, false },
	{ "device driver tries to free DMA memory it has not allocated " ADDR "[size=512 bytes]",
	  "free_not_allocated", "double-unmap", "high", { "size", "512" }, true },
	{ "device driver frees DMA memory with different size " ADDR "[map size=4096 bytes] [unmap size=2048 bytes]",
	  "free_wrong_size", "size-mismatch", "high", { "map_size", "4096", "unmap_size", "2048" }, true },
	{ "device driver frees DMA memory with wrong function " ADDR "[size=64 bytes] [mapped as single] [unmapped as scatter-gather]",
	  "free_wrong_function", "size-mismatch", "high",
	  { "mapped_as", "single", "unmapped_as", "scatter-gather" }, true },
	{ "device driver frees DMA memory with different CPU address " ADDR "[size=64 bytes] [cpu alloc address=0x0000000001234000] [cpu free address=0x0000000001235000]",
	  "free_wrong_cpu_address", "size-mismatch", "high",
	  { "cpu_alloc_address", "0x1234000", "cpu_free_address", "0x1235000" }, true },
	{ "device driver frees DMA memory with different CPU address " ADDR "[size=64 bytes] [cpu alloc address=0x0x0000000001234000] [cpu free address=0x0x0000000001235000]",
	  "free_wrong_cpu_address", "size-mismatch", "high",
	  { "cpu_alloc_address", "0x1234000", "cpu_free_address", "0x1235000" }, true },
	{ "device driver frees DMA sg list with different entry count [map count=16] [unmap count=8]",
	  "sg_entry_count_mismatch", "size-mismatch", "high", { "map_count", "16", "unmap_count", "8" }, false },
	{ "device driver frees DMA memory with different direction " ADDR "[size=64 bytes] [mapped with DMA_TO_DEVICE] [unmapped with DMA_FROM_DEVICE]",
	  "free_wrong_direction", "wrong-direction", "high",
	  { "direction", "DMA_TO_DEVICE", "unmap_direction", "DMA_FROM_DEVICE" }, true },
	{ "device driver frees DMA memory with different attributes " ADDR "[size=64 bytes] [mapped with 0x20] [unmapped with 0x0]",
	  "free_wrong_attributes", "size-mismatch", "high", { "attrs", "0x20", "unmap_attrs", "0x0" }, true },
	{ "device driver failed to check map error" ADDR "[size=64 bytes] [mapped as single]",
	  "map_error_not_checked", "missing-error-check", "medium", { "size", "64", "mapped_as", "single" }, true },
	{ "device driver maps memory from stack [addr=00000000deadcafe]",
	  "maps_stack", "map-of-stack-or-vmalloc", "high", { "cpu_address", "0xdeadcafe" }, false },
	{ "device driver maps memory from stack [probable addr=00000000deadcafe]",
	  "maps_stack", "map-of-stack-or-vmalloc", "high", { "cpu_address", "0xdeadcafe" }, false },
	{ "device driver maps memory from kernel text or rodata [addr=00000000deadcafe] [len=32]",
	  "maps_kernel_text", "map-of-stack-or-vmalloc", "high", { "cpu_address", "0xdeadcafe", "size", "32" }, false },
	{ "device driver maps memory from invalid area [addr=00000000deadcafe] [len=32]",
	  "maps_invalid_area", "map-of-stack-or-vmalloc", "high", { "size", "32" }, false },
	{ "device driver maps memory from vmalloc area [addr=00000000deadcafe] [len=32]",
	  "maps_vmalloc", "map-of-stack-or-vmalloc", "high", { "size", "32" }, false },
	{ "dma_map_resource called for RAM address 0x0000000000100000",
	  "maps_ram_as_resource", "map-of-stack-or-vmalloc", "high", { "physical", "0x100000" }, false },
	{ "device driver tries to sync DMA memory it has not allocated " ADDR "[size=64 bytes]",
	  "sync_not_allocated", "use-after-unmap", "high", { "size", "64" }, true },
	{ "device driver syncs DMA memory outside allocated range " ADDR "[allocation size=4096 bytes] [sync offset+size=4100]",
	  "sync_outside_range", "size-mismatch", "high", { "map_size", "4096", "sync_end", "4100" }, true },
	{ "device driver syncs DMA memory with different direction " ADDR "[size=64 bytes] [mapped with DMA_TO_DEVICE] [synced with DMA_FROM_DEVICE]",
	  "sync_wrong_direction", "wrong-direction", "high",
	  { "direction", "DMA_TO_DEVICE", "sync_direction", "DMA_FROM_DEVICE" }, true },
	{ "device driver syncs device read-only DMA memory for cpu " ADDR "[size=64 bytes] [mapped with DMA_TO_DEVICE] [synced with DMA_FROM_DEVICE]",
	  "sync_for_cpu_read_only", "wrong-direction", "high", { "sync_direction", "DMA_FROM_DEVICE" }, true },
	{ "device driver syncs device write-only DMA memory to device " ADDR "[size=64 bytes] [mapped with DMA_FROM_DEVICE] [synced with DMA_TO_DEVICE]",
	  "sync_for_device_write_only", "wrong-direction", "high", { "sync_direction", "DMA_TO_DEVICE" }, true },
	{ "device driver syncs DMA sg list with different entry count [map count=4] [sync count=5]",
	  "sync_entry_count_mismatch", "size-mismatch", "high", { "map_count", "4", "sync_count", "5" }, false },
	{ "mapping sg segment longer than device claims to support [len=131072] [max=65536]",
	  "sg_segment_too_long", "segment-limit", "medium", { "size", "131072", "max", "65536" }, false },
	{ "mapping sg segment across boundary [start=0x00000000ffffe000] [end=0x00000000ffffefff] [boundary=0x0000000000000fff]",
	  "sg_across_boundary", "segment-limit", "medium",
	  { "start", "0xffffe000", "end", "0xffffefff", "boundary", "0xfff" }, false },
	{ "cacheline tracking EEXIST, overlapping mappings aren't supported",
	  "cacheline_eexist", "overlapping-mapping", "medium", { NULL }, false },
	{ "cpu touching an active dma mapped cacheline [cln=0x000000002fdf9800]",
	  "cpu_touching_active_cacheline", "missing-sync", "high", { "cacheline", "0x2fdf9800" }, false },
};

#define NR_ROWS (ARRAY_SIZE(rows))

static void check_row(const struct row *row, const char *line)
{
	char *detail = dms_asprintf("dma_api.%s", row->detail);
	struct log l = log_of(line);
	const struct dms_event *e = first_event(&l);
	const struct dms_finding *f = first_finding(&l);
	size_t i;

	ok(l.r->nr_events == 1 && l.r->nr_findings == 1, "one event, one finding: %s", row->detail);
	is_str(e->kind, "dma-api", "kind");
	is_str(e->detail, detail, "detail");
	is_str(e->device, "0000:00:03.0", "device");
	is_str(e->driver, "e1000e", "driver");
	if (row->address)
		is_u64(e->address, 0xffffc000, "address");
	for (i = 0; i + 1 < 8 && row->fields[i]; i += 2)
		is_str(dms_event_text(e, row->fields[i]), row->fields[i + 1], row->fields[i]);
	is_str(f->cause, row->cause, "cause");
	is_str(dms_severity_name(f->severity), row->severity, "severity");
	log_free(&l);
	free(detail);
}

static void spellings(const struct row *row)
{
	static const char *const shapes[] = {
		"[   12.345678] DMA-API: e1000e 0000:00:03.0: %s\n",
		"[   12.345678] e1000e 0000:00:03.0: DMA-API: %s\n",
		"Nov 19 10:11:12 host kernel: [   12.345678][  T77] DMA-API: e1000e 0000:00:03.0: %s\r\n",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(shapes); i++) {
		struct dms_strbuf b = { 0 };
		char *line = dms_strdup(shapes[i]), *s = strstr(line, "%s");

		*s = '\0';
		dms_strbuf_printf(&b, "%s%s%s", line, row->text, s + 2);
		check_row(row, b.s);
		dms_strbuf_free(&b);
		free(line);
	}
}

/* A console prints the prefix before each line of one record. */
static void two_records(void)
{
	struct log l = log_of("[    5.0] DMA-API: e1000e 0000:00:03.0: device driver has pending DMA allocations while released from device [count=3]\n"
			      "[    5.0] One of leaked entries details: " ADDR "[size=4096 bytes] [mapped with DMA_TO_DEVICE] [mapped as single]\n");

	ok(l.r->nr_events == 1, "one record over two stamped lines is one event");
	is_str(dms_event_text(first_event(&l), "size"), "4096", "read over the line end");
	log_free(&l);
}

static void states(void)
{
	struct log l = log_of("[    1.0] DMA-API: preallocated 65536 debug entries\n"
			      "[    1.0] DMA-API: debugging enabled by kernel config\n");

	ok(!l.r->nr_events, "ordinary boot lines are no events");
	log_free(&l);
	l = log_of("[    9.0] DMA-API: dma_debug_entry pool grown to 131072 (200%)\n");
	ok(l.r->nr_events == 1 && !l.r->nr_findings, "a grown pool is an event and no finding");
	is_str(dms_event_text(first_event(&l), "entries"), "131072", "its size");
	log_free(&l);
	l = log_of("[    9.0] DMA-API: debugging out of memory - disabling\n");
	is_str(dms_severity_name(first_finding(&l)->severity), "low", "dma-debug off is a hint");
	log_free(&l);
	l = log_of("[    9.0] DMA-API: exceeded 7 overlapping mappings of cacheline 0x0000000001234c40\n");
	is_str(first_finding(&l)->cause, "overlapping-mapping", "too many overlaps");
	is_str(dms_event_text(first_event(&l), "max"), "7", "how many");
	log_free(&l);
}

int main(void)
{
	size_t i;

	for (i = 0; i < NR_ROWS; i++)
		spellings(&rows[i]);
	two_records();
	states();
	return tap_done();
}
