/* SPDX-License-Identifier: GPL-2.0 */
/* Trace records to events: which are ours, what they mean, and how many of them are kept. */
#ifndef DMS_CATALOGUE_TRACE_H
#define DMS_CATALOGUE_TRACE_H

#include "catalogue.h"
#include "input/trace.h"

/** dms_trace_wants() - is it an event about DMA?  @system NULL or "": text does not say it */
bool dms_trace_wants(const char *system, const char *event);

/**
 * dms_trace_event() - fill in an event from a record
 * @e: kind "trace" and nothing more so far
 *
 * Return: false when the record is not ours or its text is not what the kernel prints.
 */
bool dms_trace_event(struct dms_event *e, const struct dms_trace_record *r);

/** dms_trace_set_text() - a field by its name, wherever it goes */
void dms_trace_set_text(struct dms_event *e, const char *name, const char *text, size_t len);
/** dms_trace_set_number() - the same; @text: as printed */
void dms_trace_set_number(struct dms_event *e, const char *name, uint64_t num, const char *text,
			  bool hex);
/** dms_trace_read_text() - fields from @r->text; false: no format of ours fits it */
bool dms_trace_read_text(struct dms_event *e, const struct dms_trace_record *r);

/** dms_trace_is_fault() - the record says by itself that a device faulted */
bool dms_trace_is_fault(const struct dms_event *e);

/* ---- tracer.c ---- */

struct dms_tracer;
struct dms_decoder;

/**
 * dms_tracer_new() - records of one input go in
 *
 * A trace has millions of them.  The last ones are kept, and those shortly before a fault that the
 * trace itself or an input read earlier tells of; the others are counted by event and device.
 */
struct dms_tracer *dms_tracer_new(struct dms_decoder *d);
/** dms_tracer_clock() - what the trace's times are; "": not known */
void dms_tracer_clock(struct dms_tracer *t, const char *clock);
/** dms_tracer_record() - @raw: its line, or NULL; Return: false when it is none of ours */
bool dms_tracer_record(struct dms_tracer *t, const struct dms_trace_record *r, const char *raw);
/** dms_tracer_lost() - @records are missing in front of @line; 0: unknown how many */
void dms_tracer_lost(struct dms_tracer *t, unsigned long line, unsigned long records);
/** dms_tracer_end() - what was kept and counted becomes events; frees it; @t may be NULL */
void dms_tracer_end(struct dms_tracer *t);

#endif /* DMS_CATALOGUE_TRACE_H */
