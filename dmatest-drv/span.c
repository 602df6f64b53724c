// SPDX-License-Identifier: GPL-2.0
/*
 * Walking lists of device addresses: what the core gathers from objects and
 * what an engine cuts into descriptors.
 */
#include <linux/minmax.h>

#include "span.h"

/**
 * dms_cursor_take() - consume the next contiguous run
 * @c:		position, moved behind what is returned
 * @max:	at most so many bytes
 *
 * Return: the run; its length is 0 when the list is at its end.
 */
struct dms_span dms_cursor_take(struct dms_cursor *c, u64 max)
{
	struct dms_span run = {};

	while (c->nr && c->off >= c->span->len) {
		c->span++;
		c->nr--;
		c->off = 0;
	}
	if (!c->nr)
		return run;
	run.addr = c->span->addr + c->off;
	run.len = min(max, c->span->len - c->off);
	c->off += run.len;
	return run;
}

/**
 * dms_cursor_skip() - move forward without looking
 * @c:		position
 * @bytes:	how far; stops at the end of the list
 */
void dms_cursor_skip(struct dms_cursor *c, u64 bytes)
{
	while (bytes) {
		struct dms_span run = dms_cursor_take(c, bytes);

		if (!run.len)
			return;
		bytes -= run.len;
	}
}
