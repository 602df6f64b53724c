// SPDX-License-Identifier: GPL-2.0
/* Which calls are hit.  For the kernel and for tests on the host: see decide.h. */
#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <string.h>
#endif

#include "decide.h"

void dms_decider_init(struct dms_decider *d)
{
	*d = (struct dms_decider){ .interval = 1, .times = 1 };
}

bool dms_decider_active(const struct dms_decider *d)
{
	return d->nth || (d->probability && d->times);
}

/* The finishing step of splitmix64: each bit of the input changes half of the output's. */
static u64 dms_mix(u64 x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

/*
 * No state but the number of the call: which calls are hit does not depend on what other
 * CPUs do meanwhile, nor on a knob that was turned.  The seed is mixed first, or neighbouring
 * seeds would give one sequence, shifted.
 */
u32 dms_random_percent(u64 seed, u64 number)
{
	u64 x = dms_mix(dms_mix(seed + 0x9e3779b97f4a7c15ULL) + number * 0x9e3779b97f4a7c15ULL);

	return ((x >> 32) * 100) >> 32;
}

/* should_fail_ex() counts down even where it did not ask: nth is not held up by times == 0. */
static bool dms_hit(struct dms_decider *d)
{
	if (d->times > 0)
		d->times--;
	d->hits++;
	return true;
}

bool dms_decide(struct dms_decider *d, u64 size)
{
	u64 number = d->calls++;

	if (d->nth)
		return --d->nth ? false : dms_hit(d);
	if (!d->probability || !d->times)
		return false;
	if (d->space > size) {
		d->space -= size;
		return false;
	}
	if (d->interval > 1 && ++d->count % d->interval)
		return false;
	if (d->probability <= dms_random_percent(d->seed, number))
		return false;
	return dms_hit(d);
}

/* Hexadecimal with "0x", decimal without; moves @text behind it. */
static bool dms_parse_number(const char **text, u64 *value)
{
	const char *p = *text;
	unsigned int base = 10, digit;

	if (p[0] == '0' && p[1] == 'x') {
		base = 16;
		p += 2;
	}
	*text = p;
	for (*value = 0; *p; p++) {
		if (*p >= '0' && *p <= '9')
			digit = *p - '0';
		else if (base == 16 && *p >= 'a' && *p <= 'f')
			digit = *p - 'a' + 10;
		else
			break;
		if (*value > (~0ULL - digit) / base)
			return false;
		*value = *value * base + digit;
	}
	if (p == *text)
		return false;
	*text = p;
	return true;
}

bool dms_site_parse(struct dms_site *site, const char *text)
{
	struct dms_site s = { .last = ~0ULL };
	size_t len = strcspn(text, "+");

	if (len >= sizeof(s.symbol))
		return false;
	memcpy(s.symbol, text, len);
	text += len;
	if (*text) {
		text++;
		if (!len || !dms_parse_number(&text, &s.first))
			return false;
		s.last = s.first;
		if (*text == '-') {
			text++;
			if (!dms_parse_number(&text, &s.last) || s.last < s.first)
				return false;
		}
		if (*text)
			return false;
	}
	*site = s;
	return true;
}

void dms_filter_init(struct dms_filter *f)
{
	*f = (struct dms_filter){
		.site.last = ~0ULL,
		.max_size = ~0ULL,
		.direction = DMS_ANY_DIRECTION,
	};
}

static bool dms_name_match(const char *wanted, const char *name)
{
	size_t len = strlen(wanted);

	if (!len)
		return true;
	if (!name)
		return false;
	if (wanted[len - 1] == '*')
		return !strncmp(wanted, name, len - 1);
	return !strcmp(wanted, name);
}

bool dms_filter_needs_caller(const struct dms_filter *f)
{
	return f->module[0] || f->site.symbol[0];
}

static bool dms_site_match(const struct dms_site *s, const struct dms_call *c)
{
	if (!s->symbol[0])
		return true;
	return c->symbol && !strcmp(s->symbol, c->symbol) && c->offset >= s->first &&
	       c->offset <= s->last;
}

static bool dms_size_match(const struct dms_filter *f, const struct dms_call *c)
{
	if (!f->min_size && f->max_size == ~0ULL)
		return true;
	return c->has_size && c->size >= f->min_size && c->size <= f->max_size;
}

bool dms_filter_match(const struct dms_filter *f, const struct dms_call *c)
{
	if (!dms_name_match(f->device, c->device) || !dms_name_match(f->driver, c->driver))
		return false;
	if (f->direction != DMS_ANY_DIRECTION && f->direction != c->direction)
		return false;
	if (!dms_size_match(f, c))
		return false;
	if (f->pid && (!c->comm || f->pid != c->pid))
		return false;
	return dms_name_match(f->comm, c->comm) && dms_name_match(f->module, c->module) &&
	       dms_site_match(&f->site, c);
}

void dms_call_set_caller(struct dms_call *c, char *text)
{
	const char *offset;
	char *p = strchr(text, '+');
	char *module = strchr(text, '[');

	c->module = NULL;
	c->symbol = NULL;
	c->offset = 0;
	if (!p)
		return;
	*p = '\0';
	offset = p + 1;
	if (!dms_parse_number(&offset, &c->offset))
		return;
	c->symbol = text;
	c->module = "vmlinux";
	if (module && module > offset) {
		module[strcspn(module, "] ")] = '\0';
		c->module = module + 1;
	}
}
