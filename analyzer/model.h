/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The analyzer's one model: inputs, events, findings.  Stages fill it in, every
 * printer is a view of it and computes nothing.
 */
#ifndef DMS_MODEL_H
#define DMS_MODEL_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Counts end here: JSON's integers do, and a log may claim any number. */
#define DMS_COUNT_MAX ((unsigned long)LONG_MAX)

/** dms_count_add() - the sum, DMS_COUNT_MAX at most */
static inline unsigned long dms_count_add(unsigned long a, unsigned long b)
{
	return a > DMS_COUNT_MAX || b > DMS_COUNT_MAX - a ? DMS_COUNT_MAX : a + b;
}

enum dms_severity {
	DMS_SEV_NONE,
	DMS_SEV_LOW,
	DMS_SEV_MEDIUM,
	DMS_SEV_HIGH,
	DMS_SEV_CRITICAL,
};

enum dms_confidence {
	DMS_CONF_POSSIBLE,
	DMS_CONF_LIKELY,
	DMS_CONF_CERTAIN,
};

/**
 * struct dms_field - one named value that a message carried
 * @name:	as in the catalogue entry; static storage
 * @text:	the value as printed, unescaped, hexadecimal numbers with 0x; owned by the event
 * @num:	its number when @is_num
 * @is_num:	@text was read by a numeric conversion
 */
struct dms_field {
	const char *name;
	char *text;
	uint64_t num;
	bool is_num;
};

/**
 * struct dms_event - one decoded kernel record
 * @kind:	contract kind ("vtd-fault"); static storage
 * @detail:	finer name ("dma_api.free_wrong_size"); static storage
 * @source:	"log", "dma-api-dump", ...; static storage
 * @time:	seconds since boot, negative when the line had none
 * @input:	index into dms_report.inputs
 * @line:	1-based line of its first record
 * @last_line:	line of the last record folded into it (dump lines, backtrace)
 * @device:	"ssss:bb:dd.f", the name printed, or NULL
 * @driver:	driver named by the message or by a backtrace, or NULL
 * @access:	"read", "write" or NULL; static storage
 * @has_address, @address: device address in bytes
 * @reason_code, @reason_name, @reason_text: reason_name is NULL when there is no reason
 * @pasid:	-1: none
 * @count:	records that this event stands for (folded, suppressed)
 * @raw:	first line as it was, prefix included; control characters not escaped yet
 * @boot:	which boot of its input, from 0
 * @last_time, @high: when @count records were folded into it: the last one's time (negative:
 *		unknown) and the highest address
 * @host:	the machine, when the line's prefix names it; owned, or NULL
 * @related:	it names DMA or IOMMU code, or happened in it (a WARN elsewhere is no finding)
 */
struct dms_event {
	const char *kind;
	const char *detail;
	const char *source;
	double time;
	unsigned int input;
	unsigned long line;
	unsigned long last_line;
	char *device;
	char *driver;
	const char *access;
	bool has_address;
	uint64_t address;
	unsigned int reason_code;
	const char *reason_name;
	const char *reason_text;
	int64_t pasid;
	unsigned long count;
	struct dms_field *fields;
	size_t nr_fields;
	char *raw;
	unsigned int boot;
	double last_time;
	uint64_t high;
	char *host;
	bool related;
};

/**
 * struct dms_evidence - why a cause is believed
 * @input:	index into dms_report.inputs
 * @line:	1-based
 * @text:	the line, or the statement derived from it; owned
 */
struct dms_evidence {
	unsigned int input;
	unsigned long line;
	char *text;
};

/**
 * struct dms_finding - events grouped into one diagnosis
 * @id:		"F1", "F2", ... in order of severity
 * @fingerprint: stable across addresses, times and hosts; 16 hex digits
 * @rate:	events a second from the first to the last; negative: cannot be told
 * @cause:	one of the contract's cause names
 * @alternatives: other causes that the evidence leaves open; NULL-terminated
 * @why, @mitigation, @fix, @verify: advice; NULL-terminated lists, owned, of static texts
 * @capture:	what to have ready when it happens again; a list like those
 * @fix_code:	short example, or NULL
 * @expected:	it is on the list of known findings: shown, but no reason to fail
 * @scenario:	id of the scenario that reproduces it, or NULL
 * @events:	indexes into dms_report.events
 * @boots:	it was seen in so many boots
 */
