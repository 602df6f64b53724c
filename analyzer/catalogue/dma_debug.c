// SPDX-License-Identifier: GPL-2.0
/*
 * CONFIG_DMA_API_DEBUG (kernel/dma/debug.c).  All errors are WARN()s; the backtrace of the
 * mapping follows as "DMA-API: Mapped at:".  Before 5.x the prefix stood behind the
 * device: "driver device: DMA-API: device driver ...".
 */
#include <string.h>

#include "base/array.h"
#include "decoder.h"

static void decode_error(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r)
{
	(void)d;
	(void)r;
	e->related = true;
}

#define DMA_API "DMA-API: "
/* Driver and device stand in the text today; up to 5.3 they stood in front of the prefix. */
#define ERROR(name, convs, text, names, since) \
	{ "%s %s: " text, .prefix = DMA_API, .kind = "dma-api", .flags = DMS_MSG_WARN, \
	  .needed = (convs) + 2, .detail = "dma_api." name, .kernels = since, \
	  .fields = "driver,device," names, .decode = decode_error }, \
	{ text, .prefix = DMA_API, .kind = "dma-api", .flags = DMS_MSG_WARN | DMS_MSG_DEV, \
	  .needed = convs, .detail = "dma_api." name, .kernels = "-5.2", .fields = names, \
	  .decode = decode_error }
#define STATE(name) .prefix = DMA_API, .kind = "dma-api", .detail = "dma_api." name, \
	.kernels = "all", .decode = decode_error
#define INFO .prefix = DMA_API, .flags = DMS_MSG_INFO, .kernels = "all"

