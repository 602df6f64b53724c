// SPDX-License-Identifier: GPL-2.0
/*
 * Several boots in one file: the banner comes again, or stamps fall back and go on from there.
 * A journal printed newest first falls back all the time and is one boot.
 */
#include <string.h>

#include "input.h"

/* Other CPUs' lines come late by less than this. */
#define LATE_SECONDS 10.0

/* init/main.c and arch/arm64/kernel/setup.c: the first lines of a kernel. */
static bool is_banner(const char *text)
{
	return !strncmp(text, "Linux version ", 14) ||
	       !strncmp(text, "Booting Linux on physical CPU ", 30);
}

static void restart(struct dms_boots *b)
{
	b->boot++;
	b->lines = 0;
	b->high = b->last = -1;
	b->up = b->down = 0;
}

unsigned int dms_boots_line(struct dms_boots *b, const char *text, double time)
{
	bool banner = is_banner(text);

	/* Without stamps some lines must stand between: two banners of one boot are neighbours. */
	if (banner && (b->high > LATE_SECONDS || (b->high > 0 && time >= 0 && time < b->high) ||
		       (b->banner && b->lines > 20 && time < 0)))
		restart(b);
	else if (time >= 0 && time + LATE_SECONDS < b->high && b->up > b->down)
		restart(b);
	b->banner |= banner;
	b->lines++;
	if (time >= 0) {
		b->up += b->last >= 0 && time >= b->last;
		b->down += time < b->last;
		b->last = time;
		if (time > b->high)
			b->high = time;
	}
	return b->boot;
}
