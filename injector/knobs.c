// SPDX-License-Identifier: GPL-2.0
/* The table of a target's files, and those whose text is no plain number. */
#include <linux/iommu.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/string.h>

#include "knobs.h"

#define MAX_DELAY_US	50000

static int dms_store_name(char *name, const char *text)
{
	return strscpy(name, text, DMS_INJECT_NAME_LEN) < 0 ? -ENAMETOOLONG : 0;
}

static void dms_show_action(const struct dms_target *t, const struct dms_config *config, char *text)
{
	size_t len = 0;
	unsigned int i;

	for (i = 0; i < DMS_NR_ACTIONS; i++)
		if (t->row->actions & DMS_CAN(i))
			len += scnprintf(text + len, DMS_KNOB_LEN - len,
					 i == t->action ? "%s[%s]" : "%s%s", len ? " " : "",
					 dms_action_names[i]);
}

static int dms_store_action(struct dms_target *t, struct dms_config *config, const char *text)
{
	int i = match_string(dms_action_names, DMS_NR_ACTIONS, text);

	if (i < 0 || !(t->row->actions & DMS_CAN(i)))
		return -EINVAL;
	WRITE_ONCE(t->action, i);
	return 0;
}

static void dms_show_error(const struct dms_target *t, const struct dms_config *config, char *text)
{
	scnprintf(text, DMS_KNOB_LEN, "%d", t->error);
}

/* Only what the function may return: any other value is no test of its callers. */
static int dms_store_error(struct dms_target *t, struct dms_config *config, const char *text)
{
	unsigned int i;
	int error, ret = kstrtoint(text, 0, &error);

	if (ret)
		return ret;
	for (i = 0; i < ARRAY_SIZE(t->row->errors) && t->row->errors[i]; i++) {
		if (t->row->errors[i] == error) {
			WRITE_ONCE(t->error, error);
			return 0;
		}
	}
	return -EINVAL;
}

/* Of a function that is told a domain, the device has to be known before. */
static int dms_find_domain(struct dms_config *config, const char *name)
{
	struct device *dev;

	config->domain = NULL;
	if (!*name)
		return 0;
	dev = dms_find_device(name);
	if (!dev)
		return -ENODEV;
	config->domain = iommu_get_domain_for_dev(dev);
	put_device(dev);
	return config->domain ? 0 : -ENODEV;
}

static void dms_show_device(const struct dms_target *t, const struct dms_config *config, char *text)
{
	strscpy(text, config->filter.device, DMS_KNOB_LEN);
}

static int dms_store_device(struct dms_target *t, struct dms_config *config, const char *text)
{
	int ret = 0;

	if (t->row->subject == DMS_SUBJECT_DOMAIN)
		ret = dms_find_domain(config, text);
	return ret ? ret : dms_store_name(config->filter.device, text);
}

static void dms_show_driver(const struct dms_target *t, const struct dms_config *config, char *text)
{
	strscpy(text, config->filter.driver, DMS_KNOB_LEN);
}

static int dms_store_driver(struct dms_target *t, struct dms_config *config, const char *text)
{
	return dms_store_name(config->filter.driver, text);
}

static void dms_show_module(const struct dms_target *t, const struct dms_config *config, char *text)
{
	strscpy(text, config->filter.module, DMS_KNOB_LEN);
}

static int dms_store_module(struct dms_target *t, struct dms_config *config, const char *text)
{
	return dms_store_name(config->filter.module, text);
}

static void dms_show_comm(const struct dms_target *t, const struct dms_config *config, char *text)
{
	strscpy(text, config->filter.comm, DMS_KNOB_LEN);
}

static int dms_store_comm(struct dms_target *t, struct dms_config *config, const char *text)
{
	return dms_store_name(config->filter.comm, text);
}

static void dms_show_caller(const struct dms_target *t, const struct dms_config *config, char *text)
{
	const struct dms_site *s = &config->filter.site;

	if (s->symbol[0] && s->last == U64_MAX && !s->first)
		scnprintf(text, DMS_KNOB_LEN, "%s", s->symbol);
	else if (s->symbol[0])
		scnprintf(text, DMS_KNOB_LEN, "%s+0x%llx-0x%llx", s->symbol, s->first, s->last);
}

static int dms_store_caller(struct dms_target *t, struct dms_config *config, const char *text)
{
	return dms_site_parse(&config->filter.site, text) ? 0 : -EINVAL;
}

/* By enum dma_data_direction; the last: any */
static const char *const directions[] = { "bidirectional", "to-device", "from-device", "none", "any" };

static void dms_show_direction(const struct dms_target *t, const struct dms_config *config,
			       char *text)
{
	s32 dir = config->filter.direction;

	strscpy(text, directions[dir == DMS_ANY_DIRECTION ? ARRAY_SIZE(directions) - 1 : dir],
		DMS_KNOB_LEN);
}

static int dms_store_direction(struct dms_target *t, struct dms_config *config, const char *text)
{
	int i = match_string(directions, ARRAY_SIZE(directions), text);

	if (i < 0)
		return -EINVAL;
	config->filter.direction = i == ARRAY_SIZE(directions) - 1 ? DMS_ANY_DIRECTION : i;
	return 0;
}

static void dms_show_seed(const struct dms_target *t, const struct dms_config *config, char *text)
{
	scnprintf(text, DMS_KNOB_LEN, "%llu", t->decider.seed);
}

