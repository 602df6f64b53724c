/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What debugfs and sysfs say of a machine's DMA: counters, the registers of IOMMUs, their tables
 * and queues, and the IOMMU groups.  Read from files, from "grep . FILE..." and "tail -n +1
 * FILE..." in any text, and from whatever a file was pasted into.
 */
#ifndef DMS_STATE_H
#define DMS_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No machine has more of any of these; what looks like more is not one. */
#define DMS_STATE_MAX 16384

/* Files that hold one number, and io_tlb_* once for every pool. */
enum dms_counter_id {
	DMS_COUNTER_DISABLED,
	DMS_COUNTER_ERRORS,
	DMS_COUNTER_ALL_ERRORS,
	DMS_COUNTER_NUM_ERRORS,
	DMS_COUNTER_FREE,
	DMS_COUNTER_MIN_FREE,
	DMS_COUNTER_ENTRIES,
	DMS_COUNTER_SLABS,
	DMS_COUNTER_USED,
	DMS_COUNTER_HIGH,
	DMS_COUNTER_TRANSIENT,
	DMS_NR_COUNTERS,
};

/**
 * struct dms_counter - one number
 * @pool: bounce buffer pool, empty for the default one
 * @snapshot: which of the inputs given it is from, from 0
 * @input, @line: where it was read
 */
struct dms_counter {
	enum dms_counter_id id;
	char pool[64];
	uint64_t value;
	unsigned int snapshot;
	unsigned int input;
	unsigned long line;
};

/* Registers that are looked at; all others of the file are read over. */
enum dms_vtd_register {
	DMS_VTD_VER,
	DMS_VTD_CAP,
	DMS_VTD_ECAP,
	DMS_VTD_GSTS,
	DMS_VTD_FSTS,
	DMS_VTD_RTADDR,
	DMS_VTD_IQH,
	DMS_VTD_IQT,
	DMS_VTD_ICS,
	DMS_VTD_PRS,
	DMS_NR_VTD_REGISTERS,
};

/**
 * struct dms_unit - an IOMMU as one file shows it
 * @known: bit mask of enum dms_vtd_register
 * @head, @tail: of its command or invalidation queue, in entries, when @has_queue
 * @slow, @nr_slow, @slowest: kind of invalidation that took 10 ms or more, how often, and the longest
 *		one in microseconds (dmar_perf_latency); empty: none
 * @line: of the unit's header; @fsts_line: of that register
 */
struct dms_unit {
	char name[32];
	bool amd;
	unsigned int known;
	uint64_t registers[DMS_NR_VTD_REGISTERS];
	bool has_queue;
	uint64_t head, tail;
	char slow[16];
	uint64_t nr_slow, slowest;
	unsigned int snapshot;
	unsigned int input;
	unsigned long line, fsts_line;
};

enum dms_translation {
	DMS_TRANSLATION_UNKNOWN,
	DMS_TRANSLATION_TABLE,
	DMS_TRANSLATION_FIRST_LEVEL,
	DMS_TRANSLATION_NESTED,
	DMS_TRANSLATION_PASS_THROUGH,
};

/**
 * struct dms_context - what an IOMMU does with the requests of a device
 * @pasid: -1: requests without
 * @bits: address width; 0: unknown
 */
struct dms_context {
	char device[16];
	int64_t pasid;
	enum dms_translation type;
	unsigned int domain, bits;
	unsigned int snapshot;
	unsigned int input;
	unsigned long line;
};

/**
 * struct dms_page_table - the file of a device's mappings was read
 * @first, @nr: its struct dms_pages, which the kernel prints by rising address
 */
struct dms_page_table {
	char device[64];
	int64_t pasid;
	size_t first, nr;
	unsigned int snapshot;
	unsigned int input;
	unsigned long line;
};

/**
 * struct dms_pages - device addresses that an IOMMU's tables map
 * @start, @end: device addresses, @end is the first one behind
 */
struct dms_pages {
	uint64_t start, end, physical;
	bool readable, writable;
	unsigned long line;
};

/**
 * struct dms_irte - a present entry of an interrupt remapping table
 * @unit: the IOMMU whose table it is
 * @source: the requester that may use it
 */
struct dms_irte {
	char unit[32];
	char source[16];
	unsigned int index, vector;
	bool posted;
	unsigned int input;
	unsigned long line;
};

/* A region of a group that must not, or must always, be mapped; both ends included. */
struct dms_region {
	uint64_t first, last;
	char type[20];
	unsigned int input;
	unsigned long line;
};

/**
 * struct dms_group - an IOMMU group
 * @type: of its default domain, "" when not known
 */
struct dms_group {
	unsigned int number;
	char type[16];
	char (*devices)[64];
	size_t nr_devices;
	struct dms_region *regions;
	size_t nr_regions;
	unsigned int snapshot;
	unsigned int input;
	unsigned long line;
};

/* A piece of a device tree's iommu-map: requesters @requester... have StreamIDs @stream... */
struct dms_stream_range {
	unsigned int domain;
	uint32_t requester, stream, length;
};

/* A file of live mappings, or of none: it was empty. */
struct dms_dump {
	unsigned int snapshot;
	unsigned int input;
};

enum dms_section {
	DMS_SECTION_NONE,
	DMS_SECTION_FILE,	/* the lines are those of @path */
	DMS_SECTION_REGISTERS,
	DMS_SECTION_QUEUE,
	DMS_SECTION_CONTEXTS,
	DMS_SECTION_PAGES,
	DMS_SECTION_DEVICE_TABLE,
	DMS_SECTION_GROUP,
	DMS_SECTION_IRTES,
	DMS_SECTION_DEVICE_TREE,
};

