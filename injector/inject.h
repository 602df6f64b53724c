/* SPDX-License-Identifier: GPL-2.0 */
/* Inside of dmascope_inject: the targets, their state, who does what. */
#ifndef DMS_INJECT_H
#define DMS_INJECT_H

#include <linux/debugfs.h>
#include <linux/dma-direction.h>
#include <linux/kprobes.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>

#include "decide.h"

enum dms_action {
	DMS_FAIL,	/* the function returns its error and does nothing */
	DMS_DROP,	/* a function that returns nothing does nothing */
	DMS_DELAY,	/* it starts later */
	DMS_NARROW,	/* it gets a smaller mask */
	DMS_POISON,	/* the buffer is filled first */
	DMS_BOUNCE,	/* it takes a bounce buffer */
	DMS_NR_ACTIONS
};

#define DMS_CAN(action)	(1U << (action))

/* How a target's first object leads to a device. */
enum dms_subject {
	DMS_SUBJECT_DEVICE,	/* struct device */
	DMS_SUBJECT_POOL,	/* struct dma_pool */
	DMS_SUBJECT_DOMAIN,	/* struct iommu_domain: only a comparison is possible */
	DMS_SUBJECT_NONE,
};

struct dms_bounce;
struct dms_sites;

/* In what the memory is handed over. */
enum dms_memory {
	DMS_MEMORY_NONE,
	DMS_MEMORY_PAGE,	/* struct page, and the offset in the next argument */
	DMS_MEMORY_PHYS,	/* phys_addr_t */
	DMS_MEMORY_SG,		/* struct scatterlist, and the number of entries in the next argument */
	DMS_MEMORY_SGTABLE,	/* struct sg_table */
};

/* Number of an argument, from 0; what is not set is none. */
#define DMS_ARG(nr)	((nr) + 1)

/**
 * struct dms_target_row - a function whose calls can be hit
 * @name:	what users call it: the function's name, in most cases
 * @symbols:	functions of which the first that this kernel has is probed
 * @instead:	where it is missing: what to say about it
 * @actions:	DMS_CAN() bits
 * @subject:	what @device points at
 * @device, @size, @direction, @mask, @attrs: DMS_ARG(), or 0 where there is none
 * @pages:	@size counts pages, not bytes
 * @memory:	what @buffer points at
 * @buffer:	DMS_ARG()
 * @error:	what it returns when it fails, by DMS_FAIL
 * @error_text:	the same for people
 * @errors:	for a function that returns an errno: those that it may return, the first by default;
 *		ended by 0
 */
struct dms_target_row {
	const char *name;
	const char *symbols[3];
	const char *instead;
	unsigned int actions;
	enum dms_subject subject;
	s8 device, size, direction, mask, attrs, buffer;
	bool pages;
	enum dms_memory memory;
	unsigned long error;
	const char *error_text;
	s16 errors[4];
};

extern const struct dms_target_row dms_target_rows[];
extern const unsigned int dms_nr_targets;

/**
 * struct dms_config - which calls count; never changed, but replaced
 * @domain:	of @filter.device, for targets that know no device
 */
struct dms_config {
	struct rcu_head rcu;
	struct dms_filter filter;
	const void *domain;
};

/**
 * struct dms_target - a target and all that its files can set
 * @row:	what it is
 * @kp:		its probe; @kp.addr is the function while it is registered
 * @symbol:	the function that is probed; NULL: it cannot be
 * @trouble:	why it cannot be, from register_kprobe()
 * @probed:	the probe is registered.  By dms_lock
 * @config:	by RCU; written under dms_lock
 * @lock:	@decider.  Taken in what may be an NMI to lockdep, which a breakpoint is on x86
 * @bounce:	the device that is made to bounce, or NULL.  By dms_lock
 * @record:	callers are counted
 * @sites:	in here; it stays until the module goes.  Replaced by dms_lock, while not probed
 * @action, @verbose, @delay_us, @bits, @error: single words, read without a lock
 */
