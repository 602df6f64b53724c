/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stage 3: what was mapped.  Today from snapshots of dma-api/dump and from the log's memory map;
 * traces will fill the same index with mappings that have a beginning and an end.
 */
#ifndef DMS_HISTORY_H
#define DMS_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "input/input.h"
#include "model.h"
#include "state.h"

enum dms_direction { DMS_DIR_BIDIRECTIONAL, DMS_DIR_TO_DEVICE, DMS_DIR_FROM_DEVICE, DMS_DIR_NONE };

/**
 * struct dms_mapping - a live mapping
 * @physical: CPU physical address of its first byte
 * @start, @end: device addresses, @end is the first one behind it
 * @input, @line: where this was read
 * @snapshot: which of the inputs given it is from, from 0
 * @in_log: the kernel printed it; a log may hold many such lists
 */
struct dms_mapping {
	char *device;
	char *driver;
	char type[16];
	enum dms_direction direction;
	uint64_t physical, start, end;
	unsigned int input;
	unsigned long line;
	unsigned int snapshot;
	bool in_log;
};

/* Usable memory, last address included. */
struct dms_ram {
	uint64_t first, last;
	unsigned int input;
	unsigned long line;
};

/* What firmware reserved, last address included; @by is "RMRR" or "e820". */
struct dms_reserved {
	const char *by;
	uint64_t first, last;
	unsigned int input;
	unsigned long line;
};

struct dms_sieve;

/**
 * struct dms_history - all that is known
 * @mappings: sorted by device and start once dms_history_sort() was called
 */
struct dms_history {
	struct dms_mapping *mappings;
	size_t nr;
	struct dms_ram *ram;
	size_t nr_ram;
	struct dms_state state;
	struct dms_reserved *reserved;
	size_t nr_reserved;
	unsigned int input;	/* of the lines that are being read */
	unsigned int snapshot;	/* which of the inputs given they are in, from 0 */
	bool no_compare;	/* inputs are not snapshots of one machine */
};

/** dms_history_window() - a dms_window_fn-like reader; Return: true when it used the line */
bool dms_history_window(struct dms_history *h, const struct dms_window *w);
/** dms_history_reach() - after dms_history_window() used a line: last line that may belong to it */
unsigned long dms_history_reach(const struct dms_history *h, const struct dms_window *w);
/** dms_history_sieve() - the words of the lines that dms_history_window() can use */
void dms_history_sieve(struct dms_sieve *s);
/** dms_dump_line() - read a line of dma-api/dump; Return: false when it is none */
bool dms_dump_line(struct dms_history *h, const char *line, unsigned long nr);
/** dms_reserved_read() - Return: true when the line tells of a reserved region */
bool dms_reserved_read(struct dms_history *h, const char *line, unsigned long nr);
void dms_history_sort(struct dms_history *h);
void dms_history_clear(struct dms_history *h);

/** dms_mapping_at() - live mapping of @device that contains @address, or NULL */
const struct dms_mapping *dms_mapping_at(const struct dms_history *h, const char *device,
					 uint64_t address);
/** dms_mapping_below() - live mapping of @device with the highest end <= @address, or NULL */
const struct dms_mapping *dms_mapping_below(const struct dms_history *h, const char *device,
					    uint64_t address);
/** dms_direction_name() - as the kernel prints it */
const char *dms_direction_name(enum dms_direction d);
typedef bool (*dms_mapping_test)(const struct dms_mapping *m, uint64_t address);

/** dms_mapping_of() - the first mapping of @device that @test likes, or NULL */
const struct dms_mapping *dms_mapping_of(const struct dms_history *h, const char *device,
					 dms_mapping_test test, uint64_t address);
/** dms_history_has() - is anything known about @device? */
bool dms_history_has(const struct dms_history *h, const char *device);
/** dms_ram_at() - usable memory at this physical address, or NULL */
const struct dms_ram *dms_ram_at(const struct dms_history *h, uint64_t address);

/** dms_name_streams() - an event that knows only a StreamID gets its device, where one is known */
void dms_name_streams(struct dms_report *r, const struct dms_history *h);
/** dms_timeline_align() - give trace records the log's time, as far as a log tells how */
void dms_timeline_align(struct dms_report *r);
/** dms_timeline() - set @r->order: the order in which its events are listed */
void dms_timeline(struct dms_report *r);

#endif /* DMS_HISTORY_H */