struct dms_finding {
	char id[16];
	char fingerprint[17];
	enum dms_severity severity;
	const char *kind;
	const char *detail;
	char *title;
	char *device;
	unsigned long count;
	double first, last, rate;
	const char *cause;
	enum dms_confidence confidence;
	struct dms_evidence *evidence;
	size_t nr_evidence;
	const char **alternatives;
	const char *why;
	const char *const *mitigation;
	const char *const *fix;
	const char *fix_code;
	const char *const *verify;
	const char *const *capture;
	const char *scenario;
	bool expected;
	size_t *events;
	size_t nr_events;
	unsigned int boots;
};

/* What the times of an input's trace records count. */
enum dms_clock {
	DMS_CLOCK_LOG,		/* what printk stamps: local_clock() */
	DMS_CLOCK_SCHED,	/* sched_clock() */
	DMS_CLOCK_MONO,		/* ktime_get() */
	DMS_CLOCK_OTHER,
};

/**
 * struct dms_clocks - how the kernel's clocks stand to each other
 * @sched, @mono: seconds to add for the log's time
 */
struct dms_clocks {
	bool known;
	double sched, mono;
};

struct dms_input {
	char *path;
	const char *type;	/* "kernel-log", "dma-api-dump", "bundle", ... */
	unsigned long lines;
	uint64_t bytes;
	unsigned int boots;
	char *note;		/* what to know about it, or NULL; owned */
	enum dms_clock clock;
	bool aligned;		/* its events have the log's time already */
};

/**
 * struct dms_loss - records that are missing from an input
 * @line:	where it is said, 0: at the end
 * @what:	"printk messages dropped", "callbacks suppressed", ...; static storage
 * @kind:	kind of the events that are missing, NULL: any; static storage
 * @count:	how many; 0: unknown
 */
struct dms_loss {
	unsigned int input;
	unsigned long line;
	const char *what;
	const char *kind;
	unsigned long count;
};

/**
 * struct dms_growth - mappings of one shape, counted in every snapshot
 * @type:	of dma-debug: "single", "scatter-gather", "coherent", "resource", "phy"
 * @call:	the DMA API call that makes such mappings; static storage
 * @direction:	"DMA_TO_DEVICE", ...; static storage
 * @counts:	one for each snapshot
 * @change:	last count minus first
 * @line:	where the last snapshot lists one of them, or 1
 */
struct dms_growth {
	char *driver;
	char *device;
	char type[16];
	const char *call;
	const char *direction;
	uint64_t size;
	unsigned long *counts;
	long change;
	unsigned long line;
};

/**
 * struct dms_trend - a counter of debugfs in every snapshot
 * @name:	of its file; static storage
 * @pool:	bounce buffer pool, "" for all other counters and the default pool
 * @values:	one for each snapshot; negative: it is not there
 */
struct dms_trend {
	const char *name;
	char *pool;
	int64_t *values;
};

/**
 * struct dms_comparison - snapshots of one machine, in the order given
 * @snapshots:	indexes into dms_report.inputs
 * @growth:	shapes whose number changed, those that grew most first
 * @same:	shapes whose number is the same in all
 * @trends:	counters, those that changed and those that did not
 */
struct dms_comparison {
	unsigned int *snapshots;
	size_t nr_snapshots;
	struct dms_growth *growth;
	size_t nr_growth;
	size_t same;
	struct dms_trend *trends;
	size_t nr_trends;
};

/**
 * struct dms_range - something known about addresses at which an event happened
 * @what:	"mapping", "reserved" or "mask"; static storage
 * @detail:	a mapping's direction, who reserved it; static storage
 * @device:	owned; NULL: all devices
 * @start, @last: device addresses, last one included
 * @count:	neighbouring mappings that were put together
 */
struct dms_range {
	const char *what;
	const char *detail;
	char *device;
	uint64_t start, last;
	unsigned long count;
	unsigned int input;
	unsigned long line;
};

/**
 * struct dms_report - all that was read and concluded
 * @notes:	records that are no trouble by themselves: how the machine is built, what the kernel
 *		says in passing, what a driver says once its device hangs.  Rules look them up.
 * @order: indexes of all events as they are listed: by time where several inputs tell of one
 *	   machine's time, else as they were read; NULL before the report is finished
 */
struct dms_report {
	struct dms_input *inputs;
	size_t nr_inputs;
	struct dms_event *events;
	size_t nr_events;
	size_t *order;
	struct dms_event *notes;
	size_t nr_notes;
	struct dms_finding *findings;
	size_t nr_findings;
	struct dms_loss *losses;
	size_t nr_losses;
	struct dms_comparison comparison;
	struct dms_range *ranges;
	size_t nr_ranges;
	struct dms_clocks clocks;
};

#endif /* DMS_MODEL_H */
