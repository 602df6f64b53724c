// SPDX-License-Identifier: GPL-2.0
/* Probes: found when the module is loaded, there while armed, and what runs when one is hit. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ctype.h>
#include <linux/kallsyms.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "inject.h"
#include "skip.h"

#define CREATE_TRACE_POINTS
#include "inject_trace.h"

#define WHAT_LEN	64

DEFINE_MUTEX(dms_lock);

static struct dms_target *targets;
static struct kprobe **gone;		/* room for all probes */
static bool armed;

/* A caller's symbol is too long for a stack.  A probe is not hit within another one's handler. */
static DEFINE_PER_CPU(char[KSYM_SYMBOL_LEN], dms_caller_text);

/* arch_spin_lock(): lockdep takes the breakpoint that is a probe for an NMI, and forbids others. */
unsigned long dms_decider_lock(struct dms_target *t)
{
	unsigned long flags;

	local_irq_save(flags);
	arch_spin_lock(&t->lock);
	return flags;
}

void dms_decider_unlock(struct dms_target *t, unsigned long flags)
{
	arch_spin_unlock(&t->lock);
	local_irq_restore(flags);
}

/* A process may call itself anything; one word without control characters is what the log gets. */
static void dms_clean_comm(char *out, const char *comm, size_t len)
{
	size_t i;

	for (i = 0; i + 1 < len && comm[i]; i++)
		out[i] = isascii(comm[i]) && isgraph(comm[i]) ? comm[i] : '?';
	out[i] = '\0';
}

static const char *dms_direction_name(s32 direction)
{
	switch (direction) {
	case DMA_BIDIRECTIONAL:
		return "bidirectional";
	case DMA_TO_DEVICE:
		return "to-device";
	case DMA_FROM_DEVICE:
		return "from-device";
	default:
		return "-";
	}
}

static void dms_report(const struct dms_target *t, const struct dms_call *c, const char *what,
		       unsigned long caller, u64 number)
{
	u32 verbose = READ_ONCE(t->verbose);
	char comm[TASK_COMM_LEN] = "irq";

	trace_injected(t, c, what, caller, number);
	if (!verbose)
		return;
	if (c->comm)
		dms_clean_comm(comm, c->comm, sizeof(comm));
	pr_notice("%s: %s %s, injection %llu, size %llu, direction %s, caller %pS, process %s:%d\n",
		  c->device ? c->device : "-", t->row->name, what, number,
		  c->has_size ? c->size : 0, dms_direction_name(c->direction), (void *)caller,
		  comm, c->pid);
	if (verbose > 1)
		dump_stack();
}

static int dms_pre_handler(struct kprobe *kp, struct pt_regs *regs)
{
	struct dms_target *t = container_of(kp, struct dms_target, kp);
	const struct dms_config *config = rcu_dereference_sched(t->config);
	unsigned long flags, caller = dms_caller_of(regs);
	u32 action = READ_ONCE(t->action);
	char what[WHAT_LEN] = "";
	struct dms_call c;
	u64 number;
	bool hit;
	int ret;

	dms_bounce_set(t, false);
	dms_call_read(t, config, regs, &c);
	if (dms_filter_needs_caller(&config->filter)) {
		char *text = *this_cpu_ptr(&dms_caller_text);

		sprint_symbol(text, caller);
		dms_call_set_caller(&c, text);
	}
	if (!dms_filter_match(&config->filter, &c) || !dms_act_possible(t, action, regs, &c))
		return 0;
	dms_site_count(t, caller);
	flags = dms_decider_lock(t);
	hit = dms_decide(&t->decider, c.size);
	number = t->decider.hits;
	dms_decider_unlock(t, flags);
	if (!hit)
		return 0;
	ret = dms_act(t, action, regs, &c, what, sizeof(what));
	dms_report(t, &c, what, caller, number);
	return ret;
}

/* See skip.h: that it is there is what counts. */
static void dms_post_handler(struct kprobe *kp, struct pt_regs *regs, unsigned long flags)
{
}

NOKPROBE_SYMBOL(dms_pre_handler);
NOKPROBE_SYMBOL(dms_post_handler);

static int dms_probe(struct dms_target *t, const char *symbol, unsigned int flags)
{
	/* what was registered once must not be again as it is */
	t->kp = (struct kprobe){
		.symbol_name = symbol,
		.flags = flags,
		.pre_handler = dms_pre_handler,
		.post_handler = dms_post_handler,
	};
	return register_kprobe(&t->kp);
}

