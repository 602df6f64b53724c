// SPDX-License-Identifier: GPL-2.0
/* Measures the time stamp counter, which QEMU's guests see unscaled under TCG. */
#include "runner/tsc.h"

#ifdef __x86_64__

#include <stdint.h>
#include <time.h>
#include <x86intrin.h>

#define MEASURE_NS	20000000
#define TRIES		50

/** struct reading - counter and clock at the same time, but for @gap ns */
struct reading {
	uint64_t tsc, ns, gap;
};

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* The one of many readings in whose middle nobody else ran. */
static struct reading read_both(void)
{
	struct reading best = { .gap = UINT64_MAX };
	unsigned int i;

	for (i = 0; i < TRIES; i++) {
		uint64_t before = now(), tsc = __rdtsc(), after = now();

		if (after - before < best.gap)
			best = (struct reading){ .tsc = tsc, .ns = before, .gap = after - before };
	}
	return best;
}

unsigned long dms_tsc_khz(void)
{
	static unsigned long khz;
	struct timespec pause = { .tv_nsec = MEASURE_NS };
	struct reading from, to;

	if (khz)
		return khz;
	from = read_both();
	clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
	to = read_both();
	if (to.tsc > from.tsc && to.ns > from.ns)
		khz = (to.tsc - from.tsc) * 1000000 / (to.ns - from.ns);
	return khz;
}

#else

unsigned long dms_tsc_khz(void)
{
	return 0;
}

#endif
