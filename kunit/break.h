/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A kernel that breaks one rule of the DMA API, for our device only: the proof that the
 * contract suites see it.
 *
 * A rule hooks one kernel function (and those that must be told the truth again, so that
 * a lie stays a lie and does not become a corrupted machine), changes arguments before
 * the call or the result after it, and names nothing that the tests know.
 */
#ifndef _DMS_KUNIT_BREAK_H
#define _DMS_KUNIT_BREAK_H

#include <linux/device.h>
#include <linux/types.h>

#define DMS_BREAK_ARGS	6

/**
 * struct dms_break_call - one call of a hooked function
 * @dev:	device that it is about
 * @arg:	arguments; what an entry changes is what the function gets
 * @result:	what it returned; what a return changes is what the caller gets
 * @note:	of the entry, for the return
 */
struct dms_break_call {
	struct device *dev;
	unsigned long arg[DMS_BREAK_ARGS];
	unsigned long result;
	unsigned long note;
};

/**
 * struct dms_break_hook - a function that a rule hooks
 * @symbols:	its names; the first that the kernel has is taken
 * @entry:	before the call, or NULL; true: something was changed
 * @ret:	after the call, or NULL; true: something was changed
 * @mends:	it undoes what another hook did: no change of its own
 * @find:	device of the call, where it is not the first argument; NULL: not ours
 *
 * Both run in atomic context, perhaps with interrupts off.
 */
struct dms_break_hook {
	const char *symbols[3];
	bool (*entry)(struct dms_break_call *c);
	bool (*ret)(struct dms_break_call *c);
	bool mends;
	struct device *(*find)(const struct dms_break_call *c);
};

#define DMS_BREAK_HOOKS	3

/**
 * struct dms_break_rule - one way to be broken
 * @name:	of the rule, for the module's parameter
 * @hooks:	functions; the first is the one that is broken
 */
struct dms_break_rule {
	const char *name;
	struct dms_break_hook hooks[DMS_BREAK_HOOKS];
};

/* One table a file; each ends with an empty entry. */
extern const struct dms_break_rule dms_break_alloc[];
extern const struct dms_break_rule dms_break_pool[];
extern const struct dms_break_rule dms_break_sg[];
extern const struct dms_break_rule dms_break_stream[];

/**
 * dms_break_lie() - remember that a value was given out for another
 * @said:	what the caller was told
 * @truth:	what the function knows
 *
 * Return: @said; @truth when no more can be remembered.
 */
unsigned long dms_break_lie(unsigned long said, unsigned long truth);

/**
 * dms_break_truth() - look a lie up, and forget it
 * @said:	what the caller was told
 * @truth:	set when it was a lie
 *
 * Return: whether it was.
 */
bool dms_break_truth(unsigned long said, unsigned long *truth);

#endif /* _DMS_KUNIT_BREAK_H */
