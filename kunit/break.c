// SPDX-License-Identifier: GPL-2.0
/*
 * Puts the hooks of one rule into the running kernel.  Nothing is hooked until somebody
 * writes a rule's name to the module's parameter "broken"; an empty one takes them out.
 */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

#include "break.h"

#define BREAK_LIES	64

/**
 * struct dms_break_probe - a hook that is in place
 * @rp:		the kernel's
 * @hook:	what it does
 */
struct dms_break_probe {
	struct kretprobe rp;
	const struct dms_break_hook *hook;
};

/**
 * struct dms_break - what is broken now
 * @lock:	@rule and @probes
 * @rule:	rule, or NULL
 * @probes:	its hooks
 * @nr:		how many are in place
 * @changed:	calls that went otherwise than they should
 * @lies_lock:	@lies
 * @lies:	told and not yet taken back
 */
static struct dms_break {
	struct mutex lock;		/* see above */
	const struct dms_break_rule *rule;
	struct dms_break_probe probes[DMS_BREAK_HOOKS];
	unsigned int nr;
	atomic_t changed;
	raw_spinlock_t lies_lock;	/* see above */
	struct {
		unsigned long said;
		unsigned long truth;
		bool used;
	} lies[BREAK_LIES];
} dms_break = {
	.lock = __MUTEX_INITIALIZER(dms_break.lock),
	.lies_lock = __RAW_SPIN_LOCK_UNLOCKED(dms_break.lies_lock),
};

static const struct dms_break_rule *const tables[] = {
	dms_break_alloc,
	dms_break_pool,
	dms_break_sg,
	dms_break_stream,
};

unsigned long dms_break_lie(unsigned long said, unsigned long truth)
{
	unsigned long flags;
	unsigned int i;

	raw_spin_lock_irqsave(&dms_break.lies_lock, flags);
	for (i = 0; i < BREAK_LIES && dms_break.lies[i].used; i++)
		;
	if (i < BREAK_LIES) {
		dms_break.lies[i].used = true;
		dms_break.lies[i].said = said;
		dms_break.lies[i].truth = truth;
	}
	raw_spin_unlock_irqrestore(&dms_break.lies_lock, flags);
	return i < BREAK_LIES ? said : truth;
}

bool dms_break_truth(unsigned long said, unsigned long *truth)
{
	unsigned long flags;
	unsigned int i;

	raw_spin_lock_irqsave(&dms_break.lies_lock, flags);
	for (i = 0; i < BREAK_LIES; i++)
		if (dms_break.lies[i].used && dms_break.lies[i].said == said)
			break;
	if (i < BREAK_LIES) {
		dms_break.lies[i].used = false;
		*truth = dms_break.lies[i].truth;
	}
	raw_spin_unlock_irqrestore(&dms_break.lies_lock, flags);
	return i < BREAK_LIES;
}

static void set_arg(struct pt_regs *regs, unsigned int n, unsigned long value)
{
#if defined(CONFIG_X86_64)
	unsigned long *const arg[DMS_BREAK_ARGS] = {
		&regs->di, &regs->si, &regs->dx, &regs->cx, &regs->r8, &regs->r9,
	};

	*arg[n] = value;
#elif defined(CONFIG_ARM64)
	regs->regs[n] = value;
#endif
}

static bool can_set_args(void)
{
	return IS_ENABLED(CONFIG_X86_64) || IS_ENABLED(CONFIG_ARM64);
}

static bool is_ours(struct device *dev)
{
	return dev && dev->driver && !strcmp(dev->driver->name, "dmascope_drv");
}

static const struct dms_break_hook *hook_of(struct kretprobe *rp)
{
	return container_of(rp, struct dms_break_probe, rp)->hook;
}

static void count(const struct dms_break_hook *hook, bool changed)
{
	if (changed && !hook->mends)
		atomic_inc(&dms_break.changed);
}

static int entry(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	const struct dms_break_hook *hook = hook_of(get_kretprobe(ri));
	struct dms_break_call *c = (struct dms_break_call *)ri->data;
	unsigned long before[DMS_BREAK_ARGS];
	unsigned int i;

	for (i = 0; i < DMS_BREAK_ARGS; i++)
		c->arg[i] = regs_get_kernel_argument(regs, i);
	c->note = 0;
	c->dev = hook->find ? hook->find(c) : (struct device *)c->arg[0];
	/* not zero: no return for this one */
	if (!is_ours(c->dev))
		return 1;
	memcpy(before, c->arg, sizeof(before));
	if (hook->entry)
		count(hook, hook->entry(c));
	for (i = 0; i < DMS_BREAK_ARGS; i++)
		if (c->arg[i] != before[i])
			set_arg(regs, i, c->arg[i]);
	return 0;
}
NOKPROBE_SYMBOL(entry);

