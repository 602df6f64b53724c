// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/debug/dmascope_inject: a folder for each target, and the switch. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "knobs.h"

struct dms_file {
	struct dms_target *target;
	const struct dms_knob *knob;
};

static struct dentry *root;
static struct dms_file *files;

static s64 dms_number_get(const void *p, s8 bytes)
{
	switch (bytes) {
	case 4:
		return *(const u32 *)p;
	case -4:
		return *(const s32 *)p;
	default:
		return *(const s64 *)p;
	}
}

static void dms_number_set(void *p, s8 bytes, s64 value)
{
	if (bytes == 4 || bytes == -4)
		WRITE_ONCE(*(u32 *)p, value);
	else
		WRITE_ONCE(*(s64 *)p, value);
}

static void dms_show_number(struct dms_target *t, const struct dms_config *config,
			    const struct dms_knob *k, char *text)
{
	const void *p = (const char *)t + k->offset;
	unsigned long flags;
	s64 value;

	if (k->filter)
		p = (const char *)&config->filter + k->offset;
	flags = dms_decider_lock(t);
	value = dms_number_get(p, k->bytes);
	dms_decider_unlock(t, flags);
	scnprintf(text, DMS_KNOB_LEN, k->bytes < 0 ? "%lld" : "%llu", value);
}

static int dms_parse_number(const struct dms_knob *k, const char *text, s64 *value)
{
	int ret;

	if (k->bytes < 0) {
		ret = kstrtos64(text, 0, value);
		if (!ret && (*value < k->min || (*value > 0 && (u64)*value > k->max)))
			ret = -ERANGE;
	} else {
		ret = kstrtou64(text, 0, (u64 *)value);
		if (!ret && ((u64)*value < (u64)k->min || (u64)*value > k->max))
			ret = -ERANGE;
	}
	return ret;
}

static int dms_store_number(struct dms_target *t, struct dms_config *config,
			    const struct dms_knob *k, const char *text)
{
	unsigned long flags;
	s64 value;
	int ret = dms_parse_number(k, text, &value);

	if (ret)
		return ret;
	if (k->activates && value && !t->symbol)
		return -EOPNOTSUPP;
	if (k->filter) {
		dms_number_set((char *)&config->filter + k->offset, k->bytes, value);
		return 0;
	}
	flags = dms_decider_lock(t);
	dms_number_set((char *)t + k->offset, k->bytes, value);
	dms_decider_unlock(t, flags);
	return 0;
}

static int dms_store(struct dms_target *t, struct dms_config *config, const struct dms_knob *k,
		     const char *text)
{
	return k->store ? k->store(t, config, text) : dms_store_number(t, config, k, text);
}

static struct dms_config *dms_config_of(struct dms_target *t)
{
	return rcu_dereference_protected(t->config, lockdep_is_held(&dms_lock));
}

/* A handler sees the old configuration or the new one, nothing between. */
static int dms_store_filter(struct dms_target *t, const struct dms_knob *k, const char *text)
{
	struct dms_config *old = dms_config_of(t), *new;
	int ret;

	new = kmemdup(old, sizeof(*old), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	ret = dms_store(t, new, k, text);
	if (ret) {
		kfree(new);
		return ret;
	}
	rcu_assign_pointer(t->config, new);
	kfree_rcu(old, rcu);
	return 0;
}

static ssize_t dms_file_read(struct file *file, char __user *to, size_t len, loff_t *pos)
{
	const struct dms_file *f = file->private_data;
	struct dms_target *t = f->target;
	char text[DMS_KNOB_LEN + 1] = "";

	mutex_lock(&dms_lock);
	if (f->knob->show)
		f->knob->show(t, dms_config_of(t), text);
	else
		dms_show_number(t, dms_config_of(t), f->knob, text);
	mutex_unlock(&dms_lock);
	strcat(text, "\n");
	return simple_read_from_buffer(to, len, pos, text, strlen(text));
}

static ssize_t dms_file_write(struct file *file, const char __user *from, size_t len, loff_t *pos)
{
	const struct dms_file *f = file->private_data;
	const struct dms_knob *k = f->knob;
	char text[DMS_KNOB_LEN];
	int ret;

	if (len >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, from, len))
		return -EFAULT;
	text[len] = '\0';
	mutex_lock(&dms_lock);
	if (k->filter)
		ret = dms_store_filter(f->target, k, strim(text));
	else
		ret = dms_store(f->target, NULL, k, strim(text));
	if (!ret)
		ret = dms_target_update(f->target);
	mutex_unlock(&dms_lock);
	if (ret == -EINVAL || ret == -ERANGE)
		pr_info("%s/%s takes %s\n", f->target->row->name, k->name, k->help);
	return ret ? ret : len;
}