struct dms_target {
	const struct dms_target_row *row;
	struct kprobe kp;
	const char *symbol;
	int trouble;
	bool probed;
	struct dms_config __rcu *config;
	arch_spinlock_t lock;
	struct dms_decider decider;
	struct dms_bounce *bounce;
	struct dms_sites *sites;
	u32 record;
	u32 action, verbose, delay_us, bits;
	s32 error;
};

/* Files, probes and the switch: one thing at a time. */
extern struct mutex dms_lock;

/* ---- probe.c: arming, and what runs in the probed functions ---- */

/** dms_targets_init() - find out which of them this kernel has; nothing stays probed */
int dms_targets_init(void);
void dms_targets_exit(void);
struct dms_target *dms_target_get(unsigned int nr);
bool dms_armed(void);
/** dms_arm() - register the probes of all active targets; under dms_lock.  0 or a negative errno */
int dms_arm(void);
/** dms_disarm() - no probe is left, and no handler runs any more; under dms_lock */
void dms_disarm(void);
/** dms_target_update() - its knobs changed: does it need its probe?  Under dms_lock */
int dms_target_update(struct dms_target *t);
/** dms_target_unprobe() - no handler of it runs any more; under dms_lock */
void dms_target_unprobe(struct dms_target *t);
/** dms_decider_lock() - for the files */
unsigned long dms_decider_lock(struct dms_target *t);
void dms_decider_unlock(struct dms_target *t, unsigned long flags);

/* ---- call.c: what a probed call is about ---- */

/** dms_call_read() - fill in all but the caller; @pid and @comm are of the process */
void dms_call_read(const struct dms_target *t, const struct dms_config *config,
		   struct pt_regs *regs, struct dms_call *c);
/** dms_pool_learn() - where a dma_pool keeps its device, which only dmapool.c knows; 0 or errno */
int dms_pool_learn(void);

/** dms_find_device() - on the PCI or the platform bus; NULL: none.  To be put */
struct device *dms_find_device(const char *name);

/* ---- sites.c: where the calls come from ---- */

/** dms_sites_start() - an empty table; under dms_lock, while @t is not probed.  0 or -ENOMEM */
int dms_sites_start(struct dms_target *t);
/** dms_sites_free() - the same, for good */
void dms_sites_free(struct dms_target *t);
/** dms_site_count() - in the pre-handler: one more call from @caller, a return address */
void dms_site_count(struct dms_target *t, unsigned long caller);
extern const struct file_operations dms_sites_fops;

/* ---- bounce.c ---- */

/** dms_bounce_start() - from now on calls of this device can be made to bounce; under dms_lock */
int dms_bounce_start(struct dms_target *t, const char *device);
/** dms_bounce_end() - no handler of @t may run any more; under dms_lock */
void dms_bounce_end(struct dms_target *t);
/** dms_bounce_set() - shall the call that is about to begin take a bounce buffer? */
void dms_bounce_set(const struct dms_target *t, bool on);
/** dms_bounce_exit() - all have ended */
void dms_bounce_exit(void);

/* ---- act.c ---- */

extern const char *const dms_action_names[DMS_NR_ACTIONS];

/** dms_act_possible() - does @action mean anything for this call? */
bool dms_act_possible(const struct dms_target *t, u32 action, struct pt_regs *regs,
		      const struct dms_call *c);
/**
 * dms_act() - do it
 * @what:	says afterwards what was done
 *
 * Return: 1 when the function is skipped, else 0; for the pre-handler to return.
 */
int dms_act(const struct dms_target *t, u32 action, struct pt_regs *regs,
	    const struct dms_call *c, char *what, size_t len);

/* ---- knobs.c: the files ---- */

int dms_knobs_init(void);
/** dms_knobs_exit() - the files are gone, and nobody is in one of them */
void dms_knobs_exit(void);

#endif /* DMS_INJECT_H */