static int leave(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	const struct dms_break_hook *hook = hook_of(get_kretprobe(ri));
	struct dms_break_call *c = (struct dms_break_call *)ri->data;

	c->result = regs_return_value(regs);
	if (hook->ret && hook->ret(c)) {
		count(hook, true);
		regs_set_return_value(regs, c->result);
	}
	return 0;
}
NOKPROBE_SYMBOL(leave);

static void take_out(void)
{
	struct dms_break *b = &dms_break;

	if (b->rule)
		pr_info("dmascope_kunit: broken: %s: off, %d calls were changed\n", b->rule->name,
			atomic_read(&b->changed));
	while (b->nr)
		unregister_kretprobe(&b->probes[--b->nr].rp);
	b->rule = NULL;
	memset(b->lies, 0, sizeof(b->lies));
}

static int put_in_one(struct dms_break_probe *p, const struct dms_break_hook *hook)
{
	unsigned int i;
	int ret = -ENOENT;

	p->hook = hook;
	for (i = 0; ret && i < ARRAY_SIZE(hook->symbols) && hook->symbols[i]; i++) {
		memset(&p->rp, 0, sizeof(p->rp));
		p->rp.kp.symbol_name = hook->symbols[i];
		p->rp.entry_handler = entry;
		p->rp.handler = leave;
		p->rp.data_size = sizeof(struct dms_break_call);
		p->rp.maxactive = 16;
		ret = register_kretprobe(&p->rp);
	}
	return ret;
}

static int put_in(const struct dms_break_rule *rule)
{
	struct dms_break *b = &dms_break;
	unsigned int i;
	int ret;

	b->rule = rule;
	atomic_set(&b->changed, 0);
	for (i = 0; i < DMS_BREAK_HOOKS && rule->hooks[i].symbols[0]; i++) {
		ret = put_in_one(&b->probes[i], &rule->hooks[i]);
		if (ret) {
			pr_err("dmascope_kunit: broken: %s: %s cannot be probed: %d\n", rule->name,
			       rule->hooks[i].symbols[0], ret);
			take_out();
			return ret;
		}
		b->nr++;
	}
	pr_info("dmascope_kunit: broken: %s: on, by %s\n", rule->name,
		b->probes[0].rp.kp.symbol_name);
	return 0;
}

static const struct dms_break_rule *find_rule(const char *name)
{
	const struct dms_break_rule *rule;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tables); i++)
		for (rule = tables[i]; rule->name; rule++)
			if (sysfs_streq(rule->name, name))
				return rule;
	return NULL;
}

static int broken_set(const char *value, const struct kernel_param *kp)
{
	const struct dms_break_rule *rule = find_rule(value);
	bool off = sysfs_streq(value, "") || sysfs_streq(value, "none");
	int ret = 0;

	if (!rule && !off)
		return -ENOENT;
	if (!can_set_args())
		return -EOPNOTSUPP;
	mutex_lock(&dms_break.lock);
	take_out();
	if (rule)
		ret = put_in(rule);
	mutex_unlock(&dms_break.lock);
	return ret;
}

static int broken_get(char *buf, const struct kernel_param *kp)
{
	int len;

	mutex_lock(&dms_break.lock);
	len = scnprintf(buf, PAGE_SIZE, "%s\n", dms_break.rule ? dms_break.rule->name : "none");
	mutex_unlock(&dms_break.lock);
	return len;
}

static const struct kernel_param_ops broken_ops = {
	.set = broken_set,
	.get = broken_get,
};
module_param_cb(broken, &broken_ops, NULL, 0600);
MODULE_PARM_DESC(broken, "rule of the DMA API that the kernel shall break for devices of dmascope_drv");

static void __exit dms_break_exit(void)
{
	mutex_lock(&dms_break.lock);
	take_out();
	mutex_unlock(&dms_break.lock);
}
module_exit(dms_break_exit);
