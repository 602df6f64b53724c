/* SPDX-License-Identifier: GPL-2.0 */
/* What the catalogue's decode functions share: the state of one input being read. */
#ifndef DMS_DECODER_H
#define DMS_DECODER_H

#include "catalogue.h"

#define DMS_NO_EVENT ((size_t)-1)
#define DMS_MAX_FRAMES 16

/**
 * struct dms_record - a message where it was found
 * @raw: first line of the message as it was
 */
struct dms_record {
	const struct dms_match *match;
	unsigned long line, last_line;
	double time;
	const char *raw;
};

/**
 * struct dms_frame - one function of a backtrace
 * @module: empty for code of the kernel image
 */
struct dms_frame {
	char function[64];
	char module[32];
};

struct dms_trace {
	struct dms_frame frames[DMS_MAX_FRAMES];
	unsigned int nr;
};

/**
 * struct dms_splat - a report of many lines that is being read
 * @event:	what it is about; DMS_NO_EVENT while only "cut here" was seen
 * @line, @last_line: where it began, and its last line that was recognised
 * @banner:	a WARNING banner belongs to it already
 * @text:	a message text belongs to it already
 * @body:	it is of a kind that always has more lines
 * @frames_done: the stack of the access is over, other stacks follow (KASAN)
 */
struct dms_splat {
	bool open;
	size_t event;
	unsigned long line, last_line;
	bool banner, text, body, frames_done;
	struct dms_trace trace;
};

struct dms_decoder {
	struct dms_report *report;
	unsigned int input;
	size_t skip;			/* start of the window that an earlier match used up */
	unsigned long wanted;		/* up to here lines may be words of an event */
	struct dms_splat splat;
	struct {			/* "Mapped at:" */
		size_t event;
		unsigned long last_line;
		struct dms_trace trace;
	} mapped;
	struct {			/* VT-d */
		size_t fault;		/* last fault, to which dump lines belong */
		unsigned long fault_line;
		unsigned long queue_line;	/* last invalidation error */
		bool status_waits;
		unsigned int status;
		struct dms_line status_at;
		char status_raw[256];
	} vtd;
	struct {			/* "N callbacks suppressed" */
		const char *kind;
		unsigned long count, line;
	} lost;
	struct dms_seen *seen;
	struct dms_fold *fold;
	size_t first_event, folded;	/* of this input; how many events were looked at */
	unsigned int boot;
	struct dms_tracer *tracer;	/* NULL until the first trace record */
	unsigned long trace_line;	/* of the last trace record */
};

static inline struct dms_event *dms_decoder_event(struct dms_decoder *d, size_t i)
{
	return i == DMS_NO_EVENT ? NULL : &d->report->events[i];
}

/** dms_decoder_new_event() - an event placed at record @r */
struct dms_event *dms_decoder_new_event(struct dms_decoder *d, const struct dms_record *r,
					const char *kind, const char *detail);
/** dms_decoder_set_device() - "<driver> <device>: " in front of @end, as dev_printk() puts it */
void dms_decoder_set_device(struct dms_event *e, const char *text, size_t end);
/** dms_decoder_set_fields() - what the conversions read, under the names of the entry */
void dms_decoder_set_fields(struct dms_event *e, const struct dms_match *m);

/** dms_decoder_note() - make a note of record @r */
void dms_decoder_note(struct dms_decoder *d, const struct dms_record *r, const char *text);

/** dms_mark_related() - decoder of a message that is about DMA by itself */
void dms_mark_related(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r);

/** dms_value_of() - the conversion called @name, or NULL */
const struct dms_value *dms_value_of(const struct dms_match *m, const char *name);
uint64_t dms_value_num(const struct dms_match *m, const char *name);

/* ---- frames.c ---- */

/** dms_frame_parse() - a backtrace line; false when it is none or only a guess ("? f+0x1/0x2") */
bool dms_frame_parse(const char *text, size_t len, struct dms_frame *f);
/** dms_frame_is_core() - is it DMA/IOMMU core, or what prints and traps? */
bool dms_frame_is_core(const char *function);
/** dms_frame_is_dma() - is it DMA/IOMMU code? */
bool dms_frame_is_dma(const char *function);
/** dms_path_is_dma() - is this source file DMA/IOMMU code? */
bool dms_path_is_dma(const char *path);
/** dms_trace_add() - append, unless full */
void dms_trace_add(struct dms_trace *t, const struct dms_frame *f);
/** dms_trace_set() - the trace as one field "a < b < c" */
void dms_trace_set(struct dms_event *e, const char *name, const struct dms_trace *t);
/** dms_trace_blame() - set driver and function from the first frame outside the core */
void dms_trace_blame(struct dms_event *e, const struct dms_trace *t);

/* ---- seen.c ---- */

uint64_t dms_seen_hash(double time, const char *text, size_t len);
/** dms_seen_before() - was this record read from another file, or long before? Remembers it. */
bool dms_seen_before(struct dms_seen *s, uint64_t hash, unsigned int input, unsigned long line);

/* ---- fold.c ---- */

struct dms_fold *dms_fold_new(void);
void dms_fold_free(struct dms_fold *f);
/** dms_fold_last() - before an event is made: fold the newest one if there are enough like it */
void dms_fold_last(struct dms_decoder *d);
/** dms_fold_note() - forget the newest note if there are enough like it */
void dms_fold_note(struct dms_decoder *d);

/* ---- splat.c ---- */

void dms_splat_cut_here(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r);
void dms_splat_end(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r);
/** dms_splat_banner() - a WARNING banner: of the open splat, or an event of its own */
void dms_splat_banner(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r);
/**
 * dms_splat_text() - where does the text of a WARN() go?
 *
 * Return: the event that an earlier banner made, to be turned into this message, or NULL.
 */
struct dms_event *dms_splat_text(struct dms_decoder *d, const struct dms_record *r);
/** dms_splat_open() - @e begins a splat or gives the open one its text */
void dms_splat_open(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r);
/** dms_splat_line() - a line that no message matched */
void dms_splat_line(struct dms_decoder *d, const struct dms_line *l, const char *text);
/** dms_splat_reach() - the last line that may belong to what is open; 0: nothing is */
unsigned long dms_splat_reach(const struct dms_decoder *d);
/** dms_splat_finish() - another report begins: the open one is complete, and may be folded */
void dms_splat_finish(struct dms_decoder *d);
/** dms_splat_close() - what the splat's lines told goes into its event */
void dms_splat_close(struct dms_decoder *d);
/** dms_splat_event() - the event of the open splat, if it is near record @r */
struct dms_event *dms_splat_event(struct dms_decoder *d, const struct dms_record *r);

/** dms_mapped_at() - "Mapped at:" begins the backtrace of the mapping */
void dms_mapped_at(struct dms_decoder *d, struct dms_event *e, const struct dms_record *r);
void dms_mapped_close(struct dms_decoder *d);

/* ---- smmuv3.c ---- */

/** dms_smmuv3_line() - a line that no message matched: a word of an event or command? */
void dms_smmuv3_line(struct dms_decoder *d, const struct dms_line *l, const char *text);

/* ---- vtd.c ---- */

/** dms_vtd_flush() - a status line that no fault followed becomes an event */
void dms_vtd_flush(struct dms_decoder *d);

#endif /* DMS_DECODER_H */