/* A probe that is registered but disabled shows that the real one will be possible. */
static void dms_target_find(struct dms_target *t)
{
	unsigned int i;
	int ret;

	t->trouble = -ENOENT;
	for (i = 0; i < ARRAY_SIZE(t->row->symbols) && t->row->symbols[i] && !t->symbol; i++) {
		ret = dms_probe(t, t->row->symbols[i], KPROBE_FLAG_DISABLED);
		if (!ret) {
			t->probed = true;
			t->symbol = t->row->symbols[i];
			t->trouble = 0;
		} else if (ret != -ENOENT) {
			t->trouble = ret;
		}
	}
	if (t->symbol)
		return;
	if (t->trouble == -ENOENT)
		pr_info("%s: not in this kernel%s%s\n", t->row->name,
			t->row->instead ? "; " : "", t->row->instead ? t->row->instead : "");
	else
		pr_warn("%s: cannot be probed: error %d\n", t->row->name, t->trouble);
}

static int dms_target_init(struct dms_target *t, const struct dms_target_row *row)
{
	struct dms_config *config = kzalloc(sizeof(*config), GFP_KERNEL);

	if (!config)
		return -ENOMEM;
	dms_filter_init(&config->filter);
	RCU_INIT_POINTER(t->config, config);
	t->row = row;
	t->lock = (arch_spinlock_t)__ARCH_SPIN_LOCK_UNLOCKED;
	dms_decider_init(&t->decider);
	t->action = __ffs(row->actions);
	t->verbose = 1;
	t->delay_us = 1000;
	t->bits = 32;
	t->error = row->errors[0];
	dms_target_find(t);
	return 0;
}

/* All at once: what takes time is to wait for the handlers that run, and it is waited for once. */
static void dms_unprobe_all(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < dms_nr_targets; i++) {
		if (targets[i].probed)
			gone[n++] = &targets[i].kp;
		targets[i].probed = false;
	}
	if (n)
		unregister_kprobes(gone, n);
	for (i = 0; i < dms_nr_targets; i++)
		dms_bounce_end(&targets[i]);
}

int dms_targets_init(void)
{
	unsigned int i;
	int ret = 0;

	targets = kcalloc(dms_nr_targets, sizeof(*targets), GFP_KERNEL);
	gone = kcalloc(dms_nr_targets, sizeof(*gone), GFP_KERNEL);
	if (!targets || !gone) {
		kfree(gone);
		kfree(targets);
		return -ENOMEM;
	}
	for (i = 0; i < dms_nr_targets && !ret; i++)
		ret = dms_target_init(&targets[i], &dms_target_rows[i]);
	dms_unprobe_all();
	if (ret)
		dms_targets_exit();
	return ret;
}

void dms_targets_exit(void)
{
	unsigned int i;

	dms_bounce_exit();
	for (i = 0; i < dms_nr_targets; i++) {
		dms_sites_free(&targets[i]);
		kfree(rcu_dereference_protected(targets[i].config, true));
	}
	kfree(gone);
	kfree(targets);
}

struct dms_target *dms_target_get(unsigned int nr)
{
	return &targets[nr];
}

bool dms_armed(void)
{
	return armed;
}

static bool dms_target_active(struct dms_target *t)
{
	unsigned long flags = dms_decider_lock(t);
	bool active = t->record || dms_decider_active(&t->decider);

	dms_decider_unlock(t, flags);
	return active;
}

void dms_target_unprobe(struct dms_target *t)
{
	if (t->probed)
		unregister_kprobe(&t->kp);
	t->probed = false;
	dms_bounce_end(t);
}

/* The probe is placed when all that the action needs is there, and not before. */
static int dms_target_probe(struct dms_target *t)
{
	const struct dms_config *config = rcu_dereference_protected(t->config, true);
	int ret = 0;

	dms_target_unprobe(t);
	if (t->action == DMS_BOUNCE)
		ret = dms_bounce_start(t, config->filter.device);
	if (ret)
		return ret;
	ret = dms_probe(t, t->symbol, 0);
	t->probed = !ret;
	t->trouble = ret;
	if (ret) {
		pr_warn("%s: cannot be probed: error %d\n", t->row->name, ret);
		dms_bounce_end(t);
	}
	return ret;
}

int dms_target_update(struct dms_target *t)
{
	bool wanted = armed && dms_target_active(t);
	int ret = 0;

	if (wanted && !t->symbol)
		return -EOPNOTSUPP;
	if (!wanted)
		dms_target_unprobe(t);
	else if (!t->probed || t->action == DMS_BOUNCE || t->bounce)
		ret = dms_target_probe(t);
	return ret;
}

int dms_arm(void)
{
	unsigned int i;
	int ret = 0;

	/* without a stub of the kernel's, see skip.h */
	if (DMS_SKIP_PINS && !armed)
		__module_get(THIS_MODULE);
	armed = true;
	for (i = 0; i < dms_nr_targets && !ret; i++)
		ret = dms_target_update(&targets[i]);
	if (ret)
		dms_disarm();
	return ret;
}

void dms_disarm(void)
{
	armed = false;
	dms_unprobe_all();
}
