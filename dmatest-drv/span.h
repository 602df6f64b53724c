/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _DMS_SPAN_H
#define _DMS_SPAN_H

#include <linux/types.h>

/**
 * struct dms_span - a run of device addresses
 * @addr:	first address, as the device puts it on the bus
 * @len:	bytes
 */
struct dms_span {
	u64 addr;
	u64 len;
};

/**
 * struct dms_cursor - a position in a list of spans
 * @span:	the span that the next byte is in
 * @nr:		spans left, @span included
 * @off:	bytes of @span already consumed
 */
struct dms_cursor {
	const struct dms_span *span;
	unsigned int nr;
	u64 off;
};

struct dms_span dms_cursor_take(struct dms_cursor *c, u64 max);
void dms_cursor_skip(struct dms_cursor *c, u64 bytes);

#endif /* _DMS_SPAN_H */