/**
 * struct dms_state_reader - the file that is being read, and where in it
 * @group, @unit, @posted: to which the rows of the open section belong
 * @domain, @masked, @first_stream: of the device tree's node that is being read
 * @debugfs: its content said that it is nothing else: names without a path count
 */
struct dms_state_reader {
	enum dms_section section;
	char path[256];
	unsigned int input;
	bool debugfs;
	unsigned int group;
	char unit[32];
	bool posted;
	unsigned int domain;
	bool masked;
	size_t first_stream;
};

struct dms_state {
	struct dms_counter *counters;
	size_t nr_counters;
	struct dms_unit *units;
	size_t nr_units;
	struct dms_context *contexts;
	size_t nr_contexts;
	struct dms_page_table *tables;
	size_t nr_tables;
	struct dms_pages *pages;
	size_t nr_pages;
	struct dms_irte *irtes;
	size_t nr_irtes;
	size_t nr_irte_tables;	/* a table of which every present entry was listed */
	struct dms_group *groups;
	size_t nr_groups;
	struct dms_stream_range *streams;
	size_t nr_streams;
	struct dms_dump *dumps;
	size_t nr_dumps;
	char filter[64];	/* dma-api/driver_filter */
	unsigned int filter_input;
	struct dms_state_reader reader;
};

struct dms_history;

/**
 * dms_state_line() - read a line of any text
 *
 * Return: true when it was one of debugfs or sysfs, and no message of the kernel's.
 */
bool dms_state_line(struct dms_history *h, const char *text, size_t len, unsigned long nr);
/** dms_state_file() - a whole file that only its path explains; Return: true when it was read */
bool dms_state_file(struct dms_history *h, const char *path, const char *data, size_t len);
/** dms_state_name() - a path that says something without content: a device of a group */
bool dms_state_name(struct dms_history *h, const char *path, unsigned long line);
/** dms_state_dump() - the file being read is a dma-api/dump */
void dms_state_dump(struct dms_history *h);
/** dms_state_open() - a new file begins; @debugfs: by its content it is one of these */
void dms_state_open(struct dms_history *h, bool debugfs);
void dms_state_clear(struct dms_state *s);

/* ---- questions ---- */

/** dms_counter_get() - of this snapshot, or with -1 of the last one that has it; or NULL */
const struct dms_counter *dms_counter_get(const struct dms_state *s, enum dms_counter_id id,
					  const char *pool, int snapshot);
const char *dms_counter_name(enum dms_counter_id id);
/** dms_group_of() - the group of a device, as last read, or NULL */
const struct dms_group *dms_group_of(const struct dms_state *s, const char *device);
/** dms_context_of() - of a device's requests without PASID, as last read, or NULL */
const struct dms_context *dms_context_of(const struct dms_state *s, const char *device);
/** dms_page_table_of() - the newest table of a device, or NULL */
const struct dms_page_table *dms_page_table_of(const struct dms_state *s, const char *device);
/** dms_pages_at() - what @table maps at @address, or NULL */
const struct dms_pages *dms_pages_at(const struct dms_state *s, const struct dms_page_table *table,
				     uint64_t address);
/** dms_pages_below() - the last range of @table that ends at or below @address, or NULL */
const struct dms_pages *dms_pages_below(const struct dms_state *s,
					const struct dms_page_table *table, uint64_t address);

/**
 * dms_stream_device() - the device that has this StreamID
 * Return: false when no device tree was read, or it tells of several.
 */
bool dms_stream_device(const struct dms_state *s, unsigned int stream, char *out, size_t size);

/* ---- readers of one kind each; true: the line was theirs ---- */

bool dms_read_counter(struct dms_history *h, const char *path, const char *data, size_t len,
		      unsigned long nr);
bool dms_read_registers(struct dms_history *h, const char *line, unsigned long nr);
bool dms_read_queue(struct dms_history *h, const char *line, unsigned long nr);
bool dms_read_contexts(struct dms_history *h, const char *line, unsigned long nr);
bool dms_read_irtes(struct dms_history *h, const char *line, unsigned long nr);
bool dms_read_pages(struct dms_history *h, const char *line, unsigned long nr);
bool dms_read_amdvi(struct dms_history *h, const char *line, unsigned long nr);
bool dms_read_group(struct dms_history *h, const char *line, unsigned long nr);
bool dms_read_device_tree(struct dms_history *h, const char *line, unsigned long nr);
/** dms_read_group_message() - the kernel's own line about a device that is put into a group */
bool dms_read_group_message(struct dms_history *h, const char *line, unsigned long nr);
/** dms_read_group_file() - a line of iommu_groups/N/type or .../reserved_regions */
bool dms_read_group_file(struct dms_history *h, const char *path, const char *line,
			 unsigned long nr);

/** dms_state_grow() - room for one more, cleared; @nr elements of @size are there */
void *dms_state_grow(void *list, size_t nr, size_t size);
/** dms_state_unit() - the unit of this name in the file being read, made when it is new; or NULL */
struct dms_unit *dms_state_unit(struct dms_history *h, const char *name, bool amd,
				unsigned long nr);
/** dms_state_group() - the group of this number in the snapshot being read, made when new; or NULL */
struct dms_group *dms_state_group(struct dms_history *h, unsigned int number, unsigned long nr);
void dms_group_add_device(struct dms_group *g, const char *device);

#endif /* DMS_STATE_H */
