// SPDX-License-Identifier: GPL-2.0
/*
 * Makes a failing sequence as short and small as it still fails (Zeller's ddmin): runs of ops are
 * left out, halves first, then smaller ones; then lengths and offsets go down.  What a removal
 * makes illegal goes with it, so that a candidate never fails because of the shrinking.
 */
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "random.h"

/* Candidates of one round: as many as one boot should carry. */
#define MAX_CANDIDATES	16

struct shrinking {
	struct rnd_seq *best;
	rnd_test_fn test;
	void *ctx;
	struct rnd_seq *tries;
	size_t nr, tests;
};

static size_t weight(const struct rnd_seq *s)
{
	size_t i, sum = s->len;

	for (i = 0; i < s->nr; i++)
		sum += s->ops[i].len + s->ops[i].offset + s->ops[i].flags;
	return sum;
}

static bool is_smaller(const struct rnd_seq *a, const struct rnd_seq *b)
{
	return a->nr < b->nr || (a->nr == b->nr && weight(a) < weight(b));
}

static bool has_violation(const struct rnd_seq *s)
{
	size_t i;

	for (i = 0; i < s->nr; i++)
		if (s->ops[i].code == RND_ACT)
			return true;
	return !s->violation;
}

/* One more candidate, unless it is no gain. */
static void offer(struct shrinking *k, const struct rnd_seq *s)
{
	struct rnd_seq *c = &k->tries[k->nr];

	if (k->nr == MAX_CANDIDATES)
		return;
	*c = *s;
	rnd_repair(c);
	if (has_violation(c) && is_smaller(c, k->best))
		k->nr++;
}

/* Return: true when one of the candidates fails, too; it is the best from now on. */
static bool try_all(struct shrinking *k)
{
	size_t nr = k->nr, at;

	k->nr = 0;
	if (!nr)
		return false;
	k->tests += nr;
	at = k->test(k->ctx, k->tries, nr);
	if (at >= nr)
		return false;
	*k->best = k->tries[at];
	return true;
}

static void without(struct rnd_seq *s, size_t from, size_t nr)
{
	if (nr > s->nr - from)
		nr = s->nr - from;
	memmove(&s->ops[from], &s->ops[from + nr], (s->nr - from - nr) * sizeof(*s->ops));
	s->nr -= nr;
}

/* Runs of @size ops, each left out once; true: one of them was not needed. */
static bool leave_out(struct shrinking *k, size_t size)
{
	struct rnd_seq *s = dms_alloc(sizeof(*s));
	bool better = false;
	size_t at = 0;

	while (at < k->best->nr && !better) {
		for (; at < k->best->nr && k->nr < MAX_CANDIDATES; at += size) {
			*s = *k->best;
			without(s, at, size);
			offer(k, s);
		}
		better = try_all(k);
	}
	free(s);
	return better;
}

/* @op, and with @alike all that have its range: a sync of a part needs the sync back of that part. */
static void offer_range(struct shrinking *k, const struct rnd_seq *s, const struct rnd_op *op,
			bool alike, uint32_t offset, uint32_t len)
{
	struct rnd_seq *t;
	size_t i;

	if (offset == op->offset && len == op->len)
		return;
	t = dms_alloc(sizeof(*t));
	*t = *s;
	for (i = 0; i < t->nr; i++) {
		if (&s->ops[i] != op && (!alike || s->ops[i].offset != op->offset ||
					 s->ops[i].len != op->len))
			continue;
		t->ops[i].offset = offset;
		t->ops[i].len = len;
	}
	offer(k, t);
	free(t);
}

/* Candidates of offer_smaller_op(), at most. */
#define PER_OP	7

static void offer_smaller_op(struct shrinking *k, struct rnd_seq *s, struct rnd_op *op)
{
	uint8_t flags = op->flags;
	unsigned int alike;

	for (alike = 0; alike < 2 && op->len; alike++) {
		offer_range(k, s, op, alike, op->offset, 1);
		offer_range(k, s, op, alike, op->offset, (op->len + 1) / 2);
		offer_range(k, s, op, alike, 0, op->len);
	}
	op->flags = 0;
	if (flags)
		offer(k, s);
	op->flags = flags;
}

/* Each number smaller, one at a time; true: one of them could be. */
static bool make_small(struct shrinking *k)
{
	struct rnd_seq *s = dms_alloc(sizeof(*s));
	bool better = false;
	size_t at = 0;

	*s = *k->best;
	if (s->violation) {
		s->len = s->violation->min;
		offer(k, s);
		s->len = k->best->len;
		better = try_all(k);
	}
	while (at < s->nr && !better) {
		for (; at < s->nr && k->nr + PER_OP <= MAX_CANDIDATES; at++)
			offer_smaller_op(k, s, &s->ops[at]);
		better = try_all(k);
	}
	free(s);
	return better;
}

size_t rnd_shrink(struct rnd_seq *s, rnd_test_fn test, void *ctx)
{
	struct shrinking k = {
		.best = s, .test = test, .ctx = ctx,
		.tries = dms_alloc(MAX_CANDIDATES * sizeof(*k.tries)),
	};
	size_t size = s->nr / 2;

	while (size) {
		while (leave_out(&k, size))
			;
		size /= 2;
	}
	while (make_small(&k) || leave_out(&k, 1))
		;
	free(k.tries);
	return k.tests;
}
