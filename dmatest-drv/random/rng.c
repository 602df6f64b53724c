// SPDX-License-Identifier: GPL-2.0
/* Numbers that are the same everywhere: splitmix64. */
#include "random.h"

uint64_t rnd_next(struct rnd_rng *r)
{
	uint64_t x = r->state += 0x9e3779b97f4a7c15ULL;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

uint32_t rnd_below(struct rnd_rng *r, uint32_t n)
{
	return ((rnd_next(r) >> 32) * n) >> 32;
}

bool rnd_chance(struct rnd_rng *r, unsigned int percent)
{
	return rnd_below(r, 100) < percent;
}