static const struct file_operations dms_file_ops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.read = dms_file_read,
	.write = dms_file_write,
	.llseek = default_llseek,
};

static int dms_arm_get(void *data, u64 *value)
{
	mutex_lock(&dms_lock);
	*value = dms_armed();
	mutex_unlock(&dms_lock);
	return 0;
}

static int dms_arm_set(void *data, u64 value)
{
	int ret = 0;

	if (value > 1)
		return -EINVAL;
	mutex_lock(&dms_lock);
	if (value != dms_armed()) {
		if (value)
			ret = dms_arm();
		else
			dms_disarm();
		if (!ret)
			pr_notice("%s\n", value ? "armed" : "disarmed");
	}
	mutex_unlock(&dms_lock);
	return ret;
}

DEFINE_DEBUGFS_ATTRIBUTE(dms_arm_ops, dms_arm_get, dms_arm_set, "%llu\n");

static bool dms_knob_fits(const struct dms_knob *k, const struct dms_target_row *row)
{
	switch (k->need) {
	case DMS_NEEDS_DEVICE:
		return row->subject != DMS_SUBJECT_NONE;
	case DMS_NEEDS_DRIVER:
		return row->subject == DMS_SUBJECT_DEVICE || row->subject == DMS_SUBJECT_POOL;
	case DMS_NEEDS_SIZE:
		return row->size || row->memory != DMS_MEMORY_NONE;
	case DMS_NEEDS_DIRECTION:
		return row->direction;
	case DMS_NEEDS_ERRORS:
		return row->errors[0];
	case DMS_NEEDS_MASK:
		return row->mask;
	default:
		return true;
	}
}

static void dms_target_files(struct dms_target *t, struct dms_file *f)
{
	struct dentry *folder = debugfs_create_dir(t->row->name, root);
	unsigned int i;

	for (i = 0; i < dms_nr_knobs; i++, f++) {
		const struct dms_knob *k = &dms_knobs[i];

		*f = (struct dms_file){ .target = t, .knob = k };
		if (dms_knob_fits(k, t->row))
			debugfs_create_file(k->name, k->show && !k->store ? 0400 : 0600, folder, f,
					    &dms_file_ops);
	}
	debugfs_create_file("sites", 0400, folder, t, &dms_sites_fops);
}

int dms_knobs_init(void)
{
	unsigned int i;

	files = kcalloc(dms_nr_targets * dms_nr_knobs, sizeof(*files), GFP_KERNEL);
	if (!files)
		return -ENOMEM;
	root = debugfs_create_dir("dmascope_inject", NULL);
	if (IS_ERR_OR_NULL(root)) {
		pr_err("not loaded: no debugfs\n");
		kfree(files);
		return root ? PTR_ERR(root) : -ENODEV;
	}
	for (i = 0; i < dms_nr_targets; i++)
		dms_target_files(dms_target_get(i), &files[i * dms_nr_knobs]);
	debugfs_create_file_unsafe("arm", 0600, root, NULL, &dms_arm_ops);
	return 0;
}

void dms_knobs_exit(void)
{
	debugfs_remove_recursive(root);
	kfree(files);
}
