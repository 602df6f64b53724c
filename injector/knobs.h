/* SPDX-License-Identifier: GPL-2.0 */
/* The files of a target: what each sets, and what it takes. */
#ifndef DMS_INJECT_KNOBS_H
#define DMS_INJECT_KNOBS_H

#include "inject.h"

#define DMS_KNOB_LEN	128	/* of what is read or written, with its NUL */

/* What a target must have for the file to mean anything; the others do not get it. */
enum dms_knob_need {
	DMS_NEEDS_NOTHING,
	DMS_NEEDS_DEVICE,
	DMS_NEEDS_DRIVER,
	DMS_NEEDS_SIZE,
	DMS_NEEDS_DIRECTION,
	DMS_NEEDS_ERRORS,
	DMS_NEEDS_MASK,
};

/**
 * struct dms_knob - a file
 * @name:	of the file
 * @help:	what the log says when something else is written
 * @need:	enum dms_knob_need
 * @offset, @bytes: the number that it holds, in struct dms_target or, when @filter, in
 *		struct dms_filter; negative numbers where @bytes is negative
 * @min, @max:	range of the number
 * @filter:	it changes a copy of the configuration
 * @activates:	anything but 0 needs a probe
 * @show:	instead of the number; to a buffer of DMS_KNOB_LEN
 * @store:	instead of the number; @config is the copy when @filter, else NULL.  0 or a
 *		negative errno.  NULL with @show: cannot be written
 */
struct dms_knob {
	const char *name;
	const char *help;
	enum dms_knob_need need;
	size_t offset;
	s8 bytes;
	s64 min;
	u64 max;
	bool filter, activates;
	void (*show)(const struct dms_target *t, const struct dms_config *config, char *text);
	int (*store)(struct dms_target *t, struct dms_config *config, const char *text);
};

extern const struct dms_knob dms_knobs[];
extern const unsigned int dms_nr_knobs;

#endif /* DMS_INJECT_KNOBS_H */
