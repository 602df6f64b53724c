// SPDX-License-Identifier: GPL-2.0
/*
 * Where calls come from: a target's callers, counted while it is probed.  What counts runs in the
 * pre-handler, which may be anywhere, an NMI included: no lock, no memory is taken there.
 */
#include <linux/atomic.h>
#include <linux/hash.h>
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "inject.h"

#define SITE_BITS	8
#define NR_SITES	(1U << SITE_BITS)
#define SITE_LEN	192	/* "function+0xoffset/0xsize [module]" */

/**
 * struct dms_site_count - one caller
 * @caller:	its return address; 0: the entry is free
 * @count:	calls
 * @ready:	@text is complete
 * @text:	its name.  Taken down at once, since its module may be gone when somebody asks
 */
struct dms_site_count {
	unsigned long caller;
	atomic64_t count;
	bool ready;
	char text[SITE_LEN];
};

/**
 * struct dms_sites - the callers of a target
 * @lost:	calls of callers for whom there was no room
 * @v:		a hash table without chains
 */
struct dms_sites {
	atomic64_t lost;
	struct dms_site_count v[NR_SITES];
};

static DEFINE_PER_CPU(char[KSYM_SYMBOL_LEN], dms_site_text);

static void dms_site_name(struct dms_site_count *s, unsigned long caller)
{
	char *text = *this_cpu_ptr(&dms_site_text);

	sprint_symbol(text, caller);
	/* cut where the name of a function is longer than any filter takes */
	strscpy(s->text, text, sizeof(s->text));
	/* pairs with dms_sites_show(): who sees it ready sees all of the name */
	smp_store_release(&s->ready, true);
}

void dms_site_count(struct dms_target *t, unsigned long caller)
{
	struct dms_sites *sites = READ_ONCE(t->sites);
	unsigned int i, at = hash_long(caller, SITE_BITS);

	if (!READ_ONCE(t->record) || !sites || !caller)
		return;
	for (i = 0; i < NR_SITES; i++, at = (at + 1) % NR_SITES) {
		struct dms_site_count *s = &sites->v[at];
		unsigned long old = READ_ONCE(s->caller);

		if (!old)
			old = cmpxchg(&s->caller, 0, caller);
		if (!old)
			dms_site_name(s, caller);
		if (!old || old == caller) {
			atomic64_inc(&s->count);
			return;
		}
	}
	atomic64_inc(&sites->lost);
}
NOKPROBE_SYMBOL(dms_site_count);

int dms_sites_start(struct dms_target *t)
{
	if (!t->sites)
		t->sites = kvzalloc(sizeof(*t->sites), GFP_KERNEL);
	else
		memset(t->sites, 0, sizeof(*t->sites));
	return t->sites ? 0 : -ENOMEM;
}

void dms_sites_free(struct dms_target *t)
{
	kvfree(t->sites);
	t->sites = NULL;
}

static int dms_sites_show(struct seq_file *m, void *unused)
{
	struct dms_target *t = m->private;
	unsigned int i;

	mutex_lock(&dms_lock);
	for (i = 0; t->sites && i < NR_SITES; i++) {
		struct dms_site_count *s = &t->sites->v[i];

		/* pairs with dms_site_name() */
		if (smp_load_acquire(&s->ready))
			seq_printf(m, "%lld %s\n", (long long)atomic64_read(&s->count), s->text);
	}
	if (t->sites && atomic64_read(&t->sites->lost))
		seq_printf(m, "%lld ?\n", (long long)atomic64_read(&t->sites->lost));
	mutex_unlock(&dms_lock);
	return 0;
}

static int dms_sites_open(struct inode *inode, struct file *file)
{
	return single_open(file, dms_sites_show, inode->i_private);
}

const struct file_operations dms_sites_fops = {
	.owner = THIS_MODULE,
	.open = dms_sites_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};
