/* SPDX-License-Identifier: GPL-2.0 */
/* triage --follow: a log that grows. */
#ifndef DMS_FOLLOW_H
#define DMS_FOLLOW_H

#include "analyze.h"
#include "known.h"

/**
 * dms_follow() - print each new finding of @path once, until SIGINT, SIGTERM or the end of a pipe
 * @path: a file that grows (or is replaced), /dev/kmsg, a pipe, or "-"
 * @format: DMS_FORMAT_TEXT or DMS_FORMAT_NDJSON
 *
 * Return: exit status: 0 nothing was found, 1 something, 2 after one line on stderr
 */
int dms_follow(const char *path, enum dms_format format, const struct dms_print_options *opt,
	       const struct dms_known *known);

#endif /* DMS_FOLLOW_H */