static const struct dms_message messages[] = {
	ERROR("pending_allocations", 1,
	      "device driver has pending DMA allocations while released from device [count=%d]\nOne of leaked entries details: [device address=0x%016llx] [size=%llu bytes] [mapped with %s] [mapped as %s]\n",
	      "leaked,address,size,direction,mapped_as", "all"),
	ERROR("free_invalid_address", 0,
	      "device driver tries to free an invalid DMA memory address\n", "", "all"),
	ERROR("free_not_allocated", 1,
	      "device driver tries to free DMA memory it has not allocated [device address=0x%016llx] [size=%llu bytes]\n",
	      "address,size", "all"),
	ERROR("free_wrong_size", 1,
	      "device driver frees DMA memory with different size [device address=0x%016llx] [map size=%llu bytes] [unmap size=%llu bytes]\n",
	      "address,map_size,unmap_size", "all"),
	ERROR("free_wrong_function", 1,
	      "device driver frees DMA memory with wrong function [device address=0x%016llx] [size=%llu bytes] [mapped as %s] [unmapped as %s]\n",
	      "address,size,mapped_as,unmapped_as", "all"),
	ERROR("free_wrong_cpu_address", 1,
	      "device driver frees DMA memory with different CPU address [device address=0x%016llx] [size=%llu bytes] [cpu alloc address=0x%016llx] [cpu free address=0x%016llx]",
	      "address,size,cpu_alloc_address,cpu_free_address", "-6.1"),
	ERROR("free_wrong_cpu_address", 1,
	      "device driver frees DMA memory with different CPU address [device address=0x%016llx] [size=%llu bytes] [cpu alloc address=0x%pa] [cpu free address=0x%pa]",
	      "address,size,cpu_alloc_address,cpu_free_address", "6.12-"),
	ERROR("sg_entry_count_mismatch", 1,
	      "device driver frees DMA sg list with different entry count [map count=%d] [unmap count=%d]\n",
	      "map_count,unmap_count", "all"),
	ERROR("free_wrong_direction", 1,
	      "device driver frees DMA memory with different direction [device address=0x%016llx] [size=%llu bytes] [mapped with %s] [unmapped with %s]\n",
	      "address,size,direction,unmap_direction", "all"),
	ERROR("free_wrong_attributes", 1,
	      "device driver frees DMA memory with different attributes [device address=0x%016llx] [size=%llu bytes] [mapped with 0x%lx] [unmapped with 0x%lx]\n",
	      "address,size,attrs,unmap_attrs", "7.3-"),
	ERROR("map_error_not_checked", 1,
	      "device driver failed to check map error[device address=0x%016llx] [size=%llu bytes] [mapped as %s]",
	      "address,size,mapped_as", "all"),
	ERROR("maps_stack", 0, "device driver maps memory from stack [addr=%p]\n",
	      "cpu_address", "all"),
	ERROR("maps_stack", 0, "device driver maps memory from stack [probable addr=%p]\n",
	      "cpu_address", "all"),
	ERROR("maps_kernel_text", 1,
	      "device driver maps memory from kernel text or rodata [addr=%p] [len=%lu]\n",
	      "cpu_address,size", "all"),
	ERROR("maps_invalid_area", 1,
	      "device driver maps memory from invalid area [addr=%p] [len=%lu]\n",
	      "cpu_address,size", "all"),
	ERROR("maps_vmalloc", 1,
	      "device driver maps memory from vmalloc area [addr=%p] [len=%lu]\n",
	      "cpu_address,size", "all"),
	ERROR("maps_ram_as_resource", 0, "dma_map_resource called for RAM address %pa\n",
	      "physical", "7.3-"),
	ERROR("sync_not_allocated", 1,
	      "device driver tries to sync DMA memory it has not allocated [device address=0x%016llx] [size=%llu bytes]\n",
	      "address,size", "all"),
	ERROR("sync_outside_range", 1,
	      "device driver syncs DMA memory outside allocated range [device address=0x%016llx] [allocation size=%llu bytes] [sync offset+size=%llu]\n",
	      "address,map_size,sync_end", "all"),
	ERROR("sync_wrong_direction", 1,
	      "device driver syncs DMA memory with different direction [device address=0x%016llx] [size=%llu bytes] [mapped with %s] [synced with %s]\n",
	      "address,size,direction,sync_direction", "all"),
	ERROR("sync_for_cpu_read_only", 1,
	      "device driver syncs device read-only DMA memory for cpu [device address=0x%016llx] [size=%llu bytes] [mapped with %s] [synced with %s]\n",
	      "address,size,direction,sync_direction", "all"),
	ERROR("sync_for_device_write_only", 1,
	      "device driver syncs device write-only DMA memory to device [device address=0x%016llx] [size=%llu bytes] [mapped with %s] [synced with %s]\n",
	      "address,size,direction,sync_direction", "all"),
	ERROR("sync_entry_count_mismatch", 1,
	      "device driver syncs DMA sg list with different entry count [map count=%d] [sync count=%d]\n",
	      "map_count,sync_count", "all"),
	ERROR("sg_segment_too_long", 1,
	      "mapping sg segment longer than device claims to support [len=%u] [max=%u]\n",
	      "size,max", "all"),
	ERROR("sg_across_boundary", 1,
	      "mapping sg segment across boundary [start=0x%016llx] [end=0x%016llx] [boundary=0x%016llx]\n",
	      "start,end,boundary", "all"),
	ERROR("cacheline_eexist", 0,
	      "cacheline tracking EEXIST, overlapping mappings aren't supported\n", "", "6.1-"),
	ERROR("cpu_touching_active_cacheline", 0,
	      "cpu touching an active dma mapped cacheline [cln=%pa]\n", "cacheline", "-5.8"),
	{ "exceeded %d overlapping mappings of cacheline %pa\n", STATE("cacheline_overlap_exceeded"),
	  .flags = DMS_MSG_WARN, .needed = 1, .fields = "max,cacheline" },

	{ "Mapped at:\n", .prefix = DMA_API, .flags = DMS_MSG_PART | DMS_MSG_LOOSE,
	  .kernels = "all", .decode = dms_mapped_at },
	{ "cacheline tracking ENOMEM, dma-debug disabled\n", STATE("cacheline_enomem") },
	{ "debugging out of memory - disabling\n", STATE("out_of_memory") },
	{ "debugging out of memory error - disabled\n", STATE("out_of_memory") },
	{ "dma_debug_add_bus: out of memory\n", STATE("out_of_memory") },
	{ "%d debug entries requested but only %d allocated\n", STATE("few_entries"),
	  .fields = "requested,allocated" },
	{ "dma_debug_entry pool grown to %u (%u00%%)\n", STATE("pool_grown"),
	  .fields = "entries,hundreds_of_percent" },
	{ "switching off dma-debug driver filter\n", INFO },
	{ "enable driver filter for driver [%s]\n", INFO, .fields = "driver" },
	{ "preallocated %d debug entries\n", INFO, .fields = "entries" },
	{ "debugging enabled by kernel config\n", INFO },
	{ "debugging disabled on kernel command line\n", INFO },
};

const struct dms_subsystem dms_dma_debug_subsystem = {
	.name = "DMA-API debug",
	.source = "kernel/dma/debug.c",
	.messages = messages,
	.nr = ARRAY_SIZE(messages),
};