/* The sequence begins anew: the same seed, the same calls, the same failures. */
static int dms_store_seed(struct dms_target *t, struct dms_config *config, const char *text)
{
	unsigned long flags;
	u64 seed;
	int ret = kstrtou64(text, 0, &seed);

	if (ret)
		return ret;
	flags = dms_decider_lock(t);
	t->decider.seed = seed;
	t->decider.calls = 0;
	t->decider.count = 0;
	t->decider.hits = 0;
	dms_decider_unlock(t, flags);
	return 0;
}

static void dms_show_record(const struct dms_target *t, const struct dms_config *config, char *text)
{
	scnprintf(text, DMS_KNOB_LEN, "%u", t->record);
}

/* What was recorded before is forgotten when it begins anew, and stays when it ends. */
static int dms_store_record(struct dms_target *t, struct dms_config *config, const char *text)
{
	bool on;
	int ret = kstrtobool(text, &on);

	if (ret)
		return ret;
	if (on && !t->symbol)
		return -EOPNOTSUPP;
	dms_target_unprobe(t);
	WRITE_ONCE(t->record, 0);
	if (on)
		ret = dms_sites_start(t);
	if (!ret)
		WRITE_ONCE(t->record, on);
	return ret;
}

static void dms_show_calls(const struct dms_target *t, const struct dms_config *config, char *text)
{
	scnprintf(text, DMS_KNOB_LEN, "%llu", READ_ONCE(t->decider.calls));
}

static void dms_show_count(const struct dms_target *t, const struct dms_config *config, char *text)
{
	scnprintf(text, DMS_KNOB_LEN, "%llu", READ_ONCE(t->decider.hits));
}

static void dms_show_state(const struct dms_target *t, const struct dms_config *config, char *text)
{
	if (t->probed)
		scnprintf(text, DMS_KNOB_LEN, "probed: %s, missed %lu", t->symbol, t->kp.nmissed);
	else if (t->trouble && t->trouble != -ENOENT)
		scnprintf(text, DMS_KNOB_LEN, "cannot be probed: error %d", t->trouble);
	else if (t->symbol)
		scnprintf(text, DMS_KNOB_LEN, "ready: %s", t->symbol);
	else
		scnprintf(text, DMS_KNOB_LEN, "missing: %s",
			  t->row->instead ? t->row->instead : "not in this kernel");
}

#define IN_TARGET(member, width) .offset = offsetof(struct dms_target, member), .bytes = (width)
#define IN_FILTER(member, width) \
	.offset = offsetof(struct dms_filter, member), .bytes = (width), .filter = true
#define TEXT(what) .show = dms_show_##what, .store = dms_store_##what

const struct dms_knob dms_knobs[] = {
	/* the kernel's own, see Documentation/fault-injection/ */
	{ "probability", "percent, 0 to 100", IN_TARGET(decider.probability, 4), .max = 100,
	  .activates = true },
	{ "interval", "a number", IN_TARGET(decider.interval, 8), .max = S64_MAX },
	{ "times", "a number, -1 for no limit", IN_TARGET(decider.times, -8), .min = -1,
	  .max = S64_MAX },
	{ "space", "bytes", IN_TARGET(decider.space, 8), .max = S64_MAX },
	{ "verbose", "0, 1 or 2", IN_TARGET(verbose, 4), .max = 2 },
	/* ours */
	{ "nth", "a number, 0 for off", IN_TARGET(decider.nth, 8), .max = S64_MAX,
	  .activates = true },
	{ "seed", "a number", TEXT(seed) },
	{ "record", "0 or 1", TEXT(record) },
	{ "action", "one of those that reading it lists", TEXT(action) },
	{ "error", "an errno that the function may return", DMS_NEEDS_ERRORS, TEXT(error) },
	{ "delay", "microseconds, 0 to 50000", IN_TARGET(delay_us, 4), .max = MAX_DELAY_US },
	{ "bits", "a mask's width, 1 to 64", DMS_NEEDS_MASK, IN_TARGET(bits, 4), .min = 1,
	  .max = 64 },
	/* which calls count */
	{ "device", "a device's name; for a function that is told a domain, of one behind an IOMMU",
	  DMS_NEEDS_DEVICE, TEXT(device), .filter = true },
	{ "driver", "a driver's name", DMS_NEEDS_DRIVER, TEXT(driver), .filter = true },
	{ "module", "the caller's module, or vmlinux", TEXT(module), .filter = true },
	{ "caller", "FUNCTION, FUNCTION+0xOFFSET or FUNCTION+0xFIRST-0xLAST", TEXT(caller),
	  .filter = true },
	{ "comm", "a process's name", TEXT(comm), .filter = true },
	{ "pid", "a process's number, 0 for any", IN_FILTER(pid, -4), .max = S32_MAX },
	{ "min_size", "bytes", DMS_NEEDS_SIZE, IN_FILTER(min_size, 8), .max = U64_MAX },
	{ "max_size", "bytes", DMS_NEEDS_SIZE, IN_FILTER(max_size, 8), .max = U64_MAX },
	{ "direction", "bidirectional, to-device, from-device, none or any", DMS_NEEDS_DIRECTION,
	  TEXT(direction), .filter = true },
	/* what came of it */
	{ "calls", "", .show = dms_show_calls },
	{ "count", "", .show = dms_show_count },
	{ "state", "", .show = dms_show_state },
};

const unsigned int dms_nr_knobs = ARRAY_SIZE(dms_knobs);
