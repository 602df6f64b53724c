/* SPDX-License-Identifier: GPL-2.0 */
/* A source into a stream, through the sieve: on all cores, in order, in bounded memory. */
#ifndef DMS_PUMP_H
#define DMS_PUMP_H

#include "input.h"
#include "sieve.h"
#include "source.h"

/**
 * struct dms_pump_options - how
 * @sieve:	NULL: every line is fed
 * @after:	so many bytes are fed whole before the sieve is used: what is short is cheap
 * @threads:	that look for lines beside the caller's; 0: one for each further core
 */
struct dms_pump_options {
	const struct dms_sieve *sieve;
	unsigned long long after;
	unsigned int threads;
};

/**
 * dms_pump() - read @src to its end and feed @stream
 *
 * Return: number of bytes read.
 */
unsigned long long dms_pump(struct dms_source *src, struct dms_stream *stream,
			    const struct dms_pump_options *opt);

#endif /* DMS_PUMP_H */
